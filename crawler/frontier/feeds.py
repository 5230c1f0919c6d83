"""Sitemaps and feeds, as they are met: mostly XML, often not quite.

They are read as a row of records by the few tags that matter, and by no XML
parser: so an entity nobody declared, a tag nobody closed or HTML in a title costs
nothing, a bomb of entities has nothing to explode, and nothing is fetched.
Sources: https://www.sitemaps.org/protocol.html, https://www.rssboard.org/rss-specification,
https://www.rfc-editor.org/rfc/rfc4287, https://web.resource.org/rss/1.0/spec,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Literal

from crawler.frontier.link import MAX_LINKS, Link, LinkKind, Listing, Origin, distinct, unescaped
from crawler.lang.dates.parse import iso_date
from crawler.lang.dates.timezones import country_of

MAX_RECORD = 200_000
"""Characters of one record that are looked at: full texts in feeds come first or last."""

FOREIGN = frozenset({"image", "video", "media", "itunes", "xhtml", "thumbnail", "georss"})
"""Prefixes of what hangs on an entry and is not the entry: its pictures, its translations."""

PUBLISHED = ("publication_date", "pubdate", "published", "date", "issued", "created")
MODIFIED = ("lastmod", "updated", "modified")

_RECORD = {
    "sitemap": re.compile(r"<(?:[\w-]+:)?url(?:\s[^<>]*)?>", re.IGNORECASE),
    "sitemap-index": re.compile(r"<(?:[\w-]+:)?sitemap(?:\s[^<>]*)?>", re.IGNORECASE),
    "feed": re.compile(r"(<(?:[\w-]+:)?(?:item|entry)(?:\s[^<>]*)?>)", re.IGNORECASE),
}
_END = re.compile(r"</(?:[\w-]+:)?(?:url|sitemap|item|entry)\s*>", re.IGNORECASE)
_FIELD = re.compile(
    r"<(?:([\w-]+):)?(loc|link|origlink|guid|id|lastmod|publication_date|pubdate|published"
    r"|updated|modified|date|issued|created)\b([^<>]*)>([^<]*)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"<(?:([\w-]+):)?title\b[^<>]*>(.{0,4000}?)</(?:[\w-]+:)?title", re.IGNORECASE | re.DOTALL
)
_SOURCE = re.compile(r"<source\b[^<>]*>.{0,4000}?</source\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DATED = re.compile(r"/(?:19|20)\d\d[-/]?(?:0[1-9]|1[0-2])[-/]?(?:[0-3]\d)?/[^/?]{6,}$")
_TAG = re.compile(r"<[^<>]*>")


def from_sitemap(text: str, origin: Origin) -> Listing:
    """Return the sitemaps of an index, or the addresses of a sitemap, with titles and times.

    >>> one = "<urlset><url><loc>http://a.example/2024/ferry-is-back-home</loc>"
    >>> from_sitemap(one + "<lastmod>2024-05-02", Origin("http://a.example/map")).links[0][3:5]
    (None, '2024-05-02')
    """
    index = re.search(r"<(?:[\w-]+:)?sitemapindex\b", text[:8192], re.IGNORECASE)
    kind: Literal["sitemap-index", "sitemap"] = "sitemap-index" if index else "sitemap"
    links: list[Link] = []
    for _, record in _records(_without_cdata(text), _RECORD[kind]):
        if len(links) >= MAX_LINKS:
            return Listing(kind, distinct(links), cut=True)
        fields, title = _fields(record)
        address = _address(fields.get("loc", ""))
        if address and (url := origin.address(address)):
            what: LinkKind = "sitemap" if index else _kind(url, origin, news=bool(title))
            links.append(Link(url, what, title, *_times(fields, origin.url)))
    return Listing(kind, distinct(links))


def _kind(url: str, origin: Origin, *, news: bool) -> LinkKind:
    """Return what a sitemap's address is; one with a day in its folders is not asked twice.

    `news`: whether it has a title there, which only the entries of a news sitemap have.
    """
    if origin.article_url is None and (news or _DATED.search(url)):
        return "article"
    return origin.kind_of(url) or "page"


def from_feed(text: str, origin: Origin) -> Listing:
    """Return the entries of an RSS or Atom feed of any version, and the feed's next page.

    >>> feed = "<rss><item><title>Ferry &nbsp;is <b>back</b><link>/2024/ferry-is-back</item></rss>"
    >>> from_feed(feed, Origin("https://a.example/rss")).links[0].url
    'https://a.example/2024/ferry-is-back'
    """
    base = _base(text)
    links: list[Link] = []
    for opening, record in _records(_without_cdata(text), _RECORD["feed"]):
        if len(links) >= MAX_LINKS:
            return Listing("feed", distinct(links), cut=True)
        fields, title = _fields(_SOURCE.sub("", record), opening)
        address = _address(_entry_address(fields))
        if address and (url := origin.address(address, base)):
            links.append(Link(url, "article", title, *_times(fields, origin.url)))
    head = _RECORD["feed"].split(text, maxsplit=1)[0]
    following = (_attributes(found[3]) for found in _FIELD.finditer(head))
    pages = (said["href"] for said in following if said.get("rel") == "next" and "href" in said)
    found = (origin.address(unescaped(href), base) for href in pages)
    return Listing("feed", (*distinct(links), *(Link(url, "feed") for url in found if url)))


def from_lines(text: str, origin: Origin) -> Listing:
    """Return the addresses of a sitemap that is plain text, one a line."""
    lines = text.splitlines()
    found = (origin.address(unescaped(line)) for line in lines[:MAX_LINKS] if line.strip())
    links = [Link(url, origin.kind_of(url) or "page") for url in found if url]
    return Listing("sitemap", distinct(links), cut=len(lines) > MAX_LINKS)


def _records(text: str, opening: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield the opening tag and the inside of each record; the next one closes one left open."""
    starts = opening.finditer(text)
    last = next(starts, None)
    while last is not None:
        following = next(starts, None)
        end = following.start() if following else len(text)
        inside = text[last.end() : min(end, last.end() + MAX_RECORD)]
        closed = _END.search(inside)
        yield last[0], inside[: closed.start()] if closed else inside
        last = following


