"""The bytes of a source, unpacked, as one stream: plain, gzip or zstd.

A `Flow` gives the unpacked bytes in order, a window of them in memory, and knows in which gzip
member or zstd frame each of them stands. Where a member is damaged, the flow goes on with the
next that begins like a record.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.archive.packed_members import (
    GZIP,
    SKIPPABLE,
    ZSTD,
    BrokenMember,
    Frame,
    Member,
    dictionary_of,
)
from crawler.archive.raw_bytes import PIECE, Deflated

if TYPE_CHECKING:
    from crawler.archive.packed_members import Decoder, Packing
    from crawler.archive.raw_bytes import Raw

ALLOWANCE = 16 << 20
"""Bytes that may be read in vain before what was read in vain is not searched once more."""

BEGIN_WARC = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n[!-9;-~]+[ \t]*:")
BEGIN_ARC = re.compile(
    rb"([A-Za-z][A-Za-z0-9+.-]{0,20}:[^\r\n]{1,8000}?) ([0-9A-Fa-f.:]+|-) (\d{8,20}) "
    rb"((?:[^\r\n ]{1,300} ){1,8})(-?\w{1,20})\r?\n"
)
"""Address, IP address, date, type, length; version 2 has five more fields before the length.
http://archive.org/web/researcher/ArcFileFormat.php"""


LONGEST_LEAD = 10_000
"""Bytes in which it shows whether a record begins: an ARC's address may be long."""

LINE_ENDS = re.compile(rb"[\r\n]{0,8}")
"""Between two records, where another is looked for: any number would be read again from each."""


def begins(data: bytes) -> bool:
    """Return True if these bytes begin like a record of a WARC or an ARC."""
    data = data.lstrip(b"\r\n")
    return bool(BEGIN_WARC.match(data) or BEGIN_ARC.match(data))


_UNIT = {"gzip": "gzip member", "zstd": "zstd frame", "plain": ""}


