"""Content codings undone: gzip, deflate, br and zstd, each as far as it goes.

    entity_of(payload, codings) -> (body, whether every stream came to its end)

A coding is a row of `CODINGS`. A server may name one and send another, or plain text, or
half a stream: what is there is read, nothing raises, and only a stream that came to its own
end is called whole. https://www.rfc-editor.org/rfc/rfc9110#section-8.4
"""

from __future__ import annotations

import sys
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

import brotli

from crawler import patterns as re

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MAX_BODY = 64 * 1024 * 1024
"""Bytes a body may grow to when its content coding is undone: 2 MB of gzip can hold 2 GB."""

MAX_CODINGS = 2
"""Codings of one body that are undone: each may multiply the work by 1,000, and nobody has a use
for three. A server that packs what was packed sends two."""

MAX_STREAMS = 10_000
"""Members of gzip or frames of zstd in one body: a million empty ones, 7 MB, take 15 s."""

_PIECE = 4096
"""Bytes that a decoder is given at a time: what one call holds is lost where it raises."""

_GZIP = re.compile(rb"\x1f\x8b")
_ZSTD = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
"""A frame, and a frame to skip: https://www.rfc-editor.org/rfc/rfc8878#section-3.1"""

_ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 23}
"""Eight megabytes: what a frame may ask for goes up to 128, and nobody on the web may ask for
more than this. https://www.rfc-editor.org/rfc/rfc9659"""

_NOTHING = re.compile(rb"(?!)")
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""https://mimesniff.spec.whatwg.org/#binary-data-byte"""

_SNIFFED = 1445
"""Bytes that a browser looks at: https://mimesniff.spec.whatwg.org/#reading-the-resource-header"""

_FEW = 256
"""Up to here a compressed stream may hold no binary data byte by chance."""

ERRORS = (zlib.error, brotli.error, zstd.ZstdError)


_AT_ONCE = 1 << 20
"""Bytes that are taken from a decoder at a time: a few of input may hold all that is allowed."""


