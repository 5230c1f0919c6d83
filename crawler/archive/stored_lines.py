"""Lines as files hold them: plain, or each in a gzip member or a zstd frame of its own.

    lines_of(path) -> (offset, length, line)        line_at(path, offset, length) -> line

The end of a file's name says which. A place is that of the stored bytes, so that one line is
read without those before it; members and frames that follow one another are one file to every
other program: https://www.rfc-editor.org/rfc/rfc1952#section-2.2 and
https://www.rfc-editor.org/rfc/rfc8878#section-3.
"""

from __future__ import annotations

import mmap
import sys
import zlib
from typing import TYPE_CHECKING, NamedTuple

from isal import igzip

from crawler import patterns as re
from crawler.compression import ERRORS, MAX_BODY

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CODINGS = ("", ".gz", ".zst")
"""What the name of a file of lines may end in, after ``.jsonl``."""

_CODING = re.compile(r"(\.gz|\.zst)(?:\.(?:open|new|draft))?$")
_MAGIC = {".gz": b"\x1f\x8b\x08", ".zst": b"\x28\xb5\x2f\xfd"}
_DECODERS: dict[str, Callable[[], zlib._Decompress | zstd.ZstdDecompressor]] = {
    ".gz": lambda: zlib.decompressobj(31),
    ".zst": zstd.ZstdDecompressor,
}
_PIECE = 1 << 14


class StoredLine(NamedTuple):
    """A line, and where its stored bytes begin and how many they are.

    Damaged bytes, up to where the next line may begin, are yielded as they are.
    """

    offset: int
    length: int
    line: bytes


def coding_of(name: str) -> str:
    """Return how the lines of a file are stored, by its name, sealed or not.

    >>> coding_of("articles/a.jsonl.zst.open"), coding_of("events/a.jsonl")
    ('.zst', '')
    """
    found = _CODING.search(name)
    return found[1] if found else ""


def stored(line: bytes, coding: str) -> bytes:
    """Return the bytes that hold a line."""
    if coding == ".gz":
        return igzip.compress(line, compresslevel=2, mtime=0)
    return zstd.compress(line, level=9) if coding else line


def lines_of(path: Path, end: int | None = None, start: int = 0) -> Iterator[StoredLine]:
    """Yield each line of a file from `start` as far as `end`; without one, to its last byte."""
    coding = coding_of(path.name)
    yield from _frames(path, coding, end, start) if coding else _plain(path, end, start)


def line_at(path: Path, offset: int, length: int) -> bytes:
    """Return the line that is stored at a place. Raises OSError, and ValueError for damage."""
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(length)
    coding = coding_of(path.name)
    if not coding:
        return data
    line, read = _line_in(memoryview(data), coding)
    if read != length:
        raise ValueError(f"{path}: no line at {offset}")
    return line


def _plain(path: Path, end: int | None, start: int) -> Iterator[StoredLine]:
    offset = start
    with path.open("rb") as file:
        file.seek(start)
        for whole in file:
            line = whole if end is None else whole[: end - offset]
            if not line:
                break
            yield StoredLine(offset, len(line), line)
            offset += len(line)


def _frames(path: Path, coding: str, end: int | None, start: int) -> Iterator[StoredLine]:
    size = path.stat().st_size if end is None else min(path.stat().st_size, end)
    if not size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = start
        while at < size:
            with memoryview(data) as whole, whole[at:size] as rest:
                line, length = _line_in(rest, coding)
            if not length:
                following = data.find(_MAGIC[coding], at + 1, size)
                length = (following if following >= 0 else size) - at
                line = data[at : at + length]
            yield StoredLine(at, length, line)
            at += length


def _line_in(data: memoryview, coding: str) -> tuple[bytes, int]:
    """Return the line that bytes begin with, and how many hold it; 0 where none is whole."""
    decoder, pieces, at, room = _DECODERS[coding](), list[bytes](), 0, MAX_BODY
    while not decoder.eof:
        with data[at : at + _PIECE] as piece:
            if not piece or room <= 0:
                return b"", 0
            try:
                pieces.append(decoder.decompress(piece, room))
            except ERRORS:
                return b"", 0
            at += len(piece)
        room -= len(pieces[-1])
    return b"".join(pieces), at - len(decoder.unused_data)
