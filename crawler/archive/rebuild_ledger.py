"""A ledger made anew from the WARC files and the lines of an archive.

    records, lines, reports -> Visit -> Ledger.commit

Each address is taken through its visits as they followed one another, by the code that
wrote them the first time. Lost are the schedules: when an address was found, on which
list and under which title, how often a source had news, how long a host was to rest.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crawler.archive.check_inventory import Inventory
from crawler.archive.check_lines import UNREADABLE
from crawler.archive.jsonl import content_of, from_line
from crawler.archive.rebuild_answers import (
    NOT_MODIFIED,
    ROBOTS,
    Answer,
    Asked,
    Remembered,
    asked_for,
    told_by,
)
from crawler.archive.rebuild_fate import kept, kind_of, published_at, visit_of
from crawler.frontier.ledger import Ledger
from crawler.frontier.rhythm import DAY
from crawler.frontier.schema import Address, ArticleRow, Found, Visit
from crawler.frontier.urls import canonical
from crawler.text.likeness import bands, signature

BATCH = 500
"""Visits that are written in one transaction."""

PRIORITY = {"sitemap": 60, "feed": 50, "article": 30, "page": 10}
"""What is fetched first: see `crawler.spiders.news`."""

START, DEPTH = 0, 1
"""Depth of the page that a run asked for first, and of every other address: how far from the
start it was found, no file tells."""

START_PRIORITY = 100

SLACK = 60.0
"""Seconds by which a capture may be dated before its run began."""

_NAME = re.compile(r"(\d{14})-(\d+)")

_LAST_LINES = """
    CREATE TABLE last_lines AS
    SELECT l.id AS id FROM lines AS l JOIN files AS f ON f.name = l.file
    WHERE NOT EXISTS (
        SELECT 1 FROM lines AS m JOIN files AS g ON g.name = m.file
        WHERE m.url = l.url AND m.version = l.version AND (g.place, m.offset) > (f.place, l.offset)
    )
"""
_FIRST_PLACES = """
    CREATE TABLE first_places AS
    SELECT p.id AS record, p.line AS line, min(p.rowid) AS nth FROM locations AS p
    WHERE p.line IN (SELECT id FROM last_lines) GROUP BY p.line
"""
_READINGS = """
    INSERT OR IGNORE INTO readings
    SELECT c.url, moment_of(c.date), g.payload, g.content, g.file, g.offset, g.length
    FROM captures AS c JOIN readings AS g ON g.url = c.url AND g.payload = c.digest
    WHERE c.type IN ('response', 'revisit') AND moment_of(c.date) > g.captured_at
    AND c.record_id NOT IN (SELECT record_id FROM not_modified)
    AND g.captured_at = (SELECT max(h.captured_at) FROM readings AS h
        WHERE h.url = c.url AND h.captured_at < moment_of(c.date))
    ORDER BY c.url, c.date
