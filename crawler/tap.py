"""What goes over the wire for one request, both ways, kept as it passes.

What a middleware or a signal sees is already altered (reason phrase, order and case
of headers, chunking, repeated headers), so both directions are teed where Twisted's
HTTP/1.1 client writes and reads:

    WireAgent -- TappedHeaders, with the Tap --> WireProtocol -- Tee, WireParser --> Tap.exchange

The agent connects where it may, and the parser ends where a head or a framing goes on too long.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from twisted.internet.defer import fail
from twisted.internet.interfaces import IHandshakeListener
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, ParseError
from twisted.web.http import _DataLoss
from twisted.web.http_headers import Headers, InvalidHeaderName
from zope.interface import directlyProvides, implementer, providedBy  # type: ignore[import-untyped]

from crawler.model import Digest, Exchange, Truncated
from crawler.wire import Chunks, final_in, status_line, transfer_codings

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from twisted.web.client import Agent

    from crawler import patterns as re

MAX_HEAD = 64 * 1024
"""Bytes of a response's head: two million headers cost Scrapy 31 s and 1.4 GB."""

MAX_HEADERS = 200
"""Header lines of a response, those of its 1xx forerunners counted in."""

MAX_FRAMING = 512 * 1024
"""Bytes that a response may spend on the sizes of its chunks: one of ten megabytes that comes in
chunks of a hundred spends as much. One of a byte a chunk is read again, for its digest."""


class PrivateAddressError(IgnoreRequest):
    """The host is one of a private network, and this crawl is of the public web."""


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


class Tap:
    """What one request sends and receives; filled by the protocol that carries it."""

    def __init__(
        self,
        sent: Callable[[], IgnoreRequest | None],
        *,
        may_connect: Callable[[str], bool] | None,
        limit: int,
        secrets: re.Pattern[bytes] | None = None,
        proxied: bool = False,
    ) -> None:
        self.sent = sent
        self.held_up: Callable[[], Exception | None] = _is_not
        """Why it is too late to send what `sent` allowed; None where it is not."""

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
        self.response = BytesIO()
        self.overflown = False
        self.chunks: ChunkedBody | None = None
        """What reads the body of the response; None for one that does not come in chunks."""

    def receive(self, data: bytes) -> bool:
        """Keep what came; say whether more is wanted."""
        self.response.write(data)
        self.overflown = 0 < self.limit < self.response.tell()
        if self.overflown:
            self.response.truncate(self.limit)
            self.chunks = None  # they have not seen the last of what is kept
        return not self.overflown

    def forget(self, count: int) -> None:
        """Forget the last bytes that came: they belong to no response."""
        self.response.seek(self.response.tell() - count)
        self.response.truncate()

    def exchange(self, url: str, truncated: Truncated | None) -> Exchange:
        """Return what went over the wire; it is held here no longer."""
        held, self.response = self.response, BytesIO()
        response = held.getvalue()  # its own bytes, no copy
        return Exchange(
            url=url,
            fetched_at=self.started,
            request=self._without_secrets(),
            response=response[final_in(response)[0] :],
            ip_address=self.ip_address,
            truncated=truncated,
            payload_digest=self.chunks.digest if self.chunks else "",
        )

    def _without_secrets(self) -> bytes:
        head, end, body = bytes(self.request).partition(b"\r\n\r\n")
        if self.secrets is not None:
            head = self.secrets.sub(b"", head)
        return head + end + body


def _is_not() -> None:
    """Return that nothing is too late."""


class _TappedHeaders(Headers):
    """Headers that carry the tap from the agent to whichever connection takes the request."""

    tap: Tap

    def copy(self) -> _TappedHeaders:
        copied = _TappedHeaders(dict(self.getAllRawHeaders()))
        copied.tap = self.tap
        return copied


