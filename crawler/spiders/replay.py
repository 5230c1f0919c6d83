"""``scrapy crawl replay -a captures=PATH``: read an archive again, off line.

PATH is a WARC, an ARC, a WACZ, or a folder of them: last year's archive with today's reader, or
the fixtures. Nothing is fetched: the next page of a story comes out of the archive, or is noted
as absent. Each page is read with the site memory that its crawl read with, and decided on in the
order of the captures, so that the archive of a crawl gives the lines of the crawl.

Lists and feeds, known by what they were asked as, are passed over and counted, and so is what
did not answer with a page.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy

from crawler.archive.captures_index import Index
from crawler.archive.containers import ArchiveDamage
from crawler.archive.record_capture import Unread
from crawler.archive.warc_reader import DamageLog
from crawler.engine import is_ending, wake_until_it_ends
from crawler.frontier.urls import canonical, is_sent_home, redirected, same_site
from crawler.ledger.database import is_server
from crawler.ledger.fleets import Fleet
from crawler.model import RENDERING, SHELL
from crawler.outcomes import GONE
from crawler.report.receipt import DAMAGED
from crawler.run.capture_source import ArchivedCaptures
from crawler.run.in_thread import in_thread
from crawler.run.leases import SOON
from crawler.run.next_visit import NOT_MODIFIED
from crawler.run.page_task import PageTask
from crawler.run.store import store_of
from crawler.sites import site_of
from crawler.spiders.news_arguments import demand_known
from crawler.wire import is_page_status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.model import Capture

logger = logging.getLogger(__name__)

LISTS = {"page", "feed", "sitemap", "robots"}
PARTS = {"continuation", "image"}
"""What captures were asked as that are part of a story."""

REDIRECTS = 3
"""First digit of their statuses."""

AHEAD = 32
"""Pages that are in flight at a time: an archive is larger than memory."""


class ReplaySpider(scrapy.Spider):
    """Feed captures kept earlier to the same pipelines as a live crawl."""

    name = "replay"
    asks_hosts = False
    """Nobody is asked: what a run is told of comes out of an archive."""

    custom_settings = {
        "KEEP_CAPTURES": False,  # they are kept already
        "CLOSESPIDER_TIMEOUT": 0,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https", "ftp", "s3", "data", "file")),
    }

    fleet: Fleet | None = None
    """What it writes with where others write to the same ledger."""

    def __init__(self, captures: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.demand({"captures": captures})
        self.captures = Path(captures or "")
        self._told, self._skipped = DamageLog(), DamageLog("were passed over")
        self.arguments = {"captures": captures}
        self._redirected: tuple[str, str, str] | None = None
        """File of the redirect that was read last, where it leads, what was asked for."""

        self._waits: set[str] = set()
        """Hosts that other processes held."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        if is_server(crawler.settings.get("LEDGER")):
            spider.fleet = Fleet(cls.name, asks=False)
        return spider

    @classmethod
    def demand(cls, arguments: Mapping[str, str | None]) -> None:
        """Raise ValueError, with what to do, where the arguments make no replay."""
        demand_known(arguments, ("captures",))
        captures = arguments.get("captures")
        if not captures:
            raise ValueError("say what to read: -a captures=PATH of a WARC, a WACZ or a folder")
        if not Path(captures).exists():
            raise ValueError(f"there is no {captures}")

    async def start(self) -> AsyncIterator[Any]:
        store = store_of(self.crawler)
        in_flight, state = store.in_flight, store.state
        before: PageTask | None = None
        assert self.crawler.stats
        index = await in_thread(Index, self.captures, self.damaged, self._skipped)
        with closing(ArchivedCaptures(index, self.crawler.stats)) as source:
            store.captures = source
            pages = index.pages(_is_read_for_itself)
            while found := await source.next_of(pages):
                await in_flight.fewer_than(AHEAD)
                page = await self._page(found.known if isinstance(found, Unread) else found)
                if page is None:
                    continue
                page.unread = found if isinstance(found, Unread) else None
                while before and before.done.is_set():
                    before = before.after
                page.after, before = before, page
                in_flight.begin(page)
                yield page
            await in_flight.fewer_than(1)  # pages ask the index for what follows them
            state.passed_over.update(index.skipped)
        self._told.close()
        self._skipped.close()
        self._waking = asyncio.ensure_future(wake_until_it_ends(self.crawler))

    async def _page(self, capture: Capture) -> PageTask | None:
        """Return a capture as a page to be read; None, and a count, for one that is no page."""
        store = store_of(self.crawler)
        addresses, state, leases = store.addresses, store.state, store.leases
        passed_over = state.passed_over
        if capture.kind in {SHELL, RENDERING}:
            # The page that came of it bears the same address, and follows.
            passed_over[capture.kind] += 1
            return None
        asked = self._asked(capture)
        is_home = capture.status == NOT_MODIFIED and is_sent_home(asked, capture.url)
        is_gone = is_home or f"http-{capture.status}" in GONE
        if capture.kind in PARTS:
            passed_over[capture.kind] += 1
            return None
        if not (is_page_status(capture.status) or is_gone):
            passed_over[f"http-{capture.status}"] += 1
            return None
        if not await self._holds(asked):
            return None
        address = addresses.adopt_capture(
            asked, capture.kind, only_known=is_gone and capture.kind != "article"
        )
        if address is None:
            passed_over[f"http-{capture.status}" if is_gone else "address"] += 1
            return None
        member = leases.member if leases else 0
        page = PageTask(address, site=site_of(capture.url), captures=[capture], lease=member)
        page.status = capture.status
        page.is_list = capture.kind in LISTS
        return page

    async def _holds(self, url: str) -> bool:
        """Return True when no other process writes of a host; False where the run ends before.

        What was read of it before is given back as it is committed, so that two that wait for
        each other's hosts do not wait for long.
        """
        leases, host = store_of(self.crawler).leases, urlsplit(url).netloc
        while leases and not leases.may_ask(host):
            if is_ending(self.crawler):
                return False
            if host not in self._waits:
                logger.info("%s is another process's: its captures wait", host)
            self._waits.add(host)
            await asyncio.sleep(SOON)
        return True

    def _asked(self, capture: Capture) -> str:
        """Return the address that was asked for: where redirects led on to it, the first.

        A page's exchanges stand one after the other in its file, redirects first.
        """
        file, asked = capture.location.file if capture.location else "", capture.url
        if self._redirected and self._redirected[:2] == (file, canonical(asked)):
            first = self._redirected[2]
            asked = first if same_site(first, asked) else asked
        leads_to = capture.header("location") if capture.status // 100 == REDIRECTS else None
        target = (
            redirected(capture.url, leads_to.encode("latin-1", "replace")) if leads_to else None
        )
        self._redirected = (file, canonical(target), asked) if target else None
        return asked

    def damaged(self, damage: ArchiveDamage) -> None:
        """Report a damaged place and go on."""
        self._told(damage)
        state = store_of(self.crawler).state
        state.passed_over[DAMAGED] += 1

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        """Nothing is fetched, so nothing is parsed here."""
        raise NotImplementedError(f"{response.url}: a replay fetches nothing")
        yield


def _is_read_for_itself(kind: str) -> bool:
    """Return True for the kind of a capture that a worker reads, and nobody before it."""
    return kind not in LISTS | PARTS
