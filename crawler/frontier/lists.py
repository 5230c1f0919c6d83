"""What a list page leads to: articles, channels, its further pages, feeds.

A front page, a channel, an archive of a day, or a piece of HTML that a list page
loads. Told by the site's profile where there is one, else by the address, by what
the link says, and by where on the page it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import lxml.html
from lxml import etree

from crawler.frontier.link import EVEN, Asked, Link, LinkKind, distinct
from crawler.frontier.paging import further_pages, is_further_page
from crawler.frontier.shapes import article_likeness, is_trap, signs
from crawler.lang.dates.parse import iso_date

MAX_TEXT = 4 << 20
"""Characters of a list page that are read: a hundred times the usual."""

MAX_TAGS = 120_000
MAX_ANCHORS = 5_000
MAX_TAG = 16_384
"""Longer tags carry data, and the time for one grows with the square of its attributes."""

HEADLINE_WIDTH = 14
"""Columns from which the text of a link reads as a headline: seven Han characters."""

HEADLINE_WORDS = 4
NAME_WIDTH = 24
"""Columns up to which it may name a channel: twelve Han characters."""

UNTOLD = 0.08
"""Likeness below which not even a headline makes an address an article's."""

NAVIGATION = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|header|topbar|breadcrumbs?|crumbs?|channels?|submenu|daohang)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of what stands above a list: there are channels, hardly articles."""

FOOT = re.compile(
    r"(?:^|[\s_-])(?:footer|foot|bottom|friend\w*|copyright|sitemap|language|partners?|yqlj)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of what stands below it: neither."""

FEEDS = re.compile(
    r"(?:application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/feed\+json)", re.IGNORECASE
)
FEED_ADDRESS = re.compile(
    r"/(?:rss|feed|atom|rdf)(?:/?$|[./_-])|\.(?:rss|atom|rdf)$|[?&]feed=", re.IGNORECASE
)

