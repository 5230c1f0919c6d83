"""A page is shown in a browser that asks nobody but the crawl, and whatever it does ends."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.settings import Settings

from crawler import browser as module
from crawler import settings as ours
from crawler.browser import Rendered, Renderer
from crawler.download import EXCHANGES, NotNowError
from crawler.model import RENDERING, Capture, Exchange
from crawler.outcomes import Reason
from crawler.page_visit import LEAST_SHOWN, SHOWN, TEXT

URL = "https://quay.example/1"
DATA, OTHER = "https://quay.example/api/1.json", "https://counter.example/hit"
NOON = datetime(2026, 2, 5, tzinfo=UTC)
PAGE = Capture(
    url=URL, fetched_at=NOON, body=b"<script src=/a.js></script>", kind="article",
    headers=(("Content-Type", "text/html; charset=gbk"),),
)  # fmt: skip
SHOWN_PAGE = "<!DOCTYPE html>\n<html><p>Ferry</p></html>"


@dataclass
class Asked:
    """A request of a page, and what it was answered."""

    url: str
    resource_type: str = "fetch"
    method: str = "GET"
    post_data_buffer: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    answer: Any = None

    @property
    def request(self) -> Asked:
        return self

    def is_navigation_request(self) -> bool:
        return self.resource_type == "document"

    @property
    def frame(self) -> Any:
        return SimpleNamespace(parent_frame=None)

    async def fulfill(self, **answer: Any) -> None:
        self.answer = answer

    async def abort(self, why: str) -> None:
        self.answer = why


@dataclass
class Browser:
    """A browser that shows one page: it asks for some addresses, and shows so many letters."""

    asks: tuple[str, ...] = ()
    letters: int = LEAST_SHOWN
    shows: str = SHOWN_PAGE
    breaks: Exception | None = None
    version: str = "140.0"
    answers: dict[str, Any] = field(default_factory=dict)
    contexts: int = 0
    closed: list[str] = field(default_factory=list)
    connected: bool = True

    def is_connected(self) -> bool:
        return self.connected

    async def new_context(self, **how: Any) -> Browser:
        assert how["service_workers"] == "block"
        self.contexts += 1
        return self

    def on(self, *_: Any) -> None:
        """Nothing is opened, and nothing asked."""

    async def add_init_script(self, _: str) -> None:
        """No script of ours is run here."""

    async def route(self, _: str, handle: Callable[[Asked], Any]) -> None:
        self._handle = handle

    async def route_web_socket(self, *_: Any) -> None:
        """No socket is opened."""

    async def new_page(self) -> Browser:
        return self

    async def goto(self, url: str, **_: Any) -> None:
        page = Asked(url, "document")
        await self._handle(page)
        self.answers[url] = page.answer
        if self.breaks:
            raise self.breaks
        for each in self.asks:
            asked = Asked(each, headers={"accept": "a", "cookie": "b"})
            await self._handle(asked)
            self.answers[each] = asked.answer

    async def evaluate(self, script: str) -> Any:
        return {TEXT: self.letters, SHOWN: self.shows}[script]

    async def close(self) -> None:
        self.closed.append("closed")


class Engine:
    """Fetches what a page asks for."""

    def __init__(self, answers: dict[str, bytes | Exception]) -> None:
        self.answers = answers
        self.asked: list[Any] = []

    async def download_async(self, request: Any) -> None:
        self.asked.append(request)
        answer = self.answers.get(request.url, b"HTTP/1.1 404 Not Found\r\n\r\n")
        if isinstance(answer, Exception):
            raise answer
        request.meta[EXCHANGES].append(
            Exchange(url=request.url, fetched_at=NOON, request=b"GET", response=answer)
        )


JSON = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nSet-Cookie: a=1\r\n\r\n{"n": 1}'


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a page be quiet as soon as it has asked, and its software be known."""

    async def quiet(*_: Any) -> None:
        """Return."""

    monkeypatch.setattr(module, "be_quiet", quiet)
    monkeypatch.setattr("importlib.metadata.version", lambda _: "1.50")


def renderer(answers: dict[str, bytes | Exception] | None = None, **more: Any) -> Any:
    """Return what shows pages in a crawl, with its engine and its counters."""
    settings = Settings()
    settings.setmodule(ours)
    settings.setdict(more)
    stats: dict[str, int] = {}
    crawler: Any = SimpleNamespace(
        settings=settings,
        signals=SimpleNamespace(connect=lambda *_: None),
        engine=Engine(answers or {}),
        stats=SimpleNamespace(
            inc_value=lambda name, by=1: stats.update({name: stats.get(name, 0) + by})
        ),
    )
    made: Any = Renderer(crawler)
    made.engine, made.counts = crawler.engine, stats
    return made


def rendered(
    browser: Browser, answers: dict[str, bytes | Exception] | None = None, **more: Any
) -> tuple[Rendered, Any]:
    """Return what came of showing the page, and what showed it."""
    made = renderer(answers, **more)

    async def start() -> Browser:
        return browser

    made._start = start  # noqa: SLF001 no Chromium
    return asyncio.run(asyncio.wait_for(made.render(PAGE), 30)), made


def test_a_page_as_it_was_shown_says_what_made_it_and_of_what() -> None:
    browser = Browser((DATA,))

    shown, made = rendered(browser, {DATA: JSON})

    assert shown.page
    assert (shown.page.url, shown.page.response) == (URL, SHOWN_PAGE.encode())
    assert (shown.page.kind, shown.page.request) == ("article", b"")
    assert shown.page.software.startswith("Chromium 140.0, Playwright 1.50, crawler ")
    assert [(each.url, each.kind, each.via) for each in shown.asked] == [(DATA, RENDERING, URL)]
    assert made.counts == {"archive/render_requests": 1, "archive/rendered": 1}
    assert browser.closed == ["closed"], "its window"


