"""What a source lists, whatever kind of source it turns out to be.

    robots.txt    -> sitemaps          feeds.py       sitemaps, RSS, Atom, by markup.py
    sitemap       -> articles, pages   robots.py      the sitemaps it names
    feed          -> articles          html_lists.py  HTML: front page, channel, archive
    list page     -> articles, pages   paging.py      its further pages
    JSON          -> articles, pages   labels.py      what links say that is no title
                                       selfsaid.py    pages that are a story themselves
                                       refresh.py     where a page sends on by itself
                                       json_lists.py  JSON

Pure: bytes in, links out. What was asked for does not matter: a feed that is an
HTML page is read as one. Sizes are bounded in each module; `Listing.cut` says
where a bound was met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.frontier.article_score import NOTHING_LEARNED, Learned
from crawler.frontier.charsets import text_of, unpacked
from crawler.frontier.feeds import from_feed, from_lines, from_sitemap
from crawler.frontier.html_lists import MAX_ANCHORS, MAX_TEXT, from_html, page_of
from crawler.frontier.json_lists import SCRIPT, from_json
from crawler.frontier.link import NOTHING, Link, Listing, Origin, storable
from crawler.frontier.robots import from_robots

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Link", "Listing", "links"]

_ROOT = re.compile(
    r"<(?:[\w-]+:)?(sitemapindex|urlset|rss|feed|rdf|channel|html|head|body|frameset|meta|script|title|div|ul|li|a|item"
    r"|entry|p|table|url)(?=[\s/>])",
    re.IGNORECASE,
)
_KINDS = {
    "sitemapindex": "sitemap", "urlset": "sitemap", "url": "sitemap", "rss": "feed",
    "feed": "feed", "rdf": "feed", "channel": "feed", "item": "feed", "entry": "feed",
}  # fmt: skip
LINES = re.compile(r"(?:\s*#[^\r\n]*[\r\n])*+\s*https?://\S", re.IGNORECASE)
"""How a sitemap of plain text begins: remarks, and an address."""

SNIFFED = 16_384
"""Characters in which the first known tag must stand: prologues hold licences and style sheets."""


def links(  # noqa: PLR0913 what is known of a source, each with a default
    body: bytes,
    url: str,
    content_type: str = "",
    *,
    article_url: str | None = None,
    list_url: str | None = None,
    learned: Learned = NOTHING_LEARNED,
    codings: Sequence[str] = (),
) -> Listing:
    """Return what a source lists: articles, further sources, and what it says of them.

    `article_url` and `list_url` are a profile's patterns, searched in path and query;
    `learned` is what the site's addresses have taught; `codings` are the content codings that
    nobody has undone yet. Never raises: what lists nothing is `Listing("nothing")`.

    >>> links(b"<rss><item><link>https://a.example/ferry-is-back", "https://a.example/rss").kind
    'feed'
    """
    plain, cut = unpacked(body, codings)
    text, encoding = text_of(plain, content_type)
    origin = Origin(url, article_url, list_url, learned, encoding)
    listing = _read(text.lstrip("\ufeff \t\r\n"), origin, content_type.lower())
    listing = listing._replace(links=tuple(map(storable, listing.links)))
    return listing._replace(cut=True) if cut else listing


def _read(text: str, origin: Origin, content_type: str) -> Listing:
    start = text[:SNIFFED]
    path = origin.url.partition("?")[0]
    found = _ROOT.search(start)
    if "json" in content_type or start[:1] in {"[", "{"} or SCRIPT.match(start):
        listing = from_json(text, origin, from_html)
        if listing.links or not found:
            return listing
    if path.endswith("/robots.txt") and not re.match(r"\s*<", start):
        return from_robots(text, origin)
    if found is None:
        return from_lines(text, origin) if LINES.match(start) else NOTHING
    kind = _KINDS.get(found[1].lower(), "page")
    if kind == "sitemap":
        return from_sitemap(text, origin)
    if kind == "feed":
        return from_feed(text, origin)
    anchors = text.count("<a ") + text.count("<A ")
    cut = len(text) > MAX_TEXT or anchors > MAX_ANCHORS
    page = page_of(text, origin)
    return Listing("page", page.links, cut=cut, is_story=page.is_story)