_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{MAX_TAG},}}>?")
_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
)
_WIDE = re.compile(r"[\u1100-\u11ff\u3000-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


Place = Literal["list", "navigation", "foot"]
"""Where on the page a link stands."""


class Anchor(NamedTuple):
    """A link as it stands on the page."""

    url: str
    text: str
    place: Place

    element: etree._Element


def from_html(text: str, asked: Asked) -> tuple[Link, ...]:
    """Return what a page, or a piece of one, leads to on its own site; never raises.

    >>> page = '<a href="/2022/0205/7.html">Ferry back at last</a> <a href="/local/">Local</a>'
    >>> [(link.kind, link.url) for link in from_html(page, Asked("https://a.example/"))]
    [('article', 'https://a.example/2022/0205/7.html'), ('page', 'https://a.example/local/')]
    """
    root = _parsed(text)
    if root is None:
        return ()
    base = _base(root, asked)
    links = [*_declared(root, asked, base), *_moved(root, asked, base)]
    for anchor in _anchors(root, asked, base):
        if anchor.url != asked.url and (kind := _kind(anchor, asked)):
            when = _day_beside(anchor.element) if kind == "article" else None
            links.append(Link(anchor.url, kind, anchor.text or None, when))
    pages = further_pages(root, text, asked, base)
    return distinct([*links, *(Link(url, "page") for url in pages if url != asked.url)])


def _parsed(text: str) -> lxml.html.HtmlElement | None:
    short = _LONG_TAG.sub("", text[:MAX_TEXT]).replace("\x00", "")
    if short.count("<") > MAX_TAGS:
        short = "<".join(short.split("<", MAX_TAGS)[:MAX_TAGS])
    try:
        return lxml.html.document_fromstring(short.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None


def _base(root: lxml.html.HtmlElement, asked: Asked) -> str:
    stated = root.find(".//base[@href]")
    return (asked.address(stated.get("href", "")) if stated is not None else None) or asked.url


def _declared(root: lxml.html.HtmlElement, asked: Asked, base: str) -> Iterator[Link]:
    """Yield what the head declares: feeds, sitemaps, the next page."""
    for link in root.iter("link"):
        rel, href = (link.get("rel") or "").lower().split(), link.get("href")
        url = asked.address(href, base) if href else None
        if not url:
            continue
        if "alternate" in rel and FEEDS.match(link.get("type") or ""):
            yield Link(url, "feed", link.get("title"))
        elif "sitemap" in rel:
            yield Link(url, "sitemap")
        elif "next" in rel and asked.is_ours(url) and asked.may_list(url):
            yield Link(url, "page")


def _moved(root: lxml.html.HtmlElement, asked: Asked, base: str) -> Iterator[Link]:
    """Yield where a page without links of its own leads: by refresh or by frames."""
    stated = [frame.get("src") or "" for frame in root.iter("frame")]
    for meta in root.iter("meta"):
        found = re.search(
            r"url\s*=\s*[\"']?([^\"'>\s]+)", meta.get("content") or "", re.IGNORECASE
        )
        if found and (meta.get("http-equiv") or "").lower() == "refresh":
            stated.append(found[1])
    for address in stated:
        url = asked.address(address, base)
        if url and url != asked.url and asked.is_ours(url):
            yield Link(url, "page")


def _anchors(root: lxml.html.HtmlElement, asked: Asked, base: str) -> Iterator[Anchor]:
    """Yield the links to the page's own site, in the order of the page."""
    places: dict[etree._Element, Place] = {}
    ours: dict[str, bool] = {}
    for n, element in enumerate(root.iter("a", "area")):
        if n >= MAX_ANCHORS:
            return
        href = element.get("href")
        url = asked.address(href, base) if href and not href.startswith("#") else None
        if not url:
            continue
        host = url.split("/", 3)[2]
        if host not in ours:
            ours[host] = asked.is_ours(url)
        if ours[host]:
            yield Anchor(url, _text(element), _place(element, places), element)


def _text(element: etree._Element) -> str:
    """Return what a link says: its text, the title where that is cut short, a picture's words."""
    said = " ".join("".join(element.itertext()).split())[:500]
    title = " ".join((element.get("title") or "").split())
    if title and (not said or said.rstrip(".…") in title):
        return title
    if not said:
        pictures = (image.get("alt") for image in element.iter("img"))
        said = next((" ".join(alt.split()) for alt in pictures if alt), "")
    return said


def _place(element: etree._Element, known: dict[etree._Element, Place]) -> Place:
    """Return where an element stands; asks each ancestor once."""
    climbed: list[etree._Element] = []
    answer: Place = "list"
    parent = element.getparent()
    while parent is not None and parent.tag != "body":
        if parent in known:
            answer = known[parent]
            break
        climbed.append(parent)
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag == "footer" or FOOT.search(names):
            answer = "foot"
            break
        if parent.tag in {"nav", "header"} or NAVIGATION.search(names):
            answer = "navigation"
            break
        parent = parent.getparent()
    known.update(dict.fromkeys(climbed, answer))
    return answer


def _kind(anchor: Anchor, asked: Asked) -> LinkKind | None:
    """Return what a link leads to; None where a walk through the site should not go."""
    if FEED_ADDRESS.search(anchor.url):
        return "feed"
    told = asked.kind_of(anchor.url) if asked.article_url or asked.list_url else None
    if told:
        return told
    if is_further_page(anchor.url, anchor.text, asked.url):
        return "page" if asked.may_list(anchor.url) else None
    if asked.article_url is not None and asked.list_url is not None:
        return None
    if is_trap(anchor.url):
        return None
    return _judged(anchor, asked)


def _judged(anchor: Anchor, asked: Asked) -> LinkKind | None:
    in_list = anchor.place == "list"
    likeness = article_likeness(anchor.url, asked.learned)
    headline = _is_headline(anchor.text)
    if asked.article_url is None and likeness >= EVEN and (headline or in_list):
        return "article"
    shown = signs(anchor.url)
    if headline and in_list and likeness >= UNTOLD and asked.article_url is None:
        return "article"
    names_a_channel = _width(anchor.text) <= NAME_WIDTH and bool(anchor.text)
    listing = {"folder", "list file", "category", "date archive", "front page", "media"}
    if anchor.place == "foot" or asked.list_url is not None or likeness >= EVEN:
        return None
    in_menu = anchor.place == "navigation" or not listing.isdisjoint(shown)
    return "page" if names_a_channel and in_menu else None


def _is_headline(text: str) -> bool:
    if _WIDE.search(text):
        return _width(text) >= HEADLINE_WIDTH
    return len(text.split()) >= HEADLINE_WORDS


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _day_beside(element: etree._Element) -> str | None:
    """Return the time printed in the same row of the list; None where none is."""
    row, said = element, " ".join("".join(element.itertext()).split())
    for _ in range(3):
        parent = row.getparent()
        if parent is None or parent.tag in {"ul", "ol", "table", "tbody", "body"}:
            break
        row = parent
        if sum(1 for _ in zip(row.iter("a"), range(4), strict=False)) > 3:  # noqa: PLR2004 picture, headline, more
            break
        for time in row.iter("time"):
            if found := iso_date(time.get("datetime")) or iso_date(time.text):
                return found
        words = " ".join("".join(row.itertext()).split())[:600]
        if found := iso_date(words.removeprefix(said)[-200:]):
            return found
    return None
