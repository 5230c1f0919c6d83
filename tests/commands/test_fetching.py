"""One page comes with those that follow it, and no archive is touched."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.commands.fetching import fetch, is_address, look_at
from crawler.model import Capture, Exchange
from crawler.page.joined_pages import MAX_PAGES
from tests.crawling import listing, response

if TYPE_CHECKING:
    from scrapy import Request

SITE = "https://quay.example"
NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)


class Process:
    """A process of Scrapy's that answers with the pages of a test."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.settings = Settings()
        self._run: Any = None

    def create_crawler(self, spidercls: Any) -> Any:
        self._spidercls = spidercls
        return SimpleNamespace(settings=self.settings)

    def crawl(self, _: Any, **arguments: Any) -> None:
        self._spider = self._spidercls(**arguments)

    def start(self) -> None:
        asyncio.run(self._crawl())

    async def _crawl(self) -> None:
        requests = [each async for each in self._spider.start()]
        while requests:
            request = requests.pop()
            self.asked.append(request.url)
            if request.url in self.pages:
                answer = self._answered(request)
                requests += [each async for each in self._spider.parse(answer)]

    def _answered(self, request: Request) -> Response:
        exchange = Exchange(
            url=request.url, fetched_at=NOON, request=b"GET", response=self.pages[request.url]
        )
        request.meta["exchanges"].append(exchange)
        return Response(request.url, request=request)


PAGES = {f"{SITE}/{n}": response(f"<p>Page {n}") for n in range(99)}


def next_number(capture: Capture) -> str:
    return f"{SITE}/{int(capture.url.rpartition('/')[2]) + 1}"


def test_a_page_comes_as_it_was_on_the_wire() -> None:
    process: Any = Process(PAGES)

    [[exchange]] = fetch(process, f"{SITE}/1#top")

    assert (exchange.url, exchange.response) == (f"{SITE}/1", PAGES[f"{SITE}/1"])


def test_pages_that_follow_come_after_it_and_have_an_end() -> None:
    process: Any = Process(PAGES)

    pages = fetch(process, f"{SITE}/1", next_number)

    assert [page[0].url for page in pages] == [f"{SITE}/{n + 1}" for n in range(MAX_PAGES)]


def test_what_could_not_be_had_is_empty() -> None:
    process: Any = Process({})

    assert fetch(process, f"{SITE}/1") == []
    assert process.asked == [f"{SITE}/1"]


@pytest.mark.parametrize(
    ("url", "delay", "may"),
    [
        (f"{SITE}/1", 1, False),
        ("http://127.0.0.1:8000/1", 0, True),
    ],
)
def test_a_host_of_the_web_is_asked_slowly_and_one_of_this_machine_only_if_given(
    url: str, delay: int, *, may: bool
) -> None:
    process: Any = Process({})

    fetch(process, url)

    assert process.settings.getint("DOWNLOAD_DELAY") == delay
    assert ("127.0.0.1:8000" in (process.settings.get("ALLOW_PRIVATE_ADDRESSES") or [])) is may


def test_of_a_list_come_its_first_stories_of_the_same_site() -> None:
    stories = [f"/news/2026/0205/10{n}.html" for n in range(1, 5)]
    elsewhere = "https://other.example/news/2026/0205/101.html"
    pages = {f"{SITE}/": listing(elsewhere, *stories)} | {
        SITE + path: response("<p>Story") for path in stories
    }
    process: Any = Process(pages)

    found = look_at(process, f"{SITE}/", 2)

    assert [page[0].url for page in found] == [f"{SITE}/", *(SITE + each for each in stories[:2])]


def test_a_list_that_leads_nowhere_comes_alone() -> None:
    process: Any = Process({f"{SITE}/": response("<p>Welcome")})

    assert len(look_at(process, f"{SITE}/", 3)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://a.example", True),
        ("file:///etc/passwd", False),
        ("C:/page.html", False),
        ("", False),
    ],
)
def test_an_argument_is_an_address_or_a_file(text: str, *, expected: bool) -> None:
    assert is_address(text) is expected
