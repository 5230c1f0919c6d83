"""Where feeds and sitemaps usually stand is tried before a site is given up without a story."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from crawler.scheduler import SOON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.frontier.link import Link
    from crawler.run.site_run import SiteRun
    from crawler.run.store import Store

logger = logging.getLogger(__name__)


class SourceGuesses:
    """The guesses of a run: one of each site at a time; the first that leads on is the last."""

    def __init__(
        self,
        store: Store,
        ask: Callable[[Link, SiteRun], None],
        *,
        is_alone: bool,
        is_fleet: bool,
    ) -> None:
        """`ask` has an address of a site asked for; `is_alone`: whether there is one site."""
        self._store, self._ask = store, ask
        self._is_alone, self._is_fleet = is_alone, is_fleet
        self._addresses, self._hosts, self._state = store.addresses, store.hosts, store.state

    def at_the_end(self, runs: Iterable[SiteRun]) -> bool:
        """Ask for the next guess of each site; return False where there is none."""
        if self._state.stored and self._is_alone:
            return False
        return bool([run for run in runs if self.next(run)])

    async def as_sites_end(self, runs: Iterable[SiteRun]) -> None:
        """Try the same for each of several sites as soon as nothing of it is left to ask for."""
        while True:
            await asyncio.sleep(SOON)
            for run in runs:
                if run.key not in self._store.in_flight.sites() and not self._is_due(run):
                    self.next(run)

    def _is_due(self, run: SiteRun) -> bool:
        """Return True if an address of a site may be asked for now, or soon."""
        hosts = [host for host in self._addresses.hosts() if run.is_ours(f"http://{host}/")]
        return any(
            self._addresses.due(host, 1, self._hosts.rest(host) + SOON)
            for host in hosts
            if self._hosts.worth_waiting(host)
        )

    def next(self, run: SiteRun) -> bool:
        """Ask for the next guess of a site without a story; return False where there is none."""
        state, addresses = self._state, self._addresses
        if not state.number or state.error or not run.starts or not self._has_answered(run):
            return False
        if addresses.may_have_story(run.key):
            return False
        guess = run.guess(lambda url: bool(addresses.known([url])))
        if guess is None or not self._hosts.worth_waiting(guess.host):
            return False
        logger.info("nothing has led to a story: is there one at %s?", guess.url)
        self._ask(guess, run)
        return True

    def _has_answered(self, run: SiteRun) -> bool:
        """Return True if a page of a site was answered: here, or where it starts in a fleet."""
        if self._is_fleet:
            return any(self._addresses.is_accounted(start.url) for start in run.starts)
        notes = self._store.notes
        return bool(self._state.fetched) and (self._is_alone or notes.has_answered(run.key))
