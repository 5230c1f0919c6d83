"""The one pass over an archive that notes on disk where each capture stands.

    records -> IndexPass -> SQLite: places, what was said of them, segments, site memories

What cannot be reached again (a record inside another's gzip member, a file that cannot be
sought in) goes to a spool beside it.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from typing import IO, TYPE_CHECKING, NamedTuple

from crawler.archive.containers import ArchiveDamage
from crawler.archive.record_capture import (
    OK,
    PAGES,
    bare,
    folded,
    is_bare_page,
    is_rendered_page,
    media_type,
    status_of,
    url_of,
)
from crawler.archive.record_dates import nanos_at
from crawler.archive.warc import MEMORY
from crawler.archive.warc_reader import Stored, fields_of, records_in
from crawler.frontier.urls import canonical
from crawler.memory import LONGEST

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from crawler.archive.containers import ByteSource

MAX_NOTE = 64 * 1024
"""Bytes of a metadata record that may say what an address was asked as."""

MOST_HELD = 1 << 20
"""Bytes of a record, at most, that is held whole here: one of 30 MB took 62 MB. Of a longer one
the beginning says what it is; no note and no site memory is as long."""

MAX_KINDS = 99
"""Kinds of what is passed over that are told apart: an archive may make up any number."""


class Place(NamedTuple):
    """Where a record stands, as the index has it."""

    n: int
    file: int
    offset: int
    nth: int
    spooled: int
    """Where it stands in the spool; -1 where it is read from its file."""

    length: int
    record_id: str


PLACE = "n, file, offset, nth, spooled, length, record_id"

SCHEMA = """
CREATE TABLE place (
    n INTEGER PRIMARY KEY, file INTEGER, offset INTEGER, nth INTEGER, spooled INTEGER,
    length INTEGER, record_id TEXT, is_capture INTEGER, is_revisit INTEGER, key TEXT,
    moment INTEGER, status INTEGER, digest TEXT, url TEXT, date TEXT
);
CREATE TABLE said (record_id TEXT, kind TEXT, memory TEXT);
CREATE TABLE part (origin TEXT, number INTEGER, n INTEGER, total INTEGER);
CREATE TABLE memory (revision TEXT, n INTEGER);
CREATE TABLE beside (digest TEXT, file TEXT, offset INTEGER);
"""

INDEXES = """
CREATE INDEX by_moment ON place (moment, n) WHERE is_capture;
CREATE INDEX by_key ON place (key, moment, n) WHERE is_capture;
CREATE INDEX by_id ON place (record_id) WHERE is_capture;
CREATE INDEX by_digest ON place (digest, n) WHERE is_capture AND NOT is_revisit;
CREATE INDEX by_record ON said (record_id);
CREATE INDEX by_origin ON part (origin, number, n);
CREATE INDEX by_part ON part (n);
CREATE INDEX by_revision ON memory (revision);
"""


class IndexPass:
    """What the pass has noted so far."""

    def __init__(
        self,
        db: sqlite3.Connection,
        spool: IO[bytes],
        on_damage: Callable[[ArchiveDamage], None],
        on_skipped: Callable[[ArchiveDamage], None],
    ) -> None:
        self.sources: list[ByteSource] = []
        self.skipped: Counter[str] = Counter()
        """How much was passed over, by kind: records, or whole files."""

        self._db, self._spool = db, spool
        self._on_damage, self._on_skipped = on_damage, on_skipped
        self._spooled = 0

    def skip_file(self, skipped: ArchiveDamage) -> None:
        """Count and tell a file that is passed over."""
        self.skipped["file"] += 1
        self._on_skipped(skipped)

    def read(self, source: ByteSource) -> None:
        """Note the records of one file."""
        self.sources.append(source)
        passed: dict[str, tuple[int, int]] = {}
        for stored in records_in(source, self._on_damage, self.skip_file, MOST_HELD):
            try:
                kind = self._note(source, stored)
            except ValueError as error:
                self._on_damage(ArchiveDamage(stored.file, stored.offset, str(error)))
                continue
            if kind:
                if kind not in self.skipped and len(self.skipped) + len(passed) >= MAX_KINDS:
                    kind = "other"
                first, count = passed.get(kind, (stored.offset, 0))
                passed[kind] = first, count + 1
        for kind, (first, count) in passed.items():
            self.skipped[kind] += count
            reason = f"{count} of {kind}, from here on, hold no page and were passed over"
            self._on_skipped(ArchiveDamage(source.name, first, reason))

    def _note(self, source: ByteSource, stored: Stored) -> str:
        """Note what a record is; return its kind where it holds content but no capture."""
        fields = stored.fields
        kind = fields.get("warc-type", "").lower()
        url = url_of(fields)
        if kind == "metadata":
            self._note_metadata(source, stored, url)
        elif kind == "continuation":
            if not fields.get("warc-segment-number", "").isdecimal():
                raise ValueError("a continuation without WARC-Segment-Number")
            self._note_part(stored, self._add(source, stored))
        elif kind in {"response", "resource", "revisit"} or is_rendered_page(fields):
            if not url:
                raise ValueError(f"a {kind} record without WARC-Target-URI")
            scheme = url.partition(":")[0].lower()
            if scheme not in {"http", "https"}:
                return "" if scheme == "metadata" else f"{kind}/{scheme[:20]}"
            if kind == "resource" and (media := media_type(fields)) not in PAGES:
                return f"resource/{media or 'unknown'}"
            n = self._add_capture(source, stored, url)
            if fields.get("warc-segment-number", "").isdecimal():
                self._note_part(stored, n)
        elif kind not in {"warcinfo", "request"}:
            return kind[:40] or "record without WARC-Type"
        return ""

    def _note_metadata(self, source: ByteSource, stored: Stored, url: str) -> None:
        if url.startswith(MEMORY):
            if len(stored.block) > LONGEST:
                raise ValueError(f"a site memory of more than {LONGEST} bytes is none")
            n = self._add(source, stored)
            values: tuple[object, ...] = (url.removeprefix(MEMORY), n)
            self._db.execute("INSERT INTO memory VALUES (?, ?)", values)
        elif (about := bare(stored.fields.get("warc-concurrent-to", ""))) and (
            len(stored.block) <= MAX_NOTE
        ):
            said = fields_of(b"\n" + stored.block)
            if "kind" in said or "memory" in said:
                values = (about, said.get("kind", ""), said.get("memory", ""))
                self._db.execute("INSERT INTO said VALUES (?, ?, ?)", values)

    def _note_part(self, stored: Stored, n: int) -> None:
        fields = stored.fields
        number = int(fields["warc-segment-number"][:9])
        if fields.get("warc-type", "").lower() == "continuation":
            origin = bare(fields.get("warc-segment-origin-id", "")) or canonical(url_of(fields))
        else:
            origin = bare(fields.get("warc-record-id", ""))
        total = fields.get("warc-segment-total-length", "")
        values = (origin, number, n, int(total) if total.isdecimal() and len(total) < 16 else None)  # noqa: PLR2004 digits
        self._db.execute("INSERT INTO part VALUES (?, ?, ?, ?)", values)

    def _add_capture(self, source: ByteSource, stored: Stored, url: str) -> int:
        kind = stored.fields.get("warc-type", "").lower()
        status: int | None = OK if is_bare_page(stored) else status_of(stored.block)
        if kind == "revisit" and not stored.block:
            status = None
        return self._add(
            source,
            stored,
            is_revisit=int(kind == "revisit"),
            key=canonical(url),
            moment=nanos_at(stored.fields.get("warc-date", "")),
            status=status,
            digest=folded(stored.fields.get("warc-payload-digest", "")),
            url=url,
            date=stored.fields.get("warc-date", ""),
        )

    def _add(self, source: ByteSource, stored: Stored, **more: object) -> int:
        """Add a place and return its number; what cannot be reached again goes to the spool."""
        spooled, length = -1, 0
        if stored.nth or not source.seekable:
            packed = zlib.compress(json.dumps(stored.fields).encode() + b"\n" + stored.block, 1)
            spooled, length = self._spooled, len(packed)
            self._spool.seek(spooled)
            self._spool.write(packed)
            self._spooled += length
        row: dict[str, object] = {
            "file": len(self.sources) - 1,
            "offset": stored.offset,
            "nth": stored.nth,
            "spooled": spooled,
            "length": length,
            "record_id": bare(stored.fields.get("warc-record-id", "")),
            "is_capture": int(bool(more)),
            **more,
        }
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        done = self._db.execute(
            f"INSERT INTO place ({names}) VALUES ({marks})",  # noqa: S608 names of ours
            tuple(row.values()),
        )
        assert done.lastrowid is not None
        return done.lastrowid

    def report_parts(self) -> None:
        """Report segments whose first segment is nowhere in the archive."""
        query = (
            f"SELECT {PLACE} FROM part JOIN place USING (n) WHERE NOT is_capture AND NOT EXISTS "  # noqa: S608 names of ours
            "(SELECT 1 FROM part AS first JOIN place AS p ON p.n = first.n "
            "WHERE first.origin = part.origin AND p.is_capture) AND NOT EXISTS "
            "(SELECT 1 FROM place AS p JOIN part AS first ON first.n = p.n "
            "WHERE p.key = part.origin AND p.is_capture) ORDER BY part.n"
        )
        for row in self._db.execute(query):
            place = Place(*row)
            said = "a segment whose first segment is not in this archive"
            self._on_damage(ArchiveDamage(self.sources[place.file].name, place.offset, said))