class _Decoder(Protocol):
    """What the decoders below agree on."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def pieces(self, data: bytes, most: int) -> Iterator[bytes]:
        """Yield what more of the stream these bytes give, `most` bytes or little more."""
        ...


class _Zlib:
    """A stream of zlib, of gzip, or a bare one, as `bits` say."""

    def __init__(self, bits: int = zlib.MAX_WBITS) -> None:
        self._decoder = zlib.decompressobj(bits)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def pieces(self, data: bytes, most: int) -> Iterator[bytes]:
        while most > 0:
            step = min(most, _AT_ONCE)
            out = self._decoder.decompress(data, step)
            most, data = most - len(out), self._decoder.unconsumed_tail
            yield out
            if self.eof or (len(out) < step and not data):
                return


class _Zstd:
    """A frame of zstd."""

    def __init__(self) -> None:
        self._decoder = zstd.ZstdDecompressor(options=_ZSTD_OPTIONS)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def pieces(self, data: bytes, most: int) -> Iterator[bytes]:
        while most > 0:
            out = self._decoder.decompress(data, min(most, _AT_ONCE))
            most, data = most - len(out), b""
            yield out
            if self.eof or self._decoder.needs_input:
                return


class _Brotli:
    """A stream of brotli."""

    unused_data = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self.eof = False

    def pieces(self, data: bytes, most: int) -> Iterator[bytes]:
        while most > 0:
            out: bytes = self._decoder.process(data, output_buffer_limit=min(most, _AT_ONCE))
            self.eof = self._decoder.is_finished()
            most, data = most - len(out), b""
            yield out
            if not out or self.eof:
                return


class Room:
    """Where the streams of a body are put: as many bytes as are kept of those it may have."""

    def __init__(self, limit: int, kept: int | None = None) -> None:
        self.limit = limit
        self._kept = limit if kept is None else min(kept, limit)
        self._out = BytesIO()
        self.length = 0
        """Bytes that were put here, kept or not."""

        self.longest = 0
        """The most that there were: a body may be read in two ways."""

    def put(self, piece: bytes) -> None:
        """Take bytes in."""
        self._out.write(piece[: max(0, self._kept - self.length)])
        self.length += len(piece)
        self.longest = max(self.longest, self.length)

    def clear(self, length: int = 0) -> None:
        """Forget what came beyond so many bytes."""
        self._out.seek(min(length, self._kept))
        self._out.truncate()
        self.length = length

    def taken(self) -> bytes:
        """Return what is kept: its own bytes, so that ten megabytes are never held twice."""
        out, self._out = self._out, BytesIO()
        return out.getvalue()


def entity_of(payload: bytes, codings: Sequence[str], limit: int = MAX_BODY) -> tuple[bytes, bool]:
    """Return the payload with its content codings undone, last first, and whether it was whole.

    A body that is not in the coding it claims is returned as it is, and whole. One that would
    grow beyond `limit` bytes, or ends early, is returned as far as it goes; one with more than
    `MAX_CODINGS` as it came. Neither is whole.

    >>> import gzip
    >>> entity_of(gzip.compress(b"one ") + gzip.compress(b"two"), ["gzip"])
    (b'one two', True)
    >>> entity_of(b"<p>plain</p>", ["br"]), entity_of(gzip.compress(b"cut")[:-9], ["gzip"])[1]
    ((b'<p>plain</p>', True), False)
    """
    known = [coding.lower() for coding in codings if coding.lower() in CODINGS]
    if len(known) > MAX_CODINGS:
        return payload, not payload
    whole = True
    for coding in reversed(known):
        if not payload:
            break
        payload, ended = CODINGS[coding](payload, Room(limit))
        whole = whole and ended
    return payload, whole


def outgrows(payload: bytes, codings: Sequence[str], limit: int = MAX_BODY) -> bool:
    """Return True if `entity_of` would have to stop at `limit` bytes.

    Of what a bomb holds no more than a piece is held at a time.

    >>> import gzip
    >>> packed = gzip.compress(bytes(4_000_000))
    >>> outgrows(packed, ["gzip"], 3_000_000), outgrows(packed, ["gzip"], 4_000_000)
    (True, False)
    """
    known = [coding.lower() for coding in codings if coding.lower() in CODINGS]
    if not known or len(known) > MAX_CODINGS:
        return False
    payload, _ = entity_of(payload, known[1:], limit)
    room = Room(limit, kept=_AT_ONCE)
    _, whole = CODINGS[known[0]](payload, room)
    return not whole and room.longest >= limit


def is_undecodable(payload: bytes, codings: Sequence[str], body: bytes) -> bool:
    """Return True if nothing of a payload could be undone, and it is no text as it is.

    `body` is what `entity_of` made of it.

    >>> is_undecodable(bytes(9), ["br"], b""), is_undecodable(b"<p>", ["br"], b"<p>")
    (True, False)
    """
    claimed = any(coding.lower() in CODINGS for coding in codings)
    undone = bool(body) and body != payload
    return claimed and bool(payload) and not undone and not _is_text(payload)


def _ungzip(payload: bytes, room: Room) -> tuple[bytes, bool]:
    if _GZIP.match(payload) or payload == b"\x1f":
        # Members follow one another: https://www.rfc-editor.org/rfc/rfc1952#section-2.2
        return _streams(payload, lambda: _Zlib(31), room, _GZIP)
    body, whole = _streams(payload, _Zlib, room)
    if whole or (body and not _is_text(payload)):
        return body, whole
    return payload, True


def _undeflate(payload: bytes, room: Room) -> tuple[bytes, bool]:
    """Return what zlib holds, or the bare stream that some servers send for it.

    https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
    """
    if _GZIP.match(payload):
        return _ungzip(payload, room)
    inside_zlib = _streams(payload, _Zlib, room)
    if inside_zlib[1]:
        return inside_zlib
    bare = _streams(payload, lambda: _Zlib(-zlib.MAX_WBITS), room)
    if bare[1]:
        return bare
    if _is_text(payload):
        return payload, True
    return max(inside_zlib, bare, key=lambda reading: len(reading[0]))


def _unbrotli(payload: bytes, room: Room) -> tuple[bytes, bool]:
    body, whole = _streams(payload, _Brotli, room)
    in_another = _GZIP.match(payload) or _ZSTD.match(payload)
    if not whole and (in_another or _is_text(payload)):
        return payload, True
    return body, whole


def _unzstd(payload: bytes, room: Room) -> tuple[bytes, bool]:
    if not (_ZSTD.match(payload) or b"\x28\xb5\x2f\xfd".startswith(payload)):
        return payload, True
    # Frames follow one another: https://www.rfc-editor.org/rfc/rfc8878#section-3
    return _streams(payload, _Zstd, room, _ZSTD)


CODINGS: dict[str, Callable[[bytes, Room], tuple[bytes, bool]]] = {
    "gzip": _ungzip,
    "x-gzip": _ungzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
"""https://www.iana.org/assignments/http-parameters/: those that Scrapy asks for."""


def _streams(
    payload: bytes,
    begin: Callable[[], _Decoder],
    room: Room,
    again: re.Pattern[bytes] = _NOTHING,
) -> tuple[bytes, bool]:
    """Return what streams hold that follow one another, and whether the last one ended.

    Where no other begins, as `again` says, what follows is padding.
    """
    at, ended = 0, False
    room.clear()
    for _ in range(MAX_STREAMS):
        at, ended = _stream(payload, at, begin, room)
        if not ended or room.length > room.limit or not again.match(payload, at):
            break
    else:
        ended = False
    return room.taken(), ended and room.length <= room.limit


def _stream(
    payload: bytes,
    begins: int,
    begin: Callable[[], _Decoder],
    room: Room,
    careful_from: int = sys.maxsize,
) -> tuple[int, bool]:
    """Take what one stream holds; return where it ends, and whether it came to its end."""
    decoder, at, held, most = begin(), begins, room.length, room.limit + 1
    while at < len(payload) and not decoder.eof and room.length < most:
        step = 1 if at >= careful_from else _PIECE
        try:
            for piece in decoder.pieces(payload[at : at + step], most - room.length):
                room.put(piece)
        except ERRORS:
            if step == 1:
                break
            # Once more, byte by byte here: what stands before the damage is good.
            room.clear(held)
            return _stream(payload, begins, begin, room, careful_from=at)
        at = min(at + step, len(payload))
    return at - len(decoder.unused_data), decoder.eof


def _is_text(payload: bytes) -> bool:
    """Say whether bytes in no known format are text rather than a part of a stream."""
    if _BINARY.search(payload, 0, _SNIFFED):
        return False
    if len(payload) > _FEW:
        return True
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
