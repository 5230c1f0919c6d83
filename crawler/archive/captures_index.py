"""Where each capture of an archive stands: WARC, ARC, WACZ, or a folder of them.

An `Index` makes one pass over an archive and notes on disk where each capture stands;
captures are then read from their places, in the order of their dates. Revisits are
resolved, segments joined, and bodies that were stored decoded under their original
headers are read as they stand. Damage is reported, and so is whatever is passed over.
"""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crawler.archive.cdx import payloads
from crawler.archive.closing import Closing
from crawler.archive.containers import ArchiveDamage, sources
from crawler.archive.index_pass import INDEXES, MOST_HELD, PLACE, SCHEMA, IndexPass, Place
from crawler.archive.record_capture import (
    OK,
    Unread,
    bare,
    capture_of,
    fits,
    folded,
    leads_to,
    own_answer,
    says_its_end,
    under_head,
    url_of,
)
from crawler.archive.record_dates import moment_of, nanos_of
from crawler.archive.scratch import scratch_database
from crawler.archive.warc_reader import (
    MAX_RECORD,
    Stored,
    record_at,
    record_of,
    report,
)
from crawler.frontier.urls import canonical
from crawler.model import Capture, Location

CONTINUATION = "continuation"
LAST_OK = 299
CHAIN = 32
"""How many records are looked into for the payload of one revisit."""

CANDIDATES = 16
"""How many records of one stated digest are looked into for the payload of a revisit."""

BESIDE = {"warc": ("cdx",), "archive": ("indexes", "archive")}
"""Folders with the indexes of files in a folder of such a name: ours, and pywb's. Wget and others
put them beside their files."""


