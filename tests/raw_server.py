"""A server on loopback that sends bytes and nothing else: what it sends is known exactly."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import sys
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Answer = bytes | Callable[[], AsyncIterator[bytes]]

PAGE = "<html><head><title>Żółć %s</title></head><body><p>" + "Fähre im Hafen. " * 150 + "</p>"


def zstd_packer() -> zstd.ZstdCompressor:
    """Return a compressor: the standard library's, or on older Pythons its backport."""
    return zstd.ZstdCompressor()


def pack_zstd(data: bytes) -> bytes:
    """Return one frame."""
    packed: bytes = zstd.compress(data)
    return packed


def page(name: str) -> bytes:
    return (PAGE % name).encode()


def chunked(body: bytes, size: int = 700, trailer: bytes = b"") -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return framed + b"0\r\n" + trailer + b"\r\n"


def ok(body: bytes, *lines: bytes, length: bool = True) -> bytes:
    head = [b"HTTP/1.1 200 OK", b"Server: lOOp/1", b"Content-type: text/html; charset=utf-8"]
    head += lines
    if length:
        head.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(head) + b"\r\n\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked"
_raw = zlib.compressobj(wbits=-15)

ANSWERS: dict[str, bytes] = {
    "/plain": ok(page("plain")),
    "/same": ok(page("plain")),
    "/same-otherwise-served": ok(page("plain"), b"X-Served-By: another"),
    "/gzip": ok(gzip.compress(page("gzip"), mtime=0), b"content-encoding: gzip", b"Vary: *"),
    "/deflate": ok(zlib.compress(page("deflate")), b"Content-Encoding: deflate"),
    "/deflate-raw": ok(_raw.compress(page("raw")) + _raw.flush(), b"Content-Encoding: deflate"),
    "/br": ok(brotli.compress(page("br")), b"Content-Encoding: br"),
    "/zstd": ok(zstd.compress(page("zstd")), b"Content-Encoding: zstd"),
    "/gzip-of-br": ok(
        gzip.compress(brotli.compress(page("both")), mtime=0), b"Content-Encoding: br, gzip"
    ),
    "/chunked": ok(chunked(page("chunked")), CHUNKED, length=False),
    "/gzip-chunked": ok(
        chunked(gzip.compress(page("gz"), mtime=0), 333),
        b"Content-Encoding: gzip",
        CHUNKED,
        length=False,
    ),
    "/trailer": ok(
        chunked(page("trailer"), trailer=b"X-T: 1\r\n"), CHUNKED, b"Trailer: X-T", length=False
    ),
    "/chunk-extension": ok(b"5;a=b\r\nhello\r\n0\r\n\r\n", CHUNKED, length=False),
    "/length-and-chunked": ok(
        b"5\r\nworld\r\n0\r\n\r\n", b"Content-Length: 3", CHUNKED, length=False
    ),
    "/identity": ok(page("identity"), b"Transfer-Encoding: identity"),
    "/chunks-begin-with-line-feeds": ok(
        b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (b"<p>", b"\n\n", b"\r\n<b>"))
        + b"0\r\n\r\n",
        CHUNKED,
        length=False,
    ),
    "/padded-size": ok(b"5  \r\nhel01\r\n0 \r\n\r\n", CHUNKED, length=False),
    "/chunks-of-line-feeds": ok(b"5;a\nhel02\n0\n\n", CHUNKED, length=False),
    "/cut-gzip": ok(gzip.compress(page("cut"), mtime=0)[:-20], b"Content-Encoding: gzip"),
    "/no-end-of-trailer": ok(b"5\r\nhel03\r\n0\r\n", CHUNKED, length=False),
    "/gzip-as-transfer-coding": ok(
        chunked(gzip.compress(page("te"), mtime=0)),
        b"Transfer-Encoding: gzip, chunked",
        length=False,
    ),
    "/cut-deflate": ok(zlib.compress(page("cut"))[:-20], b"Content-Encoding: deflate"),
    "/space-before-colon": b"HTTP/1.1 200 OK\r\nContent-Length : 4\r\n\r\nok04",
    "/no-name": b"HTTP/1.1 200 OK\r\n: nameless\r\nContent-Length: 4\r\n\r\nok05",
    "/cut-br": ok(brotli.compress(page("cut"))[:-9], b"Content-Encoding: br"),
    "/odd-name": b"HTTP/1.1 200 OK\r\nX(odd) name\x00: 1\r\nContent-Length: 4\r\n\r\nok06",
    "/blank-before-the-first-name": b"HTTP/1.1 200 OK\r\n X: 1\r\nContent-Length: 4\r\n\r\nok07",
    "/cut-zstd": ok(pack_zstd(page("cut"))[:-9], b"Content-Encoding: zstd"),
    "/http-2": b"HTTP/2 200\r\nContent-Length: 4\r\n\r\nok08",
    "/two-blanks-in-the-status-line": b"HTTP/1.1  200  OK\r\nContent-Length: 4\r\n\r\nok09",
    "/cut-second-member": ok(
        gzip.compress(page("one")) + gzip.compress(page("two"))[:-20], b"Content-Encoding: gzip"
    ),
    "/blank-line-first": b"\r\n\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok10",
    "/206": b"HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\nok11",
    "/cut-gzip-in-chunks": ok(
        chunked(gzip.compress(page("cut"), mtime=0)[:-20], 16),
        b"Content-Encoding: gzip",
        CHUNKED,
        length=False,
    ),
    "/299": b"HTTP/1.1 299 Odd\r\nContent-Length: 4\r\n\r\nok12",
    "/gzip-members": ok(
        gzip.compress(page("one")) + gzip.compress(page("two")), b"Content-Encoding: gzip"
    ),
    "/six-codings": ok(page("six"), b"Content-Encoding: " + b", ".join([b"gzip"] * 6)),
    "/zstd-frames": ok(
        pack_zstd(page("one")) + b"\x50\x2a\x4d\x18\x02\0\0\0hi" + pack_zstd(page("two")),
        b"Content-Encoding: zstd",
    ),
    "/plain-called-gzip": ok(page("called gzip"), b"Content-Encoding: gzip"),
    "/two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nokno",
    "/plain-called-deflate": ok(page("called deflate"), b"Content-Encoding: deflate"),
    "/plain-called-br": ok(page("called br"), b"Content-Encoding: br"),
    "/plain-called-zstd": ok(page("called zstd"), b"Content-Encoding: zstd"),
    "/empty-called-gzip": ok(b"", b"Content-Encoding: gzip"),
    "/304": b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n',
    "/204": b"HTTP/1.1 204 No Content\r\nX-Z: z\r\n\r\n",
    "/404": b"HTTP/1.1 404 Nope, Not Here\r\nContent-Length: 4\r\n\r\nnope",
    "/no-reason": b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi",
    "/cookies": ok(
        page("cookies"),
        b"Set-Cookie: a=1; Path=/",
        b"X-Weird-CASE: Yes",
        b"set-cookie: b=2",
        b"SET-COOKIE: c=3",
        b"X-Empty:",
        b"x-spaces:   two  spaces   ",
    ),
    "/latin-1": ok(page("latin"), b"X-Author: Jos\xe9 \xc5\xbb"),
    "/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>; rel=preload\r\n\r\n"
    + ok(page("early")),
    "/no-colon": b"HTTP/1.1 200 OK\r\nthis line has no colon\r\nContent-Length: 4\r\n\r\nokok",
    "/folded": ok(page("folded"), b"X-Fold: one\r\n two"),
    "/long-line": ok(page("long"), b"Content-Security-Policy: " + b"x" * 20_000),
    "/http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + page("1.0"),
    "/bare-line-feeds": b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 4\n\nlfok",
    "/more-than-announced": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nokok and more",
    "/empty": ok(b""),
    "/cut-short": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n"
    + page("cut"),
    "/cut-in-a-chunk": ok(chunked(page("cut"))[:900], CHUNKED, length=False),
    "/too-large": ok(b"x" * 3_000_000, b"X-Size: large"),
    "/too-large-unannounced": b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * 3_000_000,
    "/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 14\r\n\r\n"
    b"User-agent: *\n",
    "/moved": b"HTTP/1.1 301 Gone Elsewhere\r\nLocation: /moved-2\r\n"
    b"Content-Length: 5\r\n\r\nmoved",
    "/moved-2": b"HTTP/1.1 302 Found\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n",
}
"""What is sent for each path; `ended_by_close` are followed by the end of the connection."""

