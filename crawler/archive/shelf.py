"""The files of an archive: segments that survive a crash, and are never changed once sealed.

    ARCHIVE_DIR/
      warc/NAME.warc.gz          captures, gzip member by gzip member
      cdx/NAME.cdxj              where each capture stands (written when its segment is sealed)
      articles/NAME.jsonl        one article a line
      events/NAME.jsonl          stories that were withdrawn, or appeared again, one a line
      reports/NAME.json          what each run did
      manifest.jsonl             every sealed file: name, length, SHA-256, when
      ledger.sqlite              the frontier: only the crawler needs it
      lock                       held while a process writes

A segment being written ends in ``.open``. It is cut to the length the ledger committed
when the archive is opened again, so that what a crash left half written is gone. One
that is shorter than committed was tampered with or lost with its disk: a refusal to start.
"""

from __future__ import annotations

import fcntl
import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import BufferedRandom
    from pathlib import Path

OPEN = ".open"
ENDINGS = {
    "warc": ".warc.gz",
    "articles": ".jsonl",
    "events": ".jsonl",
    "cdx": ".cdxj",
    "reports": ".json",
}
MAX_SEGMENT = 1024 * 1024 * 1024
"""Bytes after which a segment is sealed: what web archives exchange."""


class ShelfError(Exception):
    """The archive cannot be used, and the message says why."""


class Place(NamedTuple):
    """Where bytes stand: the file's final name, relative to the archive, and the offset."""

    file: str
    offset: int


class Segment:
    """A file that only grows, until it is sealed."""

    def __init__(self, root: Path, name: str, committed: int) -> None:
        self.name = name
        self._root = root
        self._path = root / (name + OPEN)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        length = self._path.stat().st_size
        if length < committed:
            raise ShelfError(
                f"{self._path} holds {length} bytes, but {committed} were committed: "
                "it was cut or replaced. Restore it from a copy before crawling on."
            )
        self._file: BufferedRandom = self._path.open("r+b")
        self._file.truncate(committed)
        self._file.seek(committed)
        self.length = committed

    def append(self, data: bytes) -> Place:
        """Write bytes at the end; they are safe after the next `sync`."""
        place = Place(self.name, self.length)
        self._file.write(data)
        self.length += len(data)
        return place

    def sync(self) -> None:
        """Return when everything appended is on the disk."""
        self._file.flush()
        os.fdatasync(self._file.fileno())

    def cut(self, length: int) -> None:
        """Take back what was appended beyond a length: the disk was full."""
        self._file.close()
        with self._path.open("r+b") as file:
            file.truncate(length)
        self._file = self._path.open("r+b")
        self._file.seek(length)
        self.length = length

    def sort(self) -> None:
        """Put the lines in order: an index is searched by halves."""
        self.sync()
        self._file.close()
        draft = self._path.with_name(self._path.name + ".draft")
        lines = sorted(self._path.read_bytes().splitlines(keepends=True))
        with draft.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self._path)
        self._file = self._path.open("r+b")

    def close(self) -> None:
        """Close the file and leave it open to the next run."""
        self._file.close()

    def seal(self) -> str:
        """Give the file its final name; return its SHA-256."""
        self.sync()
        self._file.close()
        digest = sha256_of(self._path)
        self._path.rename(self._root / self.name)
        sync_folder(self._path.parent)
        return digest


