"""The text of a story: the body without the lines of its headline and of its pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.lang.phrases import LABEL, without_asides
from crawler.page.findings.captions import gallery
from crawler.page.letters import LINE_WIDTH, squash

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.model import Image
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.page_blocks import Blocks


@dataclass(frozen=True, slots=True)
class StoryText:
    """The paragraphs of a story as the page shows them, and its pictures."""

    body: Body
    paragraphs: tuple[str, ...]
    images: tuple[Image, ...]


def story_text(
    blocks: Blocks, url: str, headline_lines: Collection[str], headline_block: int
) -> StoryText:
    """Return the text below the headline, and the pictures among it."""
    body = _below(blocks, headline_lines, headline_block)
    pictures = gallery(blocks.outline, body, url, blocks.clear)
    lines = (blocks.outline.blocks[n].text for n in body.blocks if n not in pictures.lines)
    return StoryText(body, tuple(map(without_asides, lines)), pictures.images)


def _below(blocks: Blocks, headline_lines: Collection[str], headline_block: int) -> Body:
    """Return the body without the headline's own lines, which a table or a plain box mixes in."""
    lines = {squash(text) for text in headline_lines}
    head = True
    kept = []
    for n in blocks.body.blocks:
        block = blocks.outline.blocks[n]
        if head and (
            n == headline_block or squash(block.text) in lines or LABEL.match(block.text)
        ):
            continue
        head = head and block.worth < LINE_WIDTH
        kept.append(n)
    return replace(blocks.body, blocks=tuple(kept))
