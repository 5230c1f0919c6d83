"""A server says no with a status of success: by a title, by its words, by what stands on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Capture
from crawler.page.document import document_of
from crawler.page.kind.soft_errors import soft_error
from crawler.page.page_blocks import blocks_of
from crawler.site import ANY_SITE
from tests.page.read_pages import PROSE

URL = "https://news.example/2026/ferry.html"


def told(html: str, url: str = URL, *, stated: bool = False) -> str | None:
    """Return why a page is none; None for a page that may be a story."""
    at = datetime(2026, 2, 5, tzinfo=UTC)
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    capture = Capture(url=url, fetched_at=at, body=html.encode(), headers=headers)
    blocks = blocks_of(document_of(capture), ANY_SITE)
    found = soft_error(blocks.outline, blocks.body, url, stated=stated)
    return found[0] if found else None


def page(title: str, *lines: str) -> str:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return f"<title>{title}</title><h1>{title}</h1>{text}"


REFUSALS = {
    "a title alone": ("error-page", page("Page not found", "Sorry.")),
    "a number": ("error-page", page("404", "It is gone.")),
    "before the name of a site": ("error-page", page("Page not found - Harbour Times", "Sorry.")),
    "in Chinese": ("error-page", page("页面不存在_海州新闻网", "您访问的页面不存在或已被删除。")),
    "a login": ("login-wall", page("Sign in", "Welcome back.")),
    "a test for humans": (
        "captcha",
        page("Just a moment...", "Checking your browser before access."),
    ),
}
STORIES = {
    "a story": page("Ferry returns", "The ferry came back at nine, said the harbour board."),
    "a story about a page": page(
        "Page not found: the missing leaf of the log of the Mole",
        "The leaf was torn out in 1880, said the archivist of the harbour.",
    ),
    "a story about a number": page("404 people on board", "The ferry was full."),
    "a sign in a story": page("Sign in the harbour is mended", "It had fallen in a storm."),
    "nothing at all": "<title>The Quay</title>",
}


@pytest.mark.parametrize(("reason", "html"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_known_by_what_it_says(reason: str, html: str) -> None:
    assert told(html) == reason


@pytest.mark.parametrize("html", STORIES.values(), ids=STORIES)
def test_a_story_in_such_words_is_none(html: str) -> None:
    assert told(html) is None


def test_a_refusal_is_short() -> None:
    assert told(f"<title>Page not found</title><h1>The lost page</h1>{PROSE}") is None


def test_a_page_that_states_an_article_is_doubted_by_its_title_alone() -> None:
    gone = "The page you are looking for may have been moved or deleted."

    assert told(page("Page not found", "Sorry."), stated=True) == "error-page"
    assert told(page("Harbour Times", gone)) == "error-page"
    assert told(page("Harbour Times", gone), stated=True) is None
