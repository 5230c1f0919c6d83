"""``scrapy crawl news -a url=URL``, ``site=NAME`` or ``sites=A,B``: every article of news sites.

What else ``-a`` may say stands in `crawler.spiders.news_arguments`.

The spider walks from where it starts to the site's lists, feeds and sitemaps and from
there to its articles. It captures; what a page says is not its concern.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy
from scrapy.exceptions import DontCloseSpider
from scrapy.spidermiddlewares.httperror import HttpError

from crawler import patterns as re
from crawler.archive.jsonl import to_record
from crawler.download import CAPTURE, LEFT, NotNowError
from crawler.extract import extract
from crawler.frontier.article_score import archived, narrows
from crawler.frontier.guesses import SOURCES, is_absent
from crawler.frontier.link import GUESSED, TRAPPED, Link
from crawler.frontier.refresh import HEAD, sent_on
from crawler.frontier.sources import links
from crawler.frontier.urls import article_likeness, is_sent_home, registrable, resolve
from crawler.frontier.wanted import Wanted
from crawler.ledger.database import is_server
from crawler.ledger.fleets import Fleet
from crawler.ledger.schema import WITHDRAWN
from crawler.memory import NO_MEMORY
from crawler.model import Capture, NotAnArticle
from crawler.outcomes import GONE, Outcome, Reason
from crawler.private_addresses import named_for, with_starts
from crawler.run.failures import failure_of
from crawler.run.site_run import SiteRun, SiteRuns
from crawler.run.store import store_of
from crawler.scheduler import LINK, PAGE, SITE_KEY, SOON, START
from crawler.sites import site_of
from crawler.spiders.fleet_arguments import NAME, fleet_of, starts_from
from crawler.spiders.fleet_sites import FleetSites
from crawler.spiders.news_arguments import NAMES, STARTS, minutes_of, read_arguments
from crawler.wire import capture_of
from crawler.worker_process import WorkerError
from crawler.workers import links_sent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.frontier.link import Listing
    from crawler.ledger.fleets import Start
    from crawler.ledger.schema import Address
    from crawler.run.host_limits import HostLimits
    from crawler.run.in_flight import InFlight
    from crawler.run.leases import Leases
    from crawler.run.page_task import PageTask
    from crawler.run.run_addresses import RunAddresses
    from crawler.run.run_state import RunState
    from crawler.run.sameness import Sameness

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

SITE_WIDE = "site"
"""What `Arguments.leads` says where all of a site is crawled."""

ALWAYS_TOLD = ("url", "site", "limit", "minutes")
"""Arguments that the ledger has of every run, given or not."""

OVERFLOWS = 0.5
"""From this share of new stories on a list may have pushed others on to the pages behind it,
and those are read again at once; otherwise they are polled by their own rhythm."""

AT_ONCE = 64
"""Requests that a run of many sites may have under way: those of a few dozen that hang until
their time is up leave room for the others."""

SLICE = 250
"""Links of a list that are looked at in one turn of the reactor: a sitemap has 50,000."""

NOT_MODIFIED = 304

PROOF = {"feed", "sitemap"}
"""Sources that list nothing but stories where they list them as such."""

LISTS = 10
"""A page that leads to so many stories is a list, whatever its address."""

EVEN = 0.5
"""An address from here on looks more like an article's than not."""

