"""Characters that nobody sees go; those that a script is spelt with stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.repair import invisible

Step = Callable[[str], str]
STEPS: dict[str, Step] = {
    "surrogates": invisible.pair_surrogates,
    "controls": invisible.drop_controls,
    "hyphens": invisible.drop_soft_hyphens,
    "joiners": invisible.drop_joiners,
    "directions": invisible.drop_direction_marks,
}
DROPPED = [
    ("surrogates", "\ud83d\ude0a", "😊"),
    ("surrogates", "lone \ud83d", "lone \ufffd"),
    ("controls", "a\x00b\x07", "ab"),
    ("controls", "a\x0bb\x0cc", "a b c"),
    ("hyphens", "Donau\xaddampf\xadschiff", "Donaudampfschiff"),
    ("joiners", "\ufeffzero\u200bwidth 渡\u200b口", "zerowidth 渡口"),
    ("directions", "\u202atext\u202c", "text"),
    ("directions", "a\U000e0061b", "ab"),
]
KEPT = [
    ("surrogates", "😊 渡口"),
    ("controls", "tab\tline\nlost \x1a here\x9b"),
    ("hyphens", "well-known"),
    ("joiners", "می\u200cشود"),
    ("joiners", "क\u094d\u200dष"),
    ("joiners", "👩\u200d🚀"),
    ("directions", "\u200fשלום\u200e"),
    ("directions", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),  # a flag
]


@pytest.mark.parametrize(("step", "text", "clean"), DROPPED)
def test_what_nobody_meant_goes(step: str, text: str, clean: str) -> None:
    assert STEPS[step](text) == clean


@pytest.mark.parametrize(("step", "text"), KEPT)
def test_what_a_script_is_spelt_with_stays(step: str, text: str) -> None:
    assert STEPS[step](text) == text


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@given(text=st.text(st.characters(codec=None)))
def test_dropping_twice_drops_nothing_more(step: Step, text: str) -> None:
    assert step(step(text)) == step(text)
