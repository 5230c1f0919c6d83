"""Which blocks of a page are the article's body.

Every block is given a worth: what it says as prose, less what it links. The
container of the body is where the worth gathers; then whatever in the container
is no part of the article is left out, and a standfirst above it is taken in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from crawler.page.headline import squash
from crawler.page.layout import by_layout
from crawler.page.phrases import APPEAL, END, LABEL, POINTER
from crawler.page.template import repeated, usual_container
from crawler.page.zones import NOT_BODY, judge, largest_excluded, weigh
from crawler.site import NO_MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.page.metadata import Metadata
    from crawler.page.outline import Outline
    from crawler.site import Layout, Memory


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a page that are its article."""

    blocks: tuple[int, ...]
    """Positions in `Outline.blocks`, in reading order."""

    container: int
    """Position in `Outline.nodes` of the element that holds them."""

    worth: float
    """Sum over the body: about the number of letters of prose."""

    by_layout: bool = False
    """It was found by the site's profile."""


def body_of(page: Outline, layout: Layout | None = None, memory: Memory = NO_MEMORY) -> Body:
    """Return the body of a page; one without blocks where there is nothing like one."""
    weigh(page)
    judge(page)
    if layout and layout.body and (found := by_layout(page, layout)):
        return Body(found[1], found[0], _prose(page, found[1]), by_layout=True)
    doubted: list[int] = []
    while True:
        body = _body(page, memory)
        zone, prose = largest_excluded(page)
        if zone < 0 or len(doubted) == MAX_DOUBTS:
            return body
        if prose <= MISTRUST[page.nodes[zone].zone] * body.worth + 60:
            return body
        doubted.append(zone)
        judge(page, doubted)


MAX_DOUBTS: Final = 4
MISTRUST: Final = {
    "drop": 2.5, "weak": 1.0, "caption": 2.0, "meta": 1.0, "title": 1.0, "comments": 8.0, "never": 50.0,
}  # fmt: skip
"""How many times the prose of the body a zone may hold before its name is doubted."""


def _prose(page: Outline, blocks: Iterable[int]) -> float:
    return sum(max(page.blocks[n].worth, 0.0) for n in blocks)


def below(page: Outline, body: Body, said: Metadata) -> Body:
    """Return the body without the headline's own lines, which a table or a plain box mixes in."""
    lines = {
        squash(text)
        for text in (said.headline, said.kicker, said.alternative_headline)
        if text is not None
    }
    head = True
    kept = []
    for n in body.blocks:
        block = page.blocks[n]
        if head and (
            n == said.headline_block or squash(block.text) in lines or LABEL.match(block.text)
        ):
            continue
        head = head and block.worth < HEAD_WORTH
        kept.append(n)
    return replace(body, blocks=tuple(kept))


HEAD_WORTH: Final = 60.0
"""Worth of the paragraph with which a body has begun: no line of a headline comes after it."""


def _body(page: Outline, memory: Memory) -> Body:
    worths = [block.worth for block in page.blocks]
    live = [block.zone not in NOT_BODY for block in page.blocks]
    sums = _sums(page, worths, live)
    container = _container(page, sums)
    usual = [n for n in usual_container(page, memory) if sums[n][0] >= 0.6 * sums[container][0]]
    container = max(usual, key=lambda n: sums[n][0], default=container)
    inside = _filtered(page, container, worths, live)
    inside = _standfirst(page, inside, live) + inside
    known = repeated(page, inside, memory)
    inside = [n for n in inside if n not in known]
    return Body(tuple(inside), container, sums[container][0] if sums else 0.0)


def _sums(
    page: Outline, worths: Sequence[float], live: Sequence[bool]
) -> list[tuple[float, float]]:
    """Return for each node the worth in it: the good, and all of it with the bad."""
    good, bad = [0.0], [0.0]
    for value, ok in zip(worths, live, strict=True):
        good.append(good[-1] + (value if ok and value > 0 else 0.0))
        bad.append(bad[-1] + (value if ok and value < 0 else 0.0))
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
    current = 0
    while below := children.get(current):
        total = sums[current][0]
        best = max(below, key=lambda n: sums[n][0])
        if page.nodes[best].tag in {"p", "li", "blockquote", "ul", "ol", "tr", "pre"}:
            break
        first = _first_article(page, best, below, sums)
        if first == best and any(_joins(page, best, n, sums) for n in below if n != best):
            break
        own = sum(
            b.worth
            for b in page.blocks[page.nodes[current].first : page.nodes[current].last]
            if b.node == current and b.worth > 0
        )
        if own > max(60, 0.02 * sums[best][0]):
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
        if node.zone in NOT_BODY or not _titled(page, n):
            continue
        apart = _titled(page, best) or node.tag == page.nodes[best].tag == "article"
        if apart and sums[n][0] > max(200, sums[best][0] / 10):
            return n
    return best


def _titled(page: Outline, n: int) -> bool:
    """Say whether an element holds a headline of the first rank."""
    node = page.nodes[n]
    return any(b.tag == "h1" for b in page.blocks[node.first : node.last])


def _joins(page: Outline, best: int, other: int, sums: Sequence[tuple[float, float]]) -> bool:
    """Say whether another child of the same parent holds more of the same text."""
    a, b = page.nodes[best], page.nodes[other]
    good, bad = sums[other]
    if good < max(60, 0.02 * sums[best][0]) or b.zone in NOT_BODY:
        return False
    if b.tag in {"p", "blockquote"}:
        return True
    if a.tag == b.tag and a.element.get("class") == b.element.get("class"):
        return True
    return good > JOIN_SHARE * sums[best][0] and -bad < JOIN_BAD * good


