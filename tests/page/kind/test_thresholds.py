"""For each number of `crawler.page.kind` a page on either side: halved or doubled, one fails."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Article, Capture, NotAnArticle
from crawler.page.read import read


def kind_of(html: str, url: str = "https://news.example/x") -> str:
    """Return why a page is no article; ``story`` where it is one."""
    capture = Capture(url=url, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), body=html.encode())
    try:
        return "story" if read(capture).article_body else ""
    except NotAnArticle as verdict:
        return verdict.reason


def prose(letters: int) -> str:
    """Return about so many letters of prose, in paragraphs of a hundred."""
    line = "<p>The council meets on Monday at noon, the clerk said, and the doors of the hall are open to us all.</p>"
    return "".join(f"{line[:-5]} {n}{line[-5:]}" for n in range(letters // 100))


BROKEN = "<p>Our website is currently unavailable in your country.</p>"
CONSENT = "<p>We and our 842 partners store and access cookies on your device for personalised advertising.</p>"
LABELS = "<div>Tuesday</div>"
CASES = {
    # SHORT_BODY: above it no word in a title makes an error page, below it a marked one is
    "a marked error with a word of comfort": ("error-page", f"<body class=error404>{prose(400)}"),
    "a marked error with a story": ("story", f"<body class=error404>{prose(800)}"),
    # FLASH: what may stand beside the line that says no
    "a line of an error and little else": ("error-page", f"{BROKEN}{prose(100)}"),
    "a line of an error in a brief": ("story", f"{BROKEN}{prose(200)}"),
    # LINES: among which a page says what it is
    "a line of an error below a menu": ("error-page", f"{LABELS * 8}{BROKEN}"),
    "a demand for consent far below": ("story", f"<h1>The wall</h1><p>The council meets on Monday.</p>{LABELS * 16}{CONSENT}"),
    # LEFT: what a sentence may say, twice as much as a title, beside that a page is gone
    "a sentence that says so": ("error-page", "<title>Harbour Times</title><p>Unfortunately this article is no longer available.</p>"),
    "a sentence that says more": ("story", "<title>Harbour Times</title><h1>Pilots</h1><p>This story of the pilots is no longer available in the library of Vik.</p>"),
    # MOSTLY: share of a long text that speaks of partners
    "a long demand for consent": ("consent-wall", f"<title>Harbour</title>{CONSENT * 12}{prose(200)}"),
    "a story that quotes one": ("story", f"<title>Harbour</title>{CONSENT * 8}{prose(800)}"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_page_on_either_side_of_a_number_is_what_it_is(name: str) -> None:
    reason, html = CASES[name]

    assert kind_of(html) == reason


def story(html: str) -> Article:
    """Return the article on a page."""
    url = "https://news.example/2026/02/05/the-wall-of-the-harbour"
    return read(Capture(url=url, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), body=html.encode()))


@pytest.mark.parametrize(("lines", "walled"), [(2, True), (18, True), (40, False)])
def test_a_paywall_stands_soon_after_the_beginning_of_a_story(lines: int, walled: bool) -> None:  # noqa: FBT001
    below = f"<div><p>{'</p><p>'.join(f'Label {n}' for n in range(lines))}</p></div>"
    page = f"<h1>The wall of the harbour</h1><div>{prose(600)}</div>{below}<p>Subscribe to continue reading.</p>"

    assert ("paywalled" in story(page).provenance.flags) == walled


@pytest.mark.parametrize(("letters", "walled"), [(200, True), (1100, True), (2200, False)])
def test_of_a_story_that_is_sold_a_beginning_was_served(letters: int, walled: bool) -> None:  # noqa: FBT001
    sold = '<meta property="article:content_tier" content="locked">'
    page = f"<head>{sold}</head><h1>The wall of the harbour</h1><div>{prose(letters)}</div>"

    assert ("paywalled" in story(page).provenance.flags) == walled


@pytest.mark.parametrize(("links", "reason"), [(3, "no-text"), (4, "list-page")])
def test_four_headlines_make_a_list(links: int, reason: str) -> None:
    heads = "".join(f"<li><a href='/n/{n}'>Ferry {n} returns to the old harbour</a>" for n in range(links))  # fmt: skip

    assert kind_of(f"<title>Harbour</title><ul>{heads}</ul>") == reason
