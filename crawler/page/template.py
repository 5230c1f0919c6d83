"""Where in the tree of its pages a site puts the bodies of its stories.

place_of -> Lesson -> Memory -> usual_container
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.memory import Lesson

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.memory import Memory
    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body


def lesson_of(page: Outline, body: Body, encoding: str) -> Lesson:
    """Return what a page teaches of how its site is built; its lines are added once repaired."""
    place = place_of(page, body.container) if body.worth >= MIN_PROSE else None
    return Lesson(encoding, place)


MIN_PROSE: Final = 200.0
"""Worth of a body from which its place is remembered."""


def usual_container(page: Outline, memory: Memory) -> Collection[int]:
    """Return the nodes of the page that stand where the site's bodies usually do."""
    for place in memory.places:
        last = place.rpartition(" ")[2]
        nodes = [
            n
            for n, node in enumerate(page.nodes)
            if _kind(node.tag, node.element.get("class")) == last and place_of(page, n) == place
        ]
        if nodes:
            return nodes
    return ()


def place_of(page: Outline, node: int) -> str:
    """Return where in the tree a node stands: tags and first classes, from the root."""
    kinds = []
    for n in page.chain(node):
        here = page.nodes[n]
        kinds.append(_kind(here.tag, here.element.get("class")))
    return " ".join(reversed(kinds[:MAX_DEPTH]))


MAX_DEPTH: Final = 6


def _kind(tag: str, classes: str | None) -> str:
    """Return an element's tag and those of its classes that carry no number."""
    words = [word for word in (classes or "").split() if not re.search(r"\d", word)]
    return ".".join([tag, *words[:2]])
