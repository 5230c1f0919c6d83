"""What stands at the edges of a story, and in boxes within it: each with a near neighbour that stays."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import json

import pytest

from tests.page.story_pages import ONE, STORY, THREE, TWO, around, article, paragraphs

INGREDIENTS = "<ul><li>2 herrings, gutted</li><li>1 tsp salt</li><li>half a lemon</li></ul>"
SLIDES = (f"{ONE} {TWO}", f"{TWO} {THREE}", f"{THREE} {ONE}")
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


@pytest.mark.parametrize(
    "label",
    [
        "About the author",
        "Über die Autorin",
        "À propos de l’auteur",
        "Об авторе",
        "作者简介",
        "필자 소개",
    ],
)
def test_who_wrote_a_story_is_told_below_it(label: str) -> None:
    told = "Jane Roe has written of boats for thirty years."
    inside = paragraphs(ONE, label, told, TWO, THREE)

    after = article(around(f"<div>{paragraphs(*STORY, label, told)}</div>")).article_body
    amid = article(around(f"<div>{inside}</div>")).article_body

    assert after == STORY
    assert amid == (ONE, label, told, TWO, THREE)


@pytest.mark.parametrize(
    "line",
    [
        "When you buy through links on our site, we may earn an affiliate commission.",
        "Dieser Artikel enthält Affiliate-Links: Für Käufe erhalten wir eine kleine Provision.",
        "Cet article contient des liens d’affiliation.",
        "Este artículo contiene enlaces de afiliados.",
    ],
)
def test_that_a_page_is_paid_for_sales_is_none_of_its_story(line: str) -> None:
    assert article(around(f"<div>{paragraphs(ONE, line, TWO, THREE)}</div>")).article_body == STORY


def test_a_story_may_speak_of_commissions() -> None:
    line = (
        "The commission said on Monday that affiliates of the ferry company had paid for the dock."
    )

    body = article(around(f"<div>{paragraphs(ONE, line, TWO, THREE)}</div>")).article_body

    assert body == (ONE, line, TWO, THREE)


@pytest.mark.parametrize(
    "line", ["Crédits photos : Agence du Port", "Titelbild: Jane Roe/Hafenfoto"]
)
def test_who_made_the_pictures_ends_no_story(line: str) -> None:
    assert article(around(f"<div>{paragraphs(*STORY, line)}</div>")).article_body == STORY


@pytest.mark.parametrize(
    "line",
    [
        "The ferry lies in the ice. AP",
        "Die Fähre liegt im Eis. picture alliance / Hafen Presse",
        "Паром стоит во льду. РИА Новости",
        "여객선이 얼음에 갇혀 있다. 연합뉴스",
        "여객선이 얼음에 갇혀 있다. 홍길동 기자",
    ],
)
def test_a_line_below_a_picture_that_ends_with_an_agency_is_its_caption(line: str) -> None:
    shown = f"<p>{ONE}</p><p><img src='/ferry.jpg' width='600'></p><p>{line}</p>"

    story = article(around(f"<div>{shown}{paragraphs(TWO, THREE)}</div>"))

    assert story.article_body == STORY
    assert [image.caption for image in story.image] == [line]


def test_a_byline_below_a_picture_is_no_caption() -> None:
    shown = f"<p>{ONE}</p><p><img src='/ferry.jpg' width='600'></p><p>홍길동 기자</p>"

    story = article(around(f"<div>{shown}{paragraphs(TWO, THREE)}</div>"))

    assert [image.caption for image in story.image] == [None]


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


def test_a_sub_heading_right_above_the_first_paragraph_stays() -> None:
    head = "<h2>From 1968 until today</h2>"
    label = "<h2>Tern Bay</h2><div>Monday</div>"

    headed = article(around(f"<div>{head}{paragraphs(*STORY)}</div>"))
    labelled = article(around(f"<div>{label}{paragraphs(*STORY)}</div>"))

    assert headed.article_body == ("From 1968 until today", *STORY)
    assert labelled.article_body == STORY


def test_what_a_form_says_is_none_of_the_article() -> None:
    form = (
        "<form action='/post'><h4>Harbour letter</h4><input name='mail'>"
        "<p>I agree that the harbour office may write to me, and I can take this back at any time.</p>"
        "<div>Something went wrong. Please try again!</div></form>"
    )

    assert article(around(f"<div>{paragraphs(*STORY)}{form}</div>")).article_body == STORY


def test_a_form_around_the_whole_page_hides_nothing() -> None:
    page = around(f"<div>{paragraphs(*STORY)}</div>")

    assert article(f"<body><form id='aspnetForm'>{page}</form>").article_body == STORY
    assert article(f"<body><div><form id='f'>{page}</form></div>").article_body == STORY


def test_a_long_cell_above_a_table_of_paragraphs_is_the_articles() -> None:
    long = f"{ONE} {TWO} {ONE}"
    table = f"<table><tr><td>{long}</td></tr><tr><td><div class='x'>{paragraphs(*STORY)}</div></td></tr></table>"

    assert article(around(f"<div>{table}</div>")).article_body[0] == long


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


@pytest.mark.parametrize(
    "gallery",
    [
        {"count": 3, "captions": list(SLIDES), "images": [{"url": "/1.jpg"}]},
        [{"img": f"/{n}.jpg", "note": text} for n, text in enumerate(SLIDES)],
        {"list": [{"src": "/1.jpg", "desc": text} for text in SLIDES]},
    ],
)
def test_a_gallery_that_only_a_script_knows_is_read_picture_by_picture(gallery: object) -> None:
    told = {"title": "Ice stops the ferry", "publishTime": "2026-02-05", "gallery": gallery}
    script = f"<script>var PAGE = {json.dumps(told)};</script>"

    story = article(f"{script}<h1>Ice stops the ferry</h1><p>1/3</p>")

    assert story.article_body == SLIDES


def test_the_addresses_of_pictures_are_no_story() -> None:
    shown = [f"https://harbour.example/pictures/of-the-ferry-in-the-ice-{n}.jpg" for n in range(9)]
    told = {"title": "Ice stops the ferry", "publishTime": "2026-02-05", "slides": shown}
    script = f"<script>var PAGE = {json.dumps(told)};</script>"

    assert article(script + around(f"<div>{paragraphs(ONE)}</div>")).article_body == (ONE,)


EXCERPT = (
    "The council of town {0} argued for hours about parking near the station, and put it off."
)
LINK = "<a href='/x/{0}'>Council of town {0} argues about parking</a>"
CELLS = {
    "a heading and a paragraph": f"<div><h4>{LINK}</h4><p>{EXCERPT}</p></div>",
    "a line and a text": f"<div class='cell'><div>{LINK}</div><div>{EXCERPT}</div></div>",
    "one paragraph": f"<div class='cell'><p>{LINK} {EXCERPT}</p></div>",
    "a list": f"<li>{LINK}<br>{EXCERPT}</li>",
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("many", [3, 12])
def test_a_series_of_teasers_below_the_story_is_none_of_it(cell: str, many: int) -> None:
    cells = "".join(cell.format(n) for n in range(many))

    said = "<meta property='og:type' content='article'>"
    page = said + around(f"<div>{paragraphs(*STORY)}{cells}</div>")

    assert article(page).article_body == STORY


@pytest.mark.parametrize("cell", list(CELLS.values())[:2], ids=list(CELLS)[:2])
def test_two_of_them_or_some_between_its_paragraphs_are_no_series(cell: str) -> None:
    two = "".join(cell.format(n) for n in range(2))
    three = "".join(cell.format(n) for n in range(3))

    below = article(around(f"<div>{paragraphs(*STORY)}{two}</div>")).article_body
    between = article(around(f"<div>{paragraphs(ONE)}{three}{paragraphs(TWO, THREE)}</div>"))

    assert below[:3] == STORY
    assert EXCERPT.format(2) in between.article_body


FIRMS = "<ul><li><a href='/x'>Eastern Dock</a></li><li><a href='/y'>Vik Marine</a></li></ul>"


@pytest.mark.parametrize(
    ("linked", "lines"),
    [
        (f"<p>Two firms bid for the work:</p>{FIRMS}", ("Two firms bid for the work:", "Eastern Dock", "Vik Marine")),
        ("<p><a href='/x'>The council has put its report on its own pages.</a></p>", ("The council has put its report on its own pages.",)),
        ("<p>The winners are:</p><ul><li><a href='/a'>Anna Berg</a>, Norrby</li><li><a href='/b'>Nils Holt</a>, Norrby</li></ul>", ("The winners are:", "Anna Berg, Norrby", "Nils Holt, Norrby")),
    ],
)  # fmt: skip
def test_links_that_a_sentence_announces_or_that_are_one_are_text(
    linked: str, lines: tuple[str, ...]
) -> None:
    inside = article(
        around(f"<article>{paragraphs(ONE, TWO)}{linked}{paragraphs(THREE)}</article>")
    )

    assert inside.article_body == (ONE, TWO, *lines, THREE)


@pytest.mark.parametrize(
    "linked",
    [
        f"<h3>Read more</h3>{FIRMS}",
        f"<p>Read more:</p>{FIRMS}",
        "<p><a href='/x'>Bridge over the sound stays closed until autumn</a></p>",
    ],
)
def test_links_that_lead_away_are_no_text_between_its_paragraphs_either(linked: str) -> None:
    inside = article(
        around(f"<article>{paragraphs(ONE, TWO)}{linked}{paragraphs(THREE)}</article>")
    )

    assert inside.article_body == STORY


def test_the_linked_headings_of_a_round_up_are_of_it() -> None:
    parts = "".join(
        f"<h3><a href='/{n}'>Part {n} of the tale</a></h3><p>{text}</p>"
        for n, text in enumerate(STORY)
    )
    page = article(around(f"<p class='byline'>By Jane Roe</p><article>{parts}</article>"))

    assert page.article_body[1::2] == STORY
    assert page.article_body[0::2] == (
        "Part 0 of the tale",
        "Part 1 of the tale",
        "Part 2 of the tale",
    )


def test_what_a_link_says_to_those_who_do_not_see_is_no_text_and_a_file_is_no_paragraph() -> None:
    inside = paragraphs(
        ONE.replace(" was ", "<a href='/x'> line<span>, opens new tab</span></a> was "),
        TWO,
        "Timetable PDF | 38 KB",
        THREE,
    )

    body = article(around(f"<div>{inside}</div>")).article_body

    assert body == (ONE.replace(" was ", " line was "), TWO, THREE)


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


@pytest.mark.parametrize(
    ("hosts", "many"),
    [
        (("https://ice.example.org", "//met.example.net", "http://tug.test"), 6),
        (("https://ice.example.org", "", "http://tug.test"), 3),
        (("https://ice.example.org", "https://www.news.test", "http://tug.test"), 3),
    ],
)
def test_a_list_of_links_to_other_sites_amid_a_story_is_of_it(
    hosts: tuple[str, ...], many: int
) -> None:
    entries = "".join(f"<li><a href='{host}/ice'>The ice seen from there</a>" for host in hosts)
    among = f"<h1>Ice</h1>{paragraphs(ONE, TWO)}<ul>{entries}</ul>{paragraphs(THREE)}"
    below = f"<h1>Ice</h1>{paragraphs(ONE, TWO, THREE)}<ul>{entries}</ul>"

    pointed = among.replace("<ul>", "<p>Read more:</p><ul>")

    assert len(article(f"<article>{among}</article>").article_body) == many
    assert article(f"<article>{pointed}</article>").article_body == STORY
    assert article(f"<article>{below}</article>").article_body == (ONE, TWO, THREE)
