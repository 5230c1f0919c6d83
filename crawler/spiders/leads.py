"""What of a page a crawl follows: which of its addresses, how soon, and how deep.

Leads(store, run, wanted).followed(page, listing, ours) -> links as the ledger takes them
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.engine import wake
from crawler.frontier.article_score import archived, narrows
from crawler.frontier.link import MAX_LINKS, TRAPPED
from crawler.frontier.slices import SLICE
from crawler.frontier.urls import article_likeness, canonical
from crawler.outcomes import Reason
from crawler.run.parts_ahead import Part
from crawler.run.read_list import ReadList
from crawler.worker_process import WorkerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from crawler.frontier.link import Link
    from crawler.frontier.slices import Sliced
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

FEW_SLICES = 2
"""Slices of a list that are left to its page: most lists have one or two."""

BETWEEN = 0.02
"""Seconds that a slice leaves to others before the next: with none a request to another host,
which takes several turns of the reactor, waited half a second."""

PROOF = {"feed", "sitemap"}
"""Sources that list nothing but stories where they list them as such."""

LISTS = 10
"""A page that leads to so many stories is a list, whatever its address."""

EVEN = 0.5
"""An address from here on looks more like an article's than not."""

UNTOLD = 0.2
"""From here on it shows no sign of a list, nor of a story: whole sites are made of such."""


class _Marked(NamedTuple):
    """What a slice of a list holds, as far as that is kept while the others are looked at."""

    ours: list[int]
    """The places of the links that are ours."""

    fresh: set[int]
    """Of these the stories that were not known."""

    stories: int


class _Rules(NamedTuple):
    """What a list as a whole says of how its links are taken."""

    kind: str
    depth: int
    goes_on: bool
    """Whether further lists are followed."""

    overflows: bool
    """Whether they are read again."""


