"""The one place where a crawl becomes durable: pages go in, and come out safe or not at all.

Finished pages wait for the next group commit (every `TICK`): their WARC records, index
lines and article lines are appended to the open segments and brought to the disk, then
one transaction of the ledger writes what came of them and how long each segment is.

    PageTask -- finish --> waiting -- commit --> segments, then ledger
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from scrapy import __version__ as scrapy_version

from crawler import __version__
from crawler.archive.captures import capture_at
from crawler.archive.check_ledger import LEDGER
from crawler.archive.check_whole import is_archive
from crawler.archive.events import EventCause
from crawler.archive.jsonl import content_of, from_line
from crawler.archive.rebuild import mend
from crawler.archive.segments import SegmentError, Segments
from crawler.archive.transaction import Batch, Transaction, is_of_disk
from crawler.archive.writer import Writer
from crawler.download import abort
from crawler.engine import cancel_downloads, is_ending, wake
from crawler.frontier.article_score import NOTHING_LEARNED, Learned
from crawler.frontier.link import found_at
from crawler.frontier.robots import product
from crawler.ledger.ledger import WHAT_TO_DO, Ledger, LedgerError
from crawler.ledger.schema import Visit
from crawler.ledger.url_patterns import taught
from crawler.ledger.versions import ReadingRow, events_of
from crawler.model import Article, Capture, Exchange, Location
from crawler.outcomes import Reason
from crawler.page.reserved import reserved, stated
from crawler.run.host_limits import HostLimits
from crawler.run.in_flight import InFlight
from crawler.run.next_visit import VisitTime, visit_of
from crawler.run.page_task import FAILED
from crawler.run.site_keys import KEYS
from crawler.run.site_memory import SiteMemory
from crawler.run.site_stats import SiteStats
from crawler.sites import key_of
from crawler.wire import capture_of
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.frontier.link import Link
    from crawler.ledger.schema import Address, CaptureRow
    from crawler.run.page_task import PageTask

logger = logging.getLogger(__name__)

TICK = 0.1
"""Seconds between group commits: 100 lines a sync cost what one costs alone."""

GRACE = 4.0
"""Seconds in which a run that ends may finish what it has begun; a service is given ten."""


class Held(NamedTuple):
    """A story that is about to be held."""

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
        self.agent = product(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]).lower()
        self.hosts = HostLimits(
            self.now, settings.getint("HOST_BUDGET"), settings.getfloat("HOST_PATIENCE")
        )
        self._ahead_of_clock = _ahead_of_clock(settings.get("RUN_AT"))
        self.run = 0
        """Number of this run; 0 as long as the archive is not open."""

        self.notes = SiteStats()
        self.in_flight = InFlight()
        self.stored = 0
        self.lines = 0
        self.fetched = 0
        self.passed_over: Counter[str] = Counter()
        """What a replay found in its archive and did not read, by kind."""

        self.sealed: list[str] = []
        self.aborted = False
        """Whether the run has been cut short: what fails from now on is not its own fault."""

        self.error: str | None = None
        """Why the archive cannot be written any more; None while it can."""

        self.learned: Learned = NOTHING_LEARNED
        """What the addresses of the run's site turned out to be, by their shapes."""

        self._waiting: list[PageTask] = []
        self._loose: list[Exchange] = []
        self._held: dict[str, Held] = {}
        self._claims: dict[str, PageTask] = {}
        self._ticking: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] | None = None

    # --- opening and closing

    def open(self, spider: str, arguments: dict[str, Any], site: str = "") -> None:
        """Take the archive, mend what a crash left, and begin a run of a site.

        Raises `SegmentError` or `LedgerError` where it cannot be used.
        """
        self.shelf = Segments(self.root)
        try:
            self._begin(spider, arguments, site)
        except BaseException as error:
            self.shelf.close()
            if isinstance(error, sqlite3.Error):
                path = self.root / LEDGER
                raise LedgerError(f"{path} cannot be used: {error}. {WHAT_TO_DO}") from error
            if isinstance(error, OSError):
                raise SegmentError(f"{self.root} cannot be written: {error}") from error
            raise

    def _begin(self, spider: str, arguments: dict[str, Any], site: str) -> None:
        self._demand_ledger()
        self.ledger = Ledger(self.root / LEDGER)
        self.ledger.demand_sound()
        recovery = self.shelf.recover(self.ledger.segments())
        self.sealed += recovery.sealed
        if recovery.cut:
            logger.info(
                "took back %d bytes that an interrupted run had not committed", recovery.cut
            )
        self.hosts.open(self.ledger.hosts)
        self.memories = SiteMemory(self.ledger)
        self.started, self.spider = self.now(), spider
        self.run = self.ledger.begin(spider, arguments, self.started, site)
        self.learned = self.ledger.verdicts.learned(site)
        self.name = self.shelf.run_name(datetime.fromtimestamp(self.started, UTC), self.run)
        settings = self.crawler.settings
        self.writer = Writer(
            self.shelf,
            self.ledger,
            self.name,
            _about(settings),
            keeps_captures=settings.getbool("KEEP_CAPTURES"),
        )
        self.transaction = Transaction(self.shelf, self.ledger, self.run)

    def _demand_ledger(self) -> None:
        """Make the ledger anew where it is lost: the archive knows all but its schedule."""
        if (self.root / LEDGER).exists() or not is_archive(self.root):
            return
        logger.warning("%s is lost: it is made anew from captures and articles", LEDGER)
        for done in mend(self.root, KEYS, moved_away=True, shelf=self.shelf):
            logger.warning("%s", done)

    def start_ticking(self) -> None:
        """Commit every `TICK` from now on."""
        self._ticking = asyncio.ensure_future(self._tick())

    async def _tick(self) -> None:
        ending = 0.0
        while True:
            await asyncio.sleep(TICK)
            if self.commit():
                wake(self.crawler)
            ending = ending + TICK if is_ending(self.crawler) else 0.0
            if ending > GRACE and not self.aborted:
                self._abort()

    def _abort(self) -> None:
        """Cut off what is still being fetched or read; it stays due."""
        self.aborted = True
        logger.info("%d addresses are left to the next run", len(self.in_flight))
        cancel_downloads(self.crawler)
        self.crawler.signals.send_catch_log(abort)
        self.workers.abort()

    def close(self) -> None:
        """Commit what waits, seal the segments, and let go of the archive."""
        if self._ticking:
            self._ticking.cancel()
        self.commit()
        if self.error:
            return
        try:
            self.hosts.explain(self.run)
            self.memories.remember()
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
        except (OSError, sqlite3.Error, SegmentError) as error:
            self._break(error)
        self.writer.next_segment()

    # --- pages

    def answered(self, page: PageTask) -> None:
        """Note that a page that was handed out has been answered, well or not."""
        if self.in_flight.answer(page):
            wake(self.crawler)

    def taken(self) -> set[int]:
        """Return the addresses that are handed out, or whose pages wait for a commit."""
        pages = (*self._waiting, *self.in_flight)
        return {page.address.id for page in pages if page.address}

    def finish(self, page: PageTask) -> None:
        """Take a page whose fate is known; it is safe after the next commit."""
        if not self.in_flight.end(page):
            return
        self.answered(page)
        if page.article and self._claims.get(page.article.url) is page:
            del self._claims[page.article.url]
        if self.aborted and page.outcome == FAILED:
            return
        if page.outcome in {"stored", "version"}:
            self.stored += 1
        if page.address:
            self.notes.note(page)
            page.reading = page.reading or self._reading_of(page)
        if self.honoured and self._is_reserved(page):
            page.exchanges.clear()
        self._waiting.append(page)

    def _reading_of(self, page: PageTask) -> ReadingRow | None:
        """Return what an answer without a text said of a story: gone, or as it was."""
        is_gone = page.outcome == "withdrawn"
        if not (is_gone or (page.held and page.reason == Reason.NOT_MODIFIED)):
            return page.reading
        assert page.address
        answers = [capture_of(page.exchanges)] if page.exchanges else page.captures[-1:]
        url = page.address.story or page.address.url
        held = [each for each in self.ledger.stories.readings(url) if each.content]
        if not (answers and held):
            return None
        at = answers[0].fetched_at.timestamp()
        if is_gone:
            return ReadingRow(url, at, page.reason or "", "")
        return held[-1]._replace(captured_at=at)

    def _is_reserved(self, page: PageTask) -> bool:
        """Say whether a page, whatever became of it, asks that no copy be kept."""
        captures = page.captures or [capture_of([each]) for each in page.exchanges]
        statements = (
            said for each in captures for said in stated(each.headers, each.body, self.agent)
        )
        return bool(reserved(statements, self.agent) & self.honoured)

    def put_back(self, page: PageTask) -> None:
        """Take a page back that was handed out and never asked for; it is due as before."""
        self.answered(page)
        self.in_flight.end(page)

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange that belongs to no page: a robots.txt."""
        self._loose.append(exchange)

    def known(self, urls: Iterable[str]) -> set[str]:
        """Return those of the addresses that the ledger has seen; none without an archive."""
        return self.ledger.known(urls) if self.run else set()

    async def claim(self, page: PageTask) -> list[ReadingRow]:
        """Return what is known of a page's story, once no other page is deciding on it."""
        assert page.article
        url = page.article.url
        while (other := self._claims.get(url)) and other is not page:
            await other.done.wait()
        self._claims[url] = page
        if url in self._held or any(
            each.reading and each.reading.url == url for each in self._waiting
        ):
            self.commit()
        return self._readings(page, url)

    def _readings(self, page: PageTask, url: str) -> list[ReadingRow]:
        """Return what is known of a story, and what its address said before it led to it."""
        readings = self.ledger.stories.readings
        known = {each.captured_at: each for each in readings(url)}
        if page.address and page.address.url != url:
            before = (each for each in readings(page.address.url) if not each.content)
            known = {each.captured_at: each._replace(url=url) for each in before} | known
        return [known[at] for at in sorted(known)]

    def version(self, url: str, content: str) -> Article | None:
        """Return a version of a story that is committed; None where it cannot be read."""
        place = self.ledger.stories.line_of(url, content)
        try:
            return from_line(self.shelf.read(*place)) if place else None
        except (OSError, ValueError) as error:
            logger.warning("a version of %s cannot be read: %s", url, error)
            return None

    def captures_behind(self, held: Article) -> list[Capture]:
        """Return the captures that a held version was read from; none where they are elsewhere."""
        try:
            return [self._read_back(place) for place in held.provenance.locations]
        except (OSError, ValueError) as error:
            logger.info("what %s was read from is not here: %s", held.url, error)
            return []

    def _read_back(self, place: Location) -> Capture:
        """Return the capture at a place: of the archive that is replayed, or of this one."""
        replayed = getattr(self.crawler.spider, "read_back", None)
        with suppress(OSError, ValueError):
            if replayed:
                capture: Capture = replayed(place)
                return capture
        return capture_at(self.root, place, self._payload_at)

    def _payload_at(self, digest: str) -> Location | None:
        row = self.ledger.payload_at(digest)
        return Location(file=row[0], offset=row[1], record_id=row[2]) if row else None

    def waiting(self) -> dict[str, Held]:
        """Return the stories that are about to be held."""
        return self._held

    def hold(self, article: Article, signature: bytes = b"") -> None:
        """Count on a version being stored: a second page with the same story is no new one."""
        self._held[article.url] = Held(content_of(article), signature)

    def adopt(self, url: str, kind: str = "", *, only_known: bool = False) -> Address | None:
        """Return the address of a capture that is read again; None for no address."""
        found = found_at(url, kind or "article")
        if found is None or (only_known and not self.ledger.known([found.url])):
            return None
        return self.ledger.adopt(found, self.run, self.now(), key_of(found.url))

    def add(self, found: Link) -> None:
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
            items: list[PageTask | Exchange] = [*pages, *loose]
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

    def _append(self, items: Sequence[PageTask | Exchange]) -> Batch:
        """Write pages, and exchanges of no page, to the segments; return what came of them."""
        self.writer.begin_group()
        visits = [self._visit(each) for each in items if not isinstance(each, Exchange)]
        return Batch(visits, self.writer.captures(x for x in items if isinstance(x, Exchange)))

    def _put_aside(self, item: PageTask | Exchange, error: Exception) -> list[PageTask | Exchange]:
        """Return what is to be stored of a page that cannot be stored as it is.

        All but its exchanges is dropped; where it is these that cannot be stored their bytes are
        kept beside the archive. Raises the error where nothing is left that may be its cause.
        """
        if isinstance(item, Exchange):
            self._keep_bytes(item)
            return []
        if item.reason != Reason.ERROR_STORE:
            logger.error("%s cannot be stored, its bytes are kept", item.url, exc_info=error)
            self.stored -= item.outcome in {"stored", "version"}
            assert self.crawler.stats
            self.crawler.stats.inc_value(f"archive/{FAILED}/{Reason.ERROR_STORE}")
            item.outcome, item.reason, item.retry_in = FAILED, Reason.ERROR_STORE, None
            item.article, item.listed = None, None
            item.found, item.again, item.proven, item.sitemaps = [], [], [], []
            item.reading, item.relabelled, item.rewritten = None, (), []
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

    def _visit(self, page: PageTask) -> Visit:
        self._mark(page)
        captures = self.writer.captures(page.exchanges, page.memory)
        kept = page.article if page.outcome in {"stored", "version"} else None
        articles = [
            self.writer.line(kept, captures, page.signature, is_newest=page.is_newest)
        ] if kept else []  # fmt: skip
        articles += [self.writer.line(each, (), is_newest=False) for each in page.rewritten]
        self._note_events(page, captures)
        when = VisitTime(self.now(), self.started, self.looks)
        return visit_of(page, when, captures, tuple(articles))

    def _mark(self, page: PageTask) -> None:
        """Say in a page's exchanges what it was read as, and with which memory."""
        if page.article is None:
            return
        memory = page.memory.revision
        page.exchanges = [
            replace(each, memory=memory, kind="article" if each.kind == "page" else each.kind)
            for each in page.exchanges
        ]

    def _note_events(self, page: PageTask, captures: tuple[CaptureRow, ...]) -> None:
        """Write what a page tells of its story beside its text: withdrawn, or there again."""
        if page.reading is None:
            return
        before = self._readings(page, page.reading.url)
        now = {each.captured_at: each for each in (*before, *page.relabelled, page.reading)}
        known = {(each.status, each.captured_at) for each in events_of(before)}
        places = tuple(Location(file=row.file, offset=row.offset, record_id=row.record_id)
                       for row in captures[-1:])  # fmt: skip
        places = places or tuple(each.location for each in page.captures if each.location)
        digests = tuple(row.digest for row in captures[-1:])
        digests = digests or tuple(each.digest for each in page.captures)
        for event in events_of(now.values()):
            if (event.status, event.captured_at) in known:
                continue
            is_this = event.captured_at == page.reading.captured_at
            cause = EventCause(event.reason, page.status, digests, places)
            story = page.article or self.version(page.reading.url, event.content)
            if story:
                cause = cause if is_this else EventCause(event.reason, None)
                self.writer.event(story, event, cause)


def _about(settings: BaseSettings) -> tuple[tuple[str, str], ...]:
    """Return what each WARC says of the program that made it, and how it asked."""
    robots = "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"
    return (
        ("software", f"crawler/{__version__} Scrapy/{scrapy_version}"),
        ("robots", robots),
        ("http-header-user-agent", str(settings["USER_AGENT"])),
    )


def _ahead_of_clock(run_at: str | None) -> float:
    """Return how many seconds a run's time is ahead of the clock; 0 where it is the clock's."""
    if not run_at:
        return 0.0
    start = datetime.fromisoformat(run_at)
    return (start if start.tzinfo else start.replace(tzinfo=UTC)).timestamp() - time.time()


_STORES: WeakKeyDictionary[Crawler, Store] = WeakKeyDictionary()


def store_of(crawler: Crawler) -> Store:
    """Return the store of a crawl: scheduler, pipelines and extensions share one."""
    if crawler not in _STORES:
        _STORES[crawler] = Store(crawler)
    return _STORES[crawler]
