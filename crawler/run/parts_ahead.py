"""Long lists go into the ledger a part at a time, before the page that lists them.

Each part is a short transaction: other pages are fetched, and committed, in between. The visit of
the page comes last, and says that it is done with. A crash amid the parts leaves the page due, and
what it wrote is what the next reading of the page writes.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, NamedTuple

from crawler.archive.transaction import is_of_disk
from crawler.frontier.link import MAX_LINKS
from crawler.frontier.slices import SLICE
from crawler.frontier.urls import canonical
from crawler.ledger.listings import Missed
from crawler.ledger.schema import Visit
from crawler.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Container, Sequence

    from crawler.frontier.link import Link
    from crawler.ledger.ledger import Ledger
    from crawler.run.clock import Clock
    from crawler.run.page_task import PageTask
    from crawler.run.run_state import RunState

logger = logging.getLogger(__name__)


class Part(NamedTuple):
    """Some of what a page lists: see `PageTask`, whose fields have these names."""

    found: Sequence[Link] = ()
    listed: Sequence[Link] = ()
    proven: Sequence[str] = ()
    again: Sequence[str] = ()
    sitemaps: Sequence[Link] = ()

    def leave_to(self, page: PageTask) -> None:
        """Let the page write it."""
        page.found += self.found
        page.listed = [*(page.listed or ()), *self.listed]
        page.proven += self.proven
        page.again += self.again
        page.sitemaps += self.sitemaps

    @classmethod
    def first_of(cls, page: PageTask) -> Part:
        """Return a slice of what a page is to write."""
        listed = (page.listed or []) if page.outcome == Outcome.SOURCE else []
        return cls(
            page.found[:SLICE], listed[:SLICE], page.proven[:SLICE], page.again[:SLICE],
            page.sitemaps[:SLICE],
        )  # fmt: skip

    def take_from(self, page: PageTask) -> None:
        """Have the page write no more what `first_of` it was: that is written."""
        page.found = page.found[len(self.found) :]
        page.listed = page.listed and page.listed[len(self.listed) :]
        page.proven = page.proven[len(self.proven) :]
        page.again = page.again[len(self.again) :]
        page.sitemaps = page.sitemaps[len(self.sitemaps) :]


class PartsAhead:
    """Writes parts of what the pages of a run list."""

    def __init__(
        self, ledger: Ledger, state: RunState, clock: Clock, broken: Callable[[Exception], object]
    ) -> None:
        """`broken` is told what the disk says."""
        self._ledger, self._state, self._clock = ledger, state, clock
        self._broken = broken
        self._one_at_a_time = asyncio.Lock()
        self.waiting: Counter[str] = Counter()
        """How many long lists of each host are taken up, or wait to be."""

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Take a list up, when the others are: three at once leave others a third of the turns."""
        self.waiting[host] += 1
        try:
            async with self._one_at_a_time:
                yield
        finally:
            self.waiting[host] -= 1

    def write(self, page: PageTask, part: Part, keys_gone: Sequence[str] = ()) -> bool:
        """Write a part down; return False where the page has to, or the run ends."""
        address = page.address
        if address is None or self._state.aborted or self._state.error:
            return False
        visit = Visit(
            url=address.url, at=self._clock.now(), outcome=Outcome.SOURCE, kind=address.kind,
            site=address.site, found=tuple(part.found), proven=tuple(part.proven),
            again=tuple(part.again), listed=tuple(part.listed), sitemaps=tuple(part.sitemaps),
            lease=page.lease,
        )  # fmt: skip
        try:
            self._ledger.write_ahead(visit, self._state.number, keys_gone)
        except Exception as error:
            if is_of_disk(error):
                self._broken(error)
            else:
                logger.exception("a part of what %s lists is left to its page", page.url)
            return False
        page.ahead = (page.ahead or 0) + len(part.listed)
        return True

    async def shorten(self, page: PageTask, most: int) -> None:
        """Write down most of what a page leads to, down to so many rows, before its commit.

        Its outcome is known: what it lists counts where it is a source, and no story.
        """
        if page.ahead is None and page.outcome == Outcome.SOURCE and page.listed:
            keys = set[str]()
            for begun in range(0, len(page.listed), SLICE):
                await asyncio.sleep(0)
                keys |= {canonical(each.url) for each in page.listed[begun : begun + SLICE]}
            if len(page.listed) < MAX_LINKS and not await self.miss(page, keys):
                return
        while page.rows > most:
            part = Part.first_of(page)
            if not self.write(page, part):
                return
            part.take_from(page)
            await asyncio.sleep(0)

    async def miss(self, page: PageTask, stories: Container[str]) -> bool:
        """Write down what a page has listed and lists no more; `stories` has the keys of the rest.

        Returns False as `write` does.
        """
        assert page.address
        missed = Missed(stories, page.address.kind)
        for number, row in enumerate(self._ledger.listings.before(page.url)):
            if number % SLICE == 0:
                await asyncio.sleep(0)
            missed.note(row)
        keys = missed.gone()
        for begun in range(0, len(keys), SLICE):
            await asyncio.sleep(0)
            if not self.write(page, Part(), keys[begun : begun + SLICE]):
                return False
        return True
