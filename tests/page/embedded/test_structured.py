"""Structured data of whole pages."""

from __future__ import annotations

import pytest

from crawler.page.embedded.structured import structured
from crawler.page.tree import parse


def test_a_graph_is_searched_to_its_bottom() -> None:
    page = parse(
        '<script type="application/ld+json">{"@context": "https://schema.org", "@graph": '
        '[{"@type": '
        '"WebPage", "mainEntity": {"@type": ["Thing", "NewsArticle"], "headline": "Rain '
        'ends"}}]}</script>'
    )

    assert structured(page.root, "").stated("headline") == "Rain ends"


def test_microdata_and_meta_are_gathered() -> None:
    page = parse(
        '<meta name="DC.Date.Issued" content="2021-03-08"><meta property="og:title" '
        'content="Rain">'
        '<div itemscope><h1 itemprop="headline">Rain ends</h1><span itemprop="author"><a><b '
        "itemprop="
        '"name">Jane Roe</b></a></span><time itemprop="datePublished" '
        'datetime="2021-03-08">today</time></div>'
    )

    found = structured(page.root, "")

    assert found.first("dc.date.issued") == "2021-03-08"
    assert found.micro_text("headline") == "Rain ends"
    assert found.micro_text("author") == "Jane Roe"
    assert found.micro_text("datePublished") == "2021-03-08"


ITEM = (
    "<div itemscope itemtype='https://schema.org/BlogPosting'>{0}"
    "<b itemprop=author>Jo Falk</b><meta itemprop=datePublished content=2021-03-0{1}></div>"
)


@pytest.mark.parametrize(
    ("page", "author"),
    [
        (
            "<h1>Rain ends</h1>" + ITEM.format("<h3>Ice</h3>", 1) + ITEM.format("<h3>Tug</h3>", 2),
            "",
        ),
        (ITEM.format("<h1>Rain ends</h1>", 1) + ITEM.format("<h3>Tug</h3>", 2), "Jo Falk"),
        ("<h1>Rain ends</h1>" + ITEM.format("", 1), "Jo Falk"),
        (ITEM.format("<h2>Rain ends</h2>", 1) + ITEM.format("<h3>Tug</h3>", 2), "Jo Falk"),
    ],
    ids=["a list beside the story", "the story, and others", "one beside it", "no headline"],
)
def test_what_is_stated_of_several_articles_beside_the_story_is_not_said_of_it(
    page: str, author: str
) -> None:
    found = structured(parse(page).root, "")

    assert found.micro_text("author") == author
    assert found.micro_text("datePublished") == ("2021-03-01" if author else "")


def test_what_a_page_calls_itself_is_gathered_from_both_vocabularies() -> None:
    page = parse(
        '<meta property="og:type" content="article"><script type="application/ld+json">{"@type": '
        '"NewsArticle", "author": {"@type": "Person", "name": "Jane Roe"}}</script>'
    )

    assert structured(page.root, "").types() == ("article", "NewsArticle", "Person")
