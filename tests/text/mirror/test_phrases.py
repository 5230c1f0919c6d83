"""Whole words tell what pairs of characters do not."""

from __future__ import annotations

import pytest

from crawler.text.mirror.character_pairs import START, price
from crawler.text.mirror.phrases import phrase_price


def whole(text: str) -> float:
    """Return what a text costs by its pairs and its words together."""
    pairs = zip(START + text, text + START, strict=True)
    return sum(price(char, before) for before, char in pairs) + phrase_price(text)


@pytest.mark.parametrize(
    ("meant", "odd"),
    [("细致毛孔", "细致命米"), ("声音例如", "声音但如")],
)
def test_a_text_of_words_is_likelier_than_one_of_pairs_that_are_frequent(
    meant: str, odd: str
) -> None:
    assert phrase_price(meant) < phrase_price(odd)
    assert whole(meant) < whole(odd)


@pytest.mark.parametrize("text", ["", "?", "LED 2014", "，。"])
def test_what_holds_no_chinese_costs_no_more(text: str) -> None:
    assert phrase_price(text) == 0


def test_what_stands_between_signs_is_no_word_across_them() -> None:
    assert phrase_price("中，国") > phrase_price("中国")
