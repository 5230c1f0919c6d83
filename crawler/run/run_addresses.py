"""The addresses that a run accounts for: what it finds, what is due, what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.frontier.article_score import NOTHING_LEARNED, Learned
from crawler.frontier.link import found_at
from crawler.ledger.schema import NO_LIMIT
from crawler.ledger.url_patterns import taught
from crawler.outcomes import Outcome
from crawler.sites import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.frontier.link import Link
    from crawler.ledger.ledger import Ledger
    from crawler.ledger.schema import Address, Visit
    from crawler.run.clock import Clock
    from crawler.run.in_flight import InFlight


class RunAddresses:
    """The view of a run on the addresses in its ledger; without one it knows of none."""

    def __init__(self, in_flight: InFlight, clock: Clock) -> None:
        self._in_flight, self._clock = in_flight, clock
        self._ledger: Ledger | None = None
        self._learned: dict[str, Learned] = {}
        """What the addresses of each site of the run turned out to be, by their shapes."""

    def open(self, ledger: Ledger) -> None:
        """Take up the run that a ledger has begun."""
        self._ledger = ledger
        self._learned.clear()

    @property
    def ledger(self) -> Ledger:
        """The ledger; there is one as soon as the archive is open."""
        assert self._ledger
        return self._ledger

    # --- what is found

    def add(self, found: Link, site: str = "") -> None:
        """Write down an address that belongs to no page: of a site, or of the run's only one."""
        self.ledger.add([found], None, self.ledger.run, self._clock.now(), site)

    def ask_again(self, url: str) -> None:
        """Make an address due that an earlier run has asked for."""
        self.ledger.ask_again([url], self.ledger.run, self._clock.now())

    def adopt(self, found: Link, site: str | None = None) -> Address:
        """Return an address that is answered already, of a site; of the run's if None."""
        ledger = self.ledger
        key = ledger.site if site is None else site
        return ledger.adopt(found, ledger.run, self._clock.now(), key)

    def adopt_capture(
        self, url: str, kind: str = "", *, only_known: bool = False
    ) -> Address | None:
        """Return the address of a capture that is read again; None for no address."""
        found = found_at(url, kind or "article")
        if found is None or (only_known and not self.known([found.url])):
            return None
        return self.adopt(found, key_of(found.url))

    def learn(self, visits: Iterable[Visit]) -> None:
        """Take up what committed visits teach of the shapes of addresses."""
        for visit in visits:
            site = self.ledger.site or visit.site
            if site in self._learned:  # else it is read from the ledger, which has the visit
                self._learned[site] = taught(self._learned[site], visit)

    def learned(self, site: str) -> Learned:
        """Return what the addresses of a site turned out to be, by their shapes."""
        if self._ledger is None:
            return NOTHING_LEARNED
        if site not in self._learned:
            self._learned[site] = self._ledger.verdicts.learned(site)
        return self._learned[site]

    # --- what is due

    def hosts(self) -> list[str]:
        """Return the hosts of which an address may be due, now or later in this run."""
        return self.ledger.due_hosts()

    def put_back(self, address: Address) -> None:
        """Note that an address that was handed out was not asked for."""
        self.ledger.put_back(address.host)

    def due(self, host: str, limit: int, within: float = 0.0) -> list[Address]:
        """Return addresses of a host that are due in so many seconds, and that no page has."""
        at = self._clock.now() + within
        return self.ledger.due(host, at, limit, self._in_flight.taken())

    def pending(self, most: int = NO_LIMIT) -> int:
        """Return how many addresses of the run nothing has become of yet, up to `most`."""
        return self.ledger.pending(self.ledger.run, most)

    # --- what is known

    def known(self, urls: Iterable[str], by: str | None = None) -> set[str]:
        """Return those of the addresses that the ledger has seen; none without an archive.

        What was seen on page `by` alone, since it was last read, is none of them.
        """
        return self._ledger.known(urls, by) if self._ledger else set()

    def current(self, url: str) -> Address | None:
        """Return what the ledger has of an address now; None where it was never seen."""
        return self.ledger.address(url)

    def changed(self, sitemaps: Sequence[Link]) -> list[str]:
        """Return those of an index's sitemaps that have changed since they were read."""
        return self._ledger.sitemaps.changed(sitemaps) if self._ledger else []

    def may_have_story(self, site: str) -> bool:
        """Return True if a story of a site of the run is held, was, or may still be found."""
        accounts, held = self.ledger.accounts, self.ledger.fleets.held
        if self.ledger.writer:  # what is due of it is due at the hosts that this process holds
            hosts = [host for host, of in held.items() if of == site]
            return accounts.has_story(site) or accounts.has_story_due(site, hosts)
        among_others = "" if self.ledger.site else site
        return accounts.has_story(site) or accounts.expects_story(self.ledger.run, among_others)

    def is_of_run(self, url: str) -> bool:
        """Return True for an address that this run asks for, or has asked for."""
        known, _ = self.ledger.life(url)
        return known is not None and known["run"] == self.ledger.run

    def is_accounted(self, url: str) -> bool:
        """Return True for an address that is on its way, or of which more than a failure came."""
        known, _ = self.ledger.life(url)
        if known is None or known["run"] != self.ledger.run:
            return False
        ended = known["outcome"] not in {None, Outcome.FAILED}
        return ended or known["id"] in self._in_flight.taken()