"""


class Run(NamedTuple):
    """A run of which the archive holds files."""

    id: int
    started_at: float
    site: str = ""
    report: dict[str, Any] | None = None
    fetched: bool = False
    ahead: float = 0.0
    """Seconds that its clock was ahead of the one by which its captures are dated."""


def rebuild_ledger(
    root: Path, draft: Path, inventory: Inventory, site_of: Callable[[str], str]
) -> str:
    """Write a new ledger to `draft`; return how much of what went into it.

    `inventory` is that of the whole archive. `site_of` gives the key of the site of an address,
    where no report says in whose crawl it was found.
    """
    maker = _Maker(root, inventory, site_of)
    ledger = Ledger(draft)
    # A draft is brought to the disk once, when it is whole.
    ledger._db.execute("PRAGMA synchronous=OFF")  # noqa: SLF001
    try:
        maker.make(ledger)
    finally:
        ledger.close()
    with closing(sqlite3.connect(draft)) as db, db:
        maker.finish(db)
        [(addresses, captures, articles)] = db.execute(
            "SELECT (SELECT count(*) FROM addresses), (SELECT count(*) FROM captures), "
            "(SELECT count(*) FROM articles)"
        )
    return f"{addresses} addresses, {captures} captures, {articles} versions of stories"


class _Maker:
    def __init__(self, root: Path, inventory: Inventory, site_of: Callable[[str], str]) -> None:
        self.root, self.db, self.site_of = root, inventory.db, site_of
        self.runs = {
            stem: run._replace(ahead=self._ahead(stem, run))
            for stem, run in _runs(root, self._names()).items()
        }
        self._has_start: set[int] = set()
        self._batch: list[tuple[Visit, Run]] = []
        self._pending: dict[str, Address] = {}
        for statement in (_LAST_LINES, _FIRST_PLACES):
            self.db.execute(statement)
        self.db.execute("CREATE INDEX first_places_record ON first_places (record)")
        self.db.execute("CREATE TABLE written (line INTEGER PRIMARY KEY)")
        self.db.execute("CREATE TABLE not_modified (record_id TEXT PRIMARY KEY)")
        self.db.execute(
            "CREATE TABLE read (url TEXT, captured_at REAL, payload TEXT, content TEXT, "
            "file TEXT, offset INTEGER, length INTEGER)"
        )

    def _names(self, folder: str = "*") -> list[str]:
        rows = self.db.execute(
            "SELECT name FROM files WHERE name GLOB ? AND NOT open ORDER BY place",
            (f"{folder}/*",),
        )
        return [name for [name] in rows]

    def _ahead(self, stem: str, run: Run) -> float:
        """Return how far the clock of a run was ahead: one whose time was set (``RUN_AT``)."""
        [(first,)] = self.db.execute(
            "SELECT min(date) FROM records WHERE part = '' AND type IN ('response', 'revisit') "
            "AND file >= ? AND file < ?",
            (f"warc/{stem}", f"warc/{stem}~"),
        )
        if not (stem and first and run.started_at):
            return 0.0
        seconds = (run.report or {}).get("seconds", DAY)
        late = _moment(first) - run.started_at
        return 0.0 if -SLACK <= late <= seconds + SLACK else -late

    # --- visits

    def make(self, ledger: Ledger) -> None:
        """Write everything that a run would have committed."""
        memories: dict[str, Remembered] = {}
        for name in self._names("warc"):
            self._visits(ledger, self.runs[_stem(name)], self._answers(name, memories))
        self._flush(ledger)
        self._unplaced(ledger)
        self._flush(ledger)
        for each in memories.values():
            ledger.remember(each.site, each.revision, json.dumps(each.memory))

    def _answers(self, name: str, memories: dict[str, Remembered]) -> Iterator[Answer]:
        """Yield the answers in a WARC file; what it holds of memories is noted."""
        for told in told_by(self.root / name, name):
            if isinstance(told, Remembered):
                memories[told.site] = told
                continue
            if told.status == NOT_MODIFIED:
                self.db.execute(
                    "INSERT OR IGNORE INTO not_modified VALUES (?)", (told.row.record_id,)
                )
            yield told._replace(at=told.at + self.runs[_stem(name)].ahead)

    def _visits(self, ledger: Ledger, run: Run, answers: Iterator[Answer]) -> None:
        for asked in asked_for(answers):
            if asked.last.kind == ROBOTS or canonical(asked.url) is None:
                self._flush(ledger)
                ledger.commit([], {}, run.id, [answer.row for answer in asked.answers])
                continue
            articles, published = self._articles_in(asked)
            known = self._known(ledger, asked, run, is_story=bool(articles))
            self._add(ledger, visit_of(asked, known, articles, published), run)

    def _known(self, ledger: Ledger, asked: Asked, run: Run, *, is_story: bool) -> Address:
        """Return an address as it was before it was asked for, writing it down if it is new."""
        if asked.url in self._pending:
            self._flush(ledger)
        known = ledger.address(asked.url)
        kind = kind_of(asked, known, is_story=is_story)
        return known or self._new(ledger, asked.url, kind, run, asked.last.at)

    def _new(self, ledger: Ledger, url: str, kind: str, run: Run, at: float) -> Address:
        priority, depth = PRIORITY.get(kind, 10), DEPTH
        if kind != "article" and run.id not in self._has_start:
            priority, depth = START_PRIORITY, START
        self._has_start.add(run.id)
        found = Found(url, urlsplit(url).netloc, kind, priority, depth)
        ledger.add([found], None, run.id, at, run.site or self.site_of(url))
        known = ledger.address(url)
        assert known
        return known

    def _add(self, ledger: Ledger, visit: Visit, run: Run) -> None:
        self._batch.append((visit, run))
        known = ledger.address(visit.url)
        assert known
        self._pending[visit.url] = known
        if len(self._batch) >= BATCH:
            self._flush(ledger)

    def _flush(self, ledger: Ledger) -> None:
        """Write the visits that wait, those of one run and one site in a transaction."""
        batch, self._batch = self._batch, []
        while batch:
            _, run = batch[0]
            site = self._pending[batch[0][0].url].site
            own = []
            for visit, of in batch:
                if of != run or self._pending[visit.url].site != site:
                    break
                own.append(visit)
            ledger.run, ledger.site = run.id, site
            ledger.commit(own, {}, run.id)
            del batch[: len(own)]
        self._pending.clear()

    # --- articles

    def _articles_in(self, asked: Asked) -> tuple[list[ArticleRow], float | None]:
        """Return the versions that were read from these answers, and when the story came out."""
        rows, published = [], None
        for answer in asked.answers:
            lines = self.db.execute(
                "SELECT lines.id, file, offset, length FROM first_places "
                "JOIN lines ON lines.id = line WHERE record = ? ORDER BY version",
                (answer.row.record_id,),
            )
            for number, *place in lines.fetchall():
                row, stated = self._article(number, *place)
                rows.append(row)
                published = published_at(stated)
        return rows, published

    def _article(
        self, number: int, file: str, offset: int, length: int
    ) -> tuple[ArticleRow, str | None]:
        """Return the row of an article's line, and the day it is of; note how it was read."""
        with (self.root / file).open("rb") as stream:
            stream.seek(offset)
            line = stream.read(length).decode()
        article, identifier = from_line(line), str(json.loads(line)["identifier"])
        known, content = article.provenance, content_of(article)
        kept_signature = signature("\n".join(article.article_body))
        self.db.execute("INSERT INTO written VALUES (?)", (number,))
        self.db.execute(
            "INSERT INTO read VALUES (?, ?, ?, ?, ?, ?, ?)",
            (article.url, known.fetched_at.timestamp(), " ".join(known.captures), content,
             file, offset, length),
        )  # fmt: skip
        row = ArticleRow(
            article.url, article.version, identifier, content, file, offset, length,
            kept_signature, canonical(article.main_entity_of_page or ""), bands(kept_signature),
        )  # fmt: skip
        return row, article.date_published

    def _unplaced(self, ledger: Ledger) -> None:
        """Write the versions of which no capture is here: read from another archive, say."""
        lines = self.db.execute(
            "SELECT lines.id, file, offset, length FROM last_lines "
            "JOIN lines USING (id) WHERE lines.id NOT IN (SELECT line FROM written) "
            "ORDER BY lines.id"
        )
        for number, file, offset, length in lines.fetchall():
            row, stated = self._article(number, file, offset, length)
            run = self.runs[_stem(file)]
            at = run.started_at
            url = canonical(row.url) or row.url
            if url in self._pending:
                self._flush(ledger)
            known = ledger.address(url) or self._new(ledger, url, "article", run, at)
            fate = kept(known, [row], at, published_at(stated))
            visit = Visit(
                url, at, fate.outcome, state=fate.state, due_at=fate.due_at, held=fate.held,
                since=fate.since, articles=(row,), etag=known.etag,
                last_modified=known.last_modified,
            )  # fmt: skip
            self._add(ledger, visit, run)

    # --- the rest

    def finish(self, db: sqlite3.Connection) -> None:
        """Write down the runs, the segments and the readings."""
        for run in self.runs.values():
            report = run.report or {}
            db.execute(
                "INSERT INTO runs (id, spider, arguments, started_at, ended_at, discovered, "
                "report, site) VALUES (?, ?, '{}', ?, ?, ?, ?, ?)",
                (run.id, "news" if run.fetched else "replay", run.started_at, report.get("at"),
                 report.get("discovered", 0),
                 json.dumps(report, ensure_ascii=False) if report else None, run.site),
            )  # fmt: skip
        for name in self._names():
            if not name.startswith("reports/"):
                length = (self.root / name).stat().st_size
                db.execute("INSERT OR REPLACE INTO segments VALUES (?, ?, 1)", (name, length))
        db.executemany(
            "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)",
            self.db.execute("SELECT * FROM read ORDER BY file, offset"),
        )
        self._read_again(db)

    def _read_again(self, db: sqlite3.Connection) -> None:
        """Note the later captures of the bytes from which a story was read: they read alike."""
        db.create_function("moment_of", 1, _moment, deterministic=True)
        db.execute("CREATE TEMP TABLE not_modified (record_id TEXT PRIMARY KEY)")
        db.executemany(
            "INSERT INTO not_modified VALUES (?)",
            self.db.execute("SELECT record_id FROM not_modified"),
        )
        db.execute(_READINGS)


