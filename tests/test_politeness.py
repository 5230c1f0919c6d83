"""No host is asked more often than it likes, and none against its robots.txt."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.crawling import listing, report, run, story

STORIES = {f"/news/2026/0205/10{n}.html": story(f"Ferry story {n}") for n in range(1, 5)}
ROBOTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nCrawl-delay: %d\n"
LATE = 0.015
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
        self.url = ""

    def answer(self, path: str) -> bytes:
        before = sum(asked.path == path for asked in self.asked)
        self.asked.append(Asked(time.monotonic(), path))
        page = self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        return page if isinstance(page, bytes) else page(before)

    def gaps(self) -> list[float]:
        return [b.at - a.at for a, b in pairwise(self.asked)]

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
            self.wfile.write(paper.answer(self.path))

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        paper.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield paper
        server.shutdown()


@pytest.fixture
def paper() -> Iterator[Paper]:
    with printing(Paper()) as served:
        yield served


def refusing(times: int, *head: str, status: str = "429 Too Many Requests") -> bytes:
    lines = "".join(f"{line}\r\n" for line in head)
    return f"HTTP/1.1 {status}\r\n{lines}Content-Length: 0\r\n\r\n".encode() * bool(times)


def test_the_delay_is_held_between_all_requests(paper: Paper, tmp_path: Path) -> None:
    paper.crawl(tmp_path, "DOWNLOAD_DELAY=0.3")

    assert len(paper.asked) == 6
    assert min(paper.gaps()) > 0.3 - LATE


def test_the_delay_that_robots_txt_asks_for_is_held_in_this_run_and_the_next(
    paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = ROBOTS % 1
    paper.pages["/"] = listing(*list(STORIES)[:1])

    paper.crawl(tmp_path)
    paper.crawl(tmp_path)

    assert paper.times("/robots.txt") == 1
    assert min(paper.gaps()[1:]) > 1 - LATE


def test_a_delay_beyond_all_patience_is_cut(paper: Paper, tmp_path: Path) -> None:
    paper.pages["/robots.txt"] = ROBOTS % 86_400

    assert paper.crawl(tmp_path, "MAX_CRAWL_DELAY=0.1")["stored"] == 4


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden"])
def test_a_robots_txt_that_is_not_there_allows_everything(
    status: str, paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = refusing(1, status=status)

    assert paper.crawl(tmp_path)["stored"] == 4


def test_a_robots_txt_that_cannot_be_had_forbids_everything_for_now(
    paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = refusing(1, status="500 Internal Server Error")

    told = paper.crawl(tmp_path)
    assert {asked.path for asked in paper.asked} == {"/robots.txt"}
    assert told["reasons"] == {"failed/robots-unreachable": 1}
    assert told["exit_status"] == 1

    paper.pages["/robots.txt"] = ROBOTS % 0
    assert paper.crawl(tmp_path)["stored"] == 4


def test_the_rules_of_the_day_before_hold_where_new_ones_cannot_be_had(
    paper: Paper, tmp_path: Path
) -> None:
    forbidden = next(iter(STORIES))
    paper.pages["/robots.txt"] = (
        b"HTTP/1.1 200 OK\r\n\r\nUser-agent: crawler\nDisallow: " + forbidden.encode() + b"\n"
    )
    assert paper.crawl(tmp_path, "RUN_AT=2026-02-05T08:00:00Z")["stored"] == 3
    paper.pages["/robots.txt"] = refusing(1, "Retry-After: 1", status="503 Service Unavailable")
    paper.asked.clear()

    paper.crawl(tmp_path, "RUN_AT=2026-02-07T08:00:00Z")

    assert paper.times("/robots.txt") == 1
    assert paper.times(forbidden) == 0
    assert paper.times("/") == 1


def test_a_host_that_asks_for_a_moment_is_given_it(paper: Paper, tmp_path: Path) -> None:
    path = next(iter(STORIES))
    paper.pages[path] = lambda before: STORIES[path] if before else refusing(1, "Retry-After: 2")

    told = paper.crawl(tmp_path, "CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.05")

    assert told["stored"] == 4
    first = next(i for i, asked in enumerate(paper.asked) if asked.path == path)
    assert max(paper.gaps()[first : first + 2]) > 2 - LATE
    assert paper.times(path) == 2


def test_a_host_that_asks_for_long_is_left_alone_also_after_a_restart(
    paper: Paper, tmp_path: Path
) -> None:
    for path in STORIES:
        paper.pages[path] = refusing(1, "Retry-After: 3600", status="503 Service Unavailable")
    at = "RUN_AT=2026-02-05T{}:00Z"
    one_by_one = ("CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.05")

    told = paper.crawl(tmp_path, at.format("08:00"), *one_by_one)
    assert told["failed"] + told["pending"] == 4
    assert sum(map(paper.times, STORIES)) <= 2
    paper.asked.clear()

    paper.crawl(tmp_path, at.format("08:30"), *one_by_one)
    assert not paper.asked

    paper.pages |= STORIES
    assert paper.crawl(tmp_path, at.format("09:30"), *one_by_one)["stored"] == 4


def test_a_host_that_fails_again_and_again_is_left_alone(paper: Paper, tmp_path: Path) -> None:
    for path in STORIES:
        paper.pages[path] = b""

    told = paper.crawl(tmp_path, "CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.05",
                       "DOWNLOAD_TIMEOUT=2", "HOST_PATIENCE=5")  # fmt: skip

    assert told["failed"] + told["pending"] == 4
    assert sum(map(paper.times, STORIES)) <= 4


def test_a_run_keeps_to_the_budget_of_a_host(paper: Paper, tmp_path: Path) -> None:
    told = paper.crawl(tmp_path, "HOST_BUDGET=3", "CONCURRENT_REQUESTS_PER_DOMAIN=1")

    assert len(paper.asked) == 3
    assert (told["stored"], told["pending"]) == (1, 3)
    assert paper.crawl(tmp_path)["stored"] == 3
