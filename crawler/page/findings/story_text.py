"""The text of a story: the body without the lines of its headline and of its pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from crawler.lang.phrases import LABEL, without_asides
from crawler.page.findings.captions import gallery
from crawler.page.findings.preformatted import lines_of
from crawler.page.findings.table_rows import rows
from crawler.page.letters import LINE_WIDTH, squash

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.model import Image
    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.findings.table_rows import Row
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
    kept = [n for n in body.blocks if n not in pictures.lines]
    paragraphs: list[str] = []
    before = {}
    for row in rows(blocks.outline, kept, {*blocks.body.blocks}.difference(kept)):
        before.update(dict.fromkeys(chain(*row), len(paragraphs)))
        paragraphs += _set(blocks.outline, row)
    places = [*(before[n] for n in kept), len(paragraphs)]
    images = tuple(
        image if image.position is None else replace(image, position=places[image.position])
        for image in pictures.images
    )
    return StoryText(body, tuple(map(without_asides, paragraphs)), images)


def _set(page: Outline, row: Row) -> list[str]:
    """Return the lines that a row is written in: one with its cells apart, or those of a block."""
    if len(row) == 1 and len(row[0]) == 1:
        return lines_of(page.blocks[row[0][0]])
    return [CELLS.join(" ".join(page.blocks[n].text for n in cell) for cell in row)]


CELLS = " | "
"""What stands between the cells of a row, as in the tables of Markdown."""


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
