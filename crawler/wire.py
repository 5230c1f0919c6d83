"""HTTP/1.1 as it is on the wire, read from bytes: head and body apart, codings undone.

    Exchange -> capture_of -> Capture

Servers send heads with bare line feeds, folded lines, lines without a colon and
bytes that are no ASCII; what a browser reads is read here, and nothing raises.
https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from crawler import compression
from crawler import patterns as re
from crawler.compression import MAX_BODY, entity_of
from crawler.model import Capture, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.model import Exchange, Truncated

MAX_LINE = 16 * 1024
"""Bytes of a chunk-size line or a trailer line; sizes end within 16, extensions are unknown."""

_DIGITS = 18
"""Of a Content-Length that are read: Python refuses to read thousands."""

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_NEWLINE = re.compile(rb"\n")
_BLANK_LINES = re.compile(rb"(?:\r?\n)*")
_STATUS_LINE = re.compile(
    rb"(HTTP/\d(?:\.\d)?)[ \t]+(\d{3})(?!\d)(?:[ \t]+([^\r\n]*))?", re.IGNORECASE
)
_CHUNK_SIZE = re.compile(rb"[ \t]*0*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?", re.DOTALL)
_SIZE_LINE = re.compile(rb"[ \t]*0*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*+|\r)?\n")
_BEGINS_CHUNKED = re.compile(rb"[ \t]*[0-9A-Fa-f]+[ \t]*(?:;[^\n]*)?(?:\r?\n|\r?\Z)")
_BODILESS = {101, 204, 304}
"""Statuses after which no body comes, whatever the head says; 1xx are not final.
https://www.rfc-editor.org/rfc/rfc9112#section-6.3"""


Payload = tuple[bytes, bool]
"""A body with its transfer coding undone, and whether all of it is there."""


class StatusLine(NamedTuple):
    """The first line of a response."""

    version: str
    status: int
    reason: str


class Message(NamedTuple):
    """A response taken apart, its body still as it was transferred."""

    status: int
    """0 where there is no status line."""

    reason: str
    headers: tuple[tuple[str, str], ...]
    head: bytes
    """Status line, header lines and the empty line that ends them."""

    body: bytes

    def values(self, name: str) -> list[str]:
        """Return every value of a header, in order, lists split at their commas."""
        found = [value for key, value in self.headers if key.lower() == name]
        return [part.strip() for value in found for part in value.split(",") if part.strip()]


def split(response: bytes, *, copies_body: bool = True) -> Message:
    r"""Return the final response in these bytes, without the 1xx ones before it.

    Where `copies_body` is false its body is a view on them, for `payload_of` alone: one of 50 MB
    is not to be held twice.

    >>> split(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 Fine\r\nA: 1\r\n b\r\n\r\nhi")[:3]
    (200, 'Fine', (('A', '1 b'),))
    """
    start, end = final_in(response)
    head = response[start:end]
    found = status_line(head.partition(b"\n")[0])
    status, reason = (found.status, found.reason) if found else (0, "")
    body = response[end:] if copies_body else cast("bytes", memoryview(response)[end:])
    return Message(status, reason, _headers(head), head, body)


def final_in(response: bytes) -> tuple[int, int]:
    """Return where the head of the final response begins and ends."""
    start = 0
    while True:
        # A line break here is left over from the message before, and no part of this one:
        # https://www.rfc-editor.org/rfc/rfc9112#section-2.2
        blank = _BLANK_LINES.match(response, start)
        begins = blank.end() if blank else start
        end_of_head = _END_OF_HEAD.search(response, begins)
        end = end_of_head.end() if end_of_head else len(response)
        found = status_line(response[begins:end].partition(b"\n")[0])
        status = found.status if found else 0
        if not (end_of_head and 100 <= status < 200 and status != 101):  # noqa: PLR2004 RFC 9110
            return begins, end
        start = end


