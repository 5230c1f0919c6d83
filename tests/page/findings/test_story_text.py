"""How the lines of a story are set: rows of tables, lines of preformatted text."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from textwrap import fill

import pytest

from crawler.page.findings.preformatted import preformatted
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


def test_a_picture_keeps_its_place_among_rows_and_lines() -> None:
    figure = (
        "<figure><img src='/pic/{}.jpg'><figcaption>The ferry in the ice</figcaption></figure>"
    )
    story = f"<h1>Ice stops the ferry</h1>{paragraphs(ONE)}{table(*FARES)}{figure.format(1)}"

    found = article(
        f"<article>{story}<pre>first line\nsecond line</pre>{paragraphs(TWO, THREE)}{figure.format(2)}</article>"
    )

    assert [
        (image.position, found.article_body[(image.position or 0) - 1]) for image in found.image
    ] == [
        (4, "Return | 4.00 | 8.00"),
        (8, THREE),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def ferry():\n    return ice\n\nferry()", ["def ferry():", "    return ice", "ferry()"]),
        (
            "The ferry lies in harbour,\n  the ice is on the sound,\n\nand nobody is aboard her.",
            [
                "The ferry lies in harbour,",
                "  the ice is on the sound,",
                "and nobody is aboard her.",
            ],
        ),
        (
            f"{fill(f'{ONE} {TWO}', 60)}\n\n{fill(THREE, 60)}\n\n-- \nHarbour office",
            [f"{ONE} {TWO}", THREE, "--", "Harbour office"],
        ),
        (
            "海峡上的轮渡停了三天，四十多名旅客被安置在镇上的学校里\n吃住都由镇政府负责，至今无人受伤，镇长说破冰船预计明天\n一早从大陆出发。",
            [
                "海峡上的轮渡停了三天，四十多名旅客被安置在镇上的学校里吃住都由镇政府负责，至今无人受伤，镇长说破冰船预计明天一早从大陆出发。"
            ],
        ),
    ],
)
def test_preformatted_lines_stay_unless_they_were_wrapped(text: str, lines: list[str]) -> None:
    assert preformatted(text) == lines


def test_preformatted_text_keeps_its_lines_in_a_story() -> None:
    code = "<pre><code>for port in ports:\n    close(port)\n</code></pre>"

    assert body(paragraphs(ONE, TWO) + code + paragraphs(THREE)) == (
        ONE,
        TWO,
        "for port in ports:",
        "    close(port)",
        THREE,
    )
