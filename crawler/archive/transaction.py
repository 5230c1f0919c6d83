"""What a run brings is in the archive whole, or not at all, after whatever happens.

    append to segments -> sync them -> commit to the ledger: the records and every length

A group that was committed is safe from a crash and from a power cut. One that was not is
taken back: at once where that can be done, else when the archive is opened again, which
cuts each segment to the length that the ledger has. Knows nothing of pages or of Scrapy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from crawler.archive.segments import Segments
    from crawler.ledger.ledger import Ledger
    from crawler.ledger.schema import CaptureRow, Visit

OF_DATA = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
    }
)
"""What SQLite says of what it was given; everything else it says of its file and its disk.

https://www.sqlite.org/rescode.html
"""

Item = TypeVar("Item")


class Batch(NamedTuple):
    """What the ledger is to write of a group whose bytes have been appended."""

    visits: Sequence[Visit] = ()
    captures: Sequence[CaptureRow] = ()
    """Those that belong to no visit."""

    counts: Mapping[str, Callable[[str | None], str]] = MappingProxyType({})
    """By the name of counts that the ledger keeps, what makes the new ones of the old."""


class Transaction:
    """Makes groups safe, one after the other, in the archive of one run."""

    def __init__(self, shelf: Segments, ledger: Ledger, run: int) -> None:
        self._shelf, self._ledger, self._run = shelf, ledger, run
        self._committed = shelf.lengths()

    def commit(
        self,
        items: Sequence[Item],
        append: Callable[[Sequence[Item]], Batch],
        put_aside: Callable[[Item, Exception], Sequence[Item]],
    ) -> list[Batch]:
        """Make a group safe and return what was committed.

        `append` writes items to the segments. Where an item's own data make that or the commit
        fail, the others are committed one by one, and `put_aside` is asked with the item and the
        error for what of it is to be tried instead: less each time, at last nothing.
        Raises what the disk raises, and whatever `put_aside` does.
        """
        if not items:
            return []
        try:
            return [self._write(items, append)]
        except Exception as error:
            if is_of_disk(error):
                raise
            failure = error
        if len(items) == 1:
            return self.commit(put_aside(items[0], failure), append, put_aside)
        return [batch for item in items for batch in self.commit([item], append, put_aside)]

    def _write(self, items: Sequence[Item], append: Callable[[Sequence[Item]], Batch]) -> Batch:
        try:
            batch = append(items)
            lengths = self._shelf.sync()
        except Exception:
            self._shelf.cut(self._committed)
            raise
        try:
            self._ledger.commit(batch.visits, lengths, self._run, batch.captures, batch.counts)
        except Exception as error:
            # After an error of the disk the ledger may hold the commit all the same: then what
            # was appended must stay. Opening the archive again decides.
            if not is_of_disk(error):
                self._shelf.cut(self._committed)
            raise
        self._committed = lengths
        self._shelf.committed()
        return batch

    def seal(self) -> list[str]:
        """Seal the segments, all of which is committed; return their names."""
        sealed = self._shelf.seal()
        self._ledger.seal(sealed)
        self._committed = {}
        return sealed


def is_of_disk(error: BaseException) -> bool:
    """Return True if an error tells of the disk, and not of what was to be written.

    >>> is_of_disk(OSError(28, "No space left on device")), is_of_disk(OverflowError())
    (True, False)
    """
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            return isinstance(error, sqlite3.OperationalError)
        return code & 0xFF not in OF_DATA
    return isinstance(error, OSError)
