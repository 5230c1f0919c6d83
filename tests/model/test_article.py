"""The record of a story: edits are made in order, stand on record, and are taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Article, Edit, Image, NotAnArticle, Provenance, undo

NOW = datetime(2026, 2, 5, tzinfo=UTC)
KNOWN = Provenance(captures=("sha1:A",), fetched_at=NOW, encoding="utf-8")
SERVED = Article(
    url="https://quay.example/1",
    headline="Ferry returns",
    article_body=("One", "Two", "Three"),
    image=(Image("https://quay.example/1.jpg", "A ferry"),),
    provenance=KNOWN,
)


def edit(path: str, before: str | None, after: str | None) -> Edit:
    return Edit("test", path, before, after)


@pytest.mark.parametrize(
    ("edits", "changed"),
    [
        ([edit("headline", "Ferry returns", "Ferry is back")], {"headline": "Ferry is back"}),
        ([edit("articleBody[1]", "Two", "2")], {"article_body": ("One", "2", "Three")}),
        ([edit("articleBody[1]", "Two", None)], {"article_body": ("One", "Three")}),
        (
            [edit("articleBody[2]", "Three", None), edit("articleBody[1]", "Two", None)],
            {"article_body": ("One",)},
        ),
        ([edit("kicker", None, "Harbour")], {"kicker": "Harbour"}),
        (
            [edit("image[0].caption", "A ferry", "The ferry")],
            {"image": (Image("https://quay.example/1.jpg", "The ferry"),)},
        ),
    ],
)
def test_edits_are_made_in_order_and_taken_back(
    edits: list[Edit], changed: dict[str, object]
) -> None:
    clean = SERVED.edited(edits)

    assert replace(clean, provenance=KNOWN) == replace(SERVED, **changed)  # type: ignore[arg-type]
    assert clean.provenance.edits == tuple(edits)
    assert undo(clean) == SERVED


@pytest.mark.parametrize("count", [10, 1_000])
def test_any_number_of_edits_puts_each_part_together_once(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []

    def counted(value: object, **changes: object) -> object:
        made.append(value)
        return replace(value, **changes)  # type: ignore[type-var]

    monkeypatch.setattr("crawler.model.article.replace", counted)
    whole = replace(SERVED, article_body=("One",) * count, image=SERVED.image * count)
    edits = [edit(f"articleBody[{n}]", "One", None) for n in reversed(range(count))]
    edits += [edit("image[0].caption", "A ferry", "The ferry")]

    clean = whole.edited(edits)

    assert (clean.article_body, clean.image[0].caption) == ((), "The ferry")
    assert undo(clean) == whole
    assert len(made) <= 8


def test_edits_of_a_list_are_made_where_each_finds_it() -> None:
    body = replace(SERVED, article_body=("One", "Two"))
    edits = [
        edit("articleBody[0]", None, "None"), edit("articleBody[1]", "One", "1"),
        edit("articleBody[0]", "None", None), edit("articleBody[0]", "1", "one"),
        edit("kicker", None, "Port"), edit("kicker", "Port", "Harbour"),
    ]  # fmt: skip

    clean = body.edited(edits)

    assert (clean.article_body, clean.kicker) == (("one", "Two"), "Harbour")
    assert undo(clean) == body


def test_no_edit_is_no_other_article() -> None:
    assert SERVED.edited([]) is SERVED


@given(st.data())
def test_any_row_of_edits_can_be_taken_back(data: st.DataObject) -> None:
    clean = SERVED
    for _ in range(data.draw(st.integers(0, 6))):
        body = clean.article_body
        if not body:
            break
        at = data.draw(st.integers(0, len(body) - 1))
        after = data.draw(st.none() | st.text(max_size=5))
        clean = clean.edited([edit(f"articleBody[{at}]", body[at], after)])

    assert undo(clean) == SERVED


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (edit("nothing[7]", "One", None), AttributeError),
        (edit("articleBody[0]", "Two", None), ValueError),
        (edit("articleBody[0]", "Two", "2"), ValueError),
        (edit("articleBody[3]", "Four", None), IndexError),
        (edit("articleBody[4]", None, "Five"), IndexError),
        (edit("headline", None, "Ferry"), ValueError),
        (edit("image[0].caption", None, "A ferry"), ValueError),
        (edit("image[1].caption", None, "A ferry"), IndexError),
    ],
)
def test_an_edit_of_something_else_than_what_stands_there_is_refused(
    wrong: Edit, error: type[Exception]
) -> None:
    with pytest.raises(error):
        SERVED.edited([wrong])


def test_what_is_added_at_the_end_is_taken_back() -> None:
    more = SERVED.edited([edit("articleBody[3]", None, "Four"), edit("author[0]", None, "Ada")])

    assert more.article_body == ("One", "Two", "Three", "Four")
    assert undo(more) == SERVED


def test_what_was_on_record_before_stays_before() -> None:
    first, second = edit("headline", "Ferry returns", "A"), edit("headline", "A", "B")

    assert SERVED.edited([first]).edited([second]).provenance.edits == (first, second)
    assert second.inverse() == edit("headline", "B", "A")


def test_why_a_page_is_no_article_is_one_word() -> None:
    error = NotAnArticle("no-text", 0.7)

    assert (str(error), error.reason, error.confidence) == ("no-text", "no-text", 0.7)
