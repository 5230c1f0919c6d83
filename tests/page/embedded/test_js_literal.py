"""Object literals of scripts, sound and broken."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.embedded.js_literal import NotALiteral, literal, unescape


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
        (
            "{a: 12n, b: new Set([1]), c: new Map([['d', 2]]), f: Object.create(null)}",
            {"a": 12, "b": [1], "c": {"d": 2}, "f": {}},
        ),
        (
            '{a: (function(b){b.c=1;b["d"]=2;return {e:b}}({})), f: 3}',
            {"a": {"e": {"c": 1, "d": 2}}, "f": 3},
        ),
        ("(function(a){a[2]='x';return {a}; }([]))", {}),
        (
            '{a: (function(b){b["3"]=1;b["\u00b2"]=2;b["20000000"]=3;b.4000000=4;return b}([]))}',
            {"a": [None, None, None, 1]},
        ),
        (f"{{a: {'9' * 5_000}, b: -{'9' * 5_000}n, c: 12}}", {"a": inf, "b": -inf, "c": 12}),
        (f"{{a: 0x{'f' * 5_000}, b: -0x{'f' * 9}}}", {"a": inf, "b": -68719476735}),
        ("{a: (function(){if (x) {return 1}}()), b: 2}", {"a": None, "b": 2}),
    ],
)
def test_an_object_literal_is_read_without_running_it(text: str, expected: Any) -> None:
    assert literal(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{a",
        "{a: ",
        "[1, ",
        "{a: {b: ",
        "{a: f(",
        "{[" * 50_000,
        "(function(a){return {b:" * 30,
        "{a: (function(a){",
    ],
)
def test_a_literal_without_an_end_is_none(text: str) -> None:
    with pytest.raises(NotALiteral):
        literal(text)


def test_escapes_are_undone_pairs_of_surrogates_too() -> None:
    assert unescape(r"\u96e8\ud83c\udf27 \x41\/\n") == "雨🌧 A/\n"
    assert "\ud83c" not in unescape(r"\ud83c")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_as_a_literal(text: str) -> None:
    try:
        literal(text)
    except NotALiteral:
        return