def _moment(date: str) -> float:
    try:
        return datetime.fromisoformat(date).timestamp()
    except ValueError:
        return 0.0


def _stem(name: str) -> str:
    """Return the name of the run that wrote a file.

    >>> _stem("warc/20260205080000-00001-000.warc.gz"), _stem("warc/other.warc.gz")
    ('20260205080000-00001', '')
    """
    found = _NAME.match(name.rpartition("/")[2])
    return found[0] if found else ""


def _runs(root: Path, names: list[str]) -> dict[str, Run]:
    """Return every run that the archive has files of, by the name they bear; oldest first."""
    stems = sorted({_stem(name) for name in names})
    fetched = {_stem(name) for name in names if name.startswith("warc/")}
    runs: dict[str, Run] = {}
    taken: set[int] = set()
    for stem in stems:
        report = _report(root / "reports" / f"{stem}.json")
        wanted = int(_NAME.fullmatch(stem)[2]) if stem else 0  # type: ignore[index]
        number = wanted if wanted and wanted not in taken else max(taken, default=0) + 1
        taken.add(number)
        sites = [site for site in (report or {}).get("sites", {}) if site]
        runs[stem] = Run(
            number,
            _started(stem, report),
            sites[0] if len(sites) == 1 else "",
            report,
            stem in fetched,
        )
    return runs


def _started(stem: str, report: dict[str, Any] | None) -> float:
    if report and isinstance(report.get("at"), int | float):
        return float(report["at"]) - float(report.get("seconds", 0.0))
    if not stem:
        return 0.0
    try:
        return datetime.strptime(stem[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _report(path: Path) -> dict[str, Any] | None:
    try:
        report = json.loads(path.read_bytes())
    except (*UNREADABLE, OSError):
        return None
    return report if isinstance(report, dict) else None
