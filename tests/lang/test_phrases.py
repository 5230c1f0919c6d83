"""What a line says about itself, and the lines of stories that say nearly the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.phrases import (
    DISCLOSURE_WIDTH,
    END,
    STAMP_LETTERS,
    is_credit,
    is_dated,
    is_disclosure,
    is_download,
    is_stamp,
    without_asides,
)

SAYS = {
    is_credit: ["Photo by Jane Roe", "Foto: Jane Roe"],
    is_dated: ["Updated at 1:23 p.m.", "Published: 4 May 2021", "Publiziert: 03.04.2020, 12:35"],
    is_stamp: ["4 May 2021, 19:49 | Jane Roe", "Tern Bay | 4 May 2021, 09:01 AM"],
    is_disclosure: ["If you buy through our links, we may earn an affiliate commission."],
    is_download: ["Timetable of the ferry PDF | 38 KB"],
}
ONLY_NEARLY = {
    is_credit: ["Photos of the ferry (see page 3)", "The photographer Jane Roe came by ferry."],
    is_dated: ["Posted 23 points, as many as in all of 2025.", "Updated the boat in May"],
    is_stamp: ["The ferry of 4 May 2021 left at 19:49 and came back at 20:15.", "4 May 2021"],
    is_disclosure: ["The commission met affiliates of the ferry company on Monday."],
    is_download: ["A PDF of 38 pages", "The file weighs 38 KB"],
}


@pytest.mark.parametrize(
    ("rule", "line"), [(rule, line) for rule, lines in SAYS.items() for line in lines]
)
def test_a_line_says_what_it_is(rule: object, line: str) -> None:
    assert callable(rule)
    assert rule(line)


@pytest.mark.parametrize(
    ("rule", "line"), [(rule, line) for rule, lines in ONLY_NEARLY.items() for line in lines]
)
def test_a_line_of_a_story_does_not(rule: object, line: str) -> None:
    assert callable(rule)
    assert not rule(line)


@given(st.text(max_size=200))
def test_asides_are_left_out_once_and_for_all(text: str) -> None:
    once = without_asides(text)

    assert without_asides(once) == once
    assert len(once) <= len(text)


def test_a_long_line_says_more_than_that_it_is_paid_for() -> None:
    line = SAYS[is_disclosure][0]

    assert not is_disclosure(line + " " * (DISCLOSURE_WIDTH - len(line)) + "x")
    assert not is_stamp("4 May 2021, 19:49 " + "x" * STAMP_LETTERS)


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("Over.", True), ("复航了。", True), ("“Over!”", True), ("is he? )", True),
        ("Over", False), ("Over,", False), ("3.5 km", False),
    ],
)  # fmt: skip
def test_a_sentence_ends_in_its_sign(line: str, *, ends: bool) -> None:
    assert bool(END.search(line)) is ends
