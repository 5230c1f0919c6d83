"""A letter of which the second byte was dropped is filled in where only one can have stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.encoding.encodings import coding
from crawler.text.repair import lost_bytes
from crawler.text.repair.lost_bytes import DROPPED, refilled


def served(text: str) -> str:
    """Return a text as its UTF-8 looks in Windows-1252, without the bytes that are dropped."""
    shown = (coding("cp1252").char_of[byte] or "" for byte in text.encode())
    return "".join(char for char in shown if char not in DROPPED)


@pytest.mark.parametrize(
    "text",
    [
        "El país votará mañana",
        "días y noches",
        "México y la Argentina, país",
        "Šķiroties, teica",
    ],
)
def test_what_only_one_letter_can_have_been_is_filled_in(text: str) -> None:
    line = served(text)

    assert line != text
    assert refilled(line) == text


@pytest.mark.parametrize(
    "line",
    ["Ã", "xÃz", "plain words", "", "für den Fluß", "Ã¼ber MÃ¼nchen", "aquÃ"],
    ids=["alone", "in no word", "plain", "empty", "sound", "nothing dropped", "two"],
)
def test_what_may_have_been_another_or_was_none_is_not(line: str) -> None:
    assert refilled(line) is None


def test_a_line_of_very_many_such_letters_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    line = served("días y noches")

    assert refilled(line) == "días y noches"
    monkeypatch.setattr(lost_bytes, "MOST", 0)
    assert refilled(line) is None


def test_a_space_may_be_the_last_byte_of_a_letter_or_stand_behind_one() -> None:
    assert refilled("voilÃ le port") == "voilà le port"
    assert refilled("voilÃ  le port") == "voilà le port"
    assert refilled("ademÃ¡s aquÃ, hoy") == "además aquí, hoy"


@settings(max_examples=40)
@given(st.text(st.sampled_from("aàíÃÅÐÑ ¡©s,"), max_size=20))
def test_what_is_filled_in_adds_letters_only(line: str) -> None:
    found = refilled(line)

    assert found is None or all(
        char in line or unicodedata.category(char)[0] in "LMP" for char in found
    )
