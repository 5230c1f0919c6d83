"""How often a host is asked: one that is troubled, or says so, is left alone."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle

from crawler.download import (
    SEND_BY,
    NotNowError,
    UnusableProxyError,
    gate_of,
)
from crawler.engine import slot_of, slow_down, wake
from crawler.ledger.hosts import Host, retry_after
from crawler.outcomes import Reason
from crawler.run.store import TICK, store_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

FIRST_SERVER_ERROR = 500
OVERLOADED = {429, 503}
"""Too many requests; for now, none at all: RFC 9110 and 6585, both with ``Retry-After``."""


class Patience:
    """Leave a host alone that says 429 or 503, or fails one time after another."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        store = store_of(crawler)
        self.hosts, self.clock, self.state = store.hosts, store.clock, store.state
        gate = gate_of(crawler)
        gate.begins.append(self.sending)
        gate.sent.append(self.sent)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Hold a request to the pace that its host is known to bear."""
        if "redirect_urls" in request.meta:
            request.meta.pop("download_slot", None)
        host = urlsplit(request.url).netloc
        if self.hosts.is_new(host):
            self._take_up(request, self.hosts.of(host))

    def sending(self, request: Request) -> None:
        """Count a request that goes out now; raise `NotNowError` where it must not."""
        host = urlsplit(request.url).netloc
        if reason := self.hosts.why_not(host):
            raise NotNowError(reason)
        _, slot = slot_of(self.crawler, request)
        if not self.hosts.is_ours(host, slot.delay if slot else 0.0):
            raise NotNowError(Reason.HOST_LEASED)
        self.hosts.asking(host)

    def sent(self, request: Request) -> None:
        """Count the delay of a host from here: to reach it may have taken a while.

        Raises `NotNowError` where it has become another process's meanwhile.
        """
        host = urlsplit(request.url).netloc
        if not self.hosts.is_still_ours(host):
            raise NotNowError(Reason.HOST_LEASED)
        request.meta[SEND_BY] = self.hosts.send_by()
        self._is_out(request)
        # What is written goes out when the loop comes round, and something may keep it.
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._is_out, request)

    def _is_out(self, request: Request) -> None:
        self.hosts.sent(urlsplit(request.url).netloc)
        _, slot = slot_of(self.crawler, request)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic())

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how the host does."""
        host = urlsplit(request.url).netloc
        if response.status in OVERLOADED:
            said = response.headers.get("Retry-After", b"") or b""
            after = retry_after(said.decode("latin-1"), self.clock.now())
            self._rests(host, self.hosts.refused(host, after), f"http-{response.status}")
        elif response.status >= FIRST_SERVER_ERROR and not request.meta.get("retry_times"):
            self._rests(host, self.hosts.failed(host), f"http-{response.status}")
        elif response.status < FIRST_SERVER_ERROR:
            is_page = urlsplit(request.url).path != "/robots.txt"
            self.hosts.answered(host, is_page=is_page)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that the host could not be reached."""
        ours = isinstance(exception, IgnoreRequest | DownloadCancelledError | UnusableProxyError)
        if not (ours or self.state.aborted):
            host = urlsplit(request.url).netloc
            is_found = not isinstance(exception, CannotResolveHostError)
            rest = self.hosts.failed(host, is_found=is_found)
            self._rests(host, rest, type(exception).__name__)

    def _rests(self, host: str, seconds: float, why: str) -> None:
        if seconds <= 0:
            return
        logger.warning("%s is left alone for %.0f s (%s)", host, seconds, why)
        assert self.crawler.stats
        self.crawler.stats.inc_value("archive/host_paused")
        if self.hosts.worth_waiting(host):
            asyncio.get_running_loop().call_later(seconds + 2 * TICK, wake, self.crawler)

    def _take_up(self, request: Request, known: Host) -> None:
        """Begin where the last run left off: at its pace, and no sooner than that allows."""
        settings = self.crawler.settings
        delay = settings.getfloat("DOWNLOAD_DELAY")
        if settings.getbool("AUTOTHROTTLE_ENABLED"):
            delay = max(delay, known.delay or settings.getfloat("AUTOTHROTTLE_START_DELAY"))
        if settings.getbool("ROBOTSTXT_OBEY"):
            delay = max(delay, known.crawl_delay or 0.0)
        slot = slow_down(self.crawler, request, delay)
        if known.asked_at and slot is not None:
            ago = max(0.0, self.clock.now() - known.asked_at)
            slot.lastseen = max(slot.lastseen, time.monotonic() - ago)


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, never below what a robots.txt asks for, kept from run to run."""

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = urlsplit(response.url).netloc
        hosts = store_of(self.crawler).hosts
        known = hosts.of(host)
        if self.crawler.settings.getbool("ROBOTSTXT_OBEY"):
            slot.delay = max(slot.delay, known.crawl_delay or 0.0)
        hosts.note(known._replace(delay=slot.delay))
