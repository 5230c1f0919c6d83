"""Pages of a line or two, read as far as a test needs them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.model import Capture
from crawler.page.document import document_of
from crawler.page.evidence import Evidence, evidence_of
from crawler.page.metadata import Metadata, metadata
from crawler.page.page_blocks import blocks_of
from crawler.site import ANY_SITE, Site

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2021, 6, 1, tzinfo=UTC)
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
