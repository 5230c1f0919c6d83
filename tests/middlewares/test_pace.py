"""No host is asked more often than it likes, and none against its robots.txt."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response
from scrapy.statscollectors import MemoryStatsCollector

from crawler import __version__
from crawler.ledger.hosts import Host
from crawler.middlewares.pace import Patience
from crawler.run.silent_owners import SILENT
from crawler.run.store import store_of
from crawler.spiders.news import NewsSpider
from tests.crawling import listing
from tests.in_process import settings_for
from tests.middlewares.paper import LATE, ROBOTS, STORIES, Paper, known, printing, refusing


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
    paper.pages["/robots.txt"] = ROBOTS % 0.5
    paper.pages["/"] = listing(*list(STORIES)[:1])

    paper.crawl(tmp_path)
    paper.crawl(tmp_path)

    assert paper.times("/robots.txt") == 1
    assert min(paper.gaps()[1:]) > 0.5 - LATE


def test_the_delay_holds_from_one_run_to_the_next(paper: Paper, tmp_path: Path) -> None:
    with known(tmp_path) as hosts:
        asks = b"User-agent: *\nCrawl-delay: 3\n"
        hosts.put(Host(paper.host, asks, 200, time.time(), 3.0, asked_at=time.time()))
    begun = time.monotonic()

    paper.crawl(tmp_path, "HOST_BUDGET=1")

    [asked] = paper.asked
    assert asked.at - begun > 3 - LATE


def test_the_delay_is_held_where_one_host_sends_us_to_another(
    paper: Paper, tmp_path: Path
) -> None:
    with printing(Paper()) as other:
        there = other.url.replace("127.0.0.1", "localhost")
        other.pages["/robots.txt"] = ROBOTS % 0.5
        for path in list(STORIES)[:2]:
            paper.pages[path] = f"HTTP/1.1 302 Found\r\nLocation: {there}{path}\r\n\r\n".encode()

        beside = f"ALLOW_PRIVATE_ADDRESSES={there.removeprefix('http://')}"
        assert paper.crawl(tmp_path, beside)["stored"] == 4

    assert len(other.asked) == 3
    assert min(other.gaps()) > 0.5 - LATE


def test_the_pace_that_a_host_bears_is_learned_and_never_above_the_delay(
    paper: Paper, tmp_path: Path
) -> None:
    throttled = ("AUTOTHROTTLE_ENABLED=True", "AUTOTHROTTLE_START_DELAY=0.2", "DOWNLOAD_DELAY=0.2")
    with known(tmp_path) as hosts:
        hosts.put(Host(paper.host, delay=0.8))

    paper.crawl(tmp_path, *throttled)

    assert paper.gaps()[0] > 0.8 - LATE
    assert min(paper.gaps()) > 0.2 - LATE
    with known(tmp_path) as hosts:
        assert 0.2 <= (hosts.get(paper.host).delay or 0) < 0.8


def test_a_delay_beyond_all_patience_is_cut(paper: Paper, tmp_path: Path) -> None:
    paper.pages["/robots.txt"] = ROBOTS % 86_400

    assert paper.crawl(tmp_path, "MAX_CRAWL_DELAY=0.1")["stored"] == 4


def test_a_host_that_asks_for_a_moment_is_given_it(paper: Paper, tmp_path: Path) -> None:
    path = next(iter(STORIES))
    paper.pages[path] = lambda before: STORIES[path] if before else refusing(1, "Retry-After: 1")

    told = paper.crawl(tmp_path, "CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.05")

    assert told["stored"] == 4
    first = next(i for i, asked in enumerate(paper.asked) if asked.path == path)
    assert max(paper.gaps()[first : first + 2]) > 1 - LATE
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


ASKED = "http://w{}.paper.example{}"


@pytest.mark.parametrize(
    ("path", "error", "rests"),
    [
        ("/robots.txt", DownloadTimeoutError, True),
        ("/list/", DownloadTimeoutError, True),
        ("/list/", DownloadConnectionRefusedError, True),
        ("/list/", CannotResolveHostError, False),
        ("/list/", IgnoreRequest, False),
    ],
)
@pytest.mark.parametrize("answered", ["/robots.txt", "/list/"])
def test_the_names_of_an_owner_rest_where_none_of_them_answers_a_page(
    path: str, error: type[Exception], answered: str, tmp_path: Path, *, rests: bool
) -> None:
    crawler = Crawler(NewsSpider, settings_for(tmp_path))
    crawler.stats = MemoryStatsCollector(crawler)
    patience = Patience.from_crawler(crawler)
    other = Request(ASKED.format("ww", answered))

    async def happens() -> None:
        for n in range(SILENT):
            patience.process_exception(Request(ASKED.format(n, path)), error())
        patience.process_response(other, Response(other.url))

    asyncio.run(happens())

    may_ask = not rests or answered == "/list/"
    assert store_of(crawler).hosts.may_ask("new.paper.example") == may_ask
