"""What of a page a crawl follows: which of its addresses, how soon, and how deep.

Leads(store, run, wanted).followed(page, listing, ours) -> links as the ledger takes them
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.frontier.article_score import archived, narrows
from crawler.frontier.link import TRAPPED
from crawler.frontier.urls import article_likeness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.frontier.link import Link, Listing
    from crawler.frontier.wanted import Wanted
    from crawler.ledger.schema import Address
    from crawler.model import Capture
    from crawler.run.page_task import PageTask
    from crawler.run.site_run import SiteRun
    from crawler.run.store import Store

logger = logging.getLogger(__name__)

MAX_DEPTH = 500
"""List pages in a row: a channel of 10,000 stories has 500 pages of 20."""

BARREN_DEPTH = 2
"""From here on a list page on which nothing is new leads no further: a calendar has no end."""

INDEX_DEPTH = 5
"""Indexes in a row that are followed: the protocol knows one, sites were met with three."""

PRIORITY = {"sitemap": 60, "feed": 50, "article": 30, "untold": 20, "page": 10}
"""What is fetched first: news sitemaps and feeds name what is new; then stories, then lists."""

OF_NEWS = re.compile(r"news[^/]*\.(?:xml|gz|txt|php|ashx)|[/_-]news[_-]?sitemap", re.IGNORECASE)
"""Addresses of sitemaps that hold the last two days: they are asked for first."""

OVERFLOWS = 0.5
"""From this share of new stories on a list may have pushed others on to the pages behind it,
and those are read again at once; otherwise they are polled by their own rhythm."""

SLICE = 250
"""Links of a list that are looked at in one turn of the reactor: a sitemap has 50,000."""

PROOF = {"feed", "sitemap"}
"""Sources that list nothing but stories where they list them as such."""

LISTS = 10
"""A page that leads to so many stories is a list, whatever its address."""

EVEN = 0.5
"""An address from here on looks more like an article's than not."""

UNTOLD = 0.2
"""From here on it shows no sign of a list, nor of a story: whole sites are made of such."""


class Leads:
    """What the pages of one site lead to."""

    def __init__(self, store: Store, run: SiteRun, wanted: Wanted) -> None:
        self._store, self._run, self._wanted = store, run, wanted
        self._addresses = store.addresses

    async def ours(self, listing: Listing) -> list[Link]:
        """Return those of the addresses on a page that are ours, other requests in between."""
        ours: list[Link] = []
        for begins in range(0, len(listing.links), SLICE):
            if len(listing.links) > SLICE:
                await asyncio.sleep(0)
            ours += [
                link for link in listing.links[begins : begins + SLICE]
                if self._run.is_ours(link.url) and self._wanted.may_ask(link)
            ]  # fmt: skip
        return ours

    def followed(self, page: PageTask, listing: Listing, ours: list[Link]) -> Iterator[Link]:
        """Yield the addresses on a page that are worth asking for, of those that are ours."""
        depth = depth_of(page) + 1
        stories = {link.url: link for link in ours if link.kind == "article"}
        fresh = stories.keys() - self._addresses.known(stories)
        fresh = {url for url in fresh if self._store.sameness.trap(url) is None}
        page.fresh = len(fresh)
        if listing.kind in PROOF:
            page.proven = sorted(stories.keys() - fresh)
        page.listed = list(stories.values())
        page.elsewhere = sum(link.kind == "article" for link in listing.links) - len(stories)
        goes_on = depth < MAX_DEPTH and (depth <= BARREN_DEPTH or bool(fresh))
        if listing.kind == "sitemap-index":
            ours, goes_on = self._sitemaps(page, ours), depth <= INDEX_DEPTH
        overflows = len(fresh) > OVERFLOWS * len(stories)
        for link in ours:
            if link.kind == "article" or goes_on or self._goes_back(link, page):
                if link.kind != "article" and overflows:
                    page.again.append(link.url)
                untold = listing.kind == "sitemap" or (listing.kind == "page" and not link.title)
                yield self._unless_trap(as_found(link, depth, untold=untold))

    def _unless_trap(self, found: Link) -> Link:
        """Return a link as it is to be written down: never asked for at one host too many."""
        traps, turns = self._store.state.traps, self._store.turns
        if pattern := self._store.trap(found.url):
            traps[pattern] += 1
            return found._replace(priority=TRAPPED)
        pattern = turns.trap(found.host)
        if pattern is None:
            turns.meet([found.host])
            return found
        if not traps[pattern]:
            logger.warning("a trap: %s has more hosts than anybody needs, new ones are left",
                           pattern)  # fmt: skip
        traps[pattern] += 1
        return found._replace(priority=TRAPPED)

    def _goes_back(self, link: Link, page: PageTask) -> bool:
        """Say whether a link leads from an archive on to a month or a day of it, in the past."""
        today = datetime.fromtimestamp(self._store.clock.now(), UTC).timetuple()
        then = archived(link.url)
        return bool(then) and then <= today[: len(then)] and narrows(link.url, page.url)

    def _sitemaps(self, page: PageTask, listed: list[Link]) -> list[Link]:
        """Return the sitemaps of an index, the last to change first; those changed are due."""
        page.sitemaps = listed
        changed = self._addresses.changed(page.sitemaps)
        page.fresh = len(changed)
        page.again += changed
        return sorted(listed, key=lambda link: link.modified or "", reverse=True)

    def may_be_article(self, capture: Capture, listing: Listing, address: Address | None) -> bool:
        """Say whether a page that may be a list is to be read as a story, too.

        One that is held, or that a feed lists as one. One that says or shows that it is a story,
        however it was met. One that somebody started from, where its address looks like a
        story's. And one of which nothing was said where it was met, in a sitemap or under a date,
        where its address does not look like a list's and it lists few stories.
        """
        if listing.kind != "page":
            return False
        if address and (address.held or address.kind == "article"):
            return True
        run = self._run
        if listing.is_story and not run.site.article_url:
            return True
        likeness = article_likeness(capture.url, self._addresses.learned(run.key))
        if not (address and address.depth):
            return likeness > EVEN
        stories = sum(link.kind == "article" for link in listing.links)
        untold = address.priority == PRIORITY["untold"] and not run.site.article_url
        return untold and likeness >= UNTOLD and stories < LISTS


def depth_of(page: PageTask) -> int:
    """Return how many pages stand between a page and where the crawl began."""
    return page.address.depth if page.address else 0


def as_found(link: Link, depth: int, *, untold: bool) -> Link:
    """Return a link as the ledger takes it; `untold`: whether nothing was said of what it is."""
    priority = PRIORITY["untold" if untold and link.kind == "page" else link.kind]
    if link.kind == "sitemap" and OF_NEWS.search(link.url):
        priority += 1
    return link._replace(priority=priority, depth=depth)
