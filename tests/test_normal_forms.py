"""Normal forms, of any text in time proportional to it."""

from __future__ import annotations

import ast
import sys
import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.normal_forms import MOST_MARKS, Form, normalized
from crawler.text.repair.repair import repair
from tests.test_architecture import MODULES

FORMS = get_args(Form)
MARKS = "\u0300\u0323"
"""Out of order: the lower one comes first."""

TEXTS = st.text(
    st.sampled_from(f"ae\u00e9\u0958\u0344\u0f73\uff9e\uff76\U0001d165 新{MARKS}"), max_size=30
)
ROWS = st.text(st.sampled_from(f"{MARKS}\u0344\uff9e\U0001d165"))


@pytest.mark.parametrize("form", FORMS)
@given(text=TEXTS)
def test_a_text_with_few_marks_is_normalised_as_unicode_says(form: Form, text: str) -> None:
    longer = f"{text}{'a' * MOST_MARKS}{text}"

    assert normalized(form, longer) == unicodedata.normalize(form, longer)


@pytest.mark.parametrize("form", FORMS)
@given(before=TEXTS, after=TEXTS, row=ROWS)
def test_normalising_twice_changes_nothing_more(
    form: Form, before: str, after: str, row: str
) -> None:
    once = normalized(form, before + (row + MARKS) * MOST_MARKS + after)

    assert normalized(form, once) == once


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "marks", [MARKS, "\uff9e\u0301", "\u0f73\u0f75", "\U0001d165\U0001d16d"], ids=ascii
)
def test_a_row_of_marks_without_end_is_left_and_what_is_around_it_is_not(
    form: Form, marks: str
) -> None:
    row = marks * 150_000

    text = normalized(form, f"e\u0301 a{row}ﬁ e\u0301")

    around = (unicodedata.normalize(form, part) for part in ("e\u0301 a", "ﬁ e\u0301"))
    assert text == row.join(around)


@pytest.mark.parametrize(
    "text",
    ["e" + "\u0301\u0323" * (MOST_MARKS // 2), "𝐁𝐨𝐥𝐝" * 20 + "\u0301\u0323"],
    ids=["as many marks as are put in order", "letters outside the BMP"],
)
@pytest.mark.parametrize("form", FORMS)
def test_a_row_that_is_not_too_long_and_one_of_other_signs_are_normalised(
    form: Form, text: str
) -> None:
    assert normalized(form, text) == unicodedata.normalize(form, text) != text


def test_each_mark_of_unicode_is_one_of_a_row() -> None:
    marks = [
        char
        for char in map(chr, range(sys.maxunicode + 1))
        if unicodedata.combining(unicodedata.normalize("NFKD", char)[0])
    ]

    rows = [f"{mark}{MARKS}" * MOST_MARKS for mark in marks]

    assert marks
    assert [row for row in rows if normalized("NFKD", row) != row] == []


def test_a_text_loses_none_of_its_marks_when_it_is_repaired() -> None:
    text = f"The ferry leaves at{MARKS * 150_000} ten."

    repaired = repair(text, storage=True).text

    assert repaired == text


@pytest.mark.parametrize("module", MODULES)
def test_nobody_asks_unicode_for_a_normal_form_without_a_bound(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
        if node.module == "unicodedata" for alias in node.names
    }  # fmt: skip

    assert module == "crawler.normal_forms" or not names & {"normalize", "is_normalized"}
