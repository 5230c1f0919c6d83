"""A file of an archive while it grows: what it is called, and how it becomes a sealed one."""

from __future__ import annotations

import zlib
from contextlib import suppress
from hashlib import sha256
from typing import IO, TYPE_CHECKING, NamedTuple

from crawler.archive.stored_lines import CODINGS

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from io import BufferedRandom
    from pathlib import Path

    from crawler.archive.disk import Disk

NEW, OPEN, DRAFT = ".new", ".open", ".draft"
"""Endings of a segment before and after the ledger first committed to it, and of a copy of
one, or of a report, on its way to its own name."""

LINES = tuple(f".jsonl{coding}" for coding in CODINGS)
ENDINGS = {
    "warc": (".warc.gz",),
    "cdx": (".cdxj",),
    "articles": LINES,
    "events": LINES,
    "reports": (".json",),
    "takedowns": (".jsonl",),
}
"""Of the sealed files, by the folder that they stand in; the first where nothing else is set."""


class SegmentError(Exception):
    """The archive cannot be used, and the message says why."""


class Place(NamedTuple):
    """Where bytes stand: the file's final name, relative to the archive, and the offset."""

    file: str
    offset: int


def stem_of(name: str) -> str:
    """Return a sealed file's name without its ending.

    >>> stem_of("articles/20261123202938-00001-000.jsonl.zst")
    'articles/20261123202938-00001-000'
    """
    endings = ENDINGS[name.partition("/")[0]]
    return name.removesuffix(next(end for end in endings if name.endswith(end)))


class Segment:
    """A file that only grows, until it is sealed. Its final name is its own from the first."""

    def __init__(self, disk: Disk, root: Path, name: str, path: Path, length: int) -> None:
        self.name, self.length = name, length
        self._disk, self._root, self._path = disk, root, path
        self._file: BufferedRandom = disk.open(path, length)
        self._digest = _Digest()

    @classmethod
    def create(cls, disk: Disk, root: Path, name: str) -> Segment:
        """Return a new segment; raises FileExistsError where its name is taken."""
        path = root / (name + NEW)
        disk.folder(path.parent)
        disk.create(path).close()
        # The ledger must not commit to a file whose name a power cut takes away.
        disk.sync_folder(path.parent)
        return cls(disk, root, name, path, 0)

    @classmethod
    def resume(cls, disk: Disk, root: Path, name: str, committed: int) -> tuple[Segment, int]:
        """Return a segment cut to what was committed, and how many bytes that took away.

        Raises `SegmentError` where it is shorter, or is not there.
        """
        path = root / (name + OPEN)
        if not path.exists() and (root / (name + NEW)).exists():
            path = root / (name + NEW)
        demand(path, committed)
        beyond = path.stat().st_size - committed
        return cls(disk, root, name, path, committed), beyond

    @property
    def path(self) -> Path:
        """Return where the segment stands as long as it is not sealed."""
        return self._path

    def append(self, data: bytes) -> Place:
        """Write bytes at the end; they are safe after the next `sync`."""
        place = Place(self.name, self.length)
        self._disk.write(self._file, data)
        self._digest.append(data, self.length)
        self.length += len(data)
        return place

    def sync(self) -> None:
        """Return when everything appended is on the disk."""
        self._disk.sync(self._file)
        self._digest.follow(self._path, self.length)

    def committed(self) -> None:
        """Note that the ledger counts on the segment: it is ``.open`` from now on."""
        if self.length and self._path.name.endswith(NEW):
            path = self._root / (self.name + OPEN)
            self._disk.rename(self._path, path)
            self._path = path

    def cut(self, length: int) -> None:
        """Take back what was appended beyond a length."""
        with suppress(OSError):  # a full disk does not take what still waits in memory
            self._file.close()
        self._file = self._disk.open(self._path, length)
        self.length = length
        self._digest.cut(length)

    def sort(self) -> None:
        """Put the lines in order: an index is searched by halves."""
        self._file.close()
        lines = sorted(self._path.read_bytes().splitlines(keepends=True))
        self._disk.replace(self._path, b"".join(lines))
        self._digest = _Digest()
        self._file = self._disk.open(self._path, self.length)

    def close(self) -> None:
        """Close the file and leave it to the next run."""
        self._file.close()

    def seal(self) -> str:
        """Give the file its final name; return its SHA-256.

        Raises `SegmentError` where another file has taken that name.
        """
        self.sync()
        self._file.close()
        digest = self._digest.whole(self._path, self.length)
        try:
            self._disk.name(self._path, self._root / self.name)
        except FileExistsError:
            raise SegmentError(
                f"{self._root / self.name} is there already, and {self._path} is to be sealed "
                "under that name. Move one of them elsewhere before crawling on."
            ) from None
        return digest

    def discard(self) -> None:
        """Take away a segment to which nothing was ever committed."""
        self._file.close()
        self._disk.remove(self._path)


