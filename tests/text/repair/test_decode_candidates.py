"""What a line may have been meant to say: every reading in competition with the line itself."""

from __future__ import annotations

import pytest

from crawler.text.encoding.encodings import decode, encode
from crawler.text.repair.decode_candidates import (
    LEAST,
    PRICES,
    SAMPLE,
    SEQUENCES,
    DecodeCandidate,
    certain,
    is_alphabet,
    is_led_alike,
    price_of,
    readings,
    sample_of,
)

FRENCH = "Le marché couvert rouvrira, a annoncé la mairie : « déjà-vu »"
RUSSIAN = "Паром снова ходит каждый день, сказал капитан"
CHINESE = "渡口今天早上恢复通航，镇上的居民几乎都来了"


def misread(text: str, was: str, taken_for: str) -> str:
    body = encode(text, was)
    assert body is not None
    line = decode(body, taken_for)
    assert line is not None
    return line


@pytest.mark.parametrize(
    ("text", "was", "taken_for"),
    [
        (FRENCH, "utf-8", "cp1252"),
        (RUSSIAN, "utf-8", "latin-1"),
        (RUSSIAN, "cp1251", "latin-1"),
        (RUSSIAN, "koi8-r", "cp1251"),
        (CHINESE, "gb18030", "latin-1"),
        ("Přívoz zase jezdí, říká převozník", "cp1250", "cp1252"),
    ],
)
def test_the_likeliest_reading_is_what_was_written(text: str, was: str, taken_for: str) -> None:
    best = readings(misread(text, was, taken_for))[0]

    assert (best.text, best.was) == (text, was)
    assert best.worth > 0


@pytest.mark.parametrize(
    "line",
    [FRENCH, RUSSIAN, CHINESE, "plain", "", "Über München", "Ð Ñ", "ㄅ ㄆ ㄇ ㄈ ㄉ"],
)
def test_a_sound_line_has_no_reading_that_is_worth_its_price(line: str) -> None:
    assert [reading for reading in readings(line) if reading.worth > 0] == []


def test_readings_are_the_likeliest_first_and_better_than_the_line() -> None:
    found = readings(misread("Přívoz zase jezdí, říká převozník", "cp1250", "cp1252"))
    worths = [round(reading.worth, 2) for reading in found]

    assert worths == sorted(worths, reverse=True)
    assert all(reading.gain > LEAST for reading in found)
    assert len({reading.text for reading in found}) == len(found)


def test_of_given_mistakes_alone_no_other_reading_is_given() -> None:
    line = misread("Přívoz zase jezdí, říká převozník", "cp1250", "cp1252")
    mistake = ("cp1250", "cp1252")

    assert {reading.mistake for reading in readings(line, frozenset({mistake}))} == {mistake}
    assert readings(line, frozenset({("koi8-r", "cp1251")})) == ()


@pytest.mark.parametrize(
    ("was", "taken_for", "name"),
    [
        ("utf-8", "cp1252", "undo_utf8_read_as_cp1252"),
        ("gb18030", "latin-1", "undo_gb18030_read_as_latin_1"),
        ("iso-8859-2", "mac-roman", "undo_iso_8859_2_read_as_mac_roman"),
    ],
)
def test_a_reading_is_named_for_the_mistake_that_it_undoes(
    was: str, taken_for: str, name: str
) -> None:
    assert DecodeCandidate("", was, taken_for).name == name


@pytest.mark.parametrize(
    ("cheaper", "dearer"),
    [
        (("utf-8", "cp1252"), ("koi8-r", "cp1251")),
        (("utf-8", "cp1252"), ("utf-8", "cp850")),
        (("cp1250", "cp1252"), ("cp1252", "cp1250")),
        (("cp1251", "latin-1"), ("koi8-u", "latin-1")),
        (("cp1251", "latin-1"), ("mac-cyrillic", "latin-1")),
    ],
    ids=["by what it was", "by what took it", "by both", "rarely so", "rarely at all"],
)
def test_a_mistake_that_few_programs_make_costs_more(
    cheaper: tuple[str, str], dearer: tuple[str, str]
) -> None:
    assert price_of(DecodeCandidate("", *cheaper)) < price_of(DecodeCandidate("", *dearer))
    assert DecodeCandidate("", *cheaper, gain=price_of(DecodeCandidate("", *cheaper))).worth == 0
    assert set(PRICES) == {"utf-8", "latin", "other"}


def test_a_line_of_nothing_but_utf_8_needs_no_weighing() -> None:
    [reading] = certain(misread(RUSSIAN, "utf-8", "latin-1"))

    assert (reading.text, reading.was) == (RUSSIAN, "utf-8")
    assert certain(misread("ü" * (SEQUENCES - 1), "utf-8", "latin-1")) == ()
    assert certain(misread(RUSSIAN, "utf-8", "latin-1") + " é") == ()
    assert certain(RUSSIAN) == ()


@pytest.mark.parametrize(
    ("line", "alphabet"),
    [
        ("ㄅ ㄆ ㄇ ㄈ ㄉ", True),
        ("Ã, Ä, Å", True),
        ("а б в г д е", True),
        ("À Á Â Ã Ä", True),
        ("MÃ¼nchen", False),
        ("Åland är öppet", False),
        ("Ã, x", False),
        ("plain", False),
        ("", False),
    ],
)
def test_letters_in_the_order_of_their_codes_are_a_list_and_no_damage(
    line: str, *, alphabet: bool
) -> None:
    assert is_alphabet(line) is alphabet


@pytest.mark.parametrize(
    ("line", "led"),
    [
        (misread("паром ходит", "utf-8", "latin-1"), True),
        ("Ñandú y ñandúes, ¿cómo?", False),
        ("Le marché, déjà", False),
        ("", False),
    ],
)
def test_a_first_byte_that_comes_again_and_again_is_seen(line: str, *, led: bool) -> None:
    assert is_led_alike(line) is led


def test_a_long_line_is_judged_from_the_word_of_its_first_odd_letter() -> None:
    plain = "plain words of it " * 60
    line = f"{plain}MÃ¼nchen {plain}"

    sample = sample_of(line)

    assert len(sample) == SAMPLE
    assert "MÃ¼nchen" in sample
    assert line[line.find(sample) - 1] == " "
    assert sample_of("MÃ¼nchen") == "MÃ¼nchen"
    assert sample_of(plain) == plain[:SAMPLE]


def test_of_a_line_that_is_cut_the_last_character_need_not_be_whole() -> None:
    line = misread(f"{RUSSIAN} " * 20, "utf-8", "latin-1")

    found = readings(line)

    assert found
    assert (f"{RUSSIAN} " * 20).startswith(found[0].text)


def test_a_reading_never_has_a_character_that_nobody_writes() -> None:
    for line in ("î\x80\x80 so", "í\xa0\x80 so", "ï¿¿ so"):
        assert all("\ue000" not in each.text for each in readings(line))
        assert all("\ud800" not in each.text for each in readings(line))
