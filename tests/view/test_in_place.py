"""Edits stand where they were made, and together they are what `undo` makes of a record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.jsonl import to_record
from crawler.model import Edit, undo
from crawler.view.in_place import MAX_EDITS, compared, in_place
from crawler.view.side_by_side import side_by_side
from tests.exports.archives import story

URL = "https://a.example/1"
WORDS = st.sampled_from(["One.", "Two two.", "渡口三。", "© 2026", ""])


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[str], list[Edit]]:
    """Return paragraphs, and edits that can be made to them one after the other."""
    first = draw(st.lists(WORDS, max_size=5))
    body, edits = list(first), []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["off", "on", "change"]))
        n = draw(st.integers(0, max(0, len(body) - (kind != "on"))))
        if kind == "on":
            edits.append(Edit("rule", f"articleBody[{n}]", None, text := draw(WORDS)))
            body.insert(n, text)
        elif n < len(body):
            after = None if kind == "off" else draw(WORDS)
            edits.append(Edit("rule", f"articleBody[{n}]", body[n], after))
            body[n : n + 1] = [] if after is None else [after]
    return first, edits


@given(edited())
def test_what_was_there_and_what_is_are_both_to_be_read(
    made: tuple[list[str], list[Edit]],
) -> None:
    first, edits = made
    article = story(URL, article_body=tuple(first)).edited(edits)

    shown = in_place(json.loads(json.dumps(to_record(article))))

    assert [each.before for each in shown.body if each.before is not None] == first
    now = [each.now for each in shown.body if each.now is not None]
    assert now == list(article.article_body)
    assert undo(article).article_body == tuple(first)
    assert shown.edit_count() == len(edits)
    assert shown.others == []


def test_a_headline_that_was_repaired_shows_what_it_was() -> None:
    article = story(URL, headline="OÃ¹ ?").edited([Edit("repair:x", "headline", "OÃ¹ ?", "Où ?")])

    shown = in_place(to_record(article)).fields["headline"]

    assert (shown.before, shown.now) == ("OÃ¹ ?", "Où ?")
    assert shown.edits[0].why == "text repaired"


@pytest.mark.parametrize(
    "edit",
    [
        {"by": "x", "field": "articleBody[99]", "before": "a", "after": "b"},
        {
            "by": "x",
            "field": "articleBody[0]",
            "before": "a",
            "after": "another text than is there",
        },
        {"by": "x", "field": "articleBody[0]", "before": ["a"], "after": None},
        {"by": "x", "field": "articleBody[-1]", "before": "a", "after": None},
        {"by": "x", "field": "image[0].caption", "before": "a", "after": "b"},
        {"by": "x", "field": "", "before": None, "after": None},
    ],
)
def test_an_edit_that_fits_nowhere_is_listed_by_itself(edit: dict[str, Any]) -> None:
    record = to_record(story(URL))
    record["provenance"]["edits"] = [edit]

    shown = in_place(record)

    assert len(shown.others) == 1
    assert [each.now for each in shown.body] == ["It sailed at nine.", "Nobody missed it."]


def test_a_line_that_means_harm_holds_nobody_up() -> None:
    record = to_record(story(URL))
    edit = {"by": "x", "field": "articleBody[0]", "before": "a " * 10, "after": None}
    record["provenance"]["edits"] = [edit] * 200_000

    assert in_place(record).edit_count() == MAX_EDITS


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_side_by_side_both_versions_are_whole(before: list[str], after: list[str]) -> None:
    old, new = ({"articleBody": "\n".join(each)} for each in (before, after))

    rows = side_by_side(old, new)

    assert "".join(row.before for row in rows) == "".join(before)
    assert "".join(row.after for row in rows) == "".join(after)


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 50))
@settings(deadline=None, max_examples=50)
def test_a_difference_holds_both_texts_whatever_their_length(
    before: str, after: str, times: int
) -> None:
    one, other = before * times, after * times

    parts = compared(one, other)

    assert "".join(part.before for part in parts) == one
    assert "".join(part.after for part in parts) == other
