"""``scrapy crawl news -a url=URL``, ``site=NAME`` or ``sites=A,B``: every article of news sites.

What else ``-a`` may say stands in `crawler.spiders.news_arguments`.

The spider walks from where it starts to the site's lists, feeds and sitemaps and from
there to its articles. It captures; what a page says is not its concern.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import DontCloseSpider

from crawler.archive.jsonl import to_record
from crawler.download import LEFT, NotNowError
from crawler.extract import extract
from crawler.frontier.guesses import SOURCES
from crawler.frontier.link import Link
from crawler.frontier.refresh import HEAD, sent_on
from crawler.frontier.urls import registrable, resolve
from crawler.frontier.wanted import Wanted
from crawler.ledger.database import is_server
from crawler.ledger.fleets import Fleet
from crawler.memory import NO_MEMORY
from crawler.model import Capture, NotAnArticle
from crawler.outcomes import Reason
from crawler.private_addresses import named_for, with_starts
from crawler.run.failures import failure_of
from crawler.run.site_run import SiteRun, SiteRuns
from crawler.run.store import store_of
from crawler.scheduler import LINK, SITE_KEY, START
from crawler.sites import site_of
from crawler.spiders import page_ends
from crawler.spiders.answered import captured, page_of, take_for_story
from crawler.spiders.fleet_arguments import NAME, fleet_of, starts_from
from crawler.spiders.fleet_sites import FleetSites
from crawler.spiders.leads import PRIORITY, Leads, as_found, depth_of
from crawler.spiders.news_arguments import NAMES, STARTS, minutes_of, read_arguments
from crawler.spiders.source_guesses import SourceGuesses
from crawler.wire import beginning_of
from crawler.worker_process import WorkerError
from crawler.workers import listed, listed_on_wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.frontier.slices import Sliced
    from crawler.ledger.fleets import Start
    from crawler.run.host_limits import HostLimits
    from crawler.run.in_flight import InFlight
    from crawler.run.leases import Leases
    from crawler.run.page_task import PageTask
    from crawler.run.run_addresses import RunAddresses
    from crawler.run.run_state import RunState
    from crawler.run.sameness import Sameness

logger = logging.getLogger(__name__)

SITE_WIDE = "site"
"""What `Arguments.leads` says where all of a site is crawled."""

ALWAYS_TOLD = ("url", "site", "limit", "minutes")
"""Arguments that the ledger has of every run, given or not."""

AT_ONCE = 64
"""Requests that a run of many sites may have under way: those of a few dozen that hang until
their time is up leave room for the others."""

NOT_MODIFIED = 304


class NewsSpider(scrapy.Spider):
    """Fetch every article that a site has, once."""

    name = "news"
    handle_httpstatus_list = (NOT_MODIFIED,)

    def __init__(self, name: str | None = None, **said: str | None) -> None:
        self.fleet: Fleet | None = None
        if NAME in said:
            self.fleet, said = fleet_of(said)
        told = {each: said[each] for each in NAMES if each in said}
        super().__init__(name, **{each: said[each] for each in said if each not in NAMES})
        self.sites, self.leads, self.wanted = SiteRuns(), SITE_WIDE, Wanted()
        self.limit = self.minutes = None
        self.credentials: Mapping[str, str] = {}
        self._other_schemes: Mapping[str, Link] = {}
        self._shared: FleetSites | None = None
        self._watch: asyncio.Future[None] | None = None
        self.arguments: Mapping[str, str | None] = dict.fromkeys(ALWAYS_TOLD)
        if self.fleet and not any(each in told for each in STARTS):
            self.minutes = minutes_of(told.get("minutes"))
        elif any(value is not None for value in told.values()):
            read = read_arguments(said)
            self.sites, self.leads, self.wanted = read.sites, read.leads, read.wanted
            self.limit, self.minutes = read.limit, read.minutes
            self.credentials, self._other_schemes = read.credentials, read.other_schemes
            self.arguments = {**self.arguments, **read.told}

    @classmethod
    def demand(cls, arguments: Mapping[str, str]) -> None:
        """Raise ValueError, with what to do, where the arguments make no crawl."""
        if NAME in arguments:
            _, others = fleet_of(arguments)
            if not any(each in others for each in STARTS):
                minutes_of(others.get("minutes"))
                return
            read_arguments(others)
        else:
            read_arguments(arguments)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._take_fleet(crawler.settings.get("LEDGER"))  # noqa: SLF001 our own
        other = spider._other_schemes.values()  # noqa: SLF001 our own
        starts = [found.url for found in (*spider.starts, *other)]
        private, name = named_for(starts), "ALLOW_PRIVATE_ADDRESSES"
        if private:
            may = with_starts(crawler.settings.get(name), starts)
            crawler.settings.set(name, may, priority="cmdline")
        at_once = min(AT_ONCE, 2 * len(spider.sites))
        if at_once > crawler.settings.getint("CONCURRENT_REQUESTS"):
            crawler.settings.set("CONCURRENT_REQUESTS", at_once, priority="spider")
        if contact := crawler.settings.get("CONTACT"):
            agent = f"{crawler.settings['USER_AGENT']} (+{contact})"
            crawler.settings.set("USER_AGENT", agent, priority="spider")
        elif not private:
            logger.warning(
                "nobody is named as responsible for this crawl: say who with -s CONTACT=ADDRESS, "
                "it goes into the User-Agent for whoever wonders about our requests"
            )
        crawler.signals.connect(spider.robots, scrapy.signals.robots_parsed)
        crawler.signals.connect(spider.idle, scrapy.signals.spider_idle)
        return spider

    def _take_fleet(self, ledger: str) -> None:
        """Be one of a fleet where the ledger is shared. Raises ValueError, with what to do."""
        if self.fleet and not is_server(ledger):
            raise ValueError(
                "the processes of a fleet share a ledger: -s LEDGER=postgresql://USER@HOST/DATABASE"
            )
        if not (is_server(ledger) and (self.starts or self.fleet)):
            return
        if self.leads != SITE_WIDE or self.wanted != Wanted() or self.limit:
            raise ValueError(
                "a ledger that is shared is one of whole sites: -a fleet=, sites=, url=, site="
            )
        name = self.site_keys[0] if len(self.site_keys) == 1 else "sites"
        self.fleet = (self.fleet or Fleet(name))._replace(
            starts=starts_from(self.sites, self._other_schemes)
        )

    def take_starts(self, starts: Iterable[Start]) -> None:
        """Crawl the sites of the fleet, as its ledger has them."""
        at_once = asyncio.Semaphore(self.crawler.settings.getint("CONCURRENT_REQUESTS"))
        choose = partial(self._choose_scheme, at_once)
        self._shared = FleetSites(starts, choose, self._begin_with)
        self.sites = self._shared.runs

    def take_leases(self, leases: Leases) -> None:
        """Be told which hosts of the fleet come to this process, and which are about to go."""
        if shared := self._shared:
            leases.came = lambda host, site: shared.came(host, site, leases, self._addresses)
            leases.is_done = self._is_done_with

    def _is_done_with(self, site: str) -> bool:
        run = self.sites.named(site)
        return run is None or not self._guesses.next(run)

    def _begin_with(self, run: SiteRun, start: Link) -> None:
        if self.crawler.engine:
            self.crawler.engine.crawl(self._starting(run, start))

    @property
    def starts(self) -> list[Link]:
        """Return where the crawl starts, in all its sites."""
        return [start for run in self.sites for start in run.starts]

    @property
    def site_keys(self) -> tuple[str, ...]:
        """Return the keys of the sites that are crawled."""
        return self.sites.keys

    @property
    def _addresses(self) -> RunAddresses:
        return store_of(self.crawler).addresses

    @property
    def _sameness(self) -> Sameness:
        return store_of(self.crawler).sameness

    @property
    def _in_flight(self) -> InFlight:
        return store_of(self.crawler).in_flight

    @property
    def _hosts(self) -> HostLimits:
        return store_of(self.crawler).hosts

    @property
    def _state(self) -> RunState:
        return store_of(self.crawler).state

    async def start(self) -> AsyncIterator[Any]:
        """Ask for where the crawl starts; a profile's other sources have their own rhythm."""
        if self._shared:
            self._shared.begin()
            return  # the ledger says what is to be asked for
        if len(self.sites) > 1 and self.leads == SITE_WIDE:
            self._watch = asyncio.ensure_future(self._guesses.as_sites_end(self.sites))
        undecided = []
        at_once = asyncio.Semaphore(self.crawler.settings.getint("CONCURRENT_REQUESTS"))
        for run in self.sites:
            for found in tuple(run.starts):
                if other := self._other_schemes.get(found.url):
                    undecided.append(self._choose_scheme(at_once, run, found, other))
                else:
                    yield self._starting(run, found)
        for decided in asyncio.as_completed(undecided):
            yield self._starting(*(await decided))

    def closed(self, reason: str) -> None:
        del reason
        if self._watch:
            self._watch.cancel()
        if self._shared:
            self._shared.end()

    def _starting(self, run: SiteRun, found: Link) -> scrapy.Request:
        is_asked = run.asks_always(found) or self.leads != SITE_WIDE
        meta = {LINK: found, START: is_asked, SITE_KEY: run.key}
        return scrapy.Request(found.url, self.parse, dont_filter=True, meta=meta)

    async def _choose_scheme(
        self, at_once: asyncio.Semaphore, run: SiteRun, start: Link, other: Link
    ) -> tuple[SiteRun, Link]:
        """Return a start that names no scheme: by http where nobody answers by https."""
        engine = self.crawler.engine
        assert engine
        there = urlsplit(start.url)._replace(path="/robots.txt", query="").geturl()
        meta = {"dont_retry": True, "dont_obey_robotstxt": True, "handle_httpstatus_all": True,
                "dont_redirect": True, "download_timeout": 5}  # fmt: skip
        try:
            async with at_once:
                await engine.download_async(scrapy.Request(there, meta=meta, dont_filter=True))
        except Exception as error:
            if self.fleet and isinstance(error, NotNowError):
                raise
            reason, _, _ = failure_of(error)
            logger.warning("nothing answers at %s (%s): it is %s", start.url, reason, other.url)
            run.starts[run.starts.index(start)] = other
            return run, other
        logger.info("%s names no scheme: it is %s", there.split("/")[2], start.url)
        return run, start

    async def robots(self, robotparser: Any, request: scrapy.Request) -> None:
        """Take up the sitemaps that a robots.txt of the site names, in a crawl."""
        if not self._state.number or self.leads != SITE_WIDE:
            return
        run = self.sites.of_url(request.url)
        for url in getattr(robotparser, "sitemaps", [])[:50]:
            sitemap = resolve(request.url, url)
            if sitemap and run.is_ours(sitemap):
                found = Link(sitemap, "sitemap", priority=PRIORITY["sitemap"], depth=1)
                self._ask_besides(found, run)

    def _ask_besides(self, found: Link, run: SiteRun) -> None:
        """Have an address of a site asked for that no page led to."""
        if self.crawler.engine:
            meta = {LINK: found, SITE_KEY: run.key}
            self.crawler.engine.crawl(scrapy.Request(found.url, dont_filter=True, meta=meta))

    def idle(self) -> None:
        """Try where feeds and sitemaps usually stand, before a crawl gives up.

        That is one of which no story was found, is held, or may still be.
        """
        if self.fleet or self.leads != SITE_WIDE:
            return
        if self._guesses.at_the_end(self.sites):
            raise DontCloseSpider

    @property
    def _guesses(self) -> SourceGuesses:
        return SourceGuesses(
            store_of(self.crawler), self._ask_besides, is_alone=len(self.sites) <= 1,
            is_fleet=self.fleet is not None,
        )  # fmt: skip

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        """Take what a page is and where it leads.

        In a crawl that is the page, for the pipelines to read; tried out by itself, it is the
        article's record.

        @url data:text/html,<h1>The%20ferry%20is%20back</h1><p>It%20left%20on%20Monday.</p>
        @returns items 1 1
        """
        page = page_of(response)
        store_of(self.crawler).answered(page)
        capture = captured(response, page)
        page.captures.append(capture)
        page.status = response.status
        if page.address and response.status == NOT_MODIFIED:
            page_ends.not_modified(store_of(self.crawler), page)
            return
        is_left = bool(response.meta.get(LEFT))
        if page_ends.may_list(page.address):
            if not await self._take_up(page, capture, is_left=is_left):
                return
            capture = page.captures[-1]
        elif target := sent_on(_head_of(capture).decode("latin-1"), capture.url):
            page.found = [as_found(Link(target, "article"), depth_of(page) + 1, untold=False)]
        followed = page.found
        if not self._leads_on(page):
            page.found = []
        if page.address is not None:
            yield page
            return
        for found in followed:
            yield scrapy.Request(found.url, self.parse, dont_filter=True, meta={LINK: found})
        try:
            yield to_record(extract(capture, site_of(capture.url)))
        except NotAnArticle as verdict:
            logger.info("no article (%s): %s", verdict, capture.url)

    async def _take_up(self, page: PageTask, capture: Capture, *, is_left: bool) -> bool:
        """Take what a page lists; return False where what becomes of it is settled by that."""
        store = store_of(self.crawler)
        try:
            listing = await self._listing(page, capture, is_left=is_left)
            if not listing.number and await self._rendered(page, capture):
                listing = await self._listing(page, page.captures[-1])
            if listing.cut:
                self._note_cut(capture)
            if page_ends.is_guess(page) and listing.kind not in SOURCES:
                page_ends.absent(store, page)
                return False
            await self._follow(page, page.captures[-1], listing)
        except WorkerError as error:
            page_ends.unread(store, page, error)
            return False
        return True

    async def _follow(self, page: PageTask, capture: Capture, listing: Sliced) -> None:
        """Note whether a page is a list, and what is to be asked for of what it lists."""
        run = self.sites.of_address(page.address, capture.url)
        leads = Leads(store_of(self.crawler), run, self.wanted)
        page.is_list = not leads.may_be_article(capture, listing, page.address)
        if not page.is_list:
            take_for_story(page)
        await leads.follow(page, listing, leads_on=self._leads_on(page))

    def _note_cut(self, capture: Capture) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value("archive/lists_cut")
        logger.warning("more than is read of one source, the rest is left: %s", capture.url)

    async def failed(self, failure: Failure) -> None:
        """Note why an address brought nothing."""
        page_ends.failed(store_of(self.crawler), failure)

    async def _listing(self, page: PageTask, capture: Capture, *, is_left: bool = False) -> Sliced:
        """Return where a page leads, found by a worker in a crawl and right here without one."""
        run = self.sites.of_address(page.address, capture.url)
        find, sent = (
            (listed_on_wire, page.exchanges[-1].response) if is_left else (listed, capture.body)
        )
        listing = partial(
            find,
            sent,
            capture.url,
            capture.content_type,
            article_url=run.site.article_url,
            list_url=run.site.list_url,
            learned=self._addresses.learned(run.key),
        )
        if not self._state.number:
            return listing()
        workers = store_of(self.crawler).workers
        return await workers.list_for(registrable(capture.url), listing)

    async def _rendered(self, page: PageTask, capture: Capture) -> bool:
        """Have a browser fill a list that its scripts fill; return whether it did."""
        store = store_of(self.crawler)
        workers, source = store.workers, store.captures
        wanted = (page.site.render or self.settings["RENDER"]) != "never"
        if not (wanted and page.address and self._state.number):
            return False
        try:
            await workers.finish(capture, page.site, NO_MEMORY)
        except NotAnArticle as verdict:
            if verdict.reason != Reason.NEEDS_BROWSER:
                return False
        else:
            return False
        shown = await source.rendered(page, capture)
        if shown is None and self._state.aborted:
            raise WorkerError(Reason.READ_ABORTED, "the crawl ends")
        if shown is not None:
            page.captures[-1] = shown
        return shown is not None

    def _leads_on(self, page: PageTask) -> bool:
        """Return True if this crawl follows what a page leads to."""
        return self.leads == SITE_WIDE or (self.leads == "lists" and page.is_list)


def _head_of(capture: Capture) -> bytes:
    """Return as much of a page as may send on to another."""
    if capture.body or not capture.exchanges:
        return capture.body[:HEAD]
    return beginning_of(capture.exchanges[-1], HEAD).body[:HEAD]
