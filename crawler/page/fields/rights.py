"""The rights to a story, as stated: the notice, the licence, and what use is reserved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.page.candidate import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page.embedded.structured import Structured
    from crawler.page.findings.findings import Findings

ROBOTS = ("robots", "googlebot", "googlebot-news", "bingbot", "baiduspider")
"""Meta names that carry directives for crawlers."""

TDM = ("tdm-reservation", "tdm-policy")
"""W3C TDM Reservation Protocol, final report of February 2024: as header and as meta."""


LEAST_NOTICE = 4
"""Characters of a notice that says something: more than the sign of copyright."""


def is_notice(candidate: Candidate[str], page: Findings) -> bool:
    """Return True if a notice is long enough to say something."""
    del page
    return len(candidate.value) >= LEAST_NOTICE


def license_in_json_ld(page: Findings) -> str:
    """Return the address or the name of the licence that JSON-LD states."""
    stated = (page.structured.article or {}).get("license")
    if isinstance(stated, dict):
        stated = stated.get("url") or stated.get("@id") or stated.get("name")
    if isinstance(stated, list):
        stated = next((value for value in stated if isinstance(value, str)), None)
    return _address(stated, page) if isinstance(stated, str) else ""


def license_in_link(page: Findings) -> str:
    """Return the address of the ``link`` of this relation."""
    return _address(page.structured.links.get("license", ""), page)


def license_in_meta(page: Findings) -> str:
    """Return the licence that Dublin Core's meta elements state."""
    return _address(page.structured.first("dcterms.license", "dc.rights.license"), page)


def _address(stated: str, page: Findings) -> str:
    """Return an address in full; a licence that is named stays as it is."""
    stated = stated.strip()
    if not re.match(r"(?:https?:)?/|\.", stated):
        return stated
    return urljoin(page.document.base, stated)


def usage(page: Findings) -> Iterator[Candidate[tuple[str, ...]]]:
    """Yield the statements that reserve something, each with who makes it."""
    if stated := tuple(dict.fromkeys(_reservations(page.structured, page.document.headers))):
        yield Candidate(stated, "page", "meta, headers and JSON-LD")


def _reservations(found: Structured, headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    names = (*ROBOTS, "x-robots-tag", *TDM)
    statements = [(name, text) for name in ROBOTS for text in found.meta.get(name, ())]
    statements += [
        (name.lower(), value.strip()) for name, value in headers if name.lower() in names
    ]
    statements += [(name, text) for name in TDM for text in found.meta.get(name, ())]
    for name, text in statements:
        if name in TDM or _says_something(text):
            yield f"{name}: {text}"
    usage = (found.article or {}).get("usageInfo")
    address = usage.get("url") if isinstance(usage, dict) else usage
    if address and isinstance(address, str):
        yield address


def _says_something(directives: str) -> bool:
    """Return True if directives reserve anything.

    >>> _says_something("index, follow, max-image-preview:large"), _says_something("noarchive")
    (False, True)
    """
    words = [word.strip().lower() for word in directives.split(",")]
    return any(
        word.startswith(("no", "unavailable_after", "none", "max-snippet:0")) for word in words
    )
