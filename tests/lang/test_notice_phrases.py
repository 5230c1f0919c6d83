"""A line of the site is told from a line of a story that speaks of the same things."""

from __future__ import annotations

import re
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.notice_phrases import SURE, ends_as_sentence, hearts_in, is_anywhere, signs
from crawler.lang.words import Word, words

NOTICES = """
    All rights reserved.
    © The Saltmarsh Courier, all rights reserved
    Alle Rechte vorbehalten.
    Tous droits réservés
    Все права защищены
    版权所有，未经授权不得转载
    無断転載を禁じます
    Impressum | Datenschutz | Kontakt
"""
STORIES = """
    “All rights reserved” was printed on the map, the court heard on Monday.
    The judge said that all rights were reserved to the ferry company.
    Die Richterin sagte, alle Rechte seien vorbehalten.
    The council reserved all of the places on the ferry for children.
    法院认为版权所有人没有说明理由。
"""


def rows(lines: str) -> list[str]:
    return [line.strip() for line in lines.strip().split("\n")]


@pytest.mark.parametrize("line", rows(NOTICES))
def test_a_notice_is_known_by_itself(line: str) -> None:
    assert signs(line).weight >= SURE


@pytest.mark.parametrize("line", rows(STORIES))
def test_a_story_about_rights_is_none(line: str) -> None:
    assert signs(line).weight < SURE


@given(st.text(max_size=300))
def test_any_line_has_a_weight(line: str) -> None:
    found = signs(line)

    assert isinstance(found.weight, float)
    assert is_anywhere(line) in {True, False}
    assert isinstance(ends_as_sentence(line), bool)


@pytest.mark.parametrize("line", rows(NOTICES)[:6])
def test_no_notice_lacks_every_heart(line: str) -> None:
    assert hearts_in(line.lower())


def test_a_line_of_a_story_has_no_heart() -> None:
    assert hearts_in("the ferry is back, and the harbour is glad.") == ()


def needs_han(parsed: Any) -> bool:
    """Return True if whatever a parsed expression matches has a Han character in it."""
    return any(_needs_han(str(name), value) for name, value in parsed)


def _needs_han(name: str, value: Any) -> bool:
    match name:
        case "LITERAL":
            return "\u3400" <= chr(value) <= "\u9fff"
        case "IN":
            return all(_needs_han(str(kind), each) for kind, each in value)
        case "BRANCH":
            return all(map(needs_han, value[1]))
        case "SUBPATTERN":
            return needs_han(value[-1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return value[0] > 0 and needs_han(value[-1])
    return False


@pytest.mark.parametrize(
    "row",
    [row for row in words("notices") if row.language == "zh" and row.kind in {"line", "anywhere"}],
)
def test_an_expression_in_chinese_is_asked_of_lines_in_han_for_it_needs_one(row: Word) -> None:
    assert needs_han(_parser.parse(row.word, re.IGNORECASE))


@pytest.mark.parametrize("expression", ["版权?|ICP", "[版a]", "版?", "(?:版权)*", "[^版]", "end"])
def test_an_expression_that_matches_without_han_is_known(expression: str) -> None:
    assert not needs_han(_parser.parse(expression))


@pytest.mark.parametrize("name", ["H" * 36 + " on", "河" * 36 + " on", "HARBOUR&QUAY" * 3 + " on"])
def test_a_long_name_before_a_formula_is_soon_seen_to_be_none(name: str) -> None:
    assert signs(f"{name} all rights reserved").weight < signs("All rights reserved").weight
