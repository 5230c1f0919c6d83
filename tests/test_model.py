"""The record of a story: edits are made in order, stand on record, and are taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Article, Capture, Edit, Image, NotAnArticle, Provenance, digest_of, undo

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


def test_an_edit_of_something_else_than_what_stands_there_is_refused() -> None:
    with pytest.raises((ValueError, LookupError, AttributeError)):
        SERVED.edited([edit("nothing[7]", "One", None)])


@given(st.binary(max_size=50))
def test_a_digest_is_that_of_a_warc_record(payload: bytes) -> None:
    from base64 import b32encode  # noqa: PLC0415 only here

    assert digest_of(payload) == f"sha1:{b32encode(sha1(payload).digest()).decode()}"


def test_a_header_is_found_in_any_case_and_the_first_counts() -> None:
    headers = (("content-TYPE", "text/html"), ("Content-Type", "text/plain"), ("X-A", ""))
    capture = Capture(url="https://quay.example/1", fetched_at=NOW, body=b"", headers=headers)

    assert (capture.content_type, capture.header("x-a"), capture.header("x-b")) == (
        "text/html",
        "",
        None,
    )
    assert replace(capture, headers=()).content_type == ""


def test_why_a_page_is_no_article_is_one_word() -> None:
    error = NotAnArticle("no-text", 0.7)

    assert (str(error), error.reason, error.confidence) == ("no-text", "no-text", 0.7)
