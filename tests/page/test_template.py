"""Where a site puts the bodies of its stories is remembered, and looked at first."""

from __future__ import annotations

import pytest

from crawler.memory import Memory
from crawler.page.blocks.outline import Outline, outline
from crawler.page.body.container import body_of
from crawler.page.template import MAX_DEPTH, lesson_of, place_of, usual_container
from crawler.page.tree import parse
from tests.page.story_pages import ONE, STORY, paragraphs

TEXT = paragraphs(*STORY)


def page_of(html: str) -> Outline:
    return outline(parse(f"<body>{html}</body>").root)


def node_of(page: Outline, text: str) -> int:
    """Return the node that holds a line."""
    return next(block.node for block in page.blocks if block.text == text)


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<main><p>Ice</p></main>", "html body main p"),
        ("<div class='story wide news'><p>Ice</p></div>", "html body div.story.wide p"),
        ("<div class='post-812 story'><p>Ice</p></div>", "html body div.story p"),
        ("<div class='p1'><p>Ice</p></div>", "html body div p"),
    ],
    ids=["tags", "the first two classes", "a class with a number", "no other"],
)
def test_a_place_is_told_by_tags_and_classes_that_no_story_has_alone(
    html: str, place: str
) -> None:
    page = page_of(html)

    assert place_of(page, node_of(page, "Ice")) == place


def test_of_a_deep_place_the_nearest_elements_are_told() -> None:
    page = page_of("<div>" * 20 + "<section><p>Ice</p></section>")

    place = place_of(page, node_of(page, "Ice")).split()

    assert place == ["div"] * (MAX_DEPTH - 2) + ["section", "p"]


def test_a_body_teaches_its_place_and_a_small_one_only_its_encoding() -> None:
    large, small = (page_of(f"<div class=story>{text}</div>") for text in (TEXT, f"<p>{ONE}</p>"))

    assert lesson_of(large, body_of(large), "utf-8").place == "html body div.story"
    assert lesson_of(small, body_of(small), "gbk").place is None
    assert lesson_of(small, body_of(small), "gbk").encoding == "gbk"


def test_all_nodes_at_the_first_place_that_the_page_has_are_usual() -> None:
    page = page_of("<div class='story s1'><p>Ice</p></div><div class='story s2'><p>Tug</p></div>")
    places = ("html body main", "html body div.story", "html body div.story p")

    found = usual_container(page, Memory(places=places))

    assert [page.nodes[n].element.get("class") for n in found] == ["story s1", "story s2"]


def test_a_page_of_another_template_or_without_a_memory_has_no_usual_place() -> None:
    page = page_of("<main><div class=story><p>Ice</p></div></main>")

    assert not usual_container(page, Memory(places=("html body div.story",)))
    assert not usual_container(page, Memory())