ended_by_close = {
    "/http-1.0", "/cut-short", "/cut-in-a-chunk", "/more-than-announced",
    "/too-large-unannounced", "/no-end-of-trailer",
}  # fmt: skip


class RawServer:
    """Answers each path with the bytes it was given; notes every request's bytes."""

    def __init__(self, answers: dict[str, Answer], closing: frozenset[str] = frozenset()) -> None:
        self.answers = answers
        self.closing = closing
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lengths = [
                    int(line.partition(b":")[2])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ]
                body = await reader.readexactly(lengths[0]) if lengths else b""
                self.requests.append(head + body)
                path = head.split(b" ")[1].decode().partition("?")[0]
                if not await self.answer(path, head, writer):
                    break
        writer.close()

    async def answer(self, path: str, head: bytes, writer: asyncio.StreamWriter) -> bool:
        sent = self.answers.get(path, ANSWERS["/404"])
        if isinstance(sent, bytes):
            writer.write(
                sent.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head[:4] == b"HEAD" else sent
            )
        else:
            async for piece in sent():
                writer.write(piece)
                await writer.drain()
        await writer.drain()
        return path not in self.closing


@contextmanager
def serving(
    answers: dict[str, Answer],
    closing: frozenset[str] = frozenset(),
    tls: ssl.SSLContext | None = None,
) -> Iterator[RawServer]:
    """Serve on a free port of loopback, in a thread of its own, for as long as it is needed."""
    server, ready = RawServer(answers, closing), threading.Event()
    loop = asyncio.new_event_loop()

    async def start() -> None:
        listening = await asyncio.start_server(server.talk, "127.0.0.1", 0, limit=1 << 20, ssl=tls)
        server.port = listening.sockets[0].getsockname()[1]
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
