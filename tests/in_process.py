"""A crawl without an engine, which a test drives step by step in its own process.

The archive and its ledger, the worker processes, spider, scheduler, extension and pipelines are
the real ones, set up as the settings say. Only the network is not there: the test says what each
request is answered with, as it would go over the wire, and how much later that was.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadConnectionRefusedError, DropItem
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.misc import build_from_crawler, load_object
from twisted.python import failure

import crawler.settings as ours
from crawler.extensions import Archive
from crawler.model import Exchange
from crawler.run.page_task import PageTask
from crawler.run.store import Store, store_of
from crawler.scheduler import PAGE, Scheduler
from crawler.spiders.news import NewsSpider

T = TypeVar("T")
SITE = "https://quay.example"
START = datetime(2026, 2, 5, 8, tzinfo=UTC)
ANSWERED = {2, 3}
"""First digits of the statuses that are handed to the spider's callback."""


@dataclass
class Engine:
    """What the crawl asks of Scrapy's engine, answered by the test."""

    crawled: list[Request] = field(default_factory=list)
    """What was asked for beside the scheduler."""

    pages: dict[str, bytes] = field(default_factory=dict)
    """What the further pages of a story are answered with; what is not here is refused."""

    closed: list[str] = field(default_factory=list)
    """Why the crawl was to end."""

    spider: Spider | None = None
    _slot: Any = None
    scraper: Any = field(default_factory=lambda: SimpleNamespace(slot=None))

    def crawl(self, request: Request) -> None:
        self.crawled.append(request)

    async def download_async(self, request: Request) -> Response:
        if request.url not in self.pages:
            raise DownloadConnectionRefusedError(request.url)
        return answered(request, self.pages[request.url], START)

    async def close_spider_async(self, *, reason: str) -> None:
        self.closed.append(reason)


def answered(request: Request, raw: bytes, at: datetime) -> Response:
    """Return the response to a request, and leave its exchange where the downloader does."""
    asked = f"GET {request.url} HTTP/1.1\r\n\r\n".encode()
    request.meta["exchanges"].append(
        Exchange(url=request.url, fetched_at=at, request=asked, response=raw)
    )
    return Response(request.url, status=int(raw.split(b" ", 2)[1]), request=request)


@dataclass
class Stepped:
    """A crawl that stands still between two steps."""

    crawler: Crawler
    engine: Engine
    extension: Archive
    scheduler: Scheduler
    pipelines: list[Any]
    items: list[Any] = field(default_factory=list)
    """What left the last pipeline."""

    clock: Iterator[int] = field(default_factory=count)
    """Seconds after the start of each exchange."""

    @property
    def store(self) -> Store:
        return store_of(self.crawler)

    @property
    def stats(self) -> dict[str, Any]:
        assert self.crawler.stats
        return self.crawler.stats.get_stats()

    async def begin(self) -> None:
        """Take up what the spider starts with."""
        assert self.crawler.spider
        async for each in self.crawler.spider.start():
            if isinstance(each, Request):
                self.scheduler.enqueue_request(each)
            else:
                await self.process(each)

    async def crawl(self, pages: dict[str, bytes]) -> list[str]:
        """Answer every request that is handed out, by its path; return the paths in order.

        Each page is committed before the next is asked for, as where a site is asked slowly.
        """
        asked = []
        while self.store.commit() or self.scheduler.has_pending_requests():
            request = self.scheduler.next_request()
            if request is None:
                break
            path = request.url.removeprefix(SITE)
            asked.append(path)
            await self.answer(request, pages.get(path, b"HTTP/1.1 404 Not Found\r\n\r\n"))
        return asked

    async def answer(self, request: Request, raw: bytes) -> None:
        """Have a request answered with these bytes, and let the page run its course."""
        at = START + timedelta(seconds=next(self.clock))
        response = answered(request, raw, at)
        spider: Any = self.crawler.spider
        if response.status // 100 not in ANSWERED:
            await self.fail(request, HttpError(response))
            return
        try:
            async for each in spider.parse(response):
                await self.process(each)
        except Exception as error:  # noqa: BLE001 as Scrapy does
            self.extension.callback_broke(response, _failure(error))

    async def fail(self, request: Request, error: Exception) -> None:
        """Have a request fail."""
        raised: Any = _failure(error)
        raised.request = request
        spider: Any = self.crawler.spider
        await spider.failed(raised)

    async def process(self, item: Any) -> None:
        """Send an item through the pipelines, as Scrapy does."""
        original = item
        try:
            for each in self.pipelines:
                item = each.process_item(item)
                if isawaitable(item):
                    item = await item
        except DropItem:
            self.extension.dropped(original)
        except Exception as error:  # noqa: BLE001 as Scrapy does
            self.extension.broke(original, _failure(error))
        else:
            self.items.append(item)


def _failure(error: Exception) -> Any:
    made: Callable[[Exception], Any] = failure.Failure
    return made(error)


def settings_for(archive: Path, **more: Any) -> Settings:
    """Return the settings of a crawl; `more` overrides them."""
    settings = Settings()
    settings.setmodule(ours)
    settings.setdict({"ARCHIVE_DIR": str(archive), "READ_WORKERS": 1, "RUN_AT": START.isoformat()})
    settings.setdict(more)
    return settings


@asynccontextmanager
async def stepped(
    archive: Path,
    spidercls: type[Spider] = NewsSpider,
    *,
    settings: dict[str, Any] | None = None,
    **arguments: Any,
) -> AsyncIterator[Stepped]:
    """Open a crawl of `SITE`, or as the arguments say; close it with its receipt."""
    crawler = Crawler(spidercls, settings_for(archive, **(settings or {})))
    crawler.stats = MemoryStatsCollector(crawler)
    if spidercls is NewsSpider:
        arguments = {"url": f"{SITE}/"} | arguments
    crawler.spider = spidercls.from_crawler(crawler, **arguments)
    engine = Engine(spider=crawler.spider)
    late: Any = crawler
    late.engine = engine
    extension = Archive.from_crawler(crawler)
    stages = sorted(crawler.settings.getdict("ITEM_PIPELINES").items(), key=lambda each: each[1])
    pipelines = [build_from_crawler(load_object(path), crawler) for path, _ in stages]
    scheduler = Scheduler.from_crawler(crawler)
    extension.opened(crawler.spider)
    scheduler.open(crawler.spider)
    try:
        yield Stepped(crawler, engine, extension, scheduler, pipelines)
    finally:
        await scheduler.store.close()
        await extension.closed("finished")


def drive(steps: Coroutine[Any, Any, T]) -> T:
    """Return what comes of the steps of a test."""
    with suppress(asyncio.CancelledError):
        return asyncio.run(steps)
    raise AssertionError("the steps were cancelled")


def page_of(request: Request) -> PageTask:
    """Return the page of a request that was handed out."""
    page: PageTask = request.meta[PAGE]
    return page
