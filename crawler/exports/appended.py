"""A file that stories are added to, one after the other: it can be gone on with at any mark.

    with appended(path, kept, encoded, head=b"...") as write: write(story); write.settle()

Compressed files have a member, or a frame, from each mark to the next: to every other program
they are one file. https://www.rfc-editor.org/rfc/rfc1952#section-2.2,
https://www.rfc-editor.org/rfc/rfc8878#section-3
"""

from __future__ import annotations

import gzip
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol, cast

from crawler.archive.disk import sync_path

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from crawler.exports.held import HeldStory

    Encoded = Callable[[HeldStory, bool], bytes]
    """Returns the bytes of a story, and is told whether it is the first of its file."""

NOTHING: Mapping[str, int] = {}


def files_stand(part: Path, kept: Mapping[str, int]) -> bool:
    """Return True if files that were written on are beside a part, as long as they were."""
    return _are_as_long(part.parent, kept)


def folder_stands(part: Path, kept: Mapping[str, int]) -> bool:
    """Return True if files that were written on are in a folder, as long as they were."""
    return part.is_dir() and _are_as_long(part, kept)


def _are_as_long(folder: Path, kept: Mapping[str, int]) -> bool:
    files = [(folder / name, length) for name, length in kept.items()]
    return all(path.is_file() and path.stat().st_size >= length for path, length in files)


class Form(NamedTuple):
    """A form of an export: how it is written, and whether one that was ended can go on."""

    writing: Callable[..., AbstractContextManager[Writer]]
    """Takes where it is written, and what `Writer.settle` returned before."""

    stands: Callable[[Path, Mapping[str, int]], bool] = files_stand
    """Takes the same; returns True if all of that is there still."""

    is_folder: bool = False
    """Whether it is a folder of files."""

    def __call__(
        self, path: Path, kept: Mapping[str, int] = NOTHING
    ) -> AbstractContextManager[Writer]:
        """Return what takes the stories."""
        return self.writing(path, kept)


class Writer(Protocol):
    """What takes the stories of an export."""

    def __call__(self, story: HeldStory, /) -> None:
        """Write a story."""

    def parts_before(self, story: HeldStory, /) -> bool:
        """Return True if what was written can be settled before this story is."""

    def settle(self) -> dict[str, int]:
        """Return when all is on the disk: files that are written on, and how long they are.

        From there the export is gone on with, in another process; a database says its rows.
        """


def _plain(path: Path) -> BinaryIO:
    return path.open("ab")


def _gzip(path: Path) -> BinaryIO:
    raw: Any = path.open("ab")
    file = gzip.GzipFile("", "wb", fileobj=raw, mtime=0)  # a name would be that of the part
    file.myfileobj = raw  # is closed with it
    return cast("BinaryIO", file)


def _zstd(path: Path) -> BinaryIO:
    return cast("BinaryIO", zstd.ZstdFile(path, "ab"))


CODINGS = {"": _plain, ".gz": _gzip, ".zst": _zstd}
"""How files are added to, by what their names end in."""


@contextmanager
def appended(  # noqa: PLR0913 what a file is made of
    path: Path,
    kept: Mapping[str, int],
    encoded: Encoded,
    *,
    head: bytes = b"",
    tail: bytes = b"",
    coding: str = "",
) -> Iterator[Writer]:
    """Write a file from where it was settled, or anew; `tail` ends it once all is written."""
    file = _Appended(path, kept.get(path.name, 0), encoded, head, coding)
    try:
        yield file
        file.add(tail)
    finally:
        file.close()


class _Appended:
    """A file that is added to; what is open of it is opened when it is written on."""

    def __init__(
        self, path: Path, length: int, encoded: Encoded, head: bytes, coding: str
    ) -> None:
        self._path, self._encoded, self._coding = path, encoded, coding
        self._file: BinaryIO | None = None
        path.touch()
        os.truncate(path, length)
        self._is_first = length <= len(head)
        if not length:
            self.add(head)

    def __call__(self, story: HeldStory) -> None:
        self.add(self._encoded(story, self._is_first))
        self._is_first = False

    def add(self, data: bytes) -> None:
        """Write bytes."""
        if data:
            if self._file is None:
                self._file = CODINGS[self._coding](self._path)
            self._file.write(data)

    def parts_before(self, _: HeldStory) -> bool:
        """Return True: a line stands by itself."""
        return True

    def settle(self) -> dict[str, int]:
        """End the member that was begun; the next story begins another."""
        self.close()
        sync_path(self._path)
        return {self._path.name: self._path.stat().st_size}

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None
