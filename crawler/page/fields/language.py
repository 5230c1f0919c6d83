"""The language of a story: what the page declares, held against the letters of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.lang.language import borne_out, told_by_letters
from crawler.page.candidate import Candidate, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.page.findings.findings import Findings

PARAGRAPHS = 6
"""Paragraphs of a story that show its script."""


def declared(name: str, declaration: Callable[[Findings], str]) -> Line[Findings, str]:
    """Return the line that believes a declaration where the text may be in that language."""

    def ask(page: Findings) -> Iterator[Candidate[str]]:
        stated = declaration(page)
        if stated and (language := borne_out(stated, _sample(page))):
            yield Candidate(language, name, stated)

    return Line(name, ask)


def in_letters(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the language that the letters of the text are in."""
    if language := told_by_letters(_sample(page)):
        yield Candidate(language, "text")


def of_site(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the language of the site's profile."""
    if page.site.language:
        yield Candidate(page.site.language, "site", page.site.name)


def _sample(page: Findings) -> str:
    """Return the title and the first paragraphs; of a page without any, all of its text."""
    blocks = page.blocks.outline.blocks
    body = page.blocks.body.blocks[:PARAGRAPHS]
    if body:
        sample = " ".join(blocks[n].text for n in body)
        return page.blocks.clear(f"{page.structured.title} {sample}")
    return page.blocks.clear(" ".join(block.text for block in blocks)[:3000])
