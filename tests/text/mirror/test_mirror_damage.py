"""A reading of a damaged line is proven by doing the damage again."""

from __future__ import annotations

import pytest

from crawler.text.mirror.mirror_damage import is_damaged_to

READINGS = {"報": "bào", "請": "qǐng"}
LINE = "日?qǐng)?bào)社"


def test_the_line_that_the_damage_makes_proves_the_text() -> None:
    assert is_damaged_to("日報社", LINE, READINGS)


@pytest.mark.parametrize("text", ["日報刊", "報社", "日請社", "", "日報社。"])
def test_no_other_text_is_proven(text: str) -> None:
    assert not is_damaged_to(text, LINE, READINGS)


def test_the_width_of_signs_is_left_open() -> None:
    assert is_damaged_to("渡口，復航", "渡口，復航", READINGS)
    assert is_damaged_to("渡口，復航", "渡口,復航", READINGS)
    assert not is_damaged_to("渡口，復航", "渡口。復航", READINGS)


def test_a_text_without_such_characters_is_not_damaged() -> None:
    assert is_damaged_to("The ferry", "The ferry", READINGS)
