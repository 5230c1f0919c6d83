"""The paragraph between the headline of a story and its body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler.lang.phrases import END, is_credit, is_stamp
from crawler.page.blocks.block_roles import LINK_DENSITY
from crawler.page.blocks.paragraphs import may_stay
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page.blocks.outline import Outline


def standfirst(page: Outline, inside: Sequence[int]) -> list[int]:
    """Return the paragraph between headline and body, where there is one."""
    if not inside:
        return []
    start = inside[0]
    title = next((n for n in range(start - 1, -1, -1) if page.blocks[n].tag == "h1"), None)
    first = max(0, start - BETWEEN) if title is None else title + 1
    found = [n for n in range(first, start) if _stands_first(page, n, title)]
    found += [n for n in _beside(page, start) if n not in found]
    opening = [page.blocks[n].text for n in inside[:4]]
    seen: set[str] = set()
    out = []
    for n in found:
        text = page.blocks[n].text
        if text in seen or any(other.startswith(text[:60]) for other in opening):
            continue
        seen.add(text)
        out.append(n)
    return out


def _stands_first(page: Outline, n: int, title: int | None) -> bool:
    """Return True if a block above a body is its standfirst."""
    block = page.blocks[n]
    if block.role in _NO_STANDFIRST or block.density > LINK_DENSITY or not may_stay(block):
        return False
    if (block.role == "weak" and block.linked) or is_stamp(block.text):
        return False
    if block.role == "summary":
        return block.chars >= LINE_WIDTH / 3
    if title is None or block.chars < LINE_WIDTH or block.tag in {"li", "td", "dd"}:
        return False
    near = n == title + 1 and block.role != "meta" and not is_credit(block.text)
    return block.heading or near or bool(END.search(block.text))


def _beside(page: Outline, start: int) -> list[int]:
    """Return the paragraphs right above a body that stand next to the box it is in."""
    found: list[int] = []
    around = set(page.chain(page.blocks[start].node))
    for n in range(start - 1, max(-1, start - BETWEEN), -1):
        block = page.blocks[n]
        node = page.nodes[block.node]
        prose = block.tag == "p" and block.worth >= LINE_WIDTH and node.role in {"", "body"}
        if not prose or node.parent not in around or is_stamp(block.text):
            break
        found.insert(0, n)
    return found


BETWEEN: Final = 30
"""Blocks between headline and text: more than these are a menu of their own.

Measured: at 15 nothing; at 60 segments date -0.3.
"""

_NO_STANDFIRST: Final = frozenset(("drop", "never", "comments", "caption"))
