"""Structured data of whole pages."""

from __future__ import annotations

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


def test_what_a_page_calls_itself_is_gathered_from_both_vocabularies() -> None:
    page = parse(
        '<meta property="og:type" content="article"><script type="application/ld+json">{"@type": '
        '"NewsArticle", "author": {"@type": "Person", "name": "Jane Roe"}}</script>'
    )

    assert structured(page.root, "").types() == ("article", "NewsArticle", "Person")
