"""One spelling of what differs in case, accents and digits."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates.fold import JOINERS, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("MÄRZ", "marz"),
        ("İstanbul", "istanbul"),
        ("ısı", "isi"),
        ("août", "aout"),
        ("१५ मार्च", "15 मारच"),
        ("２０２４", "2024"),
        ("می\u200cشود", "میشود"),
        ("Straße", "strasse"),
        ("harbour", "harbour"),
        ("", ""),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=80))
def test_folded_text_has_no_accents_and_stays_as_it_is(text: str) -> None:
    folded = fold(text)

    assert not any(unicodedata.combining(char) or char in JOINERS for char in folded)
    assert fold(folded) == folded


@given(st.text(st.characters(categories=["Nd"]), min_size=1, max_size=20))
def test_digits_of_every_script_keep_their_value(digits: str) -> None:
    assert int(fold(digits)) == int(digits)
