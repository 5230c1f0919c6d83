"""Values whose parts are named, not nested, are put together as their scripts would do it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.embedded.references import (
    is_flat,
    link_entities,
    pieces,
    streamed,
    unflatten,
)

TABLES = {
    "devalue": ([{"title": 1, "tags": 2}, "Rain", [3], "sea"], {"title": "Rain", "tags": ["sea"]}),
    "turbo-stream": ([{"_1": 2}, "title", "Rain"], {"title": "Rain"}),
    "a date": ([{"at": 1}, ["Date", "2026-02-05"]], {"at": "2026-02-05"}),
    "what wraps another": ([{"a": 1}, ["Ref", 2], "Rain"], {"a": "Rain"}),
    "nothing": ([{"a": -1}, "Rain"], {"a": None}),
    "a part that is not there": ([{"a": 1}, ["Ref", 9]], {"a": None}),
    "a part that stands twice": ([{"a": 1, "b": 1}, "Rain"], {"a": "Rain", "b": "Rain"}),
}


@pytest.mark.parametrize(("table", "value"), TABLES.values(), ids=TABLES)
def test_a_table_is_the_value_that_it_writes_down(table: list[Any], value: Any) -> None:
    assert is_flat(table)
    assert unflatten(table) == value


@pytest.mark.parametrize(
    "value",
    [None, {}, [], ["Rain"], [{"title": "Rain"}, 1], [{"n": True}, 1], [{"n": 7}, 1], ["a", "b"]],
)
def test_what_is_a_value_itself_is_no_table(value: Any) -> None:
    assert not is_flat(value)


def test_what_names_itself_ends() -> None:
    first = unflatten([{"self": 0, "title": 1}, "Rain"])

    assert first["self"] is first
    assert first["title"] == "Rain"


PLACES = st.integers(-3, 9)
VALUES = st.one_of(
    st.text(max_size=3), PLACES, st.lists(PLACES), st.dictionaries(st.text(), PLACES)
)


@given(st.lists(VALUES, min_size=1))
def test_no_table_raises(table: list[Any]) -> None:
    unflatten(table)


def test_the_entities_of_a_cache_stand_where_others_name_them() -> None:
    cache: dict[str, Any] = {
        "ROOT_QUERY": {"story": {"__ref": "S:1"}, "list": [{"type": "id", "id": "S:1"}, 3]},
        "S:1": {"title": "Rain", "self": {"__ref": "S:1"}, "other": {"__ref": "unknown"}},
    }

    link_entities(cache)

    assert cache["ROOT_QUERY"]["story"] is cache["S:1"]
    assert cache["ROOT_QUERY"]["list"] == [cache["S:1"], 3]
    assert cache["S:1"]["self"] is cache["S:1"]
    assert cache["S:1"]["other"] == {"__ref": "unknown"}


SCRIPTS = {
    "one": (['s.enqueue("[1]")'], ["[1]"]),
    "several": (['s.enqueue("a"); s.enqueue("b\\n")', 's.enqueue( "c")'], ["a", "b\n", "c"]),
    "with a kind": (['s.enqueue([1,"a"])'], ["a"]),
    "no text": (["s.enqueue(x)", "s.dequeue('a')", ""], []),
    "torn": (['s.enqueue("a'], []),
    "a quote within": (['s.enqueue("say \\"a\\"")'], ['say "a"']),
}


@pytest.mark.parametrize(("scripts", "texts"), SCRIPTS.values(), ids=SCRIPTS)
def test_the_texts_that_a_call_is_given(scripts: list[str], texts: list[str]) -> None:
    assert list(pieces(scripts, ".enqueue(")) == texts


def test_a_stream_goes_on_where_its_first_line_says_so() -> None:
    first = r"[{\"_1\":2},\"story\",[\"P\",2]]\n"
    later = r"P2:[{\"_4\":5},\"title\",\"Rain\"]\n"

    table = streamed([f's.enqueue("{first}");', f's.enqueue("{later}");', 's.enqueue("P9:[[]]")'])

    assert table
    assert unflatten(table) == {"story": {"title": "Rain"}}
    assert streamed([f's.enqueue("{later}")']) is None
    assert streamed([]) is None
