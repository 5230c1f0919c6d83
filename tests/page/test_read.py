"""One call for a page: its article, where it goes on, and what it teaches of its site."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.model import Capture, NotAnArticle
from crawler.page.comments.comments import Comments
from crawler.page.read import read, read_page
from crawler.site import ANY_SITE
from tests.page.story_pages import STORY, around, paragraphs

URL = "https://www.news.example/2026/ferry.html"
PAGE = around(f"<div class=story>{paragraphs(*STORY)}</div>")
READERS = (
    "<div class=comments><ul><li class=comment><cite>Old Tom</cite>"
    "<p>It was colder in 1963, I can tell you.</p></li></ul></div>"
)


def capture(html: str) -> Capture:
    return Capture(
        url=URL,
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=html.encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )


def test_a_page_gives_the_same_article_by_itself_and_with_all_that_goes_with_it() -> None:
    page = capture(PAGE)

    assert read(page) == read_page(page).article
    assert read(page).article_body == STORY


@pytest.mark.parametrize(
    ("more", "following"),
    [
        ("<p><a rel=next href=ferry_2.html>2</a></p>", "https://www.news.example/2026/ferry_2.html"),
        ("<p><a href=/2026/tug.html>Next story</a></p>", None),
        ("", None),
    ],
)  # fmt: skip
def test_where_a_story_goes_on_is_told(more: str, following: str | None) -> None:
    assert read_page(capture(PAGE + more)).next_page == following


def test_a_page_teaches_its_encoding_and_where_its_body_stands() -> None:
    lesson = read_page(capture(PAGE)).lesson

    assert lesson.encoding == "utf-8"
    assert (lesson.place or "").endswith("main div.story")
    assert lesson.lines == ()


def test_shapes_and_comments_are_read_where_the_site_asks_for_them() -> None:
    page = capture(PAGE + READERS)

    plain = read_page(page)
    rich = read_page(page, replace(ANY_SITE, rich_text="html", comments=True))

    assert (plain.shapes, plain.comments) == ((), Comments())
    assert len(rich.shapes) == len(STORY)
    assert rich.comments != Comments()
    assert rich.article == plain.article


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 50, b"<html>", b"%PDF-1.7", b"{}"])
def test_of_what_is_no_page_of_a_story_a_reason_is_given_and_nothing_else_is_raised(
    body: bytes,
) -> None:
    for ask in (read, read_page):
        with pytest.raises(NotAnArticle) as verdict:
            ask(replace(capture(""), body=body, digest=""))
        assert verdict.value.reason
