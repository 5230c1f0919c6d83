"""The captures of the stories that are wanted, in WARC files of their own.

    Selected(root, wanted, path) -> for each WARC file of the archive: pieces(name) -> bytes

Of everything, each file is given as it stands. Of a selection, each gives its captures of the
stories that are wanted and of their pictures, the requests they answered, and the payloads that
their revisit records repeat: members are copied byte for byte. What was chosen stands in a
database on disk, so that memory stays flat, and a packing that was ended goes on where it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from crawler.archive.cdx import REVISIT
from crawler.archive.check_inventory import index_of
from crawler.archive.check_lines import entries_in, sealed_in
from crawler.archive.jsonl import line_of
from crawler.archive.retention import expired_in
from crawler.archive.segment import member_at, pieces_of
from crawler.archive.warc_reader import record_at
from crawler.exports.held import HeldStories, HeldStory, Selection
from crawler.frontier.urls import canonical

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS story (n INTEGER PRIMARY KEY, line TEXT);
CREATE TABLE IF NOT EXISTS chosen (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS part (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS capture (
    file TEXT, offset INTEGER, length INTEGER, digest TEXT, mime TEXT, key TEXT, line TEXT,
    wanted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (file, offset)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS capture_digest ON capture (digest);
CREATE TABLE IF NOT EXISTS entry (
    n INTEGER PRIMARY KEY, name TEXT UNIQUE, bytes INTEGER, sha256 TEXT, kept TEXT
);
CREATE TABLE IF NOT EXISTS line (text TEXT, file TEXT);
CREATE TABLE IF NOT EXISTS absent (file TEXT);
"""


class Entry(NamedTuple):
    """A file of a package, once it is whole."""

    name: str
    bytes: int
    sha256: str
    kept: str = ""
    """What the package has to remember of it."""


