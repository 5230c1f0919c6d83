"""What stands at the edges of a story, and in boxes within it: each with a near neighbour that stays."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import json

import pytest

from tests.page.story_pages import (
    ER,
    ONE,
    SAN,
    STORY,
    THREE,
    TWO,
    YI,
    around,
    article,
    paragraphs,
)

SLIDES = (f"{ONE} {TWO}", f"{TWO} {THREE}", f"{THREE} {ONE}")


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


def test_what_a_link_says_to_those_who_do_not_see_is_no_text_and_a_file_is_no_paragraph() -> None:
    inside = paragraphs(
        ONE.replace(" was ", "<a href='/x'> line<span>, opens new tab</span></a> was "),
        TWO,
        "Timetable PDF | 38 KB",
        THREE,
    )

    body = article(around(f"<div>{inside}</div>")).article_body

    assert body == (ONE.replace(" was ", " line was "), TWO, THREE)


TITLES = "<p>破冰船明早从大陆出发</p><p>镇政府安置四十名旅客</p>"


@pytest.mark.parametrize(
    ("below", "more"),
    [
        (f"<p>推荐阅读</p>{TITLES}", ()),
        (f"<p>▼往期精彩回顾▼</p>{TITLES}", ()),
        (f"<p>（全文完）</p>{TITLES}", ()),
        (TITLES, ("破冰船明早从大陆出发", "镇政府安置四十名旅客")),
        (f"<p>推荐阅读</p>{TITLES}<p>{YI}</p>", ("破冰船明早从大陆出发", "镇政府安置四十名旅客", YI)),
    ],
)  # fmt: skip
def test_titles_without_links_below_a_chinese_pointer_are_other_stories(
    below: str, more: tuple[str, ...]
) -> None:
    story = paragraphs(SAN, ER, SAN + ER)

    found = article(f"<div><h1>大雪封港 轮渡停航</h1>{story}{below}</div>")

    assert found.article_body == (SAN, ER, SAN + ER, *more)
