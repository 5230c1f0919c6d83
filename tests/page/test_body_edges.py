"""What stands at the edges of a story, and in boxes within it: each with a near neighbour that stays."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from tests.page.test_body import ONE, STORY, THREE, TWO, around, article, paragraphs

INGREDIENTS = "<ul><li>2 herrings, gutted</li><li>1 tsp salt</li><li>half a lemon</li></ul>"
STEPS = "<ol><li>Salt the fish and let it stand for an hour.</li><li>Fry it.</li></ol>"


@pytest.mark.parametrize(
    "stamp",
    [
        "5 February 2026, 09:12 | Jane Roe",
        "Port Pell, Harbour Bureau | Updated : 5 February 2026, 09:12 AM",
        "Jane Roe · Harbour Times · Posted: Feb 05, 2026 4:00 AM EST | Last Updated: February 6",
        "erstellt: 05. Februar 2026, 15:25 in: Hafen | Kommentare: 0",
        "发表于2026-02-05 21:30 | 1164次阅读 | 来源海州新闻网 | 0条评论",
    ],
)
def test_the_line_with_the_time_of_a_story_is_none_of_it(stamp: str) -> None:
    inside = article(around(f"<div class='story-body'>{paragraphs(stamp, *STORY)}</div>"))
    above = article(around(f"<div class='beru'>{stamp}</div><div>{paragraphs(*STORY)}</div>"))

    assert inside.article_body == above.article_body == STORY


@pytest.mark.parametrize(
    "line",
    [
        "On 5 February 2026, at 09:12, the last ferry left the harbour with forty on board.",
        "The last ferry, of 5 February 2026, carried forty passengers and a cow called Berta",
    ],
)
def test_a_first_line_that_tells_of_a_day_is_the_storys(line: str) -> None:
    body = article(
        around(f"<div class='story-body'>{paragraphs(line, *STORY)}</div>")
    ).article_body

    assert body == (line, *STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Updated at 1:23 p.m.",
        "Publiziert: 05.02.2026, 12:35",
        "Stand: 5. Februar 2026, 10:00 Uhr",
        "Publié le 5 février 2026 à 18h30",
        "Опубликовано: 5 февраля 2026, 12:40",
        "更新：2026年2月5日 21:30",
    ],
)
def test_when_a_story_was_published_ends_no_story(line: str) -> None:
    assert article(around(f"<div>{paragraphs(*STORY, line)}</div>")).article_body == STORY


@pytest.mark.parametrize(
    "line", ["Posted 23 points, as many as in 2025.", "Stand by, said the captain."]
)
def test_a_last_line_that_only_begins_like_a_date_stays(line: str) -> None:
    assert article(around(f"<div>{paragraphs(*STORY, line)}</div>")).article_body == (*STORY, line)


def test_a_recipe_card_keeps_what_is_cooked_and_how() -> None:
    card = (
        f"<div class='wprm recipe-card'><h3>Ingredients</h3><div class='recipe-ingredients'>{INGREDIENTS}</div>"
        f"<h3>Instructions</h3><div class='recipe-instructions'>{STEPS}</div></div>"
    )

    body = article(
        around(f"<div class='story-body'>{paragraphs(*STORY)}{card}</div>")
    ).article_body

    assert body == (
        *STORY, "Ingredients", "2 herrings, gutted", "1 tsp salt", "half a lemon",
        "Instructions", "Salt the fish and let it stand for an hour.", "Fry it.",
    )  # fmt: skip


def test_a_list_in_a_box_of_the_sites_own_after_a_story_is_left_out() -> None:
    box = f"<div class='shop-window'><h3>From our shop</h3><div class='shop-items'>{INGREDIENTS}</div></div>"

    body = article(around(f"<div class='story-body'>{paragraphs(*STORY)}{box}</div>")).article_body

    assert body == STORY


def test_a_sub_heading_that_can_be_pointed_at_is_a_sub_heading() -> None:
    own = "<h3><a href='#night'>A night in the school</a></h3>"
    other = "<h3><a href='/1963.html'>The winter of 1963</a></h3>"

    body = article(
        around(
            f"<div class='story-body'>{paragraphs(ONE)}{own}{paragraphs(TWO)}{other}{paragraphs(THREE)}</div>"
        )
    ).article_body

    assert body == (ONE, "A night in the school", TWO, THREE)


def test_a_sub_heading_may_be_called_a_headline() -> None:
    heading = "<div class='element-headline'><h2 class='section-headline'>A night in the school</h2></div>"

    body = article(
        around(f"<div>{paragraphs(ONE, TWO)}{heading}{paragraphs(THREE)}</div>")
    ).article_body

    assert body == (ONE, TWO, "A night in the school", THREE)


def test_what_a_caption_calls_its_description_is_a_caption() -> None:
    figure = "<figure><img src='/f.jpg'><figcaption><div class='description'>The ferry in the ice.</div></figcaption></figure>"
    lead = "<div class='description'>Nothing has crossed the sound since Friday, and nothing will.</div>"

    story = article(around(f"{lead}{figure}<div>{paragraphs(*STORY)}</div>"))

    assert story.article_body == (
        "Nothing has crossed the sound since Friday, and nothing will.",
        *STORY,
    )


def test_the_longest_name_an_element_carries_is_the_one_that_counts() -> None:
    lead = "No boat has crossed the sound since Friday, and none will before the tug arrives from over there."

    story = article(
        around(f"<div class='teaser-text'><p>{lead}</p></div><div>{paragraphs(*STORY)}</div>")
    )
    teaser = article(
        around(f"<div>{paragraphs(*STORY)}</div><div class='teaser'><p>{lead}</p></div>")
    )

    assert story.article_body == (lead, *STORY)
    assert teaser.article_body == STORY


def test_a_box_of_a_page_builder_is_no_demand_for_consent() -> None:
    inner = "".join(
        f"<div class='cmp-container' id='container-{n}'><div class='cmp-text'>{paragraphs(text)}</div></div>"
        for n, text in enumerate(STORY)
    )

    assert article(around(f"<div class='root container'>{inner}</div>")).article_body == STORY
