"""The paragraphs of a story: what the page shows, or what it gives to machines.

Where the page itself shows next to nothing, the text that structured data or the scripts' state
give in full is taken for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.page.candidate import Candidate
from crawler.page.embedded.app_state import STORY
from crawler.page.embedded.jsonld import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page.findings.findings import Findings

    Texts = Iterator[Candidate[tuple[str, ...]]]

STATED_GAIN = 2.5
"""How many times longer than the page's text a stated body must be to replace it.

A teaser is shorter than its story, and a stated body repeats the page with captions and notices
among its paragraphs: it is wanted only where the page's own text is nearly absent.

Measured: at 1.25 fundus text -0.3; at 5 nothing.
"""


def on_the_page(page: Findings) -> Texts:
    """Yield the paragraphs that the page shows."""
    layout = page.blocks.layout
    if page.text and page.text.paragraphs:
        named = layout is not None and page.blocks.body.by_layout
        witness = f"layout:{layout.name}" if layout and named else "page"
        yield Candidate(page.text.paragraphs, witness, f"{len(page.text.body.blocks)} blocks")


def in_json_ld(page: Findings) -> Texts:
    """Yield the paragraphs of JSON-LD's ``articleBody``; often a teaser."""
    text = (page.structured.article or {}).get("articleBody")
    if isinstance(text, list):
        text = "\n".join(part for part in text if isinstance(part, str))
    if isinstance(text, str):
        broken = re.sub(r"</p>|<br\s*/?>|\\n|\r", "\n", text)
        if lines := tuple(filter(None, (text_of(line) for line in broken.split("\n")))):
            yield Candidate(lines, "structured", "articleBody")


def in_state(page: Findings) -> Texts:
    """Yield the paragraphs of the article in the scripts' state."""
    if page.state and page.state.body:
        yield Candidate(page.state.body, "structured", "scripts")


def is_text(candidate: Candidate[tuple[str, ...]], page: Findings) -> bool:
    """Return True unless a stated body is so short that it is a teaser at best."""
    del page
    return candidate.witness != "structured" or _length(candidate.value) >= STORY


def stated_where_the_page_shows_next_to_nothing(
    best: Candidate[tuple[str, ...]],
    candidates: Sequence[Candidate[tuple[str, ...]]],
    page: Findings,
) -> Candidate[tuple[str, ...]]:
    """Return the stated body where the page's own text is nearly absent."""
    del page
    stated = next((other for other in candidates if other.witness == "structured"), best)
    return stated if better_stated(best.value, stated.value) else best


def better_stated(paragraphs: Sequence[str], stated: Sequence[str]) -> bool:
    """Return True if a stated body is so much longer that the page has next to none.

    >>> better_stated(["Teaser."], ["A long paragraph. " * 30])
    True
    >>> better_stated(["A long paragraph. " * 30], ["A teaser of three hundred letters. " * 9])
    False
    """
    length = _length(stated)
    return length >= STORY and length > STATED_GAIN * _length(paragraphs)


def _length(paragraphs: Sequence[str]) -> int:
    return sum(map(len, paragraphs))
