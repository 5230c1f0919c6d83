"""Structured data and script state, sound and broken."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.jsonld import article_of, loads
from crawler.page.literal import NotALiteral, literal, unescape
from crawler.page.state import paragraphs, state_of
from crawler.page.structured import structured
from crawler.page.tree import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', {"a": 1}),
        ('{"a": 1,}', {"a": 1}),
        ('{"a": "one\ntwo"}', {"a": "one\ntwo"}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('{"a": 1};', {"a": 1}),
        ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
        (r'{"a": "it\'s"}', {"a": "it's"}),
        ('{"a": 1}{"b": 2}', [{"a": 1}, {"b": 2}]),
        ('{"a": "said "no" again", "b": 2}', {"a": 'said "no" again', "b": 2}),
        ("not json", None),
        ("", None),
        ("[" * 100_000, None),
    ],
)
def test_broken_json_is_mended_where_it_can_be(text: str, expected: Any) -> None:
    assert loads(text) == expected


def test_the_article_that_fits_the_page_is_picked_from_several() -> None:
    nodes = [
        {"@type": "WebSite", "name": "The Daily"},
        {"@type": "NewsArticle", "headline": "Snow begins", "datePublished": "2021-03-09"},
        {"@type": "NewsArticle", "headline": "Rain ends", "url": "https://a.example/rain"},
    ]

    by_title = article_of(nodes, "Rain ends | The Daily", "")
    by_address = article_of(nodes, "", "https://www.a.example/rain?ref=front")

    assert by_title == by_address == nodes[2]


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{a: 1, \'b\': "two", "c": [1, 2,],}', {"a": 1, "b": "two", "c": [1, 2]}),
        ("{a: 'x' /* why */, // so\n b: true}", {"a": "x", "b": True}),
        ("{a: f(1, {b: ')'}), c: 2}", {"a": None, "c": 2}),
        ("{a: function () { return '}' }, c: 2}", {"a": None, "c": 2}),
        ("{a: '--x--'.slice(2, -2), b: ' y '.trim()}", {"a": "x", "b": "y"}),
        ("{a: JSON.parse('{\"b\": 1}'), c: 2}", {"a": {"b": 1}, "c": 2}),
        (
            "{a: .5, b: -1.5e3, c: 0x10, d: undefined}",
            {"a": None, "b": -1500.0, "c": 16, "d": None},
        ),
        ("{a: `one\ntwo`}", {"a": "one\ntwo"}),
        ("{}", {}),
    ],
)
def test_an_object_literal_is_read_without_running_it(text: str, expected: Any) -> None:
    assert literal(text)[0] == expected


@pytest.mark.parametrize("text", ["{", "{a", "{a: ", "[1, ", "{a: {b: ", "{a: f(", "{[" * 50_000])
def test_a_literal_without_an_end_is_none(text: str) -> None:
    with pytest.raises(NotALiteral):
        literal(text)


def test_escapes_are_undone_pairs_of_surrogates_too() -> None:
    assert unescape(r"\u96e8\ud83c\udf27 \x41\/\n") == "雨🌧 A/\n"
    assert "\ud83c" not in unescape(r"\ud83c")


STATE = """
<title>雨停了_海州网</title><script>var BASE = {user: {name: ''}, articleInfo: {
title: '&quot;雨停了&quot;'.slice(6, -6),
content: '\\u003Cp\\u003E海州下了三天的雨今天停了。\\u003C\\u002Fp\\u003E明天放晴。',
subInfo: {source: '海州日报', time: '2021-03-08 14:05:09'}}};</script>
"""


def test_an_article_that_only_scripts_know_is_read_from_their_state() -> None:
    state = state_of(parse(STATE).root, "雨停了_海州网")

    assert state is not None
    assert state.title == "雨停了"
    assert state.body == ("海州下了三天的雨今天停了。", "明天放晴。")
    assert (state.source, state.date) == ("海州日报", "2021-03-08 14:05:09")


def test_next_data_is_read_and_another_article_in_it_is_not() -> None:
    page = parse(
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"related": [{"title": '
        '"Snow begins",'
        '"content": "Snow.", "publishedAt": "2021-03-01"}], "story": {"headline": "Rain ends '
        'after nine days",'
        '"body": "<p>One.</p><p>Two.</p>", "publishedAt": "2021-03-08T14:05:09Z"}}}</script>'
    )

    state = state_of(page.root, "Rain ends after nine days - The Daily")

    assert state is not None
    assert (state.body, state.date) == (("One.", "Two."), "2021-03-08T14:05:09Z")


def test_state_that_is_pushed_piece_by_piece_is_read_without_its_slots() -> None:
    page = parse(
        '<script>window["Q"] = window["Q"] || [];window["Q"].push({"queries": [{"data": {"title": '
        '"Rain ends after nine days", "contentHtml": "<p>One.</p>$$AD$$<figure>Harbour</figure>'
        '<p>Two.</p>", "deployDt": "2021.03.08 14:05"}}]});</script>'
    )

    state = state_of(page.root, "Rain ends after nine days")

    assert state is not None
    assert (state.body, state.date) == (("One.", "Two."), "2021.03.08 14:05")


def test_a_page_whose_scripts_know_no_article_has_no_state() -> None:
    page = parse("<script>var config = {title: 'x', ads: [1, 2], content: false};</script>")

    assert state_of(page.root, "Rain ends") is None


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_as_json_and_as_a_literal(text: str) -> None:
    loads(text)
    paragraphs(text)
    try:
        literal(text)
    except NotALiteral:
        return
