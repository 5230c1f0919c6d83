"""A page is a sequence of blocks, and what is called something else may be folded away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Capture
from crawler.page.blocks.outline import Outline, outline
from crawler.page.read import read
from crawler.page.tree import parse

STORY = (
    "<p>The last ferry of the year left the sound on Monday, an hour late, with forty aboard.</p>"
    "<p>Its crew of nine will spend the winter on the slip, where the hull is to be painted.</p>"
)
MENU = (
    "<nav><ul><li><a href='/a'>Harbour</a><li><a href='/b'>Weather <b>today</b></a></ul>"
    "<div><h3>More</h3>Tides<br>Winds</div><p><time>9:15</time> Ebb</p></nav>"
)
PAGE = f"<title>Ferry</title><body>{MENU}<main><h1>Last ferry</h1>{STORY}</main>"


def lines(page: Outline) -> list[tuple[object, ...]]:
    return [
        (b.text, b.element.tag, b.tag, b.chars, b.linked, b.bold, b.heading, b.after_break)
        for b in page.blocks
    ]


def test_folding_keeps_every_block_and_drops_the_nodes_around_it() -> None:
    root = parse(PAGE).root
    whole, folded = outline(root), outline(root, fold=True)

    assert lines(folded) == lines(whole)
    assert [node.tag for node in folded.nodes] == "html body nav main h1 p p".split()
    assert [folded.nodes[n].tag for n in folded.folds] == ["nav"]
    assert len(whole.nodes) > len(folded.nodes)
    assert not whole.folds


def test_blocks_after_a_folded_element_stand_where_they_stood() -> None:
    page = outline(parse(PAGE).root, fold=True)
    nav = page.nodes[page.folds[0]]

    assert [block.text for block in page.blocks[nav.first : nav.last]] == [
        "Harbour", "Weather today", "More", "Tides", "Winds", "9:15 Ebb",
    ]  # fmt: skip
    assert [page.nodes[block.node].tag for block in page.blocks[nav.last :]] == ["h1", "p", "p"]


@pytest.mark.parametrize("name", ["sidebar", "comments", "share-bar", "related"])
def test_an_element_called_something_else_that_holds_the_story_is_opened_again(name: str) -> None:
    page = (
        f"<title>Ferry</title><div class='{name}'><div><h1>Last ferry</h1>{STORY * 4}</div></div>"
    )
    capture = Capture(
        url="https://courier.example/2026/ferry.html",
        fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
        body=page.encode(),
    )

    assert read(capture).article_body[:2] == (
        "The last ferry of the year left the sound on Monday, an hour late, with forty aboard.",
        "Its crew of nine will spend the winter on the slip, where the hull is to be painted.",
    )


@pytest.mark.parametrize(
    "served",
    [b"<p>\xe9t\xe9 \xe2\x80\x9c", "<p>été “</p></html><p>fin".encode(), b"<p>a\x00b", b""],
)
def test_a_page_is_the_same_from_its_bytes_as_from_its_text(served: bytes) -> None:
    text = served.decode("utf-8", "replace")
    again = text.encode()

    assert lines(outline(parse(text, utf8=again).root)) == lines(outline(parse(text).root))


def test_an_anchor_left_open_makes_no_link_of_what_follows() -> None:
    page = outline(parse("<a name=top><p>One, two.</p><p>Three <a href=/b>four</a></p>").root)

    assert [(block.text, block.linked) for block in page.blocks] == [
        ("One, two.", 0),
        ("Three four", 4),
    ]


@pytest.mark.parametrize(("form", "hint"), [("<form>", "drop"), ("", "")])
def test_a_table_that_a_form_is_laid_out_in_is_the_form(form: str, hint: str) -> None:
    page = outline(parse(f"<table>{form}<tr><td>Your name<td><input></table>").root)

    assert [node.hint for node in page.nodes if node.tag == "table"] == [hint]
