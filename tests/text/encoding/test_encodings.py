"""What encodings are called, what they are read as, and which characters their bytes are."""

from __future__ import annotations

import pytest
from webencodings.labels import LABELS

from crawler.text.encoding.encodings import (
    MISTAKES,
    UNKNOWN_TO_BROWSERS,
    coding,
    decode,
    decode_as,
    encode,
    home_of,
    name_of,
    twice_in,
)

SINGLE_BYTE = ("windows-1250", "windows-1251", "windows-1252", "windows-1256")


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_no_byte_of_a_windows_code_page_is_lost(name: str) -> None:
    text = decode_as(bytes(range(256)), name)

    assert len(set(text)) == len(text) == 256
    assert "\ufffd" not in text


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_of_the_web_is_known_or_refused(label: str) -> None:
    name = name_of(label)

    assert name is None or decode_as(b"<p>a</p>", name)


def test_the_euro_sign_of_gbk_is_one_byte() -> None:
    assert decode_as("票价".encode("gbk") + b"\x80 5", "gb18030") == "票价€ 5"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        (" GB2312 ", "gb18030"),
        ('"utf8"', "utf-8"),
        ("latin1", "windows-1252"),
        ("windows_1251", "windows-1251"),
        ("cp932", "shift_jis"),
        ("csiso2022kr", "iso-2022-kr"),
        ("hz-gb-2312", "hz-gb-2312"),
        ("mac_latin2", "x-mac-ce"),
        ("iso-2022-cn", None),
        ("klingon", None),
        ("\0", None),
        ("", None),
    ],
)
def test_a_label_has_the_name_of_the_web_or_of_old_files(label: str, name: str | None) -> None:
    assert name_of(label) == name
    assert name is None or name_of(name) == name


def test_every_known_encoding_has_a_codec_that_reads_ascii() -> None:
    names = {name_of(label) for label in LABELS} | {*UNKNOWN_TO_BROWSERS}

    assert {decode_as(b"a", name) for name in names if name and not name.startswith("utf-")} == {
        "a"
    }


@pytest.mark.parametrize("taken_for", [taken_for for taken_for, _ in MISTAKES])
def test_bytes_that_were_read_in_a_coding_are_found_again(taken_for: str) -> None:
    table = coding(taken_for)
    chars = [char for char in table.char_of if char]
    text = "".join(chars) or "航運 ferry"

    body = encode(text, taken_for)

    assert body is not None
    if chars:
        assert "".join(table.char_of[byte] or "" for byte in body) == text
    else:
        assert decode(body, taken_for) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [("ü", "cp1251"), ("ферри", "cp1252"), ("a\ufffd", "gb18030"), ("\ud800", "utf-8")],
)
def test_a_text_that_was_never_read_in_a_coding_has_no_bytes_there(text: str, name: str) -> None:
    assert encode(text, name) is None


def test_bytes_that_are_none_of_a_coding_say_nothing() -> None:
    assert decode(b"\xfc", "utf-8") is None
    assert decode("ü".encode(), "utf-8") == "ü"
    assert decode_as(b"a\xfcb", "utf-8") == "a\ufffdb"
    assert decode_as(b"a\x80", "euc-kr") == "a\ufffd"
    assert decode_as(b"a\xdb", "windows-874") == "a\ufffd"


def test_each_mistake_is_told_once() -> None:
    taken = [taken_for for taken_for, _ in MISTAKES]

    assert len(taken) == len(set(taken))
    assert [name for name, was in MISTAKES if len(was) > len(set(was))] == []


def test_a_character_with_two_codes_in_a_coding_is_known() -> None:
    twice = twice_in("cp932")

    assert "≒" in twice
    assert "あ" not in twice
    assert twice_in("cp1252") == twice_in("utf-8") == frozenset()


@pytest.mark.parametrize(
    ("name", "language", "at_home"),
    [("windows-1250", "pl", True), ("cp1250", "pl", True), ("windows-1252", "pl", False)],
)
def test_a_latin_encoding_was_made_for_languages(
    name: str, language: str, *, at_home: bool
) -> None:
    assert (language in home_of(name)) is at_home