def status_line(line: bytes) -> StatusLine | None:
    """Return what a first line says; None where it is none of HTTP/1 or a later one.

    >>> status_line(b"HTTP/2 200"), status_line(b"ICY 200 OK")
    (StatusLine(version='HTTP/2', status=200, reason=''), None)
    """
    found = _STATUS_LINE.match(line)
    if not found:
        return None
    reason = (found[3] or b"").decode("latin-1").strip()
    return StatusLine(found[1].decode().upper(), int(found[2]), reason)


def is_page_status(status: int) -> bool:
    """Say whether an answer with this status is a page, in a crawl and in a replay alike.

    >>> is_page_status(200), is_page_status(206), is_page_status(299), is_page_status(304)
    (True, True, True, False)
    """
    return 200 <= status < 300  # noqa: PLR2004 what Scrapy hands to a spider


def is_passing(status: int) -> bool:
    """Say whether an answer with this status says nothing of what stands at an address.

    https://www.rfc-editor.org/rfc/rfc9110#section-15.5

    >>> is_passing(503), is_passing(429), is_passing(410)
    (True, True, False)
    """
    return status in {408, 425, 429} or status // 100 == 5  # noqa: PLR2004 the server's own


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    lines: list[str] = []
    for raw in _lines(head):
        if raw[:1] in {" ", "\t"} and lines:
            lines[-1] = f"{lines[-1]} {raw.strip()}"
        else:
            lines.append(raw)
    # A blank between the name and its colon is none of either, a line without a name is none:
    # https://www.rfc-editor.org/rfc/rfc9112#section-5.1
    pairs = ((name.strip(), value.strip()) for name, _, value in _cut_at_colons(lines[1:]))
    return tuple((name, value) for name, value in pairs if name)


