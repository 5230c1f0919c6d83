"""What a terminal would obey, or a reader not see, is spelled; all other text stays."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.harmless import harmless, harmless_json

HARMFUL = {
    "an escape": ("\x1b[2J", "\\u001b[2J"),
    "a bell": ("a\x07b", "a\\u0007b"),
    "a carriage return": ("safe\rrm", "safe\\u000drm"),
    "a C1 control": ("\x9b31m", "\\u009b31m"),
    "a mark that turns a name": ("gpj\u202eexe", "gpj\\u202eexe"),
    "an isolate": ("\u2066a\u2069", "\\u2066a\\u2069"),
    "a line separator": ("a\u2028b", "a\\u2028b"),
    "half of a character": ("\ud800", "\\ud800"),
    "a tag character": ("a\U000e0041", "a\\U000e0041"),
}
SOUND = (
    "", "Ferry returns to Pell", "Żółć\t渡口\n«déjà vu»", "می\u200cشود", "👩\u200d🚀",
    "\xa0a\u3000b", "e\u0301", "\\u001b as a lesson",
)  # fmt: skip


@pytest.mark.parametrize(("text", "spelled"), HARMFUL.values(), ids=HARMFUL)
def test_what_a_terminal_would_obey_is_spelled(text: str, spelled: str) -> None:
    assert harmless(text) == spelled


@pytest.mark.parametrize("text", SOUND)
def test_text_that_people_read_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
    assert harmless_json(text) == text


@given(st.text(st.characters(codec=None)))
def test_spelling_twice_changes_nothing_more(text: str) -> None:
    assert harmless(harmless(text)) == harmless(text)


@given(st.text(st.characters(codec="utf-8")))
def test_a_spelled_line_of_json_says_the_same(text: str) -> None:
    line = json.dumps({"headline": text}, ensure_ascii=False)

    assert json.loads(harmless_json(line)) == json.loads(line)
