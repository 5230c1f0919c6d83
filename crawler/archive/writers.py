"""Several processes that write to one archive, each to files of its own.

    writers/place     what tells this archive from others of the same ledger
    writers/alone     held while the list of sealed files is changed
    writers/NUMBER    held by the writer of that number as long as it lives

The files of a writer bear its number: ``warc/20260205083000-00007-w12.warc.gz``. Whoever opens
the archive brings to an end what writers have left that live no more.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from crawler import patterns as re
from crawler.archive.segment import SegmentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_NUMBER = re.compile(r"\d{14}-\d{5,}-w(\d+)(?=[.-])")


class Writers:
    """The writers of one archive, as one of them knows them."""

    def __init__(self, root: Path) -> None:
        """Raise `SegmentError` where there can be no archive."""
        self._folder = root / "writers"
        self._held: dict[int, IO[str]] = {}
        self.number = 0
        """Number of this one; 0 before it is known."""

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self.alone():
                path = self._folder / "place"
                if not path.exists():
                    path.write_text(secrets.token_hex(8))
                self.place = path.read_text()
        except OSError as error:
            raise SegmentError(f"{root} cannot hold an archive: {error}") from error

    def begin(self, number: int) -> None:
        """Take the number of this writer."""
        self.number = number
        if not self._take(number):
            raise SegmentError(f"writer {number} of {self._folder.parent} lives already")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other writers waiting."""
        with (self._folder / "alone").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def take_dead(self, numbers: Iterable[int]) -> set[int]:
        """Take the places of those writers that live no more; return their numbers."""
        return {each for each in numbers if each != self.number and self._take(each)}

    def _take(self, number: int) -> bool:
        file = (self._folder / str(number)).open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._held[number] = file
        return True

    def forget_dead(self) -> None:
        """Let go of those whose places were taken: nothing is left of them."""
        for number in [each for each in self._held if each != self.number]:
            self._let_go(number)

    def close(self) -> None:
        """Let go of all."""
        for number in list(self._held):
            self._let_go(number)

    def _let_go(self, number: int) -> None:
        with suppress(OSError):
            os.unlink(self._folder / str(number))  # noqa: PTH108 a path, and what it names, go apart
        self._held.pop(number).close()


def writer_of(name: str) -> int | None:
    """Return the number of the writer that a file of an archive bears; None for none.

    >>> writer_of("warc/20260205083000-00007-w12-2.warc.gz"), writer_of("warc/7.warc.gz")
    (12, None)
    """
    found = _NUMBER.search(name)
    return int(found[1]) if found else None
