"""Where feeds and sitemaps usually stand: asked for where nothing else has led to a story.

One at a time, after all else has been asked for, until one lists a story. One that is not
there is no failure of the site's, and is not asked for again for a month.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.frontier.link import GUESSED, Link, found_at

USUAL = (
    ("sitemap", "/sitemap.xml"),
    ("sitemap", "/sitemap_index.xml"),
    ("sitemap", "/wp-sitemap.xml"),
    ("sitemap", "/news-sitemap.xml"),
    ("feed", "/feed"),
    ("feed", "/feed/"),
    ("feed", "/rss"),
    ("feed", "/rss.xml"),
    ("feed", "/atom.xml"),
    ("feed", "/feed.xml"),
    ("feed", "/index.xml"),
)
"""Kinds and paths, in the order they are tried: by the sitemaps' protocol, then what WordPress,
and then what the generators of static sites write."""

SOURCES = frozenset({"sitemap-index", "sitemap", "feed", "json"})
"""What may stand there: a page that a server shows for whatever is asked is nothing."""

CLIENT_ERROR = 4


def guesses(start: str) -> Iterator[Link]:
    """Yield the usual addresses of feeds and sitemaps on the host of an address.

    >>> [found.url for found in guesses("https://a.example/news/")][:2]
    ['https://a.example/sitemap.xml', 'https://a.example/sitemap_index.xml']
    """
    parts = urlsplit(start)
    for kind, path in USUAL:
        if found := found_at(f"{parts.scheme}://{parts.netloc}{path}", kind, GUESSED):
            yield found._replace(depth=1)


def is_absent(status: int) -> bool:
    """Return True if a status says that nothing stands at a guessed address.

    >>> is_absent(404), is_absent(403), is_absent(503), is_absent(429)
    (True, True, False, False)
    """
    passing = {408, 425, 429}
    return status // 100 == CLIENT_ERROR and status not in passing
