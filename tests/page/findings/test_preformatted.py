"""Preformatted lines keep their breaks, unless they were wrapped."""

from __future__ import annotations

from textwrap import fill

import pytest

from crawler.page.findings.preformatted import preformatted
from tests.page.story_pages import ONE, THREE, TWO, article, paragraphs


def body(inner: str) -> tuple[str, ...]:
    return article(f"<article><h1>Ice stops the ferry</h1>{inner}</article>").article_body


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
