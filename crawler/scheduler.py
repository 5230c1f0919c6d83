"""Scrapy's queue as a view of the ledger: nothing in flight is forgotten.

A request is handed out for an address that is due and stays due on disk until a commit
says what became of it. Addresses are taken from each host in turn; only a few of each
are in memory at a time. What a retry or a redirect sends back waits in memory: should the
process die, its address is still due.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.utils.defer import deferred_from_coro

from crawler.download import FIRST_BYTES, MAY_BE_LEFT
from crawler.engine import wake
from crawler.frontier.charsets import MAX_SENT
from crawler.frontier.link import found_at
from crawler.ledger.schema import Address
from crawler.run.page_task import PageTask
from crawler.run.store import Store, store_of
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.spiders import Spider
    from twisted.internet.defer import Deferred

AHEAD = 32
"""Addresses of a host that are read from the ledger at a time."""

SOON = 1.0
"""Seconds that a run waits for an address: one that its host refused is due when the host has
rested, counted from the commit that says so."""

UNREAD = 128
"""Pages that may be on their way at a time: where reading does not keep up with fetching, what
waits to be read is fetched once more after a crash."""

LISTS_WAITING = 4
"""Long lists of a host that wait to be taken up before it is asked for more: one of 5,000 entries
takes a megabyte, and a second, and a hundred of them waited."""

PAGE = "page"
"""Key in ``request.meta`` of the `PageTask` a request is part of."""

START = "start"
"""Key in ``request.meta`` of whether an address is asked for in every run."""

LINK = "link"
"""Key in ``request.meta`` of what was said where an address was found: a `Link`."""

SITE_KEY = "site"
"""Key in ``request.meta`` of the key of the site that the address of a `Link` belongs to."""


class Scheduler:
    """The frontier, for one run."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.store: Store = store_of(crawler)
        self.state, self.hosts = self.store.state, self.store.hosts
        self.addresses, self.in_flight = self.store.addresses, self.store.in_flight
        self.turns, self.group = self.store.turns, self.store.group
        self.leases = self.store.leases
        self._sent_back: deque[Request] = deque()
        self._ahead: dict[str, deque[Address]] = {}
        self._round: Iterator[tuple[str, ...]] = iter(())
        self._spider: Any = None
        self._asks = True
        self._at_once = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the scheduler of a crawl."""
        return cls(crawler)

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Begin handing out what is due."""
        self._spider = spider
        self._asks = getattr(spider, "asks_hosts", True)
        self.parts_ahead = self.store.parts_ahead
        if self.leases:
            self.leases.gone = self._forget
            if hold := getattr(spider, "take_leases", None):
                hold(self.leases)
        self.turns.meet(start.host for start in getattr(spider, "starts", ()))
        self.group.is_hungry = lambda host: not self._ahead.get(host)
        self.store.start_ticking()
        return None

    def close(self, reason: str) -> Deferred[None] | None:
        """Make safe what is finished; the rest stays due."""
        del reason
        return deferred_from_coro(self.store.close())

    def enqueue_request(self, request: Request) -> bool:
        """Take a request: sent back by a middleware, or where a crawl starts."""
        if PAGE in request.meta:
            self._sent_back.append(request)
            return True
        found = request.meta.get(LINK) or found_at(request.url)
        if found is None:
            return False
        self.addresses.add(found, request.meta.get(SITE_KEY, ""))
        if request.meta.get(START):
            self.addresses.ask_again(found.url)
        return True

    def has_pending_requests(self) -> bool:
        """Say whether anything is due that is not being fetched already."""
        if self._sent_back:
            return True
        if self.state.error or not self._asks or self._enough():
            return False
        if self._is_more_due():
            return True
        # What waits for a commit may lead on. A group is not cut short before that is asked.
        if self.group.is_large:
            return True  # it is committed in turns
        if self.store.commit():
            wake(self.crawler)
            if self._is_more_due():
                return True
        return self.store.is_at_work()

    def _is_more_due(self) -> bool:
        return any(self._has_more(host) for host in self.addresses.hosts())

    def _forget(self, host: str) -> None:
        """Hand out nothing more of a host that is another process's."""
        self._ahead.pop(host, None)

    def _has_more(self, host: str) -> bool:
        """Say whether a host that may be asked now, or soon, has an address for us then."""
        if not self.hosts.worth_waiting(host):
            return False
        within = self.hosts.rest(host) + SOON
        return bool(self._ahead.get(host) or self.addresses.due(host, 1, within))

    def next_request(self) -> Request | None:
        """Return the next request, each host in its turn; None where none is due."""
        if self._sent_back:
            return self._sent_back.popleft()
        if self.state.error or not self._asks or self._enough():
            return None
        if len(self.in_flight) >= UNREAD:
            return None
        address = self._next_address()
        return self._request(address) if address else None

    def _enough(self) -> bool:
        """Say whether the articles asked for are held, or would be with those on their way."""
        limit = getattr(self._spider, "limit", None)
        if limit is None:
            return False
        # What was taken for a list may turn out to be a story.
        on_their_way = sum(page.address.kind in {"article", "page"} for page in self.in_flight
                           if page.address)  # fmt: skip
        return bool(self.state.stored + on_their_way >= limit)

    def _next_address(self) -> Address | None:
        for again in (False, True):
            for hosts in self._round:
                if (host := self._whose(hosts)) is not None:
                    if wait := self.turns.took(host):
                        asyncio.get_running_loop().call_later(wait, wake, self.crawler)
                    return self._ahead[host].popleft()
            if again:
                break
            live = self.addresses.hosts()
            self.turns.meet(live)
            self._round = self.turns.round(live)
        return None

    def _whose(self, hosts: tuple[str, ...]) -> str | None:
        """Return which of the hosts that share a turn is to be asked; None for none of them.

        What is sent ahead cannot be called back: those who share a turn share its requests, too.
        """
        if sum(self.in_flight.unanswered[host] for host in hosts) >= self._at_once:
            return None
        if sum(self.parts_ahead.waiting[host] for host in hosts) >= LISTS_WAITING:
            return None
        return next(
            (each for each in hosts if self.hosts.may_ask(each) and self._fill(each)), None
        )

    def _fill(self, host: str) -> bool:
        """Say whether an address of the host waits to be handed out."""
        ahead = self._ahead.setdefault(host, deque())
        if not ahead:
            due = self.addresses.due(host, AHEAD)
            due = [each for each in due if not self.store.leave_trapped(each)]
            # One page that is always refused must not keep the others waiting.
            ahead.extend(sorted(due, key=lambda address: address.tries > 0))
        return bool(ahead)

    def _request(self, address: Address) -> Request:
        member = self.leases.member if self.leases else 0
        page = PageTask(address, site=site_of(address.url), lease=member)
        self.in_flight.begin(page)
        meta = {PAGE: page, "exchanges": page.exchanges, "verbatim_url": True, MAY_BE_LEFT: True}
        if address.kind == "sitemap":
            meta |= {FIRST_BYTES: MAX_SENT}
        return Request(
            address.url,
            callback=self._spider.parse,
            errback=self._spider.failed,
            headers=_if_changed(address),
            dont_filter=True,
            meta=meta,
        )


def _if_changed(address: Address) -> dict[str, str]:
    """Return the headers that ask for a page only if it is not as it was the last time."""
    said = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified}
    return {name: value for name, value in said.items() if value}
