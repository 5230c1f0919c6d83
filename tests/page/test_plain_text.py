"""Stories that are served as plain text."""

# ruff: noqa: E501 a text stands on one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Article, Capture
from crawler.page.read import read

HEAD = "Ferry returns to old harbour after eleven months"
ONE = "The old harbour ferry came back to its berth on Tuesday, and some forty people stood in the rain to see it tie up."
TWO = "The repairs cost 2.4 million crowns, twice what the council had set aside, and <nobody> could say who will pay."


def served(text: str, kind: str = "text/plain; charset=utf-8") -> Article:
    return read(
        Capture(
            url="https://news.example/2024/ferry.txt",
            fetched_at=datetime(2024, 5, 8, tzinfo=UTC),
            headers=(("Content-Type", kind),),
            body=text.encode(),
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n\n{ONE}\n\n{TWO}\n",
        f"{HEAD}\r\n\r\n{ONE}\r\n\r\n{TWO}",
        f"{HEAD}\n{ONE}\n{TWO}",
        f"\n{HEAD}\n\n{ONE.replace('and some', chr(10) + 'and some')}\n \n{TWO}",
    ],
)
def test_the_first_line_is_the_headline_and_empty_lines_part_the_paragraphs(text: str) -> None:
    article = served(text)

    assert (article.headline, article.article_body) == (HEAD, (ONE, TWO))


def test_a_page_that_is_called_plain_text_is_read_as_a_page() -> None:
    article = served(f"<h1>{HEAD}</h1><p>{ONE}</p><p>{TWO.replace('<nobody>', 'nobody')}</p>")

    assert (article.headline, len(article.article_body)) == (HEAD, 2)
