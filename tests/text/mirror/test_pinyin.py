"""How Chinese characters are read, and which of them are traditional."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.mirror.pinyin import (
    READING,
    TONED,
    USUAL,
    composed,
    is_rare,
    is_simplified,
    is_traditional,
    is_usual,
    opencc,
    read_so,
    readings,
)


@pytest.mark.parametrize(
    ("char", "said"),
    [("論", {"lùn", "lún", "lun"}), ("會", {"huì", "hui", "kuài"}), ("A", set()), ("", set())],
)
def test_a_character_is_read_with_its_tones_and_without(char: str, said: set[str]) -> None:
    assert said <= readings(char)
    assert bool(readings(char)) is bool(said)


@pytest.mark.parametrize("reading", ["lùn", "lun", "nǚ", "zhuāng"])
def test_what_has_a_reading_is_read_so(reading: str) -> None:
    chars = read_so(reading)

    assert chars
    assert all(reading in readings(char) for char in chars)
    assert re.fullmatch(READING, reading)


@pytest.mark.parametrize("reading", ["", "xyz", "LÙN", "lu\u0300n"])
def test_what_is_no_reading_as_the_table_spells_it_has_no_character(reading: str) -> None:
    assert read_so(reading) == ""


def test_a_reading_is_spelt_in_one_way() -> None:
    assert composed("lu\u0300n") == "lùn"
    assert composed("ɡuò") == "guò"
    assert composed(composed("ɡuò")) == "guò"


@pytest.mark.parametrize(
    ("char", "reading", "usual", "rare"),
    [
        ("會", "huì", True, False), ("會", "kuài", False, True), ("時", "shí", True, False),
        ("於", "wū", False, True), ("於", "yú", True, False), ("長", "zhǎng", False, False),
        ("會", "hui", False, False),
    ],
)  # fmt: skip
def test_of_several_readings_one_may_be_usual_and_the_others_rare(
    char: str, reading: str, *, usual: bool, rare: bool
) -> None:
    assert (is_usual(char, reading), is_rare(char, reading)) == (usual, rare)


def test_what_is_usual_is_a_reading_of_its_character() -> None:
    for each in USUAL.split():
        assert each[1:] in readings(each[0]), each
        assert is_traditional(each[0])
    assert len({each[0] for each in USUAL.split()}) == len(USUAL.split())


@pytest.mark.parametrize(
    ("char", "traditional", "simplified"),
    [("論", True, False), ("论", False, True), ("著", True, False), ("人", False, False)],
)  # fmt: skip
def test_a_character_with_another_form_is_traditional_or_simplified(
    char: str, *, traditional: bool, simplified: bool
) -> None:
    assert (is_traditional(char), is_simplified(char)) == (traditional, simplified)


def test_every_sign_of_a_tone_is_one_character() -> None:
    assert all(unicodedata.normalize("NFC", char) == char for char in TONED if char != "ü")


@given(st.text(st.sampled_from("漢語论\ud800\udfffA ，"), max_size=9))
def test_half_a_character_stays_where_text_is_converted(text: str) -> None:
    converted = opencc("t2s").convert(text)

    assert converted == text.replace("漢", "汉").replace("語", "语")
    assert opencc("t2s") is opencc("t2s")
