"""The publisher: the organisation whose site it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import Organization
from crawler.page.letters import LONGEST_NAME, squash

if TYPE_CHECKING:
    from crawler.page.candidate import Candidate
    from crawler.page.findings.findings import Findings


def of_site(page: Findings) -> str:
    """Return the publisher that the site's profile names; empty where it names none."""
    return page.site.publisher or ""


def in_home_link(page: Findings) -> str:
    """Return the text of the link to the front page, where the page's title ends with it.

    https://microformats.org/wiki/rel-home
    """
    title = squash(page.structured.title)
    for link in page.blocks.outline.links:
        if "home" in (link.get("rel") or "").split():
            name = " ".join(link.text_content().split())
            if len(squash(name)) > 1 and title.endswith(squash(name)):
                return name
    return ""


def is_name(candidate: Candidate[str], page: Findings) -> bool:
    """Return True if a text is short enough for a name."""
    del page
    return len(candidate.value) <= LONGEST_NAME


def organization(name: str, page: Findings) -> Organization:
    """Return the publisher of this name, with the address that JSON-LD states."""
    stated = (page.structured.article or {}).get("publisher")
    address = stated.get("url") if isinstance(stated, dict) else None
    known = isinstance(address, str) and address.startswith("http")
    return Organization(name=name, url=address if known else None)
