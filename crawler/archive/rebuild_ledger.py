"""A ledger made anew from the WARC files and the lines of an archive.

    records, lines, reports -> Visit -> Ledger.commit

Each address is taken through its visits as they followed one another, by the code that
wrote them the first time. Lost are the schedules: when an address was found, on which
list and under which title, how often a source had news, how long a host was to rest. So each
source is due at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crawler.archive.check_inventory import Inventory, run_of
from crawler.archive.jsonl import content_of, from_line
from crawler.archive.rebuild_answers import (
    IMAGE,
    ROBOTS,
    Answer,
    Attempt,
    Remembered,
    asked_for,
    told_by,
)
from crawler.archive.rebuild_fate import (
    kept,
    kind_of,
    published_at,
    reading_of,
    told_visit,
    visit_of,
)
from crawler.archive.rebuild_runs import Run, moment_of, runs_of
from crawler.archive.stored_lines import line_at
from crawler.frontier.link import Link
from crawler.frontier.urls import canonical, named_by, resolve
from crawler.ledger.ledger import Ledger
from crawler.ledger.revisit_policy import DAY
from crawler.ledger.schema import Address, ArticleRow, Visit
from crawler.ledger.versions import ReadingRow
from crawler.memory import Counts, Lesson, dumped, learn, lines_of, loaded
from crawler.model import RENDERING, Article, undo
from crawler.text.compare.minhash import bands, signature

BATCH = 500
"""Visits that are written in one transaction."""

PRIORITY = {"sitemap": 60, "feed": 50, "article": 30, "page": 10}
"""What is fetched first: see `crawler.spiders.leads`."""

START, DEPTH = 0, 1
"""Depth of the page that a run asked for first, and of every other address: how far from the
start it was found, no file tells."""

START_PRIORITY = 100

STRIPPED_BY, BEFORE = ("site:", "boilerplate:", "credit:"), ("credit:photo",)
"""Names of the edits that `crawler.boilerplate.strip` makes, after all others: a site is known
by what its stories had before them."""

SLACK = 60.0
"""Seconds by which a capture may be dated before its run began."""


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


class Keys(NamedTuple):
    """How an address is filed, where no file says it."""

    site: Callable[[str], str]
    """Key of the site in whose crawl it was found."""

    memory: Callable[[str], str]
    """Key under which its site's memory is kept."""


class Told(NamedTuple):
    """The versions that were read from what came, and what that says of their story."""

    rows: list[ArticleRow]
    published: float | None = None
    reading: ReadingRow | None = None


class _Line(NamedTuple):
    """Where the line of an article stands."""

    number: int
    file: str
    offset: int
    length: int


NOTHING_TOLD = Told([])


