"""Rows that React's server components hand to scripts, with what they name filled in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.page.embedded.rsc import rows


def pushed(*texts: str) -> list[str]:
    """Return the scripts that hand over a text in pieces."""
    return [f"self.__next_f.push([1,{json.dumps(text)}])" for text in texts]


def first(*lines: str) -> Any:
    """Return the first value of rows."""
    return next(rows(pushed("\n".join(lines) + "\n")))


NAMED = {
    "another row": ('0:{"a":"$1"}', '1:{"title":"Rain"}', {"a": {"title": "Rain"}}),
    "a row that comes later": ('0:{"a":"$L1"}', '1:{"title":"Rain"}', {"a": {"title": "Rain"}}),
    "a part of a row": ('0:{"a":"$1:list:0"}', '1:{"list":["Rain"]}', {"a": "Rain"}),
    "what an element is given": (
        '0:{"a":"$1:props:title"}',
        '1:["$","p",null,{"title":"Rain"}]',
        {"a": "Rain"},
    ),
    "no row": ('0:{"a":"$9"}', "1:{}", {"a": "$9"}),
    "a part that is not there": ('0:{"a":"$1:x:y"}', '1:{"list":[]}', {"a": "$1:x:y"}),
    "a date": ('0:{"a":"$D2026-02-05"}', "1:{}", {"a": "2026-02-05"}),
    "a large number": ('0:{"a":"$n12"}', "1:{}", {"a": "12"}),
    "a text with the sign": ('0:{"a":"$$5 a ticket"}', "1:{}", {"a": "$5 a ticket"}),
    "nothing": ('0:{"a":"$undefined","b":"$NaN"}', "1:{}", {"a": None, "b": None}),
    "plain text": ('0:{"a":"5 $ a ticket"}', "1:{}", {"a": "5 $ a ticket"}),
}


@pytest.mark.parametrize(("row", "other", "value"), NAMED.values(), ids=NAMED)
def test_what_a_value_names_stands_in_its_place(row: str, other: str, value: Any) -> None:
    assert first(row, other) == value


def test_a_text_of_a_size_in_bytes_is_read_whole() -> None:
    text = "渡口\n复航"
    size = f"{len(text.encode()):x}"

    found = list(rows(pushed(f'1:T{size},{text}2:{{"content":"$1"}}\n')))

    assert found == [{"content": text}]


def test_pieces_are_put_together_wherever_they_were_cut() -> None:
    whole = '1:{"title":"渡口 today"}\n2:["a"]\n'

    for cut in range(len(whole)):
        assert list(rows(pushed(whole[:cut], whole[cut:]))) == [{"title": "渡口 today"}, ["a"]]


@pytest.mark.parametrize(
    "scripts",
    [
        [],
        ["x = 1"],
        ["self.__next_f.push([0])"],
        ["self.__next_f=self.__next_f||[]"],
        pushed("no row"),
        pushed('1:{"torn'),
        pushed('1:I["module"]\n'),
    ],
)
def test_what_holds_no_value_gives_none(scripts: list[str]) -> None:
    assert [value for value in rows(scripts) if isinstance(value, dict)] == []


def test_what_names_itself_ends() -> None:
    value = first('0:{"self":"$0","title":"Rain"}')

    assert value["self"] is value


def test_a_page_of_elements_is_an_object_of_its_headline_and_day() -> None:
    root = ["$", "main", None, {"children": [
        ["$", "h1", None, {"children": "Rain ends"}],
        ["$", "time", None, {"dateTime": "2026-02-05", "children": "Thursday"}],
        ["$", "p", None, {"children": "It had rained."}],
    ]}]  # fmt: skip

    *_, page = rows(pushed(f"0:{json.dumps(root)}\n"))

    assert (page["headline"], page["datePublished"]) == ("Rain ends", "2026-02-05")
