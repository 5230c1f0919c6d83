"""A label is overruled where its text cannot be, or another encoding's language speaks."""

from __future__ import annotations

import pytest

from crawler.text.encoding.labels import (
    is_fluent,
    is_in_its_language,
    is_nobodys,
    speaks_against,
)

RUSSIAN = "Паром ходит каждый день, сказал капитан"
GREEK = "Το πλοίο επιστρέφει στο λιμάνι αύριο το πρωί"


@pytest.mark.parametrize(
    ("text", "was", "meant"),
    [
        (RUSSIAN, "windows-1251", "windows-1252"),
        (GREEK, "iso-8859-7", "windows-1252"),
        (RUSSIAN, "koi8-r", "windows-1251"),
    ],
)
def test_a_text_that_cannot_be_speaks_against_its_label(text: str, was: str, meant: str) -> None:
    labelled = text.encode(was).decode(meant, "replace")

    assert speaks_against(labelled, meant, text, was)


@pytest.mark.parametrize(
    ("labelled", "label", "other", "name"),
    [
        ("D'Schëff", "windows-1252", "D'Schλff", "iso-8859-7"),
        ("Le café est fermé", "windows-1252", "Le cafι est fermι", "iso-8859-7"),
        (RUSSIAN, "windows-1251", RUSSIAN.encode("cp1251").decode("koi8-r"), "koi8-r"),
    ],
)
def test_a_text_that_can_be_stands_by_its_label(
    labelled: str, label: str, other: str, name: str
) -> None:
    assert not speaks_against(labelled, label, other, name)


def test_a_text_is_fluent_in_a_language_of_its_script_and_not_in_another() -> None:
    assert is_fluent(RUSSIAN)
    assert not is_fluent(RUSSIAN.encode("cp1251").decode("koi8-r").swapcase())
    assert is_fluent("The ferry")


def test_words_that_two_readings_share_tell_a_language() -> None:
    line = "łódź stoi w porcie od niedzieli i nie wypłynie"

    assert not is_in_its_language("xqzt brrf", "xqzt brrf", "iso-8859-2")
    assert is_in_its_language(line, line, "iso-8859-2", most=99.0)


@pytest.mark.parametrize(("char", "nobodys"), [("\ue000", True), ("\ud800", True), ("é", False)])
def test_a_private_character_is_in_nobodys_script(char: str, nobodys: bool) -> None:  # noqa: FBT001
    assert is_nobodys(char) is nobodys
