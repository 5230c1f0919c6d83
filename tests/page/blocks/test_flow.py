"""Boxes within a text: which interrupt or follow its flow, and which are part of it."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from tests.page.story_pages import (
    ONE,
    STORY,
    THREE,
    TWO,
    around,
    article,
    paragraphs,
)

INGREDIENTS = "<ul><li>2 herrings, gutted</li><li>1 tsp salt</li><li>half a lemon</li></ul>"


STEPS = "<ol><li>Salt the fish and let it stand for an hour.</li><li>Fry it.</li></ol>"


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


def test_a_recipe_above_its_steps_keeps_what_goes_into_it() -> None:
    card = (
        f"<p>{ONE}</p><section class='ingredients'><h2>Zutaten</h2>{INGREDIENTS}</section>"
        f"<div class='preparation'><h2>Zubereitung</h2>{paragraphs(TWO, THREE)}</div>"
    )

    body = article(around(f"<div class='dish'>{card}</div>")).article_body

    assert body == (
        ONE, "Zutaten", "2 herrings, gutted", "1 tsp salt", "half a lemon", "Zubereitung",
        TWO, THREE,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["rank-math-faq", "schema-faq"])
def test_questions_and_answers_of_a_plugin_are_the_articles(name: str) -> None:
    asked = f"<div class='{name}-block'><div class='{name}-item'><h3>Who pays?</h3><p>{THREE}</p></div></div>"

    body = article(
        around(f"<div class='story-body'>{paragraphs(ONE, TWO)}{asked}</div>")
    ).article_body

    assert body == (ONE, TWO, "Who pays?", THREE)


def test_a_ranking_is_none_of_the_article() -> None:
    ranked = f"<div class='rank-list'><h3>Most read</h3><p>{THREE}</p></div>"

    body = article(around(f"<div class='story-body'>{paragraphs(ONE, TWO)}{ranked}</div>"))

    assert body.article_body == (ONE, TWO)


def test_a_long_cell_above_a_table_of_paragraphs_is_the_articles() -> None:
    long = f"{ONE} {TWO} {ONE}"
    table = f"<table><tr><td>{long}</td></tr><tr><td><div class='x'>{paragraphs(*STORY)}</div></td></tr></table>"

    assert article(around(f"<div>{table}</div>")).article_body[0] == long


def test_a_list_in_a_box_of_the_sites_own_after_a_story_is_left_out() -> None:
    box = f"<div class='shop-window'><h3>From our shop</h3><div class='shop-items'>{INGREDIENTS}</div></div>"

    body = article(around(f"<div class='story-body'>{paragraphs(*STORY)}{box}</div>")).article_body

    assert body == STORY


BOATS = [
    ("Selma", "Twelve bunks, a stove and a saw.", "She was built of oak in 1921 and has never been late for the ice."),
    ("Vega", "Two bunks and a heater.", "Her hull was doubled in the yard at Pell after the long winter."),
    ("Brage", "Forty seats and no bunk.", "He who steers her says that she rolls in anything above a breeze."),
]  # fmt: skip


def test_what_is_told_of_each_subject_stands_in_boxes_that_stay() -> None:
    told = "".join(
        f"<h2>{name}</h2><p>{text}</p><div class='facts'><ul><li>{facts}</li></ul></div>"
        for name, facts, text in BOATS
    )

    body = article(around(f"<div>{paragraphs(ONE, TWO)}{told}{paragraphs(THREE)}</div>"))

    named = [line for name, facts, text in BOATS for line in (name, text, facts)]
    assert body.article_body == (ONE, TWO, *named, THREE)


def test_a_box_in_the_flow_that_has_sub_headings_over_paragraphs_stays() -> None:
    sections = "".join(f"<h3>{name}</h3><p>{text}</p>" for name, _, text in BOATS)
    longer = (ONE, TWO, *(f"{ONE} {TWO}", f"{TWO} {THREE}"))

    inside = f"<div>{paragraphs(*longer)}<div class='x7'>{sections}</div>{paragraphs(THREE)}</div>"

    named = [line for name, _, text in BOATS for line in (name, text)]
    assert article(around(inside)).article_body == (*longer, *named, THREE)


@pytest.mark.parametrize(
    "box",
    [
        f"<div class='x7'><p>{BOATS[0][2]}</p></div>",
        f"<div class='x7'><h3>{BOATS[0][0]}</h3><p>{BOATS[0][2]}</p></div>",
    ],
    ids=["a paragraph", "a heading and a paragraph"],
)
def test_a_box_that_stands_once_in_the_flow_is_none_of_it(box: str) -> None:
    flow = (ONE, TWO, THREE, f"{ONE} {TWO}", f"{TWO} {THREE}")

    inside = f"<div>{paragraphs(*flow[:2])}{box}{paragraphs(*flow[2:])}</div>"

    assert BOATS[0][2] not in article(around(inside)).article_body


def test_a_box_that_says_the_same_again_and_again_is_none_of_the_flow() -> None:
    flow = (f"{ONE} {TWO}", f"{TWO} {THREE}", f"{THREE} {ONE}", f"{ONE} {THREE}")
    box = "<div class='x7'><p>With a click you can have shown what others wrote.</p></div>"

    inside = "".join(f"<p>{text}</p>{box}" for text in flow)

    assert article(around(f"<div>{inside}</div>")).article_body == flow


ASKED = "<div{0}><div class='q1'><h3>Who clears the ice?</h3><div><p>The one tug that the state has in these waters.</p></div></div></div>"


@pytest.mark.parametrize(
    ("name", "stays"),
    [(" class='blog-faq'", True), (" class='FAQ_container__x4'", True), (" class='box'", False)],
)
def test_what_is_asked_and_answered_stays_however_deep_it_stands(
    name: str, *, stays: bool
) -> None:
    flow = (ONE, TWO, THREE, f"{ONE} {TWO}", f"{TWO} {THREE}")

    body = article(around(f"<div>{paragraphs(*flow)}{ASKED.format(name)}</div>")).article_body

    asked = ("Who clears the ice?", "The one tug that the state has in these waters.")
    assert body == (*flow, *(asked if stays else ()))


def test_what_is_unfolded_with_a_click_is_part_of_the_text_around_it() -> None:
    flow = (ONE, TWO, THREE, f"{ONE} {TWO}", f"{TWO} {THREE}")
    folded = f"<details><summary>More of the ice</summary><p>{BOATS[0][2]}</p></details>"

    inside = f"<div>{paragraphs(*flow[:3])}{folded}{paragraphs(*flow[3:])}</div>"

    assert article(around(inside)).article_body == (
        *flow[:3], "More of the ice", BOATS[0][2], *flow[3:]
    )  # fmt: skip


def test_terms_and_what_they_mean_stay_in_order_though_each_pair_has_a_box() -> None:
    pairs = (("Berta", "A ferry of 1963."), ("Anna", "A tug."))
    boxed = "".join(
        f"<div class='b{n}'><dt>{t}</dt><dd>{d}</dd></div>" for n, (t, d) in enumerate(pairs)
    )
    flat = "".join(f"<dt>{t}</dt><dd>{d}</dd>" for t, d in pairs)
    promo = "<section><div class='promo'>Anna, a tug</div></section>"

    def read(inner: str) -> tuple[str, ...]:
        return article(
            around(f"<div>{paragraphs(ONE, TWO)}{inner}{paragraphs(THREE)}</div>")
        ).article_body

    told = (ONE, TWO, "Berta", "A ferry of 1963.", "Anna", "A tug.", THREE)
    assert read(f"<dl>{boxed}</dl>") == read(f"<dl>{flat}</dl>") == told
    assert read(promo) == STORY


@pytest.mark.parametrize("name", ["", " class='x1f3'"])
def test_a_list_among_paragraphs_that_are_no_p_stays(name: str) -> None:
    items = ("Bread for two days", "Oil for the lamps")
    told = "".join(f"<div{name}>{text}</div>" for text in STORY[:2])
    listed = f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    links = "<ul><li><a href='/1'>Snow closes the school</a></li><li>Snow in the hills</li></ul>"
    page = f"<h1>Ice</h1><div>{told}{listed}<div{name}>{THREE}</div>{links}</div>"

    assert article(page).article_body == (*STORY[:2], *items, THREE)