def _cut_at_colons(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    return (line.partition(":") for line in lines if ":" in line)


def _lines(head: bytes) -> list[str]:
    return [line.removesuffix("\r") for line in head.decode("latin-1").split("\n") if line]


def payload_of(message: Message) -> Payload:
    r"""Return the body with its transfer coding undone, and whether it was whole.

    This is what ``WARC-Payload-Digest`` is taken of.

    >>> chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    >>> payload_of(split(chunked + b"2\r\nhi\r\n0\r\n\r\n"))
    (b'hi', True)
    >>> payload_of(split(chunked + b"9\r\nhi"))
    (b'hi', False)
    """
    payload, arrived = _payload_in(message)
    return bytes(payload), arrived


def payload_held(response: bytes, body: bytes) -> Payload | None:
    r"""Return the payload in a response that is held already, and whether it was whole.

    None where it is another, or had to be put together.

    >>> payload_held(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"hi")
    (b'hi', True)
    >>> payload_held(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"ho")
    """
    message = split(response, copies_body=False)
    payload, arrived = _payload_in(message)
    begins = final_in(response)[1]
    is_held = len(payload) == len(body) and response.startswith(body, begins)
    return (body, arrived) if is_held else None


def payload_digest(message: Message) -> str:
    """Return the digest of what `payload_of` returns, without a copy where that is a part."""
    return digest_of(_payload_in(message)[0])


def _payload_in(message: Message) -> Payload:
    if message.status in _BODILESS:
        return b"", True
    codings = transfer_codings(message.values("transfer-encoding"))
    if "chunked" in codings and (not message.body or _BEGINS_CHUNKED.match(message.body)):
        chunks = Chunks()
        return chunks.feed(message.body), chunks.complete
    if codings:
        # Ended by the close, whatever Content-Length says (RFC 9112, section 6.3); and archives
        # hold bodies that are joined already under the head that came with the chunks.
        return message.body, True
    stated = message.values("content-length")
    # The answer to HEAD tells the length of what it does not send.
    if stated and message.body:
        length = _length_of(stated)
        if length is None:
            return message.body, False
        return message.body[:length], len(message.body) >= length
    return message.body, True


def transfer_codings(values: Iterable[str]) -> list[str]:
    """Return the transfer codings that a head names, in order.

    "identity" means none, and was sent by servers of the nineties and some since:
    https://www.rfc-editor.org/rfc/rfc9112#section-7
    """
    codings = (value.partition(";")[0].strip().lower() for value in values)
    return [coding for coding in codings if coding not in {"", "identity"}]


def _length_of(stated: Sequence[str]) -> int | None:
    """Return the length that a head states; None where it states two, or none that can be.

    A response with such a head is refused: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
    """
    lengths = {value.lstrip("0") or "0" for value in stated}
    length = lengths.pop()
    if lengths or not (length.isascii() and length.isdecimal()):
        return None
    return int(length[:_DIGITS])


MAX_PARTS = 50_000
"""Chunks that are held apart before they are joined."""


class Chunks:
    r"""A chunked body on its way: fed with what comes, it gives the data in it.

    https://www.rfc-editor.org/rfc/rfc9112#section-7.1. A line may end in a bare line feed,
    and a size may have blanks around it, as browsers read them. Each line ends at its own
    line feed: what follows is data, white space or not.

    >>> chunks = Chunks()
    >>> chunks.feed(b"3;a=b\r\n\n h"), chunks.feed(b"\r\n0\r\nX-Sum: 1\r\n\r\nHTTP/1.1")
    (b'\n h', b'')
    >>> chunks.complete, chunks.ended, chunks.rest
    (True, True, b'HTTP/1.1')
    """

    def __init__(self) -> None:
        self.complete = False
        """The chunk of no bytes has come: https://www.rfc-editor.org/rfc/rfc9112#section-8."""

        self.ended = False
        """The line has come that ends the trailer, too."""

        self.broken = False
        """There is something else where a size or the end of a chunk should be."""

        self.framing = 0
        """Bytes of the lines between the data: sizes, extensions, trailers."""

        self.rest = b""
        """What is not yet read, and what came behind the end."""

        self._left = 0
        self._at_the_end_of_a_chunk = False

    def feed(self, data: bytes) -> bytes:
        """Return the data of chunks in these bytes, which follow those fed before."""
        held, at = self.rest + data if self.rest else data, 0
        seen = memoryview(held)  # a body of 50 MB is there often enough
        parts: list[bytes | memoryview] = []
        while not (self.ended or self.broken):
            if not (self._left or self._at_the_end_of_a_chunk or self.complete):
                at = self._whole(held, at, parts)
            if self._left:
                part = seen[at : at + self._left]
                parts.append(part)
                if len(parts) > MAX_PARTS:  # a byte each, perhaps, and a view takes two hundred
                    parts = [b"".join(parts)]
                at += len(part)
                self._left -= len(part)
                self._at_the_end_of_a_chunk = True
                if self._left:
                    break
            newline = _NEWLINE.search(held, at)
            end = newline.start() if newline else -1
            self.broken = (end if end >= 0 else len(held)) - at > MAX_LINE
            if end < 0 or self.broken:
                break
            self._line(bytes(held[at:end]).removesuffix(b"\r"))
            self.framing += end + 1 - at
            at = end + 1
        self.rest = bytes(held[at:])
        return b"".join(parts)

    def _whole(self, held: bytes, at: int, parts: list[bytes | memoryview]) -> int:
        """Take the chunks from here on that are whole; return where the next begins.

        There may be a hundred thousand of a byte each: by halves they take three times as long.
        """
        begun, data = at, 0
        while found := _SIZE_LINE.match(held, at):
            start, size = found.end(), int(found[1], 16)
            end = start + size
            following = held[end : end + 2]
            ending = 2 if following == b"\r\n" else int(following[:1] == b"\n")
            if not (size and ending) or start - at > MAX_LINE:
                break
            parts.append(held[start:end])
            if len(parts) > MAX_PARTS:
                parts[:] = [b"".join(parts)]
            data += size
            at = end + ending
        self.framing += at - begun - data
        return at

    def _line(self, line: bytes) -> None:
        if self._at_the_end_of_a_chunk:
            self._at_the_end_of_a_chunk = False
            self.broken = bool(line)
        elif self.complete:
            self.ended = not line
        elif size := _CHUNK_SIZE.fullmatch(line):
            self._left = int(size[1], 16)
            self.complete = not self._left
        else:
            self.broken = True


def codings_of(message: Message) -> list[str]:
    """Return the codings to undo in a payload, last first: of the content, then of the transfer.

    A payload in an archive keeps a transfer coding other than "chunked", which alone other
    tools undo before they take its digest.
    """
    transfer = transfer_codings(message.values("transfer-encoding"))
    return message.values("content-encoding") + [each for each in transfer if each != "chunked"]


def is_whole(message: Message, limit: int = MAX_BODY) -> bool:
    """Say whether a message is proven to be all there: its framing and each coding came to an end.

    A body that ends with its connection is all there by RFC 9112, section 8.
    """
    payload, arrived = payload_of(message)
    return arrived and entity_of(payload, codings_of(message), limit)[1]


def left_on_wire(exchange: Exchange) -> Capture:
    """Return what an exchange served, whose digest is known, without its body."""
    message = split(exchange.response, copies_body=False)
    return Capture(
        url=exchange.url,
        fetched_at=exchange.fetched_at,
        body=b"",
        status=message.status,
        headers=message.headers,
        digest=exchange.payload_digest,
        truncated=exchange.truncated,
        kind=exchange.kind,
        exchanges=(exchange,),
    )


def is_undecodable(capture: Capture) -> bool:
    """Return True if a capture claims a content coding, and is neither in it nor text.

    Of a body that was left on the wire its beginning is unpacked: that tells.
    """
    if not capture.exchanges:
        return False
    message = split(capture.exchanges[-1].response, copies_body=False)
    codings = codings_of(message)
    if not codings:
        return False
    payload, _ = payload_of(message)
    body = capture.body or entity_of(payload, codings, _TELLS)[0]
    return compression.is_undecodable(payload, codings, body)


_TELLS = 1 << 16
"""Bytes by which a body is known to be unpacked."""


def with_body(capture: Capture) -> Capture:
    """Return a capture with its body, which may have been left on the wire."""
    if capture.body or capture.is_rendered or not capture.exchanges:
        return capture
    return replace(capture, body=capture_of(capture.exchanges).body)


def body_on_wire(response: bytes) -> bytes:
    """Return the body in a response as it was on the wire, with its codings undone."""
    message = split(response, copies_body=False)
    payload, _ = payload_of(message)
    return entity_of(payload, codings_of(message), MAX_BODY)[0]


def beginning_of(exchange: Exchange, size: int) -> Capture:
    """Return what an exchange served, as far as its head and so many bytes behind it go.

    Of these no more than twice as many are unpacked.
    """
    begins = exchange.response[: final_in(exchange.response)[1] + size]
    return capture_of([replace(exchange, response=begins)], 2 * size)


def capture_of(
    exchanges: Sequence[Exchange],
    limit: int = MAX_BODY,
    payload: Payload | None = None,
) -> Capture:
    """Return what the last of these exchanges served.

    The digest is taken of the payload: after transfer decoding, before content decoding. Where
    that is known, with whether it was whole, it is not worked out again.
    """
    exchange = exchanges[-1]
    message = split(exchange.response, copies_body=False)
    transferred, arrived = payload or payload_of(message)
    body, decoded = entity_of(transferred, codings_of(message), limit)
    beyond: Truncated | None = "length" if not decoded and len(body) >= limit else None
    cut: Truncated | None = None if arrived and decoded else "unspecified"
    return Capture(
        url=exchange.url,
        fetched_at=exchange.fetched_at,
        body=body,
        status=message.status,
        headers=message.headers,
        digest=exchange.payload_digest or digest_of(transferred),
        truncated=exchange.truncated or beyond or cut,
        kind=exchange.kind,
        exchanges=tuple(exchanges),
    )
