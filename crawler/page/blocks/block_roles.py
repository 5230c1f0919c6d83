"""Which parts of a page are what their names say, and which names are not to be believed.

A wrapper around everything may be called ``print``, ``swiper-slide`` or
``comments-enabled``. A hint is believed for as long as what stands in the element
is of the size and shape that such a thing has.
"""

from __future__ import annotations

from itertools import accumulate, islice
from typing import TYPE_CHECKING, Final

from crawler.lang.phrases import NOTICE, SENTENCE
from crawler.lang.teaser_phrases import leads_away
from crawler.page.blocks.class_vocabulary import FINAL
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from crawler.page.blocks.class_vocabulary import Role
    from crawler.page.blocks.outline import Block, Node, Outline

NOT_BODY: Final = frozenset(("drop", "weak", "never", "comments", "caption", "meta", "title"))
"""Roles of what holds nothing of the body."""

LABEL_COST: Final = 8.0
"""What a short line that is no sentence takes off the worth of its surroundings.

Measured: at 4 nothing; at 16 segments text +0.1.
"""

LINK_DENSITY: Final = 0.6
"""Share of links from which a block is a link and speaks against its surroundings.

Measured: at 0.3 fundus text -0.1; at 0.8 aeb text -0.1.
"""


LONG_LINE: Final = 80
"""Width from which a line is prose without the marks of a sentence.

Measured: at 40 aeb text +0.1; at 160 nothing.
"""


CAPTION_PROSE: Final = 500.0
"""What one caption comes to, and all of a gallery's together that hold most of a page.

Measured: at 250 segments text +0.1, fundus text -0.1; at 1000 nothing.
"""


TEXTS: Final = 6
"""Paragraphs of an element in the main part of a page that is text, whatever its class says.

The rankings of a guide have more, and what is related to a story fewer.
"""

ALL: Final = 0.95
"""Share of the prose from which an element is the page, whatever it is called.

Measured: at 0.475 fundus text -0.2, segments text +0.1; at 0.975 nothing.
"""

MAX_ZONE: Final = 400
"""Blocks above which an element is too large to be a caption."""


def weigh(page: Outline) -> None:
    """Give every block its worth."""
    for block in page.blocks:
        block.worth = _worth(block)


def _worth(block: Block) -> float:
    """Return how much prose a block is: letters that are no link, or a small cost."""
    density = block.density
    if density > LINK_DENSITY:
        return -block.chars / 2
    if block.heading:
        return 0.0
    plain = block.chars - block.linked
    if plain < LONG_LINE and not SENTENCE.search(block.text):
        return -LABEL_COST
    pointing = block.chars < 2 * LONG_LINE and leads_away(block.text)
    return 0.0 if pointing or NOTICE.match(block.text) else plain * (1 - density)


def assign_roles(page: Outline, doubted: Collection[int] = ()) -> None:
    """Give every node and block the role that can be believed of it.

    `doubted` are the positions of nodes whose hint is not to be believed, nor that of an element
    within that holds all they hold.
    """
    worths = [block.worth for block in page.blocks]
    prose = list(accumulate([w * (w > 0.0) for w in worths], initial=0.0))
    title = title_of(page)
    nodes, free = page.nodes, (-1, 0.0)
    for n, node in enumerate(nodes):
        node.role = above = nodes[node.parent].role if node.parent >= 0 else ""
        if not node.hint or above in FINAL or _inherits(node.hint, above):
            continue
        here = prose[node.last] - prose[node.first]
        if n in doubted:
            free = max(free, (node.last, ALL * here))
        if n in doubted or (node.last <= free[0] and here >= free[1]):
            continue
        part = _Part(page, node, here, prose[-1], title)
        if _BELIEVED.get(node.hint, _always)(part):
            node.role = node.hint
    for block in page.blocks:
        block.role = nodes[block.node].role


def _inherits(hint: Role, above: Role) -> bool:
    """Return True if an element with a hint is no more than what it stands in."""
    return bool(above) if hint == "body" else hint == "summary" and above == "caption"


def misfolded(page: Outline) -> bool:
    """Return True if an element was folded by a name that turned out not to be believed."""
    return any(page.nodes[n].role not in FINAL for n in page.folds)


def title_of(page: Outline) -> int:
    """Return the position of the headline's block; -1 where none is marked up."""
    headings = [n for n, block in enumerate(page.blocks) if block.tag == "h1"]
    return max(headings, key=lambda n: min(page.blocks[n].chars, LINE_WIDTH), default=-1)


class _Part:
    """An element under examination."""

    __slots__ = ("node", "page", "prose", "title", "total")

    def __init__(self, page: Outline, node: Node, prose: float, total: float, title: int) -> None:
        self.page, self.node, self.prose, self.total, self.title = page, node, prose, total, title

    @property
    def share(self) -> float:
        return self.prose / self.total if self.total else 0.0

    @property
    def holds_title(self) -> bool:
        node = self.node
        return node.first <= self.title < node.last and node.last - node.first > 1

    @property
    def is_text(self) -> bool:
        """Whether it is a text of many paragraphs in the main part of a page; no list of them."""
        node = self.node
        blocks = self.page.blocks[node.first : node.last]
        texts = sum(block.worth >= LONG_LINE for block in blocks)
        within = (self.page.nodes[n].tag for n in self.page.chain(node.parent))
        several = next(islice(node.element.iter("article"), 1, None), None) is not None
        return texts >= TEXTS and not several and not {"main", "article"}.isdisjoint(within)

    @property
    def longest(self) -> float:
        if self.node.last - self.node.first > MAX_ZONE:
            return float("inf")
        blocks = self.page.blocks[self.node.first : self.node.last]
        return max((block.worth for block in blocks), default=0.0)


def _is_drop(part: _Part) -> bool:
    if part.node.tag in {"nav", "footer"}:
        return part.share < ALL
    if part.holds_title and part.prose > 0:
        return False
    return part.share < ALL and not (part.node.tag in {"div", "section"} and part.is_text)


def _is_caption(part: _Part) -> bool:
    fits = part.prose < CAPTION_PROSE or 2 * part.prose < part.total
    return fits and not part.holds_title and part.longest < CAPTION_PROSE


def _is_apart(part: _Part) -> bool:
    return not part.holds_title and part.share < ALL


def _is_small(part: _Part) -> bool:
    return part.prose < 2 * LINE_WIDTH


def _is_widget(part: _Part) -> bool:
    return part.prose < 2 * LINE_WIDTH and not part.holds_title


def _always(part: _Part) -> bool:
    del part
    return True


_BELIEVED: Final[dict[Role, Callable[[_Part], bool]]] = {
    "drop": _is_drop,
    "weak": _is_widget,
    "never": _is_apart,
    "comments": _is_apart,
    "caption": _is_caption,
    "meta": _is_small,
    "title": _is_small,
}
"""By hint, whether an element can be what it is called."""


def excluded(page: Outline) -> dict[int, float]:
    """Return the parts that are no body, each with the prose in it."""
    outside = [b.worth if b.role in NOT_BODY and b.worth > 0.0 else 0.0 for b in page.blocks]
    prose = list(accumulate(outside, initial=0.0))
    return {
        n: prose[node.last] - prose[node.first]
        for n, node in enumerate(page.nodes)
        if node.role in NOT_BODY
        and node.hint == node.role
        and (node.parent < 0 or page.nodes[node.parent].role != node.role)
    }
