"""Two versions of a story stand beside each other, paragraph by paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.view.side_by_side import MAX_PARAGRAPHS, paragraphs, side_by_side

FERRY, QUAY, GULL = "The ferry came back at nine.", "The quay was empty.", "The gulls left."
CHANGES = {
    "nothing": ([FERRY, QUAY], [FERRY, QUAY], []),
    "a word": ([FERRY], ["The ferry came back at ten."], [(FERRY, "The ferry came back at ten.")]),
    "one put in": ([FERRY, QUAY], [FERRY, GULL, QUAY], [("", GULL)]),
    "one taken out": ([FERRY, GULL, QUAY], [FERRY, QUAY], [(GULL, "")]),
    "another in its place": ([FERRY], ["Rain."], [(FERRY, ""), ("", "Rain.")]),
    "all of it": ([], [FERRY, QUAY], [("", FERRY), ("", QUAY)]),
    "one before the one that changed": (
        [FERRY],
        [GULL, "The ferry came back at ten."],
        [("", GULL), (FERRY, "The ferry came back at ten.")],
    ),
}


@pytest.mark.parametrize(("before", "after", "rows"), CHANGES.values(), ids=CHANGES)
def test_a_paragraph_stands_beside_what_became_of_it(
    before: list[str], after: list[str], rows: list[tuple[str, str]]
) -> None:
    changed = [row for row in paragraphs(before, after) if not row.is_same]

    assert [(row.before, row.after) for row in changed] == rows


TEXTS = st.lists(st.sampled_from((FERRY, QUAY, GULL, "Rain.", "渡口复航。")), max_size=6)


@given(TEXTS, TEXTS)
def test_no_paragraph_of_either_is_lost(before: list[str], after: list[str]) -> None:
    rows = [*paragraphs(before, after)]

    assert [row.before for row in rows if row.before] == before
    assert [row.after for row in rows if row.after] == after


def test_very_many_paragraphs_are_compared_as_they_come() -> None:
    before = [f"Line {n} of the timetable" for n in range(MAX_PARAGRAPHS + 1)]

    rows = [*paragraphs(before, before[1:])]

    assert [row.after for row in rows if row.after] == before[1:]


def test_fields_stand_above_the_text_and_those_that_neither_has_are_left_out() -> None:
    rows = side_by_side(
        {"headline": "Four hurt", "author": [{"name": "Jane Roe"}], "articleBody": FERRY},
        {"headline": "Five hurt", "keywords": ["sea"], "articleBody": FERRY},
    )

    assert [(row.name, row.before, row.after) for row in rows] == [
        ("headline", "Four hurt", "Five hurt"),
        ("author", "Jane Roe", ""),
        ("keywords", "", "sea"),
        ("", FERRY, FERRY),
    ]
