"""The headline: what a profile names, what the page shows, what is stated and shown nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.candidate import Candidate
from crawler.page.headline.headline_block import (
    Headline,
    Titles,
    agreeing_block,
    heading_over,
    headline_at,
)
from crawler.page.headline.layout_headline import layout_headline
from crawler.page.headline.titles import is_site, main_segment, names_site, without_site
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.findings.findings import Findings

    Headlines = Iterator[Candidate[Headline]]


def in_layout(page: Findings) -> Headlines:
    """Yield the headline that the layout of the site's profile names."""
    layout = page.blocks.layout
    if layout and (headline := layout_headline(page.blocks.outline, layout)):
        yield Candidate(headline, f"layout:{layout.name}", layout.headline)


def in_block(page: Findings) -> Headlines:
    """Yield the headline in the block that agrees with what is stated, or is the page's one h1."""
    best = agreeing_block(page.blocks.outline, _titles(page), _start(page))
    if best >= 0:
        yield _at(page, best)


def stated_only(page: Findings) -> Headlines:
    """Yield what structured data calls the headline, but for the name of the site."""
    names = [squash(site) for site in page.site_names]
    for stated in page.titles:
        if not is_site(stated.value, names):
            part = without_site if stated.witness == "json-ld" else main_segment
            text = part(stated.value, page.site_names)
            yield Candidate(Headline(text), stated.witness, stated.place)


def over_the_text(page: Findings) -> Headlines:
    """Yield the heading over the text, where the page's title is the site's name alone."""
    if page.title and names_site(page.title, page.site_names):
        best = heading_over(page.blocks.outline, page.site_names, _start(page))
        if best >= 0:
            yield _at(page, best)


def in_title(page: Findings) -> Headlines:
    """Yield the part of the page's title that is the headline."""
    if page.title:
        yield Candidate(Headline(main_segment(page.title, page.site_names)), "title", "title")


def in_state(page: Findings) -> Headlines:
    """Yield the title of the article in the scripts' state."""
    if page.state and page.state.title:
        yield Candidate(Headline(page.state.title), "state", "scripts")


def in_state_alone(page: Findings) -> Headlines:
    """Yield the title of the article in the state of a shell that is called another thing."""
    if page.state and page.state.alone:
        yield from in_state(page)


def is_headline(candidate: Candidate[Headline], page: Findings) -> bool:
    """Return True if a headline says anything."""
    del page
    return bool(candidate.value.text)


def _titles(page: Findings) -> Titles:
    stated = [(title.witness, title.value) for title in page.titles]
    return Titles(stated, page.title, page.site_names)


def _start(page: Findings) -> int:
    """Return the block where the body begins; -1 where there is none."""
    return page.blocks.body.blocks[0] if page.blocks.body.blocks else -1


def _at(page: Findings, best: int) -> Candidate[Headline]:
    blocks = page.blocks
    headline = headline_at(blocks.outline, best, _titles(page), _start(page), blocks.clear)
    return Candidate(headline, blocks.outline.blocks[best].tag, f"block {best}")
