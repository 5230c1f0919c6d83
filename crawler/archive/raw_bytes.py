"""The bytes of a file or an entry of a package, read from any offset, packed as they are."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler import patterns as re

PIECE = 1 << 16
"""Bytes that are read from a file at a time."""

UNPACKED = 1 << 18
"""Bytes that are unpacked at a time, however small they were packed."""


class Raw:
    """The bytes of a source as they stand on the disk, read from any offset."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self.length = file, start, length
        self.broken = ""
        """Why what is behind the bytes that could be read cannot be."""

    def read(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from an offset; none at the end."""
        count = min(count, self.length - offset)
        if count <= 0:
            return b""
        self._file.seek(self._start + offset)
        return self._file.read(count)

    def finds(self, what: re.Pattern[bytes], at: int) -> Iterator[int]:
        """Yield the offsets at which a pattern of at most 16 bytes matches."""
        while piece := self.read(at, 1 << 20):
            last = max(len(piece) - 16, 1) if len(piece) == 1 << 20 else len(piece)
            for found in what.finditer(piece):
                if found.start() < last:
                    yield at + found.start()
            at += last

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Deflated(Raw):
    """A deflated entry of a WACZ: read forwards; going far back begins again."""

    KEPT = 1 << 20

    def __init__(self, file: BinaryIO, start: int, length: int, size: int) -> None:
        super().__init__(file, start, size)
        self._packed = Raw(file, start, length)
        self._rewind()

    def _rewind(self) -> None:
        self._decoder = zlib.decompressobj(-zlib.MAX_WBITS)
        self._at = 0
        self._input = b""
        self._kept = bytearray()
        self._before = 0
        """Offset of the first byte that is kept."""

    def read(self, offset: int, count: int) -> bytes:
        """Return up to `count` bytes from an offset; none at the end, or at damage."""
        if offset < self._before:
            self._rewind()
        while self._before + len(self._kept) < offset + count and self._more():
            if len(self._kept) > 2 * self.KEPT and offset - self._before > self.KEPT:
                gone = min(offset - self._before - self.KEPT, len(self._kept))
                del self._kept[:gone]
                self._before += gone
        here = offset - self._before
        return bytes(self._kept[here : here + count])

    def _more(self) -> bool:
        if self._decoder.eof:
            return False
        if not self._input:
            self._input = self._packed.read(self._at, PIECE)
            self._at += len(self._input)
        try:
            out = self._decoder.decompress(self._input, UNPACKED)
        except zlib.error as error:
            self.broken = f"no sound deflated entry: {error}"
            return False
        ended = not self._input and not out
        if ended and not self._decoder.eof:
            self.broken = "the deflated entry ends too soon"
        self._input = self._decoder.unconsumed_tail
        self._kept += out
        return not ended
