"""The download handler that keeps the bytes on the wire beside the response.

What a middleware or a signal sees is already altered (reason phrase, order and case
of headers, chunking, repeated headers), so both directions are teed where Twisted's
HTTP/1.1 client writes and reads. Every exchange, whole or cut short, becomes an
`Exchange` in ``request.meta["exchanges"]``, a list that a redirect or a retry of the
request goes on filling.

    DOWNLOAD_HANDLERS = {"http": "crawler.download.WireHandler", "https": ...}
"""

from __future__ import annotations

import ipaddress
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import fail
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.http_headers import Headers

from crawler.model import Exchange, Truncated

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.web.client import Agent

MAX_HEAD = 64 * 1024
"""Bytes of a response's head: two million headers cost Scrapy 31 s and 1.4 GB."""

EXCHANGES = "exchanges"
"""Key in ``request.meta`` of the list of `Exchange`."""


exchange_ended = object()
"""Signal, with `request` and `exchange`: sent for every exchange, robots.txt and retries too."""


class PrivateAddressError(IgnoreRequest):
    """The host is one of a private network, and this crawl is of the public web."""


class HeadTooLongError(Exception):
    """The head of a response went beyond `MAX_HEAD`."""


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


class _Tap:
    """What one request sends and receives; filled by the protocol that carries it."""

    def __init__(self, *, private: bool) -> None:
        self.private = private
        self.request = bytearray()
        self.response = bytearray()
        self.started = datetime.now(UTC)
        self.ip_address: str | None = None

    def exchange(self, url: str, truncated: Truncated | None) -> Exchange:
        return Exchange(
            url=url,
            fetched_at=self.started,
            request=bytes(self.request),
            response=bytes(self.response),
            ip_address=self.ip_address,
            truncated=truncated,
        )


class _TappedHeaders(Headers):
    """Headers that carry the tap from the agent to whichever connection takes the request."""

    tap: _Tap

    def copy(self) -> _TappedHeaders:
        copied = _TappedHeaders(dict(self.getAllRawHeaders()))
        copied.tap = self.tap
        return copied


class _Tee:
    """A transport that notes what is written."""

    def __init__(self, transport: Any, tap: _Tap) -> None:
        self._transport, self._tap = transport, tap

    def write(self, data: bytes) -> None:
        self._tap.request += data
        self._transport.write(data)

    def writeSequence(self, data: list[bytes]) -> None:  # noqa: N802 Twisted's name
        self.write(b"".join(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _WireProtocol(_LenientHTTP11ClientProtocol):
    _tap: _Tap | None = None

    def request(self, request: Any) -> Any:
        tap = getattr(request.headers, "tap", None)
        if tap is None:
            return super().request(request)
        self._tap = tap
        transport: Any = self.transport
        with suppress(AttributeError):
            tap.ip_address = transport.getPeer().host
        if not tap.private and not is_public(tap.ip_address or ""):
            transport.abortConnection()
            return fail(PrivateAddressError(f"{tap.ip_address} is no public address"))
        self.transport = cast("Any", _Tee(transport, tap))
        try:
            return super().request(request)
        finally:
            self.transport = transport

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802, A002 Twisted's names
        if self._tap is not None:
            self._tap.response += bytes
            parser = self._parser
            reading_head = parser is not None and parser.state in {STATUS, HEADER}
            if reading_head and len(self._tap.response) > MAX_HEAD + len(bytes):
                error = HeadTooLongError(f"more than {MAX_HEAD} bytes")
                self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]


class _WireFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _WireProtocol:  # noqa: N802, ARG002 Twisted's names
        return _WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _WireAgent(_ScrapyAgent):
    """Scrapy's agent, handing a tap to the connection along with the request."""

    def __init__(self, tap: _Tap, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tap = tap

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent = super()._get_agent(request, timeout)
        agent.request = partial(self._request, agent.request)  # type: ignore[method-assign]
        return agent

    def _request(self, send: Any, method: bytes, uri: bytes, headers: Headers, body: Any) -> Any:
        tapped = _TappedHeaders(dict(headers.getAllRawHeaders()))
        tapped.tap = self._tap
        return send(method, uri, tapped, body)


class WireHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, with every exchange kept as it was on the wire."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _WireFactory  # noqa: SLF001 the one place Twisted asks for it

    async def download_request(self, request: Request) -> Response:
        """Return the response, its exchange kept; raises as Scrapy's own handler does."""
        private = self._crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        tap = _Tap(private=private or "proxy" in request.meta)
        agent = _WireAgent(
            tap,
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        truncated: Truncated | None = None
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(agent.download_request(request))
        except BaseException as error:
            truncated = _why_cut(error)
            raise
        finally:
            if tap.response:
                exchange = tap.exchange(request.url.partition("#")[0], truncated)
                request.meta.setdefault(EXCHANGES, []).append(exchange)
                self._crawler.signals.send_catch_log(
                    exchange_ended, request=request, exchange=exchange
                )


def _why_cut(error: BaseException) -> Truncated:
    reasons: tuple[tuple[type[BaseException], Truncated], ...] = (
        (DownloadTimeoutError, "time"),
        (ResponseDataLossError, "disconnect"),
        (DownloadCancelledError, "length"),
    )
    return next((word for kind, word in reasons if isinstance(error, kind)), "disconnect")
