"""Which blocks of a page are the article's body.

Every block is given a worth: what it says as prose, less what it links. The
container of the body is where the worth gathers; then whatever in the container
is no part of the article is left out, and a standfirst above it is taken in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crawler.page.phrases import APPEAL, CREDIT, END, POINTER
from crawler.page.zones import NOT_BODY, judge, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page.outline import Outline



@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a page that are its article."""

    blocks: tuple[int, ...]
    """Positions in `Outline.blocks`, in reading order."""

    container: int
    """Position in `Outline.nodes` of the element that holds them."""

    worth: float
    """Sum over the body: about the number of letters of prose."""


def body_of(page: Outline) -> Body:
    """Return the body of a page; one without blocks where there is nothing like one."""
    weigh(page)
    judge(page)
    worths = [block.worth for block in page.blocks]
    live = [block.zone not in NOT_BODY for block in page.blocks]
    sums = _sums(page, worths, live)
    container = _container(page, sums)
    inside = _filtered(page, container, worths, live)
    inside = _standfirst(page, inside, live) + inside
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
        share = sums[best][0] / total
        if share < 0.5 and best == _first_article(page, best, below, sums):
            break
        others = [n for n in below if n != best]
        if share < 0.98 and any(_alike(page, best, n, sums) for n in others):
            break
        if (
            share < 0.7
            and sum(sums[n][0] for n in others) < sums[current][0] - sums[best][0] - 100
        ):
            break
        current = _first_article(page, best, below, sums)
    return current


def _first_article(
    page: Outline, best: int, below: Sequence[int], sums: Sequence[tuple[float, float]]
) -> int:
    """Return the first of several whole articles on a page, as endless scrolling leaves them."""
    for n in below:
        if n == best:
            break
        node = page.nodes[n]
        whole = node.tag == "article" or any(b.tag == "h1" for b in page.blocks[node.first : node.last])
        if whole and node.zone not in NOT_BODY and sums[n][0] > max(200, sums[best][0] / 10):
            return n
    return best


def _alike(page: Outline, best: int, other: int, sums: Sequence[tuple[float, float]]) -> bool:
    """Say whether another child of the same parent looks like more of the same text."""
    a, b = page.nodes[best], page.nodes[other]
    if sums[other][0] < 60 or b.zone in NOT_BODY:
        return False
    if b.tag in {"p", "blockquote"}:
        return True
    return a.tag == b.tag and a.element.get("class") == b.element.get("class")


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
        if block.chars < 200 and CREDIT.match(block.text):
            continue
        kept.append(n)
    return _headed(page, _led(page, kept))


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


def _headed(page: Outline, kept: list[int]) -> list[int]:
    """Return the blocks without headings that nothing follows, and nothing of the title."""
    out: list[int] = []
    followed = False
    level = "h9"
    for n in reversed(kept):
        block = page.blocks[n]
        if block.tag == "h1":
            continue
        if block.heading and block.zone != "summary":
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
