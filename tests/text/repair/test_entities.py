"""References that were escaped once too often are characters again; lessons and tags stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.repair.entities import unescape_again

ESCAPED = {
    "a name": ("caf&eacute;", "café"),
    "a number": ("&#8217;", "’"),
    "a number in hexadecimal": ("&#x6e21;&#x53e3;", "渡口"),
    "a number of Windows-1252": ("&#146;", "’"),
    "twice": ("caf&amp;eacute;", "café"),
    "four times": ("A &amp;amp;amp;amp; B", "A & B"),
    "two halves of a character": ("&#55357;&#56842;", "😊"),
}
KEPT = {
    "what would be a tag": "&lt;b&gt;rain&lt;/b&gt;",
    "what would be a comment": "&lt;!-- rain",
    "no reference": "fish & chips; AT&T; a&b;c",
    "an unknown name": "&ferry;",
    "a lesson": "In HTML, &eacute; is é",
    "a Chinese lesson": "实体 &eacute; 表示 é",
    "without a semicolon": "a&copy 2026",
}


@pytest.mark.parametrize(("text", "meant"), ESCAPED.values(), ids=ESCAPED)
def test_a_reference_is_the_character_that_it_names(text: str, meant: str) -> None:
    assert unescape_again(text) == meant


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_what_is_no_damage_stays(text: str) -> None:
    assert unescape_again(text) == text


@given(st.text(st.sampled_from("&#x;amp18eacutlg <>é")))
def test_unescaping_never_raises_and_never_makes_a_tag(text: str) -> None:
    assert unescape_again(text).count("<") <= text.count("<") + text.count("&")
