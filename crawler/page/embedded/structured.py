"""What a page says of itself to machines: JSON-LD, microdata, OpenGraph and other meta.

`structured(root, url)` gathers it all in one pass over the few elements that carry it. Nothing is
believed here; `crawler.page.precedence` weighs the witnesses against each other and the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.page.embedded.bounds import MAX_SIZE
from crawler.page.embedded.jsonld import (
    ARTICLE_TYPES,
    PAGE_TYPES,
    article_of,
    is_article,
    loads,
    objects,
    text_of,
    types_of,
    with_nodes,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(slots=True)
class Structured:
    """The statements of one page, by vocabulary."""

    title: str = ""
    """The ``title`` element."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents by lower-case name, property, itemprop or http-equiv, in page order."""

    links: dict[str, str] = field(default_factory=dict)
    """First address by link relation."""

    article: dict[str, Any] | None = None
    """The JSON-LD object that speaks of this page's article."""

    nodes: list[dict[str, Any]] = field(default_factory=list)
    """Every JSON-LD object with a type."""

    micro: dict[str, list[HtmlElement]] = field(default_factory=dict)
    """Elements by ``itemprop``, in page order, other articles' left out."""

    language: str = ""
    """The ``lang`` of the root element."""

    def first(self, *names: str) -> str:
        """Return the first content that any of these meta names has."""
        return next((text for name in names for text in self.meta.get(name, ()) if text), "")

    def stated(self, key: str) -> str:
        """Return a JSON-LD value of the article as text; empty where there is none."""
        return text_of(self.article.get(key)) if self.article else ""

    def micro_text(self, prop: str) -> str:
        """Return the first microdata value: its content, datetime or text."""
        return next((text for text in map(micro_value, self.micro.get(prop, ())) if text), "")

    def types(self) -> tuple[str, ...]:
        """Return the words of ``og:type`` and of every JSON-LD type, in page order, each once."""
        kinds = [self.first("og:type")]
        for node in self.nodes[:MAX_TYPED]:
            kinds += types_of(node)
        return tuple(dict.fromkeys(kind for kind in kinds if kind))


WHOLE_TYPES = PAGE_TYPES | {"blog", "creativework", "website", "thing", ""}
"""Types of what a whole page may be."""

MAX_TYPED = 60
"""Objects of JSON-LD whose types are looked at."""


def structured(root: HtmlElement, url: str, *, microdata: bool = True) -> Structured:
    """Return what the page says of itself. Never raises; broken blocks are mended or passed by.

    >>> from crawler.page.tree import parse
    >>> page = parse('<title>A</title><meta property="og:title" content=" Rain&#10;ends ">'
    ...     '<script type="application/ld+json">{"@type": "Article", "headline": "Rain"}</script>')
    >>> found = structured(page.root, "")
    >>> found.title, found.first("og:title"), found.stated("headline")
    ('A', 'Rain ends', 'Rain')
    """
    found = Structured(
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    )
    blocks: list[Any] = []
    for element in root.iter("title", "meta", "link", "script"):
        tag = element.tag
        if tag == "meta":
            _add_meta(found.meta, element)
        elif tag == "link":
            _add_link(found.links, element)
        elif tag == "title":
            found.title = found.title or _title(element)
        elif text := _json(element):
            blocks.append(loads(text))
    found.nodes = [node for node in objects(blocks) if types_of(node)]
    title = found.first("og:title") or found.title
    found.article = article_of(found.nodes, title, found.links.get("canonical") or url)
    if found.article is not None and not is_article(found.article):
        found.article = _with_dates(found.article)
    if found.article is not None:
        found.article = with_nodes(found.article, blocks, url)
    if microdata:
        _add_microdata(found.micro, root)
    return found


def _add_link(links: dict[str, str], element: HtmlElement) -> None:
    if (rel := element.get("rel")) and (href := element.get("href")):
        for word in rel.lower().split():
            links.setdefault(word, href.strip())


def _title(element: HtmlElement) -> str:
    """Return the text of a ``title`` that is the page's and not a drawing's."""
    parent = element.getparent()
    if parent is not None and parent.tag == "svg":
        return ""
    return " ".join(str(element.text_content()).split())