UNTOLD = 0.2
"""From here on it shows no sign of a list, nor of a story: whole sites are made of such."""


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
        return run is None or not self._guesses(run)

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
            self._watch = asyncio.ensure_future(self._guess_as_sites_end())
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

        That is one of which no story was found, is held, or may still be. One guess of each site
        at a time: the first that leads to a story is the last.
        """
        if self.fleet or self.leads != SITE_WIDE:
            return
        if self._state.stored and len(self.sites) == 1:
            return
        guessed = [run for run in self.sites if self._guesses(run)]
        if guessed:
            raise DontCloseSpider

    async def _guess_as_sites_end(self) -> None:
        """Try the same for each of several sites as soon as nothing of it is left to ask for."""
        while True:
            await asyncio.sleep(SOON)
            for run in self.sites:
                if run.key not in self._in_flight.sites() and not self._is_due(run):
                    self._guesses(run)

    def _is_due(self, run: SiteRun) -> bool:
        """Return True if an address of a site may be asked for now, or soon."""
        hosts = [host for host in self._addresses.hosts() if run.is_ours(f"http://{host}/")]
        return any(
            self._addresses.due(host, 1, self._hosts.rest(host) + SOON)
            for host in hosts
            if self._hosts.worth_waiting(host)
        )

    def _guesses(self, run: SiteRun) -> bool:
        """Ask for the next guess of a site without a story; return False where there is none."""
        state, addresses = self._state, self._addresses
        if not state.number or state.error or not run.starts or not self._has_answered(run):
            return False
        if addresses.may_have_story(run.key):
            return False
        guess = run.guess(lambda url: bool(addresses.known([url])))
        if guess is None or not self._hosts.worth_waiting(guess.host):
            return False
        logger.info("nothing has led to a story: is there one at %s?", guess.url)
        self._ask_besides(guess, run)
        return True

    def _has_answered(self, run: SiteRun) -> bool:
        """Return True if a page of a site was answered: here, or where it starts in a fleet."""
        if self.fleet:
            return any(self._addresses.is_accounted(start.url) for start in run.starts)
        notes = store_of(self.crawler).notes
        is_alone = len(self.sites) <= 1
        return bool(self._state.fetched) and (is_alone or notes.has_answered(run.key))

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        """Take what a page is and where it leads.

        In a crawl that is the page, for the pipelines to read; tried out by itself, it is the
        article's record.

        @url data:text/html,<h1>The%20ferry%20is%20back</h1><p>It%20left%20on%20Monday.</p>
        @returns items 1 1
        """
        page = _page(response)
        store_of(self.crawler).answered(page)
        capture = _captured(response, page)
        page.captures.append(capture)
        page.status = response.status
        if page.address and response.status == NOT_MODIFIED:
            self._not_modified(page)
            return
        followed: list[Link] = []
        if _may_list(page.address):
            is_left = bool(response.meta.get(LEFT))
            if (listing := await self._listing_of(page, capture, is_left=is_left)) is None:
                return
            capture = page.captures[-1]
            followed = self._take_up(page, capture, listing, await self._ours(page, listing))
        elif target := sent_on(capture.body[:HEAD].decode("latin-1"), capture.url):
            followed = [_found(Link(target, "article"), _depth(page) + 1, untold=False)]
        page.found += followed if self._leads_on(page) else ()
        if page.address is not None:
            yield page
            return
        for found in followed:
            yield scrapy.Request(found.url, self.parse, dont_filter=True, meta={LINK: found})
        try:
            yield to_record(extract(capture, site_of(capture.url)))
        except NotAnArticle as verdict:
            logger.info("no article (%s): %s", verdict, capture.url)

    async def _listing_of(
        self, page: PageTask, capture: Capture, *, is_left: bool = False
    ) -> Listing | None:
        """Return what a page lists; None where its outcome is settled without."""
        try:
            listing = await self._listing(page, capture, is_left=is_left)
            if is_left and listing.kind == "page":
                page.captures[-1] = capture_of(page.exchanges)  # it may be a story, too
            if not listing.links and await self._rendered(page, capture):
                listing = await self._listing(page, page.captures[-1])
        except WorkerError as error:
            self._unread(page, error)
            return None
        if listing.cut:
            self._note_cut(capture)
        if _is_guess(page) and listing.kind not in SOURCES:
            self._absent(page)
            return None
        return listing

    def _take_up(
        self, page: PageTask, capture: Capture, listing: Listing, ours: list[Link]
    ) -> list[Link]:
        """Note whether a page is a list; return what is to be asked for of what it lists."""
        page.is_list = not self._may_be_article(capture, listing, page.address)
        if not page.is_list:
            _take_for_story(page)
        return list(self._followed(page, listing, ours))

    async def _ours(self, page: PageTask, listing: Listing) -> list[Link]:
        """Return those of the addresses on a page that are ours, other requests in between."""
        run, ours = self._run_of(page), []
        for begins in range(0, len(listing.links), SLICE):
            if len(listing.links) > SLICE:
                await asyncio.sleep(0)
            ours += [
                link for link in listing.links[begins : begins + SLICE]
                if run.is_ours(link.url) and self.wanted.may_ask(link)
            ]  # fmt: skip
        return ours

    def _note_cut(self, capture: Capture) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value("archive/lists_cut")
        logger.warning("more than is read of one source, the rest is left: %s", capture.url)

    async def failed(self, failure: Failure) -> None:
        """Note why an address brought nothing."""
        request: Any = failure.request  # type: ignore[attr-defined]
        page: PageTask = request.meta[PAGE]
        store_of(self.crawler).answered(page)
        if isinstance(failure.value, NotNowError) and _is_of(page, request):
            store_of(self.crawler).put_back(page)
            return
        reason, outcome, page.retry_in = failure_of(failure.value or RuntimeError())
        if isinstance(failure.value, HttpError):
            page.status = failure.value.response.status
        if rest := self._hosts.rest(urlsplit(request.url).netloc):
            page.retry_in = page.retry_in and rest
        if _is_guess(page) and page.status and is_absent(page.status):
            self._absent(page)
            return
        if reason in GONE and page.held:
            self._gone(page, reason)
            return
        page.outcome, page.reason = outcome, reason
        logger.log(
            logging.INFO if outcome == Outcome.DROPPED else logging.WARNING,
            "%s (%s): %s", outcome, reason, request.url,
        )  # fmt: skip
        store_of(self.crawler).finish(page)

    def _not_modified(self, page: PageTask) -> None:
        """Note that a page is as it was the last time."""
        assert page.address
        if page.held and is_sent_home(page.url, page.captures[0].url):
            self._gone(page, Reason.REDIRECTED_HOME)
            return
        is_story = page.held or not _may_list(page.address)
        page.outcome = Outcome.UNCHANGED if is_story else Outcome.SOURCE
        page.reason = Reason.NOT_MODIFIED
        store_of(self.crawler).finish(page)

    def _unread(self, page: PageTask, error: WorkerError) -> None:
        """Note that no worker could say where a page leads; its capture is kept."""
        page.outcome, page.reason = Outcome.FAILED, error.reason
        logger.warning("%s (%s): %s", page.outcome, page.reason, page.url)
        store_of(self.crawler).finish(page)

    def _absent(self, page: PageTask) -> None:
        """Note that nothing stands where a source was guessed."""
        page.outcome, page.reason = Outcome.DROPPED, Reason.NO_SUCH_SOURCE
        page.retry_in = None
        store_of(self.crawler).finish(page)

    def _gone(self, page: PageTask, reason: str) -> None:
        """Note that a story that is held is no longer there."""
        page.outcome, page.reason = Outcome.WITHDRAWN, reason
        if page.held == WITHDRAWN:
            page.outcome, page.reason = Outcome.UNCHANGED, Reason.STILL_GONE
        else:
            logger.info("withdrawn (%s): %s", reason, page.url)
        if page.exchanges:
            # A replay knows by it that a story stood here, whichever file it reads first.
            page.exchanges[-1] = replace(page.exchanges[-1], kind="article")
        store_of(self.crawler).finish(page)

    async def _listing(
        self, page: PageTask, capture: Capture, *, is_left: bool = False
    ) -> Listing:
        """Return where a page leads, found by a worker in a crawl and right here without one."""
        run = self.sites.of_address(page.address, capture.url)
        find, sent = (
            (links_sent, page.exchanges[-1].response) if is_left else (links, capture.body)
        )
        listed = partial(
            find,
            sent,
            capture.url,
            capture.content_type,
            article_url=run.site.article_url,
            list_url=run.site.list_url,
            learned=self._addresses.learned(run.key),
        )
        if not self._state.number:
            return listed()
        workers = store_of(self.crawler).workers
        return await workers.run_for(registrable(capture.url), listed)

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

    def _followed(self, page: PageTask, listing: Listing, ours: list[Link]) -> Iterator[Link]:
        """Yield the addresses on a page that are worth asking for, of those that are ours."""
        depth = _depth(page) + 1
        stories = {link.url: link for link in ours if link.kind == "article"}
        fresh = stories.keys() - self._addresses.known(stories)
        fresh = {url for url in fresh if self._sameness.trap(url) is None}
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
                yield self._unless_trap(_found(link, depth, untold=untold))

    def _unless_trap(self, found: Link) -> Link:
        """Return a link as it is to be written down: never asked for at one host too many."""
        store, traps = store_of(self.crawler), self._state.traps
        turns = store.turns
        if pattern := store.trap(found.url):
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
        clock = store_of(self.crawler).clock
        today = datetime.fromtimestamp(clock.now(), UTC).timetuple()
        then = archived(link.url)
        return bool(then) and then <= today[: len(then)] and narrows(link.url, page.url)

    def _sitemaps(self, page: PageTask, listed: list[Link]) -> list[Link]:
        """Return the sitemaps of an index, the last to change first; those changed are due."""
        page.sitemaps = listed
        changed = self._addresses.changed(page.sitemaps)
        page.fresh = len(changed)
        page.again += changed
        return sorted(listed, key=lambda link: link.modified or "", reverse=True)

    def _may_be_article(self, capture: Capture, listing: Listing, address: Address | None) -> bool:
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
        run = self.sites.of_address(address, capture.url)
        if listing.is_story and not run.site.article_url:
            return True
        likeness = article_likeness(capture.url, self._addresses.learned(run.key))
        if not (address and address.depth):
            return likeness > EVEN
        stories = sum(link.kind == "article" for link in listing.links)
        untold = address.priority == PRIORITY["untold"] and not run.site.article_url
        return untold and likeness >= UNTOLD and stories < LISTS

    def _run_of(self, page: PageTask) -> SiteRun:
        return self.sites.of_address(page.address, page.captures[-1].url)


def _page(response: Response) -> PageTask:
    from crawler.run.page_task import PageTask  # noqa: PLC0415 the item itself; typing only above

    page: PageTask | None = response.meta.get(PAGE)
    return page or PageTask(None)


def _captured(response: Response, page: PageTask) -> Capture:
    """Return the capture, from the wire where the download handler kept it."""
    kind = page.address.kind if page.address else ""
    if page.exchanges:
        exchange = page.exchanges[-1] = replace(page.exchanges[-1], kind=kind)
        known: Capture | None = response.meta.pop(CAPTURE, None)
        if known and known.exchanges[-1].response is exchange.response:
            return replace(known, kind=kind, exchanges=tuple(page.exchanges))
        return capture_of(page.exchanges)
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Capture(
        url=response.url,
        fetched_at=datetime.now(UTC),
        body=response.body,
        status=response.status,
        headers=headers,
        kind=kind,
    )


def _is_guess(page: PageTask) -> bool:
    return page.address is not None and page.address.priority == GUESSED


def _may_list(address: Address | None) -> bool:
    """Say whether an address is one of a list, or was until it was shown to be a story's."""
    return address is None or address.kind != "article" or address.rhythm is not None


def _take_for_story(page: PageTask) -> None:
    """Have the capture of a page say that it is a story, so that a replay reads it as one."""
    if page.exchanges and page.captures:
        page.exchanges[-1] = replace(page.exchanges[-1], kind="article")
        page.captures[-1] = replace(
            page.captures[-1], kind="article", exchanges=tuple(page.exchanges)
        )


def _is_of(page: PageTask, request: scrapy.Request) -> bool:
    """Say whether a request asks the host that its page was expected at."""
    return bool(page.address) and urlsplit(request.url).netloc == urlsplit(page.url).netloc


def _depth(page: PageTask) -> int:
    return page.address.depth if page.address else 0


def _found(link: Link, depth: int, *, untold: bool) -> Link:
    """Return a link as the ledger takes it; `untold`: whether nothing was said of what it is."""
    priority = PRIORITY["untold" if untold and link.kind == "page" else link.kind]
    if link.kind == "sitemap" and OF_NEWS.search(link.url):
        priority += 1
    return link._replace(priority=priority, depth=depth)
