"""The body that a profile names, and none where the page has it not."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from crawler.site import Layout, Site
from tests.page.story_pages import (
    STORY,
    TWO,
    around,
    article,
    paragraphs,
)


def test_a_sites_layout_comes_first() -> None:
    html = f"<div id='a'>{paragraphs(*STORY, *STORY)}</div><div id='b'>{paragraphs(TWO)}<p class='x'>Not this.</p></div>"
    site = Site(name="own", layouts=(Layout(name="first", body="#b", drop=(".x",)),))

    read_ = article(around(html), site)

    assert read_.article_body == (TWO,)
    assert read_.provenance.layout == "first"
    assert dict(read_.provenance.witnesses)["articleBody"] == "layout:first"


def test_a_layout_that_finds_nothing_is_no_loss() -> None:
    site = Site(name="own", layouts=(Layout(name="first", body="#gone"),))

    assert article(around(f"<div>{paragraphs(*STORY)}</div>"), site).article_body == STORY
