"""When pages that are done with are committed: many at a time, for a group costs what one does.

A commit brings each page of the ledger that it changes to the disk once more, so that ten small
ones write several times what a large one does. A page that nobody waits for waits for others; one
that leads to addresses, or is to be asked for again, is committed at once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.run.page_task import PageTask

MOST_PAGES = 64
"""Pages of a group: of 64 pages of 60 kB the ledger is written 1.6 times, of 6 pages 12 times."""

MOST_BYTES = 8 * 1024**2
"""Bytes that the pages of a group may hold in memory, as they came over the wire."""

LONGEST = 1.0
"""Seconds that a page waits for others."""


class GroupCommit:
    """The group of pages that waits for the next commit, as far as that decides when it comes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._since = now, now()
        self._pages = self._bytes = 0
        self._is_urgent = False

    def wait(self, page: PageTask) -> None:
        """Take in a page whose outcome is known."""
        self._pages += 1
        self._bytes += sum(len(each.response) for each in page.exchanges)
        self._is_urgent = self._is_urgent or is_urgent(page)

    def is_due(self) -> bool:
        """Return True if it is time to commit: once in a while also where no page waits."""
        is_full = self._pages >= MOST_PAGES or self._bytes >= MOST_BYTES
        return self._is_urgent or is_full or self._now() - self._since >= LONGEST

    def committed(self) -> None:
        """Note that nothing waits any more."""
        self._pages = self._bytes = 0
        self._is_urgent = False
        self._since = self._now()


def is_urgent(page: PageTask) -> bool:
    """Return True if something waits for the commit of a page: what it leads to, or itself."""
    return bool(page.found or page.again or page.proven or page.retry_in is not None)
