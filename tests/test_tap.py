"""What goes over the wire is kept as it passes, without secrets, and ends where it has to."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure
from twisted.web.http import _DataLoss

from crawler import patterns as re
from crawler import tap as module
from crawler.model import digest_of
from crawler.tap import (
    MAX_FRAMING,
    MAX_HEAD,
    MAX_HEADERS,
    ChunkedBody,
    HeadTooLongError,
    PrivateAddressError,
    Tap,
    WireFactory,
    _PublicReactor,
    _TappedHeaders,
)

URL = "https://quay.example/1"
RAW = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nFerry"


def tap(limit: int = 0, **more: Any) -> Tap:
    return Tap(lambda: None, may_connect=None, limit=limit, **more)


def test_what_came_is_one_exchange_and_is_held_no_longer() -> None:
    own = tap()
    own.begin("192.0.2.1")
    own.request += b"GET /1 HTTP/1.1\r\n\r\n"
    for piece in (RAW[:20], RAW[20:]):
        assert own.receive(piece)

    exchange = own.exchange(URL, None)

    assert (exchange.response, exchange.ip_address) == (RAW, "192.0.2.1")
    assert exchange.request == b"GET /1 HTTP/1.1\r\n\r\n"
    assert own.exchange(URL, None).response == b""


def test_what_comes_before_the_answer_and_after_it_is_no_part_of_it() -> None:
    own = tap()
    own.receive(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + RAW + b"HTTP/1.1 ")

    own.forget(len(b"HTTP/1.1 "))

    assert own.exchange(URL, None).response == RAW


@pytest.mark.parametrize(
    ("limit", "kept"), [(0, RAW * 2), (len(RAW) * 2, RAW * 2), (len(RAW), RAW), (7, RAW[:7])]
)
def test_no_more_is_kept_than_a_response_may_have(limit: int, kept: bytes) -> None:
    own = tap(limit)

    wanted = [own.receive(RAW) for _ in range(2)]

    assert own.response.getvalue() == kept
    assert wanted[-1] is (len(kept) == 2 * len(RAW))
    assert own.overflown is not wanted[-1]


def test_a_connection_that_was_dead_already_is_forgotten() -> None:
    own = tap()
    own.request += b"GET"
    own.receive(b"HTTP/1.1 50")

    own.begin("192.0.2.2")

    assert (bytes(own.request), own.response.getvalue(), own.ip_address) == (
        b"", b"", "192.0.2.2",
    )  # fmt: skip


def test_the_address_of_a_proxy_is_not_that_of_the_host() -> None:
    own = tap(proxied=True)
    own.begin("10.0.0.7")

    assert own.exchange(URL, None).ip_address is None


def test_secrets_are_sent_and_not_kept_and_a_body_keeps_its_own_words() -> None:
    secrets = re.compile(rb"(?im)^cookie:[^\r\n]*\r\n")
    own = tap(secrets=secrets)
    own.request += b"POST / HTTP/1.1\r\nCookie: a=1\r\nHost: a\r\n\r\nCookie: of the body\r\n"

    kept = own.exchange(URL, None).request

    assert kept == b"POST / HTTP/1.1\r\nHost: a\r\n\r\nCookie: of the body\r\n"


def test_headers_carry_the_tap_to_whichever_connection_takes_them() -> None:
    own = tap()
    headers = _TappedHeaders({b"accept": [b"text/html"]})
    headers.tap = own

    copied = headers.copy()

    assert copied.tap is own
    assert copied.getRawHeaders(b"accept") == [b"text/html"]


class Reactor:
    """Connects wherever it is asked to."""

    def connectTCP(self, host: str, port: int) -> str:  # noqa: N802 Twisted's name
        return f"{host}:{port}"

    def callLater(self) -> str:  # noqa: N802 Twisted's name
        return "later"


def test_a_reactor_connects_where_it_may_whatever_a_name_led_to() -> None:
    reactor = _PublicReactor(Reactor(), lambda host: host == "192.0.2.1")

    assert reactor.connectTCP("192.0.2.1", 80) == "192.0.2.1:80"
    assert reactor.callLater() == "later"
    with pytest.raises(PrivateAddressError, match=r"127\.0\.0\.1 is no public address"):
        reactor.connectTCP("127.0.0.1", 80)


def chunked(*pieces: bytes) -> tuple[bytes, list[bytes], ChunkedBody]:
    """Return what was delivered, what was left over, and what read it."""
    got, rest = list[bytes](), list[bytes]()
    body = ChunkedBody(got.append, rest.append)
    for piece in pieces:
        body.dataReceived(piece)
    return b"".join(got), rest, body


def test_chunks_are_put_together_and_what_follows_them_is_left_over() -> None:
    data, rest, body = chunked(b"3\r\nFer\r\n2", b"\r\nry\r\n0\r\n\r\nHTTP/1.1")

    assert (data, rest, body.is_complete) == (b"Ferry", [b"HTTP/1.1"], True)
    assert body.digest == digest_of(b"Ferry")
    assert body.framing == len(b"3\r\n\r\n2\r\n\r\n0\r\n\r\n")


def test_a_body_that_is_cut_says_so_and_one_without_its_trailer_is_whole() -> None:
    _, _, cut = chunked(b"5\r\nFer")
    with pytest.raises(_DataLoss, match="between chunks"):
        cut.noMoreData()

    _, rest, whole = chunked(b"5\r\nFerry\r\n0\r\n")
    whole.noMoreData()

    assert rest == [b""]


def test_what_is_no_chunk_is_data_that_was_lost() -> None:
    with pytest.raises(_DataLoss, match="no chunk begins"):
        chunked(b"not a size\r\n")


class Transport:
    """A connection that notes what is written, and how it ends."""

    disconnecting = False

    def __init__(self) -> None:
        self.written = b""
        self.ends: list[str] = []

    def getPeer(self) -> Any:  # noqa: N802 Twisted's name
        return SimpleNamespace(host="192.0.2.1")

    def write(self, data: bytes) -> None:
        self.written += data

    def writeSequence(self, data: Any) -> None:  # noqa: N802 Twisted's name
        self.write(b"".join(data))

    def loseConnection(self) -> None:  # noqa: N802 Twisted's name
        self.ends.append("closed")

    def abortConnection(self) -> None:  # noqa: N802 Twisted's name
        self.ends.append("aborted")

    def registerProducer(self, *_: Any) -> None:  # noqa: N802 Twisted's name
        """Nobody slows it down."""

    def unregisterProducer(self) -> None:  # noqa: N802 Twisted's name
        """As above."""

    pauseProducing = resumeProducing = stopProducing = unregisterProducer  # noqa: N815 as above


class Asked:
    """A request that goes out over a connection of ours."""

    def __init__(self, own: Tap) -> None:
        from twisted.web._newclient import Request  # noqa: PLC0415 beside Twisted's own

        headers = _TappedHeaders({b"host": [b"quay.example"]})
        headers.tap = own
        made: Any = Request
        self.transport = Transport()
        factory: Any = WireFactory(lambda _: None, "")  # type: ignore[no-untyped-call]
        self.protocol: Any = factory.buildProtocol(None)
        self.protocol.makeConnection(self.transport)
        self.errors: list[Any] = []
        self.answers: list[Any] = []
        answered = self.protocol.request(made(b"GET", b"/1", headers, None, persistent=False))
        answered.addCallbacks(self.answers.append, self.errors.append)

    def receive(self, data: bytes) -> None:
        self.protocol.dataReceived(data)

    def why(self) -> Exception:
        """Return why it failed, as the innermost error says."""
        [failure] = self.errors
        error = failure.value
        while inner := getattr(error, "reasons", None):
            error = inner[0].value
        assert isinstance(error, Exception)
        return error


def test_both_directions_are_kept_byte_for_byte() -> None:
    own = tap()
    asked = Asked(own)

    asked.receive(RAW)

    assert asked.answers[0].code == 200
    assert bytes(own.request) == asked.transport.written
    assert own.exchange(URL, None).response == RAW


def test_a_request_that_must_not_go_out_does_not() -> None:
    own = Tap(lambda: IgnoreRequest("the host is another's"), may_connect=None, limit=0)

    asked = Asked(own)

    assert (asked.transport.written, asked.transport.ends) == (b"", ["closed"])
    assert str(asked.why()) == "the host is another's"


LONG: dict[str, tuple[bytes, type[Exception]]] = {
    "a head of many lines": (
        b"HTTP/1.1 200 OK\r\n" + b"A: 1\r\n" * (MAX_HEADERS + 1), HeadTooLongError,
    ),
    "a head of many bytes": (
        b"HTTP/1.1 200 OK\r\n" + (b"A: " + b"x" * 9_000 + b"\r\n") * (MAX_HEAD // 9_000 + 1),
        HeadTooLongError,
    ),
    "chunks of a byte": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"1\r\nx\r\n" * (MAX_FRAMING // 5 + 2),
        DownloadCancelledError,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_a_response_without_an_end_is_given_up(name: str) -> None:
    raw, error = LONG[name]
    asked = Asked(tap())

    asked.receive(raw)
    lost: Any = Failure
    asked.protocol.connectionLost(lost(ConnectionDone()))

    assert asked.transport.ends
    if asked.errors:
        assert isinstance(asked.why(), error)


def test_more_on_the_wire_than_a_response_may_have_is_given_up() -> None:
    own = tap(limit=10)
    asked = Asked(own)

    asked.receive(RAW)

    assert asked.transport.ends
    assert own.exchange(URL, "length").response == RAW[:10]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"HTTP/1.1 200\r\n", 200),
        (b"HTTP/2 200 OK\r\n", 200),
        (b"\r\nHTTP/1.1 404 Not Found\r\n", 404),
        (b"HTTP/1.1 200 OK\r\n stray: 1\r\n", 200),
    ],
)
def test_a_status_line_is_read_as_leniently_as_browsers_do(head: bytes, status: int) -> None:
    asked = Asked(tap())

    asked.receive(head + b"Content-Length: 0\r\n\r\n")

    assert asked.answers[0].code == status


@pytest.mark.parametrize(("late", "ends"), [(None, []), (IgnoreRequest("stopped"), ["aborted"])])
def test_nothing_goes_out_once_it_is_too_late(late: Exception | None, ends: list[str]) -> None:
    written: list[str] = []
    plain: Any = Transport()
    plain.connected = True
    plain.doWrite = lambda: written.append("now")

    refusal = module._send_now(plain, lambda: late)  # noqa: SLF001 as the protocol does

    assert (refusal, plain.ends) == (late, ends)
    assert written == ([] if late else ["now"])
