"""What accompanies a crawl: the archive behind it, its progress, and the receipt at its end."""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import sqlite3
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.logformatter import LogFormatter

from crawler.archive.object_store import OffsiteError, shown
from crawler.archive.offsite import let_go, upload
from crawler.archive.outbox import OutboxError
from crawler.archive.segments import SegmentError
from crawler.download import exchange_ended
from crawler.report.drift import drift_of, freeze
from crawler.report.metrics import metrics, write
from crawler.report.receipt import EXIT_STATUS, Receipt, summary
from crawler.report.webhook import tell
from crawler.run.failures import fault_of
from crawler.run.in_thread import in_thread
from crawler.run.page_task import FAILED, PageTask
from crawler.run.store import store_of
from crawler.scheduler import PAGE

if TYPE_CHECKING:
    from collections.abc import Sized
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from scrapy.spiders import Spider

    from crawler.model import Exchange

logger = logging.getLogger(__name__)

BROUGHT_AFTER = 2.0
"""Seconds between two looks whether a file was sealed that a store is to have."""


class Archive:
    """Opens the archive before anything is fetched, and closes it with a receipt."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.store = store_of(crawler)
        arguments = getattr(crawler.spider, "arguments", {})
        assert crawler.spider
        self.store.open(crawler.spider.name, arguments, *self.site_keys(crawler.spider))
        connect = crawler.signals.connect
        connect(self.dropped, signals.item_dropped)
        connect(self.broke, signals.item_error)
        connect(self.callback_broke, signals.spider_error)
        connect(self.exchanged, exchange_ended)
        connect(self.opened, signals.spider_opened)
        connect(self.closed, signals.spider_closed)
        connect(self.stopped, signals.engine_stopped)
        self._deadline: asyncio.TimerHandle | None = None
        self._ending: asyncio.Future[None] | None = None
        self._bringing: asyncio.Future[None] | None = None
        self._accounted: asyncio.Event | None = None
        """Set when the receipt is written; None before the crawl has begun."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension; raises where the archive cannot be used, and says why."""
        return cls(crawler)

    def site_keys(self, spider: Spider) -> tuple[str, ...]:
        """Return the keys of the sites that a spider crawls; none where it reads whatever is."""
        return getattr(spider, "site_keys", ())

    def opened(self, spider: Spider) -> None:
        """Set the time at which the run ends by itself."""
        self._accounted = asyncio.Event()
        if minutes := getattr(spider, "minutes", None):
            self._deadline = asyncio.get_running_loop().call_later(60 * minutes, self._end)
        if url := self.crawler.settings.get("ARCHIVE_STORE"):
            root, state = self.store.root, self.store.state
            self._bringing = asyncio.ensure_future(bring_as_sealed(root, url, state.sealed))

    def _end(self) -> None:
        """End the run, in a task that nothing of the shutdown cancels: it awaits the shutdown."""
        assert self.crawler.engine
        ending = self.crawler.engine.close_spider_async(reason="time-is-up")
        self._ending = asyncio.ensure_future(ending)

    async def stopped(self) -> None:
        """Keep the process until the receipt is written.

        A signal that arrives while a run is ending already waits for its requests alone, and
        would stop the process before the archive is sealed.
        """
        if self._accounted:
            await self._accounted.wait()

    def dropped(self, item: Any) -> None:
        """Take a page off the line: its captures and what it led to are kept."""
        if isinstance(item, PageTask):
            self._finish(item)

    def broke(self, item: Any, failure: Any) -> None:
        """Keep a page whose reading raised what it should not: it can be read again."""
        if isinstance(item, PageTask):
            item.outcome, item.reason = FAILED, fault_of(failure.value)
            self._finish(item)

    def callback_broke(self, response: Response | None, failure: Any) -> None:
        """Keep a page on which the spider stumbled."""
        page = response.meta.get(PAGE) if response is not None else None
        if isinstance(page, PageTask):
            page.outcome, page.reason = FAILED, fault_of(failure.value)
            self._finish(page)

    def _finish(self, page: PageTask) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"archive/{page.outcome}")
        self.crawler.stats.inc_value(f"archive/{page.outcome}/{page.reason}")
        self.store.finish(page)

    def exchanged(self, request: Request, exchange: Exchange) -> None:
        """Keep a robots.txt, which belongs to no page."""
        if request.meta.get("dont_obey_robotstxt") and PAGE not in request.meta:
            self.store.keep(replace(exchange, kind="robots"))

    async def closed(self, reason: str) -> None:
        """Account for every address, and let go of the archive."""
        if self._deadline:
            self._deadline.cancel()
        if self._bringing:
            self._bringing.cancel()
        workers = self.store.workers
        try:
            workers.close()
            await in_thread(self._account, reason)
        finally:
            if self._accounted:
                self._accounted.set()

    def _account(self, reason: str) -> None:
        """Write the account of the run beside the reactor: it looks at each of its addresses."""
        store = self.store
        ledger, clock = store.ledger, store.clock
        receipt = Receipt.of(ledger, store.state, store.notes, clock.now(), reason)
        receipt = replace(receipt, drifted=self._drifted(receipt))
        report = receipt.report(self.crawler)
        try:
            text = json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
            store.file_report(report, text)
            if path := self.crawler.settings.get("METRICS_FILE"):
                write(Path(path), metrics(report, receipt.crawled))
        except (OSError, sqlite3.Error, SegmentError) as error:
            logger.critical("the report could not be written: %s", error)
            receipt = replace(receipt, error=receipt.error or str(error))
        store.let_go()
        if not bring_away(store.root, self.crawler.settings):
            receipt = replace(receipt, error=receipt.error or "ARCHIVE_STORE cannot be used")
        assert self.crawler.stats
        self.crawler.stats.set_value(EXIT_STATUS, receipt.exit_status)
        text = summary(receipt, store.root)
        (logger.info if receipt.exit_status == 0 else logger.error)("%s", text)
        url = self.crawler.settings.get("WEBHOOK_URL")
        if url and (receipt.exit_status or self.crawler.settings.getbool("WEBHOOK_ALWAYS")):
            tell(url, {**report, "summary": text})

    def _drifted(self, receipt: Receipt) -> tuple[str, ...]:
        """Freeze a page of each layout that broke; return the folders, within the archive."""
        folders = []
        notes, memories, archive = self.store.notes, self.store.memories, self.store.root
        for alarm in receipt.alarms:
            page = notes.sites[alarm.site].lacking.get(alarm.lacking)
            if page is None:
                continue
            memory = memories.of(page.site_key)
            try:
                if page.unread:
                    page.captures[0] = page.unread.read()
                drift = drift_of(page.captures[0], alarm.lacking, memory, page.site)
                root = archive / "drift"
                exchanges = [x for each in page.captures for x in each.exchanges]
                folder = freeze(root, exchanges, page.captures, drift, page.site)
            except Exception:
                logger.warning("%s could not be frozen", page.url, exc_info=True)
                continue
            folders.append(str(folder.relative_to(archive)))
        return tuple(folders)


