"""The lines of a page elect how each of them is read."""

from __future__ import annotations

import pytest

from crawler.text.repair.election import elected, is_half_undone, quotes
from crawler.text.repair.mojibake import undo_mojibake
from crawler.text.repair.steps import Step, Undone


def read_as(*lines: str, language: str | None = None) -> dict[int, str]:
    found = elected([Undone(line, ()) for line in lines], language)
    return {at: reading.text for at, reading in found.items()}


def test_a_mistake_proven_on_one_line_is_undone_on_another() -> None:
    assert read_as("Novinky", "PÅ™estoÅ¾e se vÃ\xad", "Å\x98Ã\xadp") == {
        1: "Přestože se ví",
        2: "Říp",
    }


@pytest.mark.parametrize(
    "line",
    ["Ze Å vypluli rybáři na moře", "Brod iz Å kasni, ribari čekaju", "Día Â del puerto"],
)
def test_a_letter_that_is_a_word_keeps_the_space_behind_it(line: str) -> None:
    assert read_as(line) == {}


def test_beside_other_damage_the_space_was_half_of_a_letter() -> None:
    assert read_as("Å veices vÄ“stniecÄ«ba") == {0: "Šveices vēstniecība"}


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("ástoyt nápað jarðákøst aliøki", "fo"),
        ("bagoù kozh ar porzh war ar mor ha pesketourien a-vremañ", "br"),
        ("Þýða með mynd", "is"),
    ],
)
def test_a_page_in_a_language_that_a_coding_was_not_made_for_is_not_read_in_it(
    line: str, language: str
) -> None:
    assert read_as(line, language=language) == {}


def test_a_page_in_a_language_of_the_coding_is() -> None:
    assert read_as("Nikt nie mo¿e przej¶æ mostem", language="pl") == {
        0: "Nikt nie może przejść mostem"
    }


def test_where_it_is_open_which_latin_coding_it_was_none_is_taken() -> None:
    polish, utf8 = Undone("Nikt nie mo¿e przej¶æ mostem", ()), Undone("cafÃ©", ())

    found = elected([polish, utf8], None, is_latin_open=True)

    assert {at: reading.text for at, reading in found.items()} == {1: "café"}


def test_a_line_that_was_read_again_is_read_again_only_as_utf8() -> None:
    once = Undone("cafÃ©", (Step("undo_utf8_read_as_cp1252", "cafÃ©"),))

    assert {at: found.text for at, found in elected([once], None).items()} == {0: "café"}


def test_what_made_the_mistake_once_has_made_it_again() -> None:
    shown = "Fransänapük".encode().decode("cp1250").encode().decode("cp1250")

    assert [text for text, _ in undo_mojibake([shown])] == ["Fransänapük"]


@pytest.mark.parametrize(
    ("line", "spoken"),
    [
        ("UTF-8 shows as “Ã©” in Latin-1", True),
        ('print("Ã©")', True),
        ("Das Café heißt jetzt CafÃ©", False),
    ],
)
def test_what_is_quoted_is_not_weighed(line: str, spoken: bool) -> None:  # noqa: FBT001
    assert quotes(line) is spoken


def test_what_is_left_of_a_letter_is_known() -> None:
    assert is_half_undone("mostów zostaÅy")
    assert not is_half_undone("mostów zostały")