def rebuild_ledger(root: Path, draft: Path, inventory: Inventory, keys: Keys) -> str:
    """Write a new ledger to `draft`; return how much of what went into it.

    `inventory` is that of the whole archive.
    """
    maker = _Maker(root, inventory, keys)
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
    def __init__(self, root: Path, inventory: Inventory, keys: Keys) -> None:
        self.root, self.db, self.keys = root, inventory.db, keys
        self.runs = {
            stem: run._replace(ahead=self._ahead(stem, run))
            for stem, run in runs_of(root, self._names()).items()
        }
        self._has_start: set[int] = set()
        self._batch: list[tuple[Visit, Run]] = []
        self._pending: dict[str, Address] = {}
        self._stories: set[str] = set()
        """Stories of which a reading waits to be written."""

        for statement in (_LAST_LINES, _FIRST_PLACES):
            self.db.execute(statement)
        self.db.execute("CREATE INDEX first_places_record ON first_places (record)")
        self.db.execute("CREATE TABLE written (line INTEGER PRIMARY KEY)")
        self.db.execute("CREATE TABLE memories (revision TEXT PRIMARY KEY, memory TEXT)")
        self._remembered: dict[str, str] = {}
        """The last revision of each site's memory that a page was read with."""

        self._lessons: dict[str, list[Lesson]] = {}
        self._counts: dict[str, Counts] = {}

    def _names(self, folder: str = "*") -> list[str]:
        rows = self.db.execute(
            "SELECT name FROM files WHERE name GLOB ? AND NOT open ORDER BY place",
            (f"{folder}/*",),
        )
        return [name for [name] in rows]

    def _ahead(self, stem: str, run: Run) -> float:
        """Return how far the clock of a run was ahead: one whose time was set (``RUN_AT``)."""
        [(first,)] = self.db.execute(
            "SELECT min(date) FROM records WHERE part = '' "
            "AND type IN ('response', 'revisit', 'conversion') "
            "AND file >= ? AND file < ?",
            (f"warc/{stem}", f"warc/{stem}~"),
        )
        if not (stem and first and run.started_at):
            return 0.0
        seconds = (run.report or {}).get("seconds", DAY)
        late = moment_of(first) - run.started_at
        return 0.0 if -SLACK <= late <= seconds + SLACK else -late

    # --- visits

    def make(self, ledger: Ledger) -> None:
        """Write everything that a run would have committed."""
        for name in self._names("warc"):
            self._visits(ledger, self.runs[run_of(name)], self._answers(name))
        self._flush(ledger)
        self._unplaced(ledger)
        self._flush(ledger)
        self._events(ledger)
        for site, counts in self._counts.items():
            places = tuple((place, counts.stories) for place in self._places(site))
            ledger.remember(site, partial(_told, dumped(replace(counts, places=places))))

    def _places(self, site: str) -> tuple[str, ...]:
        """Return where bodies were last known to stand on a site: no line tells of its own."""
        revision = self._remembered.get(site, "")
        held = self.db.execute("SELECT memory FROM memories WHERE revision = ?", (revision,))
        try:
            return next((loaded(memory).places for [memory] in held), ())
        except ValueError:
            return ()

    def _learn(self, article: Article) -> None:
        """Count what a story teaches of its site, as when it was first stored."""
        stripped = tuple(x for x in article.provenance.edits if _is_of_strip(x.by))
        known = replace(article.provenance, edits=stripped)
        whole = undo(replace(article, provenance=known))
        lesson = Lesson(known.encoding, None, lines_of(whole.article_body))
        self._lessons.setdefault(self.keys.memory(article.url), []).append(lesson)

    def _answers(self, name: str) -> Iterator[Answer]:
        """Yield the answers in a WARC file; what it holds of memories is noted."""
        for told in told_by(self.root / name, name):
            if isinstance(told, Remembered):
                self.db.execute("INSERT OR REPLACE INTO memories VALUES (?, ?)", told)
                continue
            if told.memory:
                self._remembered[self.keys.memory(told.url)] = told.memory
            yield told._replace(at=told.at + self.runs[run_of(name)].ahead)

    def _visits(self, ledger: Ledger, run: Run, answers: Iterator[Answer]) -> None:
        for asked in asked_for(answers):
            if asked.last.kind in {ROBOTS, IMAGE, RENDERING} or resolve(None, asked.url) is None:
                self._flush(ledger)
                ledger.commit([], {}, run.id, [answer.row for answer in asked.answers])
                continue
            told = self._told(ledger, asked)
            known = self._known(ledger, asked, run, is_story=bool(told.rows))
            visit = visit_of(asked, known, told.rows, told.published)
            if told.reading:
                visit = visit._replace(readings=(told.reading,))
            elif known.held:
                held = ledger.stories.readings(known.story or known.url)
                visit = reading_of(visit, asked, known, held)
            self._add(ledger, visit, run)

    def _known(self, ledger: Ledger, asked: Attempt, run: Run, *, is_story: bool) -> Address:
        """Return an address as it was before it was asked for, writing it down if it is new."""
        if canonical(asked.url) in self._pending:
            self._flush(ledger)
        known = ledger.address(asked.url)
        kind = kind_of(asked, known, is_story=is_story)
        return known or self._new(ledger, asked.url, kind, run, asked.last.at)

    def _new(self, ledger: Ledger, url: str, kind: str, run: Run, at: float) -> Address:
        priority, depth = PRIORITY.get(kind, 10), DEPTH
        if kind != "article" and run.id not in self._has_start:
            priority, depth = START_PRIORITY, START
        self._has_start.add(run.id)
        found = Link(url, kind, priority=priority, depth=depth)
        ledger.add([found], None, run.id, at, run.site or self.keys.site(url))
        known = ledger.address(url)
        assert known
        return known

    def _add(self, ledger: Ledger, visit: Visit, run: Run) -> None:
        self._batch.append((visit, run))
        known = ledger.address(visit.url)
        assert known
        self._pending[canonical(visit.url)] = known
        self._stories.update(reading.url for reading in visit.readings)
        if len(self._batch) >= BATCH:
            self._flush(ledger)

    def _flush(self, ledger: Ledger) -> None:
        """Write the visits that wait, those of one run and one site in a transaction."""
        batch, self._batch = self._batch, []
        while batch:
            _, run = batch[0]
            site = self._pending[canonical(batch[0][0].url)].site
            own = []
            for visit, of in batch:
                if of != run or self._pending[canonical(visit.url)].site != site:
                    break
                own.append(visit)
            ledger.run, ledger.site = run.id, site
            ledger.commit(own, {}, run.id)
            del batch[: len(own)]
        self._pending.clear()
        self._stories.clear()
        for site, lessons in self._lessons.items():
            self._counts[site] = learn(self._counts.get(site, Counts()), lessons)
        self._lessons.clear()

    # --- articles

    def _told(self, ledger: Ledger, asked: Attempt) -> Told:
        """Return what was read from these answers."""
        told = NOTHING_TOLD
        for answer in asked.answers:
            lines = self.db.execute(
                "SELECT lines.id, file, offset, length FROM first_places "
                "JOIN lines ON lines.id = line WHERE record = ? ORDER BY version",
                (answer.row.record_id,),
            )
            for line in lines.fetchall():
                told = self._article(ledger, _Line(*line), told.rows)
        return told

    def _article(self, ledger: Ledger, at: _Line, before: Sequence[ArticleRow] = ()) -> Told:
        """Return what the line of an article says, and note that it was written down."""
        line = line_at(self.root / at.file, at.offset, at.length).decode()
        article, identifier = from_line(line), str(json.loads(line)["identifier"])
        if article.version == 1:
            self._learn(article)
        known, content = article.provenance, content_of(article)
        own = signature("\n".join(article.article_body))
        self.db.execute("INSERT INTO written VALUES (?)", (at.number,))
        fetched = known.fetched_at.timestamp()
        if article.url in self._stories:
            self._flush(ledger)
        later = any(each.captured_at > fetched for each in ledger.stories.readings(article.url))
        row = ArticleRow(
            article.url, article.version, identifier, content, at.file, at.offset, at.length, own,
            named_by(article.main_entity_of_page), bands(own), is_newest=not later,
        )  # fmt: skip
        reading = ReadingRow(article.url, fetched, " ".join(known.captures), content)
        return Told([*before, row], published_at(article.date_published), reading)

    def _unplaced(self, ledger: Ledger) -> None:
        """Write the versions of which no capture is here: read from another archive, say."""
        lines = self.db.execute(
            "SELECT lines.id, file, offset, length FROM last_lines "
            "JOIN lines USING (id) WHERE lines.id NOT IN (SELECT line FROM written) "
            "ORDER BY lines.id"
        )
        for line in lines.fetchall():
            told = self._article(ledger, _Line(*line))
            run = self.runs[run_of(line[1])]
            url = resolve(None, told.rows[0].url) or told.rows[0].url
            if canonical(url) in self._pending:
                self._flush(ledger)
            known = ledger.address(url) or self._new(ledger, url, "article", run, run.started_at)
            fate = kept(known, told.rows, run.started_at, told.published)
            visit = Visit(
                url, run.started_at, fate.outcome, state=fate.state, due_at=fate.due_at,
                held=fate.held, since=fate.since, articles=tuple(told.rows),
                readings=(told.reading,) if told.reading else (),
                keeps_schedule=bool(known.held), etag=known.etag,
                last_modified=known.last_modified,
            )  # fmt: skip
            self._add(ledger, visit, run)

    def _events(self, ledger: Ledger) -> None:
        """Write the withdrawals and returns of which no capture is here."""
        events = self.db.execute(
            "SELECT told.url, told.fetched_at, reason, status = 'Withdrawn', told.file "
            "FROM events JOIN told USING (id) WHERE NOT EXISTS (SELECT 1 FROM locations AS p "
            "JOIN records AS r ON r.part = '' AND r.file = p.file AND r.offset = p.offset "
            "WHERE p.line = told.id) ORDER BY told.fetched_at"
        )
        for url, fetched_at, reason, is_gone, file in events.fetchall():
            known, captured_at = ledger.address(url), moment_of(fetched_at)
            readings = ledger.stories.readings(url)
            texts = [each for each in readings if each.content and each.captured_at <= captured_at]
            if not (known and texts) or any(each.captured_at == captured_at for each in readings):
                continue
            reading = ReadingRow(url, captured_at, reason, "")
            if not is_gone:
                reading = texts[-1]._replace(captured_at=captured_at)
            is_newest = readings[-1].captured_at < captured_at
            run = self.runs[run_of(file)]
            self._add(ledger, told_visit(known, run.started_at, reading, is_newest=is_newest), run)
            self._flush(ledger)

    # --- the rest

    def finish(self, db: sqlite3.Connection) -> None:
        """Write down the runs and the segments."""
        for run in self.runs.values():
            report = run.report or {}
            db.execute(
                "INSERT INTO runs (id, spider, arguments, started_at, ended_at, discovered, "
                "report, site) VALUES (?, ?, '{}', ?, ?, ?, ?, ?)",
                (run.id, "news" if run.fetched else "replay", run.started_at, report.get("at"),
                 report.get("discovered", 0),
                 json.dumps(report, ensure_ascii=False) if report else None, run.site),
            )  # fmt: skip
        held = self.db.execute("SELECT revision, memory FROM memories ORDER BY revision")
        db.executemany("INSERT OR IGNORE INTO revisions VALUES (?, ?)", held)
        for name in self._names():
            if not name.startswith("reports/"):
                length = (self.root / name).stat().st_size
                db.execute(
                    "INSERT OR REPLACE INTO segments (file, length, sealed) VALUES (?, ?, 1)",
                    (name, length),
                )


def _is_of_strip(by: str) -> bool:
    return by.startswith(STRIPPED_BY) and by not in BEFORE


def _told(counts: str, before: str | None) -> str:
    """Return what was counted anew, whatever was counted before."""
    del before
    return counts
