"""Random HTTP/1.1 responses, of which it is known what they hold, and who else can read them.

A `Sent` is a response in pieces, each with its part in the framing: where one is cut, it is
known what had come by then. `http_client` and `h11_client` are readers that share no line with
ours.
"""

from __future__ import annotations

import http.client
import io
import random
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import h11

Part = Literal["before", "head", "size", "data", "line", "trailer", "after"]
PAYLOADS = (
    b"", b"x", b"\n", b"\r\n", b"\n\n    \n<p>a</p>\r\n", b"0\r\n\r\n", b"\r\n0\r\n\r\nmore",
    b"a\n7\r\nb", b"\t \r \n" * 40, bytes(range(256)), b"HTTP/1.1 200 OK\r\n\r\nhi", b"f" * 3_000,
)  # fmt: skip
EXTENSIONS = (b"", b"", b"", b";a=b", b';q="x y"', b"; a ; b=1", b";\t")
EARLY_HINTS = 103
TRAILERS = (b"", b"", b"X-Sum: 1\r\n", b"X-Sum: 1\r\nX-Other:\r\n")


REFUSED = {
    "http.client": {"103", "line feed alone"},
    "h11": {"line feed alone", "padded size"},
}
"""What a reader stumbles over, and we do not: `tests.test_wire.LAWS` says by which law."""


class Read(NamedTuple):
    """What a reader makes of a response."""

    status: int
    payload: bytes
    whole: bool


@dataclass
class Sent:
    """A response as it goes over the wire."""

    status: int
    pieces: list[tuple[Part, bytes]] = field(default_factory=list)
    odd: set[str] = field(default_factory=set)
    """What is in it that not every reader takes: see `REFUSED`."""

    length: int | None = None
    chunked: bool = False

    @property
    def wire(self) -> bytes:
        return b"".join(piece for _, piece in self.pieces)

    def until(self, end: int) -> Read:
        """Return what it says when only so many bytes of it came."""
        data, at, ended, head_ended = bytearray(), 0, not self.chunked, False
        for part, piece in self.pieces:
            came = piece[: max(0, end - at)]
            at += len(piece)
            if part == "data":
                data += came
            if part == "size" and int(piece.partition(b";")[0], 16) == 0:
                ended = ended or came == piece
            head_ended = head_ended or (part == "head" and came == piece)
        payload = bytes(data[: self.length])
        ended = ended and (self.length is None or len(data) >= self.length)
        return Read(self.status if head_ended else 0, payload, head_ended and ended)

    def part_at(self, at: int) -> Part:
        """Return in which part of the framing a byte stands."""
        for part, piece in self.pieces:
            at -= len(piece)
            if at < 0:
                return part
        return "after"


def response(random: random.Random, payload: bytes = b"", *more: bytes) -> Sent:
    """Return some response to GET: any framing, any odds and ends that servers send.

    Its payload, and `more` lines of its head, where they are not left to chance.
    """
    sent = Sent(random.choice((200, 200, 200, 206, 299, 404, 500)))
    payload = payload or random.choice(PAYLOADS) or random.randbytes(random.randrange(1, 2_000))
    eol = random.choice((b"\r\n", b"\r\n", b"\n"))
    for code in random.choice(((), (), (), (100,), (100, 100), (103,), (103, 100))):
        sent.pieces.append(("before", b"HTTP/1.1 %d Wait%s%s" % (code, eol, eol)))
        if code == EARLY_HINTS:
            sent.odd.add("103")
    lines = [b"HTTP/1.1 %d Some Reason" % sent.status, *_fields(random), *more]
    framing = random.choice(("chunked", "chunked", "length", "close"))
    body = {"chunked": _chunked, "length": _counted, "close": _until_closed}[framing]
    header, pieces = body(random, payload, sent)
    lines += header
    random.shuffle(tail := lines[1:])
    sent.pieces.append(("head", eol.join([lines[0], *tail, b"", b""])))
    sent.pieces += pieces
    return sent


def _fields(random: random.Random) -> list[bytes]:
    fields = [b"Server: loop", b"X-Empty:", b"X-Blanks:  \t two  words \t", b"X-Fold: one%s two",
              b"Set-Cookie: a=b,c", b"content-TYPE: text/html"]  # fmt: skip
    eol = random.choice((b"\r\n", b"\n"))
    return [line.replace(b"%s", eol) for line in random.sample(fields, random.randrange(5))]


def _until_closed(_: random.Random, payload: bytes, __: Sent) -> tuple[list[bytes], list[Any]]:
    return [], [("data", payload)]


def _counted(random: random.Random, payload: bytes, sent: Sent) -> tuple[list[bytes], list[Any]]:
    sent.length = max(0, len(payload) + random.choice((0, 0, 0, -3, 5)))
    header = random.choice((b"Content-Length: %d", b"content-length:%04d"))
    return [header % sent.length], [("data", payload)]


def _chunked(random: random.Random, payload: bytes, sent: Sent) -> tuple[list[bytes], list[Any]]:
    sent.chunked = True
    eol = random.choice((b"\r\n", b"\r\n", b"\r\n", b"\n"))
    most = random.choice((1, 2, 7, 16, 512, 4_096))
    padding = random.choice((b"", b"", b"", b" ", b"  \t"))
    sent.odd |= {"line feed alone"} if eol == b"\n" else set()
    sent.odd |= {"padded size"} if padding else set()
    pieces: list[Any] = []
    at = 0
    while at < len(payload):
        chunk = payload[at : at + random.randint(1, most)]
        at += len(chunk)
        size = random.choice((b"%x", b"%X", b"%04x")) % len(chunk)
        line = size + padding + random.choice(EXTENSIONS) + eol
        pieces += [("size", line), ("data", chunk), ("line", eol)]
    trailer = random.choice(TRAILERS).replace(b"\r\n", eol)
    pieces += [("size", b"0" + padding + eol), ("trailer", trailer + eol)]
    lines = [random.choice((b"Transfer-Encoding: chunked", b"transfer-encoding: Chunked"))]
    if random.random() < 0.2:
        lines.append(b"Content-Length: 3")
    return lines, pieces


class _Socket:
    """What `http.client` asks of a socket."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def makefile(self, *_: Any) -> io.BytesIO:
        return io.BytesIO(self.data)


def http_client(data: bytes) -> Read:
    """Return what the standard library makes of a response to GET."""
    reader = http.client.HTTPResponse(_Socket(data))  # type: ignore[arg-type]
    try:
        reader.begin()
    except (http.client.HTTPException, ValueError):
        return Read(0, b"", whole=False)
    try:
        return Read(reader.status, reader.read(), whole=True)
    except http.client.IncompleteRead as cut:
        return Read(reader.status, cut.partial, whole=False)
    except (ValueError, OverflowError):
        return Read(reader.status, b"", whole=False)


def h11_client(data: bytes) -> Read:
    """Return what h11 makes of a response to GET."""
    reader = h11.Connection(h11.CLIENT)
    reader.send(h11.Request(method="GET", target="/", headers=[("Host", "a.example")]))
    reader.send(h11.EndOfMessage())
    reader.receive_data(data)
    reader.receive_data(b"")
    status, payload = 0, bytearray()
    try:
        while True:
            event = reader.next_event()
            if isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                payload += event.data
            elif isinstance(event, h11.EndOfMessage):
                return Read(status, bytes(payload), whole=True)
            elif not isinstance(event, h11.InformationalResponse):
                break
    except h11.RemoteProtocolError:
        pass
    return Read(status, bytes(payload), whole=False)