def _json(script: HtmlElement) -> str:
    """Return the text of a script that is JSON-LD; empty for any other."""
    if "ld+json" not in (script.get("type") or "").lower():
        return ""
    text = script.text or ""
    return text if len(text) <= MAX_SIZE else ""


def _with_dates(node: dict[str, Any]) -> dict[str, Any] | None:
    """Return a page's object only where it says when or by whom it was written."""
    return node if node.get("datePublished") or node.get("author") else None


def _add_meta(meta: dict[str, list[str]], element: HtmlElement) -> None:
    content = element.get("content") or element.get("value")
    if not content:
        return
    text = text_of(content)
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if name := element.get(attribute):
            for word in name.lower().split():
                meta.setdefault(word, []).append(text)


_ITEMS = etree.XPath("descendant::*[@itemprop or @property][position() <= 400]")
"""Microdata, and RDFa: https://html.spec.whatwg.org/#microdata, https://www.w3.org/TR/rdfa-lite/"""


def _add_microdata(micro: dict[str, list[HtmlElement]], root: HtmlElement) -> None:
    scopes: dict[str, HtmlElement | None] = {}
    titled = _around_headlines(root)
    listed: dict[HtmlElement, bool] = {}
    for element in _ITEMS(root):
        above = element.getparent()
        if element.tag == "meta" and above is not None and above.tag == "head":
            continue
        if titled and _stands_in_list(element, titled, listed):
            continue
        stated = element.get("itemprop") or element.get("property") or ""
        for prop in stated.split():
            name = prop.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
            if name in MAKERS and not _is_of_the_story(element, name, scopes):
                continue
            micro.setdefault(name, []).append(element)


def _around_headlines(root: HtmlElement) -> set[HtmlElement]:
    """Return the elements in which a heading of the first rank stands."""
    around: set[HtmlElement] = set()
    for h1 in root.iter("h1"):
        for above in h1.iterancestors():
            if above in around:
                break
            around.add(above)
    return around


def _stands_in_list(
    element: HtmlElement, titled: set[HtmlElement], listed: dict[HtmlElement, bool]
) -> bool:
    """Return True if an element stands in one of several articles beside the headline."""
    path, found = [], False
    for above in element.iterancestors():
        if above in listed:
            found = listed[above]
            break
        path.append(above)
    for above in reversed(path):
        found = listed[above] = found or (above not in titled and _is_listed(above))
    return found


def _is_listed(item: HtmlElement) -> bool:
    """Return True if an element is one of several articles side by side."""
    kind = item.get("itemtype")
    if not kind or _type_of(kind) not in ARTICLE_TYPES:
        return False
    beside = (item.getprevious(), item.getnext())
    return any(other is not None and other.get("itemtype") == kind for other in beside)


MAKERS = frozenset(("author", "creator", "editor", "contributor"))
"""Properties that the comments under a story, and the other stories beside it, have as well."""


def _is_of_the_story(
    element: HtmlElement, name: str, scopes: dict[str, HtmlElement | None]
) -> bool:
    """Return True if a maker is stated of the first item that has any, and of no comment."""
    scope = None
    for above in element.iterancestors():
        if "comment" in (above.get("class") or "").lower() and above.tag != "body":
            return False
        kind = above.get("itemtype") or above.get("typeof")
        if scope is None and (kind or above.get("itemscope") is not None):
            scope = above
            if kind and _type_of(kind) not in ARTICLE_TYPES | WHOLE_TYPES:
                return False
    return scopes.setdefault(name, scope) is scope


def _type_of(kind: str) -> str:
    first = next(iter(kind.split()), "")
    return first.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower()


def micro_value(element: HtmlElement) -> str:
    """Return what a microdata element says: its content, datetime, or the text in it."""
    while not (stated := element.get("content") or element.get("datetime")):
        named = element.xpath("descendant::*[@itemprop='name'][1]") if len(element) else []
        if not named or named[0] is element:
            return " ".join(element.text_content().split())[:2000]
        element = named[0]
    return text_of(stated)
