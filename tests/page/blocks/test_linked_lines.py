"""Lines that are links: text of the story, or the way to others."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from crawler.page.blocks.block_roles import weigh
from crawler.page.blocks.linked_lines import is_anchor, link_lists
from crawler.page.blocks.outline import Outline, outline
from crawler.page.tree import parse
from tests.page.story_pages import (
    ONE,
    STORY,
    THREE,
    TWO,
    around,
    article,
    paragraphs,
)


def test_a_sub_heading_that_can_be_pointed_at_is_a_sub_heading() -> None:
    own = "<h3><a href='#night'>A night in the school</a></h3>"
    other = "<h3><a href='/1963.html'>The winter of 1963</a></h3>"

    body = article(
        around(
            f"<div class='story-body'>{paragraphs(ONE)}{own}{paragraphs(TWO)}{other}{paragraphs(THREE)}</div>"
        )
    ).article_body

    assert body == (ONE, "A night in the school", TWO, THREE)


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


def outline_of(html: str) -> Outline:
    page = outline(parse(f"<body>{html}</body>").root)
    weigh(page)
    return page


def test_a_box_of_links_is_found_and_one_of_prose_with_a_link_is_none() -> None:
    more = "<div><a href='/1'>The winter of 1963</a><br>In the harbour</div>"
    linked = ONE.replace("harbour", "<a href='/h'>harbour</a>")
    page = outline_of(f"{paragraphs(*STORY)}{more}<div><p>{linked}</p><p>{TWO}</p></div>")

    found = link_lists(page, 0)

    assert [page.blocks[n].text for n in sorted(found)] == ["The winter of 1963", "In the harbour"]


@pytest.mark.parametrize(
    ("line", "anchor"),
    [
        ("<h2><a href='#ice'>Ice</a></h2>", True),
        ("<h2><a name='ice'>Ice</a></h2>", True),
        ("<h2>Ice</h2>", True),
        ("<h2><a href='/ice'>Ice</a></h2>", False),
        ("<a href='/ice'><h2>Ice</h2></a>", False),
        ("<h2><a href='#ice'>Ice</a> <a href='/x'>all</a></h2>", False),
    ],
)
def test_a_heading_whose_links_stay_on_its_page_is_there_to_be_pointed_at(
    line: str, *, anchor: bool
) -> None:
    [block] = outline_of(line).blocks

    assert is_anchor(block) is anchor
