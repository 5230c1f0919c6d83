"""The points that an editor listed above a story are a field of the record, not lost."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from tests.page.story_pages import STORY, around, article, paragraphs

POINTS = (
    "Forty passengers slept in the school hall",
    "A tug from the mainland comes in the morning",
)
ITEMS = "".join(f"<li>{point}</li>" for point in POINTS)
STATED = '<script type="application/ld+json">{"@type": "NewsArticle", "abstract": "The ferry lies in the ice."}</script>'


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='storyHighlights'><h4>Story highlights</h4><ul>{ITEMS}</ul></div>",
        f"<div class='key-points'><h4>Key points</h4><ul>{ITEMS}</ul></div>",
        f"<section class='x7'><strong>Das Wichtigste in Kürze</strong><ol>{ITEMS}</ol></section>",
        f"<ul class='facts'>{ITEMS}</ul>",
    ],
)
def test_what_is_listed_above_a_story_is_its_abstract(box: str) -> None:
    story = article(around(f"<div class='body'>{box}{paragraphs(*STORY)}</div>"))

    assert story.abstract == "\n".join(POINTS)
    assert story.article_body == STORY


@pytest.mark.parametrize(
    "box",
    [
        "<ul><li><a href='/1'>Market moves to the square</a></li><li><a href='/2'>School gets a new roof</a></li></ul>",
        "<ul><li>Print</li><li>Save for later on</li></ul>",
        "<ul><li>5 February 2026, 09:12</li><li>By Jane Roe and John Doe</li></ul>",
        f"<div class='related'><ul>{ITEMS}</ul></div>",
        "<ul><li>One line alone is no list of anything</li></ul>",
    ],
    ids=["links", "tools", "a byline", "a box for others", "one line"],
)
def test_other_lists_above_a_story_are_no_abstract(box: str) -> None:
    story = article(around(f"<div class='body'>{box}{paragraphs(*STORY)}</div>"))

    assert story.abstract is None
    assert story.article_body == STORY


def test_a_list_within_a_story_is_of_its_body() -> None:
    inside = f"{paragraphs(*STORY[:2])}<ul>{ITEMS}</ul>{paragraphs(STORY[2])}"

    story = article(around(f"<div class='body'>{inside}</div>"))

    assert story.abstract is None
    assert story.article_body == (*STORY[:2], *POINTS, STORY[2])


def test_a_page_may_state_its_abstract_to_machines() -> None:
    assert article(STATED + around(paragraphs(*STORY))).abstract == "The ferry lies in the ice."
