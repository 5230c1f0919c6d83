"""The traps of a run: addresses that would bring what is known already, again and again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.outcomes import Outcome, Reason
from crawler.run.page_task import PageTask

if TYPE_CHECKING:
    from crawler.ledger.schema import Address
    from crawler.run.run_state import RunState
    from crawler.run.same_lists import SameLists
    from crawler.run.sameness import Sameness

logger = logging.getLogger(__name__)


class Traps:
    """What the stories of a run and its lists have taught of the patterns of addresses."""

    def __init__(self, stories: Sameness, lists: SameLists, state: RunState) -> None:
        self._stories, self._lists, self._state = stories, lists, state

    def of(self, url: str, kind: str) -> str | None:
        """Return the pattern of addresses that bring the same again; said the first time."""
        pattern = self._stories.trap(url) or self._lists.trap(url, kind)
        if pattern and not self._state.traps[pattern]:
            logger.warning("a trap: of %s comes what is known already, again and again; the "
                           "rest is left", pattern)  # fmt: skip
        return pattern

    def of_address(self, address: Address | None) -> str | None:
        """Return the trap of an address; none of where a crawl starts, or a story that is held."""
        if address is None or not address.depth or address.held:
            return None
        return self.of(address.url, address.kind)

    def left(self, address: Address) -> PageTask | None:
        """Return the page of an address that a trap has made up, which is done with; else None."""
        pattern = self.of_address(address)
        if pattern is None:
            return None
        self._state.traps[pattern] += 1
        return PageTask(address, outcome=Outcome.DROPPED, reason=Reason.TRAP)
