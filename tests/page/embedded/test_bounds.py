"""What a page says to machines has an end, and what real pages have is well within it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.page.embedded.bounds import MAX_DEPTH, MAX_DIGITS, MAX_NODES, MAX_PARTS, MAX_SIZE
from crawler.page.embedded.js_literal import NotALiteral, literal
from crawler.page.embedded.jsonld import count_of, objects
from crawler.page.embedded.rich_text import prose
from crawler.page.embedded.structured import structured
from crawler.page.tree import parse

LARGEST_TEXT = 840_919
"""Characters of the largest text of data on 781 pages."""


def nested(value: Any, times: int) -> Any:
    for _ in range(times):
        value = {"inner": value}
    return value


@pytest.mark.parametrize(
    ("depth", "found"), [(3, True), (MAX_DEPTH, True), (MAX_DEPTH + 1, False)]
)
def test_an_object_is_found_down_to_a_depth(depth: int, *, found: bool) -> None:
    value = nested({"name": "Ice"}, depth)

    assert ({"name": "Ice"} in objects(value)) is found


def test_a_value_of_a_script_is_read_down_to_a_depth() -> None:
    deep = "[" * MAX_DEPTH + "'ice'" + "]" * MAX_DEPTH

    assert json.dumps(literal(deep)[0]).count("[") == MAX_DEPTH
    with pytest.raises(NotALiteral):
        literal(f"[{deep}]")


def test_a_story_of_many_paragraphs_is_whole_and_a_tree_without_end_ends() -> None:
    blocks = [{"type": "paragraph", "text": f"Paragraph {n}, of the ice."} for n in range(5_000)]
    endless = [f"Line {n} of the ice." for n in range(MAX_NODES + 10)]

    assert len(prose(blocks)) == len(blocks)
    assert len(prose(endless)) <= MAX_NODES


@pytest.mark.parametrize(
    ("digits", "counted"),
    [(MAX_DIGITS, True), (MAX_DIGITS + 1, False)],
    ids=["large", "too large"],
)
def test_a_number_of_words_has_no_more_digits_than_stories_have(
    digits: int, *, counted: bool
) -> None:
    assert (count_of("1" * digits) is not None) is counted


@pytest.mark.parametrize("size", [LARGEST_TEXT, MAX_SIZE + 1])
def test_a_text_of_data_is_read_up_to_a_size(size: int) -> None:
    stated = '{"@type": "NewsArticle", "headline": "Ice"}'
    page = parse(f"<script type='application/ld+json'>{stated.ljust(size)}</script>")

    found = structured(page.root, "https://news.example/ice")

    assert bool(found.article) is (size <= MAX_SIZE)


def test_no_bound_cuts_what_real_pages_have() -> None:
    assert 2 * LARGEST_TEXT < MAX_SIZE
    assert MAX_NODES < MAX_PARTS
