"""The language of a story: what the page declares, held against the letters of its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.lang.language import language_of
from crawler.page.candidate import Candidate, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.page.findings.findings import Findings

PARAGRAPHS = 6
"""Paragraphs of a story that show its script."""


def declared(name: str, declaration: Callable[[Findings], str]) -> Line[Findings, str]:
    """Return the line that believes a declaration as far as the text's letters allow."""

    def ask(page: Findings) -> Iterator[Candidate[str]]:
        stated = declaration(page)
        if stated and (language := _language(page, stated)):
            yield Candidate(language, name, stated)

    return Line(name, ask)


def in_letters(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the language that the letters of the text are in, or the locale of the page."""
    if language := _language(page, ""):
        yield Candidate(language, "text", page.structured.first("og:locale"))


def of_site(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the language of the site's profile."""
    if page.site.language:
        yield Candidate(page.site.language, "site", page.site.name)


def _language(page: Findings, stated: str) -> str | None:
    return language_of(stated, _sample(page), page.structured.first("og:locale"))


def _sample(page: Findings) -> str:
    """Return the title and the first paragraphs; of a page without any, all of its text."""
    blocks = page.blocks.outline.blocks
    body = page.blocks.body.blocks[:PARAGRAPHS]
    if body:
        sample = " ".join(blocks[n].text for n in body)
        return page.blocks.clear(f"{page.structured.title} {sample}")
    return page.blocks.clear(" ".join(block.text for block in blocks)[:3000])
