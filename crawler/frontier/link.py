"""What a source lists: the value that every reader of sources returns."""

from __future__ import annotations

import html
from html.entities import html5
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.frontier.article_score import NOTHING_LEARNED, Learned
from crawler.frontier.urls import article_likeness, canonical, resolve, same_site, unwrapped
from crawler.text.repair.invisible import pair_surrogates

LinkKind = Literal["article", "page", "feed", "sitemap"]
ListingKind = Literal["robots", "sitemap-index", "sitemap", "feed", "json", "page", "nothing"]

MAX_LINKS = 50_000
"""Most links taken from one source: https://www.sitemaps.org/protocol.html#index."""


class Link(NamedTuple):
    """An address that was seen somewhere, and what is said of it there."""

    url: str
    """What is asked for: see `crawler.frontier.urls.resolve`."""

    kind: str
    """A `LinkKind`; ``robots`` where an archive is read again."""

    title: str | None = None
    published: str | None = None
    """ISO 8601, as precise as stated; without an offset where the source gives none."""

    modified: str | None = None
    priority: int = 0
    """How soon a crawl asks for it; the reader of a source does not say."""

    depth: int = 0
    """Pages between it and where the crawl began."""

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    @property
    def stated(self) -> str | None:
        """When it was changed or came out: another moment is a reason to look again."""
        return self.modified or self.published


class Listing(NamedTuple):
    """What a source turned out to be, and what it lists, in its own order."""

    kind: ListingKind
    links: tuple[Link, ...] = ()
    cut: bool = False
    """Whether it holds more than was taken: see the limits in this room."""

    is_story: bool = False
    """Whether it is a page that is a story itself: see `crawler.frontier.selfsaid`."""


NOTHING = Listing("nothing")


def storable(link: Link) -> Link:
    r"""Return a link whose title can be written as UTF-8: half a surrogate pair becomes U+FFFD.

    Scripts that cut a string at so many UTF-16 units leave such halves in JSON and in HTML.
    https://infra.spec.whatwg.org/#scalar-value-string

    >>> storable(Link("http://a.example/1", "article", "The ferry \ud83d is back")).title
    'The ferry � is back'
    >>> storable(Link("http://a.example/1", "article", "The ferry \ud83d\ude00 is back")).title
    'The ferry 😀 is back'
    """
    if link.title is None or link.title.isascii():
        return link
    title = pair_surrogates(link.title)
    return link if title == link.title else link._replace(title=title)


class Origin(NamedTuple):
    """Where a source was found, and what is known of its site."""

    url: str
    article_url: str | None = None
    """Regular expression of the paths (with query) of articles; None: told by likeness."""

    list_url: str | None = None
    """Regular expression of the paths (with query) of list pages; None: told by looks."""

    learned: Learned = NOTHING_LEARNED
    encoding: str = "utf-8"
    """The web's name of the encoding in which the queries of its links are written."""

    def kind_of(self, url: str) -> LinkKind | None:
        """Return what the profile or, without one, the address says that a page is."""
        path = path_of(url)
        if self.article_url is not None and re.search(self.article_url, path):
            return "article"
        if self.list_url is not None and re.search(self.list_url, path):
            return "page"
        if self.article_url is None and article_likeness(url, self.learned) >= EVEN:
            return "article"
        return None

    def may_list(self, url: str) -> bool:
        """Say whether an address may be a further page of this list.

        None of an article's further pages is; and a profile's pattern decides where there is one.
        """
        if self.list_url is not None:
            return self.kind_of(url) == "page"
        return "article" not in {self.kind_of(url), self.kind_of(self.url)}

    def address(self, href: str, base: str | None = None) -> str | None:
        """Return where a link on this source leads; None where no crawler should go."""
        url = resolve(base or self.url, href, self.encoding)
        return resolve(None, unwrapped(url)) if url else None

    def is_self(self, url: str) -> bool:
        """Say whether an address is the one that this source was found at."""
        return canonical(url) == canonical(self.url)

    def is_ours(self, url: str) -> bool:
        """Say whether an address belongs to the site of this source."""
        return same_site(url, self.url)


EVEN = 0.5

_REFERENCE = re.compile(
    r"&(?:#(?:\d{1,7}(?!\d)|[xX][0-9a-fA-F]{1,6}(?![0-9a-fA-F]));?|[A-Za-z][A-Za-z0-9]{1,30};)"
)
_AMPERSAND = re.compile(r"&(?:amp|#38|#[xX]26);", re.IGNORECASE)


def unescaped(address: str) -> str:
    """Return an address as it is meant where markup was to escape it, and did so or did not.

    A name without a semicolon is a parameter, whatever sign HTML has of that name; and an
    ampersand that was escaped twice is one all the same.

    >>> unescaped("/a?id=7&section=sport&copy=1"), unescaped("/a?id=7&amp;copy=1&#38;a=&eacute;")
    ('/a?id=7&section=sport&copy=1', '/a?id=7&copy=1&a=é')
    >>> unescaped("/show?id=7&amp;amp;copy=1"), unescaped("/show?id=7&section;&sect;")
    ('/show?id=7&copy=1', '/show?id=7&section;§')
    """
    once = _REFERENCE.sub(_character, address)
    while (again := _AMPERSAND.sub("&", once)) != once:
        once = again
    return once


def _character(reference: re.Match[str]) -> str:
    name = reference[0][1:]
    return html.unescape(reference[0]) if name[0] == "#" or name in html5 else reference[0]


def path_of(url: str) -> str:
    """Return path and query of an address.

    >>> path_of("https://a.example/news/?page=2")
    '/news/?page=2'
    """
    return "/" + url.partition("://")[2].partition("/")[2]


def distinct(links: list[Link]) -> tuple[Link, ...]:
    """Return each address once, at its first place, with the most that was said of it.

    Of several spellings of one the shortest is asked for: it has the least on how a reader came.

    >>> listed = [Link("http://a.example/1", "page"), Link("http://a.example/1", "article", "One")]
    >>> [(link.kind, link.title) for link in distinct(listed)]
    [('article', 'One')]
    >>> listed = [Link(f"http://a.example/1{query}", "page") for query in ("?utm_source=x", "")]
    >>> [link.url for link in distinct(listed)]
    ['http://a.example/1']
    """
    kept: dict[str, Link] = {}
    for link in links:
        key = canonical(link.url)
        held = kept.get(key)
        kept[key] = link if held is None else _joined(held, link)
    return tuple(kept.values())


def _joined(held: Link, link: Link) -> Link:
    title = max(held.title or "", link.title or "", key=len) or None
    kind = "article" if "article" in {held.kind, link.kind} else held.kind
    published, modified = held.published or link.published, held.modified or link.modified
    return Link(min(held.url, link.url, key=len), kind, title, published, modified)


def found_at(url: str, kind: str = "page", priority: int = 100) -> Link | None:
    """Return an address as the ledger writes it down; None for what is never fetched."""
    address = resolve(None, url)
    return Link(address, kind, priority=priority) if address else None


TRAPPED = -1
"""Priority of an address that is written down and never asked for."""

GUESSED = 1
"""Priority of an address that nothing led to: asked for after all others."""
