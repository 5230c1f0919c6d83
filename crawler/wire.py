"""HTTP/1.1 as it is on the wire, read from bytes: head and body apart, codings undone.

    Exchange -> capture_of -> Capture

Servers send heads with bare line feeds, folded lines, lines without a colon and
bytes that are no ASCII; what a browser reads is read here, and nothing raises.
https://www.rfc-editor.org/rfc/rfc9112
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

from crawler.model import Capture, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.model import Exchange, Truncated

MAX_BODY = 64 * 1024 * 1024
"""Bytes a body may grow to when its content coding is undone: 2 MB of gzip can hold 2 GB."""

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})(?:\s+([^\r\n]*))?", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,15})\s*(?:;[^\n]*)?\r?\n")


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


def split(response: bytes) -> Message:
    r"""Return the final response in these bytes, without the 1xx ones before it.

    >>> split(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 Fine\r\nA: 1\r\n b\r\n\r\nhi")[:3]
    (200, 'Fine', (('A', '1 b'),))
    """
    start = 0
    while True:
        end_of_head = _END_OF_HEAD.search(response, start)
        end = end_of_head.end() if end_of_head else len(response)
        found = _STATUS_LINE.match(response, start)
        status = int(found[1]) if found else 0
        if not (end_of_head and 100 <= status < 200 and status != 101):  # noqa: PLR2004 RFC 9110
            break
        start = end
    head = response[start:end]
    reason = (found[2] or b"").decode("latin-1").strip() if found else ""
    return Message(status, reason, _headers(head), head, response[end:])


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    lines: list[str] = []
    for raw in _lines(head):
        if raw[:1] in {" ", "\t"} and lines:
            lines[-1] = f"{lines[-1]} {raw.strip()}"
        else:
            lines.append(raw)
    pairs = (line.partition(":") for line in lines[1:] if ":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _lines(head: bytes) -> list[str]:
    return [line.removesuffix("\r") for line in head.decode("latin-1").split("\n") if line]


def payload_of(message: Message) -> tuple[bytes, bool]:
    r"""Return the body with its transfer coding undone, and whether it was whole.

    This is what ``WARC-Payload-Digest`` is taken of.

    >>> chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    >>> payload_of(split(chunked + b"2\r\nhi\r\n0\r\n\r\n"))
    (b'hi', True)
    >>> payload_of(split(chunked + b"9\r\nhi"))
    (b'hi', False)
    """
    if any(coding.lower() == "chunked" for coding in message.values("transfer-encoding")):
        return _dechunk(message.body)
    lengths = message.values("content-length")
    # The answer to HEAD, and 304, tell the length of what they do not send.
    if lengths and lengths[0].isdecimal() and message.body:
        length = int(lengths[0])
        return message.body[:length], len(message.body) >= length
    return message.body, True


def _dechunk(body: bytes) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts), True
        at = size.end()
        parts.append(body[at : at + length])
        at += length
        if at > len(body):
            break
        line_end = body.find(b"\n", at, at + 2)
        at = line_end + 1 if line_end >= 0 else at
    return b"".join(parts), False


def entity_of(payload: bytes, codings: Sequence[str], limit: int = MAX_BODY) -> tuple[bytes, bool]:
    """Return the payload with its content codings undone, last first, and whether it was whole.

    Reads gzip, deflate, br and zstd. A body that is not in the coding it claims is
    returned as it is; one that would grow beyond `limit` bytes, or was cut, as far as it goes.
    """
    whole = True
    for coding in reversed(codings):
        undo = _CODINGS.get(coding.lower())
        if undo is None:
            continue
        decoded, complete = undo(payload, limit)
        if payload and not decoded and not complete:
            continue
        payload, whole = decoded, whole and complete
    return payload, whole


def _inflate(payload: bytes, limit: int) -> tuple[bytes, bool]:
    raw = payload[:1] and payload[0] & 0x0F != 8 and not payload.startswith(b"\x1f\x8b")  # noqa: PLR2004 RFC 1950
    decoder = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
    try:
        out = decoder.decompress(payload, limit)
        while decoder.eof and decoder.unused_data.startswith(b"\x1f\x8b") and len(out) < limit:
            # Members follow one another: https://www.rfc-editor.org/rfc/rfc1952#section-2.2
            following = decoder.unused_data
            decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out += decoder.decompress(following, limit - len(out))
    except zlib.error:
        return _as_far_as_it_goes(payload, limit), False
    return out, decoder.eof


def _as_far_as_it_goes(payload: bytes, limit: int) -> bytes:
    """Return what a damaged gzip stream holds before the damage."""
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 32)
    out = bytearray()
    for at in range(0, len(payload), 1024):
        try:
            out += decoder.decompress(payload[at : at + 1024], max(1, limit - len(out)))
        except zlib.error:
            break
        if len(out) >= limit:
            break
    return bytes(out)


def _unbrotli(payload: bytes, limit: int) -> tuple[bytes, bool]:
    import brotli  # noqa: PLC0415 Scrapy brings it; a page in br is needed before it is

    decoder = brotli.Decompressor()
    out = bytearray()
    try:
        out += decoder.process(payload, output_buffer_limit=limit)
        while not decoder.is_finished() and len(out) < limit:
            more = decoder.process(b"", output_buffer_limit=limit - len(out))
            if not more:
                break
            out += more
    except brotli.error:
        return bytes(out[:limit]), False
    return bytes(out[:limit]), decoder.is_finished() and len(out) <= limit


def _unzstd(payload: bytes, limit: int) -> tuple[bytes, bool]:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 3.14
    except ImportError:
        from backports import zstd  # noqa: PLC0415 Scrapy brings it before 3.14
    decoder = zstd.ZstdDecompressor()
    try:
        out = decoder.decompress(payload, max_length=limit)
    except zstd.ZstdError:
        return b"", False
    return out, decoder.eof


_CODINGS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}


def capture_of(exchanges: Sequence[Exchange], limit: int = MAX_BODY) -> Capture:
    """Return what the last of these exchanges served.

    The digest is taken of the payload: after transfer decoding, before content decoding.
    """
    exchange = exchanges[-1]
    message = split(exchange.response)
    payload, arrived = payload_of(message)
    body, whole = entity_of(payload, message.values("content-encoding"), limit)
    beyond: Truncated | None = "length" if not whole and len(body) >= limit else None
    return Capture(
        url=exchange.url,
        fetched_at=exchange.fetched_at,
        body=body,
        status=message.status,
        headers=message.headers,
        digest=digest_of(payload),
        truncated=exchange.truncated or beyond or (None if arrived else "unspecified"),
        kind=exchange.kind,
        exchanges=tuple(exchanges),
    )


def is_page_status(status: int) -> bool:
    """Return True for the status of an answer that holds a page: any of the 2xx."""
    return status // 100 == 2  # noqa: PLR2004 https://www.rfc-editor.org/rfc/rfc9110#section-15.3
