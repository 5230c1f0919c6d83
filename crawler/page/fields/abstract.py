"""The points of a story that an editor listed above it: key points, highlights, "In brief"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.lang.phrases import is_credit, is_stamp
from crawler.page.blocks.block_roles import LINK_DENSITY
from crawler.page.blocks.standfirst import BETWEEN
from crawler.page.candidate import Candidate
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.blocks.outline import Block
    from crawler.page.findings.findings import Findings


def above(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the lines of the list above the first paragraph, where that is none of the body."""
    if page.text is None or not page.text.body.blocks:
        return
    outline, body = page.blocks.outline, page.text.body.blocks
    first = next((n for n in body if outline.blocks[n].worth >= LINE_WIDTH), body[0])
    start = max(page.headline.block + 1, first - BETWEEN)
    lists: dict[int, list[int]] = {}
    for n in range(start, first):
        block = outline.blocks[n]
        if block.tag == "li" and n not in body and block.role in _OF_A_STORY:
            lists.setdefault(outline.nodes[block.node].parent, []).append(n)
    for lines in lists.values():
        if len(lines) > 1 and all(_is_point(outline.blocks[n]) for n in lines):
            text = "\n".join(page.blocks.text(n) for n in lines)
            yield Candidate(text, "page", f"{len(lines)} lines")


_OF_A_STORY = frozenset(("", "body", "summary"))


def _is_point(block: Block) -> bool:
    """Return True if a line of a list can say what happened."""
    stands = block.chars >= LINE_WIDTH / 3 and block.density <= LINK_DENSITY
    return stands and not is_stamp(block.text) and not is_credit(block.text)
