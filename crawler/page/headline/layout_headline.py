"""Headline lines and byline found by the profile of their site: CSS that somebody wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssselect import SelectorError

from crawler.page.headline.headline_block import Headline
from crawler.page.headline.kicker import headline_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline
    from crawler.site import Layout


def layout_headline(page: Outline, layout: Layout) -> Headline | None:
    """Return the headline that a layout names, with its lines; None where it names none."""
    if not layout.headline:
        return None
    root = page.nodes[0].element
    found = _first(root, layout.headline)
    if found is None or not (text := _text(found)):
        return None
    place = _block(page, found)
    if place >= 0 and not (layout.kicker or layout.alternative_headline):
        main, above, below = headline_lines(page, place, -1)
        lines = page.nodes[page.blocks[place].node]
        if lines.last - lines.first > 1:
            text = page.blocks[main].text
        return Headline(text, above, below, main)
    kicker = _first(root, layout.kicker)
    alternative = _first(root, layout.alternative_headline)
    return Headline(
        text,
        (_text(kicker) if kicker is not None else "") or None,
        (_text(alternative) if alternative is not None else "") or None,
        place,
    )


def layout_byline(page: Outline, layout: Layout | None) -> list[str]:
    """Return the texts of the elements that a layout calls the byline."""
    if layout is None or not layout.byline:
        return []
    return [text for e in _select(page.nodes[0].element, layout.byline) if (text := _text(e))]


def _select(root: HtmlElement, css: str) -> list[HtmlElement]:
    try:
        return list(root.cssselect(css)) if css else []
    except SelectorError:
        return []


def _first(root: HtmlElement, css: str) -> HtmlElement | None:
    return next(iter(_select(root, css)), None)


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def _block(page: Outline, element: HtmlElement) -> int:
    """Return the first block in an element; -1 where it holds none of its own."""
    for node in page.nodes:
        if node.element is element:
            return node.first if node.first < node.last else -1
    return -1
