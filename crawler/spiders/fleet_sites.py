"""What a process of a fleet does as sites come to it, and before it lets them go.

Of a start that names no scheme it is found out which one answers, by whoever holds its host; and
where nothing of a site has led to a story, feeds and sitemaps are looked for where they usually
stand before the site is given back.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from crawler.download import NotNowError
from crawler.frontier.link import found_at
from crawler.run.leases import SOON
from crawler.run.site_run import SiteRuns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from crawler.frontier.link import Link
    from crawler.ledger.fleets import Start
    from crawler.run.leases import Leases
    from crawler.run.run_addresses import RunAddresses
    from crawler.run.site_run import SiteRun

    Choose = Callable[[SiteRun, Link, Link], Awaitable[tuple[SiteRun, Link]]]
    Ask = Callable[[SiteRun, Link], object]

logger = logging.getLogger(__name__)


class FleetSites:
    """The sites of a fleet, as a process that holds some of them sees them."""

    def __init__(self, starts: Iterable[Start], choose: Choose, ask: Ask) -> None:
        """`choose` finds out the scheme of a start, `ask` begins with one."""
        starts = list(starts)
        links = {start.url: found_at(start.url, start.kind) for start in starts}
        self.runs = SiteRuns.of(each for each in links.values() if each)
        self._others = {
            start.url: other
            for start in starts
            if start.other and (other := found_at(start.other, start.kind))
        }
        self._choose, self._ask = choose, ask
        self._may_ask = asyncio.Event()
        self._choosing: set[asyncio.Future[None]] = set()

    def begin(self) -> None:
        """Ask from now on: the engine is there."""
        self._may_ask.set()

    def end(self) -> None:
        """Ask no more."""
        for each in self._choosing:
            each.cancel()

    def came(self, host: str, site: str, leases: Leases, addresses: RunAddresses) -> None:
        """Find out the schemes of the starts at a host that names none, but once in a run."""
        run = self.runs.named(site)
        for start in tuple(run.starts) if run else ():
            other = self._others.get(start.url)
            if run is None or other is None or start.host != host:
                continue
            if addresses.is_of_run(other.url):
                run.starts[run.starts.index(start)] = other  # as another process found out
            elif host not in leases.kept and not addresses.is_of_run(start.url):
                leases.kept.add(host)
                task = asyncio.ensure_future(self._begin_with(run, start, other, leases))
                self._choosing.add(task)
                task.add_done_callback(self._choosing.discard)

    async def _begin_with(self, run: SiteRun, start: Link, other: Link, leases: Leases) -> None:
        """Begin with a start by the scheme that answers; with none once its host is lost."""
        await self._may_ask.wait()
        try:
            while leases.still_holds(start.host):
                try:
                    _, chosen = await self._choose(run, start, other)
                except NotNowError:
                    await asyncio.sleep(SOON)
                    continue
                if leases.still_holds(start.host):
                    self._ask(run, chosen)
                break
        except asyncio.CancelledError:
            raise  # its host is kept: it is given back as one that somebody has to take up
        except BaseException:
            leases.kept.discard(start.host)
            raise
        leases.kept.discard(start.host)
