"""Who made a story, in structured data: persons and organisations told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.model import Organization, Person
from crawler.page.findings import people

CASES = json.loads((Path(__file__).parents[3] / "fixtures/text/people.json").read_text("utf-8"))


def label(case: dict[str, str]) -> str:
    return case["label"]


@pytest.mark.parametrize("case", CASES["clean"], ids=label)
def test_a_name_is_cleaned_of_what_is_none_of_it(case: dict[str, str]) -> None:
    assert people.clean_name(case["text"]) == case["name"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"@type": "Person", "name": "Jane Roe"}, [Person("Jane Roe")]),
        ([{"name": "Jane Roe"}, {"name": "John Doe"}], [Person("Jane Roe"), Person("John Doe")]),
        (
            {"@type": "Person", "name": ["Jane Roe", "John Doe"]},
            [Person("Jane Roe"), Person("John Doe")],
        ),
        ("Jane Roe, John Doe", [Person("Jane Roe"), Person("John Doe")]),
        (
            {"@type": "Person", "name": "Jane Roe, professor of rain at Sea university"},
            [Person("Jane Roe")],
        ),
        ({"@type": "Organization", "name": "The Daily"}, [Organization("The Daily")]),
        ({"@type": "Person", "name": "dpa"}, [Organization("dpa")]),
        ("https://a.example/authors/jane-roe", []),
        ({"@type": "Person", "name": ""}, []),
        (None, []),
        ([None, 7, {}], []),
        ("admin", []),
    ],
)
def test_structured_data_names_persons_and_organisations(value: Any, expected: list[Any]) -> None:
    assert list(people.makers(value)) == expected