class Shelf:
    """The segments of one archive that are being written. Only one process holds it."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root
        self._lock = (root / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.seek(0)
            holder = self._lock.read().strip() or "another process"
            self._lock.close()
            raise ShelfError(f"{root} is in use by {holder}; two cannot write to it") from None
        self._lock.truncate(0)
        self._lock.write(f"process {os.getpid()}")
        self._lock.flush()
        self._open: dict[str, Segment] = {}
        self.interrupted: list[str] = []
        """Segments that have their final name, but were not listed yet when a crash came."""

    def recover(self, segments: Mapping[str, tuple[int, bool]]) -> int:
        """Cut every segment to its committed length; return how many bytes that took away.

        Raises `ShelfError` where a file is shorter than committed, or gone.
        """
        cut = 0
        for name, (committed, sealed) in segments.items():
            final, being_written = self.root / name, self.root / (name + OPEN)
            if final.exists():
                _demand(final, committed)
                if not sealed:
                    self.interrupted.append(name)
                continue
            if sealed or (not being_written.exists() and committed):
                raise ShelfError(f"{final} is missing: {committed} bytes were committed to it")
            _demand(being_written, committed)
            cut += being_written.stat().st_size - committed if being_written.exists() else 0
            self._open[name.split("/")[0]] = Segment(self.root, name, committed)
        for stray in self.root.glob(f"*/*{OPEN}"):
            if str(stray.relative_to(self.root)).removesuffix(OPEN) not in segments:
                cut += stray.stat().st_size
                stray.unlink()
        return cut

    def segment(self, kind: str, name: str) -> Segment:
        """Return the segment of a kind that is being written, opening one if there is none."""
        if kind not in self._open:
            full = f"{kind}/{name}{ENDINGS[kind]}"
            self._open[kind] = Segment(self.root, full, 0)
        return self._open[kind]

    def sync(self) -> dict[str, int]:
        """Bring everything appended to the disk; return the length of each segment."""
        for segment in self._open.values():
            segment.sync()
        return self.lengths()

    def lengths(self) -> dict[str, int]:
        """Return how long each segment is."""
        return {segment.name: segment.length for segment in self._open.values()}

    def cut(self, lengths: Mapping[str, int]) -> None:
        """Take back what was appended beyond these lengths."""
        for segment in self._open.values():
            segment.cut(lengths.get(segment.name, 0))

    def full(self, limit: int = MAX_SEGMENT) -> bool:
        """Say whether a segment has grown to its limit."""
        return any(segment.length >= limit for segment in self._open.values())

    def seal(self) -> list[str]:
        """Seal every segment that is being written; return their names. Empty ones go."""
        sealed = []
        for name in self.interrupted:
            path = self.root / name
            self._list(name, path.stat().st_size, sha256_of(path))
            sealed.append(name)
        self.interrupted.clear()
        for segment in self._open.values():
            if segment.length:
                if segment.name.startswith("cdx/"):
                    segment.sort()
                self._list(segment.name, segment.length, segment.seal())
                sealed.append(segment.name)
            else:
                segment.close()
                (self.root / (segment.name + OPEN)).unlink()
        self._open.clear()
        return sealed

    def read(self, file: str, offset: int, length: int) -> str:
        """Return the line at a place that is committed. Raises OSError and ValueError."""
        path = self.root / file
        if not path.exists():
            path = path.with_name(path.name + ".open")
        with path.open("rb") as stream:
            stream.seek(offset)
            return stream.read(length).decode("utf-8", "surrogatepass")

    def put(self, kind: str, name: str, data: bytes) -> str:
        """Write a whole file, sealed as it appears; return its name."""
        full = f"{kind}/{name}{ENDINGS[kind]}"
        path = self.root / full
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(path.name + ".draft")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        sync_folder(path.parent)
        self._list(full, len(data), sha256(data).hexdigest())
        return full

    def close(self) -> None:
        """Close the files and let go of the lock."""
        for segment in self._open.values():
            segment.close()
        self._open.clear()
        self._lock.close()

    def _list(self, name: str, length: int, digest: str) -> None:
        entry = {
            "file": name,
            "length": length,
            "sha256": digest,
            "sealed": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with (self.root / "manifest.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def sync_folder(path: Path) -> None:
    """Return when the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _demand(path: Path, committed: int) -> None:
    length = path.stat().st_size if path.exists() else 0
    if length < committed:
        raise ShelfError(
            f"{path} holds {length} bytes, but {committed} were committed: "
            "it was cut or replaced. Restore it from a copy before crawling on."
        )
