"""What a JSON Schema does not allow is told with its place in the record."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.jsonl import schema, to_line, to_record
from crawler.archive.schema import faults
from tests.archive.checked import STORY

RULE: dict[str, Any] = {
    "type": "object",
    "required": ["url"],
    "properties": {
        "url": {"type": "string", "pattern": "^https?:", "minLength": 9, "maxLength": 40},
        "version": {"type": "integer", "minimum": 1},
        "kind": {"const": "NewsArticle"},
        "keywords": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
        "place": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
        "author": {"$ref": "#/$defs/person"},
        "free": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
    },
    "additionalProperties": False,
    "$defs": {"person": {"type": "object", "required": ["name"]}},
}
URL = "https://a.example/"
FAULTS = {
    "no object": ([], ["the record is no object"]),
    "nothing in it": ({}, ["the record lacks 'url'"]),
    "another type": ({"url": 1}, ["url is no string"]),
    "too short": ({"url": "http:"}, ["url is shorter than 9"]),
    "too long": ({"url": URL + "a" * 30}, ["url is longer than 40"]),
    "another form": ({"url": "ftp://a.example"}, ["url is 'ftp://a.example', not like ^https?:"]),
    "too small": ({"url": URL, "version": 0}, ["version is below 1"]),
    "true is no number": ({"url": URL, "version": True}, ["version is no integer"]),
    "another constant": ({"url": URL, "kind": "Thing"}, ["kind is not 'NewsArticle'"]),
    "too few": ({"url": URL, "keywords": []}, ["keywords has fewer than 1 items"]),
    "too many": ({"url": URL, "keywords": [*"abc"]}, ["keywords has more than 2 items"]),
    "amid a list": ({"url": URL, "keywords": ["a", 2]}, ["keywords[1] is no string"]),
    "by its place": ({"url": URL, "place": ["a", "b"]}, ["place[1] is no integer"]),
    "by a reference": ({"url": URL, "author": {}}, ["author lacks 'name'"]),
    "none of several": ({"url": URL, "free": "no"}, ["free is none of the values it may be"]),
    "unheard of": ({"url": URL, "sea": 1}, ["sea has no place here"]),
}
ALLOWED = (
    {"url": URL},
    {"url": URL, "version": 1, "kind": "NewsArticle", "keywords": ["sea"]},
    {"url": URL, "place": ["a", 1, None], "author": {"name": "Jane Roe"}, "free": None},
)


@pytest.mark.parametrize(("record", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_place(record: Any, told: list[str]) -> None:
    assert [*faults(record, RULE, RULE)] == told


@pytest.mark.parametrize("record", ALLOWED)
def test_what_is_allowed_has_no_fault(record: Any) -> None:
    assert [*faults(record, RULE, RULE)] == []


@pytest.mark.parametrize("record", [*ALLOWED, *(record for record, _ in FAULTS.values())])
def test_a_full_implementation_says_the_same(record: Any) -> None:
    full = jsonschema.Draft202012Validator(RULE)

    assert full.is_valid(record) == ([*faults(record, RULE, RULE)] == [])


FULL = jsonschema.Draft202012Validator(schema())


def hurt_records() -> list[tuple[str, Any]]:
    record = json.loads(to_line(STORY))
    hurt: list[tuple[str, Any]] = []
    for name in record:
        values: tuple[Any, ...] = (None, 7, "", "x", [], {}, [{}], {"@type": "Person"}, True)
        for value in values:
            changed = copy.deepcopy(record)
            changed[name] = value
            hurt.append((name, changed))
        without = copy.deepcopy(record)
        del without[name]
        hurt.append((name, without))
    return hurt


def test_our_rules_and_a_full_implementation_agree() -> None:
    for name, record in hurt_records():
        ours = next(faults(record, schema(), schema()), None) is None
        assert ours == FULL.is_valid(record), (name, record.get(name))


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*to_record(STORY), "by", "name"]), inner, max_size=4),
    max_leaves=12,
))  # fmt: skip
def test_they_agree_on_any_value(value: Any) -> None:
    assert (not [*faults(value, schema(), schema())]) == FULL.is_valid(value)
