"""`crawler.patterns`: what `re` does, and nothing before it is asked for."""

from __future__ import annotations

import pickle
import re

import pytest

from crawler import patterns
from crawler.pattern_codes import CODES

TEXT = "The ferry of 9 May, the ferry of 10 May"
CALLS = {
    "search": (TEXT,),
    "match": (TEXT,),
    "fullmatch": (TEXT,),
    "findall": (TEXT,),
    "split": (TEXT,),
    "sub": ("boat", TEXT),
    "subn": ("boat", TEXT),
}


@pytest.mark.parametrize("method", CALLS)
def test_a_pattern_answers_as_one_of_the_standard_library(method: str) -> None:
    expression, flags = r"the (?P<what>ferry)", re.IGNORECASE

    ours = getattr(patterns.compile(expression, flags), method)(*CALLS[method])
    theirs = getattr(re.compile(expression, flags), method)(*CALLS[method])

    assert str(ours) == str(theirs)


def test_a_pattern_is_compiled_once_when_it_is_first_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[object] = []
    compile_ = CODES.compile

    def counted(pattern: str, flags: int) -> re.Pattern[str]:
        compiled.append((pattern, flags))
        return compile_(pattern, flags)

    monkeypatch.setattr(CODES, "compile", counted)

    pattern = patterns.compile("fer{2}y")

    assert (pattern.pattern, compiled) == ("fer{2}y", [])
    assert pattern.search("ferry")
    assert pattern.match("ferry")
    assert compiled == [("fer{2}y", 0)]


def test_a_pattern_can_be_sent_to_another_process() -> None:
    pattern = patterns.compile("fer{2}y", patterns.IGNORECASE)

    sent = pickle.loads(pickle.dumps(pattern))

    assert sent.search("FERRY")
    assert pickle.loads(pickle.dumps(sent)).flags == re.compile("fer{2}y", re.IGNORECASE).flags


def test_what_a_pattern_does_not_have_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="serach"):
        patterns.compile("ferry").serach  # type: ignore[attr-defined]  # noqa: B018 it is asked


def test_a_broken_pattern_is_told_when_it_is_used() -> None:
    pattern = patterns.compile("(ferry")

    with pytest.raises(patterns.error):
        pattern.search("ferry")
