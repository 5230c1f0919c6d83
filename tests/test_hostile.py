"""A server that means harm costs one address, and neither the memory nor the crawl."""

from __future__ import annotations

import asyncio
import base64
import gzip
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import brotli
import pytest

from crawler.compression import entity_of
from crawler.outcomes import Reason, is_ours
from crawler.settings import DOWNLOADER_MIDDLEWARES
from crawler.wire import capture_of
from tests.raw_server import Answer, RawServer, ok, serving, zstd_packer
from tests.test_download import IMPATIENT, exchange_of, fetch

MB = 1 << 20
ZEROS = bytes(MB)
UNPACKED = 150
"""Megabytes in each bomb."""

MEMORY = 1_500 * MB
"""Address space of the process that fetches: what it maps at its start, and a third of a bomb."""

GROWTH = 160 * MB
"""Resident memory that all these answers together may add: four at a time, ten megabytes each,
held once as sent and once as read. 111 were measured; unpacked, one bomb alone is 150."""


def bomb_of(pack: Any, flush: Callable[[], bytes]) -> bytes:
    return b"".join(pack(ZEROS) for _ in range(UNPACKED)) + flush()


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return bomb_of(packer.compress, packer.flush)


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=2)
    return bomb_of(packer.process, packer.finish)


def zstd_bomb() -> bytes:
    packer = zstd_packer()
    return bomb_of(packer.compress, packer.flush)


GZIP_BOMB, BROTLI_BOMB, ZSTD_BOMB = gzip_bomb(), brotli_bomb(), zstd_bomb()
START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"


def forever(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[], AsyncIterator[bytes]]:
    async def pieces() -> AsyncIterator[bytes]:
        yield start
        for _ in range(20_000):
            yield piece
            if pause:
                await asyncio.sleep(pause)

    return pieces


