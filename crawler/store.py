"""The one place where a crawl becomes durable: pages go in, and come out safe or not at all.

Finished pages wait for the next group commit (every `TICK`): their WARC records, index
lines and article lines are appended to the open segments and brought to the disk, then
one transaction of the ledger writes what came of them and how long each segment is.

    Page -- finish --> waiting -- commit --> segments, then ledger
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from scrapy.exceptions import DownloadCancelledError

from crawler.archive.jsonl import content_of, from_line, identifier_of
from crawler.archive.shelf import Shelf, ShelfError
from crawler.archive.transaction import Batch, Transaction, is_of_disk
from crawler.download import abort
from crawler.fate import Moment, visit_of
from crawler.frontier.ledger import WHAT_TO_DO, Ledger, LedgerError
from crawler.frontier.schema import Found, Visit, found_at
from crawler.frontier.shapes import NOTHING_LEARNED, Learned
from crawler.frontier.verdicts import taught
from crawler.model import Article, Capture, Exchange
from crawler.notes import Notes
from crawler.page.reserved import reserved, stated
from crawler.page.template import learn
from crawler.pen import Pen
from crawler.politeness import HostBook
from crawler.site import Memory
from crawler.sites import key_of
from crawler.wire import capture_of
from crawler.work import FAILED
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler

    from crawler.frontier.schema import Address
    from crawler.work import Page

logger = logging.getLogger(__name__)

TICK = 0.1
"""Seconds between group commits: 100 lines a sync cost what one costs alone."""

ERROR_STORE = "error-store"
"""Reason for which a page failed whose own data could not be stored: ours to mend."""

GRACE = 4.0
"""Seconds in which a run that ends may finish what it has begun; a service is given ten."""


class Held(NamedTuple):
    """The newest version of a story that is held, or is about to be."""

    version: int
    identifier: str
    content: str
    signature: bytes = b""


class Store:
    """The archive of a running crawl."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.root = Path(settings["ARCHIVE_DIR"])
        self.workers = Workers(settings.getint("READ_WORKERS"), settings.getfloat("READ_TIMEOUT"))
        self.max_segment = settings.getint("ARCHIVE_SEGMENT_SIZE")
        self.looks = [float(age) for age in settings.getlist("LOOK_AGAIN")]
        self.honoured = frozenset(settings.getlist("HONOUR_RESERVATIONS"))
        self.agent = str(settings["BOT_NAME"])
        self.hosts = HostBook(
            self.now, settings.getint("HOST_BUDGET"), settings.getfloat("HOST_PATIENCE")
        )
        self._ahead_of_clock = _ahead_of_clock(settings.get("RUN_AT"))
        self.run = 0
        """Number of this run; 0 as long as the archive is not open."""

        self.notes = Notes()
        self.in_flight: dict[int, Page] = {}
        self.out: Counter[str] = Counter()
        """How many addresses of each host have been handed out and not been answered."""
        self.stored = 0
        self.lines = 0
        self.fetched = 0
        self.sealed: list[str] = []
        self.aborted = False
        """Whether the run has been cut short: what fails from now on is not its own fault."""

        self.error: str | None = None
        """Why the archive cannot be written any more; None while it can."""

        self.learned: Learned = NOTHING_LEARNED
        """What the addresses of the run's site turned out to be, by their shapes."""

        self._waiting: list[Page] = []
        self._loose: list[Exchange] = []
        self._held: dict[str, Held] = {}
        self._memories: dict[str, tuple[Memory, Memory]] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    # --- opening and closing

    def open(self, spider: str, arguments: dict[str, Any], site: str = "") -> None:
        """Take the archive, mend what a crash left, and begin a run of a site.

        Raises `ShelfError` or `LedgerError` where it cannot be used.
        """
        self.shelf = Shelf(self.root)
        try:
            self._begin(spider, arguments, site)
        except BaseException as error:
            self.shelf.close()
            if isinstance(error, sqlite3.Error):
                path = self.root / "ledger.sqlite"
                raise LedgerError(f"{path} cannot be used: {error}. {WHAT_TO_DO}") from error
            if isinstance(error, OSError):
                raise ShelfError(f"{self.root} cannot be written: {error}") from error
            raise

    def _begin(self, spider: str, arguments: dict[str, Any], site: str) -> None:
        self.ledger = Ledger(self.root / "ledger.sqlite")
        self.ledger.demand_sound()
        recovery = self.shelf.recover(self.ledger.segments())
        self.sealed += recovery.sealed
        if recovery.cut:
            logger.info(
                "took back %d bytes that an interrupted run had not committed", recovery.cut
            )
        self.hosts.open(self.ledger.hosts)
        self.started, self.spider = self.now(), spider
        self.run = self.ledger.begin(spider, arguments, self.started, site)
        self.learned = self.ledger.verdicts.learned(site)
        self.name = self.shelf.run_name(datetime.fromtimestamp(self.started, UTC), self.run)
        self.pen = Pen(self.shelf, self.ledger, self.name, self.crawler.settings)
        self.transaction = Transaction(self.shelf, self.ledger, self.run)

    def start_ticking(self) -> None:
        """Commit every `TICK` from now on."""
        self._ticking = asyncio.ensure_future(self._tick())

    async def _tick(self) -> None:
        ending = 0.0
        while True:
            await asyncio.sleep(TICK)
            if self.commit():
                self.tell_engine()
            ending = ending + TICK if self._is_ending() else 0.0
            if ending > GRACE and not self.aborted:
                self._abort()

    def _is_ending(self) -> bool:
        slot = self.crawler.engine._slot if self.crawler.engine else None  # noqa: SLF001
        return slot is not None and slot.closing is not None

    def _abort(self) -> None:
        """Cut off what is still being fetched or read; it stays due."""
        self.aborted = True
        logger.info("%d addresses are left to the next run", len(self.in_flight))
        assert self.crawler.engine
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(DownloadCancelledError("the crawl ends"))
        self.crawler.signals.send_catch_log(abort)
        self.workers.abort()

    def tell_engine(self) -> None:
        """Have the engine look for what is due now, and not at its next heartbeat in 5 s."""
        slot = self.crawler.engine._slot if self.crawler.engine else None  # noqa: SLF001
        if slot is not None and slot.closing is None:
            slot.nextcall.schedule()

    def close(self) -> None:
        """Commit what waits, seal the segments, and let go of the archive."""
        if self._ticking:
            self._ticking.cancel()
        self.commit()
        if self.error:
            return
        try:
            self.hosts.explain(self.run)
            for site, (_, grown) in self._memories.items():
                self.ledger.remember(site, grown.revision, json.dumps(asdict(grown)))
        except (OSError, sqlite3.Error) as error:
            self._break(error)
        else:
            self._seal()

    def now(self) -> float:
        """Return the time in seconds since 1970, UTC, as the run has it: see ``RUN_AT``."""
        return time.time() + self._ahead_of_clock

    def age(self) -> float:
        """Return how many seconds the run has lasted."""
        return self.now() - self.started

    def let_go(self) -> None:
        """Close the files, so that another process may take the archive."""
        self.ledger.close()
        self.shelf.close()

    def _seal(self) -> None:
        try:
            self.sealed += self.transaction.seal()
        except (OSError, sqlite3.Error, ShelfError) as error:
            self._break(error)
        self.pen.next_segment()

    # --- pages

    def started_on(self, page: Page) -> None:
        """Note that an address has been handed out."""
        if page.address:
            self.in_flight[page.address.id] = page
            self.out[page.address.host] += 1

    def answered(self, page: Page) -> None:
        """Note that a page that was handed out has been answered, well or not."""
        if page.address and not page.answered:
            page.answered = True
            self.out[page.address.host] -= 1
            self.tell_engine()

    def taken(self) -> set[int]:
        """Return the addresses that are handed out, or whose pages wait for a commit."""
        waiting = {page.address.id for page in self._waiting if page.address}
        return waiting | self.in_flight.keys()

    def finish(self, page: Page) -> None:
        """Take a page whose fate is known; it is safe after the next commit."""
        if page.address and self.in_flight.pop(page.address.id, None) is None:
            return
        self.answered(page)
        if self.aborted and page.outcome == FAILED:
            return
        if page.outcome in {"stored", "version"}:
            self.stored += 1
        if page.address:
            self.notes.note(page)
        if self.honoured and self._is_reserved(page):
            page.exchanges.clear()
        self._waiting.append(page)

    def _is_reserved(self, page: Page) -> bool:
        """Say whether a page, whatever became of it, asks that no copy be kept."""
        captures = page.captures or [capture_of([each]) for each in page.exchanges]
        statements = (
            said for each in captures for said in stated(each.headers, each.body, self.agent)
        )
        return bool(reserved(statements, self.agent) & self.honoured)

    def put_back(self, page: Page) -> None:
        """Take a page back that was handed out and never asked for; it is due as before."""
        if page.address:
            self.answered(page)
            self.in_flight.pop(page.address.id, None)

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange that belongs to no page: a robots.txt."""
        self._loose.append(exchange)

    def known(self, urls: Iterable[str]) -> set[str]:
        """Return those of the addresses that the ledger has seen; none without an archive."""
        return self.ledger.known(urls) if self.run else set()

    def held(self, url: str) -> Held | None:
        """Return the newest version of a story, whether committed or waiting."""
        if url in self._held:
            return self._held[url]
        row = self.ledger.stories.latest(url)
        return Held(row.version, row.identifier, row.content) if row else None

    def last_version(self, url: str) -> Article | None:
        """Return the newest version of a story that is committed; None where it cannot be read."""
        row = self.ledger.stories.latest(url)
        try:
            return from_line(self.shelf.read(row.file, row.offset, row.length)) if row else None
        except (OSError, ValueError):
            logger.warning("the last version of %s cannot be read", url, exc_info=True)
            return None

    def waiting(self) -> dict[str, Held]:
        """Return the stories that are about to be held."""
        return self._held

    def hold(self, article: Article, signature: bytes = b"") -> None:
        """Count on a version being stored: a second page with the same story is no new one."""
        self._held[article.url] = Held(
            article.version, identifier_of(article), content_of(article), signature
        )

    def memory(self, site: str) -> Memory:
        """Return what earlier runs have learned of a site: the same for the whole of a run."""
        if site not in self._memories:
            kept = self.ledger.memory(site)
            memory = _memory(json.loads(kept)) if kept else Memory()
            self._memories[site] = (memory, memory)
        return self._memories[site][0]

    def learn(self, site: str, lessons: Iterable[Any]) -> None:
        """Learn from a page, for the runs to come."""
        memory, grown = self.memory(site), self._memories[site][1]
        for lesson in lessons:
            grown = learn(grown, lesson)
        self._memories[site] = (memory, grown)

    def adopt(self, capture: Capture) -> Address | None:
        """Write down the address of a capture that is read again; None for no address."""
        found = found_at(capture.url, capture.kind or "article")
        if found is None:
            return None
        self.ledger.add([found], None, self.run, self.now(), key_of(found.url))
        return self.ledger.address(found.url)

    def add(self, found: Found) -> None:
        """Write down an address that belongs to no page."""
        self.ledger.add([found], None, self.run, self.now())

    def ask_again(self, url: str) -> None:
        """Make an address due that an earlier run has asked for."""
        self.ledger.ask_again([url], self.run, self.now())

    # --- committing

    def commit(self) -> int:
        """Make every finished page safe; return how many that were.

        A disk that is full ends the crawl: what was half written is taken back, and the
        pages are taken again by the next run. A page that cannot be stored as it is ends
        ``failed``, ``error-store``, and what it brought over the wire is kept.
        """
        pages, self._waiting = self._waiting, []
        loose, self._loose = self._loose, []
        if self.error:
            return 0
        try:
            self._keep_hosts()
            items: list[Page | Exchange] = [*pages, *loose]
            done = self.transaction.commit(items, self._append, self._put_aside)
        except Exception as error:  # noqa: BLE001 whatever it was, nothing of it was committed
            self._break(error)
            return 0
        if not done:
            return 0
        visits = [visit for batch in done for visit in batch.visits]
        for visit in visits:
            self.learned = taught(self.learned, visit)
        self.lines += sum(len(visit.articles) for visit in visits)
        self.fetched += sum(bool(page.exchanges or page.captures) for page in pages)
        self._held.clear()
        if self.shelf.full(self.max_segment):
            self._seal()
        return len(pages)

    def _keep_hosts(self) -> None:
        try:
            self.hosts.keep()
        except Exception as error:
            if is_of_disk(error):
                raise
            logger.exception("what was learned of some hosts cannot be stored")

    def _append(self, items: Sequence[Page | Exchange]) -> Batch:
        """Write pages, and exchanges of no page, to the segments; return what came of them."""
        self.pen.begin_group()
        visits = [self._visit(each) for each in items if not isinstance(each, Exchange)]
        return Batch(visits, self.pen.captures(x for x in items if isinstance(x, Exchange)))

    def _put_aside(self, item: Page | Exchange, error: Exception) -> list[Page | Exchange]:
        """Return what is to be stored of a page that cannot be stored as it is.

        All but its exchanges is dropped; where it is these that cannot be stored their bytes are
        kept beside the archive. Raises the error where nothing is left that may be its cause.
        """
        if isinstance(item, Exchange):
            self._keep_bytes(item)
            return []
        if item.reason != ERROR_STORE:
            logger.error("%s cannot be stored, its bytes are kept", item.url, exc_info=error)
            self.stored -= item.outcome in {"stored", "version"}
            assert self.crawler.stats
            self.crawler.stats.inc_value(f"archive/{FAILED}/{ERROR_STORE}")
            item.outcome, item.reason, item.retry_in = FAILED, ERROR_STORE, None
            item.article, item.listed = None, None
            item.found, item.again, item.sitemaps = [], [], []
        elif item.exchanges:
            for exchange in item.exchanges:
                self._keep_bytes(exchange)
            item.exchanges.clear()
        else:
            raise error
        return [item]

    def _keep_bytes(self, exchange: Exchange) -> None:
        name = sha256(exchange.response).hexdigest()[:16]
        logger.error("the exchange with %r cannot be stored as a record", exchange.url)
        self.shelf.put_aside(f"exchange-{name}", exchange.request + exchange.response)

    def _break(self, error: Exception) -> None:
        self.error = f"the archive in {self.root} cannot be written: {error}"
        logger.critical("%s. What was committed is safe; the next run goes on from there.",
                        self.error,
                        exc_info=None if is_of_disk(error) else error)  # fmt: skip
        engine = self.crawler.engine
        if engine and engine.spider:
            self._closing = asyncio.ensure_future(
                engine.close_spider_async(reason="archive-failed")
            )

    def _visit(self, page: Page) -> Visit:
        captures = self.pen.captures(page.exchanges)
        kept = page.article if page.outcome in {"stored", "version"} else None
        articles = (self.pen.line(kept, captures, page.signature),) if kept else ()
        when = Moment(self.now(), self.started, self.looks)
        return visit_of(page, when, captures, articles)


def _ahead_of_clock(run_at: str | None) -> float:
    """Return how many seconds a run's time is ahead of the clock; 0 where it is the clock's."""
    if not run_at:
        return 0.0
    start = datetime.fromisoformat(run_at)
    return (start if start.tzinfo else start.replace(tzinfo=UTC)).timestamp() - time.time()


def _memory(kept: dict[str, Any]) -> Memory:
    """Return a memory as it was before it was written as JSON."""
    counted = {
        name: tuple((str(each), int(count)) for each, count in kept[name])
        for name in ("encodings", "blocks", "places")
    }
    return Memory(revision=kept["revision"], pages=kept["pages"], **counted)


_STORES: WeakKeyDictionary[Crawler, Store] = WeakKeyDictionary()


def store_of(crawler: Crawler) -> Store:
    """Return the store of a crawl: scheduler, pipelines and extensions share one."""
    if crawler not in _STORES:
        _STORES[crawler] = Store(crawler)
    return _STORES[crawler]
