"""What the pages of the viewer ask: days, sites, stories, versions, words, runs, captures.

Rows come from the index, texts and captures from the archive, each from its place.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.archive.captures import capture_at, is_here
from crawler.archive.check_lines import UNREADABLE
from crawler.archive.closing import Closing
from crawler.archive.stored_lines import line_at
from crawler.model import Capture, Location
from crawler.view.line_files import ERRORS
from crawler.view.noted import COUNTER, loaded
from crawler.view.rows import EventRow, Hit, OfSite, RunRow, StoryRow, VersionRow, Window
from crawler.view.words import query_of

if TYPE_CHECKING:
    from crawler.archive.stored_captures import StoredCaptures

    Record = dict[str, Any]

OF_SITE = 6
"""Stories of a site that a page of a day shows, the latest first; the others are a link away."""

SITES = 30
"""Sites of one page of a day."""

PAGE = 40
"""Stories of a page that lists nothing else."""

MANY = 10_000
"""Hits that are counted; beyond it stands a plus."""

RUNS = 60
"""Runs that charts show."""

_FILE = re.compile(r"(?!/)(?:(?!\.\.?(?:/|$))[^/\\\0]+/)*(?!\.\.?$)[^/\\\0]+")
"""A file inside the archive: what a line names may have been written by anybody."""

_STORY = (
    "story.n, story.url, host, story.day, story.at, story.headline, lead, picture, language, "
    "(SELECT count(*) FROM line AS each WHERE each.story = story.n), "
    "(SELECT status FROM event WHERE event.url = story.url ORDER BY event.at DESC LIMIT 1)"
)
_FROM_STORY = " FROM story JOIN site ON site.n = story.site "


class Holdings(Closing):
    """An archive and its index, for one answer."""

    def __init__(
        self,
        root: Path,
        index: Path,
        *,
        captures: Path | None = None,
        store: StoredCaptures | None = None,
        today: str = "",
    ) -> None:
        """Open the index, to read; raises sqlite3.Error where there is none.

        `captures` is the folder of the captures that lines name, where it is another, and
        `store` has those that are not here.
        """
        self.root, self.captures, self._store = root, captures or root, store
        self.today = today or datetime.now(UTC).date().isoformat()
        self.db = sqlite3.connect(f"{index.resolve().as_uri()}?mode=ro", uri=True, timeout=10)

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()

    # --- days and sites

    def is_empty(self) -> bool:
        """Return True if no story is held."""
        return self.db.execute("SELECT 1 FROM story LIMIT 1").fetchone() is None

    def newest_day(self) -> str:
        """Return the last day with a story that is not in the future; of none, an empty string.

        A day begins in the east: tomorrow's stories may be here already.
        """
        tomorrow = _day_after(self.today)
        [[day]] = self.db.execute("SELECT max(day) FROM story WHERE day <= ?", (tomorrow,))
        if day is None:
            [[day]] = self.db.execute("SELECT max(day) FROM story")
        return day or ""

    def beside(self, day: str, host: str = "") -> tuple[str, str]:
        """Return the days with stories before and after a day, empty where there is none."""
        ours = (
            " FROM story WHERE (?1 = '' OR site = (SELECT n FROM site WHERE host = ?1)) AND day "
        )
        [[before]] = self.db.execute(f"SELECT max(day){ours}< ?2", (host, day))
        [[after]] = self.db.execute(f"SELECT min(day){ours}> ?2", (host, day))
        return before or "", after or ""

    def sites_on(self, day: str, skip: int = 0, most: int = SITES) -> list[tuple[str, int]]:
        """Return the sites with stories of a day, those with most first, and how many."""
        return self.db.execute(
            "SELECT host, count(*) AS many FROM story JOIN site ON site.n = site WHERE day = ? "
            "GROUP BY site ORDER BY many DESC, host LIMIT ? OFFSET ?",
            (day, most, skip),
        ).fetchall()

    def day(self, day: str, skip: int = 0) -> list[OfSite]:
        """Return the stories of a day by site, of each some."""
        return [
            OfSite(host, count, self.stories(day, host, most=OF_SITE))
            for host, count in self.sites_on(day, skip)
        ]

    def count_on(self, day: str) -> tuple[int, int]:
        """Return how many stories a day has, and of how many sites."""
        [row] = self.db.execute(
            "SELECT count(*), count(DISTINCT site) FROM story WHERE day = ?", (day,)
        )
        return int(row[0]), int(row[1])

    def stories(self, day: str, host: str, *, skip: int = 0, most: int = PAGE) -> list[StoryRow]:
        """Return stories of a site of a day, the latest first."""
        rows = self.db.execute(
            f"SELECT {_STORY}{_FROM_STORY}WHERE story.day = ? "  # noqa: S608 ours
            "AND site = (SELECT n FROM site WHERE host = ?) "
            "ORDER BY story.at DESC, story.n LIMIT ? OFFSET ?",
            (day, host, most, skip),
        )
        return [StoryRow(*row) for row in rows]

    def months(self) -> list[tuple[str, int]]:
        """Return the months with stories, newest first, and how many."""
        return self.db.execute(
            "SELECT substr(day, 1, 7) AS month, count(*) FROM story WHERE day IS NOT NULL "
            "GROUP BY month ORDER BY month DESC"
        ).fetchall()

    def days_of(self, month: str, host: str = "") -> list[tuple[str, int]]:
        """Return the days of a month with stories, and how many."""
        site = "AND site = (SELECT n FROM site WHERE host = ?4) " if host else ""
        return self.db.execute(
            "SELECT day, count(*) FROM story WHERE day >= ?1 AND day <= ?2 AND ?3 = ?3 "  # noqa: S608 ours
            f"{site}GROUP BY day ORDER BY day",
            (f"{month}-01", f"{month}-31", "", *([host] if host else [])),
        ).fetchall()

    def sites(self) -> list[tuple[str, int, str, str]]:
        """Return the sites: stories, and the first and last day of each; most stories first."""
        return self.db.execute(
            "SELECT host, count(*) AS many, min(day), max(day) FROM story "
            "JOIN site ON site.n = site GROUP BY site ORDER BY many DESC, host"
        ).fetchall()

    def of_site(self, host: str, before: str = "", most: int = PAGE) -> list[StoryRow]:
        """Return stories of a site, newest first; `before` is day and number of the last seen."""
        day, _, number = before.partition("_")
        older = "AND (story.day, -story.n) < (?3, -CAST(?4 AS INTEGER)) " if before else ""
        rows = self.db.execute(
            f"SELECT {_STORY}{_FROM_STORY}WHERE site = (SELECT n FROM site WHERE host = ?1) "  # noqa: S608 ours
            f"AND ?3 = ?3 AND ?4 = ?4 {older}ORDER BY story.day DESC, story.n LIMIT ?2",
            (host, most, day, number),
        )
        return [StoryRow(*row) for row in rows]

    def site(self, host: str) -> tuple[int, str, str] | None:
        """Return how many stories of a site there are, and their first and last day."""
        [row] = self.db.execute(
            "SELECT count(*), min(day), max(day) FROM story "
            "WHERE site = (SELECT n FROM site WHERE host = ?)",
            (host,),
        )
        return (int(row[0]), row[1], row[2]) if row[0] else None

    def counts(self) -> dict[str, int]:
        """Return how much is held."""
        asked = {
            "stories": "SELECT count(*) FROM story",
            "versions": "SELECT count(*) FROM line",
            "sites": "SELECT count(*) FROM site",
        }
        told = {name: int(self.db.execute(query).fetchone()[0]) for name, query in asked.items()}
        return {**told, "damaged": self.damaged()}

    def damaged(self) -> int:
        """Return of how many places something could not be read."""
        [[count]] = self.db.execute("SELECT count(*) FROM damage")
        return int(count)

    def damages(self) -> list[tuple[str, int, str]]:
        """Return file, offset and reason of what could not be read, the first thousand."""
        return self.db.execute(
            "SELECT name, offset, reason FROM damage JOIN file ON file.n = file "
            "ORDER BY name, offset LIMIT 1000"
        ).fetchall()

    # --- words

    def found(
        self, typed: str, window: Window, before: int = 0, most: int = 20
    ) -> tuple[list[Hit], int]:
        """Return stories that have words, newest first, and how many versions have them.

        An older version is one of them where the newest does not have the words any more.
        """
        query = query_of(typed)
        if not query:
            return [], 0
        if window.host:
            row = self.db.execute("SELECT n FROM site WHERE host = ?", (window.host,)).fetchone()
            if row is None:
                return [], 0
            query = f"(site : site{row[0]}) AND ({query})"
        first = _ordinal(window.since) * COUNTER if window.since else 0
        last = (_ordinal(window.until) + 1) * COUNTER if window.until else 1 << 62
        of_words = "FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ?"
        [[count]] = self.db.execute(
            f"SELECT count(*) FROM (SELECT 1 {of_words} LIMIT {MANY + 1})",  # noqa: S608 ours
            (query, first, last),
        )
        rows = self.db.execute(
            f"SELECT {_STORY}, line.version, story.version, line.id "  # noqa: S608 ours
            f"FROM (SELECT rowid AS id {of_words} ORDER BY rowid DESC) AS found "
            "JOIN line ON line.id = found.id JOIN story ON story.n = line.story "
            "JOIN site ON site.n = story.site WHERE line.id = story.line OR NOT EXISTS "
            "(SELECT 1 FROM words WHERE words MATCH ? AND rowid = story.line) "
            "ORDER BY found.id DESC LIMIT ?",
            (query, first, min(last, before or last), query, most),
        ).fetchall()
        hits = []
        for *story, version, newest, line in rows:
            record, _ = self.record(line)
            body = record.get("articleBody") if record else None
            hits.append(
                Hit(StoryRow(*story), version, newest, line, body if isinstance(body, str) else "")
            )
        return hits, int(count)

    # --- one story

    def story(self, url: str) -> StoryRow | None:
        """Return the story at an address."""
        row = self.db.execute(
            f"SELECT {_STORY}{_FROM_STORY}WHERE story.url = ?",
            (url,),
        ).fetchone()
        return StoryRow(*row) if row else None

    def versions(self, story: StoryRow) -> list[VersionRow]:
        """Return the versions of a story that are held, oldest first."""
        rows = self.db.execute(
            "SELECT version, captured, id FROM line WHERE story = ? ORDER BY version", (story.n,)
        )
        return [VersionRow(*row) for row in rows]

    def record(self, line: int) -> tuple[Record | None, str]:
        """Return the record of a line; None, and why, where it cannot be read any more."""
        row = self.db.execute(
            "SELECT name, offset, length, kept FROM line JOIN file ON file.n = file WHERE id = ?",
            (line,),
        ).fetchone()
        if row is None:
            return None, "the line is not in the index"
        name, offset, length, kept = row
        try:
            data = zlib.decompress(kept) if kept else line_at(self._file(name), offset, length)
            record = loaded(data)
            return (record, "") if isinstance(record, dict) else (None, "the line is no article")
        except (*ERRORS, *UNREADABLE) as error:
            return None, f"{name}, offset {offset}: {error}"

    def events_of(self, url: str) -> list[EventRow]:
        """Return what happened to a story, oldest first."""
        rows = self.db.execute(
            "SELECT url, at, status, reason, headline, 1 FROM event WHERE url = ? ORDER BY at",
            (url,),
        )
        return [EventRow(*row) for row in rows]

    def _file(self, name: str) -> Path:
        folder = self.root.parent if self.root.is_file() else self.root
        path = folder / name
        for ending in (".open", ".new"):
            if not path.exists():
                path = folder / (name + ending)
        return path

    # --- withdrawn, taken down

    def withdrawn(self, skip: int = 0, most: int = PAGE) -> list[EventRow]:
        """Return the stories that are withdrawn, the last first."""
        rows = self.db.execute(
            "SELECT url, at, status, reason, headline, EXISTS (SELECT 1 FROM story "
            "WHERE story.url = event.url) FROM event WHERE status = 'Withdrawn' AND NOT EXISTS "
            "(SELECT 1 FROM event AS later WHERE later.url = event.url AND later.at > event.at) "
            "ORDER BY at DESC LIMIT ? OFFSET ?",
            (most, skip),
        )
        return [EventRow(*row) for row in rows]

    def taken_down(self) -> list[tuple[str, str, str, str]]:
        """Return address, time, reason and log of what was taken down, the last first."""
        return self.db.execute(
            "SELECT url, at, why, log FROM takedown ORDER BY at DESC"
        ).fetchall()

    # --- runs

    def runs(self, skip: int = 0, most: int = RUNS) -> list[RunRow]:
        """Return the runs, newest first."""
        rows = self.db.execute(
            "SELECT name, number, at, report FROM run ORDER BY at DESC, name DESC "
            "LIMIT ? OFFSET ?",
            (most, skip),
        )
        return [RunRow(name, number, at, json.loads(report) if report else None)
                for name, number, at, report in rows]  # fmt: skip

    def run(self, name: str) -> RunRow | None:
        """Return the run of a report, by the name of its file."""
        row = self.db.execute(
            "SELECT name, number, at, report FROM run WHERE name = ?", (name,)
        ).fetchone()
        if row is None:
            return None
        return RunRow(row[0], row[1], row[2], json.loads(row[3]) if row[3] else None)

    def lateness(self, numbers: list[int], host: str = "") -> dict[str, dict[int, float]]:
        """Return by site and run how late its new stories were: the median, in seconds."""
        told: dict[str, dict[int, list[int]]] = {}
        marks = ", ".join("?" * len(numbers))
        rows = self.db.execute(
            "SELECT host, run, late FROM file JOIN line ON line.file = file.n "  # noqa: S608 ours
            "JOIN story ON story.n = line.story JOIN site ON site.n = story.site "
            f"WHERE folder = 'articles' AND run IN ({marks}) AND late IS NOT NULL",
            numbers,
        )
        for site, run, late in rows:
            if not host or site == host:
                told.setdefault(site, {}).setdefault(run, []).append(late)
        return {site: {run: median(late) for run, late in runs.items()}
                for site, runs in told.items()}  # fmt: skip

    # --- captures

    def picture(self, digest: str) -> Capture | None:
        """Return the capture with a payload; None where it is not here."""
        place = self._payload(digest)
        with suppress(*ERRORS, *UNREADABLE):
            if place:
                return self._capture(place)
        return None

    def capture(self, place: Any) -> Capture:
        """Return the capture at a place that a line names.

        Raises ValueError and OSError: the line may name anything.
        """
        if not isinstance(place, dict):
            raise ValueError("the line names no place")  # noqa: TRY004 as for any other line
        file, offset, record = (place.get(name) for name in ("file", "offset", "recordId"))
        if not (isinstance(file, str) and type(offset) is int and 0 <= offset < 1 << 62):
            raise ValueError("the line names no place")
        return self._capture(Location(file=file, offset=offset, record_id=str(record or "")))

    def has_picture(self, digest: str) -> bool:
        """Return True if the capture with a payload is here, or in the store."""
        return self._payload(digest) is not None

    def _payload(self, digest: str) -> Location | None:
        rows = self.db.execute("SELECT file, offset FROM capture WHERE digest = ?", (digest,))
        found = [Location(file=file, offset=offset, record_id="") for file, offset in rows
                 if _FILE.fullmatch(file)]  # fmt: skip
        here = next((each for each in found if is_here(self.captures, each.file)), None)
        return here or (found[0] if found and self._store else None)

    def _capture(self, place: Location) -> Capture:
        if not _FILE.fullmatch(place.file):
            raise ValueError(f"{place.file} is no file of the archive")
        if not (self._store or is_here(self.captures, place.file)):
            raise FileNotFoundError(f"{place.file} is not here")
        try:
            return capture_at(self.captures, place, self._payload, self._store)
        except RecursionError as error:
            raise ValueError(str(error)) from error


def _ordinal(day: str) -> int:
    return datetime.fromisoformat(day).toordinal()


def _day_after(day: str) -> str:
    return (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
