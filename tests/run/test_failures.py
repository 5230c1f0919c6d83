"""Whatever an address brings instead of a page has a name of its own in the receipt."""

from __future__ import annotations

import asyncio
import gzip
import socket
import sqlite3
import struct
from pathlib import Path
from typing import Any

import pytest
from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from service_identity.exceptions import VerificationError
from twisted.internet import error
from twisted.python import failure
from twisted.web import _newclient

from crawler.download import NotNowError
from crawler.middlewares import RobotsUnreachableError
from crawler.outcomes import Outcome, Reason, is_reason
from crawler.run.failures import FAILURES, failure_of
from crawler.tap import PrivateAddressError
from tests.crawling import lines, listing, report, response, run, story
from tests.serving import NOT_FOUND, talking


def moved(to: str, *, more: str = "") -> bytes:
    """Return a redirect."""
    return response("", status=f"302 Found\r\nLocation: {to}{more}")


def coded(coding: str, body: bytes) -> bytes:
    """Return a page that claims a content coding."""
    return response(body, kind=f"text/html\r\nContent-Encoding: {coding}")


COOKIE = "\r\nSet-Cookie: seen=1"
FOLDER = "/news/2026/0205"
twisted_errors: Any = error
client_errors: Any = _newclient
Failure: Any = failure.Failure
"""Twisted's exceptions, whose constructors have no types."""

RESET = b"reset"
GARBAGE = b"\xf7\x00\x01" * 1_000
SERVED = {
    "11.html": (moved(f"{FOLDER}/11.html"), Reason.REDIRECT_LOOP),
    "12.html": (moved(f"{FOLDER}/13.html"), Reason.REDIRECT_LOOP),
    "14.html": (moved(f"{FOLDER}/14.html", more=COOKIE), Reason.COOKIE_GATE),
    "15.html": (moved("/gate", more=COOKIE), Reason.COOKIE_GATE),
    "16.html": (moved("/far/1"), Reason.TOO_MANY_REDIRECTS),
    "17.html": (moved("ftp://127.0.0.1/x"), "http-302"),
    "18.html": (coded("br", GARBAGE), Reason.UNDECODABLE),
    "19.html": (coded("gzip", b"\x1f\x8b" + GARBAGE), Reason.UNDECODABLE),
    "20.html": (coded("zstd", GARBAGE), Reason.UNDECODABLE),
    "21.html": (coded("deflate", GARBAGE), Reason.UNDECODABLE),
    "22.html": (b"this is no HTTP\r\n\r\n", Reason.NOT_HTTP),
    "23.html": (b"", Reason.CONNECTION_LOST),
    "24.html": (RESET, Reason.CONNECTION_LOST),
    "25.html": (b"HTTP/1.1 200 OK\r\nContent-Ty", Reason.CONNECTION_LOST),
    "26.html": (b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 60_000, Reason.HEAD_TOO_LONG),
    "27.html": (coded("gzip", gzip.compress(b" " * 900_000)), Reason.TOO_LARGE),
    "28.html": (moved("https://127.0.0.1:{port}/"), Reason.TLS),
    "29.html": (moved(f"http://{'a' * 70}.example/"), Reason.BAD_ADDRESS),
    "30.html": (moved("http://127.0.0.1:1/"), Reason.REFUSED),
    "31.html": (moved("http://[/"), Reason.BAD_ADDRESS),
    "32.html": (moved("http://127.0.0.1:99999/"), Reason.BAD_ADDRESS),
}
"""By the last part of its path what each page answers with, and how it is counted."""

ELSEWHERE = {
    f"{FOLDER}/13.html": moved(f"{FOLDER}/12.html"),
    "/gate": moved(f"{FOLDER}/15.html"),
    **{f"/far/{n}": moved(f"/far/{n + 1}") for n in range(1, 12)},
    "/robots.txt": response("", status="404 Not Found"),
}
COUNTED, COUNTS = f"{FOLDER}/40.html", f"{FOLDER}/41.html"
"""A story behind redirects that end, and one that is sent on to itself once."""


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    first = await reader.read(1)
    if first == b"\x16":  # a handshake of TLS, which this port does not speak
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return
    head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    path = head.split(" ", 2)[1]
    known = SERVED.get(path.removeprefix(f"{FOLDER}/"))
    answer = known[0] if known else ELSEWHERE.get(path, NOT_FOUND)
    port = writer.get_extra_info("sockname")[1]
    if answer == RESET:
        held = writer.get_extra_info("socket")
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return
    if path == "/":
        # Between any two stands one that is merely absent: three failures in a row rest a host.
        pairs = ((f"{FOLDER}/{name}", f"{FOLDER}/9{name}") for name in SERVED)
        answer = listing(*(path for pair in pairs for path in pair), COUNTED, COUNTS)
    elif path == COUNTED:
        answer = moved("/one/1")
    elif path.startswith("/one/"):
        n = int(path[5:])
        answer = moved(f"/one/{n + 1}") if n < 4 else story("Ferry at the end of the way")
    elif path == COUNTS:
        visits[path] = visits.get(path, 0) + 1
        answer = moved(COUNTS) if visits[path] == 1 else story("Ferry of the second visit")
    writer.write(answer.replace(b"{port}", str(port).encode()))
    await writer.drain()


