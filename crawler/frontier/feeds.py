"""Sitemaps and feeds, as they are met: mostly XML, often not quite.

They are read as a row of records by the few tags that matter, and by no XML parser: see
`crawler.frontier.markup`. A tag counts where it stands in the record itself, so that a picture's
``loc`` and the title of what an entry was taken from are none of the entry's.
Sources: https://www.sitemaps.org/protocol.html, https://www.rssboard.org/rss-specification,
https://www.rfc-editor.org/rfc/rfc4287, https://web.resource.org/rss/1.0/spec,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from crawler import patterns as re
from crawler.frontier.article_score import is_at_work
from crawler.frontier.link import MAX_LINKS, Link, LinkKind, Listing, Origin, distinct, unescaped
from crawler.frontier.markup import MAX_VALUE, Element, tokens
from crawler.frontier.urls import joined
from crawler.lang.dates.parse import iso_date
from crawler.lang.dates.timezones import country_of

FOREIGN = re.compile(
    r"image|video|media|mrss|itunes|podcast|xhtml|thumbnail|georss|geo/wgs84|googleplay|pagemap"
    r"|slash|w3\.org/1999/xhtml|wfw|creativecommons|blogchannel",
    re.IGNORECASE,
)
"""Namespaces and prefixes of what hangs on an entry and is not the entry: its pictures, its
translations."""

PUBLISHED = ("publication_date", "pubdate", "published", "date", "issued", "created")
MODIFIED = ("lastmod", "updated", "modified")

FIELDS = frozenset(
    {"loc", "link", "origlink", "guid", "id", "title", "lastmod"} | {*PUBLISHED, *MODIFIED}
)
"""What is read of a record."""

PLACES, ENTRIES = frozenset({"url", "sitemap"}), frozenset({"item", "entry"})
"""Elements that are records: of a sitemap, and of a feed."""

WITHIN = frozenset({"news"})
"""Elements of a record whose fields are the record's."""

