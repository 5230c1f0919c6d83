"""A page is read however deep its data and its elements stand in each other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.extract import finish
from crawler.memory import NO_MEMORY
from crawler.model import Capture
from crawler.page.embedded.jsonld import text_of
from crawler.page.findings.bylines import marked_anywhere
from crawler.page.findings.line_text import spaced
from crawler.page.tree import parse
from crawler.site import ANY_SITE
from tests.page.story_pages import STORY, paragraphs

DEPTHS = [30, 800]


def headline_of(head: str, body: str = "") -> str:
    story = f"<article><h1>Ice</h1>{paragraphs(*STORY)}{body}"
    page = f"<html><head><title>Ice</title>{head}</head><body>{story}"
    capture = Capture(
        url="https://news.example/2026/02/05/ice.html",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=page.encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )
    found = finish(capture, ANY_SITE.asked_for("html", comments=True), NO_MEMORY)
    return found.reading.article.headline


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("key", ["headline", "author", "image", "keywords"])
@pytest.mark.parametrize(
    ("opening", "closing"), [("[", "]"), ('{"name":', "}"), ('[{"name":', "}]")]
)
def test_linked_data_may_be_nested(depth: int, key: str, opening: str, closing: str) -> None:
    times = depth // len(closing)
    value = f'{opening * times}"Ice"{closing * times}'
    said = f'{{"@type": "NewsArticle", "headline": "Ice", "{key}": {value}}}'

    assert headline_of(f'<script type="application/ld+json">{said}</script>') == "Ice"


@pytest.mark.parametrize("depth", [800])
@pytest.mark.parametrize(
    "tags", ["a time", "b i", "span blockquote", "div table", "div blockquote", "em font"]
)
def test_elements_may_be_nested(depth: int, tags: str) -> None:
    outer, inner = tags.split()
    body = f"<{outer}><{inner}>" * depth + "Ferry" + f"</{inner}></{outer}>" * depth

    assert headline_of("", body) == "Ice"


@pytest.mark.parametrize("itemprop", ["author", "headline", "name"])
def test_microdata_may_be_nested(itemprop: str) -> None:
    names = "<span itemprop=name>" * 900 + "Jane Roe"
    item = f"<div itemscope itemtype=https://schema.org/NewsArticle><b itemprop={itemprop}>{names}"

    assert headline_of("", item) == "Ice"


@pytest.mark.parametrize("depth", [10, 60, 900])
def test_a_value_is_found_however_deep_it_stands_in_linked_data(depth: int) -> None:
    value: Any = json.loads("[" * depth + '"Ice"' + "]" * depth)

    assert text_of(value) == "Ice"


def test_values_that_stand_twice_in_each_other_are_looked_through_once() -> None:
    value: Any = ""
    for _ in range(90):
        value = [value, value]

    assert not text_of(value)


def test_the_text_of_nested_elements_is_parted_where_they_meet() -> None:
    inner = "<b>" * 400 + "Jane<i>Roe</i>" + "</b>" * 400
    [line] = parse(f"<p>By {inner}<time>May 14</time> Nora <b>Ek</b>dal").root.xpath("//p")

    assert spaced(line) == "By Jane Roe May 14 Nora Ekdal"


def test_marks_of_an_author_around_a_whole_page_are_nobodys_name() -> None:
    """Each of them holds all that those inside it do: a name stands in a small box."""
    page = "".join(f"<p>The ice on the lake is {n} cm thick this morning.</p>" for n in range(400))
    mark = "<span rel=author class=author>"

    assert marked_anywhere(parse(f"<body>{mark * 1200}{page}").root) is None
    named = marked_anywhere(parse(f"<body>{mark * 3}<b>Jane Roe</b>").root)
    assert named
    assert named.name == "Jane Roe"
