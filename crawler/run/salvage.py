"""What is kept of a page that cannot be stored as it is: less each time, at last its bytes."""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING

from crawler.ledger.fleets import LostLeaseError
from crawler.model import Exchange
from crawler.outcomes import Outcome, Reason
from crawler.report.receipt import REFUSED

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

    from crawler.archive.segments import Segments
    from crawler.run.page_task import PageTask
    from crawler.run.run_state import RunState

logger = logging.getLogger(__name__)


class Salvage:
    """Keeps what can be kept of the pages of a run."""

    def __init__(self, segments: Segments, state: RunState, stats: StatsCollector) -> None:
        self._segments, self._state, self._stats = segments, state, stats

    def put_aside(self, item: PageTask | Exchange, error: Exception) -> list[PageTask | Exchange]:
        """Return what is to be stored of a page that cannot be stored as it is.

        All but its exchanges is dropped; where it is these that cannot be stored their bytes are
        kept beside the archive. Raises the error where nothing is left that may be its cause.
        """
        if isinstance(error, LostLeaseError):
            return self._refused(item)
        if isinstance(item, Exchange):
            self._keep_bytes(item)
            return []
        if item.reason != Reason.ERROR_STORE:
            logger.error("%s cannot be stored, its bytes are kept", item.url, exc_info=error)
            self._state.stored -= item.is_kept
            self._stats.inc_value(f"archive/{Outcome.FAILED}/{Reason.ERROR_STORE}")
            _keep_exchanges_alone(item)
        elif item.exchanges:
            for exchange in item.exchanges:
                self._keep_bytes(exchange)
            item.exchanges.clear()
        else:
            raise error
        return [item]

    def _refused(self, item: PageTask | Exchange) -> list[PageTask | Exchange]:
        """Write nothing of a page whose host is another process's: that one asks for it again."""
        if isinstance(item, Exchange):
            return []
        logger.warning("%s is not written: another process holds its host by now", item.url)
        self._state.stored -= item.is_kept
        self._state.refused += 1
        if not self._state.asks:
            self._state.passed_over[REFUSED] += 1
        self._stats.inc_value("archive/refused")
        return []

    def _keep_bytes(self, exchange: Exchange) -> None:
        name = sha256(exchange.response).hexdigest()[:16]
        logger.error("the exchange with %r cannot be stored as a record", exchange.url)
        self._segments.put_aside(f"exchange-{name}", exchange.request + exchange.response)


def _keep_exchanges_alone(page: PageTask) -> None:
    """Take from a page all that may keep it from being stored, but what went over the wire."""
    page.outcome, page.reason, page.retry_in = Outcome.FAILED, Reason.ERROR_STORE, None
    page.article, page.listed = None, None
    page.found, page.again, page.proven, page.sitemaps = [], [], [], []
    page.reading, page.relabelled, page.rewritten = None, (), []
