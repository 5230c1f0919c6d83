"""Texts are compared by their letters and digits alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.letters import AGREES, LETTERS, likeness, squash


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("«Rain», it said", "rainitsaid"),
        ("Rain_ends – 9:30!", "rainends930"),
        ("雨停了，明天放晴。", "雨停了明天放晴"),
        ("STRASSE Straße", "strassestrasse"),
        ("ÉTÉ", "été"),
        ("_ - | …", ""),
        ("", ""),
    ],
)
def test_what_is_no_letter_is_left_out(text: str, letters: str) -> None:
    assert squash(text) == letters


@given(st.text())
def test_squashing_twice_changes_nothing_more(text: str) -> None:
    assert squash(squash(text)) == squash(text)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_plain_letters_are_squashed_as_all_others_are(text: str) -> None:
    assert squash(text) == squash(f"{text}，").replace("，", "")


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        ("rainendsintheharbour", "rainendsintheharbour", True),
        ("rainendsintheharbour", "rainendsintheharbours", True),
        ("rainendsintheharbour", "rainendsattheharbourtoday", True),
        ("rainendsintheharbour", "ferryreturnstopell", False),
        ("雨停了明天放晴", "雨停了明天转晴", True),
        ("雨停了", "雪停了吗", False),
        ("a", "b", False),
        ("", "", False),
    ],
)
def test_how_alike_two_texts_are(a: str, b: str, alike: bool) -> None:  # noqa: FBT001
    assert (likeness(a, b) >= AGREES) is alike
    assert likeness(a, b) == likeness(b, a)


@given(st.text(), st.text())
def test_likeness_is_a_share(a: str, b: str) -> None:
    assert 0 <= likeness(squash(a), squash(b)) <= 1


def test_words_of_letters_have_neither_digits_nor_signs() -> None:
    assert LETTERS.findall("Jane_Roe, 3rd o'Neil 渡口2") == [
        "Jane",
        "Roe",
        "rd",
        "o",
        "Neil",
        "渡口",
    ]
