"""Whether a page that was asked for as a list is a story, by what it says and shows."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.frontier.link import Origin
from crawler.frontier.selfsaid import is_story

URL = "https://quay.example/ferry-back/"
LONG = "The ferry that had been away for the whole of the winter came back on Monday at noon. " * 2
TEXT = f"<p>{LONG}</p>" * 3
OG = '<meta property="og:type" content="article">'
DATED = '<meta property="article:published_time" content="2026-02-05">'
TYPED = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
TEASERS = "".join(f"<h2><a href=/{n}>Story {n}</a></h2><p>{LONG}</p>" for n in range(6))


def said(body: str, head: str = "", url: str = URL, stories: int = 0) -> bool:
    root = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return is_story(root, Origin(url), url, stories)


STORIES = {
    "says so in Open Graph": (TEXT, OG),
    "says so in JSON-LD": (TEXT, TYPED),
    "says so in microdata": (
        f'<div itemscope itemtype="http://schema.org/NewsArticle">{TEXT}</div>', ""),
    "says when it was published, and reads as one": (TEXT, DATED),
    "shows one time, and reads as one": (f"<time>5 February</time>{TEXT}", ""),
    "is one entry with a heading": (f"<article><h1>Ferry</h1>{TEXT}</article>", ""),
    "says so and is short": ("<p>The ferry is back, the board said.</p>", OG),
}  # fmt: skip
LISTS = {
    "teases": (TEASERS, OG),
    "has several entries": (f"<article><h2>One</h2>{TEXT}</article>" * 3, OG),
    "lists in JSON-LD what it shows": (
        "<p>Welcome</p>", TYPED.replace("NewsArticle", "ItemList")),
    "says nothing of itself": (TEXT, ""),
    "shows a time for each entry": ("<time>5 February</time>" * 9 + TEXT, ""),
    "has a word of welcome": (f"<p>{LONG[:80]}</p>", DATED),
}  # fmt: skip


@pytest.mark.parametrize("page", STORIES.values(), ids=STORIES)
def test_a_story_says_so_or_reads_as_one(page: tuple[str, str]) -> None:
    assert said(*page)


@pytest.mark.parametrize("page", LISTS.values(), ids=LISTS)
def test_a_list_is_none(page: tuple[str, str]) -> None:
    assert not said(*page)


def test_at_the_address_of_a_list_nothing_is_a_story() -> None:
    assert not said(TEXT, OG, "https://quay.example/2026/02/")
    assert not said(TEXT, OG, "https://quay.example/category/ferries")


def test_a_page_that_leads_to_many_stories_has_to_say_more_itself() -> None:
    assert [said(TEXT, DATED, stories=stories) for stories in (2, 20)] == [True, False]
