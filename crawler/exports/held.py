"""The stories that an archive holds: of every version the line that counts, oldest day first.

    articles/*.jsonl*, events/*.jsonl* -> HeldStories -> HeldStory -> a table, a database, a folder

Sealed files alone are read, as manifest.jsonl lists them, or any files of article lines. Of
several lines with one address and version the last counts. Where they stand is noted in a
temporary database, so that memory stays flat with millions of stories.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.archive.check_lines import sealed_in
from crawler.archive.closing import Closing
from crawler.archive.scratch import scratch_database
from crawler.archive.segment import LINES
from crawler.archive.stored_lines import line_at, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Record = dict[str, Any]

_SCHEMA = """
CREATE TABLE line (
    url TEXT, version INTEGER, day TEXT, file INTEGER, offset INTEGER, length INTEGER,
    identifier TEXT, PRIMARY KEY (url, version)
) WITHOUT ROWID;
CREATE TABLE replaced (identifier TEXT, version INTEGER);
CREATE TABLE event (url TEXT PRIMARY KEY, at TEXT, status TEXT) WITHOUT ROWID;
"""


Place = tuple[str, int, int]


class HeldStory(NamedTuple):
    """A version of a story, as its line has it."""

    record: Record
    """The line: a schema.org ``NewsArticle``; see ``article.schema.json``."""

    withdrawn_at: str
    """When it was found withdrawn, ISO 8601; empty where it was not, or appeared again."""

    place: Place = ("", 0, 0)
    """Where it stands in the order of stories: its day, its file and the offset there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which stories are wanted; without anything, all of them."""

    since: str = ""
    until: str = ""
    """First and last day, ``2026-02-05``: of publication, or else of capture."""

    sites: tuple[str, ...] = ()
    """Names of hosts; ``a.example`` stands for ``www.a.example`` too."""

    words: tuple[str, ...] = ()
    """Words, in any case, all of which stand in the headlines or the body."""

    newest: bool = False
    """Only the last version of each story."""

    def takes(self, record: Record) -> bool:
        """Return True if a story is wanted, whatever its day: days are chosen by the database."""
        return self._is_of_site(record["url"]) and self._says(record)

    def _is_of_site(self, url: str) -> bool:
        host = (urlsplit(url).hostname or "").casefold()
        return not self.sites or any(
            host == site or host.endswith(f".{site}") for site in map(str.casefold, self.sites)
        )

    def _says(self, record: Record) -> bool:
        if not self.words:
            return True
        parts = ("kicker", "headline", "alternativeHeadline", "articleBody")
        text = "\n".join(record.get(part, "") for part in parts).casefold()
        return all(word.casefold() in text for word in self.words)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_of(record: Record) -> str:
    """Return the day of a story: of publication, where it is known, or else of capture.

    Raises ValueError where neither is a day: it becomes the name of a file.

    >>> day_of({"datePublished": "2026-02-05T09:12:00+08:00"})
    '2026-02-05'
    >>> day_of({"datePublished": "../../../x", "provenance": {"fetchedAt": "2026-02-07T0"}})
    '2026-02-07'
    """
    fetched = record.get("provenance", {}).get("fetchedAt", "")
    for stated in (record.get("datePublished", ""), fetched):
        if found := _DAY.match(stated):
            with suppress(ValueError):  # the 30th of February
                return date.fromisoformat(found[0]).isoformat()
    raise ValueError("the line says no day")


class ChangedError(Exception):
    """A file of lines is another one than was looked through; the message says which."""


class HeldStories(Closing):
    """The stories of one archive, or of files of article lines.

    Lines that are no JSON object with an address and a version are counted in `damaged`.
    """

    def __init__(self, path: Path, told: Callable[[int], object] = lambda _: None) -> None:
        """Look through the lines; `told` is called with the bytes that were read."""
        self.damaged = 0
        self.bytes = 0
        self._files, self._events = articles_in(path), events_in(path)
        self._known = [_known(file) for file in self._files]
        self._db = scratch_database(_SCHEMA)
        try:
            for number, file in enumerate(self._files):
                self._note(number, file, told)
            for file in self._events:
                self._note_events(file)
            self._db.execute("CREATE INDEX by_day ON line (day, file, offset)")
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        """Return how many versions are held."""
        [count] = self._db.execute("SELECT count(*) FROM line").fetchone()
        return int(count)

    def close(self) -> None:
        """Delete what was noted."""
        self._db.close()

    def stories(
        self, wanted: Selection | None = None, after: Place = ("", 0, 0)
    ) -> Iterator[HeldStory]:
        """Yield what is wanted, by day, and on a day in the order in which it was written.

        With `after`, those alone that come after the story in that place.
        """
        wanted = wanted or Selection()
        newest = (
            "AND version = (SELECT max(version) FROM line AS other WHERE other.url = line.url) "
            if wanted.newest
            else ""
        )
        rows = self._db.execute(
            "SELECT day, file, offset, length, at, status FROM line LEFT JOIN event USING (url) "  # noqa: S608 ours
            "WHERE day >= ? AND (day <= ? OR ? = '') AND (day, file, offset) > (?, ?, ?) "
            f"{newest}ORDER BY day, file, offset",
            (wanted.since, wanted.until, wanted.until, *after),
        )
        for day, number, offset, length, at, status in rows:
            record = json.loads(self._line(number, offset, length))
            if wanted.takes(record):
                withdrawn = at if status == "Withdrawn" else ""
                yield HeldStory(record, withdrawn, (day, number, offset))

    def _line(self, number: int, offset: int, length: int) -> bytes:
        """Return a line of a file. Raises `ChangedError` for one that is another file by now."""
        file, line = self._files[number], b""
        with suppress(FileNotFoundError, ValueError):
            line = line_at(file, offset, length)
        (one, length_then), (other, length_now) = self._known[number], _known(file)
        if one != other or length_now < length_then:
            raise ChangedError(f"{file} has changed meanwhile: the same command begins anew")
        return line

    def state(self) -> str:
        """Return what tells this archive, as it is now, from any other: a digest."""
        known = [(str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns)
                 for file in (*self._files, *self._events)]  # fmt: skip
        return sha256(repr(known).encode()).hexdigest()

    def replaced(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and number of each version that a later line says otherwise."""
        yield from self._db.execute(
            "SELECT DISTINCT identifier, version FROM replaced EXCEPT "
            "SELECT identifier, version FROM line"
        )

    def _note(self, number: int, file: Path, told: Callable[[int], object]) -> None:
        for offset, length, line in lines_of(file):
            try:
                record = json.loads(line)
                url, version = record["url"], int(record["version"])
                name = str(record.get("identifier", ""))
                row = (url, version, day_of(record), number, offset, length, name)
            except (ValueError, KeyError, TypeError):
                self.damaged += 1
            else:
                self._db.execute(
                    "INSERT INTO replaced SELECT identifier, version FROM line "
                    "WHERE url = ? AND version = ? AND identifier <> ?",
                    (url, version, name),
                )
                self._db.execute("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            self.bytes += length
            told(length)

    def _note_events(self, file: Path) -> None:
        for _, _, line in lines_of(file):
            try:
                event = json.loads(line)
                at = event["provenance"]["fetchedAt"]
                row = event["url"], at, event["creativeWorkStatus"]
            except (ValueError, KeyError, TypeError):
                self.damaged += 1
                continue
            self._db.execute(
                "INSERT INTO event VALUES (?, ?, ?) ON CONFLICT (url) DO UPDATE "
                "SET at = excluded.at, status = excluded.status WHERE excluded.at >= at",
                row,
            )


def _known(file: Path) -> tuple[int, int]:
    """Return what tells a file from others, and its length: a takedown puts others in place."""
    with suppress(FileNotFoundError):
        told = file.stat()
        return told.st_ino, told.st_size
    return 0, 0


def articles_in(path: Path) -> list[Path]:
    """Return the files of article lines of an archive, in the order they were written."""
    return _sealed(path, "articles")


def events_in(path: Path) -> list[Path]:
    """Return the files of event lines of an archive, in the order they were written."""
    return _sealed(path, "events") if path.is_dir() else []


def _sealed(path: Path, folder: str) -> list[Path]:
    if not path.is_dir():
        return [path]
    listed = {sealed.file for sealed, _ in sealed_in(path)}
    names = sorted(file for file in (path / folder).glob("*.jsonl*") if file.name.endswith(LINES))
    return [file for file in names if not listed or f"{folder}/{file.name}" in listed]
