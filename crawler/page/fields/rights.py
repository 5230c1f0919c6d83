"""What a page says about its rights, as data: who holds them, which licence, for what use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.page.embedded.jsonld import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page.embedded.structured import Structured

ROBOTS = ("robots", "googlebot", "googlebot-news", "bingbot", "baiduspider")
"""Meta names that carry directives for crawlers."""

SAYING_NOTHING = frozenset(["all", "index", "follow", "index,follow", "archive", "imageindex"])
"""Directives that only state the default."""

TDM = ("tdm-reservation", "tdm-policy")
"""W3C TDM Reservation Protocol, final report of February 2024: as header and as meta."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Statements about rights, each as it was made."""

    copyright_notice: str | None = None
    copyright_holder: str | None = None
    license: str | None = None
    usage_info: tuple[str, ...] = ()


def rights_of(found: Structured, url: str, headers: Iterable[tuple[str, str]] = ()) -> Rights:
    """Return what structured data, meta and headers say about rights.

    >>> from crawler.page.embedded.structured import Structured
    >>> said = Structured(meta={"robots": ["noarchive, follow"]})
    >>> rights_of(said, "", [("TDM-Reservation", "1")]).usage_info
    ('robots: noarchive, follow', 'tdm-reservation: 1')
    """
    stated = found.article or {}
    holder = text_of(stated.get("copyrightHolder"))
    notice = text_of(stated.get("copyrightNotice")) or found.first(
        "copyright", "dc.rights", "dcterms.rights", "rights"
    )
    return Rights(
        copyright_notice=notice if len(notice) > 3 else None,  # noqa: PLR2004
        copyright_holder=holder or found.first("dc.rightsholder", "dcterms.rightsholder") or None,
        license=_license(found, url),
        usage_info=tuple(dict.fromkeys(_usage(found, headers))),
    )


def _license(found: Structured, url: str) -> str | None:
    stated = (found.article or {}).get("license")
    if isinstance(stated, dict):
        stated = stated.get("url") or stated.get("@id") or stated.get("name")
    if isinstance(stated, list):
        stated = next((value for value in stated if isinstance(value, str)), None)
    address = (
        stated or found.links.get("license") or found.first("dcterms.license", "dc.rights.license")
    )
    if not isinstance(address, str) or not address.strip():
        return None
    address = address.strip()
    return urljoin(url, address) if re.match(r"(?:https?:)?/|\.", address) else address


def _usage(found: Structured, headers: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the statements that reserve something, each with who makes it."""
    names = (*ROBOTS, "x-robots-tag", *TDM)
    said = [(name, text) for name in ROBOTS for text in found.meta.get(name, ())]
    said += [(name.lower(), value.strip()) for name, value in headers if name.lower() in names]
    said += [(name, text) for name in TDM for text in found.meta.get(name, ())]
    for name, text in said:
        if name in TDM or _says_something(text):
            yield f"{name}: {text}"
    usage = (found.article or {}).get("usageInfo")
    address = usage.get("url") if isinstance(usage, dict) else usage
    if address and isinstance(address, str):
        yield address


def _says_something(directives: str) -> bool:
    """Say whether directives reserve anything.

    >>> _says_something("index, follow, max-image-preview:large"), _says_something("noarchive")
    (False, True)
    """
    words = [word.strip().lower() for word in directives.split(",")]
    return any(
        word.startswith(("no", "unavailable_after", "none", "max-snippet:0")) for word in words
    )