visits: dict[str, int] = {}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failures") / "archive"
    one_by_one = "CONCURRENT_REQUESTS_PER_DOMAIN=1"
    closed = "ALLOW_PRIVATE_ADDRESSES=127.0.0.1:1"
    settings = ("DOWNLOAD_MAXSIZE=500000", "DOWNLOAD_TIMEOUT=20", one_by_one, closed)
    visits.clear()
    with talking(_talk) as port:
        done = run(
            "crawl", "news", "-a", f"url=http://127.0.0.1:{port}/",
            archive=folder, settings=settings,
        )  # fmt: skip
    assert report(folder)["balances"], done.stderr[-3000:]
    return folder


@pytest.mark.parametrize("name", SERVED, ids=[f"{n}-{r}" for n, (_, r) in SERVED.items()])
def test_each_failure_has_its_name(name: str, archive: Path) -> None:
    with sqlite3.connect(archive / "ledger.sqlite") as ledger:
        [(outcome, reason)] = ledger.execute(
            "SELECT outcome, reason FROM addresses WHERE url LIKE ?", (f"%{FOLDER}/{name}",)
        )

    assert (outcome, reason) == (Outcome.FAILED, SERVED[name][1])


def test_redirects_that_end_are_followed(archive: Path) -> None:
    headlines = {line["headline"] for line in lines(archive)}

    assert headlines == {"Ferry at the end of the way", "Ferry of the second visit"}


def test_no_reason_is_a_last_resort(archive: Path) -> None:
    assert not [reason for reason in report(archive)["reasons"] if "error-" in reason]


def failed(*inside: BaseException) -> DownloadFailedError:
    """Return what Scrapy raises where Twisted names what went wrong with a connection."""
    error = DownloadFailedError("it failed")
    error.__cause__ = client_errors.ResponseNeverReceived([Failure(each) for each in inside])
    return error


def unreachable(cause: BaseException) -> RobotsUnreachableError:
    """Return what is raised where robots.txt cannot be had."""
    error = RobotsUnreachableError("no robots.txt")
    error.__cause__ = cause
    return error


RAISED = [
    (failed(twisted_errors.ConnectionLost()), Reason.CONNECTION_LOST),
    (
        failed(twisted_errors.ConnectionDone(), client_errors.ParseError("no", b"")),
        Reason.NOT_HTTP,
    ),
    (failed(SSL.Error([("", "", "certificate verify failed")])), Reason.TLS),
    (failed(VerificationError([])), Reason.TLS),
    (failed(KeyError("x")), "error-KeyError"),
    (
        client_errors.ResponseFailed([Failure(twisted_errors.ConnectionLost())]),
        Reason.CONNECTION_LOST,
    ),
    (twisted_errors.NoRouteError(), Reason.UNREACHABLE),
    (twisted_errors.ConnectError(osError=101), Reason.UNREACHABLE),
    (twisted_errors.TCPTimedOutError(), Reason.TIMEOUT),
    (twisted_errors.SSLError(), Reason.TLS),
    (TunnelError("407"), Reason.PROXY),
    (ConnectionResetError(), Reason.CONNECTION_LOST),
    (unreachable(CannotResolveHostError()), Reason.DNS),
    (unreachable(RobotsUnreachableError("http-503")), Reason.ROBOTS_UNREACHABLE),
    (unreachable(DownloadTimeoutError()), Reason.TIMEOUT),
    (NotNowError("host-budget"), Reason.HOST_BUDGET),
    (NotNowError("host-paused"), Reason.HOST_PAUSED),
    (PrivateAddressError("10.0.0.1"), Reason.PRIVATE_ADDRESS),
    (UnsupportedURLSchemeError("gopher"), Reason.SCHEME),
    (IgnoreRequest("Forbidden by robots.txt"), Reason.ROBOTS),
    (IgnoreRequest("something new"), "error-IgnoreRequest"),
]


@pytest.mark.parametrize(("error", "reason"), RAISED, ids=lambda each: repr(each)[:40])
def test_what_is_raised_has_its_name(error: BaseException, reason: str) -> None:
    told = failure_of(error)

    assert told.reason == reason
    assert is_reason(told.reason)
    wanted = reason not in {Reason.ROBOTS, Reason.PRIVATE_ADDRESS}
    assert told.outcome == (Outcome.FAILED if wanted else Outcome.DROPPED)


def test_no_row_hides_one_below_it() -> None:
    seen: list[type[BaseException]] = []
    for classes, _ in FAILURES:
        hidden = [each for each in classes if issubclass(each, tuple(seen))]
        assert not hidden
        seen += classes
