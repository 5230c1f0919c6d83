"""The paragraph between headline and body: taken in once, and nothing else with it."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from crawler.page.blocks.block_roles import assign_roles, weigh
from crawler.page.blocks.outline import Outline, outline
from crawler.page.blocks.standfirst import BETWEEN, standfirst
from crawler.page.tree import parse
from tests.page.story_pages import ONE, STORY, TWO, around, article, paragraphs

LEAD = "No boat has crossed the sound since Friday, and none will before the tug arrives."
TITLE = "<h1>Ice stops the ferry</h1>"


def page_of(html: str) -> Outline:
    page = outline(parse(f"<body>{html}</body>").root)
    weigh(page)
    assign_roles(page)
    return page


def leads(over: str, head: str = TITLE) -> list[str]:
    """Return the standfirst of a page whose body is in a box of its own."""
    page = page_of(f"<div class=head>{head}{over}</div><div class=x>{paragraphs(*STORY)}</div>")
    start = next(n for n, block in enumerate(page.blocks) if block.text == ONE)
    return [page.blocks[n].text for n in standfirst(page, range(start, start + len(STORY)))]


def test_a_standfirst_between_headline_and_body_belongs_to_it() -> None:
    story = article(around(f"<p class='standfirst'>{LEAD}</p><div>{paragraphs(*STORY)}</div>"))

    assert story.article_body == (LEAD, *STORY)


@pytest.mark.parametrize(
    "over",
    [
        f"<p>{LEAD}</p>",
        f"<h2>{LEAD}</h2>",
        f"<div>Harbour news</div><p>{LEAD}</p>",
        f"<div class=summary>{LEAD}</div><ul><li>Share</ul>",
    ],
)
def test_a_sentence_below_the_headline_stands_first(over: str) -> None:
    assert leads(over) == [LEAD]


@pytest.mark.parametrize(
    "over",
    [
        "<p>By Jane Roe</p>",
        "<p>5 February 2026, 09:12 | Jane Roe of the Harbour Times, from the quay of Port Pell</p>",
        f"<p><a href=/x>{LEAD}</a></p>",
        f"<ul><li>News</li><li>{LEAD}</li></ul>",
        f"<div class=share-bar>{LEAD}</div>",
        f"<p>{TWO}</p>",
    ],
    ids=["a name", "a day", "a link", "an entry of a list", "a bar", "what the body says too"],
)
def test_what_else_stands_there_does_not(over: str) -> None:
    assert leads(over) == []


def test_what_is_said_twice_stands_first_once() -> None:
    assert leads(f"<p>{LEAD}</p><p>{LEAD}</p>") == [LEAD]


def test_without_a_headline_only_what_is_called_a_summary_counts_and_only_near() -> None:
    menu = "<div>Menu</div>" * BETWEEN
    summary = f"<div class=summary>{LEAD}</div>"

    assert leads(summary, head="") == [LEAD]
    assert leads(f"<div>{LEAD}</div>", head="") == []
    assert leads(summary + menu, head="") == []
    assert leads(summary + menu) == [LEAD]


def test_paragraphs_right_above_the_box_of_the_body_are_taken_in_up_to_what_is_none() -> None:
    near = "On the island the shops have bread for two more days, and milk for one."
    page = page_of(
        f"<article><p>{LEAD}</p><div>Photo</div><p>{near}</p><div class=x>{paragraphs(*STORY)}</div></article>"
    )

    found = standfirst(page, range(3, 6))

    assert [page.blocks[n].text for n in found] == [near]


def test_a_page_without_a_body_has_none() -> None:
    assert standfirst(page_of(f"{TITLE}<p>{LEAD}</p>"), []) == []
