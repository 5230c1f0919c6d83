"""How a run treats the hosts it asks: what is known of each, and whether it may be asked now.

`HostLimits` is the view of a run on `crawler.ledger.hosts`; the middlewares write in it,
the scheduler asks it, the store keeps it.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from crawler.frontier.urls import registrable
from crawler.ledger.hosts import Host, failed, refused
from crawler.run.silent_owners import SilentOwners

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.ledger.hosts import Hosts


LONG = 5.0
"""Seconds between two requests from which on each is written down before it goes out: a
shorter delay has passed before a run that was killed is started again."""

SLACK = 0.01
"""Share of a delay by which the clock that a request waited by may differ from the other."""


class Leased(Protocol):
    """What says which hosts are this process's, where several share them."""

    @property
    def until(self) -> float:
        """Until when what is said here holds, in seconds since the machine began."""

    def hands_out(self, host: str) -> bool:
        """Say whether addresses of a host are to be begun with."""

    def may_ask(self, host: str) -> bool:
        """Say whether a request may go out to a host now."""

    def still_holds(self, host: str) -> bool:
        """Say whether a host is held for certain."""


class Budget(NamedTuple):
    """Requests in one run; 0 for as many as there are."""

    host: int = 0
    domain: int = 0
    """To all hosts of a registrable domain: names of it cost their owner nothing."""


class HostLimits:
    """The hosts of a run."""

    def __init__(self, now: Callable[[], float], budget: Budget, patience: float) -> None:
        self._now, self._budget, self._patience = now, budget, patience
        self._domains: dict[str, str] = {}
        self._silent = SilentOwners(now)
        self._asked_of: Counter[str] = Counter()
        self._hosts: Hosts | None = None
        self._known: dict[str, Host] = {}
        self._changed: set[str] = set()
        self._leases: Leased | None = None
        self._is_new: set[str] = set()
        """Hosts that have not been asked since they were taken up."""

        self.asked: Counter[str] = Counter()
        """Requests to each host in this run, robots.txt and redirects included."""

    def open(self, hosts: Hosts) -> None:
        """Take up what is kept of hosts; without it a run knows only what it has seen."""
        self._hosts = hosts

    def take_leases(self, leases: Leased) -> None:
        """Ask from now on only hosts that are leased to this process."""
        self._leases = leases

    def begin_anew(self, host: str, ago: float) -> None:
        """Take up a host that others may have asked, the last time so many seconds ago."""
        self.forget(host)
        known = self.of(host)
        self._known[host] = known._replace(asked_at=max(known.asked_at, self._now() - ago))

    def forget(self, host: str) -> None:
        """Know no more of a host than the ledger does."""
        self._known.pop(host, None)
        self._changed.discard(host)
        self._is_new.add(host)

    def is_new(self, host: str) -> bool:
        """Say whether a host was not asked by this process since it took it up."""
        return not self.asked[host] or host in self._is_new

    def silent_for(self, host: str) -> float:
        """Return the seconds since a host was asked."""
        return max(0.0, self._now() - self.of(host).asked_at)

    def of(self, host: str) -> Host:
        """Return what is known of a host."""
        if host not in self._known:
            self._known[host] = self._hosts.get(host) if self._hosts else Host(host)
        return self._known[host]

    def note(self, host: Host) -> None:
        """Take up what has been learned of a host; it is kept with the next commit."""
        self._known[host.host] = host
        self._changed.add(host.host)

    def asking(self, host: str) -> None:
        """Count a request that goes out now."""
        self.asked[host] += 1
        self._is_new.discard(host)
        self._asked_of[self._domain(host)] += 1
        known = self.of(host)._replace(asked_at=self._now())
        self.note(known)
        if max(known.crawl_delay or 0.0, known.delay or 0.0) >= LONG:
            self.keep()

    def sent(self, host: str) -> None:
        """Note that a request is on its way only now."""
        self.note(self.of(host)._replace(asked_at=self._now()))

    def answered(self, host: str, *, is_page: bool = True) -> None:
        """Note that a host does its work; one whose robots.txt alone is there may do no more."""
        if is_page:
            self._silent.answered(self._domain(host), host)
        if self.of(host).failures:
            self.note(self.of(host)._replace(failures=0))

    def refused(self, host: str, retry_after: float | None) -> float:
        """Note that a host wants to be left alone; return for how many seconds."""
        self.note(refused(self.of(host), self._now(), retry_after))
        return self.rest(host)

    def failed(self, host: str, *, is_found: bool = True) -> float:
        """Note that a host failed; return for how many seconds it is left alone now.

        One whose name nobody knows took no time, and says nothing of its owner's others.
        """
        if is_found:
            self._silent.failed(self._domain(host), host)
        self.note(failed(self.of(host), self._now()))
        return self.rest(host)

    def rest(self, host: str) -> float:
        """Return for how many seconds more a host is not to be asked."""
        own = max(0.0, self.of(host).paused_until - self._now())
        return max(own, self._silent.rest(self._domain(host), host))

    def why_not(self, host: str) -> str | None:
        """Return why a host is not to be asked now, in one stable word; None where it may be."""
        if self._spent(host):
            return "host-budget"
        return "host-paused" if self.rest(host) > 0 else None

    def may_ask(self, host: str) -> bool:
        """Say whether a host may be asked now."""
        held = self._leases is None or self._leases.hands_out(host)
        return held and self.why_not(host) is None

    def is_ours(self, host: str, delay: float) -> bool:
        """Say whether a request may go out to a host as far as other processes go.

        A request may have waited here for its turn while another process asked the host: a
        whole delay has to pass since then.
        """
        if self._leases is None:
            return True
        if not self._leases.may_ask(host):
            return False
        return host not in self._is_new or self.silent_for(host) >= delay * (1 - SLACK)

    def is_still_ours(self, host: str) -> bool:
        """Say the same of a host that was ours when its request began, and was never lost."""
        if self._leases is None:
            return True
        return host not in self._is_new and self._leases.still_holds(host)

    def send_by(self) -> float:
        """Return until when what was said of a host holds, in seconds since the machine began."""
        return self._leases.until if self._leases else math.inf

    def worth_waiting(self, host: str) -> bool:
        """Say whether a host may be asked now or soon."""
        return not self._spent(host) and self.rest(host) <= self._patience

    def _spent(self, host: str) -> bool:
        if 0 < self._budget.host <= self.asked[host]:
            return True
        return 0 < self._budget.domain <= self._asked_of[self._domain(host)]

    def _domain(self, host: str) -> str:
        if host not in self._domains:
            self._domains[host] = registrable(f"http://{host}/")
        return self._domains[host]

    def explain(self, run: int) -> None:
        """Write down which addresses a run leaves because of their hosts."""
        for host in self._known:
            reason = self.why_not(host)
            if self._hosts and reason:
                self._hosts.left(run, host, reason)

    def keep(self) -> None:
        """Write down what has changed."""
        if self._hosts and (changed := self._take_changed()):
            self._hosts.put(*changed)

    def keep_later(self) -> None:
        """Have what has changed written down with the next commit of the ledger."""
        if self._hosts and (changed := self._take_changed()):
            self._hosts.put_later(*changed)

    def _take_changed(self) -> list[Host]:
        changed, self._changed = self._changed, set()
        return [self._known[host] for host in changed]