def _fields(record: str, opening: str = "") -> tuple[dict[str, str], str | None]:
    """Return what a record says, first saying of each field first, and its title."""
    fields: dict[str, str] = {}
    for prefix, name, attributes, content in _FIELD.findall(record):
        if prefix.lower() in FOREIGN:
            continue
        key, value = name.lower(), content.strip()
        if key == "link":
            said = _attributes(attributes)
            if said.get("rel", "alternate") != "alternate":
                continue
            value = said.get("href") or value
        elif key == "guid" and "false" in attributes.lower():
            continue
        if value:
            fields.setdefault(key, value)
    if about := _attributes(opening).get("rdf:about"):
        fields.setdefault("guid", about)
    titles = _TITLE.findall(record) if "itle" in record else ()
    own = next((text for prefix, text in titles if prefix.lower() not in FOREIGN), "")
    return fields, _plain(own) or None


def _entry_address(fields: dict[str, str]) -> str:
    for name in ("origlink", "link", "guid", "id"):
        address = fields.get(name, "")
        if address and (name in {"origlink", "link"} or re.match(r"https?:", address)):
            return address
    return ""


def _times(fields: dict[str, str], url: str) -> tuple[str | None, str | None]:
    place = country_of(url)
    published, modified = (
        next((found for name in names if (found := iso_date(fields.get(name), place=place))), None)
        for names in (PUBLISHED, MODIFIED)
    )
    return published, modified


def _plain(text: str) -> str:
    """Return a text as a reader sees it: a title may hold HTML, escaped once or twice."""
    text = html.unescape(_TAG.sub("", html.unescape(_TAG.sub("", text))))
    return " ".join(text.split())


def _address(text: str) -> str:
    """Return an address as a record gives it, on one line."""
    return " ".join(unescaped(text).split())


def _without_cdata(text: str) -> str:
    """Return the text with its CDATA sections escaped instead, so that only tags are tags."""
    if "<![CDATA[" not in text:
        return text
    first, *sections = text.split("<![CDATA[")
    parts = [first]
    for section in sections:
        inside, _, after = section.partition("]]>")
        parts += [html.escape(inside, quote=False), after]
    return "".join(parts)


def _base(text: str) -> str | None:
    found = re.search(r"xml:base\s*=\s*[\"']([^\"']+)", text[:4096])
    return unescaped(found[1]) if found else None


def _attributes(tag: str) -> dict[str, str]:
    return {name.lower(): one or other for name, one, other in _ATTRIBUTE.findall(tag[:4096])}