class Selected:
    """What is packed, and how far the packing has come."""

    def __init__(
        self,
        root: Path,
        wanted: Selection,
        path: Path,
        looked: Callable[[int], object] = lambda _: None,
    ) -> None:
        """Choose; `path` is of the database, which another packing of the same may have left.

        `looked` is called with the bytes that were looked through.
        """
        self.root, self.wanted = root, wanted
        self.all = wanted == Selection()
        self.files = [sealed.file for sealed, _ in sealed_in(root)]
        self.resumed = False
        about = sha256(repr((str(root.resolve()), wanted, self._state())).encode()).hexdigest()
        if path.exists():
            self._open(path)
            with suppress(sqlite3.Error):
                known = self.db.execute("SELECT value FROM about WHERE name = 'chosen'").fetchone()
                self.resumed = known == (about,)
            if not self.resumed:
                self.close()
                for ending in ("", "-wal", "-shm"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
        if not self.resumed:
            self._open(path)
            self.db.executescript(_SCHEMA)
            self._choose(looked)
            self.db.execute("INSERT INTO about VALUES ('chosen', ?)", (about,))
            self.db.commit()

    def _open(self, path: Path) -> None:
        self.db = sqlite3.connect(path)

    def _state(self) -> str:
        here = [*self.warcs()]  # of those that were elsewhere some may have been brought back
        return sha256(self.manifest() + repr(here).encode()).hexdigest()

    def manifest(self) -> bytes:
        """Return the list of the sealed files of the archive."""
        return b"".join(line for _, line in sealed_in(self.root))

    def close(self) -> None:
        """Close the database; what was done stays noted."""
        self.db.commit()
        self.db.close()

    def _choose(self, looked: Callable[[int], object]) -> None:
        with HeldStories(self.root, looked) as held:
            for story in held.stories(self.wanted):
                line = line_of(story.record)
                self.db.execute("INSERT INTO story (line) VALUES (?)", (line,))
                if not self.all:
                    key = canonical(story.record["url"])
                    self.db.execute("INSERT OR IGNORE INTO chosen VALUES (?)", (key,))
                    self.db.executemany("INSERT OR IGNORE INTO part VALUES (?)", _parts(story))
        for warc in self._listed():
            for entry, listed in entries_in(self.root / index_of(warc)):
                fields = entry.fields
                self.db.execute(
                    "INSERT OR REPLACE INTO capture VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (warc, int(fields["offset"]), int(fields["length"]), fields["digest"],
                     fields["mime"], canonical(fields["url"]), listed.decode(), self.all),
                )  # fmt: skip
        if not self.all:
            self.db.execute(
                "UPDATE capture SET wanted = 1 WHERE key IN (SELECT key FROM chosen) "
                "OR digest IN (SELECT digest FROM part)"
            )
            self.db.execute(
                "UPDATE capture SET wanted = 1 WHERE mime <> ?1 AND digest IN "
                "(SELECT digest FROM capture WHERE wanted AND mime = ?1)",
                (REVISIT,),
            )
        wanted = self.db.execute("SELECT DISTINCT file FROM capture WHERE wanted").fetchall()
        absent = [row for row in wanted if not (self.root / row[0]).is_file()]
        self.db.executemany("INSERT INTO absent VALUES (?)", absent)
        self.db.executemany("DELETE FROM capture WHERE file = ?", absent)

    def _listed(self) -> Iterator[str]:
        """Yield the WARC files of the archive, here or elsewhere, but those that expired."""
        gone = expired_in(self.root)
        for name in self.files:
            is_left = name not in gone or (self.root / name).is_file()
            if name.startswith("warc/") and is_left and (self.root / index_of(name)).is_file():
                yield name

    def absent(self) -> list[str]:
        """Return the WARC files that hold something that is wanted, and are not here."""
        return [name for [name] in self.db.execute("SELECT file FROM absent ORDER BY file")]

    def warcs(self) -> Iterator[str]:
        """Yield the WARC files of the archive that are here."""
        for name in self.files:
            if name.startswith("warc/") and (self.root / name).is_file():
                yield name

    def wanted_warcs(self) -> list[str]:
        """Return the WARC files of which something is packed."""
        rows = self.db.execute("SELECT DISTINCT file FROM capture WHERE wanted ORDER BY file")
        return [*self.warcs()] if self.all else [name for [name] in rows]

    def stories(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of the stories that are packed."""
        for [line] in self.db.execute("SELECT line FROM story ORDER BY n"):
            yield json.loads(line)

    def pieces(self, warc: str) -> Iterator[bytes]:
        """Yield the bytes of a WARC file as it is packed, and note its index."""
        self.db.execute("DELETE FROM line WHERE file = ?", (warc,))
        with (self.root / warc).open("rb") as file:
            if self.all:
                yield from pieces_of(file)
                rows = self.db.execute("SELECT line FROM capture WHERE file = ?", (warc,))
                self.db.executemany(
                    "INSERT INTO line VALUES (?, ?)", [(line, warc) for [line] in rows.fetchall()]
                )
                return
            yield from self._members(file, warc)

    def _members(self, file: BinaryIO, warc: str) -> Iterator[bytes]:
        at = 0
        info = member_at(file, 0)
        if record_at(str(self.root / warc), 0).fields.get("warc-type") == "warcinfo":
            yield info
            at = len(info)
        rows = self.db.execute(
            "SELECT offset, length, line FROM capture WHERE file = ? AND wanted ORDER BY offset",
            (warc,),
        )
        for offset, length, line in rows.fetchall():
            file.seek(offset)
            data = file.read(length)
            key, timestamp, rest = line.split(" ", 2)
            fields = json.loads(rest) | {"offset": str(at)}
            moved = f"{key} {timestamp} {json.dumps(fields, ensure_ascii=False)}\n"
            self.db.execute("INSERT INTO line VALUES (?, ?)", (moved, warc))
            data += self._request(file, warc, offset, offset + length)
            at += len(data)
            yield data

    def _request(self, file: BinaryIO, warc: str, answer: int, offset: int) -> bytes:
        """Return the member after an answer, where it is the request that led to it."""
        path = str(self.root / warc)
        try:
            asked = record_at(path, offset).fields
        except (OSError, ValueError):
            return b""
        concurrent = asked.get("warc-concurrent-to")
        if asked.get("warc-type") != "request" or concurrent is None:
            return b""
        same = concurrent == record_at(path, answer).fields.get("warc-record-id")
        return member_at(file, offset) if same else b""

    def index_lines(self, warc: str | None = None) -> Iterator[str]:
        """Yield the lines of the index of what was packed, in order."""
        where = "WHERE file = ?" if warc else ""
        values = (warc,) if warc else ()
        for [line] in self.db.execute(f"SELECT text FROM line {where} ORDER BY text", values):  # noqa: S608
            yield line

    # --- how far it has come

    def done(self) -> list[Entry]:
        """Return the files of the package that are whole, in order."""
        rows = self.db.execute("SELECT name, bytes, sha256, kept FROM entry ORDER BY n")
        return [Entry(*row) for row in rows]

    def begin_again(self) -> None:
        """Forget what was whole: the package is gone, or cut."""
        self.db.execute("DELETE FROM entry")
        self.db.commit()

    def note(self, entry: Entry) -> None:
        """Note that a file of the package is whole."""
        self.db.execute("INSERT INTO entry (name, bytes, sha256, kept) VALUES (?, ?, ?, ?)", entry)
        self.db.commit()


def _parts(story: HeldStory) -> Iterator[tuple[str]]:
    """Yield the digest of each capture that a story was read from, or whose picture it shows."""
    for digest in story.record["provenance"].get("captures", ()):
        yield (digest,)
    for image in story.record.get("image", ()):
        if "digest" in image:
            yield (image["digest"],)


def timestamp_of(record: dict[str, Any]) -> str:
    """Return when a story was captured, as WACZ writes it."""
    moment = datetime.fromisoformat(record["provenance"]["fetchedAt"])
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


Told = Callable[[str, int], object]
"""Is called with the name of a file and the bytes of it that were written."""