class Flow:
    """The unpacked bytes of a source in order, a window of them in memory.

    A position counts unpacked bytes; an offset counts bytes of the source.
    """

    def __init__(self, raw: Raw, packing: Packing, offset: int = 0) -> None:
        self.raw, self.packing = raw, packing
        self.buffer = bytearray()
        self.base = offset if packing == "plain" else 0
        """Position of the first byte in the buffer."""

        self.fault = ""
        """Why nothing can be unpacked beyond the buffer, where a member is damaged."""

        self.fault_at = 0
        """Offset of the member that is damaged."""

        self.torn = False
        """Whether the fault is that the source ends inside a member."""

        self.no_head_end = (0, 0)
        """Between which positions no head of a record ends, as far as was searched."""

        self.wasted = 0
        """Bytes that were read in vain."""

        self._starts, self._offsets = array("q"), array("q")
        """Where members begin: a record may stand in as many as it has bytes."""

        self._next = self._furthest = offset
        self._held = b""
        self._decoder: Decoder | None = None
        self._ended = False
        self._dictionary = dictionary_of(raw) if packing == "zstd" else b""

    @property
    def end(self) -> int:
        """Position behind the last byte in the buffer."""
        return self.base + len(self.buffer)

    def fill(self, position: int) -> bool:
        """Read on up to a position; return False where the flow ends before it."""
        while self.end < position and not self._ended and not self.fault:
            self._more()
        return self.end >= position

    def drop(self, position: int) -> None:
        """Forget what is before a position."""
        gone = position - self.base
        # Moving the rest up each time would cost its length for each record.
        if gone > PIECE and gone * 2 >= len(self.buffer):
            del self.buffer[:gone]
            self.base = position
            first = max(bisect_right(self._starts, position) - 1, 0)
            del self._starts[:first], self._offsets[:first]

    def place(self, position: int) -> tuple[int, int]:
        """Return offset and position at which the member that holds a position begins."""
        if self.packing == "plain":
            return position, position
        at = bisect_right(self._starts, position) - 1
        return (self._offsets[at], self._starts[at]) if at >= 0 else (0, position)

    def members(self, after: int, before: int) -> array[int]:
        """Return the positions between two others at which members begin."""
        return self._starts[bisect_right(self._starts, after) : bisect_left(self._starts, before)]

    def holds_start(self, after: int, before: int) -> bool:
        """Return True if a member that begins between two positions begins with a record."""
        for start in self.members(after, before):
            self.fill(start + LONGEST_LEAD)
            ends = LINE_ENDS.match(self.buffer, start - self.base)
            at = ends.end() if ends else start - self.base
            if BEGIN_WARC.match(self.buffer, at) or BEGIN_ARC.match(self.buffer, at):
                return True
        return False

    def take(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions, which are in the buffer."""
        with memoryview(self.buffer) as view:
            return bytes(view[start - self.base : end - self.base])

    @property
    def cheap(self) -> bool:
        """True where going to another position costs nothing."""
        return self.packing == "plain" and not isinstance(self.raw, Deflated)

    def beyond_allowance(self) -> bool:
        """Return True if so much was read in vain that no byte is to be read again."""
        self._furthest = max(self._furthest, self._next)
        return self.wasted > ALLOWANCE + 2 * self._furthest

    def skip(self, position: int) -> bool:
        """Go to a position without keeping what is before it; return False where it cannot be.

        It cannot be where the flow ends before it, or where a member on the way begins
        with a record.
        """
        if self.packing == "plain":
            if position > self.raw.length:
                return False
            if position > self.end:
                self.buffer.clear()
                self.base = self._next = position
            return True
        seen = self.end
        while self.end < position:
            if not self.fill(min(position, self.end + PIECE)):
                return False
            if self.holds_start(seen, self.end):
                return False
            seen = min(position, self.end - 1)
            self.drop(seen)
        return True

    def rewind(self, place: tuple[int, int], position: int) -> None:
        """Go back to a position behind a place."""
        self._furthest = max(self._furthest, self._next)
        offset, start = place
        if self.packing != "plain":
            self.base = start
            self._forget_members()
            self._next = offset
            self._held, self._decoder, self._ended, self.fault = b"", None, False, ""
            self.torn = False
        else:
            self.base = self._next = position
            self._ended = False
        self.buffer.clear()
        while self.end <= position and self.fill(self.end + 1):
            self.drop(min(position, self.end))

    def recover(self) -> bool:
        """Go on with the next member that begins like a record; return False where none does."""
        here = self._next - len(self._held)
        self.wasted += max(0, here - self.fault_at)
        self._furthest = max(self._furthest, self._next)
        at = max(here, self.fault_at + 1) if self.beyond_allowance() else self.fault_at + 1
        lead = GZIP if self.packing == "gzip" else ZSTD
        for found in self.raw.finds(re.compile(re.escape(lead)), at):
            if begins(self._tried(found)):
                self.base = self.end
                self._forget_members()
                self.buffer.clear()
                self._next, self._held, self._decoder = found, b"", None
                self.fault, self.torn = "", False
                return True
        self._ended, self.fault = True, ""
        return False

    def _tried(self, offset: int) -> bytes:
        """Return the first bytes of what may be a member."""
        try:
            return self._new().step(self.raw.read(offset, 4096))[0][:PIECE]
        except BrokenMember as broken:
            return broken.salvaged

    def _new(self) -> Decoder:
        return Member() if self.packing == "gzip" else Frame(self._dictionary)

    def _more(self) -> None:
        if self.packing == "plain":
            piece = self.raw.read(self._next, PIECE)
            self._next += len(piece)
            self.buffer += piece
            self._ended = not piece
        elif self._decoder is None:
            self._begin()
        else:
            self._unpack(self._decoder)

    def _begin(self) -> None:
        """Begin with the member that is next."""
        if len(self._held) < 16:  # noqa: PLR2004 more than any magic number
            self._read()
        offset = self._next - len(self._held)
        if not self._held:
            self._ended = True
        elif self.packing == "zstd" and SKIPPABLE.match(self._held):
            length = int.from_bytes(self._held[4:8], "little")
            self._next, self._held = offset + 8 + length, b""
        elif not self._held.startswith(GZIP if self.packing == "gzip" else ZSTD):
            self.fault, self.fault_at = f"no {_UNIT[self.packing]} begins", offset
        else:
            self._decoder = self._new()
            if self._starts and self._starts[-1] == self.end:
                # Nothing is in it, and there may be millions of them.
                self._offsets[-1] = offset
            else:
                self._starts.append(self.end)
                self._offsets.append(offset)

    def _unpack(self, decoder: Decoder) -> None:
        at_end = not self._held and decoder.hungry and not self._read()
        try:
            out, self._held = decoder.step(self._held)
        except BrokenMember as broken:
            self.buffer += broken.salvaged
            self.fault, self.fault_at = f"no sound {_UNIT[self.packing]}: {broken}", self._offset()
            return
        self.buffer += out
        if decoder.eof:
            self._decoder = None
        elif at_end and not out:
            self.fault, self.fault_at = "the file ends inside a record", self._offset()
            self.torn = True

    def _offset(self) -> int:
        return self._offsets[-1]

    def _forget_members(self) -> None:
        del self._starts[:], self._offsets[:]

    def _read(self) -> bool:
        piece = self.raw.read(self._next, PIECE)
        self._next += len(piece)
        self._held += piece
        return bool(piece)
