"""The one place where a crawl becomes durable: pages go in, and come out safe or not at all.

Finished pages wait for the next group commit (see `crawler.run.group_commit`): their WARC
records, index lines and article lines are appended to the open segments and brought to the
disk, then one transaction of the ledger writes what came of them and how long each segment is.

    PageTask -- finish --> waiting -- commit --> segments, then ledger

The `Store` connects the parts of a run, each of which whoever needs it takes by its name.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from crawler.archive.check_ledger import LEDGER
from crawler.archive.layout import ONE_FILE, Layout
from crawler.archive.segments import SegmentError, Segments
from crawler.archive.takedown import finish, taken_down
from crawler.archive.transaction import Transaction, is_of_disk
from crawler.archive.writer import Writer
from crawler.download import abort
from crawler.engine import cancel_downloads, close_when_done, is_ending, wake
from crawler.frontier.urls import canonical
from crawler.ledger.database import LedgerError
from crawler.ledger.ledger import Ledger
from crawler.outcomes import Outcome
from crawler.run.capture_source import CaptureSource, ServedCaptures
from crawler.run.claims import Claims
from crawler.run.clock import Clock
from crawler.run.group_commit import MOST_ROWS, GroupCommit
from crawler.run.host_limits import Budget, HostLimits
from crawler.run.in_flight import InFlight
from crawler.run.in_thread import in_thread
from crawler.run.joining import leave, take_place
from crawler.run.kept_stories import KeptStories
from crawler.run.leases import Leases
from crawler.run.next_visit import VisitTime
from crawler.run.opening import about_crawler, demand_ledger, named
from crawler.run.page_task import PageTask
from crawler.run.page_writer import PageWriter
from crawler.run.parts_ahead import PartsAhead
from crawler.run.rights import Rights
from crawler.run.run_addresses import RunAddresses
from crawler.run.run_state import RunState
from crawler.run.salvage import Salvage
from crawler.run.same_lists import SameLists
from crawler.run.sameness import KEPT, Sameness
from crawler.run.site_memory import SiteMemory
from crawler.run.site_stats import SiteStats
from crawler.run.story_histories import StoryHistories
from crawler.run.traps import Traps
from crawler.run.turns import Turns
from crawler.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.ledger.fleets import Fleet
    from crawler.ledger.schema import Address
    from crawler.ledger.versions import ReadingRow
    from crawler.model import Exchange

logger = logging.getLogger(__name__)

LEASE_TICK = 1.0
"""Seconds between two looks at which hosts are ours: what a process that joins waits for."""

TICK = 0.1
"""Seconds after which it is looked whether a group of pages is to be committed."""

GRACE = 4.0
"""Seconds in which a run that ends may finish what it has begun; a service is given ten."""


class Store:
    """The archive of a running crawl, and what is known of the run."""

    ledger: Ledger
    memories: SiteMemory
    kept: KeptStories
    histories: StoryHistories
    parts_ahead: PartsAhead
    """These are there as soon as the archive is open."""

    taken_down: frozenset[str]
    """Keys of the addresses whose stories were removed, and are not to come back."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.root = Path(settings["ARCHIVE_DIR"])
        self.workers = Workers(settings.getint("READ_WORKERS"), settings.getfloat("READ_TIMEOUT"))
        self.clock = Clock(settings.get("RUN_AT"))
        self.state = RunState()
        self.hosts = HostLimits(
            self.clock.now,
            Budget(settings.getint("HOST_BUDGET"), settings.getint("DOMAIN_BUDGET")),
            settings.getfloat("HOST_PATIENCE"),
        )
        self.turns = Turns(settings.getfloat("DOWNLOAD_DELAY"), time.monotonic)
        self.sameness, self.same_lists = Sameness(), SameLists(self.clock.today)
        self.traps = Traps(self.sameness, self.same_lists, self.state)
        self.notes = SiteStats()
        self.in_flight = InFlight()
        self.addresses = RunAddresses(self.in_flight, self.clock)
        self.claims = Claims()
        self.group = GroupCommit()
        self.captures: CaptureSource = ServedCaptures(crawler)
        self._layout = ONE_FILE
        self._begun_on: tuple[int, int, int] | None = None
        """The day on which the files were begun that are being written."""

        self._rights = Rights.of(settings)
        self._looks = [float(age) for age in settings.getlist("LOOK_AGAIN")]
        self._loose: list[Exchange] = []
        self.leases: Leases | None = None
        """The hosts that this process may ask, as one of a fleet; None where it is alone."""

        self._is_last = True
        self._ticking: list[asyncio.Task[None]] = []
        self._closing: asyncio.Future[None] | None = None
        self._is_closed = False

    # --- opening and closing

    def open(self, spider: str, arguments: dict[str, Any], *sites: str) -> None:
        """Take the archive, mend what a crash left, and begin a run of sites.

        Raises `SegmentError` or `LedgerError` where it cannot be used.
        """
        self._layout = Layout.of(self.crawler.settings)
        self.state.asks = getattr(self.crawler.spider, "asks_hosts", True)
        if fleet := getattr(self.crawler.spider, "fleet", None):
            self._join(spider, arguments, fleet)
            return
        self._segments = Segments(self.root)
        try:
            with named(self.root):
                self._begin(spider, arguments, sites)
        except BaseException:
            self._segments.close()
            raise

    def _join(self, spider: str, arguments: dict[str, Any], fleet: Fleet) -> None:
        """Take a place in the archive, and crawl as one of a fleet."""
        settings, state = self.crawler.settings, self.state
        state.spider, state.started = spider, self.clock.now()
        place = take_place(self.root, settings, state, arguments, fleet)
        self.ledger, self._segments, self._name = ledger, segments, _ = place
        try:
            if take := getattr(self.crawler.spider, "take_starts", None):
                take(ledger.fleets.starts())
            self.taken_down = frozenset(canonical(url) for url, _ in taken_down(self.root))
            self.hosts.open(ledger.hosts)
            self.addresses.open(ledger)
            self._connect(ledger, segments, settings)
            self.leases = Leases(ledger, self.hosts, self.in_flight, state, self.clock)
        except BaseException:
            place.give_up()
            raise

    def _begin(self, spider: str, arguments: dict[str, Any], sites: tuple[str, ...]) -> None:
        segments, state, settings = self._segments, self.state, self.crawler.settings
        if log := finish(segments):
            logger.info("ended a takedown that was interrupted: %s", log)
        self.taken_down = frozenset(canonical(url) for url, _ in taken_down(self.root))
        demand_ledger(segments)
        self.ledger = ledger = Ledger(self.root / LEDGER)
        ledger.demand_sound()
        recovery = segments.recover(ledger.segments())
        state.sealed += recovery.sealed
        if recovery.cut:
            logger.info(
                "took back %d bytes that an interrupted run had not committed", recovery.cut
            )
        state.started, state.spider, state.sites = self.clock.now(), spider, sites
        state.is_given = bool(arguments.get("urls") or arguments.get("only"))
        state.is_of_several = bool(arguments.get("sites"))
        state.number = ledger.begin(spider, arguments, state.started, *sites)
        self._name = segments.run_name(datetime.fromtimestamp(state.started, UTC), state.number)
        self.hosts.open(ledger.hosts)
        self.addresses.open(ledger)
        self._connect(ledger, segments, settings)

    def _connect(self, ledger: Ledger, segments: Segments, settings: BaseSettings) -> None:
        """Make the parts that need the files of the archive."""
        stats = self.crawler.stats
        assert stats
        self.memories = SiteMemory(ledger)
        self.sameness.recall(ledger.counts(KEPT))
        self.kept = KeptStories(ledger, segments, lambda: self.captures)
        self.histories = StoryHistories(self.kept, self.claims, self.memories, self.workers, stats)
        about = about_crawler(settings)
        self._writer = Writer(segments, ledger, self._name, about, self._layout)
        self._pages = PageWriter(self._writer, self.kept, self.sameness, self._visit_time)
        self.parts_ahead = PartsAhead(ledger, self.state, self.clock, self._break)
        self._salvage = Salvage(segments, self.state, stats)
        self._transaction = Transaction(segments, ledger, self.state.number)
        self._begun_on = self.clock.today()
        if self._layout.by_day and segments.lengths():
            self._seal()  # what a run left that was killed, on another day perhaps

    def _visit_time(self) -> VisitTime:
        return VisitTime(self.clock.now(), self.state.started, self._looks)

    def start_ticking(self) -> None:
        """Commit what waits as its groups are full, from now on."""
        gc.collect()
        self.workers.begin()
        gc.freeze()  # what was loaded stays: to look through it again took a tenth of a second
        self._ticking.append(asyncio.ensure_future(self._tick()))
        if self.leases:
            self._tick_leases(self.leases)
            self._ticking.append(asyncio.ensure_future(self._keep_leases(self.leases)))

    async def _tick(self) -> None:
        ending = 0.0
        while True:
            await asyncio.sleep(TICK)
            if self.group.is_due() and await self._commit_in_turns():
                wake(self.crawler)
            ending = ending + TICK if is_ending(self.crawler) else 0.0
            if ending:
                close_when_done(self.crawler)
            if ending > GRACE and not self.state.aborted:
                self._abort()

    async def _commit_in_turns(self) -> int:
        """Make safe what waits, others having their turn in between; return how many pages."""
        for page in [each for each in self.in_flight.settled if each.rows > MOST_ROWS]:
            await self.parts_ahead.shorten(page, MOST_ROWS)
        pages = 0
        while True:
            waiting = len(self.in_flight.settled)
            pages += self.commit(MOST_ROWS)
            if not 0 < len(self.in_flight.settled) < waiting:
                return pages
            await asyncio.sleep(0)

    async def _keep_leases(self, leases: Leases) -> None:
        while not self.state.error:
            await asyncio.sleep(LEASE_TICK)
            self._tick_leases(leases)

    def _tick_leases(self, leases: Leases) -> None:
        if is_ending(self.crawler):
            leases.ends()
        try:
            if leases.tick():
                wake(self.crawler)
        except (OSError, LedgerError) as error:
            self._break(error)

    def is_at_work(self) -> bool:
        """Say whether others of the fleet may leave us something to do."""
        return self.leases is not None and self.leases.is_at_work()

    def _abort(self) -> None:
        """Cut off what is still being fetched or read; it stays due."""
        self.state.aborted = True
        logger.info("%d addresses are left to the next run", len(self.in_flight))
        cancel_downloads(self.crawler)
        self.crawler.signals.send_catch_log(abort)
        self.workers.abort()

    async def close(self) -> None:
        """Commit what waits, and seal the segments: nobody commits any more from then on.

        What of this grows with the run is done beside the reactor.
        """
        for task in self._ticking:
            task.cancel()
        await self._commit_in_turns()
        self._is_closed = True
        if not self.state.error:
            await in_thread(self._close)

    def _close(self) -> None:
        try:
            self.hosts.explain(self.state.number)
            self.memories.remember()
        except (OSError, sqlite3.Error) as error:
            self._break(error)
        else:
            self._seal()
        if self.leases and not self.state.error:
            self._leave(self.leases)

    def _leave(self, leases: Leases) -> None:
        try:
            self._is_last = leave(self.ledger, leases, self.notes, self.state)
        except (OSError, LedgerError) as error:
            self._break(error)

    def _is_past_day(self) -> bool:
        """Return True where a file holds what came on one day, and that has ended."""
        return self._layout.by_day and self.clock.today() != self._begun_on

    def _seal(self) -> None:
        self._begun_on = self.clock.today()
        try:
            self.state.sealed += self._transaction.seal()
            self._segments.describe()
        except (OSError, sqlite3.Error, SegmentError) as error:
            self._break(error)
        self._writer.next_segment()

    def file_report(self, report: Mapping[str, Any], text: str) -> None:
        """Keep the account of the run, as values and as the text of its file.

        Raises OSError, `sqlite3.Error` or `SegmentError`.
        """
        if self._is_last:
            self.ledger.end(self.state.number, self.clock.now(), report)
        self._segments.put("reports", self._name, text.encode())

    def let_go(self) -> None:
        """Close the files, so that another process may take the archive."""
        self.ledger.close()
        self._segments.close()

    # --- pages

    def answered(self, page: PageTask) -> None:
        """Note that a page that was handed out has been answered, well or not."""
        if self.in_flight.answer(page):
            wake(self.crawler)

    def finish(self, page: PageTask) -> None:
        """Take a page whose fate is known; it is safe after the next commit."""
        if not self.in_flight.end(page):
            return
        self.answered(page)
        self.claims.release(page)
        if self.state.aborted and page.outcome == Outcome.FAILED:
            return
        self.state.stored += page.is_kept
        if page.address:
            self.notes.note(page)
            page.reading = page.reading or self.kept.reading_without_text(page)
        if self._rights.forbid_copy(page):
            page.exchanges.clear()
        self.in_flight.settle(page)
        self.group.wait(page)

    def leave_trapped(self, address: Address) -> bool:
        """Return True for an address that a trap has made up: it is done with, and never asked."""
        if (page := self.traps.left(address)) is None:
            return False
        self.in_flight.begin(page)
        self.finish(page)
        return True

    def put_back(self, page: PageTask) -> None:
        """Take a page back that was handed out and never asked for; it is due as before."""
        self.answered(page)
        self.in_flight.end(page)
        if page.address:
            self.addresses.put_back(page.address)

    def keep(self, exchange: Exchange) -> None:
        """Keep an exchange that belongs to no page: a robots.txt."""
        self._loose.append(exchange)

    async def claim(self, page: PageTask) -> list[ReadingRow]:
        """Return what is known of a page's story, once no other page is deciding on it."""
        await self.claims.take(page)
        assert page.article
        url = page.article.url
        if url in self.claims.about_to_be_held or self.in_flight.is_settling(url):
            await self._commit_in_turns()
        return self.kept.readings_of(page, url)

    # --- committing

    def commit(self, most: float = math.inf) -> int:
        """Make finished pages safe, all or the first of so many rows; return how many that were.

        A disk that is full ends the crawl: what was half written is taken back, and the
        pages are taken again by the next run. A page that cannot be stored as it is ends
        ``failed``, ``error-store``, and what it brought over the wire is kept.
        """
        pages = self.in_flight.take_settled(most)
        loose, self._loose = self._loose, []
        self.group.committed()
        if self.state.error:
            return 0
        try:
            items: list[PageTask | Exchange] = [*pages, *loose]
            if items:
                self.hosts.keep_later()
            else:
                self._keep_hosts()
            done = self._transaction.commit(items, self._pages.append, self._salvage.put_aside)
        except Exception as error:  # noqa: BLE001 whatever it was, nothing of it was committed
            self._break(error)
            return 0
        if not done:
            return 0
        visits = [visit for batch in done for visit in batch.visits]
        self.addresses.learn(visits)
        self.sameness.committed(page.noted for page in pages if page.noted)
        self.state.lines += sum(len(visit.articles) for visit in visits)
        self.state.fetched += sum(bool(page.exchanges or page.captures) for page in pages)
        self.claims.committed()
        if self._segments.full(self._layout.size) or self._is_past_day():
            self._seal()
        return len(pages)

    def _keep_hosts(self) -> None:
        try:
            self.hosts.keep()
        except Exception as error:
            if is_of_disk(error):
                raise
            logger.exception("what was learned of some hosts cannot be stored")

    def _break(self, error: Exception) -> None:
        self.state.error = f"the archive in {self.root} cannot be written: {error}"
        logger.critical("%s. What was committed is safe; the next run goes on from there.",
                        self.state.error,
                        exc_info=None if is_of_disk(error) else error)  # fmt: skip
        engine = self.crawler.engine
        if engine and engine.spider and not self._is_closed:
            self._closing = asyncio.ensure_future(
                engine.close_spider_async(reason="archive-failed")
            )


_STORES: WeakKeyDictionary[Crawler, Store] = WeakKeyDictionary()


def store_of(crawler: Crawler) -> Store:
    """Return the store of a crawl: scheduler, pipelines and extensions share one."""
    if crawler not in _STORES:
        _STORES[crawler] = Store(crawler)
    return _STORES[crawler]
