"""A site of four stories whose answers a test decides, and when it was asked for which."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from crawler.ledger.hosts import Hosts
from crawler.ledger.ledger import Ledger
from tests.crawling import listing, report, run, story

STORIES = {f"/news/2026/0205/10{n}.html": story(f"Ferry story {n}") for n in range(1, 5)}


ROBOTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nCrawl-delay: %g\n"


LATE = 0.05
"""Seconds by which a request may seem early: when it went out is not when it was read."""


class Asked(NamedTuple):
    """A request: when, and what for."""

    at: float
    path: str


class Paper:
    """A site of four stories whose answers a test decides."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Callable[[int], bytes]] = {"/": listing(*STORIES), **STORIES}
        self.asked: list[Asked] = []
        self.agents: set[str] = set()
        self.url = ""

    def answer(self, path: str, agent: str) -> bytes:
        self.agents.add(agent)
        before = sum(asked.path == path for asked in self.asked)
        self.asked.append(Asked(time.monotonic(), path))
        page = self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return page if isinstance(page, bytes) else page(before)

    def gaps(self) -> list[float]:
        return [b.at - a.at for a, b in pairwise(self.asked)]

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def times(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    def crawl(self, archive: Path, *settings: str) -> dict[str, Any]:
        done = run("crawl", "news", "-a", f"url={self.url}/", archive=archive, settings=settings)
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        return report(archive)


@contextmanager
def printing(paper: Paper) -> Iterator[Paper]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(paper.answer(self.path, self.headers["User-Agent"]))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        paper.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield paper
        server.shutdown()


@contextmanager
def known(archive: Path) -> Iterator[Hosts]:
    """Open what an archive knows of hosts, as an earlier run would have left it."""
    archive.mkdir(exist_ok=True)
    ledger = Ledger(archive / "ledger.sqlite")
    yield ledger.hosts
    ledger.close()


def refusing(times: int, *head: str, status: str = "429 Too Many Requests") -> bytes:
    lines = "".join(f"{line}\r\n" for line in head)
    return f"HTTP/1.1 {status}\r\n{lines}Content-Length: 0\r\n\r\n".encode() * bool(times)
