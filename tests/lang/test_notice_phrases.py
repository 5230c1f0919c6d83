"""A line of the site is told from a line of a story that speaks of the same things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.notice_phrases import SURE, ends_as_sentence, hearts_in, is_anywhere, signs

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