def moved(to: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\nContent-Length: 0\r\n\r\n"


RULES = b"User-agent: *\nDisallow: /private\n" + b"Disallow: /a*b*c*d*e$\n" * 1_000_000
ANSWERS: dict[str, Answer] = {
    "/gzip-bomb": ok(GZIP_BOMB, b"Content-Encoding: gzip"),
    "/gzip-twice-bomb": ok(gzip.compress(GZIP_BOMB), b"Content-Encoding: gzip, gzip"),
    "/br-bomb": ok(BROTLI_BOMB, b"Content-Encoding: br"),
    "/zstd-bomb": ok(ZSTD_BOMB, b"Content-Encoding: zstd"),
    "/endless": forever(CHUNKED, b"10000\r\n" + bytes(1 << 16) + b"\r\n"),
    "/one-byte-a-chunk": forever(CHUNKED, (b"1;" + b"x" * 900 + b"\r\n.\r\n") * 64),
    "/endless-head": forever(START, b"X: y\r\n" * 1000),
    "/endless-line": forever(START + b"X: ", bytes(1 << 16)),
    "/endless-hints": forever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    "/slow-body": forever(CHUNKED, b"1\r\nx\r\n", 0.2),
    "/slow-head": forever(START, b"X: y\r\n", 0.2),
    "/two-lengths": START + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhelloworld",
    "/negative-length": START + b"Content-Length: -5\r\n\r\nhello",
    "/huge-chunk": CHUNKED + b"FFFFFFFFFFFFFFFFFF\r\nabc",
    "/negative-chunk": CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n",
    "/no-http": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "/round": moved(b"/round"),
    "/to-file": moved(b"file:///etc/hostname"),
    "/to-data": moved(b"data:text/html,hello"),
    "/fine": ok(b"still here"),
    "/private/": ok(b"not for robots"),
    "/robots.txt": ok(RULES),
}
CLOSING = frozenset(
    {"/two-lengths", "/negative-length", "/huge-chunk", "/negative-chunk", "/no-http"}
)
OUTCOMES = {
    "/gzip-bomb": "DownloadCancelledError",
    "/gzip-twice-bomb": "DownloadCancelledError",
    "/br-bomb": "DownloadCancelledError",
    "/zstd-bomb": "DownloadCancelledError",
    "/endless": "DownloadCancelledError",
    "/one-byte-a-chunk": "DownloadCancelledError",
    "/endless-head": "HeadTooLongError",
    "/endless-line": "HeadTooLongError",
    "/endless-hints": "HeadTooLongError",
    "/slow-body": "DownloadTimeoutError",
    "/slow-head": "DownloadTimeoutError",
    "/two-lengths": "DownloadFailedError",
    "/negative-length": "DownloadFailedError",
    "/no-http": "DownloadFailedError",
    "/round": "RedirectLoopError",
    "/private/": "IgnoreRequest",
    "file:///etc/hostname": "NotSupported",
    "data:text/html,hello": "NotSupported",
    "ftp://127.0.0.1/": "NotSupported",
}


class Hostile:
    """What became of each attack."""

    def __init__(self, server: RawServer, came: dict[str, Any]) -> None:
        base = f"http://127.0.0.1:{server.port}"
        self.answers = {url.removeprefix(base): told for url, told in came["answers"].items()}
        self.grown, self.robots = came["grown"], came["robots"]


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    with serving(ANSWERS, CLOSING) as server:
        base = f"http://127.0.0.1:{server.port}"
        urls = [base + path for path in ANSWERS if path not in {"/robots.txt", "/fine"}]
        urls += [url for url in OUTCOMES if not url.startswith("/")]
        settings = {
            "ALLOW_PRIVATE_ADDRESSES": True,
            "DOWNLOAD_TIMEOUT": 3,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
            "RETRY_ENABLED": False,
            "LOG_LEVEL": "CRITICAL",
            "DOWNLOADER_MIDDLEWARES": {**DOWNLOADER_MIDDLEWARES, **IMPATIENT},
        }
        came = fetch({"urls": [*urls, base + "/fine"], "settings": settings}, MEMORY)
        yield Hostile(server, came)


@pytest.mark.parametrize("url", OUTCOMES)
def test_each_attack_ends_in_its_own_error(url: str, hostile: Hostile) -> None:
    assert hostile.answers[url].get("error") == OUTCOMES[url]


@pytest.mark.parametrize("url", OUTCOMES)
def test_no_attack_is_called_a_fault_of_ours(url: str, hostile: Hostile) -> None:
    assert not is_ours(hostile.answers[url]["reason"])


@pytest.mark.parametrize("path", ["/two-lengths", "/negative-length", "/no-http"])
def test_a_head_that_is_none_is_no_http(path: str, hostile: Hostile) -> None:
    assert hostile.answers[path]["reason"] == Reason.NOT_HTTP


def test_memory_stays_within_bounds(hostile: Hostile) -> None:
    assert hostile.grown < GROWTH


def test_the_crawl_goes_on(hostile: Hostile) -> None:
    assert base64.b64decode(hostile.answers["/fine"]["body"]) == b"still here"


@pytest.mark.parametrize("path", ["/to-file", "/to-data"])
def test_a_redirect_out_of_http_is_not_followed(path: str, hostile: Hostile) -> None:
    assert hostile.answers[path]["status"] == 302


@pytest.mark.parametrize("path", ["/huge-chunk", "/negative-chunk"])
def test_broken_chunks_are_kept_as_they_came_and_marked(path: str, hostile: Hostile) -> None:
    [exchange] = map(exchange_of, hostile.answers[path]["exchanges"])

    assert exchange.truncated == "disconnect"
    assert exchange.response == ANSWERS[path]


@pytest.mark.parametrize("path", ["/gzip-bomb", "/br-bomb", "/zstd-bomb", "/gzip-twice-bomb"])
def test_a_bomb_is_kept_as_it_came_and_unpacked_to_the_limit_only(
    path: str, hostile: Hostile
) -> None:
    [exchange] = map(exchange_of, hostile.answers[path]["exchanges"])

    capture = capture_of([exchange], limit=MB)

    assert exchange.response == ANSWERS[path]
    assert capture.truncated == "length"
    assert len(capture.body) <= MB


def test_a_robots_txt_is_read_up_to_its_limit_and_obeyed(hostile: Hostile) -> None:
    [told, *_] = hostile.robots

    assert told["truncated"] == "length"
    assert len(exchange_of(told).response) < 2 * MB


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "x-gzip"])
@pytest.mark.parametrize("body", [b"", b"\x00", b"plain text, no coding", b"\x1f\x8b\x08\x00"])
def test_a_body_that_is_not_in_its_coding_raises_nothing(coding: str, body: bytes) -> None:
    entity_of(body, [coding, "gzip", coding])


def test_a_name_that_resolves_to_a_private_address_is_refused_at_the_connection() -> None:
    with serving({"/": ok(b"secret")}) as server:
        names = {
            "news.example": "127.0.0.1", "other.example": "10.0.0.1", "six.example": "::1",
            "mapped.example": "::ffff:127.0.0.1", "link.example": "fe80::1",
        }  # fmt: skip
        urls = [f"http://{name}:{server.port}/" for name in names]
        direct = f"http://127.0.0.1:{server.port}/"
        came = fetch(
            {
                "urls": [*urls, direct],
                "names": names,
                "settings": {"ROBOTSTXT_OBEY": False, "DOWNLOADER_MIDDLEWARES": {}},
            }
        )

        for url in [*urls, direct]:
            assert came["answers"][url]["error"] == "PrivateAddressError", url
        assert server.connections == 0