JOIN_SHARE: Final = 0.6
JOIN_BAD: Final = 0.1


def _filtered(
    page: Outline, container: int, worths: Sequence[float], live: Sequence[bool]
) -> list[int]:
    """Return the blocks of the container that are part of the article."""
    node = page.nodes[container]
    dead = _link_lists(page, container)
    kept = []
    for n in range(node.first, node.last):
        block = page.blocks[n]
        if not live[n] or any(block.node == d or page.inside(block.node, d) for d in dead):
            continue
        if block.density > 0.8 and block.chars < 120:
            continue
        if block.chars < 160 and (POINTER.match(block.text) or APPEAL.match(block.text)):
            continue
        kept.append(n)
    return _headed(page, _flow(page, container, _led(page, kept)))


def _link_lists(page: Outline, container: int) -> list[int]:
    """Return the outermost nodes inside the container that are mostly links."""
    found: list[int] = []
    for n in range(container + 1, len(page.nodes)):
        node = page.nodes[n]
        if node.first >= page.nodes[container].last:
            break
        if node.tag == "p" or node.last - node.first < 2:
            continue
        blocks = page.blocks[node.first : node.last]
        chars = sum(b.chars for b in blocks)
        if chars and sum(b.linked for b in blocks) / chars > 0.5:
            found.append(n)
    return found


def _led(page: Outline, kept: list[int]) -> list[int]:
    """Return the blocks without the labels that stand above the first paragraph."""
    first = next((i for i, n in enumerate(kept) if page.blocks[n].worth > 0), 0)
    return [n for n in kept[:first] if page.blocks[n].zone == "summary"] + kept[first:]


_UNITS: Final = frozenset(
    ("p", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "tbody")
    + ("table", "th", "dl", "dd", "dt", "center", "pre", "thead")
)
FLOW_SHARE: Final = 0.5
"""Share of the prose that must stand at one kind of place for it to be the flow."""

BOX_SHARE: Final = 0.3
"""Share of the prose up to which what stands elsewhere is a box.

On 257 labelled pages prose outside the flow, after its first paragraph, was the
article's in 20 cases and something else in 82.
"""


def _flow(page: Outline, container: int, kept: list[int]) -> list[int]:
    """Return the blocks without the boxes that interrupt or follow the flow of paragraphs."""
    places = {n: _place(page, container, page.blocks[n].node) for n in kept}
    said = "\n".join(page.blocks[n].text for n in kept)
    prose: dict[tuple[str, ...], float] = {}
    for n in kept:
        prose[places[n]] = prose.get(places[n], 0.0) + max(page.blocks[n].worth, 0.0)
    total = sum(prose.values())
    flow = max(prose, key=lambda place: prose[place], default=())
    if not total or prose[flow] < FLOW_SHARE * total:
        return kept
    main = [n for n in kept if places[n] == flow and page.blocks[n].worth > 0]
    first, last = main[0], main[-1]
    out = []
    for n in kept:
        block, place = page.blocks[n], places[n]
        share = prose[place] / total
        if place == flow or share >= BOX_SHARE:
            out.append(n)
        elif n < first:
            if (
                block.zone == "summary"
                or block.worth >= 60
                or (block.heading and block.chars >= 60)
            ):
                out.append(n)
        elif _quoted(page, container, block.node):
            if said.count(block.text.strip('“”"«»„')) < 2:
                out.append(n)
        elif n < last and (block.heading or (block.worth <= 0 and share >= 0.1)):
            out.append(n)
    return out


def _quoted(page: Outline, container: int, node: int) -> bool:
    """Say whether a block stands in a quotation or a table of the body."""
    for n in page.chain(node):
        if n == container:
            return False
        if page.nodes[n].tag in {"blockquote", "table", "pre"}:
            return True
    return False


def _place(page: Outline, container: int, node: int) -> tuple[str, ...]:
    """Return the kinds of element that a block stands in, below the container."""
    kinds: list[str] = []
    for n in page.chain(node):
        if n == container:
            break
        here = page.nodes[n]
        if kinds or here.tag not in _UNITS:
            kinds.append(f"{here.tag}.{here.element.get('class') or ''}")
    return tuple(kinds)


def _headed(page: Outline, kept: list[int]) -> list[int]:
    """Return the blocks without headings that nothing follows, and nothing of the title."""
    out: list[int] = []
    followed = False
    level = "h9"
    for n in reversed(kept):
        block = page.blocks[n]
        if block.tag == "h1":
            continue
        if block.heading and block.zone != "summary" and block.chars < 120:
            if not followed and block.tag >= level:
                continue
            if not out:
                continue
            followed, level = False, block.tag
        else:
            followed, level = True, "h9"
        out.append(n)
    return out[::-1]


def _standfirst(page: Outline, inside: Sequence[int], live: Sequence[bool]) -> list[int]:
    """Return the paragraph between headline and body, where there is one."""
    if not inside:
        return []
    start = inside[0]
    title = next((n for n in range(start - 1, -1, -1) if page.blocks[n].tag == "h1"), None)
    found = []
    for n in range(start if title is None else title + 1, start):
        block = page.blocks[n]
        if block.zone in {"drop", "weak", "never", "comments", "caption"} or block.density > 0.3:
            continue
        if block.chars < (20 if block.zone == "summary" else 60):
            continue
        if block.zone == "summary" or block.heading or END.search(block.text):
            found.append(n)
    text = page.blocks[start].text
    return [n for n in found if not text.startswith(page.blocks[n].text[:60])]
