"""One process as a member of a fleet: it joins, takes hosts, gives them back, and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.frontier.link import found_at
from crawler.ledger.database import begun_anew
from crawler.ledger.fleets import Fleet, Fleets, GivenBack, Lease, LostRun, Work, fleet_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from crawler.ledger.addresses import Addresses
    from crawler.ledger.database import Database


class Membership:
    """The membership of this process, each step a transaction of its own."""

    def __init__(
        self,
        db: Database,
        fleets: Fleets,
        addresses: Addresses,
        transaction: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._db, self._fleets, self._transaction = db, fleets, transaction
        self._addresses, self._runs = addresses, addresses.runs
        self._hosts, self._taken_over = addresses.due_hosts, addresses.taken_over
        self.run = 0
        """The run that this process is in as a member; 0 before it has joined one."""

    @begun_anew
    def join(self, spider: str, arguments: Mapping[str, Any], at: float, fleet: Fleet) -> float:
        """Become a member of a fleet, at the run that it is at or a new one.

        Returns when the run began. Raises `LedgerError` where nobody said which sites it has.
        """
        with self._transaction():
            self._fleets.keep_list(fleet)
            going = self._fleets.run()
            is_new = going is None
            if going is None:
                sites = {start.site for start in self._fleets.starts()}
                key = fleet_key(fleet.name)
                going = self._runs.begin(spider, arguments, at, key, sorted(sites)), at
            self.run = int(going[0])
            self._hosts.begin()
            self._taken_over.begin_fleet(self.run, going[1], fleet.name)
            self._fleets.enter(self.run)
            if is_new:
                self._begin_fleet(at)
        return going[1]

    def _begin_fleet(self, at: float) -> None:
        """Account for what is due of the sites of a fleet, and ask for where each begins."""
        self._runs.count(self.run, self._taken_over.number(self.run))
        self._fleets.wake_all()
        for start in self._fleets.starts():
            found = found_at(start.url, start.kind)
            if found is not None and start.other:
                self._fleets.tell({found.host: (start.site, 0.0)})
            elif found is not None:
                self._addresses.add([found], None, self.run, at, start.site)
                self._addresses.ask_again([found.url], self.run, at)

    @begun_anew
    def lost_runs(self) -> list[LostRun]:
        """Return the runs of fleets that nobody has accounted for, and nobody will."""
        with self._transaction():
            return self._fleets.lost_runs()

    def account_for(self, lost: LostRun) -> None:
        """Know what such a run has left undone, as one of its members would."""
        self._fleets.fleet = Fleet(lost.fleet)
        self._taken_over.begin_fleet(lost.run, lost.begun, lost.fleet)

    @begun_anew
    def take_share(self, work: Work, now: float, *, takes: bool) -> list[Lease] | None:
        """Go on as a member, and take hosts; return these. None where the membership has ended."""
        with self._transaction():
            if not self._fleets.stay(work):
                return None
            self._fleets.end_lost()
            taken = self._fleets.share(now) if takes else []
        return self._hold(taken)

    @begun_anew
    def lend(self, host: str) -> Lease | None:
        """Take a host that a page leads to; None where another member holds it."""
        with self._transaction():
            lease = self._fleets.lend(host)
        self._hold([lease] if lease else [])
        return lease

    def _hold(self, taken: list[Lease]) -> list[Lease]:
        for host, site, _ in taken:
            self._fleets.held[host] = site
            self._taken_over.take(host, site)
            self._hosts.tell(host)
        return taken

    @begun_anew
    def give_back(self, hosts: Sequence[GivenBack], now: float) -> None:
        """Let go of hosts, and say from when on each has something due."""
        with self._transaction():
            given = {*self._fleets.give_back(hosts)}
            self._fleets.due_from(
                {
                    each.host: 0.0 if each.is_due else max(each.not_before, self._due(each, now))
                    for each in hosts
                    if each.host in given
                }
            )
        for each in hosts:
            self._fleets.held.pop(each.host, None)
            self._taken_over.leave_host(each.host)
            self._hosts.rest(each.host, None)

    def _due(self, given: GivenBack, now: float) -> float:
        return self._addresses.next_due(self.run, given.host, now)

    @begun_anew
    def join_again(self) -> None:
        """Become a member anew, without a host: the membership has ended while nobody looked."""
        for host in self._fleets.held:
            self._taken_over.leave_host(host)
            self._hosts.rest(host, None)
        with self._transaction():
            self._fleets.enter(self.run)

    @begun_anew
    def leave(self, work: Work, notes: str = "") -> bool:
        """End the membership; return True for the last member of the run."""
        with self._transaction():
            return self._fleets.leave(work, notes)
