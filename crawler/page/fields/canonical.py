"""The canonical address of a story, where it is of this site and not its front page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.frontier.urls import same_site
from crawler.page.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.document import Document
    from crawler.page.findings.findings import Findings


def in_link(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the address of the ``link`` of this relation."""
    if address := _own(page.structured.links.get("canonical", ""), page.document):
        yield Candidate(address, "link:canonical")


def in_meta(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the address that OpenGraph states."""
    if address := _own(page.structured.first("og:url"), page.document):
        yield Candidate(address, "meta:og:url")


def _own(address: str, document: Document) -> str | None:
    """Return a stated address in full, where it can be that of this page."""
    if not address:
        return None
    try:
        absolute = urljoin(document.base, address)
        stated, own = urlsplit(absolute), urlsplit(document.url)
    except ValueError:
        return None
    front = stated.path in {"", "/"} and own.path not in {"", "/"}
    if front or stated.scheme not in {"http", "https"}:
        return None
    if not own.hostname:
        return absolute
    ours = (document.url, document.base)
    return absolute if any(same_site(absolute, each) for each in ours) else None
