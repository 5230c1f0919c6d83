"""JSON-LD, sound and broken."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.embedded import jsonld
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


@pytest.mark.parametrize("end", ["/* ]]> */", "-->", "//]]>", "]]>"])
def test_space_behind_an_end_of_a_comment_is_looked_through_once(end: str) -> None:
    space = " \n" * 300_000  # where it is parted at each sign, this takes minutes

    assert loads(f'{{"a": 1}} {end}{space}') == {"a": 1}
    assert loads(f'{{"a": 1}} {end}{space};{space}') == {"a": 1}
    assert loads(f'{{"a": 1}} {end}{space}x') == [{"a": 1}]


class Sought(str):
    """A text that counts how often something is sought in it."""

    __slots__ = ()
    sought = 0

    def find(self, *asked: Any) -> int:
        Sought.sought += 1
        return super().find(*asked)


def test_values_that_stand_one_after_the_other_are_found_each_from_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Sought.sought = 0
    monkeypatch.setattr(jsonld, "MENDS", ())  # what they make of a text counts nothing

    values = loads(Sought('{"a": 1} ' * 2_000))

    assert values == [{"a": 1}] * 2_000
    assert Sought.sought == 0  # each would look through all that is left for the other bracket
    assert loads('{"a": 1}; [2], {"b": [3]} x {') == [{"a": 1}, [2], {"b": [3]}]
