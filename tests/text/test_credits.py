"""Credits in many languages: one line each in fixtures/text/people.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.names import is_person, names
from crawler.text.credits import credits  # noqa: A004 - the field's own word

CASES = json.loads((Path(__file__).parents[2] / "fixtures/text/people.json").read_text("utf-8"))


def label(case: dict[str, str]) -> str:
    return case["label"]


@pytest.mark.parametrize("case", CASES["credits"], ids=label)
def test_a_line_says_who_did_what(case: dict[str, Any]) -> None:
    found = credits(case["line"])

    told = [[credit.role, credit.name] for credit in found.people] if found else []
    assert told == case["people"]
    assert (found.source if found else None) == case["source"]


def test_a_line_of_credits_alone_can_be_taken_off_and_others_cannot() -> None:
    whole = credits("责任编辑：周山")
    part = credits("来源：海州网 责任编辑：周山）转载请注明出处并附上原文链接谢谢合作")

    assert whole is not None
    assert whole.whole
    assert part is None or not part.whole


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    credits(text)
    assert all(is_person(name) for name in names(text))
