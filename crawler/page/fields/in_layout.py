"""What the profile of a site names by its CSS: it comes before all other witnesses.

A field of `crawler.site.Layout` that is empty is left to these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssselect import SelectorError

from crawler.lang.dates.parse import parse
from crawler.model import Image
from crawler.page.candidate import Candidate, Line
from crawler.page.findings.line_text import spaced
from crawler.page.findings.machine_times import ATTRIBUTES
from crawler.page.findings.people import Maker, makers
from crawler.page.findings.picture_source import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from crawler.lang.dates.parse import Moment
    from crawler.page.findings.findings import Findings
    from crawler.site import Layout


def authors(page: Findings) -> Iterator[Candidate[tuple[Maker, ...]]]:
    """Yield the makers in the elements that a layout calls authors."""
    texts = [spaced(element) for element in _found(page, lambda layout: layout.author)]
    if named := makers(texts, {*page.site_names}):
        yield Candidate(named, _witness(page))


def published(page: Findings) -> Iterator[Candidate[Moment]]:
    """Yield the moment that the element states, or shows, which a layout calls the date."""
    for element in _found(page, lambda layout: layout.published):
        stated = [value for name in ATTRIBUTES if (value := element.get(name))]
        for text in (*stated, spaced(element)):
            if moment := parse(text, language=page.language or ""):
                yield Candidate(moment, _witness(page))
                break


def images(page: Findings) -> Iterator[Candidate[tuple[Image, ...]]]:
    """Yield the pictures in the elements that a layout calls those of the story."""
    found: dict[str, Image] = {}
    for element in _found(page, lambda layout: layout.images):
        for picture in element.iter("img", "amp-img"):
            if address := source_of(picture, page.document.base):
                caption = "" if picture is element else spaced(element)
                found.setdefault(address, Image(address, caption or None))
    if found:
        yield Candidate(tuple(found.values()), _witness(page))


def text(name: str, css: Callable[[Layout], str]) -> Line[Findings, str]:
    """Return the line that asks for the text of the first element which a layout names."""

    def ask(page: Findings) -> Iterator[Candidate[str]]:
        texts = (spaced(element) for element in _found(page, css))
        if first := next(filter(None, texts), ""):
            yield Candidate(first, _witness(page))

    return Line(name, ask)


def _witness(page: Findings) -> str:
    layout = page.blocks.layout
    return f"layout:{layout.name}" if layout else ""


def _found(page: Findings, css: Callable[[Layout], str]) -> list[HtmlElement]:
    layout = page.blocks.layout
    selector = css(layout) if layout else ""
    try:
        return list(page.blocks.root.cssselect(selector)) if selector else []
    except SelectorError:
        return []
