"""The keywords of a story, as stated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.frontier.article_score import names_stories
from crawler.page.candidate import Candidate, Line
from crawler.page.embedded.jsonld import text_of
from crawler.page.letters import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page.findings.findings import Findings

MOST = 40
"""Keywords of a story that are kept."""


def in_json_ld(page: Findings) -> Iterator[Candidate[tuple[str, ...]]]:
    """Yield the keywords that JSON-LD states."""
    stated = (page.structured.article or {}).get("keywords")
    texts = map(text_of, stated) if isinstance(stated, list) else [text_of(stated)]
    if words := _words(texts):
        yield Candidate(words, "json-ld", "keywords")


def in_meta(name: str) -> Line[Findings, tuple[str, ...]]:
    """Return the line that asks the meta elements of a name for keywords."""

    def ask(page: Findings) -> Iterator[Candidate[tuple[str, ...]]]:
        if words := _words(page.structured.meta.get(name, ())):
            yield Candidate(words, f"meta:{name}")

    return Line(f"meta:{name}", ask)


def in_links(page: Findings) -> Iterator[Candidate[tuple[str, ...]]]:
    """Yield the tags that the lines around the story link to."""
    if words := _words(page.lines.terms.tags):
        yield Candidate(words, "visible:link", "tag")


def section_in_links(page: Findings) -> str:
    """Return the section that the lines around the story link to."""
    return next(iter(page.lines.terms.sections), "")


def is_section(candidate: Candidate[str], page: Findings) -> bool:
    """Return True unless a section is but a word for stories, and the page files it elsewhere."""
    return not (page.lines.terms.sections and names_stories(candidate.value))


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords in these texts, each once.

    >>> _words(["rain, harbour; rain", "台风 防汛"])
    ('rain', 'harbour', '台风', '防汛')
    """
    words = (
        word.strip()
        for text in texts
        for word in re.split(r"[,;，、；|]|(?<=[\u3400-\u9fff])\s+", text)
    )
    return tuple(dict.fromkeys(word for word in words if 0 < len(word) <= LONGEST_NAME))[:MOST]