class Index(Closing):
    """What an archive holds, and where: memory stays flat with millions of captures.

    One pass is made when it is made. It keeps temporary files until it is closed.
    """

    def __init__(
        self,
        path: Path,
        on_damage: Callable[[ArchiveDamage], None] = report,
        on_skipped: Callable[[ArchiveDamage], None] = report,
    ) -> None:
        self.path = path
        self._on_damage = on_damage
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 `close` closes it
        self._knows_beside = False
        """Whether the index of the other files of its archive has been read."""

        self._told: set[int] = set()
        """Numbers of the records that were reported as damaged."""

        self._db = scratch_database(SCHEMA)
        try:
            made = IndexPass(self._db, self._spool, on_damage, on_skipped)
            for source in sources(path, on_damage, made.skip_file):
                made.read(source)
            self._db.executescript(INDEXES)
            self._db.commit()
            made.report_parts()
        except BaseException:
            self.close()
            raise
        self._sources, self.skipped = made.sources, made.skipped

    def close(self) -> None:
        """Delete the temporary files."""
        self._db.close()
        self._spool.close()

    # --- what it holds

    def captures(self, *, as_written: bool = False) -> Iterator[Capture]:
        """Yield every capture, read from its place, in the order of WARC-Date.

        `as_written` keeps the order within each file, those with the earliest captures first:
        a crawl writes pages as it decides on them, which is not quite the order of their dates.
        """
        for place, *_ in self._places("begun, file, n" if as_written else "moment, n"):
            if capture := self._sound(place):
                yield capture

    def pages(self, is_left: Callable[[str], bool]) -> Iterator[Capture | Unread]:
        """Yield every capture as it was written; a page of such a kind is left to be read.

        That is one whose record says all of it: no revisit, in no parts, and in reach by itself.
        Of what such a record holds that is no such page, at most `MOST_HELD` bytes are unpacked.
        """
        for place, known, is_alone in self._places("begun, file, n"):
            most = MAX_RECORD
            if is_alone and place.spooled < 0:
                most = MOST_HELD
                if known and is_left((said := self._said(place))[0]):
                    source = self._sources[place.file]
                    kind, memory = said
                    location = self._location(source.name, place)
                    told = replace(known, kind=kind, memory=memory, location=location)
                    yield Unread(told, source, place.offset)
                    continue
            if capture := self._sound(place, most):
                yield capture

    def _places(self, order: str) -> Iterator[tuple[Place, Capture | None, bool]]:
        """Yield where captures stand, what is known of pages, and whether their record is all."""
        query = (
            f"SELECT url, date, status, status BETWEEN {OK} AND {LAST_OK}, NOT is_revisit "  # noqa: S608 names of ours
            f"AND NOT EXISTS (SELECT 1 FROM part WHERE part.n = place.n), {PLACE} "
            "FROM place JOIN (SELECT file AS f, min(moment) AS begun "
            "FROM place WHERE is_capture GROUP BY file) ON f = file "
            f"WHERE is_capture ORDER BY {order}"
        )
        for url, date, status, is_page, is_alone, *row in self._db.execute(query):
            known = None
            with suppress(ValueError):
                if is_page and is_alone:
                    known = Capture(url=url, fetched_at=moment_of(date), body=b"", status=status)
            yield Place(*row), known, bool(is_alone)

    def _sound(self, place: Place, most: int = MAX_RECORD) -> Capture | None:
        """Return the capture at a place; None, and a report, where it cannot be read."""
        try:
            return self._capture(place, most=most)
        except (OSError, ValueError) as error:
            if place.n not in self._told:
                name = self._sources[place.file].name
                self._on_damage(ArchiveDamage(name, place.offset, str(error)))
            self._told.add(place.n)
            return None

    def at(self, place: Location) -> Capture:
        """Return the capture at a place of this archive. Raises OSError and ValueError."""
        query = f"SELECT {PLACE} FROM place WHERE record_id = ? AND is_capture"  # noqa: S608 names of ours
        for row in self._db.execute(query, (place.record_id,)).fetchall():
            capture = self._capture(Place(*row))
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
            wanted = {canonical(url), canonical(leads_to(answer) if answer else "")}
            if capture.kind != CONTINUATION or canonical(capture.url) not in wanted:
                break
            answer, url = capture, capture.url
        return answer

    def part(self, url: str, story: Capture, kind: str) -> Capture | None:
        """Return what a part of a story was answered, by its kind: a picture, where it led to.

        The exchanges of a story stand one after the other, those of its parts after its pages.
        """
        answer: Capture | None = None
        for place in self._after(story.location):
            try:
                capture = self._capture(place)
            except (OSError, ValueError):
                break
            if capture.kind not in {CONTINUATION, kind}:
                break
            leads = answer and leads_to(answer)
            if canonical(capture.url) == canonical(leads or url):
                answer = capture
            elif answer:
                break
        return answer

    def _after(self, location: Location | None) -> Iterator[Place]:
        """Yield the captures that stand after a place in its file."""
        if location is None or not location.record_id:
            return
        found = self._db.execute(
            "SELECT file, n FROM place WHERE is_capture AND record_id = ? AND offset = ?",
            (location.record_id, location.offset),
        ).fetchone()
        if found:
            after = f"SELECT {PLACE} FROM place WHERE is_capture AND file = ? AND n > ? ORDER BY n"  # noqa: S608 names of ours
            yield from (Place(*row) for row in self._db.execute(after, found))

    def nearest(self, url: str, at: datetime) -> Capture | None:
        """Return the capture of an address that answered 200, the closest in time to `at`."""
        key, moment = canonical(url), nanos_of(at)
        query = (
            f"SELECT moment, {PLACE} FROM place WHERE is_capture AND key = ? "  # noqa: S608 names of ours
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
                capture = self._capture(Place(*row[1:]))
            except (OSError, ValueError):
                continue
            if capture.status == OK:
                return capture
        return None

    def memory(self, revision: str) -> bytes | None:
        """Return the site memory of a revision, as it was kept; None where it is not here."""
        query = f"SELECT {PLACE} FROM place JOIN memory USING (n) WHERE revision = ?"  # noqa: S608 names of ours
        row = self._db.execute(query, (revision,)).fetchone()
        return self._stored(Place(*row)).block if row else None

    # --- reading from places

    def _stored(self, place: Place, most: int = MAX_RECORD) -> Stored:
        source = self._sources[place.file]
        if place.spooled < 0:
            return record_of(source, place.offset, most)
        self._spool.seek(place.spooled)
        head, _, block = zlib.decompress(self._spool.read(place.length)).partition(b"\n")
        return Stored(source.name, place.offset, json.loads(head), block, place.nth)

    def _capture(
        self, place: Place, seen: set[int] | None = None, most: int = MAX_RECORD
    ) -> Capture:
        stored = self._stored(place, most)
        if stored.fields.get("warc-type", "").lower() == "revisit":
            capture = self._revisited(stored, place, set() if seen is None else seen)
        else:
            capture = capture_of(*self._joined(stored, place), most)
        kind, memory = self._said(place)
        location = self._location(stored.file, place)
        return replace(capture, kind=kind, memory=memory, location=location)

    def _said(self, place: Place) -> tuple[str, str]:
        """Return as what a capture was asked for, and with which memory it was read."""
        query = "SELECT kind, memory FROM said WHERE record_id = ?"
        said = self._db.execute(query, (place.record_id,)).fetchall() if place.record_id else []
        return (
            next((kind for kind, _ in said if kind), ""),
            next((memory for _, memory in said if memory), ""),
        )

    def _location(self, name: str, place: Place) -> Location:
        return Location(file=self._relative(name), offset=place.offset, record_id=place.record_id)

    def _relative(self, name: str) -> str:
        file, mark, inner = name.partition("!")
        path = Path(file)
        path = path.relative_to(self.path) if path != self.path else Path(path.name)
        return path.as_posix() + mark + inner

    def _joined(self, stored: Stored, place: Place) -> tuple[Stored, bool]:
        """Return a record with its segments joined, and whether all of them are here."""
        if not stored.fields.get("warc-segment-number", "").isdecimal():
            return stored, True
        query = (
            f"SELECT number, total, {PLACE} FROM part JOIN place USING (n) "  # noqa: S608 names of ours
            "WHERE NOT is_capture AND origin IN (?, ?) ORDER BY number, n"
        )
        origins = place.record_id, canonical(url_of(stored.fields))
        block, wanted, total, cut = [stored.block], 2, None, stored.fields.get("warc-truncated")
        size = len(stored.block)
        for number, length, *row in self._db.execute(query, origins):
            if number != wanted or size > MAX_RECORD:
                if number < wanted:
                    continue
                break
            part = self._stored(Place(*row))
            block.append(part.block)
            size += len(part.block)
            cut = cut or part.fields.get("warc-truncated")
            total, wanted = length, wanted + 1
        joined = b"".join(block)
        # The last segment states the total length; without it the answer may.
        whole = says_its_end(joined) if total is None else total == len(joined)
        fields = {**stored.fields, **({"warc-truncated": cut} if cut else {})}
        if not whole:
            self._on_damage(
                ArchiveDamage(stored.file, stored.offset, "a segment of it is missing")
            )
        return stored._replace(fields=fields, block=joined), whole

    def _revisited(self, stored: Stored, place: Place, seen: set[int]) -> Capture:
        """Return what a revisit saw: its own head, and the body of what it refers to.

        What was looked into stands in `seen`: revisits may refer to each other.
        """
        seen.add(place.n)
        own = own_answer(stored)
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
            if fits(stored.fields, base, self._stored(referred), verified=verified):
                return under_head(stored, base)
        for other in self._beside(folded(stored.fields.get("warc-payload-digest", ""))):
            base = capture_of(other, whole=True)
            if fits(stored.fields, base, other, verified=not _names(stored.fields, other.fields)):
                return under_head(stored, base)
        raise ValueError("its payload is not in this archive")

    def _beside(self, digest: str) -> Iterator[Stored]:
        """Yield the records of a payload in other files of the archive that a single file is of.

        What they hold an index says, in one of the places where programs put it.
        """
        folder = self.path.resolve().parent
        if self.path.is_dir():
            return
        if not self._knows_beside:
            self._knows_beside = True
            places = (folder.parent / name for name in BESIDE.get(folder.name, (folder.name,)))
            rows = (row for place in places for row in _indexed(place))
            self._db.executemany("INSERT INTO beside VALUES (?, ?, ?)", rows)
            self._db.execute("CREATE INDEX by_payload ON beside (digest)")
        query = "SELECT file, offset FROM beside WHERE digest = ? LIMIT ?"
        for file, offset in self._db.execute(query, (digest, CANDIDATES)).fetchall():
            with suppress(OSError, ValueError):
                yield record_at(str(folder / file), offset)

    def _referred(self, stored: Stored, place: Place) -> Iterator[tuple[Place, bool]]:
        """Yield what a revisit may refer to, best first, and whether only a digest says so."""
        fields = stored.fields
        columns = f"SELECT {PLACE} FROM place WHERE is_capture AND n != {place.n} AND "  # noqa: S608 names of ours
        queries: list[tuple[str, tuple[object, ...], bool]] = []
        if refers := bare(fields.get("warc-refers-to", "")):
            queries.append(("record_id = ? ORDER BY n", (refers,), False))
        if uri := bare(fields.get("warc-refers-to-target-uri", "")):
            try:
                moment = nanos_of(moment_of(fields.get("warc-refers-to-date", "")))
            except ValueError:
                pass
            else:
                # Dates of WARC 1.0 have whole seconds.
                span = (canonical(uri), moment - 10**9, moment + 10**9, moment)
                where = "key = ? AND moment BETWEEN ? AND ? ORDER BY abs(moment - ?), n"
                queries.append((where, span, False))
        if digest := folded(fields.get("warc-payload-digest", "")):
            url = url_of(fields)
            key = canonical(url)
            known = "digest = ? AND NOT is_revisit"
            queries.append((known + " AND key = ? ORDER BY n", (digest, key), False))
            queries.append((known + " ORDER BY n", (digest,), True))
        for where, values, only_digest in queries:
            for row in self._db.execute(f"{columns}{where} LIMIT {CANDIDATES}", values):
                yield Place(*row), only_digest


def _indexed(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Yield the payloads that the indexes in a folder name; one that cannot be read has none."""
    for file in sorted(folder.glob("*.cdx*")):
        if file.is_file() and file.suffix != ".gz":
            with suppress(OSError):
                yield from payloads(file)


def _names(revisit: dict[str, str], fields: dict[str, str]) -> bool:
    """Return True if a revisit names a record: by its id, or by its address and its date."""
    if refers := bare(revisit.get("warc-refers-to", "")):
        return refers == bare(fields.get("warc-record-id", ""))
    uri, date = (revisit.get(f"warc-refers-to-{what}", "") for what in ("target-uri", "date"))
    with suppress(ValueError):
        apart = nanos_of(moment_of(date)) - nanos_of(moment_of(fields.get("warc-date", "")))
        same = canonical(bare(uri)) == canonical(url_of(fields))
        return bool(uri) and same and abs(apart) <= 10**9  # dates of WARC 1.0 have whole seconds
    return False
