"""Where a page sends its reader on by itself: the refresh that its head declares."""

from __future__ import annotations

import re
from typing import Final

from crawler.frontier.urls import canonical, resolve

SOON: Final = 10
"""Seconds within which a page that sends on is no page to read."""

_META: Final = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_SENT: Final = re.compile(
    r"content\s*=\s*[\"']?\s*(\d{1,4})[\d.]*\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>]+)",
    re.IGNORECASE,
)


def sent_on(html: str, url: str) -> str | None:
    """Return the other page that a page sends on to within seconds; None where it does not.

    https://html.spec.whatwg.org/#shared-declarative-refresh-steps

    >>> page = '<meta http-equiv="refresh" content="0; url=/story/7">'
    >>> sent_on(page, "https://a.example/x"), sent_on(page, "https://a.example/story/7")
    ('https://a.example/story/7', None)
    >>> sent_on('<meta http-equiv="refresh" content="900; url=/story/7">', "https://a.example/x")
    """
    for meta in _META.finditer(html[:HEAD]):
        if "refresh" not in meta[0].lower() or not (found := _SENT.search(meta[0])):
            continue
        target = resolve(url, found[2].strip())
        if int(found[1]) <= SOON and target and canonical(target) != canonical(url):
            return target
    return None


HEAD: Final = 100_000
"""Characters of a page in which its head is looked for."""
