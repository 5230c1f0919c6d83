"""The lines over and under a headline: 引题 and 副题, kicker and deck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.candidate import Candidate
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.findings.findings import Findings


def kicker(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the line over the headline."""
    if page.headline.kicker:
        yield Candidate(page.headline.kicker, "headline", "over the headline")


def deck(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the line under the headline."""
    if page.headline.alternative:
        yield Candidate(page.headline.alternative, "headline", "under the headline")


def in_json_ld(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the second headline of JSON-LD, where it is no part of the first, nor that of it."""
    stated = page.structured.stated("alternativeHeadline")
    other, shown = squash(stated), squash(page.headline.text)
    if other and other not in shown and shown not in other:
        yield Candidate(stated, "json-ld", "alternativeHeadline")
