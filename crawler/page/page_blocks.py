"""The second stage of reading: the page as blocks of text, each with its role, and its body."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from lxml.etree import tostring

from crawler.memory import NO_MEMORY, Memory
from crawler.page.blocks.block_roles import misfolded
from crawler.page.blocks.outline import outline
from crawler.page.body.container import body_of
from crawler.page.mirrored import clearing
from crawler.page.template import MIN_PROSE
from crawler.site import ANY_SITE, Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.document import Document
    from crawler.page.mirrored import Clear
    from crawler.site import Layout

BELOW: Final = 25
"""Blocks under a text among which a desk signs or a site asks to pay: on 30 Chinese portals the
furthest signature stood at 5.

Measured: at 12 segments date -0.3; at 50 nothing.
"""


@dataclass(frozen=True, slots=True)
class Blocks:
    """The runs of text of a page, in reading order, and which of them are its body."""

    root: HtmlElement
    outline: Outline
    body: Body
    layout: Layout | None
    """The layout of the site's profile on the day of the capture; None for a site without one."""

    clear: Clear = str
    """What gives a line as it was meant, where a mirror damaged the page."""

    def links(self) -> Iterator[HtmlElement]:
        """Yield the elements that lead to other pages."""
        return chain(self.root.iter("link"), self.outline.links)

    def text(self, n: int) -> str:
        """Return the text of a block as it was meant."""
        return self.clear(self.outline.blocks[n].text)


def blocks_of(document: Document, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Blocks:
    """Return the blocks of a page with their roles, and its body.

    Elements are folded by their names first, which spares two thirds of them; where one of those
    names turns out not to be believed, the page is walked again without folding.
    """
    layout = site.layout_on(document.fetched_at.date())
    page = outline(document.root, fold=layout is None, host=document.host)
    body = body_of(page, layout, memory)
    if misfolded(page):
        page = outline(document.root, host=document.host)
        body = body_of(page, layout, memory)
    if page.unseen and not body.by_layout:
        page, body = _shown(document.root, page, body, memory)
    return Blocks(document.root, page, body, layout, _clearing(page))


def _clearing(page: Outline) -> Clear:
    """Return what undoes a mirror's damage to a page, which is in Han: these are wide."""
    is_wide = any(block.chars > len(block.text) for block in page.blocks)
    return clearing(block.text for block in page.blocks) if is_wide else str


def _shown(root: HtmlElement, page: Outline, body: Body, memory: Memory) -> tuple[Outline, Body]:
    """Return a page with what a script would show, where that is the larger part of its text."""
    hidden = sum(
        len(tostring(e, method="text", encoding=str, with_tail=False)) for e in page.unseen
    )
    if hidden <= body.worth:
        return page, body
    whole = outline(root, unseen=True, host=page.host)
    text = body_of(whole, memory=memory)
    seen = {page.blocks[n].text for n in body.blocks} if body.worth > MIN_PROSE else set()
    worths = {whole.blocks[n].text: whole.blocks[n].worth for n in text.blocks}
    gained = sum(worths.values()) > max(2 * body.worth, MIN_PROSE)
    new_text = "\n".join(worths.keys() - seen)
    again = sum(text in new_text for text in seen)
    gained = gained and seen <= worths.keys() and again <= len(seen) / 2
    return (whole, text) if gained else (page, body)
