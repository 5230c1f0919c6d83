"""How the lines of a story are set: rows of tables, lines of preformatted text."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from tests.page.story_pages import ONE, THREE, TWO, article, paragraphs


def table(*rows: tuple[str, ...], tag: str = "td", attributes: str = "") -> str:
    cells = ("".join(f"<{tag}>{cell}</{tag}>" for cell in row) for row in rows)
    return f"<table{attributes}>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


FARES = (("Ticket", "Child", "Adult"), ("Single", "2.40", "4.80"), ("Return", "4.00", "8.00"))


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
