"""When pages that are done with are committed: many at a time, for a group costs what one does.

A commit brings each page of the ledger that it changes to the disk once more, so that ten small
ones write several times what a large one does. A page that nobody waits for waits for others; one
that leads to addresses of a host that has no others, or is to be asked for again, is committed at
once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.run.page_task import PageTask

MOST_PAGES = 128
"""Pages of a group. Of a crawl of 1,500 pages, 19 MB that stay, groups of 6 wrote 94 MB, of 64
34 MB."""

MOST_BYTES = 8 * 1024**2
"""Bytes that the pages of a group may hold in memory, as they came over the wire."""

MOST_ROWS = 1_024
"""Rows that are written at a time, as pages count them: .03 s in which nobody else has a turn."""

LONGEST = 5.0
"""Seconds that a page waits for others: what a kill costs at most is fetched again. With 2 a crawl
of 36 pages/s filled half a group."""


class GroupCommit:
    """The group of pages that waits for the next commit, as far as that decides when it comes."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._since = now, now()
        self.is_hungry: Callable[[str], bool] = bool
        """Whether a host is known to have nothing to be asked for; it is asked with its name."""

        self._hosts: set[str] = set()
        """Those to which waiting pages lead."""

        self._pages = self._bytes = self._rows = 0
        self._is_urgent = False

    def wait(self, page: PageTask) -> None:
        """Take in a page whose outcome is known."""
        self._pages += 1
        self._rows += page.rows
        self._bytes += sum(len(each.response) for each in page.exchanges)
        self._is_urgent = self._is_urgent or page.retry_in is not None
        if page.address and (page.found or page.again or page.proven):
            self._hosts |= {page.address.host, *(link.host for link in page.found)}

    @property
    def is_large(self) -> bool:
        """Return True if it is more than others wait for."""
        return self._rows > MOST_ROWS

    def is_due(self) -> bool:
        """Return True if it is time to commit: once in a while also where no page waits."""
        is_full = self._pages >= MOST_PAGES or self._bytes >= MOST_BYTES or self.is_large
        is_waited_for = self._is_urgent or any(map(self.is_hungry, self._hosts))
        return is_waited_for or is_full or self._now() - self._since >= LONGEST

    def committed(self) -> None:
        """Note that nothing waits any more."""
        self._pages = self._bytes = self._rows = 0
        self._is_urgent = False
        self._hosts.clear()
        self._since = self._now()
