"""What a list page leads to: articles, channels, its further pages, feeds.

A front page, a channel, an archive of a day, or a piece of HTML that a list page
loads. Told by the site's profile where there is one, else by the address, by what
the links to it say, all of them together, and by where on the page they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import lxml.html
from lxml import etree

from crawler import patterns as re
from crawler.frontier.article_score import (
    LIST_SIGNS,
    article_likeness,
    is_at_work,
    is_trap,
    signs,
)
from crawler.frontier.labels import is_label, title_of
from crawler.frontier.link import EVEN, Link, LinkKind, Origin, distinct
from crawler.frontier.paging import FURTHER, further_pages, is_further_page
from crawler.frontier.refresh import refresh
from crawler.frontier.selfsaid import PROSE, is_story
from crawler.frontier.urls import canonical
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

FEW_LINKS = 3
"""Links up to which a page may be the door of another: "click here if nothing happens"."""

SENT_ON = re.compile(
    r"(?:^|[\s;{(.])location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*[\"'`]([^\"'`$\s<>]{1,2000})[\"'`]"
)
"""How a script sends a reader on."""

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


class Led(NamedTuple):
    """An address that a page leads to, with all the links to it."""

    url: str
    anchors: list[Anchor]

    @property
    def texts(self) -> list[str]:
        """What the links say of it; of those that only give its date nothing."""
        return [
            each.text
            for each in self.anchors
            if not is_label(each.text) and not FURTHER.match(each.text)
        ]

    @property
    def title(self) -> str | None:
        """What the links call it; None where they give its date, say, and no more."""
        return title_of([each.text for each in self.anchors])

    @property
    def main(self) -> Anchor:
        """The link that names it."""
        title = self.title
        return next((each for each in self.anchors if each.text == title), self.anchors[0])


class HtmlPage(NamedTuple):
    """What a page leads to, and whether it is a story itself."""

    links: tuple[Link, ...] = ()
    is_story: bool = False


def from_html(text: str, origin: Origin) -> tuple[Link, ...]:
    """Return what a page, or a piece of one, leads to on its own site; never raises.

    >>> page = '<a href="/2022/0205/7.html">Ferry back at last</a> <a href="/local/">Local</a>'
    >>> [(link.kind, link.url) for link in from_html(page, Origin("https://a.example/"))]
    [('article', 'https://a.example/2022/0205/7.html'), ('page', 'https://a.example/local/')]
    """
    return page_of(text, origin).links


def page_of(text: str, origin: Origin) -> HtmlPage:
    """Return what a page leads to on its own site, and what it is itself; never raises."""
    root = _parsed(text)
    if root is None:
        return HtmlPage()
    base = _base(root, origin)
    links = [*_declared(root, origin, base), *_moved(root, origin, base)]
    for led in _led_to(root, origin, base):
        if kind := _kind(led, origin):
            main = led.main
            when = _day_beside(main.element) if kind == "article" else None
            links.append(Link(led.url, kind, led.title, when))
    pages = further_pages(root, text, origin, base)
    listed = distinct([*links, *(Link(url, "page") for url in pages if not origin.is_self(url))])
    stories = sum(link.kind == "article" for link in listed)
    return HtmlPage(listed, is_story(root, origin, base, stories))


def _led_to(root: lxml.html.HtmlElement, origin: Origin, base: str) -> list[Led]:
    """Return the other addresses of the site that a page leads to, in its own order."""
    led: dict[str, list[Anchor]] = {}
    for anchor in _anchors(root, origin, base):
        if not origin.is_self(anchor.url):
            led.setdefault(canonical(anchor.url), []).append(anchor)
    return [Led(min((each.url for each in same), key=len), same) for same in led.values()]


def _parsed(text: str) -> lxml.html.HtmlElement | None:
    short = _LONG_TAG.sub("", text[:MAX_TEXT]).replace("\x00", "")
    if short.count("<") > MAX_TAGS:
        short = "<".join(short.split("<", MAX_TAGS)[:MAX_TAGS])
    try:
        return lxml.html.document_fromstring(short.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None


def _base(root: lxml.html.HtmlElement, origin: Origin) -> str:
    stated = root.find(".//base[@href]")
    return (origin.address(stated.get("href", "")) if stated is not None else None) or origin.url


def _declared(root: lxml.html.HtmlElement, origin: Origin, base: str) -> Iterator[Link]:
    """Yield what the head declares: feeds, sitemaps, the next page."""
    for link in root.iter("link"):
        rel, href = (link.get("rel") or "").lower().split(), link.get("href")
        url = origin.address(href, base) if href else None
        if not url:
            continue
        if "alternate" in rel and FEEDS.match(link.get("type") or "") and not is_at_work(url):
            yield Link(url, "feed", link.get("title"))
        elif "sitemap" in rel:
            yield Link(url, "sitemap")
        elif "next" in rel and origin.is_ours(url) and origin.may_list(url):
            yield Link(url, "page")


def _moved(root: lxml.html.HtmlElement, origin: Origin, base: str) -> Iterator[Link]:
    """Yield where a page without links of its own leads: by refresh, by script or by frames."""
    stated = [frame.get("src") or "" for frame in root.iter("frame")]
    for meta in root.iter("meta"):
        declared = refresh(meta.get("content") or "")
        if declared and (meta.get("http-equiv") or "").lower() == "refresh":
            stated.append(declared[1])
    if sum(1 for _ in zip(root.iter("a"), range(FEW_LINKS + 1), strict=False)) <= FEW_LINKS:
        stated += (frame.get("src") or "" for frame in root.iter("iframe"))
        for script in root.iter("script"):
            stated += SENT_ON.findall((script.text or "")[:MAX_TAG])
        texts = root.xpath(".//text()[not(parent::script or parent::style)]")
        if "front page" in signs(origin.url) and sum(map(len, texts)) < PROSE:
            stated += (
                a.get("href") or "" for a in root.iter("a") if not _is_shut(a, origin, base)
            )
    for address in stated:
        url = origin.address(address, base)
        if url and not origin.is_self(url) and origin.is_ours(url):
            yield Link(url, "page")


def _is_shut(anchor: etree._Element, origin: Origin, base: str) -> bool:
    """Say whether a link at the door of a site leads no further, or no reader sees it."""
    url = origin.address(anchor.get("href") or "#", base)
    shown = _text(anchor) or next(anchor.iter("img", "picture", "svg"), None) is not None
    return url is None or is_trap(url) or not shown


def _anchors(root: lxml.html.HtmlElement, origin: Origin, base: str) -> Iterator[Anchor]:
    """Yield the links to the page's own site, in the order of the page."""
    places: dict[etree._Element, Place] = {}
    ours: dict[str, bool] = {}
    for n, element in enumerate(root.iter("a", "area")):
        if n >= MAX_ANCHORS:
            return
        href = element.get("href")
        url = origin.address(href, base) if href and not href.startswith("#") else None
        if not url:
            continue
        host = url.split("/", 3)[2]
        if host not in ours:
            ours[host] = origin.is_ours(url)
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
            heads_entry = parent.tag != "nav" and _entry_around(parent) is not None
            answer = "list" if heads_entry else "navigation"
            break
        parent = parent.getparent()
    known.update(dict.fromkeys(climbed, answer))
    return answer


