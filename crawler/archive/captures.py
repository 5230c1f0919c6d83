"""Captures out of archives of any origin: WARC, ARC, WACZ, or a folder of them.

An `Index` makes one pass over an archive and notes on disk where each capture stands;
captures are then read from their places, in the order of their dates. Revisits are
resolved, segments joined, and bodies that were stored decoded under their original
headers are read as they stand. ArchiveDamage is reported, and so is whatever is passed over.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from crawler.archive.cdx import payloads
from crawler.archive.containers import ArchiveDamage, ByteSource, sources
from crawler.archive.warc import MEMORY
from crawler.archive.warc_reader import (
    MAX_RECORD,
    Stored,
    agree,
    fields_of,
    read_records,
    record_at,
    record_of,
    records_in,
    report,
)
from crawler.compression import entity_of
from crawler.frontier.urls import canonical, redirected
from crawler.model import Capture, Location, Truncated, digest_of
from crawler.wire import Message, codings_of, payload_of, split

if TYPE_CHECKING:
    from types import TracebackType

__all__ = [
    "MAX_RECORD", "ArchiveDamage", "Index", "Stored", "capture_at", "moment_of", "read_captures",
    "read_records", "record_at", "report",
]  # fmt: skip

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
"""Types of a ``resource`` record that is a page."""

MAX_NOTE = 64 * 1024
"""Bytes of a metadata record that may say what an address was asked as."""

MAX_KINDS = 99
"""Kinds of what is passed over that are told apart: an archive may make up any number."""

CONTINUATION = "continuation"
OK = 200
NOT_MODIFIED = 304
CHAIN = 32
"""How many records are looked into for the payload of one revisit."""

CANDIDATES = 16
"""How many records of one stated digest are looked into for the payload of a revisit."""

_TRUNCATED: dict[str, Truncated] = {
    "length": "length",
    "time": "time",
    "disconnect": "disconnect",
}
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})", re.IGNORECASE)
_CHUNK_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?)?)?"
    r"(Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_ARC_DATE = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\d*")


def read_captures(
    path: Path, on_damage: Callable[[ArchiveDamage], None] = report
) -> Iterator[Capture]:
    """Yield the captures of an archive in the order of their dates."""
    with Index(path, on_damage) as index:
        yield from index.captures()


def moment_of(date: str) -> datetime:
    """Return a ``WARC-Date`` or an ARC's date as an aware time in UTC; raises ValueError.

    WARC 1.1 permits any precision of https://www.w3.org/TR/NOTE-datetime, and up to nine
    digits of a second, of which a `datetime` holds six.

    >>> moment_of("2025-03-04T05:06Z").isoformat(), moment_of("2025").isoformat()
    ('2025-03-04T05:06:00+00:00', '2025-01-01T00:00:00+00:00')
    >>> moment_of("2025-03-04T05:06:07.123456789Z").microsecond, moment_of("20080310080000").hour
    (123456, 8)
    """
    return _moment(date)[0]


def _moment(date: str) -> tuple[datetime, int]:
    """Return a time, and its nanoseconds beyond the microsecond."""
    date = date.strip()
    if found := _ARC_DATE.fullmatch(date) if len(date) > 4 else None:  # noqa: PLR2004 a year
        fraction, zone = "", "Z"
        parts = found.groups()
    elif found := _DATE.fullmatch(date):
        *parts, fraction, zone = found.groups()  # type: ignore[assignment]
    else:
        raise ValueError(f"WARC-Date is {date[:40]!r}")
    year, month, day, hour, minute, second = (
        int(part) if part else unit for part, unit in zip(parts, (1, 1, 1, 0, 0, 0), strict=True)
    )
    nanos = int((fraction or "").ljust(9, "0"))
    # A leap second is the last of its minute: a datetime has none.
    moment = datetime(year, month, day, hour, minute, min(second, 59), nanos // 1000, tzinfo=UTC)
    if zone and zone.upper() != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        try:
            moment -= -offset if zone[0] == "-" else offset
        except OverflowError:
            raise ValueError(f"WARC-Date is {date[:40]!r}") from None
    return moment, nanos % 1000


class _Place(NamedTuple):
    """Where a record stands, as the index has it."""

    n: int
    file: int
    offset: int
    nth: int
    spooled: int
    """Where it stands in the spool; -1 where it is read from its file."""

    length: int
    record_id: str


_PLACE = "n, file, offset, nth, spooled, length, record_id"

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE place (
    n INTEGER PRIMARY KEY, file INTEGER, offset INTEGER, nth INTEGER, spooled INTEGER,
    length INTEGER, record_id TEXT, is_capture INTEGER, is_revisit INTEGER, key TEXT,
    moment INTEGER, status INTEGER, digest TEXT
);
CREATE TABLE said (record_id TEXT, kind TEXT, memory TEXT);
CREATE TABLE part (origin TEXT, number INTEGER, n INTEGER, total INTEGER);
CREATE TABLE memory (revision TEXT, n INTEGER);
CREATE TABLE beside (digest TEXT, file TEXT, offset INTEGER);
"""