def test_the_page_is_answered_with_the_bytes_that_were_served() -> None:
    browser = Browser()

    _, made = rendered(browser)

    assert browser.answers[URL] == {
        "status": 200, "headers": {"content-type": "text/html; charset=gbk"}, "body": PAGE.body,
    }  # fmt: skip
    assert made.engine.asked == []


def test_what_it_asks_for_is_fetched_by_the_crawl_without_who_asks() -> None:
    browser = Browser((DATA,))

    _, made = rendered(browser, {DATA: JSON})

    [request] = made.engine.asked
    assert (request.url, request.method) == (DATA, "GET")
    assert {*request.headers} == {b"Accept"}
    answer = browser.answers[DATA]
    assert (answer["status"], answer["body"]) == (200, b'{"n": 1}')
    assert answer["headers"] == {
        "content-type": "application/json", "access-control-allow-origin": "*",
    }  # fmt: skip


def test_a_stranger_is_not_asked() -> None:
    browser = Browser((OTHER,))

    _, made = rendered(browser)

    assert browser.answers[OTHER] == "blockedbyclient"
    assert made.engine.asked == []


def test_a_page_asks_no_more_than_it_may() -> None:
    asks = tuple(f"{DATA}?{n}" for n in range(4))
    browser = Browser(asks)

    _, made = rendered(browser, dict.fromkeys(asks, JSON), RENDER_REQUESTS=2)

    assert len(made.engine.asked) == 2
    assert browser.answers[asks[3]] == "blockedbyclient"


TROUBLE: dict[str, tuple[bytes | Exception, bool, str | int]] = {
    "a server that is too busy": (b"HTTP/1.1 503 Busy\r\n\r\n", True, 503),
    "a host that is not there": (OSError("no route"), True, "failed"),
    "a host that rests": (NotNowError(Reason.HOST_PAUSED), True, "failed"),
    "what robots.txt forbids": (IgnoreRequest("Forbidden"), False, "failed"),
    "what is not there": (b"HTTP/1.1 404 Not Found\r\n\r\n", False, 404),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_what_passes_may_be_had_another_time(name: str) -> None:
    answer, troubled, told = TROUBLE[name]
    browser = Browser((DATA,))

    shown, _ = rendered(browser, {DATA: answer})

    assert shown.troubled is troubled
    said = browser.answers[DATA]
    assert (said if isinstance(said, str) else said["status"]) == told


def test_what_a_server_failed_to_answer_is_not_asked_for_again() -> None:
    browser = Browser((DATA, DATA))

    _, made = rendered(browser, {DATA: OSError("no route")})

    assert len(made.engine.asked) == 1


NEXT_TO_NOTHING: dict[str, Browser] = {
    "few letters": Browser(letters=LEAST_SHOWN - 1),
    "more than a page may be": Browser(shows="x" * 101),
    "a page that breaks the browser": Browser(breaks=RuntimeError("Target crashed\nmore")),
}


@pytest.mark.parametrize("name", NEXT_TO_NOTHING)
def test_a_page_that_shows_next_to_nothing_is_not_kept(name: str) -> None:
    shown, made = rendered(NEXT_TO_NOTHING[name], RENDER_MAXSIZE=100)

    assert shown.page is None
    assert made.counts["archive/render_failed"] == 1


def test_a_page_is_shown_again_where_another_has_ended_its_browser() -> None:
    browser = Browser(breaks=RuntimeError("Browser closed"), connected=False)

    rendered(browser)

    assert browser.contexts == module.TRIES


def test_without_playwright_it_is_said_once_and_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    made = renderer()

    async def steps() -> list[Rendered]:
        return [await made.render(PAGE) for _ in range(3)]

    assert asyncio.run(steps()) == [Rendered()] * 3
    assert made.counts == {"archive/render_missing": 3}
    assert caplog.text.count("pages need a browser, and there is none") == 1


class Driver:
    """What starts a browser, or says why not."""

    def __init__(self, browser: Browser | None) -> None:
        self.browser, self.launched, self.stopped = browser, list[dict[str, Any]](), 0
        self.chromium = self

    async def start(self) -> Driver:
        return self

    async def launch(self, **how: Any) -> Browser:
        self.launched.append(how)
        if self.browser is None:
            raise RuntimeError("Executable doesn't exist at /nowhere\nrun playwright install")
        self.browser.connected = True
        return self.browser

    async def stop(self) -> None:
        self.stopped += 1


def test_a_browser_is_started_once_for_all_pages_and_ended_with_the_crawl(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = Driver(browser := Browser())
    fake = SimpleNamespace(async_playwright=lambda: driver)
    monkeypatch.setitem(sys.modules, "playwright.async_api", fake)
    made = renderer(RENDER_BROWSER="/opt/chromium")

    async def steps() -> None:
        for _ in range(2):
            assert (await made.render(PAGE)).page
        browser.connected = False
        assert (await made.render(PAGE)).page
        await made.close()
        await made.close()

    asyncio.run(steps())

    assert [how["executable_path"] for how in driver.launched] == ["/opt/chromium"] * 2
    assert "--proxy-server=http://0.0.0.0:9" in driver.launched[0]["args"]
    assert driver.stopped == 1


def test_a_browser_that_does_not_start_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fake = SimpleNamespace(async_playwright=lambda: Driver(None))
    monkeypatch.setitem(sys.modules, "playwright.async_api", fake)

    assert asyncio.run(renderer().render(PAGE)) == Rendered()

    assert "Executable doesn't exist at /nowhere" in caplog.text
    assert "run playwright install" not in caplog.text
