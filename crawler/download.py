"""The download handler that keeps the bytes on the wire beside the response.

Both directions are kept by `crawler.tap`. Every exchange, whole or cut short, becomes an
`Exchange` in ``request.meta["exchanges"]``, a list that a redirect or a retry of the
request goes on filling.

The response that Scrapy gets is read as a replay reads it (`crawler.wire`): its content
codings are undone here, and one whose stream ends early counts as cut short.

    DOWNLOAD_HANDLERS = {"http": "crawler.download.WireHandler", "https": ...}
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
)
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Response
from scrapy.responsetypes import responsetypes
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future

from crawler import patterns as re
from crawler.access import secret_headers
from crawler.compression import MAX_BODY, outgrows
from crawler.model import Capture, Exchange, Truncated
from crawler.outcomes import Reason
from crawler.private_addresses import Leave
from crawler.tap import MAX_HEAD, HeadTooLongError, Tap, WireAgent, WireFactory
from crawler.wire import (
    capture_of,
    codings_of,
    left_on_wire,
    payload_digest,
    payload_held,
    payload_of,
    split,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

    from crawler.wire import Payload

logger = logging.getLogger(__name__)

MAX_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are read. https://www.rfc-editor.org/rfc/rfc9309#section-2.5"""

FIRST_BYTES = "first_bytes"
"""Key in ``request.meta`` of how many bytes of a longer response are enough."""

CODING_CUT: Truncated = "unspecified"
"""Why a response is cut whose framing is whole and whose content coding is not: the connection
was not, and WARC has no other word."""

AT_FIRST = 1 << 20
"""Bytes to which a body is unpacked before it is looked how long it would become."""

EXCHANGES = "exchanges"
"""Key in ``request.meta`` of the list of `Exchange`."""

MAY_BE_LEFT = "may_be_left"
"""Key in ``request.meta`` of whether whoever asks can do with `LEFT`."""

LEFT = "left"
"""Key in ``request.meta`` of whether a response is so large that its capture has no body: whoever
reads it takes its exchange apart. Pages wait to be read, and one copy of each is enough."""

SEND_BY = "send_by"
"""Key in ``request.meta`` of until when it may go over the wire, by `elapsed`."""

CAPTURE = "capture"
"""Key in ``request.meta`` of the capture of the last exchange, where that is no more than it."""

abort = object()
"""Signal: what is being downloaded is cut off, for the crawl is to end now."""

exchange_ended = object()
"""Signal, with `request` and `exchange`: sent for every exchange, robots.txt and retries too."""


class NotNowError(IgnoreRequest):
    """The host is not to be asked for now; the message says why, in one stable word."""


class Gate:
    """Those who are asked whether a request may go out; one that raises `NotNowError` keeps it."""

    def __init__(self) -> None:
        self.begins: list[Callable[[Request], object]] = []
        """Asked before anything goes out."""

        self.sent: list[Callable[[Request], object]] = []
        """Asked when it goes over the wire, once a connection is there."""


_GATES: WeakKeyDictionary[Crawler, Gate] = WeakKeyDictionary()


def gate_of(crawler: Crawler) -> Gate:
    """Return the gate of a crawl: a signal would be sent twice a request, and takes longer."""
    return _GATES.setdefault(crawler, Gate())