_INDEXES = """
CREATE INDEX by_moment ON place (moment, n) WHERE is_capture;
CREATE INDEX by_key ON place (key, moment, n) WHERE is_capture;
CREATE INDEX by_id ON place (record_id) WHERE is_capture;
CREATE INDEX by_digest ON place (digest, n) WHERE is_capture AND NOT is_revisit;
CREATE INDEX by_record ON said (record_id);
CREATE INDEX by_origin ON part (origin, number, n);
CREATE INDEX by_part ON part (n);
CREATE INDEX by_revision ON memory (revision);
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIMIT = (1 << 63) - 2000


class Index:
    """What an archive holds, and where: memory stays flat with millions of captures.

    One pass is made when it is made. It keeps a folder of temporary files until it is closed.
    """

    def __init__(
        self,
        path: Path,
        on_damage: Callable[[ArchiveDamage], None] = report,
        on_skipped: Callable[[ArchiveDamage], None] = report,
    ) -> None:
        self.path = path
        self.skipped: Counter[str] = Counter()
        """How much was passed over, by kind: records, or whole files."""

        self._on_damage, self._on_skipped = on_damage, on_skipped
        self._sources: list[ByteSource] = []
        self._folder = tempfile.TemporaryDirectory(prefix="crawler-index-")
        self._spool = (Path(self._folder.name) / "spool").open("w+b")
        self._spooled = 0
        self._knows_beside = False
        """Whether the index of the other files of its archive has been read."""

        self._told: set[int] = set()
        """Numbers of the records that were reported as damaged."""

        self._db = sqlite3.connect(
            Path(self._folder.name) / "index.sqlite", check_same_thread=False
        )
        try:
            self._db.executescript(_SCHEMA)
            for source in sources(path, on_damage, self._skip_file):
                self._sources.append(source)
                self._read(source)
            self._db.executescript(_INDEXES)
            self._db.commit()
            self._report_parts()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary files."""
        self._db.close()
        self._spool.close()
        self._folder.cleanup()

    # --- the pass

    def _skip_file(self, skipped: ArchiveDamage) -> None:
        self.skipped["file"] += 1
        self._on_skipped(skipped)

    def _read(self, source: ByteSource) -> None:
        passed: dict[str, tuple[int, int]] = {}
        for stored in records_in(source, self._on_damage, self._skip_file):
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
        url = _url(fields)
        if kind == "metadata":
            self._note_metadata(source, stored, url)
        elif kind == "continuation":
            if not fields.get("warc-segment-number", "").isdecimal():
                raise ValueError("a continuation without WARC-Segment-Number")
            self._note_part(stored, self._add(source, stored))
        elif kind in {"response", "resource", "revisit"}:
            if not url:
                raise ValueError(f"a {kind} record without WARC-Target-URI")
            scheme = url.partition(":")[0].lower()
            if scheme not in {"http", "https"}:
                return "" if scheme == "metadata" else f"{kind}/{scheme[:20]}"
            if kind == "resource" and (media := _media_type(fields)) not in PAGES:
                return f"resource/{media or 'unknown'}"
            n = self._add_capture(source, stored, url)
            if fields.get("warc-segment-number", "").isdecimal():
                self._note_part(stored, n)
        elif kind not in {"warcinfo", "request"}:
            return kind[:40] or "record without WARC-Type"
        return ""

    def _note_metadata(self, source: ByteSource, stored: Stored, url: str) -> None:
        if url.startswith(MEMORY):
            n = self._add(source, stored)
            values: tuple[object, ...] = (url.removeprefix(MEMORY), n)
            self._db.execute("INSERT INTO memory VALUES (?, ?)", values)
        elif (about := _bare(stored.fields.get("warc-concurrent-to", ""))) and (
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
            origin = _bare(fields.get("warc-segment-origin-id", "")) or _key(_url(fields))
        else:
            origin = _bare(fields.get("warc-record-id", ""))
        total = fields.get("warc-segment-total-length", "")
        values = (origin, number, n, int(total) if total.isdecimal() and len(total) < 16 else None)  # noqa: PLR2004 digits
        self._db.execute("INSERT INTO part VALUES (?, ?, ?, ?)", values)

    def _add_capture(self, source: ByteSource, stored: Stored, url: str) -> int:
        kind = stored.fields.get("warc-type", "").lower()
        moment, nanos = _moment(stored.fields.get("warc-date", ""))
        status: int | None = OK if _is_bare_page(stored) else _status(stored.block)
        if kind == "revisit" and not stored.block:
            status = None
        return self._add(
            source,
            stored,
            is_revisit=int(kind == "revisit"),
            key=_key(url),
            moment=_nanos(moment) + nanos,
            status=status,
            digest=_folded(stored.fields.get("warc-payload-digest", "")),
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
            "file": len(self._sources) - 1,
            "offset": stored.offset,
            "nth": stored.nth,
            "spooled": spooled,
            "length": length,
            "record_id": _bare(stored.fields.get("warc-record-id", "")),
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

    def _report_parts(self) -> None:
        """Report segments whose first segment is nowhere in the archive."""
        query = (
            f"SELECT {_PLACE} FROM part JOIN place USING (n) WHERE NOT is_capture AND NOT EXISTS "  # noqa: S608 names of ours
            "(SELECT 1 FROM part AS first JOIN place AS p ON p.n = first.n "
            "WHERE first.origin = part.origin AND p.is_capture) AND NOT EXISTS "
            "(SELECT 1 FROM place AS p JOIN part AS first ON first.n = p.n "
            "WHERE p.key = part.origin AND p.is_capture) ORDER BY part.n"
        )
        for row in self._db.execute(query):
            place = _Place(*row)
            said = "a segment whose first segment is not in this archive"
            self._on_damage(ArchiveDamage(self._sources[place.file].name, place.offset, said))

    # --- what it holds

    def captures(self, *, as_written: bool = False) -> Iterator[Capture]:
        """Yield every capture, read from its place, in the order of WARC-Date.

        `as_written` keeps the order within each file, those with the earliest captures first:
        a crawl writes pages as it decides on them, which is not quite the order of their dates.
        """
        order = "begun, file, n" if as_written else "moment, n"
        query = (
            f"SELECT {_PLACE} FROM place JOIN (SELECT file AS f, min(moment) AS begun "  # noqa: S608 names of ours
            "FROM place WHERE is_capture GROUP BY file) ON f = file "
            f"WHERE is_capture ORDER BY {order}"
        )
        for row in self._db.execute(query):
            place = _Place(*row)
            try:
                capture = self._capture(place)
            except (OSError, ValueError) as error:
                if place.n not in self._told:
                    name = self._sources[place.file].name
                    self._on_damage(ArchiveDamage(name, place.offset, str(error)))
                self._told.add(place.n)
            else:
                yield capture

    def at(self, place: Location) -> Capture:
        """Return the capture at a place of this archive. Raises OSError and ValueError."""
        query = f"SELECT {_PLACE} FROM place WHERE record_id = ? AND is_capture"  # noqa: S608 names of ours
        for row in self._db.execute(query, (place.record_id,)).fetchall():
            capture = self._capture(_Place(*row))
            if capture.location == place:
                return capture
        raise ValueError(f"{place.file}, offset {place.offset} is not in {self.path}")

    def following(self, url: str, before: Capture) -> Capture | None:
        """Return what the crawl of a story was answered when it went on at an address.

        `before` is its page before that. The exchanges of a story stand one after the other, its
        further pages as ``continuation``, each with its redirects and vain tries before it.
        """
        answer: Capture | None = None
        for place in self._after(before.location):
            try:
                capture = self._capture(place)
            except (OSError, ValueError):
                break
            wanted = {_key(url), _key(_leads_to(answer) if answer else "")}
            if capture.kind != CONTINUATION or _key(capture.url) not in wanted:
                break
            answer, url = capture, capture.url
        return answer

    def _after(self, location: Location | None) -> Iterator[_Place]:
        """Yield the captures that stand after a place in its file."""
        if location is None or not location.record_id:
            return
        found = self._db.execute(
            "SELECT file, n FROM place WHERE is_capture AND record_id = ? AND offset = ?",
            (location.record_id, location.offset),
        ).fetchone()
        if found:
            after = (
                f"SELECT {_PLACE} FROM place WHERE is_capture AND file = ? AND n > ? ORDER BY n"  # noqa: S608 names of ours
            )
            yield from (_Place(*row) for row in self._db.execute(after, found))

    def nearest(self, url: str, at: datetime) -> Capture | None:
        """Return the capture of an address that answered 200, the closest in time to `at`."""
        key, moment = _key(url), _nanos(at)
        query = (
            f"SELECT moment, {_PLACE} FROM place WHERE is_capture AND key = ? "  # noqa: S608 names of ours
            f"AND (status = {OK} OR status IS NULL) AND "
        )
        before = self._db.execute(
            query + "moment <= ? ORDER BY moment DESC, n DESC", (key, moment)
        )
        after = self._db.execute(query + "moment > ? ORDER BY moment, n", (key, moment))
        earlier, later = before.fetchone(), after.fetchone()
        while earlier or later:
            if not later or (earlier and moment - earlier[0] <= later[0] - moment):
                row, earlier = earlier, before.fetchone()
            else:
                row, later = later, after.fetchone()
            try:
                capture = self._capture(_Place(*row[1:]))
            except (OSError, ValueError):
                continue
            if capture.status == OK:
                return capture
        return None

    def memory(self, revision: str) -> bytes | None:
        """Return the site memory of a revision, as it was kept; None where it is not here."""
        query = f"SELECT {_PLACE} FROM place JOIN memory USING (n) WHERE revision = ?"  # noqa: S608 names of ours
        row = self._db.execute(query, (revision,)).fetchone()
        return self._stored(_Place(*row)).block if row else None

    # --- reading from places

    def _stored(self, place: _Place) -> Stored:
        source = self._sources[place.file]
        if place.spooled < 0:
            return record_of(source, place.offset)
        self._spool.seek(place.spooled)
        head, _, block = zlib.decompress(self._spool.read(place.length)).partition(b"\n")
        return Stored(source.name, place.offset, json.loads(head), block, place.nth)

    def _capture(self, place: _Place, seen: set[int] | None = None) -> Capture:
        stored = self._stored(place)
        if stored.fields.get("warc-type", "").lower() == "revisit":
            capture = self._revisited(stored, place, set() if seen is None else seen)
        else:
            capture = _capture(*self._joined(stored, place))
        query = "SELECT kind, memory FROM said WHERE record_id = ?"
        said = self._db.execute(query, (place.record_id,)).fetchall() if place.record_id else []
        return replace(
            capture,
            kind=next((kind for kind, _ in said if kind), ""),
            memory=next((memory for _, memory in said if memory), ""),
            location=Location(
                file=self._relative(stored.file), offset=place.offset, record_id=place.record_id
            ),
        )

    def _relative(self, name: str) -> str:
        file, mark, inner = name.partition("!")
        path = Path(file)
        path = path.relative_to(self.path) if path != self.path else Path(path.name)
        return path.as_posix() + mark + inner

    def _joined(self, stored: Stored, place: _Place) -> tuple[Stored, bool]:
        """Return a record with its segments joined, and whether all of them are here."""
        if not stored.fields.get("warc-segment-number", "").isdecimal():
            return stored, True
        query = (
            f"SELECT number, total, {_PLACE} FROM part JOIN place USING (n) "  # noqa: S608 names of ours
            "WHERE NOT is_capture AND origin IN (?, ?) ORDER BY number, n"
        )
        origins = place.record_id, _key(_url(stored.fields))
        block, wanted, total, cut = [stored.block], 2, None, stored.fields.get("warc-truncated")
        size = len(stored.block)
        for number, length, *row in self._db.execute(query, origins):
            if number != wanted or size > MAX_RECORD:
                if number < wanted:
                    continue
                break
            part = self._stored(_Place(*row))
            block.append(part.block)
            size += len(part.block)
            cut = cut or part.fields.get("warc-truncated")
            total, wanted = length, wanted + 1
        joined = b"".join(block)
        # The last segment states the total length; without it the answer may.
        whole = _says_its_end(joined) if total is None else total == len(joined)
        fields = {**stored.fields, **({"warc-truncated": cut} if cut else {})}
        if not whole:
            self._on_damage(
                ArchiveDamage(stored.file, stored.offset, "a segment of it is missing")
            )
        return stored._replace(fields=fields, block=joined), whole

    def _revisited(self, stored: Stored, place: _Place, seen: set[int]) -> Capture:
        """Return what a revisit saw: its own head, and the body of what it refers to.

        What was looked into stands in `seen`: revisits may refer to each other.
        """
        seen.add(place.n)
        own = _own_answer(stored)
        if own:
            return own
        for referred, verified in self._referred(stored, place):
            if referred.n in seen or len(seen) > CHAIN:
                continue
            seen.add(referred.n)
            try:
                base = self._capture(referred, seen)
            except (OSError, ValueError):
                continue
            if _fits(stored.fields, base, self._stored(referred), verified=verified):
                return _under_head(stored, base)
        for other in self._beside(_folded(stored.fields.get("warc-payload-digest", ""))):
            base = _capture(other, whole=True)
            if _fits(stored.fields, base, other, verified=True):
                return _under_head(stored, base)
        raise ValueError("its payload is not in this archive")

    def _beside(self, digest: str) -> Iterator[Stored]:
        """Yield the records of a payload in other files of the archive that a single file is of.

        The files of a crawl stand in ``warc/``, and ``cdx/`` beside it says what they hold.
        """
        folder = self.path.resolve().parent
        if folder.name != "warc" or self.path.is_dir():
            return
        if not self._knows_beside:
            self._knows_beside = True
            rows = (row for file in sorted(folder.with_name("cdx").glob("*.cdxj*"))
                    for row in payloads(file))  # fmt: skip
            self._db.executemany("INSERT INTO beside VALUES (?, ?, ?)", rows)
            self._db.execute("CREATE INDEX by_payload ON beside (digest)")
        query = "SELECT file, offset FROM beside WHERE digest = ? LIMIT ?"
        for file, offset in self._db.execute(query, (digest, CANDIDATES)).fetchall():
            with suppress(OSError, ValueError):
                yield record_at(str(folder / file), offset)

    def _referred(self, stored: Stored, place: _Place) -> Iterator[tuple[_Place, bool]]:
        """Yield what a revisit may refer to, best first, and whether only a digest says so."""
        fields = stored.fields
        columns = f"SELECT {_PLACE} FROM place WHERE is_capture AND n != {place.n} AND "  # noqa: S608 names of ours
        queries: list[tuple[str, tuple[object, ...], bool]] = []
        if refers := _bare(fields.get("warc-refers-to", "")):
            queries.append(("record_id = ? ORDER BY n", (refers,), False))
        if uri := _bare(fields.get("warc-refers-to-target-uri", "")):
            try:
                moment = _nanos(moment_of(fields.get("warc-refers-to-date", "")))
            except ValueError:
                pass
            else:
                # Dates of WARC 1.0 have whole seconds.
                span = (_key(uri), moment - 10**9, moment + 10**9, moment)
                where = "key = ? AND moment BETWEEN ? AND ? ORDER BY abs(moment - ?), n"
                queries.append((where, span, False))
        if digest := _folded(fields.get("warc-payload-digest", "")):
            url = _url(fields)
            key = _key(url)
            known = "digest = ? AND NOT is_revisit"
            queries.append((known + " AND key = ? ORDER BY n", (digest, key), False))
            queries.append((known + " ORDER BY n", (digest,), True))
        for where, values, only_digest in queries:
            for row in self._db.execute(f"{columns}{where} LIMIT {CANDIDATES}", values):
                yield _Place(*row), only_digest


def capture_at(
    root: Path,
    location: Location,
    find: Callable[[str], Location | None] = lambda _: None,
) -> Capture:
    """Return the capture that stands at a place of our own archive.

    `find` is asked with the payload digest of a revisit where its payload stands. A segment
    that is still being written is read as well. Raises OSError, and ValueError where no
    capture stands there.
    """
    stored = _stored_at(root, location)
    kind = stored.fields.get("warc-type", "")
    if kind in {"response", "resource"}:
        capture = _capture(stored, whole=True)
    elif kind != "revisit":
        raise ValueError(f"{location.file}, offset {location.offset}: no capture")
    elif own := _own_answer(stored):
        capture = own
    else:
        digest = stored.fields.get("warc-payload-digest", "")
        place = find(digest)
        if place is None or place == location:
            raise ValueError(f"{location.file}, offset {location.offset}: no payload {digest}")
        referred = _stored_at(root, place)
        base = _capture(referred, whole=True)
        if not _fits(stored.fields, base, referred, verified=True):
            raise ValueError(f"{place.file}, offset {place.offset}: not the payload {digest}")
        capture = _under_head(stored, base)
    return replace(capture, location=location)


def _stored_at(root: Path, location: Location) -> Stored:
    file, _, inner = location.file.partition("!")
    path = root / file
    if not path.exists():
        path = path.with_name(path.name + ".open")
    name = f"{path}!{inner}" if inner else str(path)
    stored = record_at(name, location.offset)
    found = _bare(stored.fields.get("warc-record-id", ""))
    if location.record_id and found != location.record_id:
        raise ValueError(f"{location.file}, offset {location.offset}: {found} stands there")
    return stored


# --- one record


def _bare(value: str) -> str:
    return value.strip().strip("<>").strip()


def _url(fields: dict[str, str]) -> str:
    return _bare(fields.get("warc-target-uri", ""))


def _key(url: str) -> str:
    return canonical(url)


def _leads_to(capture: Capture) -> str:
    location = (capture.header("location") or "").encode("latin-1", "replace")
    return (redirected(capture.url, location) if location else None) or ""


def _media_type(fields: dict[str, str]) -> str:
    return fields.get("content-type", "").partition(";")[0].strip().lower()


def _nanos(moment: datetime) -> int:
    nanos = (moment - _EPOCH) // timedelta(microseconds=1) * 1000
    return max(-_LIMIT, min(nanos, _LIMIT))  # the column ends in the year 2262


def _folded(digest: str) -> str:
    return digest.strip().lower()


def _is_bare_page(stored: Stored) -> bool:
    """Return True if a record holds a page without the head of an HTTP response."""
    kind = stored.fields.get("warc-type", "").lower()
    bare = kind == "response" and not _STATUS.match(stored.block)
    return kind == "resource" or (bare and _media_type(stored.fields) in PAGES)


def _status(block: bytes) -> int:
    found = _STATUS.match(block)
    status = int(found[1]) if found else 0
    return split(block).status if status < OK else status


def _says_its_end(response: bytes) -> bool:
    """Return True if a response states how long it is, and is that long."""
    message = split(response)
    states = message.values("content-length") or message.values("transfer-encoding")
    return bool(states) and payload_of(message)[1]


def _own_answer(stored: Stored) -> Capture | None:
    """Return a revisit as it stands where it refers to no payload: 304 Not Modified."""
    unmodified = stored.fields.get("warc-profile", "").rstrip("/").endswith("server-not-modified")
    if not unmodified and _status(stored.block) != NOT_MODIFIED:
        return None
    capture = _capture(stored, whole=True)
    digest = stored.fields.get("warc-payload-digest", "") or capture.digest
    return replace(capture, status=capture.status or NOT_MODIFIED, digest=digest)


def _fits(fields: dict[str, str], base: Capture, referred: Stored, *, verified: bool) -> bool:
    """Return True unless a revisit's digest says that its payload is another than this.

    Some writers take the digest of the chunked body or of the decoded one; what is known
    by its digest alone must have exactly that payload.
    """
    said = fields.get("warc-payload-digest", "")
    if not said:
        return not verified
    message = split(referred.block)
    payload, _ = _payload(message, referred.fields)
    agrees = agree(said, payload)
    if verified or agrees:
        return bool(agrees)
    stated = referred.fields.get("warc-payload-digest", "")
    if _folded(stated) == _folded(said) or agrees is None:
        return True
    return bool(agree(said, message.body) or agree(said, base.body))


def _under_head(stored: Stored, base: Capture) -> Capture:
    """Return what a revisit saw: its own head over the body of another capture."""
    message = split(stored.block)
    moved = {"transfer-encoding", "content-encoding"}
    coding = [(name, value) for name, value in base.headers if name.lower() == "content-encoding"]
    length = next((v for name, v in base.headers if name.lower() == "content-length"), None)
    headers = [
        (name, length if name.lower() == "content-length" and length is not None else value)
        for name, value in message.headers
        if name.lower() not in moved and not (name.lower() == "content-length" and length is None)
    ]
    return replace(
        base,
        url=_url(stored.fields),
        fetched_at=moment_of(stored.fields.get("warc-date", "")),
        status=message.status or base.status,
        headers=(*headers, *coding) if message.status else base.headers,
        kind="",
        memory="",
    )


def _capture(stored: Stored, whole: bool) -> Capture:  # noqa: FBT001 of `_joined`
    """Return what a response or a resource holds; raises ValueError."""
    fields = stored.fields
    said = fields.get("warc-truncated", "")
    truncated: Truncated | None = _TRUNCATED.get(said.lower(), "unspecified") if said else None
    if _is_bare_page(stored):
        status, payload, body, arrived = OK, stored.block, stored.block, True
        headers: tuple[tuple[str, str], ...] = (("Content-Type", fields.get("content-type", "")),)
    else:
        message = split(stored.block)
        status, headers = message.status, message.headers
        payload, arrived = _payload(message, fields)
        body, complete = entity_of(payload, codings_of(message), MAX_RECORD)
        if not complete and len(body) >= MAX_RECORD:
            truncated = truncated or "length"
        arrived = arrived and complete
    return Capture(
        url=_url(fields),
        fetched_at=moment_of(fields.get("warc-date", "")),
        body=body,
        status=status,
        headers=headers,
        digest=digest_of(payload),
        truncated=truncated or (None if arrived and whole else "unspecified"),
    )


def _payload(message: Message, fields: dict[str, str]) -> tuple[bytes, bool]:
    """Return the body with its transfer coding undone, and whether it was whole.

    Some writers join the chunks and leave the headers as they were (CC-NEWS until May 2019,
    pywb): a body that does not begin with the size of a chunk is read as it stands, and one
    that is longer than Content-Length says is not cut unless its digest says so.
    """
    body = message.body
    if any(coding.lower() == "chunked" for coding in message.values("transfer-encoding")):
        return payload_of(message) if _is_chunked(body) else (body, True)
    payload, arrived = payload_of(message)
    if len(payload) == len(body):
        return payload, arrived
    said = fields.get("warc-payload-digest", "")
    return (payload if said and agree(said, payload) else body), True


def _is_chunked(body: bytes) -> bool:
    size = _CHUNK_LINE.match(body)
    if not size:
        return False
    end = size.end() + int(size[1], 16)
    return end >= len(body) or int(size[1], 16) == 0 or body[end : end + 1] in {b"\r", b"\n"}
