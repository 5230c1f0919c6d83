"""The download handler that keeps the bytes on the wire beside the response.

What a middleware or a signal sees is already altered (reason phrase, order and case
of headers, chunking, repeated headers), so both directions are teed where Twisted's
HTTP/1.1 client writes and reads. Every exchange, whole or cut short, becomes an
`Exchange` in ``request.meta["exchanges"]``, a list that a redirect or a retry of the
request goes on filling.

The response that Scrapy gets is read as a replay reads it (`crawler.wire`): its content
codings are undone here, and one whose stream ends early counts as cut short.

    DOWNLOAD_HANDLERS = {"http": "crawler.download.WireHandler", "https": ...}
"""

from __future__ import annotations

import math
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import TextResponse
from scrapy.responsetypes import responsetypes
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import fail
from twisted.internet.interfaces import IHandshakeListener
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError
from twisted.web.http import _DataLoss
from twisted.web.http_headers import Headers, InvalidHeaderName
from zope.interface import directlyProvides, implementer, providedBy  # type: ignore[import-untyped]

from crawler import patterns as re
from crawler.access import secret_headers
from crawler.compression import MAX_BODY
from crawler.model import Capture, Exchange, Truncated
from crawler.outcomes import Reason
from crawler.private_addresses import Leave
from crawler.wire import (
    Chunks,
    capture_of,
    codings_of,
    final_in,
    payload_of,
    split,
    status_line,
    transfer_codings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.web.client import Agent

MAX_HEAD = 64 * 1024
"""Bytes of a response's head: two million headers cost Scrapy 31 s and 1.4 GB."""

MAX_HEADERS = 200
"""Header lines of a response, those of its 1xx forerunners counted in."""

MAX_FRAMING = 512 * 1024
"""Bytes that a response may spend on the sizes of its chunks: one of ten megabytes that comes in
chunks of a hundred spends as much. One of a byte a chunk is read again, for its digest."""

MAX_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that are read. https://www.rfc-editor.org/rfc/rfc9309#section-2.5"""

FIRST_BYTES = "first_bytes"
"""Key in ``request.meta`` of how many bytes of a longer response are enough."""

CODING_CUT: Truncated = "unspecified"
"""Why a response is cut whose framing is whole and whose content coding is not: the connection
was not, and WARC has no other word."""

EXCHANGES = "exchanges"
"""Key in ``request.meta`` of the list of `Exchange`."""

SEND_BY = "send_by"
"""Key in ``request.meta`` of until when it may go over the wire, by `elapsed`."""

CODED = "coded"
"""Key in ``request.meta`` of the content codings of a source that is too large to be unpacked
here: whoever reads it does that."""

CAPTURE = "capture"
"""Key in ``request.meta`` of the capture of the last exchange, where that is no more than it."""

exchange_begins = object()
"""Signal, with `request`: sent before anything goes out. A receiver that raises `NotNowError`
keeps it from going out."""

exchange_sent = object()
"""Signal, with `request`: sent when it goes over the wire, once a connection is there. A receiver
that raises `NotNowError` keeps it from going, as before."""

abort = object()
"""Signal: what is being downloaded is cut off, for the crawl is to end now."""

exchange_ended = object()
"""Signal, with `request` and `exchange`: sent for every exchange, robots.txt and retries too."""


def elapsed() -> float:
    """Return seconds that go by also while a machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class PrivateAddressError(IgnoreRequest):
    """The host is one of a private network, and this crawl is of the public web."""


class NotNowError(IgnoreRequest):
    """The host is not to be asked for now; the message says why, in one stable word."""


class UnusableProxyError(Exception):
    """The proxy that is set is of a kind that we cannot speak to."""


class HeadTooLongError(DownloadCancelledError):
    """The head of a response went beyond `MAX_HEAD` or `MAX_HEADERS`."""


class _PublicReactor:
    """A reactor that connects where it may: see `crawler.private_addresses`.

    Asked with the address that is connected to, after every look-up: a name that
    resolves to another address the second time gains nothing.
    """

    def __init__(self, reactor: Any, may_connect: Callable[[str], bool]) -> None:
        self._reactor = reactor
        self._may_connect = may_connect
        directlyProvides(self, providedBy(reactor))

    def connectTCP(self, host: str, port: int, *args: Any, **kwargs: Any) -> Any:  # noqa: N802 Twisted's name
        if not self._may_connect(host):
            raise PrivateAddressError(f"{host} is no public address")
        return self._reactor.connectTCP(host, port, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)


class _Tap:
    """What one request sends and receives; filled by the protocol that carries it."""

    def __init__(
        self,
        sent: Callable[[], NotNowError | None],
        *,
        may_connect: Callable[[str], bool] | None,
        limit: int,
        secrets: re.Pattern[bytes] | None = None,
        proxied: bool = False,
    ) -> None:
        self.sent = sent
        self.meta: Mapping[str, Any] = {}
        """What `sent` says of the request besides."""

        self.secrets = secrets
        """Header lines of a request that are sent and not kept."""

        self.may_connect = may_connect
        """Whether an IP address may be connected to; None where a proxy is."""

        self.proxied = proxied
        self.limit = limit
        """Bytes on the wire that are kept: one byte a chunk is six on the wire. 0 for any."""

        self.begin(None)

    def begin(self, ip_address: str | None) -> None:
        """Forget what a connection that was dead already took."""
        self.ip_address = None if self.proxied else ip_address
        self.started = datetime.now(UTC)
        self.request = bytearray()
        self.response = bytearray()
        self.overflown = False

    def receive(self, data: bytes) -> bool:
        """Keep what came; say whether more is wanted."""
        self.response += data
        self.overflown = bool(self.limit) and len(self.response) > self.limit
        if self.overflown:
            del self.response[self.limit :]
        return not self.overflown

    def exchange(self, url: str, truncated: Truncated | None) -> Exchange:
        response, self.response = bytes(self.response), bytearray()
        return Exchange(
            url=url,
            fetched_at=self.started,
            request=self._without_secrets(),
            response=response[final_in(response)[0] :],
            ip_address=self.ip_address,
            truncated=truncated,
        )

    def _without_secrets(self) -> bytes:
        head, end, body = bytes(self.request).partition(b"\r\n\r\n")
        if self.secrets is not None:
            head = self.secrets.sub(b"", head)
        return head + end + body


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


class _ChunkedBody:
    """What Twisted's parser asks of a transfer decoder, read as `crawler.wire` reads it."""

    def __init__(self, deliver: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._deliver, self._finish = deliver, finish
        self._chunks = Chunks()

    @property
    def framing(self) -> int:
        """Bytes that were no data."""
        return self._chunks.framing

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 Twisted's name
        """Take what came; raise where it is no chunk."""
        if found := self._chunks.feed(data):
            self._deliver(found)
        if self._chunks.ended:
            self._finish(self._chunks.rest)
        elif self._chunks.broken:
            raise _DataLoss("no chunk begins or ends here")

    def noMoreData(self) -> None:  # noqa: N802 Twisted's name
        """Raise unless the last chunk has come: the end of a trailer may be missing."""
        if not self._chunks.complete:
            raise _DataLoss("the connection ended between chunks")
        if not self._chunks.ended:
            self._finish(b"")


class _WireParser(_LenientHTTPClientParser):
    """Scrapy's parser, as lenient as browsers, with an end to how long a head may be.

    What a server means by a status line, a length or a coding is said by `crawler.wire`, for a
    replay reads the same bytes.
    """

    MAX_LENGTH = MAX_HEAD
    # What Twisted calls of a decoder, and no more.
    _transferDecoders: dict[bytes, Any] = {b"chunked": _ChunkedBody}  # noqa: N815, RUF012
    _size = 0
    _lines = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 Twisted's name
        self._size += len(line) + 1
        self._lines += 1
        if self._size > MAX_HEAD or self._lines > MAX_HEADERS:
            raise HeadTooLongError(f"more than {MAX_HEAD} bytes or {MAX_HEADERS} lines of head")
        # Left over from the message before: https://www.rfc-editor.org/rfc/rfc9112#section-2.2;
        # and a blank before the first name, which the same section has passed over.
        left_over = self.state == STATUS and not line.removesuffix(b"\r")
        first = self.state == HEADER and self._partialHeader is None
        if not left_over and not (first and line[:1] in {b" ", b"\t"}):
            super().lineReceived(line)

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 Twisted's name
        if said := status_line(status):
            version = said.version if said.version in {"HTTP/1.0", "HTTP/1.1"} else "HTTP/1.1"
            status = f"{version} {said.status} {said.reason}".encode("latin-1")
        super().statusReceived(status)  # type: ignore[no-untyped-call]

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 Twisted's name
        with suppress(InvalidHeaderName):
            super().headerReceived(name.strip(), value)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 Twisted's name
        raise HeadTooLongError(f"a line of {len(line)} bytes in the head")

    def allHeadersReceived(self) -> None:  # noqa: N802 Twisted's name
        codings = transfer_codings(self._listed(b"transfer-encoding"))
        self.connHeaders.removeHeader(b"transfer-encoding")
        if "chunked" in codings:
            self.connHeaders.setRawHeaders(b"transfer-encoding", [b"chunked"])
        if codings:
            self.connHeaders.removeHeader(b"content-length")
        try:
            super().allHeadersReceived()  # type: ignore[no-untyped-call]
        except ValueError as error:
            # Two lengths that differ, or one that is none: browsers take neither for a response.
            raise ParseError(str(error), b"") from error  # type: ignore[no-untyped-call]

    def _listed(self, name: bytes) -> list[str]:
        values = self.connHeaders.getRawHeaders(name, [])
        return [each.strip() for value in values for each in value.decode("latin-1").split(",")]


@implementer(IHandshakeListener)
class _WireProtocol(_LenientHTTP11ClientProtocol):
    _tap: _Tap | None = None

    def request(self, request: Any) -> Any:
        tap: _Tap = request.headers.tap
        transport: Any = self.transport
        tap.begin(getattr(transport.getPeer(), "host", None))
        if refusal := tap.sent():
            transport.loseConnection()
            return fail(refusal)
        self._tap = tap
        write = type(request).writeTo
        request.writeTo = lambda to: write(request, _Tee(to, tap))
        answered = super().request(request)
        if not _send_now(transport, tap.meta.get(SEND_BY, math.inf)):
            answered.addErrback(lambda _: None)
            return fail(NotNowError(Reason.HOST_LEASED))
        assert self._parser is not None
        self._parser.__class__ = _WireParser
        return answered

    def handshakeCompleted(self) -> None:  # noqa: N802 Twisted's name
        """Have a request that waited for its connection to be private go out now, if at all."""
        if self._tap is not None and self._tap.sent():
            transport: Any = self.transport
            transport.abortConnection()

    def dataReceived(self, bytes: bytes) -> None:  # noqa: N802, A002 Twisted's names
        if self._tap is not None and not self._tap.receive(bytes):
            error = DownloadCancelledError("more on the wire than a response may have")
            self._giveUp(Failure(error))  # type: ignore[no-untyped-call]
            return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]
        body = getattr(self._parser, "bodyDecoder", None)
        if self._tap is not None and getattr(body, "framing", 0) > MAX_FRAMING:
            self._tap.overflown = True
            error = DownloadCancelledError(f"more than {MAX_FRAMING} bytes of framing")
            self._giveUp(Failure(error))  # type: ignore[no-untyped-call]

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 Twisted's name
        if self._tap is not None:
            del self._tap.response[len(self._tap.response) - len(rest) :]
            self._tap = None
        super()._finishResponse(rest)


def _send_now(transport: Any, by: float) -> bool:
    """Have what was written go out before anything else happens that may take a while.

    Until the loop comes round, a host may have become another process's. What fails here fails
    again when the loop comes round, and is told then. Return False where the process was stopped
    since it looked whether it may: nothing has gone out then.
    """
    if flush := getattr(getattr(transport, "_aggregator", None), "flush", None):
        flush()
    plain = getattr(transport, "transport", transport)
    if getattr(plain, "connected", False) and hasattr(plain, "doWrite"):
        if elapsed() > by:
            plain.abortConnection()
            return False
        plain.doWrite()
    return True


class _WireFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _WireProtocol:  # noqa: N802, ARG002 Twisted's names
        return _WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _WireAgent(_ScrapyAgent):
    """Scrapy's agent, handing a tap to the connection along with the request."""

    def __init__(self, tap: _Tap, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tap = tap

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        agent: Any = super()._get_agent(request, timeout)
        agent.request = partial(self._request, agent.request)
        if self._tap.may_connect is not None:
            factory = agent._endpointFactory  # noqa: SLF001 Scrapy's agents read it too
            factory._reactor = _PublicReactor(factory._reactor, self._tap.may_connect)  # noqa: SLF001
        return agent  # type: ignore[no-any-return]

    def _request(self, send: Any, method: bytes, uri: bytes, headers: Headers, body: Any) -> Any:
        tapped = _TappedHeaders(dict(headers.getAllRawHeaders()))
        tapped.tap = self._tap
        return send(method, uri, tapped, body)


class WireHandler(HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 handler, with every exchange kept as it was on the wire."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _WireFactory  # noqa: SLF001 the one place Twisted asks for it
        self._wanted: dict[Request, int] = {}
        self._open: set[Deferred[Response]] = set()
        names = (re.escape(name).encode() for name in secret_headers(crawler.settings))
        lines = b"|".join(names) or b"(?!)"
        self._secrets = re.compile(rb"(?i)\r\n(?:%s)[ \t]*:[^\r\n]*" % lines)
        crawler.signals.connect(self._stop_when_enough, signals.bytes_received)
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
            self._wanted[request] = enough
            request.meta["download_maxsize"] = 0
        tap = self._tap(request, enough)
        url = request.url.partition("#")[0]
        try:
            response = await self._response(request, tap, 0 if enough else self._default_maxsize)
        except BaseException as error:
            self._keep(request, tap.exchange(url, _why_cut(error)))
            raise
        finally:
            if self._wanted.pop(request, None) is not None:
                request.meta["download_maxsize"] = max(enough, self._default_maxsize)
        exchange = tap.exchange(url, _flagged(response.flags))
        response, exchange = self._decoded(request, response, exchange)
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
        self, request: Request, response: Response, exchange: Exchange
    ) -> tuple[Response, Exchange]:
        """Return the response with its content codings undone, and what came of that.

        A source that would grow too large is left as it is, for whoever reads it; for anything
        else that does `DownloadCancelledError` is raised.
        """
        if request.method == "HEAD":
            return response, exchange
        is_source = FIRST_BYTES in request.meta
        most = 0 if is_source else request.meta.get("download_maxsize", 0)
        most = most or self._default_maxsize or MAX_BODY
        capture = capture_of([exchange], most)
        exchange = replace(exchange, payload_digest=capture.digest)
        if exchange.truncated is None and capture.truncated == "unspecified":
            exchange = replace(exchange, truncated=CODING_CUT)
            capture = replace(capture, exchanges=(exchange,))
            response.flags.append("dataloss")
        is_coded = b"Content-Encoding" in response.headers
        if is_coded and capture.truncated == "length" and len(capture.body) >= most:
            if is_source:
                return self._left_coded(request, response, replace(capture, truncated=None))
            self._keep(request, exchange)
            raise DownloadCancelledError(f"{request} unpacks to more than {most} bytes")
        if not is_coded and capture.body == response.body:
            # What a spider asks of it is not worked out, nor are its bytes held, a second time.
            request.meta[CAPTURE] = replace(capture, body=response.body)
            return response, exchange
        request.meta[CAPTURE] = capture
        response.headers.pop(b"Content-Encoding", None)
        kind = responsetypes.from_args(response.headers, response.url, body=capture.body)
        more = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return response.replace(cls=kind, body=capture.body, **more), exchange

    def _left_coded(
        self, request: Request, response: Response, capture: Capture
    ) -> tuple[Response, Exchange]:
        """Return a source as it was sent, with word of the codings that are to be undone."""
        [exchange] = capture.exchanges
        message = split(exchange.response, copies_body=False)
        capture = replace(capture, body=payload_of(message)[0], truncated=exchange.truncated)
        request.meta.update({CAPTURE: capture, CODED: codings_of(message)})
        response.headers.pop(b"Content-Encoding", None)
        return response.replace(body=capture.body), exchange

    def _tap(self, request: Request, enough: int) -> _Tap:
        proxied = bool(request.meta.get("proxy"))
        leave = Leave.of(self._crawler.settings.get("ALLOW_PRIVATE_ADDRESSES"))
        may_connect = None if proxied else partial(leave.may_connect, request.url)
        size = request.meta.get("download_maxsize", self._default_maxsize)
        size = enough or size
        limit = size + max(size // 8, MAX_ROBOTS) + MAX_HEAD if size else 0
        sent = partial(self._refusal, exchange_sent, request)
        tap = _Tap(
            sent, may_connect=may_connect, limit=limit, secrets=self._secrets, proxied=proxied
        )
        tap.meta = request.meta
        return tap

    def _demand_leave(self, request: Request) -> None:
        """Raise `NotNowError` where a receiver of `exchange_begins` does."""
        if refusal := self._refusal(exchange_begins, request):
            raise refusal

    def _refusal(self, signal: object, request: Request) -> NotNowError | None:
        """Return the `NotNowError` that a receiver of a signal raises."""
        answers = self._crawler.signals.send_catch_log(
            signal, dont_log=NotNowError, request=request
        )
        raised = (answer.value for _, answer in answers if isinstance(answer, Failure))
        return next((error for error in raised if isinstance(error, NotNowError)), None)

    def _demand_usable(self, request: Request) -> None:
        """Raise `UnusableProxyError` where the proxy of a request is of another kind."""
        proxy = request.meta.get("proxy")
        if proxy and urlsplit(proxy).scheme not in {"http", ""}:
            raise UnusableProxyError(
                f"{urlsplit(proxy).scheme}://{urlsplit(proxy).hostname} cannot be a proxy here: "
                "set http_proxy and https_proxy to http://HOST:PORT, or unset them"
            )

    async def _response(self, request: Request, tap: _Tap, maxsize: int) -> Response:
        agent = _WireAgent(
            tap,
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

    def _stop_when_enough(self, data: bytes, request: Request) -> None:
        if request in self._wanted:
            self._wanted[request] -= len(data)
            if self._wanted[request] <= 0:
                raise StopDownload(fail=False)


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