def elapsed() -> float:
    """Return seconds that go by also while a machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _held_up(meta: Mapping[str, Any]) -> NotNowError | None:
    is_late = elapsed() > meta.get(SEND_BY, math.inf)
    return NotNowError(Reason.HOST_LEASED) if is_late else None


class UnusableProxyError(Exception):
    """The proxy that is set is of a kind that we cannot speak to."""


class WireHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, with every exchange kept as it was on the wire."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = WireFactory  # noqa: SLF001 the one place Twisted asks for it
        self._wanted: dict[Request, int] = {}
        self._open: set[Deferred[Response]] = set()
        names = (re.escape(name).encode() for name in secret_headers(crawler.settings))
        lines = b"|".join(names) or b"(?!)"
        self._secrets = re.compile(rb"(?i)\r\n(?:%s)[ \t]*:[^\r\n]*" % lines)
        self._gate = gate_of(crawler)
        crawler.signals.connect(self._abort, abort)

    async def download_request(self, request: Request) -> Response:
        """Return the response, its exchange kept; raises as Scrapy's own handler does.

        Beyond that `PrivateAddressError`, where the host is at a private address that
        ``ALLOW_PRIVATE_ADDRESSES`` does not open, `HeadTooLongError`, `UnusableProxyError`, and
        `NotNowError` where nothing was sent. Of a robots.txt that is longer the first
        `MAX_ROBOTS` bytes are the response; of any other, as many as ``request.meta`` names.
        """
        self._demand_usable(request)
        self._demand_leave(request)
        enough = MAX_ROBOTS if _is_robots(request) else request.meta.get(FIRST_BYTES, 0)
        if enough:
            self._want(request, enough)
            request.meta["download_maxsize"] = 0
        tap = self._tap(request, enough)
        url = request.url.partition("#")[0]
        try:
            response = await self._response(request, tap, 0 if enough else self._default_maxsize)
        except BaseException as error:
            self._keep(request, tap.exchange(url, _why_cut(error)))
            raise
        finally:
            if enough:
                self._want_no_more(request)
                request.meta["download_maxsize"] = max(enough, self._default_maxsize)
        exchange = tap.exchange(url, _flagged(response.flags))
        response, exchange = self._decoded(
            request, response, exchange, _payload(tap, response, exchange.response)
        )
        self._keep(request, exchange)
        if exchange.truncated == CODING_CUT and self._fails_on_loss(request):
            raise ResponseDataLossError(f"the content coding of {url} ends early")
        return response

    def _keep(self, request: Request, exchange: Exchange) -> None:
        if exchange.response:
            request.meta.setdefault(EXCHANGES, []).append(exchange)
            self._crawler.signals.send_catch_log(
                exchange_ended, request=request, exchange=exchange
            )

    def _decoded(
        self, request: Request, response: Response, exchange: Exchange, payload: Payload | None
    ) -> tuple[Response, Exchange]:
        """Return the response with its content codings undone, and what came of that.

        A source that is large, or would become so, is left as it was on the wire, for whoever
        reads it; for anything else that grows too large `DownloadCancelledError` is raised.
        `payload` is what is known of it.
        """
        if request.method == "HEAD":
            return response, exchange
        is_source = FIRST_BYTES in request.meta
        if is_source and len(exchange.response) > AT_FIRST:
            return self._left(request, response, exchange)
        if is_source:
            payload = payload_of(split(exchange.response))
            response = response.replace(body=payload[0])
        most = 0 if is_source else request.meta.get("download_maxsize", 0)
        most = most or self._default_maxsize or MAX_BODY
        capture, is_cut = _served(exchange, most, payload)
        exchange = replace(
            exchange,
            payload_digest=capture.digest,
            is_proven=not is_cut and capture.truncated is None,
        )
        if is_cut:
            if is_source:
                return self._left(request, response, exchange)
            self._keep(request, exchange)
            del capture  # the error's traceback holds what is here, for long
            raise DownloadCancelledError(f"{request} unpacks to more than {most} bytes")
        if exchange.truncated is None and capture.truncated == "unspecified":
            exchange = replace(exchange, truncated=CODING_CUT)
            response.flags.append("dataloss")
        capture = replace(capture, exchanges=(exchange,))
        if request.meta.get(MAY_BE_LEFT) and AT_FIRST < len(capture.body) <= MAX_BODY:
            return self._without_body(request, response, replace(capture, body=b"")), exchange
        is_coded = b"Content-Encoding" in response.headers
        if not is_coded and capture.body == response.body:
            # What a spider asks of it is not worked out, nor are its bytes held, a second time.
            request.meta[CAPTURE] = replace(capture, body=response.body)
            return response, exchange
        request.meta[CAPTURE] = capture
        response.headers.pop(b"Content-Encoding", None)
        return _with_body(response, capture.body), exchange

    def _left(
        self, request: Request, response: Response, exchange: Exchange
    ) -> tuple[Response, Exchange]:
        """Return a source whose body is left on the wire."""
        message = split(exchange.response, copies_body=False)
        digest = exchange.payload_digest or payload_digest(message)
        is_proven = not (exchange.truncated or codings_of(message))
        exchange = replace(exchange, payload_digest=digest, is_proven=is_proven)
        return self._without_body(request, response, left_on_wire(exchange)), exchange

    def _without_body(self, request: Request, response: Response, capture: Capture) -> Response:
        """Return a response whose capture has no body, and which has none itself."""
        request.meta.update({CAPTURE: capture, LEFT: True})
        response.headers.pop(b"Content-Encoding", None)
        return response.replace(body=b"")

    def _tap(self, request: Request, enough: int) -> Tap:
        proxied = bool(request.meta.get("proxy"))
        leave = Leave.of(self._crawler.settings.get("ALLOW_PRIVATE_ADDRESSES"))
        may_connect = None if proxied else partial(leave.may_connect, request.url)
        size = request.meta.get("download_maxsize", self._default_maxsize)
        size = enough or size
        limit = size + max(size // 8, MAX_ROBOTS) + MAX_HEAD if size else 0
        sent = partial(_refusal, self._gate.sent, request)
        tap = Tap(
            sent, may_connect=may_connect, limit=limit, secrets=self._secrets, proxied=proxied
        )
        tap.held_up = partial(_held_up, request.meta)
        return tap

    def _demand_leave(self, request: Request) -> None:
        """Raise `NotNowError` where one of those who are asked at the beginning does."""
        if refusal := _refusal(self._gate.begins, request):
            raise refusal

    def _demand_usable(self, request: Request) -> None:
        """Raise `UnusableProxyError` where the proxy of a request is of another kind."""
        proxy = request.meta.get("proxy")
        if proxy and urlsplit(proxy).scheme not in {"http", ""}:
            raise UnusableProxyError(
                f"{urlsplit(proxy).scheme}://{urlsplit(proxy).hostname} cannot be a proxy here: "
                "set http_proxy and https_proxy to http://HOST:PORT, or unset them"
            )

    async def _response(self, request: Request, tap: Tap, maxsize: int) -> Response:
        agent = WireAgent(
            tap,
            keeps_body=FIRST_BYTES not in request.meta,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fails_on_loss(request),
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        answer: Deferred[Response] = agent.download_request(request)
        self._open.add(answer)
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(answer)
        except DownloadFailedError as error:
            reasons = getattr(error.__cause__, "reasons", ())
            too_long = next((r.value for r in reasons if r.check(HeadTooLongError)), None)
            if too_long is not None:
                raise too_long from None
            raise
        finally:
            self._open.discard(answer)
            if tap.overflown:
                raise DownloadCancelledError(f"{request} had more than {tap.limit} bytes to say")

    def _abort(self) -> None:
        for answer in list(self._open):
            answer.cancel()

    def _fails_on_loss(self, request: Request) -> bool:
        """Say whether a response cut short is asked for again; the last one is kept as it is."""
        settings, meta = self._crawler.settings, request.meta
        if not meta.get("download_fail_on_dataloss", self._fail_on_dataloss):
            return False
        times = meta.get("max_retry_times", settings.getint("RETRY_TIMES"))
        retried = settings.getbool("RETRY_ENABLED") and not meta.get("dont_retry")
        return bool(retried and meta.get("retry_times", 0) < times)

    def _want(self, request: Request, enough: int) -> None:
        """Stop a response after so many bytes: of others nobody is told what comes."""
        if not self._wanted:
            self._crawler.signals.connect(self._stop_when_enough, signals.bytes_received)
        self._wanted[request] = enough

    def _want_no_more(self, request: Request) -> None:
        if self._wanted.pop(request, None) is not None and not self._wanted:
            self._crawler.signals.disconnect(self._stop_when_enough, signals.bytes_received)

    def _stop_when_enough(self, data: bytes, request: Request) -> None:
        if request in self._wanted:
            self._wanted[request] -= len(data)
            if self._wanted[request] <= 0:
                raise StopDownload(fail=False)


def _refusal(gate: Iterable[Callable[[Request], object]], request: Request) -> NotNowError | None:
    """Return the `NotNowError` that one of those who are asked raises."""
    for ask in gate:
        try:
            ask(request)
        except NotNowError as error:
            return error
        except Exception:
            logger.exception("whether %s may be asked for could not be said", request)
    return None


def _with_body(response: Response, body: bytes) -> Response:
    """Return a response with another body, and of the kind that goes with that.

    A text may turn out to be none: an empty one was taken for it, or one that was packed twice.
    """
    kind = responsetypes.from_args(response.headers, response.url, body=body)
    known = {name: getattr(response, name) for name in Response.attributes}
    return kind(**{**known, "body": body})


def _payload(tap: Tap, response: Response, on_wire: bytes) -> Payload | None:
    """Return the payload of a response, which is not to be read, nor to be held, once more."""
    if not response.body:
        return None
    if tap.chunks is None:
        return payload_held(on_wire, response.body)
    return response.body, tap.chunks.is_complete


def _served(exchange: Exchange, most: int, payload: Payload | None) -> tuple[Capture, bool]:
    """Return what an exchange served, and whether it is cut since it unpacks to more than `most`.

    What is long is counted first, so that of a bomb no more than `AT_FIRST` bytes are held.
    """
    first = min(most, AT_FIRST)
    capture = capture_of([exchange], first, payload)
    message = split(exchange.response, copies_body=False)
    if not message.values("content-encoding") or len(capture.body) < first:
        return capture, False
    packed, _ = payload or payload_of(message)
    if outgrows(packed, codings_of(message), most):
        return capture, True
    return capture_of([exchange], most, payload), False


def _is_robots(request: Request) -> bool:
    """Say whether a request is for a robots.txt, wherever that was moved to."""
    moved = request.meta.get("dont_obey_robotstxt") and "redirect_urls" in request.meta
    return bool(moved) or urlsplit(request.url).path == "/robots.txt"


def _flagged(flags: list[str]) -> Truncated | None:
    if "download_stopped" in flags:
        return "length"
    return "disconnect" if "dataloss" in flags else None


def _why_cut(error: BaseException) -> Truncated:
    if isinstance(error, DownloadTimeoutError):
        return "time"
    return "length" if isinstance(error, DownloadCancelledError) else "disconnect"
