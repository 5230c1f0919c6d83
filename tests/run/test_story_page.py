"""The first page of a story is read as served, or as a browser shows it, as the mode says."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector

from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.model import RENDERING, Capture, Exchange, NotAnArticle
from crawler.run.page_task import PageTask
from crawler.run.run_state import RunState
from crawler.run.story_page import StoryPage
from crawler.spiders.news import NewsSpider
from crawler.worker_process import WorkerError
from tests.in_process import SITE, START, drive

HTML = (("Content-Type", "text/html"), ("ETag", '"1"'))
SERVED = Capture(url=SITE, fetched_at=START, body=b"served", headers=HTML)
SHOWN = Capture(url=SITE, fetched_at=START, body=b"shown", headers=HTML[:1], is_rendered=True)
STORY = "The ferry came back at nine."
ASKED = Exchange(url=f"{SITE}/data", fetched_at=START, request=b"", response=b"", kind=RENDERING)


def finished(text: str) -> Any:
    """Return what a capture gives, as far as it is looked at."""
    return SimpleNamespace(reading=SimpleNamespace(article=SimpleNamespace(article_body=(text,))))


class Browser:
    """Shows a page, or cannot."""

    def __init__(self, shown: Capture | None = SHOWN) -> None:
        self.shown, self.asked = shown, 0

    async def rendered(self, page: PageTask, capture: Capture) -> Capture | None:
        self.asked += 1
        page.exchanges.append(ASKED)
        page.is_partial = True
        return self.shown if capture is SERVED else None


def page_with(capture: Capture = SERVED) -> PageTask:
    """Return a page that was asked for."""
    ledger = Ledger(":memory:")
    ledger.add([Link(f"{SITE}/", "article")], None, ledger.begin("news", {}, 0.0), 0.0)
    page = PageTask(ledger.address(f"{SITE}/"))
    page.captures.append(capture)
    ledger.close()
    return page


def read(
    page: PageTask,
    mode: str,
    texts: dict[bytes, str | NotAnArticle],
    browser: Browser,
    state: RunState | None = None,
) -> tuple[str, MemoryStatsCollector]:
    """Return the text that a page gives in a mode, and what was counted."""

    async def reading(_: PageTask, capture: Capture) -> Any:
        told = texts[capture.body]
        if isinstance(told, NotAnArticle):
            raise told
        return finished(told)

    stats = MemoryStatsCollector(Crawler(NewsSpider))
    source: Any = browser
    story = StoryPage(source, state or RunState(), stats, page, reading)
    found: Any = drive(story.first(mode))  # type: ignore[arg-type]
    return "".join(found.reading.article.article_body), stats


SHELL = NotAnArticle("needs-browser", 0.9)
LIST = NotAnArticle("list-page", 0.9)


@pytest.mark.parametrize(
    ("mode", "served", "shown", "text", "asked"),
    [
        ("never", STORY, "", STORY, 0),
        ("auto", STORY, "", STORY, 0),
        ("auto", SHELL, STORY, STORY, 1),
        ("always", STORY, f"{STORY} More.", f"{STORY} More.", 1),
        ("always", SHELL, STORY, STORY, 1),
        ("always", LIST, STORY, STORY, 1),
        ("always", STORY, "Log in.", STORY, 1),
        ("always", STORY, LIST, STORY, 1),
    ],
)
def test_a_page_is_shown_where_the_mode_says_so_and_it_gains_by_it(
    mode: str, served: Any, shown: Any, text: str, asked: int
) -> None:
    browser = Browser()

    found, _ = read(page_with(), mode, {b"served": served, b"shown": shown}, browser)

    assert (found, browser.asked) == (text, asked)


@pytest.mark.parametrize(("mode", "verdict"), [("never", SHELL), ("never", LIST), ("auto", LIST)])
def test_a_verdict_stands_where_no_browser_is_asked(mode: str, verdict: NotAnArticle) -> None:
    with pytest.raises(NotAnArticle) as raised:
        read(page_with(), mode, {b"served": verdict}, Browser())

    assert raised.value is verdict


def test_a_verdict_stands_where_the_browser_cannot() -> None:
    with pytest.raises(NotAnArticle, match="needs-browser"):
        read(page_with(), "auto", {b"served": SHELL}, Browser(shown=None))


def test_a_story_that_scripts_take_away_is_kept_as_it_was_served() -> None:
    page = page_with()
    page.exchanges.append(Exchange(url=SITE, fetched_at=START, request=b"", response=b""))

    _, stats = read(page, "always", {b"served": STORY, b"shown": "Log in."}, Browser())

    assert page.captures == [SERVED]
    assert [each.url for each in page.exchanges] == [SITE, ASKED.url]
    assert not page.is_partial
    assert stats.get_value("archive/render_passed") == 1


@pytest.mark.parametrize(("shown", "etags"), [(STORY, ['"1"']), (f"{STORY} More.", [])])
def test_the_validators_of_what_was_served_hold_where_scripts_change_nothing(
    shown: str, etags: Sequence[str]
) -> None:
    page = page_with()

    read(page, "always", {b"served": STORY, b"shown": shown}, Browser())

    [capture] = page.captures
    assert capture.is_rendered
    assert [value for name, value in capture.headers if name == "ETag"] == etags


@pytest.mark.parametrize("kind", ["application/pdf", "image/png"])
def test_what_is_no_page_is_shown_to_no_browser(kind: str) -> None:
    capture = Capture(url=SITE, fetched_at=START, body=b"a", headers=(("Content-Type", kind),))
    browser = Browser()

    read(page_with(capture), "always", {b"a": STORY}, browser)

    assert browser.asked == 0


def test_a_capture_of_an_archive_is_shown_to_no_browser() -> None:
    browser, page = Browser(), PageTask(None)
    page.captures.append(SERVED)

    assert read(page, "always", {b"served": STORY}, browser)[0] == STORY
    assert browser.asked == 0


def test_a_crawl_that_ends_meanwhile_leaves_the_page_due() -> None:
    state = RunState()
    state.aborted = True

    with pytest.raises(WorkerError, match="the crawl ends"):
        read(page_with(), "auto", {b"served": SHELL}, Browser(shown=None), state)