class _Tee:
    """A transport that notes what is written."""

    def __init__(self, transport: Any, tap: Tap) -> None:
        self._transport, self._tap = transport, tap

    def write(self, data: bytes) -> None:
        self._tap.request += data
        self._transport.write(data)

    def writeSequence(self, data: list[bytes]) -> None:  # noqa: N802 Twisted's name
        self.write(b"".join(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class ChunkedBody:
    """What Twisted's parser asks of a transfer decoder, read as `crawler.wire` reads it."""

    def __init__(self, deliver: Callable[[bytes], None], finish: Callable[[bytes], None]) -> None:
        self._deliver, self._finish = deliver, finish
        self._chunks = Chunks()
        self._digest = Digest()

    @property
    def framing(self) -> int:
        """Bytes that were no data."""
        return self._chunks.framing

    @property
    def is_complete(self) -> bool:
        """Whether the last chunk has come."""
        return self._chunks.complete

    @property
    def digest(self) -> str:
        """Digest of all the data so far; empty where something else stood between it."""
        return "" if self._chunks.broken else self._digest.name

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 Twisted's name
        """Take what came; raise where it is no chunk."""
        if found := self._chunks.feed(data):
            self._digest.update(found)
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
    _transferDecoders: dict[bytes, Any] = {b"chunked": ChunkedBody}  # noqa: N815, RUF012
    _size = 0
    _lines = 0
    tap: Tap | None = None

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
        body = getattr(self, "bodyDecoder", None)
        if self.tap is not None and isinstance(body, ChunkedBody):
            self.tap.chunks = body

    def _listed(self, name: bytes) -> list[str]:
        values = self.connHeaders.getRawHeaders(name, [])
        return [each.strip() for value in values for each in value.decode("latin-1").split(",")]


@implementer(IHandshakeListener)
class _WireProtocol(_LenientHTTP11ClientProtocol):
    _tap: Tap | None = None

    def request(self, request: Any) -> Any:
        tap: Tap = request.headers.tap
        transport: Any = self.transport
        tap.begin(getattr(transport.getPeer(), "host", None))
        if refusal := tap.sent():
            transport.loseConnection()
            return fail(refusal)
        self._tap = tap
        write = type(request).writeTo
        request.writeTo = lambda to: write(request, _Tee(to, tap))
        answered = super().request(request)
        if late := _send_now(transport, tap.held_up):
            answered.addErrback(lambda _: None)
            return fail(late)
        assert self._parser is not None
        self._parser.__class__ = _WireParser
        parser: Any = self._parser
        parser.tap = tap
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
            self._tap.forget(len(rest))
            self._tap = None
        super()._finishResponse(rest)


def _send_now(transport: Any, held_up: Callable[[], Exception | None]) -> Exception | None:
    """Have what was written go out before anything else happens that may take a while.

    Until the loop comes round, a host may have become another process's. What fails here fails
    again when the loop comes round, and is told then. Return why nothing has gone out where the
    process was stopped since it looked whether it may.
    """
    if flush := getattr(getattr(transport, "_aggregator", None), "flush", None):
        flush()
    plain = getattr(transport, "transport", transport)
    if getattr(plain, "connected", False) and hasattr(plain, "doWrite"):
        if refusal := held_up():
            plain.abortConnection()
            return refusal
        plain.doWrite()
    return None


class WireFactory(_LenientHTTP11ClientFactory):
    """Makes the connections of a pool."""

    def buildProtocol(self, addr: Any) -> _WireProtocol:  # noqa: N802, ARG002 Twisted's names
        """Return what speaks over a connection."""
        return _WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _Nowhere(BytesIO):
    """Where a body is put that the tap holds already."""

    def write(self, data: Any) -> int:
        return len(data)


class WireAgent(_ScrapyAgent):
    """Scrapy's agent, handing a tap to the connection along with the request."""

    def __init__(self, tap: Tap, *, keeps_body: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._tap, self._keeps_body = tap, keeps_body

    def _cb_bodyready(self, txresponse: Any, request: Request) -> Any:
        result = super()._cb_bodyready(txresponse, request)
        reader = getattr(txresponse, "_bodyProtocol", None)
        if not self._keeps_body and reader is not None:
            reader._bodybuf = _Nowhere()  # noqa: SLF001 the one place where it is held
        return result

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
