"""Runs of letters that were UTF-8 once are read again, and the rest of a line is not."""

from __future__ import annotations

import pytest

from crawler.text.encoding.encodings import coding
from crawler.text.repair.utf8_runs import SPACED, WESTERN, runs_undone, whole_runs


def misread(text: str, taken_for: str) -> str:
    """Return a text as its UTF-8 looks in a coding of one byte a character."""
    return "".join(coding(taken_for).char_of[byte] or "\ufffd" for byte in text.encode())


def undone(line: str, taken_for: str = "cp1252") -> list[str]:
    return [*runs_undone(line, taken_for)]


@pytest.mark.parametrize("taken_for", ["cp1252", "cp1251", "cp1250", "mac-roman", "iso8859-15"])
@pytest.mark.parametrize("text", ["für den Fluß", "“Où ?”", "Порт", "渡口恢复通航", "ice 😀"])
def test_a_line_that_was_utf_8_is_read_again(text: str, taken_for: str) -> None:
    assert undone(misread(text, taken_for), taken_for)[0] == text


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("für MÃ¼nchen", "für München"),
        ("Ã¼ber Ã– und Ö", "über Ö und Ö"),
        ("â€œOù ?â€\x9d", "“Où ?”"),
    ],
)
def test_the_rest_of_a_line_stays_as_it_is(line: str, meant: str) -> None:
    assert undone(line)[0] == meant
    assert whole_runs(line, "cp1252") == meant


@pytest.mark.parametrize("line", ["für den Fluß", "plain", "", "Ã Ö", "naïve — déjà"])
def test_a_line_without_a_run_is_no_candidate(line: str) -> None:
    assert undone(line) == []
    assert whole_runs(line, "cp1252") == line


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("â€œIt sails,â€ he said.", "“It sails,” he said."),
        ("â€œIâ€ and â€œyouâ€\x9d", "“I” and “you”"),
        ("â€ he said, â€œno.", None),
        ("â€œIt sails â€” today.", "“It sails — today."),
    ],
    ids=["one", "one of two", "nothing is opened", "a dash"],
)
def test_a_closing_mark_that_lost_its_last_byte_is_closed_where_one_is_open(
    line: str, meant: str | None
) -> None:
    found = undone(line)

    assert (meant in found) if meant else all("”" not in text for text in found)


@pytest.mark.parametrize(
    ("line", "taken_for", "meant"),
    [
        ("Ã  la mairie Ã©tait", "cp1252", "à la mairie était"),
        ("Å Ä·iroties", "cp1252", "Šķiroties"),
        ("Р СѓСЃСЊ", "cp1251", "Русь"),
    ],
)
def test_a_space_that_was_a_byte_of_a_letter_is_one_again(
    line: str, taken_for: str, meant: str
) -> None:
    assert meant in undone(line, taken_for)


@pytest.mark.parametrize("taken_for", sorted({"cp437", "mac-roman", "cp1253"} - SPACED))
def test_in_a_coding_without_a_no_break_space_there_a_space_is_a_space(taken_for: str) -> None:
    line = misread("à la", taken_for)
    lost = line[0] + " " + line[2:]

    assert undone(lost, taken_for) == []


def test_a_byte_that_was_lost_leaves_one_lost_character() -> None:
    assert "K\ufffdnig über" in undone("KÃ\ufffdnig Ã¼ber")
    assert undone("KÃ?", "cp1251") == []
    assert {*WESTERN} <= SPACED


def test_half_a_pair_alone_is_no_reading() -> None:
    emoji = misread("😀", "cp1252")

    assert undone(emoji) == ["😀"]
    assert undone("í\xa0½ alone") == []
    assert undone("í\xa0½í¸€") == ["😀"]
