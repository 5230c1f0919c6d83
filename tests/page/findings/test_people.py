"""Who made a story, in structured data: persons and organisations told apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.model import MOST_PARTS, Organization, Person
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


@pytest.mark.parametrize(
    ("named", "asked"),
    [(people.MOST_STATED - 1, people.MOST_STATED - 1), (30_000, people.MOST_STATED)],
)
def test_no_more_names_of_a_list_are_looked_at_than_an_article_may_have_twice(
    named: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def made(text: str, *_: object) -> list[Person]:
        looked_at.append(text)
        return [Person(text)]

    monkeypatch.setattr(people, "_makers", made)

    makers = people.makers([{"@type": "Person", "name": f"Jane Roe {n}"} for n in range(named)])

    assert len(looked_at) == len(makers) == asked
    assert len(makers) > MOST_PARTS


def test_a_name_that_stands_in_a_list_again_and_again_is_looked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[str] = []

    def made(text: str, *_: object) -> list[Person]:
        looked_at.append(text)
        return []

    monkeypatch.setattr(people, "_makers", made)

    people.makers(["Jane Roe"] * 30_000 + ["John Doe"])

    assert looked_at == ["Jane Roe", "John Doe"]
