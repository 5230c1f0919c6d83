"""A page's text, parsed into a tree, whatever its shape.

libxml2 reads almost anything, with three exceptions that are taken off the text
before it sees it: NUL ends a document, a lone surrogate cannot be encoded, and
the time for one tag grows with the square of its attributes.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import lxml.html
from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement


class Page(NamedTuple):
    """A parsed page."""

    root: HtmlElement
    """The ``html`` element; it always has a ``body``."""

    url: str
    html: str
    """The text it was parsed from."""


def parse(text: str, url: str = "") -> Page:
    r"""Return the tree of a page; an empty one where the text holds no element.

    Comments and processing instructions are left out. Never raises.

    >>> [p.text for p in parse("<p>One</p></html><p>Two</html>").root.iter("p")]
    ['One', 'Two']
    >>> parse("\x00").root.tag
    'html'
    """
    many = len(text) > MAX_TAGS and text.count("<") > MAX_TAGS
    html = _first_tags(text) if many else text
    if "\x00" in html:
        html = html.replace("\x00", "")
    end = _END.search(html)
    if end and _END.sub("", html[end.end() :]).strip():
        # Browsers read on after the end of a document; libxml2 does not.
        html = _END.sub("", html)
    if _MANY.search(html):
        html = _trim_tags(html)
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        root = lxml.html.document_fromstring(_EMPTY, parser=_PARSER)
    title = root.find(".//title")
    if title is not None and title.text and len(title.text) > MAX_TITLE:
        title.text = title.text[:MAX_TITLE]
    if root.find("body") is None and root.find("frameset") is None:
        root.append(root.makeelement("body"))
    return Page(root, url, html)


_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
)
# lxml.html asks Python for the class of each element it hands out, a fifth of all reading time.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
_EMPTY = "<html><body></body></html>"

MAX_TITLE = 2000
"""Characters of a ``title``; the longest on 781 news pages had 310."""

MAX_TAGS = 120_000
"""``<`` after which a page is cut: ten times the most met on 781 news pages.

Three million empty paragraphs take libxml2 1.3 s, and a walk over them 4 s more.
"""

MAX_ATTRIBUTES = 128
"""Attributes a tag may keep. The most met on 781 news pages was 59.

128 cost libxml2 17 microseconds; 200,000 cost it a minute.
"""

_ATTRIBUTE = (
    r"(?:[\s/]++[^\s=/>]{1,200}+"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]{0,2000}+)?)?+"
    r"|[\"'][^\s>]{0,200}+)"
)
"""Bounded wherever nothing closes it, so that a search stays linear in the text."""

_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_SIMPLE = (
    r"[^\s/<>\"'=]{0,28}+[^<>\"'=]{0,28}+"
    r"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')[^<>\"'=]{0,28}+){0,8}+>"
)
"""What most tags are: so short that they have fewer attributes than `MAX_ATTRIBUTES`."""

_MANY = re.compile(rf"<[a-zA-Z](?!{_SIMPLE})[^\s/>]{{0,60}}+{_ATTRIBUTE}{{{MAX_ATTRIBUTES + 1}}}")
_TAG = re.compile(rf"<([a-zA-Z][^\s/>]{{0,60}}+){_ATTRIBUTE}{{0,{MAX_ATTRIBUTES}}}+")
_MORE = re.compile(rf"{_ATTRIBUTE}*+")
_RAW = frozenset(("script", "style", "textarea", "title"))
"""Elements whose content is no markup."""


def _first_tags(text: str) -> str:
    """Return the text up to its tag number `MAX_TAGS`."""
    cut = next(islice(re.finditer("<", text), MAX_TAGS, None))
    return text[: cut.start()]


def _trim_tags(text: str) -> str:
    """Return the text with at most `MAX_ATTRIBUTES` on each of its tags."""
    kept, done, place = [], 0, 0
    while tag := _TAG.search(text, place):
        place = tag.end()
        more = _MORE.match(text, place)
        if more and more.end() > place:
            kept.append(text[done:place])
            done = place = more.end()
        if (name := tag[1].lower()) in _RAW:
            end = re.compile(f"</{name}", re.IGNORECASE).search(text, place)
            place = end.start() if end else len(text)
    return "".join((*kept, text[done:])) if kept else text
