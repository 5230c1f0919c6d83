"""The lines of a page decide together which mistakes were made on it."""

from __future__ import annotations

import pytest

from crawler.text.repair.mojibake import undo_mojibake

PROOF = "The plan\u00e2\u0080\u0099s limits are known, and so is the pet\u00e2\u0080\u0099s age."
"""A line that was UTF-8 and was read as ISO-8859-1."""

LONG = "In debt\u00e2\u0080\u0094nearly all. " + "They sold the old house by the sea. " * 12


def undone(*lines: str) -> list[str]:
    return [text for text, _ in undo_mojibake(lines, "en")]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("It fits a budget.Â", "It fits a budget.\xa0"),
        ("It fits a budget.Â Â Â", "It fits a budget.\xa0 \xa0 \xa0"),
        ("Visits for seniorsÂ", "Visits for seniors\xa0"),
        ("Ends here.Â Goes on there.", "Ends here.\xa0 Goes on there."),
        ("The dogâ\x80\x99s age, at last.Â", "The dog’s age, at last.\xa0"),
    ],
)
def test_what_is_left_of_a_no_break_space_is_one_where_the_page_proves_it(
    line: str, meant: str
) -> None:
    assert undone(PROOF, line)[1] == meant


@pytest.mark.parametrize(
    "line", ["A is À, Â or Ä", "CHRISTIÂ", "Â", "O luptă pentru Â", "Âge d'or"]
)
def test_a_letter_that_somebody_wrote_stays_even_then(line: str) -> None:
    assert undone(PROOF, line)[1] == line


@pytest.mark.parametrize("line", ["It fits a budget.Â", "Visits for seniorsÂ"])
def test_without_proof_nothing_is_known(line: str) -> None:
    assert undone("The plan is known.", line)[1] == line


@pytest.mark.parametrize("end", ["", "Â", "And that\u00e2\u0080\u0099s all.Â"])
def test_a_long_line_is_undone_to_its_end(end: str) -> None:
    [text] = undone(LONG + end)
    assert text.startswith("In debt—nearly all.")
    assert not {*"Ââ\x80"} & {*text.removesuffix("Â")}
