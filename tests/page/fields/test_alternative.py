"""The lines over and under a headline, and the second headline that is stated."""

from __future__ import annotations

import json

import pytest

from crawler.page.fields.alternative import deck, in_json_ld, kicker
from tests.page.read_pages import PROSE, evidence_in, told

HEADLINE = "Rain ends after nine days"


def stated(other: str) -> str:
    data = {"@type": "NewsArticle", "headline": HEADLINE, "alternativeHeadline": other}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def test_the_lines_around_a_headline_are_told_by_where_they_stand() -> None:
    page = evidence_in(
        f"<title>{HEADLINE}</title><p class=kicker>Weather</p><h1>{HEADLINE}</h1>"
        f"<h2 class=deck>The harbour is glad of it, and so is the board</h2>{PROSE}"
    )

    assert (told(kicker, page), told(deck, page)) == (
        ["Weather"],
        ["The harbour is glad of it, and so is the board"],
    )


def test_a_headline_alone_has_neither() -> None:
    page = evidence_in(f"<title>{HEADLINE}</title><h1>{HEADLINE}</h1>{PROSE}")

    assert told(kicker, page) == told(deck, page) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("The harbour is glad", ["The harbour is glad"]),
        (HEADLINE.upper(), []),
        ("Rain ends", []),
        (f"{HEADLINE}: a long wait is over", []),
        ("", []),
    ],
)
def test_a_second_headline_is_no_part_of_the_first_and_does_not_hold_it(
    other: str, expected: list[str]
) -> None:
    page = evidence_in(f"{stated(other)}<title>{HEADLINE}</title><h1>{HEADLINE}</h1>{PROSE}")

    assert told(in_json_ld, page) == expected


@pytest.mark.parametrize("place", ["{}", "<header>{}</header>"])
@pytest.mark.parametrize(
    ("line", "is_deck"),
    [
        ("<p class=subtitle>The harbour is glad of it</p>", True),
        ("<div class='article__deck'>The harbour is glad of it</div>", True),
        ("<p class=text>The harbour is glad of it</p>", False),
        ("<p class=subtitle>By Jane Roe, 8 March 2021</p>", False),
    ],
)
def test_a_line_that_is_called_so_is_a_deck_though_the_text_seems_to_begin_there(
    line: str, place: str, *, is_deck: bool
) -> None:
    top = place.format(f"<h1>{HEADLINE}</h1>{line}")
    page = evidence_in(f"<title>{HEADLINE}</title>{top}{PROSE}")

    assert told(deck, page) == (["The harbour is glad of it"] if is_deck else [])
