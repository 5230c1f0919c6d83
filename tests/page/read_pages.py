"""Pages of a line or two, read as far as a test needs them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from crawler.model import Capture
from crawler.page.document import document_of
from crawler.page.evidence import Evidence, evidence_of
from crawler.page.metadata import Metadata, metadata
from crawler.page.page_blocks import blocks_of
from crawler.site import ANY_SITE, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from crawler.page.candidate import Candidate
    from crawler.page.findings.findings import Findings

Value = TypeVar("Value")

NOW = datetime(2021, 6, 1, tzinfo=UTC)
PROSE = "".join(
    f"<p>It had rained for {n} days when the clouds broke over the harbour, and people came out "
    "to look at the water, which stood high against the quay and was still rising.</p>"
    for n in ("nine", "ten", "twelve")
)
"""What any story holds."""

UTF8 = ("Content-Type", "text/html; charset=utf-8")


def evidence_in(
    html: str,
    url: str = "https://www.a.example/rain",
    site: Site = ANY_SITE,
    *,
    headers: Sequence[tuple[str, str]] = (),
) -> Evidence:
    """Return what a page gives for every field of the record."""
    capture = Capture(
        url=url,
        fetched_at=NOW,
        body=(html or " <p>").encode("utf-8", "replace"),
        headers=(UTF8, *headers),
    )
    document = document_of(capture)
    return evidence_of(document, blocks_of(document, site), site)


def said(
    html: str,
    url: str = "https://www.a.example/rain",
    site: Site = ANY_SITE,
    *,
    headers: Sequence[tuple[str, str]] = (),
) -> Metadata:
    """Return what a page says about its story."""
    return metadata(evidence_in(html, url, site, headers=headers))


def told(ask: Callable[[Findings], Iterator[Candidate[Value]]], page: Evidence) -> list[Value]:
    """Return the values that a witness gives, in its order."""
    return [candidate.value for candidate in ask(page.findings)]
