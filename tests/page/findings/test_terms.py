"""The section and the tags of a story, by its own links."""

from __future__ import annotations

import pytest

from tests.page.read_pages import said
from tests.page.signed_pages import TEXT

TERMS = (
    '<p>in</p><div class="taxonomy-category"><a rel="tag" href="/category/sport/">Sport</a></div>'
    '<p>Tags:</p><div class="taxonomy-post_tag"><a rel="tag" href="/tag/ford/">ford</a>, '
    '<a rel="tag" href="/tag/mills/">mills</a></div>'
)


WIDGET = (
    '<div class="widget"><a rel="tag" href="/category/sport/">Sport</a> '
    '<a rel="tag" href="/tag/boats/">boats</a></div>'
)


def test_section_and_tags_are_read_from_the_links_of_the_story_itself() -> None:
    page = said(f"<main><h1>Mill gets new sails</h1><div>{TEXT}</div>{TERMS}</main>")
    widget = said(f"<main><h1>Mill gets new sails</h1><div>{TEXT}</div>{WIDGET}</main>")

    assert (page.article_section, page.keywords) == ("Sport", ("ford", "mills"))
    assert (widget.article_section, widget.keywords) == (None, ())


FILED = (
    '<p>In <a href="/category/sport.html">Sport</a></p><p>tags: <a href="/tag/ford.html">ford</a>'
)


@pytest.mark.parametrize(
    ("details", "filed"),
    [
        (f'<footer class="post-info">{FILED}</footer>', ("Sport", ("ford",))),
        (f'<div class="entry-meta"><time>1 May</time>{FILED}</div>', ("Sport", ("ford",))),
        (f'<div class="post-meta"><ul class="menu">{FILED}</ul></div>', (None, ())),
        (f'<div class="site-info">{FILED}</div>', (None, ())),
        (f"<div>{FILED}</div>", (None, ())),
    ],
)
def test_what_a_story_is_filed_under_stands_among_its_details(
    details: str, filed: tuple[str | None, tuple[str, ...]]
) -> None:
    page = said(f"<article><h1>Mill gets new sails</h1>{details}{TEXT}</article>")

    assert (page.article_section, page.keywords) == filed


@pytest.mark.parametrize(
    ("query", "tags"), [("/tags/?tag=ford", ("ford",)), ("/search?keyword=ford", ())]
)
def test_a_tag_may_be_named_in_the_query_of_its_page(query: str, tags: tuple[str, ...]) -> None:
    links = f'<div class="tags"><a href="{query}">ford</a></div>'
    page = said(f"<article><h1>Mill gets new sails</h1>{TEXT}{links}</article>")

    assert page.keywords == tags


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("<a href='/tags/ice-age/'><button type='button'>Ice Age</button></a>", ("Ice Age",)),
        ("<p>Tags: <a href='/tags/ice/'>Ice</a>, <a href='/tag/ek/'>Ek</a></p>", ("Ice", "Ek")),
        ("<p>More: <a href='/tags/ice/'>All we wrote on it</a></p>", ()),
        ("<a href='#'><button>Ice</button></a> <button>Mills</button>", ()),
        ("<ul class='menu'><li><a href='/tags/ice/'>Ice</a></li></ul>", ()),
    ],
)  # fmt: skip
def test_a_tag_is_a_link_to_its_page_drawn_as_a_button_or_not(
    line: str, tags: tuple[str, ...]
) -> None:
    page = said(f"<article><h1>Mill gets new sails</h1>{TEXT}<div>{line}</div></article>")

    assert page.keywords == tags
    assert "Tags" not in page.article_body[-1]
