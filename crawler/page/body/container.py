"""Which blocks of a page are the article's body.

Every block is given a worth: what it says as prose, less what it links. The
container of the body is where the worth gathers; then whatever in the container
is no part of the article is left out, and a standfirst above it is taken in.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from crawler.memory import NO_MEMORY
from crawler.page.blocks.block_roles import ALL, NOT_BODY, assign_roles, excluded, title_of, weigh
from crawler.page.blocks.linked_lines import SERIES
from crawler.page.blocks.paragraphs import Body, article_blocks
from crawler.page.blocks.sections import mark_sections
from crawler.page.blocks.standfirst import standfirst
from crawler.page.body.layout_body import by_layout
from crawler.page.letters import LINE_WIDTH, TITLE_WIDTH, squash
from crawler.page.template import MIN_PROSE, usual_container

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.memory import Memory
    from crawler.page.blocks.outline import Node, Outline
    from crawler.site import Layout


def body_of(page: Outline, layout: Layout | None = None, memory: Memory = NO_MEMORY) -> Body:
    """Return the body of a page; one without blocks where there is nothing like one."""
    weigh(page)
    mark_sections(page)
    assign_roles(page)
    if layout and layout.body and (found := by_layout(page, layout)):
        return Body(found[1], found[0], _prose(page, found[1]), by_layout=True)
    doubted: list[int] = []
    while True:
        body = _body(page, memory)
        parts = excluded(page)
        largest = max(parts, key=lambda n: parts[n], default=-1)
        parts = {
            n: prose
            for n, prose in parts.items()
            if (n == largest or prose > MIN_PROSE)
            and _may_hold_text(page, n, body)
            and prose > MISTRUST[page.nodes[n].role] * body.worth + 60
        }
        if not parts or len(doubted) >= MAX_DOUBTS:
            return body
        doubted.append(_likeliest(page, parts))
        assign_roles(page, doubted)


def _may_hold_text(page: Outline, n: int, body: Body) -> bool:
    """Return False for what stands outside of the ``main`` that holds a text."""
    mains = [m for m in page.chain(body.container) if page.nodes[m].tag == "main"]
    return body.worth < MIN_PROSE or not mains or page.inside(n, mains[0])


def _likeliest(page: Outline, parts: Mapping[int, float]) -> int:
    """Return the part that is likeliest the story: the largest of those beside the headline.

    A window over the page stands outside of all that holds the headline.
    """
    large = [n for n in parts if parts[n] > MIN_PROSE]
    likely = [n for n in large if page.nodes[n].role != "never"] or large or [*parts]
    title = title_of(page)
    around = {*page.chain(page.blocks[title].node)} if title >= 0 else set()
    shared = {n: sum(above in around for above in page.chain(n)) for n in likely}
    apart = min(shared.values())
    return max(likely, key=lambda n: (shared[n] > apart, parts[n]))


MAX_DOUBTS: Final = 4
MISTRUST: Final = {
    "drop": 2.5,
    "weak": 1.0,
    "caption": 2.0,
    "meta": 1.0,
    "title": 1.0,
    "comments": 12.0,
    "never": 50.0,
}
"""How many times the prose of the body a part may hold before its name is doubted."""


def _prose(page: Outline, blocks: Iterable[int]) -> float:
    return sum(max(page.blocks[n].worth, 0.0) for n in blocks)


def _body(page: Outline, memory: Memory) -> Body:
    sums = _sums(page)
    container = _container(page, sums)
    usual = [n for n in usual_container(page, memory) if sums[n][0] >= ALL * sums[container][0]]
    container = max(usual, key=lambda n: sums[n][0], default=container)
    inside = article_blocks(page, container)
    inside = standfirst(page, inside) + inside
    return Body(tuple(inside), container, sums[container][0])


def _sums(page: Outline) -> list[tuple[float, float]]:
    """Return for each node the worth in it: the good, and the bad."""
    worths = [0.0 if block.role in NOT_BODY else block.worth for block in page.blocks]
    good = list(accumulate([w * (w > 0.0) for w in worths], initial=0.0))
    bad = list(accumulate([w * (w < 0.0) for w in worths], initial=0.0))
    return [
        (good[node.last] - good[node.first], bad[node.last] - bad[node.first])
        for node in page.nodes
    ]


def _container(page: Outline, sums: Sequence[tuple[float, float]]) -> int:
    """Return the node that holds the body: down from the root for as long as little is lost."""
    children: dict[int, list[int]] = {}
    for n, node in enumerate(page.nodes):
        if sums[n][0] > 0:
            children.setdefault(node.parent, []).append(n)
    own: dict[int, float] = {}
    for block in page.blocks:
        if block.worth > 0 and block.role not in NOT_BODY:
            own[block.node] = own.get(block.node, 0.0) + block.worth
    current, title = 0, title_of(page)
    while below := children.get(current):
        total = sums[current][0]
        best = max(below, key=lambda n: sums[n][0])
        if page.nodes[best].tag in {"p", "li", "blockquote", "ul", "ol", "tr", "pre"}:
            break
        first = _first_article(page, best, below, sums)
        others = [n for n in below if n != best]
        if first == best and (
            any(_joins(page, best, n, sums, title) for n in others)
            or _is_spread(page, best, others, sums, title)
        ):
            break
        if own.get(current, 0.0) > max(60, 0.02 * sums[best][0]):
            break
        if first == best and sums[best][0] < 0.4 * total:
            break
        current = first
    return current


def _first_article(
    page: Outline, best: int, below: Sequence[int], sums: Sequence[tuple[float, float]]
) -> int:
    """Return the first of several whole articles on a page, as endless scrolling leaves them."""
    for n in below:
        if n == best:
            break
        node = page.nodes[n]
        title = _title(page, n)
        if node.role in NOT_BODY or not title:
            continue
        other = _title(page, best)
        apart = (other and other != title) or node.tag == page.nodes[best].tag == "article"
        good, bad = sums[n]
        if apart and good > max(200, sums[best][0] / 10) and -bad < good / 2:
            return n
    return best


def _title(page: Outline, n: int) -> str:
    """Return the headline of the first rank with which an element begins; empty for none."""
    node = page.nodes[n]
    for block in page.blocks[node.first : node.last]:
        if block.tag == "h1" and block.chars >= TITLE_WIDTH:
            return squash(block.text)
        if block.worth >= LINE_WIDTH and block.role not in NOT_BODY:
            return ""
    return ""


def _joins(
    page: Outline, best: int, other: int, sums: Sequence[tuple[float, float]], title: int
) -> bool:
    """Return True if another child of the same parent holds more of the same text."""
    a, b = page.nodes[best], page.nodes[other]
    good, bad = sums[other]
    if b.role in NOT_BODY or _is_another(page, a, b, title):
        return False
    if title < page.nodes[a.parent].first and -bad <= JOIN_LEAST * good and _continues(page, b):
        return True
    if good < max(60, 0.02 * sums[best][0]):
        return False
    share = good / sums[best][0]
    named = a.element.get("class")
    if a.tag == b.tag and named and named == b.element.get("class"):
        return True
    if b.tag in {"p", "blockquote"} or (a.tag == b.tag and not named):
        return share > JOIN_LEAST
    return share > JOIN_SHARE and -bad < JOIN_LEAST * good


def _is_another(page: Outline, one: Node, other: Node, title: int) -> bool:
    """Return True if an ``article`` with its own heading stands beside that with the headline."""
    articles = one.tag == other.tag == "article"
    headed = articles and other.first < other.last and page.blocks[other.first].heading
    return bool(headed) and one.first <= title < one.last


def _is_spread(
    page: Outline,
    best: int,
    others: Iterable[int],
    sums: Sequence[tuple[float, float]],
    title: int,
) -> bool:
    """Return True if a text stands in several boxes, below its headline or in an ``article``."""
    current = page.nodes[best].parent
    around = (page.nodes[n].tag for n in page.chain(current))
    if title >= page.nodes[current].first and "article" not in around:
        return False
    rest = 0.0
    for n in others:
        node, (good, bad) = page.nodes[n], sums[n]
        lines = page.blocks[node.first : node.last]
        leads_away = any(line.heading and line.linked for line in lines)
        another = _is_another(page, page.nodes[best], node, title)
        if (
            node.role not in NOT_BODY
            and not another
            and -bad <= JOIN_LEAST * good
            and not leads_away
        ):
            rest += good
    return rest > JOIN_SHARE * sums[best][0]


def _continues(page: Outline, node: Node) -> bool:
    """Return True if an element below the headline is more of its text, under headings.

    What else there is to read has headings that are links.
    """
    lines = page.blocks[node.first : node.last]
    heads = [line for line in lines if line.heading]
    texts = sum(line.worth >= LINE_WIDTH for line in lines)
    return bool(heads) and texts >= SERIES and not any(line.linked for line in heads)


JOIN_SHARE: Final = 0.6
"""Measured: at 0.3 fundus text -0.2, aeb text -0.1; at 0.8 segments text -0.1."""
JOIN_LEAST: Final = 0.1
"""Measured: at 0.05 segments text +0.1; at 0.55 nothing."""