ENTRY = re.compile(r"(?:^|\s)h-?entry(?:$|\s)|schema\.org/\w*(?:Article|BlogPosting)")
"""What the class, or the type, of an element says that holds one story of a list."""

_ENTRIES_UP = 8
"""Elements between a link and the entry of a list that it stands in."""


def _entry_around(element: etree._Element) -> etree._Element | None:
    """Return the entry of a list that an element stands in; None where it stands in none."""
    for n, parent in enumerate(element.iterancestors()):
        if n >= _ENTRIES_UP or parent.tag in {"nav", "body"}:
            return None
        if parent.tag == "article" or ENTRY.search(
            f"{parent.get('class') or ''} {parent.get('itemtype') or ''}"
        ):
            return parent
    return None


def _names_entry(anchor: Anchor) -> bool:
    """Say whether a link stands in the heading of an entry, which is a story then."""
    around = [anchor.element, *anchor.element.iterancestors()][:4]
    inside = next(anchor.element.iter("h1", "h2", "h3", "h4"), None)
    in_heading = inside is not None or any(e.tag in {"h1", "h2", "h3", "h4"} for e in around)
    return in_heading and _entry_around(anchor.element) is not None


def _kind(led: Led, origin: Origin) -> LinkKind | None:
    """Return what links lead to; None where a walk through the site should not go."""
    if FEED_ADDRESS.search(led.url):
        return "feed"
    told = origin.kind_of(led.url) if origin.article_url or origin.list_url else None
    if told:
        return told
    judged = _judged(led, origin)
    if judged != "article" and any(
        is_further_page(led.url, each.text, origin.url) for each in led.anchors
    ):
        return "page" if origin.may_list(led.url) else None
    return judged


def _judged(led: Led, origin: Origin) -> LinkKind | None:
    """Return what an address is by its spelling, and by all that the links to it say."""
    by_profile = origin.article_url is not None
    if (by_profile and origin.list_url is not None) or is_trap(led.url):
        return None
    texts, shown = led.texts, signs(led.url)
    in_list = any(each.place == "list" for each in led.anchors)
    likeness = article_likeness(led.url, origin.learned)
    headline = any(map(_is_headline, texts))
    named = texts or all(not FURTHER.match(each.text) for each in led.anchors)
    if not by_profile and likeness >= EVEN and named and (headline or in_list):
        return "article"
    if not by_profile and headline and in_list:
        in_entry = LIST_SIGNS.isdisjoint(shown) and any(map(_names_entry, led.anchors))
        if likeness >= UNTOLD or in_entry:
            return "article"
    if origin.list_url is not None or likeness >= EVEN:
        return None
    if not texts and in_list and not by_profile and likeness >= UNTOLD:
        return "page" if any(_shows_something(each) for each in led.anchors) else None
    return "page" if _names_channel(led, texts, shown) else None


def _shows_something(anchor: Anchor) -> bool:
    """Say whether a reader sees a link: by its words, or by a picture."""
    return bool(anchor.text) or next(anchor.element.iter("img", "picture"), None) is not None


_LISTING = frozenset({"folder", "list file", "category", "date archive", "front page", "media"})


def _names_channel(led: Led, texts: list[str], shown: tuple[str, ...]) -> bool:
    """Say whether links name a part of the site, as its menu does."""
    for each in led.anchors:
        short = 0 < _width(each.text) <= NAME_WIDTH and (not texts or each.text in texts)
        in_menu = each.place == "navigation" or not _LISTING.isdisjoint(shown)
        if short and in_menu and each.place != "foot":
            return True
    return False


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
