"""Who is believed to be the author: by which witness, and where another knows better."""

from __future__ import annotations

import pytest

from crawler.model import Person
from tests.page.read_pages import said
from tests.page.signed_pages import DAY, TEXT, names


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Roe, Jane", ["Jane Roe"]),
        ("Jane Roe - http://roe.example", ["Jane Roe"]),
        ("jane[at]roe.example", []),
        ("facebook.com/harbour", []),
        ("Your Name", []),
        ("{{ page.author }}", []),
        ("Ministry for Harbours and Trade", ["Ministry for Harbours and Trade"]),
        ("Ines Authier", ["Ines Authier"]),
    ],
)
def test_a_meta_author_is_a_name_or_nobody(content: str, expected: list[str]) -> None:
    assert names(DAY, meta=f'<meta name="author" content="{content}">') == expected


@pytest.mark.parametrize(
    ("head", "meta", "expected"),
    [
        ("<p>By Nora Ekdal</p>", "Jo Falk", ["Nora Ekdal"]),
        ("<p>By Nora Ekdal</p><p>Pictures are by Jo Falk.</p>", "Jo Falk", ["Nora Ekdal"]),
        ("<p>The board met. By Nora Ekdal's account it was late.</p>", "Jo Falk", ["Jo Falk"]),
    ],
)
def test_who_put_a_story_on_line_is_not_its_author_where_another_is_shown(
    head: str, meta: str, expected: list[str]
) -> None:
    story = f'{{"@type": "NewsArticle", "author": "{meta}"}}'

    assert names(head, meta=f'<script type="application/ld+json">{story}</script>') == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p>Nora Ekdal</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal - sailor and reporter, on the coast since 2002</p>", ["Nora Ekdal"]),
        ("<p>Nora lives on the coast.</p>", ["Nora"]),
        ("<p>Nora Harbour Festival Opens</p>", ["Nora"]),
    ],
)
def test_a_first_name_is_filled_up_by_the_line_that_gives_the_whole(
    line: str, expected: list[str]
) -> None:
    byline = f'<a rel="author" href="/a/nora">Nora</a> {DAY}'

    assert names(byline, tail=line) == expected


def test_the_owner_of_a_site_of_his_own_is_its_author_and_the_site_is_not() -> None:
    def stated(name: str, head: str = "") -> list[str]:
        site = f'<meta property="og:site_name" content="{name}">'
        return names(head, meta=f'<meta name="author" content="{name}">{site}')

    assert stated("Nora Ekdal") == ["Nora Ekdal"]
    assert stated("Saltmarsh") == []
    lower = '<meta name="author" content="nora ekdal">'
    assert names(meta=f'{lower}<meta property="og:site_name" content="Nora Ekdal">') != []
    assert stated("Saltmarsh", f"<p>Saltmarsh</p>{DAY}") == ["Saltmarsh"]


def test_a_labelled_twitter_card_names_the_author() -> None:
    card = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1"'
    time = '<meta name="twitter:label1" content="Time to read"><meta name="twitter:data1"'

    assert names(DAY, meta=f'{card} content="Nora">') == ["Nora"]
    assert names(DAY, meta=f'{time} content="Nora Ekdal">') == []


def test_the_commenters_and_the_other_items_of_microdata_are_no_authors() -> None:
    comment = (
        '<div itemscope itemtype="https://schema.org/Comment">'
        '<b itemprop="author">Jo Falk</b></div>'
    )
    own = (
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        '<b itemprop="author">Nora Ekdal</b></div>'
    )

    assert names(DAY, tail=comment) == []
    assert names(f"{own}{DAY}", tail=comment) == ["Nora Ekdal"]


def test_json_ld_names_authors_by_reference() -> None:
    graph = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": '
        '"Rain ends", "author": [{"@id": "#jane"}, {"@id": "#gone"}], "editor": "Jo Falk"}, '
        '{"@type": "Person", "@id": "#jane", "name": "Jane Roe"}]}</script>'
    )
    page = said(f"{graph}<h1>Rain ends</h1>{TEXT}")

    assert page.author == (Person("Jane Roe"),)
    assert page.editor == (Person("Jo Falk"),)
