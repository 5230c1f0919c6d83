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
from scrapy.crawler import Crawler

from crawler import __version__
from crawler.ledger.hosts import Host, Hosts
from crawler.ledger.ledger import Ledger
from crawler.spiders.news import NewsSpider
from tests.crawling import listing, report, response, run, story

STORIES = {f"/news/2026/0205/10{n}.html": story(f"Ferry story {n}") for n in range(1, 5)}
ROBOTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nCrawl-delay: %d\n"
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


@pytest.fixture
def paper() -> Iterator[Paper]:
    with printing(Paper()) as served:
        yield served


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


def test_every_request_says_who_asks(paper: Paper, tmp_path: Path) -> None:
    paper.crawl(tmp_path, "CONTACT=mailto:desk@quay.example")

    assert paper.agents == {f"crawler/{__version__} (+mailto:desk@quay.example)"}


@pytest.mark.parametrize(
    ("url", "contact", "warned"),
    [
        ("https://news.example/", "", True),
        ("https://news.example/", "https://desk.example/bot", False),
        ("http://127.0.0.1:8000/", "", False),
    ],
)
def test_a_crawl_of_the_web_that_names_nobody_begins_with_a_warning(
    url: str, contact: str, caplog: pytest.LogCaptureFixture, *, warned: bool
) -> None:
    crawler = Crawler(NewsSpider, {"CONTACT": contact, "USER_AGENT": "crawler/1"})

    NewsSpider.from_crawler(crawler, url=url)

    assert ("nobody is named as responsible" in caplog.text) == warned
    assert (contact in crawler.settings["USER_AGENT"]) or not contact


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


def test_the_delay_holds_from_one_run_to_the_next(paper: Paper, tmp_path: Path) -> None:
    with known(tmp_path) as hosts:
        asks = b"User-agent: *\nCrawl-delay: 4\n"
        hosts.put(Host(paper.host, asks, 200, time.time(), 4.0, asked_at=time.time()))
    begun = time.monotonic()

    paper.crawl(tmp_path, "HOST_BUDGET=1")

    [asked] = paper.asked
    assert asked.at - begun > 4 - LATE


def test_the_delay_is_held_where_one_host_sends_us_to_another(
    paper: Paper, tmp_path: Path
) -> None:
    with printing(Paper()) as other:
        there = other.url.replace("127.0.0.1", "localhost")
        other.pages["/robots.txt"] = ROBOTS % 1
        for path in list(STORIES)[:2]:
            paper.pages[path] = f"HTTP/1.1 302 Found\r\nLocation: {there}{path}\r\n\r\n".encode()

        beside = f"ALLOW_PRIVATE_ADDRESSES={there.removeprefix('http://')}"
        assert paper.crawl(tmp_path, beside)["stored"] == 4

    assert len(other.asked) == 3
    assert min(other.gaps()) > 1 - LATE


def test_the_pace_that_a_host_bears_is_learned_and_never_above_the_delay(
    paper: Paper, tmp_path: Path
) -> None:
    throttled = ("AUTOTHROTTLE_ENABLED=True", "AUTOTHROTTLE_START_DELAY=0.2", "DOWNLOAD_DELAY=0.2")
    with known(tmp_path) as hosts:
        hosts.put(Host(paper.host, delay=1.5))

    paper.crawl(tmp_path, *throttled)

    assert paper.gaps()[0] > 1.5 - LATE
    assert min(paper.gaps()) > 0.2 - LATE
    with known(tmp_path) as hosts:
        assert 0.2 <= (hosts.get(paper.host).delay or 0) < 1.5


def test_rules_that_are_kept_are_not_asked_for_and_name_their_sitemaps_still(
    paper: Paper, tmp_path: Path
) -> None:
    first, *others = STORIES
    rules = f"User-agent: crawler\nDisallow: {first}\nSitemap: {paper.url}/map.xml\n"
    urls = "".join(f"<url><loc>{paper.url}{path}</loc></url>" for path in STORIES)
    paper.pages |= {"/": listing(), "/map.xml": response(f"<urlset>{urls}</urlset>", "text/xml")}
    with known(tmp_path) as hosts:
        hosts.put(Host(paper.host, rules.encode(), 200, time.time() - 3_600))

    told = paper.crawl(tmp_path, "CONTACT=mailto:desk@quay.example")

    assert paper.times("/robots.txt") == paper.times(first) == 0
    assert told["stored"] == len(others)
    assert told["reasons"]["dropped/robots"] == 1


@pytest.mark.parametrize("hops", [5, 6])
def test_a_robots_txt_is_followed_to_where_it_was_moved(
    hops: int, paper: Paper, tmp_path: Path
) -> None:
    paths = ["/robots.txt", *(f"/rules-{n}.txt" for n in range(hops))]
    for path, following in pairwise(paths):
        moved = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {following}\r\n\r\n"
        paper.pages[path] = moved.encode()
    paper.pages[paths[-1]] = response("User-agent: *\nDisallow: /news/\n", "text/plain")

    told = paper.crawl(tmp_path)

    assert paper.times(paths[-1]) == (hops == 5)
    assert told["stored"] == (0 if hops == 5 else 4)


def test_a_robots_txt_that_could_not_be_had_for_a_month_forbids_nothing_more(
    paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = refusing(1, status="500 Internal Server Error")
    with known(tmp_path) as hosts:
        hosts.put(Host(paper.host, None, 0, time.time() - 31 * 86_400))

    assert paper.crawl(tmp_path)["stored"] == 4


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


def test_a_host_too_busy_for_its_robots_txt_is_asked_for_it_later(
    paper: Paper, tmp_path: Path
) -> None:
    rules = response(f"User-agent: *\nDisallow: {next(iter(STORIES))}\n", "text/plain")
    paper.pages["/robots.txt"] = lambda before: rules if before else refusing(1, "Retry-After: 1")

    told = paper.crawl(tmp_path)

    assert [asked.path for asked in paper.asked][:2] == ["/robots.txt", "/robots.txt"]
    assert paper.gaps()[0] > 1 - LATE
    assert (told["stored"], told["reasons"]["dropped/robots"]) == (3, 1)


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
    assert told["reasons"]["pending/host-paused"] == 3
    assert sum(map(paper.times, STORIES)) == 1
    paper.asked.clear()

    paper.crawl(tmp_path, at.format("08:30"), *one_by_one)
    assert not paper.asked

    paper.pages |= STORIES
    assert paper.crawl(tmp_path, at.format("09:30"), *one_by_one)["stored"] == 4


def test_a_page_that_is_always_refused_keeps_no_other_waiting(
    paper: Paper, tmp_path: Path
) -> None:
    refused, *others = STORIES
    paper.pages[refused] = refusing(1, status="503 Service Unavailable")
    at = "RUN_AT=2026-02-05T{}:00Z"

    paper.crawl(
        tmp_path, at.format("08:00"), "CONCURRENT_REQUESTS_PER_DOMAIN=1", "HOST_PATIENCE=1"
    )
    assert [paper.times(path) for path in others] == [0, 0, 0]
    paper.crawl(
        tmp_path, at.format("08:15"), "CONCURRENT_REQUESTS_PER_DOMAIN=1", "HOST_PATIENCE=1"
    )

    assert [paper.times(path) for path in others] == [1, 1, 1]
    assert paper.times(refused) == 2


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
    assert told["reasons"]["pending/host-budget"] == 3
    assert paper.crawl(tmp_path)["stored"] == 3
