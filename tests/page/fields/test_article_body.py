"""The paragraphs of a story: as shown, or as stated where next to nothing is shown."""

from __future__ import annotations

import json

import pytest

from crawler.page.candidate import Candidate
from crawler.page.embedded.app_state import STORY
from crawler.page.fields.article_body import (
    STATED_GAIN,
    in_json_ld,
    in_state,
    is_text,
    on_the_page,
    stated_where_the_page_shows_next_to_nothing,
)
from tests.page.read_pages import PROSE, evidence_in, told

LONG = "The ferry came back on Monday. " * 20


def page_with(stated: object, shown: str = PROSE) -> object:
    data = {"@type": "NewsArticle", "headline": "Rain ends", "articleBody": stated}
    return evidence_in(
        f"<script type='application/ld+json'>{json.dumps(data)}</script><h1>Rain ends</h1>{shown}"
    )


@pytest.mark.parametrize(
    ("stated", "paragraphs"),
    [
        ("One.\nTwo.\r\n\nThree.", ("One.", "Two.", "Three.")),
        ("<p>One.</p><p>Two.<br>Three.</p>", ("One.", "Two.", "Three.")),
        (["One.", 7, "Two."], ("One.", "Two.")),
        ("One.\\nTwo.", ("One.", "Two.")),
        ("  ", None),
        ({"text": "One."}, None),
    ],
)
def test_a_stated_body_is_cut_into_paragraphs(
    stated: object, paragraphs: tuple[str, ...] | None
) -> None:
    found = told(in_json_ld, page_with(stated))  # type: ignore[arg-type]

    assert found == ([paragraphs] if paragraphs else [])


def test_what_is_shown_are_the_paragraphs_of_the_page() -> None:
    [shown] = told(on_the_page, evidence_in(f"<h1>Rain ends</h1>{PROSE}"))

    assert len(shown) == 3
    assert told(in_state, evidence_in(f"<h1>Rain ends</h1>{PROSE}")) == []


@pytest.mark.parametrize(
    ("witness", "length", "possible"),
    [("structured", STORY - 1, False), ("structured", STORY, True), ("page", 1, True)],
)
def test_a_stated_teaser_is_no_body(witness: str, length: int, *, possible: bool) -> None:
    page = evidence_in(f"<h1>Rain ends</h1>{PROSE}").findings

    assert is_text(Candidate(("x" * length,), witness), page) is possible


@pytest.mark.parametrize(("shown", "wins"), [(int(600 / STATED_GAIN) - 1, True), (400, False)])
def test_a_stated_body_wins_where_the_page_shows_next_to_nothing(
    shown: int, *, wins: bool
) -> None:
    page = evidence_in(f"<h1>Rain ends</h1>{PROSE}").findings
    on_page: Candidate[tuple[str, ...]] = Candidate(("x" * shown,), "page")
    stated: Candidate[tuple[str, ...]] = Candidate(("y" * 600,), "structured")

    best = stated_where_the_page_shows_next_to_nothing(on_page, [on_page, stated], page)

    assert best == (stated if wins else on_page)
