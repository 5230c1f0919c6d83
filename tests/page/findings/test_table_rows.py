"""Tables of data are read row by row; tables that lay out a page are not."""

from __future__ import annotations

import pytest

from tests.page.story_pages import ONE, STORY, THREE, TWO, article, paragraphs


def table(*rows: tuple[str, ...], tag: str = "td", attributes: str = "") -> str:
    cells = ("".join(f"<{tag}>{cell}</{tag}>" for cell in row) for row in rows)
    return f"<table{attributes}>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def body(inner: str) -> tuple[str, ...]:
    return article(f"<article><h1>Ice stops the ferry</h1>{inner}</article>").article_body


FARES = (("Ticket", "Child", "Adult"), ("Single", "2.40", "4.80"), ("Return", "4.00", "8.00"))


@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (
            table(*FARES),
            ["Ticket | Child | Adult", "Single | 2.40 | 4.80", "Return | 4.00 | 8.00"],
        ),
        (
            table(*FARES, tag="th"),
            ["Ticket | Child | Adult", "Single | 2.40 | 4.80", "Return | 4.00 | 8.00"],
        ),
        (
            table(
                ("<a href='/pell'>Pell</a>", "14 beds in the hall"),
                ("<a href='/orm'>Orm</a>", "9 beds in the chapel"),
            ),
            ["Pell | 14 beds in the hall", "Orm | 9 beds in the chapel"],
        ),
        (
            table(("<p>Pell</p>", "<p>Beds</p><p>Blankets</p>"), ("Orm", "Beds"), ("Ek", "Cots")),
            ["Pell | Beds Blankets", "Orm | Beds", "Ek | Cots"],
        ),
    ],
)
def test_a_table_is_read_row_by_row_with_its_cells_apart(inner: str, lines: list[str]) -> None:
    assert body(paragraphs(ONE, TWO) + inner + paragraphs(THREE)) == (ONE, TWO, *lines, THREE)


@pytest.mark.parametrize(
    "layout",
    [
        table((paragraphs(ONE, TWO), paragraphs(THREE))),
        table((paragraphs(ONE), paragraphs(TWO)), (paragraphs(THREE),), attributes=" role=none"),
        table((paragraphs(ONE),), (paragraphs(TWO),), (paragraphs(THREE),)),
        table((f"{ONE}<br>{TWO}", THREE), ("", "")),
    ],
)
def test_a_table_that_lays_out_the_page_is_read_as_paragraphs(layout: str) -> None:
    assert body(layout) == STORY
