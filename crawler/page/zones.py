"""Which parts of a page are what their names say, and which names are not to be believed.

A wrapper around everything may be called ``print``, ``swiper-slide`` or
``comments-enabled``. A sign is believed for as long as what stands in the element
is of the size and shape that such a thing has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler.page.phrases import APPEAL, NOTICE, POINTER, SENTENCE

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.page.outline import Block, Node, Outline

LABEL_COST: Final = 8.0
"""What a short line that is no sentence takes off the worth of its surroundings."""

NOT_BODY: Final = frozenset(("drop", "weak", "never", "comments", "caption", "meta", "title"))
"""Zones that hold nothing of the body."""


def weigh(page: Outline) -> None:
    """Give every block its worth."""
    for block in page.blocks:
        block.worth = _worth(block)


def _worth(block: Block) -> float:
    """Return how much prose a block is: letters that are no link, or a small cost."""
    plain = block.chars - block.linked
    density = block.density
    if density > 0.6:
        return -min(block.chars, 100) / 2
    if block.heading:
        return 0.0
    if plain >= 80 or (plain >= 8 and SENTENCE.search(block.text)):
        if block.chars < 160 and (POINTER.match(block.text) or APPEAL.match(block.text)):
            return 0.0
        if NOTICE.match(block.text):
            return 0.0
        return plain * (1 - density)
    return -LABEL_COST


def judge(page: Outline, doubted: Collection[int] = ()) -> None:
    """Put every node and block under the sign that can be believed of it.

    `doubted` are the positions of nodes whose sign is not to be believed.
    """
    prose = [0.0]
    for block in page.blocks:
        prose.append(prose[-1] + max(block.worth, 0.0))
    title = _title(page)
    for n, node in enumerate(page.nodes):
        above = page.nodes[node.parent].zone if node.parent >= 0 else ""
        node.zone = above
        if not node.sign or n in doubted or above in {"drop", "never", "comments"}:
            continue
        here = prose[node.last] - prose[node.first]
        longest = _longest(page, node)
        if _believed(node, here, prose[-1], title, longest) and not (
            node.sign == "body" and above
        ):
            node.zone = node.sign
    for block in page.blocks:
        block.zone = page.nodes[block.node].zone


def _longest(page: Outline, node: Node) -> float:
    """Return the worth of the longest paragraph in a zone; endless for a very large one."""
    if node.last - node.first > MAX_ZONE:
        return float("inf")
    return max((block.worth for block in page.blocks[node.first : node.last]), default=0.0)


MAX_ZONE: Final = 400
"""Blocks above which an element is too large to be a caption."""


def _title(page: Outline) -> int:
    """Return the position of the headline's block; -1 where none is marked up."""
    headings = [n for n, block in enumerate(page.blocks) if block.tag == "h1"]
    return max(headings, key=lambda n: min(page.blocks[n].chars, 60), default=-1)


def _believed(node: Node, here: float, total: float, title: int, longest: float) -> bool:
    """Say whether an element with so much of the page's prose can be what it is called."""
    holds_title = node.first <= title < node.last and node.last - node.first > 1
    share = here / total if total else 0.0
    if node.sign == "weak":
        return not holds_title and here < 240
    if node.sign in {"comments", "never"}:
        return not holds_title and share < 0.95
    if node.sign == "drop":
        if node.tag in {"nav", "footer"}:
            return share < 0.8
        rest = total - here
        return not (holds_title and here > 0) and (share < 0.4 or here < 2.5 * rest > 1000)
    if node.sign == "caption":
        return not holds_title and (here < 600 or share < 0.2) and longest < 500
    if node.sign in {"meta", "title"}:
        return here < 240
    return True


def largest_excluded(page: Outline) -> tuple[int, float]:
    """Return the zone with the most prose among those that are no body, and how much it holds."""
    prose = [0.0]
    for block in page.blocks:
        prose.append(prose[-1] + (max(block.worth, 0.0) if block.zone in NOT_BODY else 0.0))
    best, most = -1, 0.0
    for n, node in enumerate(page.nodes):
        if node.zone not in NOT_BODY or node.sign != node.zone:
            continue
        here = prose[node.last] - prose[node.first]
        if here > most and (node.parent < 0 or page.nodes[node.parent].zone != node.zone):
            best, most = n, here
    return best, most
