"""A name is believed for as long as what stands in the element is of its size and shape."""

from __future__ import annotations

import pytest

from crawler.page.blocks.block_roles import (
    LABEL_COST,
    assign_roles,
    excluded,
    misfolded,
    title_of,
    weigh,
)
from crawler.page.blocks.outline import Outline, outline
from crawler.page.tree import parse
from tests.page.story_pages import ONE, STORY, THREE, TWO, paragraphs

TEXT = paragraphs(*STORY)
LONG = paragraphs(*(f"{STORY[n % 3]} {n}" for n in range(12)))


def page_of(html: str, *, fold: bool = False) -> Outline:
    page = outline(parse(f"<body>{html}</body>").root, fold=fold)
    weigh(page)
    assign_roles(page)
    return page


def role(html: str, name: str) -> str:
    """Return the role of the first element with a class."""
    nodes = page_of(html).nodes
    return next(node.role for node in nodes if node.element.get("class") == name)


@pytest.mark.parametrize(
    ("html", "worth"),
    [
        (f"<p>{ONE}</p>", len(ONE)),
        ("<h2>The ferry across the sound</h2>", 0),
        ("<p>Share</p>", -LABEL_COST),
        ("<p>It is cold.</p>", len("It is cold.")),
        ("<p><a href=/x>The winter of 1963</a></p>", -9),
        ("<p>Read more: the winter of 1963, told by those who were there.</p>", 0),
    ],
    ids=["prose", "a heading", "a label", "a short sentence", "a link", "a pointer"],
)
def test_the_worth_of_a_block_is_its_prose_or_a_small_cost(html: str, worth: float) -> None:
    assert [block.worth for block in page_of(html).blocks] == [worth]


def test_a_link_in_a_sentence_takes_off_its_share() -> None:
    [block] = page_of(f"<p>{ONE.replace('harbour', '<a href=/h>harbour</a>')}</p>").blocks

    assert 0 < block.worth < len(ONE) - len("harbour")


@pytest.mark.parametrize(
    ("name", "inside", "believed"),
    [
        ("sidebar", f"<p>{ONE}</p>", True),
        ("sidebar", f"<h1>Ice stops the ferry</h1>{TEXT}", False),
        ("widget", f"<p>{ONE}</p>", True),
        ("widget", TEXT, False),
        ("caption", f"<p>{ONE}</p>", True),
        ("caption", f"<p>{' '.join(STORY * 2)}</p>", False),
        ("comments", TEXT, True),
        ("comments", f"<h1>Ice stops the ferry</h1>{TEXT}", False),
        ("byline", "<p>By Jane Roe</p>", True),
        ("byline", TEXT, False),
    ],
)
def test_a_name_is_believed_by_what_it_holds(name: str, inside: str, *, believed: bool) -> None:
    beside = "" if "<h1" in inside else "<h1>Ice stops the ferry</h1>"

    found = role(f"<main>{beside}{LONG}<div class={name}>{inside}</div></main>", name)

    assert (found != "") is believed


def test_an_element_that_holds_all_the_prose_is_the_page_whatever_it_is_called() -> None:
    page = f"<div class=sidebar>{TEXT}</div>{{}}"

    assert role(page.format(""), "sidebar") == ""
    assert role(page.format(TEXT), "sidebar") == "drop"


def test_many_paragraphs_in_the_main_part_are_text_unless_they_are_of_several_articles() -> None:
    lines = [f"{text} {n}" for text in (ONE, TWO) for n in range(3)]
    boxes = "".join(f"<article><p>{line}</p></article>" for line in lines)

    whole, several = (
        role(f"<main>{LONG}<div class=related>{inside}</div></main>", "related")
        for inside in (paragraphs(*lines), boxes)
    )

    assert (whole, several) == ("", "drop")


def test_what_stands_in_a_part_that_is_final_has_its_role_and_so_have_its_blocks() -> None:
    page = page_of(f"{LONG}<div class=comments><div class=article-body><p>{ONE}</p></div></div>")

    assert page.blocks[-1].role == "comments"


def test_a_doubted_part_and_what_holds_all_of_it_have_no_role() -> None:
    page = page_of(
        f"{LONG}<div class=comments><div class=sidebar>{TEXT}</div><p class=meta>9:15</p></div>"
    )
    n = next(n for n, node in enumerate(page.nodes) if node.hint == "comments")

    assign_roles(page, [n])

    assert page.nodes[n].role == page.nodes[n + 1].role == ""
    assert page.blocks[-1].role == "meta"


def test_the_longest_of_several_headings_of_the_first_rank_is_the_title() -> None:
    page = page_of(f"<h1>News</h1><h1>Ice stops the ferry</h1><h2>{THREE}</h2>")

    assert page.blocks[title_of(page)].text == "Ice stops the ferry"
    assert title_of(page_of(TEXT)) == -1


def test_the_parts_that_are_no_body_are_told_with_their_prose_the_outermost_of_one_role() -> None:
    readers = f"<div class=comment><p>{ONE}</p><a href=/r>Reply to this</a></div>"
    page = page_of(f"{LONG}<div class=comments><h2>Readers</h2>{readers}</div>")

    parts = {page.nodes[n].element.get("class"): prose for n, prose in excluded(page).items()}

    assert parts == {"comments": len(ONE)}


def test_an_element_that_was_folded_by_a_name_that_is_not_believed_is_told() -> None:
    story, beside = f"<div class=related>{TEXT}</div>", f"<div class=related><p>{ONE}</p></div>"

    assert misfolded(page_of(story, fold=True))
    assert misfolded(page_of(f"<nav>News</nav>{story}", fold=True))
    assert not misfolded(page_of(LONG + beside, fold=True))
