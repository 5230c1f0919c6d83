"""How a run treats the hosts it asks: what is known of each, and whether it may be asked now.

`HostLimits` is the view of a run on `crawler.ledger.hosts`; the middlewares write in it,
the scheduler asks it, the store keeps it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from crawler.frontier.urls import registrable
from crawler.ledger.hosts import Host, failed, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.ledger.hosts import Hosts


LONG = 5.0
"""Seconds between two requests from which on each is written down before it goes out: a
shorter delay has passed before a run that was killed is started again."""


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
        self._asked_of: Counter[str] = Counter()
        self._hosts: Hosts | None = None
        self._known: dict[str, Host] = {}
        self._changed: set[str] = set()
        self.asked: Counter[str] = Counter()
        """Requests to each host in this run, robots.txt and redirects included."""

    def open(self, hosts: Hosts) -> None:
        """Take up what is kept of hosts; without it a run knows only what it has seen."""
        self._hosts = hosts

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
        self._asked_of[self._domain(host)] += 1
        known = self.of(host)._replace(asked_at=self._now())
        self.note(known)
        if max(known.crawl_delay or 0.0, known.delay or 0.0) >= LONG:
            self.keep()

    def sent(self, host: str) -> None:
        """Note that a request is on its way only now."""
        self.note(self.of(host)._replace(asked_at=self._now()))

    def answered(self, host: str) -> None:
        """Note that a host does its work."""
        if self.of(host).failures:
            self.note(self.of(host)._replace(failures=0))

    def refused(self, host: str, retry_after: float | None) -> float:
        """Note that a host wants to be left alone; return for how many seconds."""
        self.note(refused(self.of(host), self._now(), retry_after))
        return self.rest(host)

    def failed(self, host: str) -> float:
        """Note that a host failed; return for how many seconds it is left alone now."""
        self.note(failed(self.of(host), self._now()))
        return self.rest(host)

    def rest(self, host: str) -> float:
        """Return for how many seconds more a host is not to be asked."""
        return max(0.0, self.of(host).paused_until - self._now())

    def why_not(self, host: str) -> str | None:
        """Return why a host is not to be asked now, in one stable word; None where it may be."""
        if self._spent(host):
            return "host-budget"
        return "host-paused" if self.rest(host) > 0 else None

    def may_ask(self, host: str) -> bool:
        """Say whether a host may be asked now."""
        return self.why_not(host) is None

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
