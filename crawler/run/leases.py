"""The hosts that this process holds, while it crawls as one of a fleet.

    every second or so: say that we are here, give back what we are done with, take our share

Nothing goes out to a host that is not held, nor once so much time has gone by that others may
think that we are gone: a process that was stopped asks nothing when it wakes, until it has
heard from the ledger what it still holds.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.download import elapsed
from crawler.ledger.fleets import GivenBack, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawler.ledger.ledger import Ledger
    from crawler.run.clock import Clock
    from crawler.run.host_limits import HostLimits
    from crawler.run.in_flight import InFlight
    from crawler.run.run_state import RunState

logger = logging.getLogger(__name__)

SOON = 1.0
"""Seconds for which a host is kept that has nothing due just now."""

MARGIN = 0.25
"""Share of a lease that is left unused: what is sent may be on its way for a while."""


def _nothing(host: str, site: str) -> None:
    """Do nothing of a host that came."""


class Leases:
    """What a process may ask as a member of its fleet."""

    def __init__(
        self,
        ledger: Ledger,
        hosts: HostLimits,
        in_flight: InFlight,
        state: RunState,
        clock: Clock,
    ) -> None:
        self._ledger, self._hosts, self._in_flight = ledger, hosts, in_flight
        self._state, self._clock = state, clock
        self._held = ledger.fleets.held
        self._lease, self._asks = ledger.fleets.fleet.lease, ledger.fleets.fleet.asks
        self._until = 0.0
        """Until when this process is a member for certain; it is not before its first tick."""

        self._leaving: set[str] = set()
        """Sites that are given to others as soon as their pages are done with."""

        self._ends = False
        self.lost = 0
        """Hosts that others took, since this process was silent for too long."""

        self.gone: Callable[[str], object] = str
        """Told each host that is no longer held."""

        self.came: Callable[[str, str], object] = _nothing
        """Told each host that is held from now on as one of a site, and the site."""

        self.is_done: Callable[[str], bool] = bool
        """Asked before the last host of a site is given back; False where there is more to do."""

        self.kept: set[str] = set()
        """Hosts that are not to be given back, though no page of theirs is on its way."""

        hosts.take_leases(self)

    @property
    def member(self) -> int:
        """Return the number under which this process is a member now."""
        return self._ledger.fleets.member

    @property
    def until(self) -> float:
        """Return until when this process is a member for certain: `crawler.download.elapsed`."""
        return self._until

    def is_sure(self) -> bool:
        """Say whether this process is a member for certain."""
        return elapsed() < self._until

    def may_ask(self, host: str) -> bool:
        """Say whether a request may go out to a host now; take it where nobody holds it."""
        if not self.is_sure():
            return False
        if host in self._held:
            return True
        if self._ends:
            return False
        lease = self._ledger.membership.lend(host)
        if lease is None:
            return False
        self._hosts.begin_anew(host, lease.ago)
        return True

    def still_holds(self, host: str) -> bool:
        """Say whether a host is held for certain."""
        return host in self._held and self.is_sure()

    def hands_out(self, host: str) -> bool:
        """Say whether addresses of a host are to be begun with."""
        site = self._held.get(host)
        return site is not None and site not in self._leaving and self.is_sure()

    def is_at_work(self) -> bool:
        """Say whether the fleet has something to do, now or soon."""
        return self._ledger.fleets.is_at_work(self._clock.now() + SOON)

    def tick(self) -> bool:
        """Go on being a member; return True where hosts came or went."""
        asked, now = elapsed(), self._clock.now()
        taken = self._ledger.membership.take_share(self._work(), now, takes=not self._ends)
        if taken is None:
            self._join_again()
            return True
        self._until = asked + self._lease * (1 - MARGIN)
        for host, site, ago in taken:
            self._hosts.begin_anew(host, ago)
            self.came(host, site)
        given = self._give_back(now)
        return bool(taken or given)

    def _give_back(self, now: float) -> int:
        """Let go of hosts that have nothing due, and of sites that others are short of."""
        busy = self._in_flight.hosts() | self.kept
        sites = {site for host, site in self._held.items() if host in busy}
        many = self._ledger.fleets.too_many(now)
        free = sorted({site for site in self._held.values() if site} - self._leaving,
                      key=lambda site: site in sites)  # fmt: skip
        self._leaving = (self._leaving & {*self._held.values()}) | {
            *free[: max(0, many - len(self._leaving))]
        }
        if not many:
            self._leaving.clear()
        idle = [
            host for host, site in self._held.items()
            if host not in busy and (site in self._leaving or self._is_done_with(host, now))
        ]  # fmt: skip
        of_sites = {site for host, site in self._held.items() if host not in idle}
        done = {site: self.is_done(site) for site in {self._held[host] for host in idle}
                if site and site not in of_sites | self._leaving}  # fmt: skip
        idle = [host for host in idle if done.get(self._held[host], True)]
        self._let_go(idle, now)
        return len(idle)

    def _is_done_with(self, host: str, now: float) -> bool:
        if not self._asks:
            return True
        return self._ledger.is_idle(host, now + SOON) or not self._hosts.worth_waiting(host)

    def _let_go(self, hosts: Iterable[str], now: float) -> None:
        given = [
            GivenBack(
                host,
                self._hosts.silent_for(host),
                now + self._hosts.rest(host),
                is_due=host in self.kept,
            )
            for host in hosts
        ]
        if not given:
            return
        self._hosts.keep()
        self._ledger.membership.give_back(given, now)
        for each in given:
            self._hosts.forget(each.host)
            self.gone(each.host)

    def _join_again(self) -> None:
        """Begin anew as another member: this one counted as gone."""
        hosts, asked = list(self._held), elapsed()
        self.lost += len(hosts)
        logger.warning(
            "this process was silent for longer than its lease of %g s: %d hosts are others' now, "
            "and what was read of them is not written",
            self._lease, len(hosts),
        )  # fmt: skip
        self._ledger.membership.join_again()
        self._until = asked + self._lease * (1 - MARGIN)
        self._leaving.clear()
        for host in hosts:
            self._hosts.forget(host)
            self.gone(host)

    def _work(self) -> Work:
        state = self._state
        return Work(self._in_flight.unsafe(), state.lines, state.fetched, state.refused)

    def ends(self) -> None:
        """Take nothing more: the run ends."""
        self._ends = True

    def leave(self, notes: str = "") -> bool:
        """Give all back and end the membership; return True for the last of the fleet's run."""
        self._ends = True
        self._let_go(list(self._held), self._clock.now())
        return self._ledger.membership.leave(self._work()._replace(busy=0), notes)
