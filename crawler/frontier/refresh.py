"""Where a page sends its reader on by itself: the refresh that its head declares."""

from __future__ import annotations

from html import unescape
from typing import Final

from crawler import patterns as re
from crawler.frontier.urls import canonical, resolve

SOON: Final = 10
"""Seconds within which a page that sends on is no page to read."""

_META: Final = re.compile(r"<meta\b[^>]{0,2000}>", re.IGNORECASE)
_CONTENT: Final = re.compile(
    r"""\scontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE
)
_REFRESH: Final = re.compile(
    r"\s*(\d{1,4})[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"'>]+)", re.IGNORECASE
)


def refresh(content: str) -> tuple[int, str] | None:
    """Return after how many seconds a declared refresh goes where; None where it stays.

    https://html.spec.whatwg.org/#shared-declarative-refresh-steps

    >>> refresh("0; URL='/story/7'"), refresh("5,/story/7"), refresh("900")
    ((0, '/story/7'), (5, '/story/7'), None)
    """
    found = _REFRESH.match(content)
    return (int(found[1]), found[2].strip()) if found else None


def sent_on(html: str, url: str) -> str | None:
    """Return the other page that a page sends on to within seconds; None where it does not.

    >>> page = '<meta http-equiv="refresh" content="0; url=/story/7">'
    >>> sent_on(page, "https://a.example/x"), sent_on(page, "https://a.example/story/7")
    ('https://a.example/story/7', None)
    >>> sent_on('<meta http-equiv="refresh" content="900; url=/story/7">', "https://a.example/x")
    """
    for meta in _META.finditer(html[:HEAD]):
        content = _CONTENT.search(meta[0]) if "refresh" in meta[0].lower() else None
        if content and (found := refresh(unescape(content[content.lastindex or 0]))):
            target = resolve(url, found[1])
            if found[0] <= SOON and target and canonical(target) != canonical(url):
                return target
    return None


HEAD: Final = 100_000
"""Characters of a page in which its head is looked for."""
