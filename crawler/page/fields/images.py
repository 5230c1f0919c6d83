"""The pictures of a story: those in its text, or else those that are stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.frontier.urls import joined
from crawler.model import Image
from crawler.page.candidate import Candidate
from crawler.page.embedded.jsonld import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.findings.findings import Findings


def on_the_page(page: Findings) -> Iterator[Candidate[tuple[Image, ...]]]:
    """Yield the pictures that stand in the text or beside it."""
    if page.text and page.text.images:
        yield Candidate(page.text.images, "page", "in the text")


def in_json_ld(page: Findings) -> Iterator[Candidate[tuple[Image, ...]]]:
    """Yield the story's own pictures as JSON-LD states them, with caption and credit."""
    stated = (page.structured.article or {}).get("image")
    found: dict[str, Image] = {}
    for item in stated if isinstance(stated, list) else [stated]:
        value = _node(item, page) if isinstance(item, dict) else {"url": item}
        address = value.get("url") or value.get("contentUrl")
        if isinstance(address, str) and address.strip() and not address.startswith(("data:", "#")):
            absolute = joined(page.document.base or None, address) or address
            caption, credit = text_of(value.get("caption")), text_of(value.get("creditText"))
            found.setdefault(absolute, Image(absolute, caption or None, credit or None))
    if found:
        yield Candidate(tuple(found.values()), "json-ld", "image")


def _node(item: dict[str, Any], page: Findings) -> dict[str, Any]:
    """Return a picture that is given by its id alone as the page states it elsewhere.

    https://www.w3.org/TR/json-ld11/#node-identifiers
    """
    known = (node for node in page.structured.nodes if node.get("@id") == item.get("@id"))
    return item if set(item) - {"@id", "@type"} else next(known, {})


def in_meta(page: Findings) -> Iterator[Candidate[tuple[Image, ...]]]:
    """Yield the picture that goes with a link to the page."""
    if address := page.structured.first("og:image", "og:image:url", "twitter:image"):
        absolute = joined(page.document.base or None, address) or address
        yield Candidate((Image(absolute),), "meta:og:image")
