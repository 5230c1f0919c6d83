"""The pages of which nothing is committed yet, and how many each host has been asked for."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.run.page_task import PageTask


class InFlight:
    """Pages between their request and their outcome, by identity; then until they are committed.

    A replay may have several captures of one address in flight.
    """

    def __init__(self) -> None:
        self._pages: dict[int, PageTask] = {}
        self.settled: list[PageTask] = []
        """Those that wait for a commit, in their order."""

        self._ended = asyncio.Event()
        self.unanswered: Counter[str] = Counter()
        """How many addresses of each host have been handed out and not been answered."""

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[PageTask]:
        return iter(tuple(self._pages.values()))

    def begin(self, page: PageTask) -> None:
        """Note that a page has been handed out."""
        if page.address:
            self._pages[id(page)] = page
            self.unanswered[page.address.host] += 1

    def answer(self, page: PageTask) -> bool:
        """Note that a page has been answered, well or not; return False where it was before."""
        if page.address is None or page.answered:
            return False
        page.answered = True
        self.unanswered[page.address.host] -= 1
        return True

    def end(self, page: PageTask) -> bool:
        """Note that the outcome of a page is known; return False where it was before.

        A page without an address, tried out by itself, was never in flight.
        """
        was_here = self._pages.pop(id(page), None) is not None
        page.done.set()
        self._ended.set()
        return was_here or page.address is None

    async def fewer_than(self, number: int) -> None:
        """Return as soon as fewer pages than this are between their request and their outcome."""
        while len(self._pages) >= number:
            self._ended.clear()
            await self._ended.wait()

    def settle(self, page: PageTask) -> None:
        """Let a page whose outcome is known wait for the next commit."""
        self.settled.append(page)

    def take_settled(self, most: float = math.inf) -> list[PageTask]:
        """Return the first pages that wait for a commit, of so many rows: they wait no more.

        One that has more rows is by itself.
        """
        rows = accumulate(page.rows for page in self.settled)
        number = max(1, sum(sum_of <= most for sum_of in rows))
        pages, self.settled = self.settled[:number], self.settled[number:]
        return pages

    def hosts(self) -> set[str]:
        """Return the hosts of pages of which nothing is committed yet."""
        return {page.address.host for page in (*self.settled, *self) if page.address}

    def unsafe(self) -> int:
        """Return of how many pages nothing is committed yet."""
        return len(self._pages) + len(self.settled)

    def is_settling(self, story: str) -> bool:
        """Return True if a page that waits for a commit says something of a story."""
        return any(page.reading and page.reading.url == story for page in self.settled)

    def sites(self) -> set[str]:
        """Return the keys of the sites of which a page is handed out, or waits for a commit."""
        return {page.address.site for page in (*self.settled, *self) if page.address}

    def taken(self) -> set[int]:
        """Return the addresses that are handed out, or whose pages wait for a commit."""
        return {page.address.id for page in (*self.settled, *self) if page.address}