class Leads:
    """What the pages of one site lead to."""

    def __init__(self, store: Store, run: SiteRun, wanted: Wanted) -> None:
        self._store, self._run, self._wanted = store, run, wanted
        self._addresses, self._traps = store.addresses, store.traps

    async def follow(self, page: PageTask, listing: Sliced, *, leads_on: bool) -> None:
        """Note what a page lists, and what of it is to be asked for, a slice in a turn.

        A long list is written down but for its last slice, which the page keeps for its own
        commit. `leads_on` is whether what it leads to is followed.
        """
        page.listed = []
        writes = self._writes_ahead(page, listing)
        if not (writes and page.address):
            await self._take(page, listing, writes=writes, leads_on=leads_on)
            return
        async with self._store.parts_ahead.turn(page.address.host):
            await self._take(page, listing, writes=writes, leads_on=leads_on)
        wake(self._store.crawler)

    async def _take(
        self, page: PageTask, listing: Sliced, *, writes: bool, leads_on: bool
    ) -> None:
        """Write the parts down, each when the next is there; leave the last to the page."""
        if self._traps.of_address(page.address):  # learned since this page was asked for
            page.listed = None
            return
        if listing.kind == "sitemap-index":
            parts = await self._of_index(page, listing)
        else:
            parts = await self._of_list(page, listing)
        last = Part()
        for part in parts:
            writes = writes and self._write(page, last, leads_on=leads_on)
            if not writes:
                last.leave_to(page)
            last = part
            if len(listing.slices) > 1:
                await self._turn()
        last.leave_to(page)

    def _writes_ahead(self, page: PageTask, listing: Sliced) -> bool:
        """Return True for a long list in a crawl, whose page no story can be."""
        state = self._store.state
        return page.is_list and len(listing.slices) > FEW_SLICES and bool(state.number)

    def _write(self, page: PageTask, part: Part, *, leads_on: bool) -> bool:
        """Write a part down ahead of its page, and have what is in it asked for."""
        if not any(part):
            return True
        is_written = self._store.parts_ahead.write(
            page, part if leads_on else part._replace(found=())
        )
        if is_written:
            wake(self._store.crawler)
        return is_written

    async def _in_turns(self, listing: Sliced) -> AsyncIterator[list[Link]]:
        """Yield the links of each slice, with a turn for others after each of several."""
        for links in listing.links():
            yield links
            if len(listing.slices) > 1:
                await self._turn()

    async def _turn(self) -> None:
        """Let others have a turn. Raises `WorkerError` where the crawl ends meanwhile."""
        await asyncio.sleep(BETWEEN)
        state = self._store.state
        if state.aborted:
            raise WorkerError(Reason.READ_ABORTED, "the crawl ends")

    async def _of_list(self, page: PageTask, listing: Sliced) -> Iterator[Part]:
        """Return the parts of a list, once it is known what there is in all of it."""
        marks = await self._marks(page, listing)
        stories = sum(mark.stories for mark in marks)
        page.fresh = sum(len(mark.fresh) for mark in marks)
        page.elsewhere = listing.stories - stories
        depth = depth_of(page) + 1
        goes_on = depth < MAX_DEPTH and (depth <= BARREN_DEPTH or page.fresh > 0)
        rules = _Rules(listing.kind, depth, goes_on, page.fresh > OVERFLOWS * stories)
        return (
            self._part(page, links, mark, rules)
            for links, mark in zip(listing.links(), marks, strict=True)
        )

    async def _marks(self, page: PageTask, listing: Sliced) -> list[_Marked]:
        """Return what there is in each slice; what is listed no more is written down, too."""
        marks, keys, read = list[_Marked](), set[str](), _read(page)
        keeps = self._writes_ahead(page, listing) and listing.stories < MAX_LINKS
        async for links in self._in_turns(listing):
            marks.append(self._marked(page, links))
            read.add(links)
            if keeps:
                keys |= {canonical(links[n].url) for n in marks[-1].ours
                         if links[n].kind == "article"}  # fmt: skip
        self._note(page, read)
        if keeps and (keys or listing.kind != "sitemap"):
            await self._store.parts_ahead.miss(page, keys)
        return marks

    def _marked(self, page: PageTask, links: Sequence[Link]) -> _Marked:
        ours = [n for n, link in enumerate(links) if self._is_ours(link)]
        stories = {links[n].url: n for n in ours if links[n].kind == "article"}
        fresh = stories.keys() - self._addresses.known(stories, page.url)
        fresh = {url for url in fresh if self._store.sameness.trap(url) is None}
        return _Marked(ours, {stories[url] for url in fresh}, len(stories))

    def _note(self, page: PageTask, read: ReadList) -> None:
        if page.is_list and page.address:
            self._store.same_lists.note(read)

    def _is_ours(self, link: Link) -> bool:
        return self._run.is_ours(link.url) and self._wanted.may_ask(link)

    def _part(self, page: PageTask, links: Sequence[Link], marked: _Marked, rules: _Rules) -> Part:
        """Return what of a slice is worth asking for, and what else is to be noted of it."""
        found, again = [], []
        for link in (links[n] for n in marked.ours):
            if link.kind == "article" or rules.goes_on or self._goes_back(link, page):
                if link.kind != "article" and rules.overflows:
                    again.append(link.url)
                untold = rules.kind == "sitemap" or (rules.kind == "page" and not link.title)
                found.append(self._unless_trap(as_found(link, rules.depth, untold=untold)))
        stories = {links[n].url: links[n] for n in marked.ours if links[n].kind == "article"}
        fresh = {links[n].url for n in marked.fresh}
        proven = sorted(stories.keys() - fresh) if rules.kind in PROOF else ()
        return Part(found, list(stories.values()), proven, again)

    async def _of_index(self, page: PageTask, listing: Sliced) -> Iterator[Part]:
        """Return the sitemaps of an index, the last to change first; those changed are due."""
        ours: list[Link] = []
        changed, read = set[str](), _read(page)
        async for links in self._in_turns(listing):
            read.add(links)
            sitemaps = [link for link in links if self._is_ours(link)]
            changed.update(self._addresses.changed(sitemaps))
            ours += sitemaps
        self._note(page, read)
        page.fresh, page.elsewhere = len(changed), listing.stories
        ours.sort(key=lambda link: link.modified or "", reverse=True)
        depth = depth_of(page) + 1
        marked = (ours[at : at + SLICE] for at in range(0, len(ours), SLICE))
        return (self._part_of_index(links, changed, depth) for links in marked)

    def _part_of_index(self, links: list[Link], changed: set[str], depth: int) -> Part:
        found = [
            self._unless_trap(as_found(link, depth, untold=False))
            for link in links
            if link.kind == "article" or depth <= INDEX_DEPTH
        ]
        again = [link.url for link in links if link.url in changed]
        return Part(found, again=again, sitemaps=links)

    def _unless_trap(self, found: Link) -> Link:
        """Return a link as it is to be written down: never asked for at one host too many."""
        traps, turns = self._store.state.traps, self._store.turns
        if pattern := self._traps.of(found.url, found.kind):
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
        today, then = self._store.clock.today(), archived(link.url)
        return bool(then) and then <= today[: len(then)] and narrows(link.url, page.url)

    def may_be_article(self, capture: Capture, listing: Sliced, address: Address | None) -> bool:
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
        untold = address.priority == PRIORITY["untold"] and not run.site.article_url
        return untold and likeness >= UNTOLD and listing.stories < LISTS


def _read(page: PageTask) -> ReadList:
    capture = page.captures[-1]
    return ReadList(page.url, capture.body, sent_to=capture.url)


def depth_of(page: PageTask) -> int:
    """Return how many pages stand between a page and where the crawl began."""
    return page.address.depth if page.address else 0


def as_found(link: Link, depth: int, *, untold: bool) -> Link:
    """Return a link as the ledger takes it; `untold`: whether nothing was said of what it is."""
    priority = PRIORITY["untold" if untold and link.kind == "page" else link.kind]
    if link.kind == "sitemap" and OF_NEWS.search(link.url):
        priority += 1
    return link._replace(priority=priority, depth=depth)