_HTTP = re.compile(r"\s*https?:", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d[-/]?(?:0[1-9]|1[0-2])[-/]?(?:[0-3]\d)?/[^/?]{6,}$")
_TAG = re.compile(r"<[^<>]*>")


def from_sitemap(text: str, origin: Origin) -> Listing:
    """Return the sitemaps of an index, or the addresses of a sitemap, with titles and times.

    >>> one = "<urlset><url><loc>http://a.example/2024/ferry-is-back-home</loc>"
    >>> from_sitemap(one + "<lastmod>2024-05-02", Origin("http://a.example/map")).links[0][3:5]
    (None, '2024-05-02')
    """
    links: list[Link] = []
    is_index = cut = False
    for record in _records(text, PLACES):
        is_index = is_index or record.root == "sitemapindex"
        if len(links) >= MAX_LINKS:
            cut = True
            break
        url = record.address(origin, record.value("loc"))
        if url:
            title = record.title
            is_map = record.root == "sitemapindex" or record.name == "sitemap"
            kind: LinkKind = "sitemap" if is_map else _kind(url, origin, news=bool(title))
            links.append(Link(url, kind, title, *record.times(origin.url)))
    return Listing("sitemap-index" if is_index else "sitemap", distinct(links), cut=cut)


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
    links: list[Link] = []
    following: list[Link] = []
    for record in _records(text, ENTRIES):
        if len(links) >= MAX_LINKS:
            return Listing("feed", distinct(links), cut=True)
        if record.name == "next":
            if url := record.address(origin, record.value("link")):
                following.append(Link(url, "feed"))
        elif (url := record.address(origin, record.entry_address)) and not is_at_work(url):
            links.append(Link(url, "article", record.title, *record.times(origin.url)))
    return Listing("feed", (*distinct(links), *following))


def from_lines(text: str, origin: Origin) -> Listing:
    """Return the addresses of a sitemap that is plain text, one a line; more on it is no part."""
    lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    told = (line.split(maxsplit=1)[0] for line in lines[:MAX_LINKS] if _HTTP.match(line))
    found = (origin.address(unescaped(address)) for address in told)
    links = [Link(url, origin.kind_of(url) or "page") for url in found if url]
    return Listing("sitemap", distinct(links), cut=len(lines) > MAX_LINKS)


class _Field(NamedTuple):
    value: str
    base: tuple[str, ...]


class _Record(NamedTuple):
    """One entry of a source; the first saying of each field counts."""

    name: str
    root: str
    fields: dict[str, _Field]

    def value(self, name: str) -> _Field:
        return self.fields.get(name, _NO_FIELD)

    @property
    def title(self) -> str | None:
        return _plain(self.value("title").value) or None

    @property
    def entry_address(self) -> _Field:
        """What leads to an entry: its link, or an identifier that is an address."""
        for name in ("origlink", "link"):
            if self.value(name).value:
                return self.value(name)
        told = (self.value(name) for name in ("guid", "about", "id"))
        return next((field for field in told if _HTTP.match(field.value)), _NO_FIELD)

    def address(self, origin: Origin, field: _Field) -> str | None:
        """Return where a field leads; what `xml:base` says counts from the outside in."""
        base: str | None = origin.url
        for each in field.base:
            base = joined(base, unescaped(each).strip()) or base
        href = " ".join(unescaped(field.value).split())
        return origin.address(href, base) if href else None

    def times(self, url: str) -> tuple[str | None, str | None]:
        """Return when an entry came out, and when it was changed."""
        place = country_of(url)
        published, modified = (
            next(filter(None, (iso_date(self.fields[name].value, place=place)
                               for name in names if name in self.fields)), None)
            for names in (PUBLISHED, MODIFIED)
        )  # fmt: skip
        return published, modified


_NO_FIELD = _Field("", ())


def _records(text: str, names: frozenset[str]) -> Iterator[_Record]:
    """Yield the records of a source, and the link to its next page as one named ``next``."""
    reader = _Reader(names)
    for kind, element, said in tokens(text):
        if element is None:
            reader.read(said)
        elif kind == "start":
            yield from reader.begin(element)
        else:
            yield from reader.end(element)


@lru_cache
def _is_foreign(namespace: str) -> bool:
    return FOREIGN.search(namespace) is not None


class _Reader:
    """Where in a record one is, and what it has said."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names
        self._root = ""
        self._record: Element | None = None
        self._fields: dict[str, _Field] = {}
        self._inside: list[Element] = []
        """Elements between the record and here that are none of its fields."""

        self._field: Element | None = None
        self._said: list[str] = []

    def begin(self, element: Element) -> Iterable[_Record]:
        """Take the beginning of an element."""
        self._root = self._root or element.name
        is_foreign = bool(element.namespace) and _is_foreign(element.namespace)
        if element.name in self._names and not is_foreign:
            ended = self._ended()  # nobody has closed the last one
            self._record, self._fields, self._inside = element, {}, []
            said = element.attributes
            if about := said.get("rdf:about") or said.get("href"):
                self._fields["about"] = _Field(about, element.base)
            return ended
        if self._record is None:
            if element.name == "link" and element.attributes.get("rel") == "next":
                link = _Field(element.attributes.get("href", ""), element.base)
                return (_Record("next", self._root, {"link": link}),)
            return ()
        is_field = element.name in FIELDS and not is_foreign
        if self._field is not None and self._field.name == "title" and not is_field:
            return ()  # markup within a title
        self._kept()
        if is_field and all(each.name in WITHIN for each in self._inside):
            self._field, self._said = element, []
        else:
            self._inside.append(element)
        return ()

    def read(self, text: str) -> None:
        """Take a piece of text."""
        if self._field is not None:
            self._said.append(text[:MAX_VALUE])

    def end(self, element: Element) -> Iterable[_Record]:
        """Take the end of an element."""
        if element is self._field:
            self._kept()
        elif element is self._record:
            return self._ended()
        elif self._inside and element is self._inside[-1]:
            self._inside.pop()
        return ()

    def _ended(self) -> tuple[_Record, ...]:
        self._kept()
        record, self._record = self._record, None
        return (_Record(record.name, self._root, self._fields),) if record else ()

    def _kept(self) -> None:
        """Keep what a field has said, unless it was said before."""
        field, self._field = self._field, None
        if field is None:
            return
        value = "".join(self._said)[:MAX_VALUE].strip()
        if field.name == "link":
            if field.attributes.get("rel", "alternate").lower() != "alternate":
                return
            value = field.attributes.get("href", "").strip() or value
        elif field.name == "guid" and "false" in field.attributes.get("ispermalink", "").lower():
            return
        if value:
            self._fields.setdefault(field.name, _Field(value, field.base))


def _plain(text: str) -> str:
    """Return a text as a reader sees it: a title may hold HTML, escaped once or twice."""
    text = html.unescape(_TAG.sub("", html.unescape(_TAG.sub("", text))))
    return " ".join(text.split())