PIECE = 8 * 1024**2
"""Bytes that a segment which was resumed is read through with each commit, some 5 ms."""


class _Digest:
    """The SHA-256 of a file that grows: a gigabyte takes a second, and nobody waits that long.

    What is appended is taken as it comes. A file that stood already, or was cut, is read from its
    start on, a piece at a time.
    """

    def __init__(self) -> None:
        self._sha256, self._taken = sha256(), 0

    def append(self, data: bytes, at: int) -> None:
        """Take what is written at a place, where all before it is taken."""
        if at == self._taken:
            self._sha256.update(data)
            self._taken += len(data)

    def follow(self, path: Path, length: int) -> None:
        """Take a piece of what a file holds up to a length."""
        if self._taken >= length:
            return
        with path.open("rb") as file:
            file.seek(self._taken)
            data = file.read(min(PIECE, length - self._taken))
        self._sha256.update(data)
        self._taken += len(data)

    def cut(self, length: int) -> None:
        """Forget all, where more is taken than this."""
        if self._taken > length:
            self._sha256, self._taken = sha256(), 0

    def whole(self, path: Path, length: int) -> str:
        """Return the digest of a file of this length, in hexadecimal.

        Raises `SegmentError` where it is shorter.
        """
        before = -1
        while before < self._taken < length:
            before = self._taken
            self.follow(path, length)
        if self._taken != length:
            raise SegmentError(f"{path} holds {self._taken} bytes of {length}: it was cut")
        return self._sha256.hexdigest()


def demand(path: Path, committed: int, sealed: Container[int | None] | None = None) -> None:
    """Raise `SegmentError` where a file does not hold what was committed to it.

    `sealed` has the lengths that a sealed file may be of; None for one that may be longer.
    """
    length = path.stat().st_size if path.exists() else 0
    if length < committed or (sealed is not None and length not in sealed):
        raise SegmentError(
            f"{path} holds {length} bytes, but {committed} were committed: "
            "it was cut or replaced. Restore it from a copy before crawling on."
        )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return sha256_in(file)


def sha256_in(file: IO[bytes]) -> str:
    """Return the SHA-256 of what is left of an open file, in hexadecimal."""
    digest = sha256()
    for piece in pieces_of(file):
        digest.update(piece)
    return digest.hexdigest()


def member_at(file: IO[bytes], offset: int) -> bytes:
    """Return the gzip member at an offset of a file, as it stands."""
    file.seek(offset)
    decoder, pieces = zlib.decompressobj(zlib.MAX_WBITS | 16), []
    while not decoder.eof and (piece := file.read(1 << 16)):
        decoder.decompress(piece)
        pieces.append(piece)
    data = b"".join(pieces)
    return data[: len(data) - len(decoder.unused_data)]


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what is left of an open file, a megabyte at a time."""
    while piece := file.read(1 << 20):
        yield piece
