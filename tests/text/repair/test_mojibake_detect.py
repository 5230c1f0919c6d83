"""The scan that lets sound text pass: it is quick, and overlooks nothing that it knows."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.repair.mojibake_detect import sound, suspect
from crawler.text.repair.mojibake_signs import SIGNS

PLAINLY = [re.compile(f"[{first}](?:{rest})", re.DOTALL) for first, rest in SIGNS]
ALPHABET = sorted({char for first, rest in SIGNS for char in first + rest if not char.isascii()})
DAMAGED = [
    "MÃ¼nchen",
    "ÐŸÑ€Ð¸Ð²ÐµÑ‚",
    "ïðèâåò",
    "РџСЂРёРІРµС‚",
    "R&amp;D",
    "so\xadft",
    "\u200bda",
]
AROUND = ["", "A plain line of English. " * 20, "Große Städte, ", "Новости дня, ", "今天的新闻，"]


@given(st.text(st.sampled_from([*ALPHABET, *string.ascii_letters, " ", "."]), max_size=12))
@settings(max_examples=400)
def test_every_sign_is_seen_wherever_it_stands(text: str) -> None:
    if any(sign.search(text) for sign in PLAINLY):
        assert suspect(text)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("text", DAMAGED)
def test_damage_is_seen_whatever_stands_around_it(text: str, around: str) -> None:
    assert not sound(f"{around}\n{text}\n{around}")


@pytest.mark.parametrize("around", AROUND)
def test_sound_text_passes_in_any_company(around: str) -> None:
    assert sound(f"{around}\nÜber München\n{around}")


def test_half_a_character_is_seen() -> None:
    assert not sound("Über \ud83d")


def test_a_damaged_line_is_no_sounder_for_the_sound_ones_around_it() -> None:
    damaged = "僉乕儃乕"

    assert not sound(damaged)
    assert not sound(f"{damaged}\nPython モデルクラス名、港口今天早上恢复通航")
    assert sound("渡口今天早上恢复通航\nPython モデルクラス名")
