"""Text in another form is brought into one; spelling, names and widths stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.repair import forms

Step = Callable[[str], str]
STEPS: dict[str, Step] = {
    "compose": forms.compose,
    "untie": forms.untie_ligatures,
    "unshape": forms.unshape_arabic,
    "radicals": forms.replace_radicals,
    "indents": forms.drop_indents,
    "controls": forms.drop_left_controls,
}
BROUGHT = [
    ("compose", "cafe\u0301", "café"),
    ("compose", "\u1100\u1161", "가"),
    ("untie", "oﬃce ﬁre ﬂow", "office fire flow"),
    ("unshape", "\ufefb", "\u0644\u0627"),
    ("radicals", "⼈⼯", "人工"),
    ("indents", "\u3000\u3000渡口\n\u3000复航", "渡口\n复航"),
    ("controls", "a\x85b\x9bc", "a bc"),
]
KEPT = [
    ("compose", "\ufa19\uf900"),  # variants of names
    ("untie", "cœur, æther, ĳs, ß"),
    ("unshape", "\ufdfa سلام"),  # a blessing that is one sign
    ("radicals", "Ａ①㈱ 人工"),
    ("indents", "新华社\u3000北京"),
    ("controls", "déjà\xa0vu\ttab\n"),
]


@pytest.mark.parametrize(("step", "text", "form"), BROUGHT)
def test_the_same_text_has_the_same_characters(step: str, text: str, form: str) -> None:
    assert STEPS[step](text) == form


@pytest.mark.parametrize(("step", "text"), KEPT)
def test_what_is_spelling_and_no_form_stays(step: str, text: str) -> None:
    assert STEPS[step](text) == text


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@given(text=st.text())
def test_a_form_of_a_form_is_the_form(step: Step, text: str) -> None:
    assert step(step(text)) == step(text)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@given(text=st.text(st.characters(max_codepoint=0x7F)))
def test_ascii_is_never_touched(step: Step, text: str) -> None:
    assert step(text) == text