async def bring_as_sealed(root: Path, url: str, sealed: Sized) -> None:
    """Bring files to a store while a run goes on, soon after each was sealed, until cancelled.

    `sealed` are those that the run has sealed: it grows. Whatever fails is tried again as the
    next is sealed, and when the run ends.
    """
    known = 0
    while True:
        await asyncio.sleep(BROUGHT_AFTER)
        if len(sealed) > known:
            known = len(sealed)
            try:
                await asyncio.to_thread(lambda: list(upload(root, url)))
            except (OffsiteError, OutboxError, OSError) as error:
                logger.warning("sealed files wait here: %s", error)


def bring_away(root: Path, settings: BaseSettings) -> bool:
    """Bring sealed files to ARCHIVE_STORE, if there is one; return False where that failed."""
    url = settings.get("ARCHIVE_STORE")
    if not url:
        return True
    try:
        brought = list(upload(root, url))
        gone = list(let_go(root, url)) if settings.getbool("ARCHIVE_STORE_ONLY") else []
    except (OffsiteError, OutboxError, OSError) as error:
        logger.error("sealed files wait here: %s", error)  # noqa: TRY400 the message says it all
        return False
    logger.info("%d files brought to %s, %d let go here", len(brought), shown(url), len(gone))
    return True


MOST_SHOWN = 100_000
"""Addresses to go that are counted, 8 ms; where there are more, a progress line says so."""


class Progress:
    """Says what a crawl is doing: a line that changes on a terminal, a line a minute elsewhere."""

    EVERY = 60.0

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        store = store_of(crawler)
        self.state, self.in_flight, self.addresses = store.state, store.in_flight, store.addresses
        self._on_terminal = sys.stderr.isatty()
        self._task: asyncio.Future[None] | None = None
        self._pages = 0
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)
        crawler.signals.connect(self.received, signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension of a crawl."""
        return cls(crawler)

    def received(self) -> None:
        """Count a page."""
        self._pages += 1

    def opened(self) -> None:
        """Begin to report."""
        self._task = asyncio.ensure_future(self._report())

    def closed(self) -> None:
        """Stop reporting."""
        if self._task:
            self._task.cancel()
        if self._on_terminal:
            sys.stderr.write("\r\x1b[K")

    async def _report(self) -> None:
        before, pause = 0, 1.0 if self._on_terminal else self.EVERY
        pending, counted = 0, -math.inf
        while True:
            await asyncio.sleep(pause)
            if (now := time.monotonic()) - counted >= self.EVERY:
                pending, counted = self.addresses.pending(MOST_SHOWN), now
            rate = (self._pages - before) / pause
            before = self._pages
            to_go = f"{pending}{'+' * (pending == MOST_SHOWN)} to go"
            line = f"{self._pages} pages, {self.state.stored} articles, {to_go}, {rate:.1f}/s"
            if self._on_terminal:
                clock = datetime.now(UTC).astimezone().strftime("%H:%M:%S")
                sys.stderr.write(f"\r\x1b[K{fitted(f'{clock} {line}', columns())}")
                sys.stderr.flush()
            else:
                logger.info("%s, %d in flight", line, len(self.in_flight))


def columns() -> int:
    """Return how wide the terminal is that the progress is shown on."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        return 80


def fitted(line: str, width: int) -> str:
    """Return a line that a terminal does not break: a broken one cannot be written over.

    >>> fitted("05:46:18 123456 pages, 12345 articles, 123456 to go, 10.5/s", 60)[-6:]
    '10.5/s'
    >>> fitted("05:46:18 123456 pages", 12)
    '05:46:18 12'
    """
    return line[: max(0, width - 1)]


class Formatter(LogFormatter):
    """Scrapy's log lines, without a page's bytes in them."""

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        """Say what was dropped and why, once."""
        line = super().dropped(_named(item), exception, response, spider)
        return {**line, "msg": "%(exception)s"} if line else line

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        """Say on which page something broke."""
        return super().item_error(_named(item), exception, response, spider)


def _named(item: Any) -> Any:
    return {"url": item.url} if isinstance(item, PageTask) else item
