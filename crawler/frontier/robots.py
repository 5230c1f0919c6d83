"""The sitemaps that robots.txt names. Whether we may fetch is Scrapy's to ask."""

from __future__ import annotations

import re

from crawler.frontier.link import Link, Listing, Origin, distinct, unescaped

MAX_ROBOTS = 500 << 10
"""Bytes of robots.txt that count: https://www.rfc-editor.org/rfc/rfc9309#section-2.5."""

_SITEMAP = re.compile(r"^[\s\ufeff]*site-?map\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def from_robots(text: str, origin: Origin) -> Listing:
    r"""Return the sitemaps that a robots.txt names, relative addresses too.

    >>> origin = Origin("https://a.example/robots.txt")
    >>> [link.url for link in from_robots("User-agent: *\nSitemap: /news.xml", origin).links]
    ['https://a.example/news.xml']
    """
    found = (origin.address(unescaped(address)) for address in _SITEMAP.findall(text[:MAX_ROBOTS]))
    links = [Link(url, "sitemap") for url in found if url]
    return Listing("robots", distinct(links), cut=len(text) > MAX_ROBOTS)
