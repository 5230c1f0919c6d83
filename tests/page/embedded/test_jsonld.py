"""JSON-LD, sound and broken."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.embedded.jsonld import article_of, loads


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


@given(st.text(max_size=300))
def test_any_text_is_read_or_passed_by_as_json(text: str) -> None:
    loads(text)
