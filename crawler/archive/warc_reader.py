"""Records of WARC and ARC files, whoever wrote them: streamed, in memory bounded by a record.

A damaged record costs itself only. Reading goes on with the next record that can be found,
in time that grows with the length of the file, and a stretch of damage is one report.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
http://archive.org/web/researcher/ArcFileFormat.php
"""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.archive.containers import ArchiveDamage, ByteSource, sources
from crawler.archive.raw_bytes import PIECE
from crawler.archive.record_digests import agree
from crawler.archive.unpacking import BEGIN_ARC, BEGIN_WARC, LONGEST_LEAD, Flow, begins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

MAX_RECORD = 64 * 1024 * 1024
"""Bytes of one record that are read; a longer one is reported as damaged."""

MAX_HEAD = 64 * 1024
_VERSION = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
_HEAD_END = re.compile(
    rb"\r?\n\r?\n|(WARC/\d+\.\d+[ \t]*\r?\n(?=WARC/|[!-9;-~]+[ \t]*:)|\nWARC/\d+\.\d+[ \t]*\r?\n)"
)
"""The empty line behind a head; or another record begins, before the head has ended."""

_RECORD_END = re.compile(rb"\r?\n\r?\n")
_LINE_ENDS = re.compile(rb"[\r\n]*")
_ARC_TAIL = re.compile(rb" (?:[0-9A-Fa-f.:]+|-) \d{8,20} (?:[^\r\n ]{1,300} ){1,8}-?\w{1,20}\r?\n")
_ARC_SCHEME = re.compile(rb"https?://|ftp://|dns:|filedesc:")
_ARC_DATE = re.compile(r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d*$")


class Stored(NamedTuple):
    """One record as it stands in a file."""

    file: str
    offset: int
    """Where the record begins; in a gzipped file, the member that holds it."""

    fields: dict[str, str]
    """Names in lower case; the first of those that stand twice."""

    block: bytes
    """All of it, or its beginning where no more was asked for."""

    nth: int = 0
    """Which record of its gzip member it is: 0 where each has one of its own."""


class NoRecord(ValueError):
    """What stands at a position is no sound record; `resume` is where to search on."""

    def __init__(self, reason: str, resume: int) -> None:
        super().__init__(reason)
        self.resume = resume


def report(damage: ArchiveDamage) -> None:
    """Log a damaged place, or what was passed over."""
    logger.warning("%s, offset %d: %s", *damage)


MOST_TOLD = 10
"""Damaged places of one file that are logged each with a line of its own."""


class DamageLog:
    """Logs the first damaged places of each file, and at last how many more it has."""

    def __init__(self, are: str = "are damaged") -> None:
        """`are` says what the places are: what was passed over is not damaged."""
        self._are = are
        self._counted: Counter[str] = Counter()

    def __call__(self, damage: ArchiveDamage) -> None:
        """Log a damaged place, or count it."""
        path = damage.file.partition("!")[0]
        self._counted[path] += 1
        if self._counted[path] <= MOST_TOLD:
            report(damage)

    def close(self) -> None:
        """Log what was counted alone, with one line a file."""
        for path, count in self._counted.items():
            if count > MOST_TOLD:
                logger.warning("%s: %d more places %s", path, count - MOST_TOLD, self._are)
        self._counted.clear()


def read_records(
    path: Path,
    on_damage: Callable[[ArchiveDamage], None] = report,
    on_skipped: Callable[[ArchiveDamage], None] | None = None,
) -> Iterator[Stored]:
    """Yield every record of a WARC, ARC or WACZ, or of a folder of them.

    Files come in the order of their names. Those that hold nothing that can be read go to
    `on_skipped`, which is `on_damage` unless given.
    """
    skipped = on_skipped or on_damage
    for source in sources(path, on_damage, skipped):
        yield from records_in(source, on_damage, skipped)


def records_in(
    source: ByteSource,
    on_damage: Callable[[ArchiveDamage], None],
    on_skipped: Callable[[ArchiveDamage], None],
    most: int = MAX_RECORD,
) -> Iterator[Stored]:
    """Yield every record of one file or entry.

    Of one that is longer than `most` and can be read from its place, its beginning is given.
    """
    stretch = _Stretch(source.name, on_damage)
    count = 0
    try:
        with closing(source.raw()) as raw:
            for stored in _records(Flow(raw, source.packing), source, stretch, most):
                count += 1
                yield stored
            if raw.broken:
                stretch.add(0, raw.broken, starts=0)
    except OSError as error:
        stretch.add(0, f"{type(error).__name__}: {error}", starts=0)
    stretch.close()
    if not count and not stretch.reports:
        on_skipped(ArchiveDamage(source.name, 0, "holds no record"))


def _records(flow: Flow, source: ByteSource, stretch: _Stretch, most: int) -> Iterator[Stored]:
    member, nth = -1, 0
    at = flow.base
    while True:
        before, at = at, _after_line_ends(flow, at)
        flow.drop(at)
        if not flow.fill(at + 1):
            if not flow.fault:
                break
            stretch.add(flow.fault_at, flow.fault, starts=0)
            if flow.recover():
                at = flow.end
            continue
        offset, first = flow.place(at)
        is_in_reach = source.seekable and before <= first
        try:
            stored, following = _record(
                flow, at, source.is_arc, most if is_in_reach else MAX_RECORD
            )
        except NoRecord as why:
            stretch.add(offset, str(why))
            at = _next_start(flow, why.resume, source.is_arc)
            continue
        stretch.close()
        nth = 0 if before <= first else nth + 1 if offset == member else 1
        member, at = offset, following
        yield stored._replace(file=source.name, offset=offset, nth=nth)


def record_of(source: ByteSource, offset: int, most: int = MAX_RECORD) -> Stored:
    """Return the record that begins at an offset, or the beginning of one longer than `most`.

    Raises ValueError where none does.
    """
    with closing(source.raw()) as raw:
        flow = Flow(raw, source.packing, offset)
        at = _after_line_ends(flow, flow.base)
        if not flow.fill(at + 1):
            raise ValueError(flow.fault or f"{source.name} ends before {offset}")
        stored, _ = _record(flow, at, source.is_arc, most)
        return stored._replace(file=source.name, offset=offset)


def record_at(file: str, offset: int) -> Stored:
    """Return the record that stands at an offset; raises ValueError where none does."""
    path, _, inner = file.partition("!")
    for source in sources(Path(path), _ignore, _ignore):
        if not inner or source.name == file:
            return record_of(source, offset)
    raise ValueError(f"no {file}")


def _ignore(_: ArchiveDamage) -> None:
    """Say nothing: what is asked for is one record."""


class _Stretch:
    """A stretch of a file in which no sound record was found: one report each."""

    def __init__(self, file: str, on_damage: Callable[[ArchiveDamage], None]) -> None:
        self._file, self._on_damage = file, on_damage
        self._first: ArchiveDamage | None = None
        self.starts = 0
        self.reports = 0

    def add(self, offset: int, reason: str, starts: int = 1) -> None:
        """Note one false start; the first is the one that is told."""
        self._first = self._first or ArchiveDamage(self._file, offset, reason)
        self.starts += starts

    def close(self) -> None:
        """Report the stretch, if there was one: it ends here."""
        if self._first:
            more = f" ({self.starts} false starts)" if self.starts > 1 else ""
            self._on_damage(self._first._replace(reason=self._first.reason + more))
            self.reports += 1
        self._first, self.starts = None, 0


def _after_line_ends(flow: Flow, at: int) -> int:
    while flow.fill(at + 1):
        found = _LINE_ENDS.match(flow.buffer, at - flow.base)
        assert found
        at = flow.base + found.end()
        if at < flow.end:
            break
        flow.drop(at)
    return at


def _next_start(flow: Flow, at: int, is_arc: bool) -> int:  # noqa: FBT001 the format of the file
    """Return the next position where a record may begin: the end where there is none."""
    begin, start_in = (BEGIN_ARC, _arc_start) if is_arc else (BEGIN_WARC, _warc_start)
    while True:
        more = flow.fill(at + PIECE + LONGEST_LEAD)
        last = flow.end - LONGEST_LEAD if more else flow.end
        starts = [m for m in flow.members(at - 1, last) if begin.match(flow.buffer, m - flow.base)]
        if (start := start_in(flow.buffer, at - flow.base)) >= 0:
            starts.append(flow.base + start)
        nearest = min(starts, default=flow.end)
        if nearest < last or not more:
            return nearest
        at = max(at, last)
        flow.drop(at)


def _warc_start(data: bytearray, at: int) -> int:
    found = BEGIN_WARC.search(data, at)
    return found.start() if found else -1


def _arc_start(data: bytearray, at: int) -> int:
    """Return where the next head of an ARC record begins: with a line, or behind garbage."""
    while tail := _ARC_TAIL.search(data, at):
        end = tail.start()
        line = max(data.rfind(b"\n", max(at, end - 8000), end) + 1, at)
        word = max(data.rfind(b" ", line, end) + 1, line)
        if _ARC_SCHEME.match(data, line):
            return line
        if found := _ARC_SCHEME.search(data, word, end):
            return found.start()
        at = tail.end()
    return -1


def _record(flow: Flow, at: int, is_arc: bool, most: int) -> tuple[Stored, int]:  # noqa: FBT001 as above
    """Return the record at a position, and the position behind it; raises NoRecord.

    Of one that is longer than `most`, its beginning is given.
    """
    flow.fill(at + 16)
    if not is_arc or _VERSION.match(flow.buffer, at - flow.base):
        fields, start = _warc_head(flow, at)
    else:
        fields, start = _arc_head(flow, at)
        is_arc = True
    said = fields.get("content-length", "")
    if not (said.isascii() and said.isdecimal() and len(said) < 20):  # noqa: PLR2004 64 bits
        flow.wasted += start - at
        resume = start - 1 if flow.beyond_allowance() else at + 1
        raise NoRecord(f"Content-Length is {said[:20]!r}", resume)
    length = int(said)
    if length > MAX_RECORD:
        raise NoRecord(
            f"a record of more than {MAX_RECORD} bytes", _skipped(flow, at, start, length)
        )
    end = start + length
    if length > most and not is_arc and not flow.beyond_allowance():
        if begin := _beginning(flow, at, start, end):
            return Stored("", at, fields, begin), end
        flow.wasted += length
    whole = flow.fill(end)
    place = flow.place(at)
    if flow.holds_start(at, end):
        raise NoRecord("the gzip member ends inside a record", at + 1)
    if not whole:
        raise NoRecord(flow.fault or "the file ends inside a record", at + 1)
    flow.fill(end + LONGEST_LEAD if is_arc else end + 128)
    block, sound = _block(flow, start, end, fields)
    if flow.fault and not flow.torn and flow.fault_at == place[0] and not sound:
        # What is behind the block is damaged, and so may be the block.
        raise NoRecord(flow.fault, at + 1)
    if is_arc and fields["warc-type"] == "warcinfo" and b"URL IP-address" not in block:
        raise NoRecord("its version block names no fields", at + 1)
    return Stored("", at, _as_http(fields, block), block), end


BEGINNING = 128 * 1024
"""Bytes of a block that are given where no more is asked for: any head, and more than a note."""


def _beginning(flow: Flow, at: int, start: int, end: int) -> bytes:
    """Return the beginning of a block that is not held; none where it may be damaged.

    The flow then goes back to where it was: a damaged record is looked into as a whole.
    """
    place = flow.place(at)
    if not flow.fill(start + BEGINNING):
        return b""
    begin = flow.take(start, start + BEGINNING)
    if not flow.holds_start(at, min(flow.end, end)) and flow.skip(end):
        more = flow.fill(end + 128)
        following = flow.take(end, min(end + 128, flow.end))
        is_last = not more and not following.strip(b"\r\n")
        if not flow.fault and (is_last or begins(following)):
            return begin
    flow.rewind(place, at)
    return b""


def _block(flow: Flow, start: int, end: int, fields: dict[str, str]) -> tuple[bytes, bool]:
    """Return a record's block, and whether it is known to be sound; raises NoRecord."""
    following = flow.take(end, min(end + LONGEST_LEAD, flow.end))
    ends = bool(_RECORD_END.match(following))
    if fields.get("x-arc-type"):
        ends = following.startswith((b"\n", b"\r\n"))
    before_another = begins(following)
    at_end = not following.strip(b"\r\n") and (not flow.fault or flow.torn)
    if (before_another or at_end) and not flow.fault:
        return flow.take(start, end), True
    agrees = None
    said = fields.get("warc-block-digest", "")
    if said and not flow.beyond_allowance():
        flow.wasted += end - start
        agrees = agree(said, flow.take(start, end))
    if not (before_another or at_end or agrees or (ends and agrees is None)):
        reason = f"no record ends after the {end - start} bytes of Content-Length"
        raise NoRecord(reason, start - 1)
    return flow.take(start, end), before_another if agrees is None else agrees


def _skipped(flow: Flow, at: int, start: int, length: int) -> int:
    """Return where to search on after a record that is too long: behind it, if it is one."""
    place, end = flow.place(at), start + length
    if flow.skip(end):
        flow.fill(end + LONGEST_LEAD)
        following = flow.take(end, min(end + LONGEST_LEAD, flow.end))
        if _RECORD_END.match(following) or begins(following) or not following.strip(b"\r\n"):
            return end
    if flow.base <= at:
        return at + 1
    if not flow.cheap:
        flow.wasted += flow.end - start
        if flow.beyond_allowance():
            return flow.base
    flow.rewind(place, at)
    return at + 1


def _warc_head(flow: Flow, at: int) -> tuple[dict[str, str], int]:
    """Return the fields of a WARC record, and the position of its block; raises NoRecord."""
    flow.fill(at + 64)
    if not _VERSION.match(flow.buffer, at - flow.base):
        raise NoRecord("no WARC record", at + 1)
    known = flow.no_head_end
    searched = max(at + 5, known[1]) if known[0] <= at < known[1] else at + 5
    while True:
        limit = min(flow.end, at + MAX_HEAD) - flow.base
        if found := _HEAD_END.search(flow.buffer, searched - flow.base, limit):
            end, is_version = flow.base + found.end(), found.start(1) >= 0
            break
        searched = max(searched, flow.base + limit - 96)
        flow.no_head_end = (known[0] if known[0] <= at < known[1] else at, searched)
        if flow.end >= at + MAX_HEAD or not flow.fill(flow.end + 1):
            if flow.end >= at + MAX_HEAD:
                raise NoRecord("a record's head does not end", at + 1)
            raise NoRecord(flow.fault or "the file ends inside a record", at + 1)
    if is_version:
        raise NoRecord("a record's head does not end", at + 1)
    return fields_of(flow.take(at, end)), end


def fields_of(head: bytes) -> dict[str, str]:
    r"""Return the named fields under a version line, names in lower case.

    >>> fields_of(b"WARC/1.0\r\nWARC-Type: response\r\nX: one\r\n two\r\nX: three\r\n\r\n")
    {'warc-type': 'response', 'x': 'one two'}
    """
    lines: list[str] = []
    for raw in head.decode("utf-8", "replace").split("\n")[1:]:
        if raw[:1] in {" ", "\t"} and lines:
            lines[-1] = f"{lines[-1].rstrip()} {raw.strip()}"
        else:
            lines.append(raw)
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _arc_head(flow: Flow, at: int) -> tuple[dict[str, str], int]:
    """Return the fields of an ARC record as a WARC has them, and the position of its block."""
    flow.fill(at + LONGEST_LEAD)
    found = BEGIN_ARC.match(flow.buffer, at - flow.base)
    if not found:
        raise NoRecord("no ARC record", at + 1)
    start = flow.base + found.end()
    url, address, date, rest, length = (part.decode("utf-8", "replace") for part in found.groups())
    is_description = url.startswith("filedesc:")
    fields = {
        "warc-type": "warcinfo" if is_description else "response",
        "warc-target-uri": url,
        "warc-date": _ARC_DATE.sub(r"\1-\2-\3T\4:\5:\6Z", date),
        "warc-ip-address": address,
        "x-arc-type": rest.split()[0] if rest.split() else "",
        "content-length": length,
    }
    return fields, start


def _as_http(fields: dict[str, str], block: bytes) -> dict[str, str]:
    """Return the fields of an ARC record with the type that a WARC would give its block."""
    if "x-arc-type" not in fields:
        return fields
    if block[:5].upper() == b"HTTP/":
        return {**fields, "content-type": "application/http; msgtype=response"}
    kind = fields["warc-type"]
    without_head = kind == "response" and fields["warc-target-uri"].lower().startswith("http")
    return {
        **fields,
        "warc-type": "resource" if without_head else kind,
        "content-type": fields["x-arc-type"],
    }
