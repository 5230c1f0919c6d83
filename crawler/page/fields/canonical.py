"""The canonical address of a story, where it is of this site and not its front page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.page.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.findings.findings import Findings


def in_link(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the address of the ``link`` of this relation."""
    if address := _own(page.structured.links.get("canonical", ""), page.document.url):
        yield Candidate(address, "link:canonical")


def in_meta(page: Findings) -> Iterator[Candidate[str]]:
    """Yield the address that OpenGraph states."""
    if address := _own(page.structured.first("og:url"), page.document.url):
        yield Candidate(address, "meta:og:url")


def _own(address: str, url: str) -> str | None:
    """Return a stated address in full, where it can be that of this page."""
    if not address:
        return None
    try:
        absolute = urljoin(url, address)
        stated, own = urlsplit(absolute), urlsplit(url)
    except ValueError:
        return None
    front = stated.path in {"", "/"} and own.path not in {"", "/"}
    if front or stated.scheme not in {"http", "https"}:
        return None
    same = _domain(stated.hostname) == _domain(own.hostname)
    return absolute if same or not own.hostname else None


def _domain(host: str | None) -> str:
    return ".".join((host or "").split(".")[-2:])
