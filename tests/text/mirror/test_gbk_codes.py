"""Two bytes of GBK make a character, or none, and a lost one leaves few that are likely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.encoding.language_model import UNKNOWN
from crawler.text.mirror.gbk_codes import (
    SIGNS,
    char_of,
    code_of,
    completed,
    followed,
    invalid,
    is_han,
    pair_price,
    read_with,
    simple,
    usual,
    written,
)


@given(st.integers(0x81, 0xFE), st.integers(0x40, 0xFE))
def test_what_two_bytes_make_has_these_bytes(lead: int, trail: int) -> None:
    char = char_of(lead, trail)

    assert not char or code_of(char) == bytes([lead, trail])


@pytest.mark.parametrize(
    ("char", "code"),
    [("論", b"\xd5\x93"), ("，", b"\xa3\xac"), ("A", b"A"), ("€", b"\x80"), ("한", b"?")],
)  # fmt: skip
def test_a_character_has_its_bytes_or_none(char: str, code: bytes) -> None:
    assert code_of(char) == code


def test_a_lead_byte_knows_what_it_makes_no_character_with() -> None:
    for lead, trails in invalid().items():
        assert trails
        assert not any(char_of(lead, trail) for trail in trails)
    assert all(char_of(0xB0, trail) for trail in range(0xA1, 0xFF))
    assert not {*range(0xA1, 0xFF)} & {*invalid().get(0xB0, b"")}


@pytest.mark.parametrize("reading", ["lùn", "yàn", "wù"])
def test_a_character_is_found_by_its_first_byte_and_its_reading(reading: str) -> None:
    char = {"lùn": "論", "yàn": "驗", "wù": "務"}[reading]
    lead, trail = code_of(char)

    assert (char, trail) in read_with(lead, reading)
    assert all(code_of(each)[0] == lead for each, _ in read_with(lead, reading))
    assert (char, trail) not in read_with(lead, "máng")


def test_what_a_byte_may_begin_is_in_use() -> None:
    found = completed(0xD5)

    assert ("論", 0x93) in found
    assert all(pair_price(char, "") < UNKNOWN for char, _ in found)
    assert all(code_of(char) == bytes([0xD5, trail]) for char, trail in found)


def test_what_goes_with_a_character_is_tried_in_both_its_forms() -> None:
    leads = code_of("論")[:1] + code_of("论")[:1] + code_of("，")[:1]
    found = dict(followed("討", leads))

    assert {"論", "论", "，"} <= {*found}
    assert all(code_of(char)[0] in leads for char in found)
    assert followed("討", b"") == ()


@pytest.mark.parametrize(("char", "plain"), [("論", "论"), ("论", "论"), ("著", "着")])
def test_a_character_has_one_simplified_form(char: str, plain: str) -> None:
    assert simple(char) == plain
    assert simple(plain) == plain


def test_a_pair_costs_the_same_in_either_form_and_a_sign_what_it_costs() -> None:
    assert pair_price("論", "討") == pair_price("论", "讨") < pair_price("論", "貓")
    assert pair_price("，", "討") == pair_price("，", "貓")


def test_how_a_character_may_be_written_and_which_stand_anywhere() -> None:
    assert {*written()["论"]} >= {"论", "論"}
    assert "的" in usual()
    assert "論" not in written()
    assert all(map(is_han, usual()))


@pytest.mark.parametrize(
    ("char", "han"), [("論", True), ("㐀", True), ("，", False), ("あ", False)]
)
def test_a_chinese_character_is_one_by_its_code(char: str, *, han: bool) -> None:
    assert is_han(char) is han
    assert not any(map(is_han, SIGNS))
