"""Whether a story is free to read, and how much of one that is not was served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crawler import patterns as re
from crawler.page.candidate import Candidate
from crawler.page.embedded.jsonld import PAGE_TYPES, count_of, types_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page.findings.findings import Findings

    Access = Iterator[Candidate[bool]]

TIERS: Final = {"free": True, "metered": False, "locked": False}
"""https://developers.facebook.com/docs/instant-articles/subscriptions"""

_WORDS = {"true": True, "false": False}
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W\u3040-\uffff]+")

LEAST_MISSING: Final = 0.1
"""Share from which a story is not whole: a writer counts captions and credits among its words."""


def in_json_ld(page: Findings) -> Access:
    """Yield what JSON-LD states of the story, else of the page.

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    pages = (
        node for node in page.structured.nodes if set(map(str.lower, types_of(node))) & PAGE_TYPES
    )
    for node in (page.structured.article or {}, *pages):
        stated = _truth(node.get("isAccessibleForFree"))
        if stated is not None:
            yield Candidate(stated, "json-ld", "isAccessibleForFree")


def in_meta(page: Findings) -> Access:
    """Yield what the tier of the story means."""
    tier = page.structured.first("article:content_tier").lower()
    if tier in TIERS:
        yield Candidate(TIERS[tier], "meta:article:content_tier", tier)


def in_microdata(page: Findings) -> Access:
    """Yield what microdata states."""
    stated = _truth(page.structured.micro_text("isAccessibleForFree"))
    if stated is not None:
        yield Candidate(stated, "microdata", "isAccessibleForFree")


def _truth(stated: Any) -> bool | None:
    """Return what a value means.

    >>> _truth("http://schema.org/False"), _truth("True"), _truth("perhaps")
    (False, True, None)
    """
    if isinstance(stated, bool):
        return stated
    return _WORDS.get(stated.rsplit("/", 1)[-1].lower()) if isinstance(stated, str) else None


def missing_share(page: Findings, paragraphs: Sequence[str]) -> float | None:
    """Return which share of the words that a story is said to have was not served.

    None where nothing is said, or next to nothing is missing.
    """
    stated = count_of((page.structured.article or {}).get("wordCount"))
    if not stated:
        return None
    share = round(1 - sum(len(_WORD.findall(line)) for line in paragraphs) / stated, 2)
    return share if LEAST_MISSING <= share < 1 else None
