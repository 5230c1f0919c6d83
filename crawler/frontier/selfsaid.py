"""Whether a page that was asked for as a list is a story itself, by what it says and shows.

A story may be met first under a date, a picture or "Permalink", and taken for a list. The
page says otherwise: in its head, in its structured data, or by the prose that it holds. What
is said here makes a page worth reading; whether it is an article the reader decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.frontier.article_score import LIST_SIGNS, signs

if TYPE_CHECKING:
    import lxml.html
    from lxml import etree

    from crawler.frontier.link import Origin

ARTICLE = r"\w*Article|BlogPosting|LiveBlogPosting|Report"
_TYPED = re.compile(rf'"@type"\s*:\s*\[?\s*"(?:{ARTICLE})"')
_LISTED = re.compile(r'"@type"\s*:\s*\[?\s*"(?:ItemList|CollectionPage|SearchResultsPage|Blog)"')
_ITEM = re.compile(rf"schema\.org/(?:{ARTICLE})$")
_PUBLISHED = re.compile(
    r"^(?:article:published_time|datepublished|dc\.date(?:\.issued)?|pubdate|publishdate|date"
    r"|parsely-pub-date|sailthru\.date)$",
    re.IGNORECASE,
)

PROSE = 300
"""Characters of its own prose from which a page reads as a story: two short paragraphs."""

PARAGRAPH = 40
"""Characters of a paragraph below which it is a caption, a byline or a teaser's "more"."""

PER_STORY = 60
"""Characters of its own prose for each story that it leads to, from which a page that says
nothing of itself is a story: a channel with a word of welcome is a list."""

FEW_TIMES = 3
"""Times that the page of one story shows: published, changed, and one more; a list shows one
for each."""


class _Prose(NamedTuple):
    """How much of a page's prose is its own."""

    own: int
    """Characters of paragraphs."""

    teased: int
    """Characters below headings that lead to other pages."""


def is_story(root: lxml.html.HtmlElement, origin: Origin, base: str, stories: int) -> bool:
    """Return True if a page is worth reading as a story; `stories`: how many it leads to.

    Never at the address of a list, such as the archive of a day: it may show whole stories.
    """
    if not LIST_SIGNS.isdisjoint(signs(origin.url)):
        return False
    prose, entries = _prose(root, origin, base), _entries(root, origin, base)
    if prose.own < prose.teased or entries > 1:
        return False
    if _states(root):
        return prose.own >= PROSE or not prose.teased
    reads = prose.own >= max(PROSE, PER_STORY * stories)
    return reads and (_is_dated(root) or entries == 1)


def _states(root: lxml.html.HtmlElement) -> bool:
    """Say whether a page states that it is an article, and one only."""
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "og:type" and (meta.get("content") or "").strip().lower() == "article":
            return True
    scripts = (s.text or "" for s in root.iter("script") if "ld+json" in (s.get("type") or ""))
    data = "\n".join(scripts)
    if len(_TYPED.findall(data)) == 1 and not _LISTED.search(data):
        return True
    return len(_items(root)) == 1


def _items(root: lxml.html.HtmlElement) -> list[etree._Element]:
    return [e for e in root.iter() if _ITEM.search(str(e.get("itemtype") or "").strip())]


def _entries(root: lxml.html.HtmlElement, origin: Origin, base: str) -> int:
    """Return how many entries a page shows with prose and a heading that leads nowhere else."""
    return sum(
        1
        for entry in root.iter("article")
        if next(entry.iterancestors("article"), None) is None
        and (heading := next(entry.iter("h1", "h2", "h3"), None)) is not None
        and not _leads_elsewhere(heading, origin, base)
        and any(_length(p) >= PARAGRAPH for p in entry.iter("p"))
    )


def _is_dated(root: lxml.html.HtmlElement) -> bool:
    """Say whether a page says when it was published, as the page of one story does."""
    names = (
        m.get("property") or m.get("itemprop") or m.get("name") or "" for m in root.iter("meta")
    )
    if any(map(_PUBLISHED.match, names)):
        return True
    return 0 < sum(1 for _ in root.iter("time")) <= FEW_TIMES


def _prose(root: lxml.html.HtmlElement, origin: Origin, base: str) -> _Prose:
    """Return how much prose of a page stands under headings of its own, and of others."""
    own = teased = 0
    is_teaser = False
    for element in root.iter("h1", "h2", "h3", "h4", "p"):
        if element.tag != "p":
            is_teaser = _leads_elsewhere(element, origin, base)
            continue
        length = _length(element)
        if length < PARAGRAPH:
            continue
        if is_teaser:
            teased += length
        else:
            own += length
    return _Prose(own, teased)


def _leads_elsewhere(heading: etree._Element, origin: Origin, base: str) -> bool:
    """Say whether a heading is a link to another page."""
    around = next(heading.iterancestors("a"), None)
    link = around if around is not None else next(heading.iter("a"), None)
    href = link.get("href") if link is not None else None
    target = origin.address(href, base) if href and not href.startswith("#") else None
    return target is not None and not origin.is_self(target)


def _length(paragraph: etree._Element) -> int:
    """Return how many characters of a paragraph are not the text of a link."""
    linked = sum(len("".join(link.itertext())) for link in paragraph.iter("a"))
    return len(" ".join("".join(paragraph.itertext()).split())) - linked
