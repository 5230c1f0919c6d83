"""What of a page is the article's body, on pages of our own making."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

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


@pytest.mark.parametrize(
    "html",
    [
        f"<div class='article-body'>{paragraphs(*STORY)}</div>",
        f"<div>{paragraphs(ONE)}</div><div class='ad'>Buy a boat</div><div>{paragraphs(TWO, THREE)}</div>",
        f"<div>{ONE}<br><br>{TWO}<br><br>{THREE}</div>",
        f"<table><tr><td><a href='/x'>Tides</a></td><td>{paragraphs(*STORY)}</td></tr></table>",
        f"<div class='swiper-slide'><div class='story'>{paragraphs(*STORY)}</div></div>",
        (f"<div>{paragraphs(ONE)}<aside><p>Related: what ice does to hulls, and how to mend them.</p></aside>"
        f"{paragraphs(TWO, THREE)}</div>"),
        f"<div>{paragraphs(ONE, TWO)}<p>Read more: <a href='/y'>The winter of 1963</a></p>{paragraphs(THREE)}</div>",
        f"<div>{paragraphs(*STORY)}<div class='newsletter'><p>Get the news in your inbox, every day.</p></div></div>",
        f"<div>{paragraphs(*STORY)}<h3>Related stories</h3><ul><li><a href='/y'>The winter of 1963</a></li></ul></div>",
        f"<div>{paragraphs(*STORY)}</div><div id='comments'>{paragraphs(*['I was there, and it was cold! ' * 9] * 9)}</div>",
        f"<div>{paragraphs(*STORY)}</div><div class='cookie-consent'>{paragraphs(*['We keep cookies. ' * 30] * 9)}</div>",
        f"<div>{paragraphs(*STORY)}<p hidden>A line nobody sees, about the price of coal in the harbour.</p></div>",
        f"<div>{paragraphs(*STORY)}<script>var a = 'A line of a script, long enough to be a sentence.';</script></div>",
    ],
    ids=[
        "a named box", "cut by an advertisement", "line breaks", "a layout table", "a misleading name",
        "an aside", "a pointer", "a newsletter box", "a related list", "more comments than text",
        "more consent than text", "hidden", "a script",
    ],
)  # fmt: skip
def test_the_body_is_the_story_and_nothing_else(html: str) -> None:
    assert article(around(html)).article_body == STORY


@pytest.mark.parametrize(
    ("html", "body"),
    [
        (
            f"{paragraphs(ONE)}<h2>A night in the school</h2>{paragraphs(TWO, THREE)}",
            (ONE, "A night in the school", TWO, THREE),
        ),
        (
            f"{paragraphs(ONE)}<ul><li>Forty beds.</li><li>Two kettles.</li></ul>{paragraphs(TWO, THREE)}",
            (ONE, "Forty beds.", "Two kettles.", TWO, THREE),
        ),
        (
            (
                f"{paragraphs(ONE)}<blockquote><p>We have seen worse, and we shall see worse again.</p></blockquote>"
                f"{paragraphs(TWO, THREE)}"
            ),
            (ONE, "We have seen worse, and we shall see worse again.", TWO, THREE),
        ),
        (
            f"<p><b>What happened?</b></p>{paragraphs(ONE)}<p><b>And the passengers?</b></p>{paragraphs(TWO, THREE)}",
            ("What happened?", ONE, "And the passengers?", TWO, THREE),
        ),
        (f"{paragraphs(*STORY)}<h2>Most read</h2>", STORY),
    ],
    ids=["sub-heading", "list", "quotation", "questions and answers", "a heading of nothing"],
)
def test_every_kind_of_block_stays_in_its_place(html: str, body: tuple[str, ...]) -> None:
    assert article(around(f"<div class='story-body'>{html}</div>")).article_body == body


def test_text_without_spaces_is_measured_in_characters() -> None:
    links = "".join(f"<li><a href='/{n}'>镇上今年的第{n}条简讯标题</a></li>" for n in range(20))

    read_ = article(f"<ul>{links}</ul><h1>大雪封港</h1><div>{paragraphs(YI, ER, SAN)}</div>")

    assert read_.article_body == (YI, ER, SAN)


def test_short_lines_are_a_story_where_they_end_as_sentences_do() -> None:
    lines = (
        "下雪了，",
        "轮渡停了。",
        "四十个旅客，",
        "住进了学校。",
        "镇上的人，",
        "送来了热汤和棉被。",
    )

    assert article(f"<h1>大雪封港</h1><div>{paragraphs(*lines)}</div>").article_body == lines


def test_the_first_of_several_stories_is_the_pages() -> None:
    more = "".join(
        f"<article><h1>Another story, number {n}</h1>{paragraphs(*[f'Sentence {n} of quite another story. ' * 5] * 3)}</article>"
        for n in range(3)
    )

    read_ = article(f"<article><h1>Ice stops the ferry</h1>{paragraphs(*STORY)}</article>{more}")

    assert read_.article_body == STORY


def test_a_stated_body_is_taken_where_the_page_has_next_to_none() -> None:
    whole = " ".join(STORY * 3)
    stated = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ice", "articleBody": "{whole}"}}</script>'

    read_ = article(f"{stated}<h1>Ice stops the ferry</h1><p>{ONE}</p>")

    assert " ".join(read_.article_body) == whole
    assert dict(read_.provenance.witnesses)["articleBody"] == "structured"


def test_a_stated_teaser_loses_to_the_page() -> None:
    stated = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{ONE}"}}</script>'

    assert article(stated + around(f"<div>{paragraphs(*STORY)}</div>")).article_body == STORY


QUESTIONS = {
    "Why is there ice?": "The sound is shallow, and the wind has come from the north for eleven days on end.",
    "Who clears it?": "The state has one tug in these waters, which has been on the slip since the autumn.",
    "What does it cost?": "A day of clearing costs the town as much as the school hall does in a whole winter.",
}


def sections(heading: str) -> str:
    asked = "".join(f"<h3>{heading.format(q)}</h3><p>{text}</p>" for q, text in QUESTIONS.items())
    return f"<section class='x9'>{asked}</section>"


def test_a_text_goes_on_in_another_box_under_headings() -> None:
    long_story = (*STORY, f"{ONE} {TWO}", f"{TWO} {THREE}", f"{THREE} {ONE}")
    inside = f"<article><div class='x1'>{paragraphs(*long_story)}</div>{sections('{}')}</article>"

    asked = [line for pair in QUESTIONS.items() for line in pair]
    assert article(around(inside)).article_body == (*long_story, *asked)


@pytest.mark.parametrize(
    "other",
    [
        sections("<a href='/q'>{}</a>"),
        f"<section class='x9'><h3>About us</h3><p>{TWO}</p></section>",
    ],
    ids=["headings that lead away", "one paragraph"],
)
def test_what_else_there_is_to_read_stands_in_another_box(other: str) -> None:
    long_story = (*STORY, f"{ONE} {TWO}", f"{TWO} {THREE}", f"{THREE} {ONE}")
    inside = f"<article><div class='x1'>{paragraphs(*long_story)}</div>{other}</article>"

    assert article(around(inside)).article_body == long_story


def boxes(*inners: str) -> str:
    return "".join(f"<div class='x{n}'>{inner}</div>" for n, inner in enumerate(inners))


APART = (*QUESTIONS.values(), f"On the island, {ONE[0].lower()}{ONE[1:]}")


LONGER = (f"{ONE} {TWO}", f"{TWO} {THREE}", f"{THREE} {ONE}")


def test_a_text_in_several_boxes_of_an_article_is_whole() -> None:
    inside = boxes(paragraphs(*STORY), *map(paragraphs, APART))

    assert article(f"<article>{around(inside)}</article>").article_body == (*STORY, *APART)


def test_other_stories_in_boxes_beside_a_text_are_none_of_it() -> None:
    teased = [
        f"<h3><a href='/{n}'>Ice in harbour {n}</a></h3>{paragraphs(text)}"
        for n, text in enumerate(APART)
    ]
    inside = boxes(paragraphs(*STORY, *LONGER), *teased)

    assert article(f"<article>{around(inside)}</article>").article_body == (*STORY, *LONGER)


def test_an_article_with_its_own_heading_beside_the_headlines_is_another() -> None:
    first = f"<article>{around(paragraphs(*STORY))}</article>"
    second = f"<article><h2>Ice in another harbour</h2>{paragraphs(*APART)}</article>"

    assert article(f"<main>{first}{second}</main>").article_body == STORY


def test_the_entries_of_a_report_stand_below_its_headline_each_an_article() -> None:
    entries = "".join(
        f"<article><h2>{hour}:00 On the sound</h2>{paragraphs(text)}</article>"
        for hour, text in enumerate((*STORY, *APART), 9)
    )
    body = article(around(f"<main>{entries}</main>")).article_body

    assert {*STORY, *APART} <= {*body}
