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

    >>> parse("<p>One</p></html><p>Two</html>").root.findtext(".//p[2]")
    'Two'
    >>> parse("\x00").root.tag
    'html'
    """
    html = text if text.count("<") <= MAX_TAGS else _first_tags(text)
    if "\x00" in html:
        html = html.replace("\x00", "")
    if _LONG_TAG.search(html):
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
_EMPTY = "<html><body></body></html>"

MAX_TITLE = 2000
"""Characters of a ``title``; the longest on 781 news pages had 310."""

MAX_TAGS = 120_000
"""``<`` after which a page is cut: ten times the most met on 781 news pages.

Three million empty paragraphs take libxml2 1.3 s, and a walk over them 4 s more.
"""

MAX_ATTRIBUTES = 128
"""Attributes a tag may keep. The most met on 781 news pages was 61."""

LONG_TAG = 1024
"""Characters of a tag after which its attributes are counted.

512 attributes of two characters cost libxml2 0.25 ms; 200,000 cost it a minute.
"""

_LONG_TAG = re.compile(rf"<[a-zA-Z](?=[^>]{{{LONG_TAG}}})[^\s/>]*+")
_ATTRIBUTE = re.compile(
    r"[\s/]*[^\s=/>][^\s=/>]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?"
)


def _first_tags(text: str) -> str:
    """Return the text up to its tag number `MAX_TAGS`."""
    cut = next(islice(re.finditer("<", text), MAX_TAGS, None))
    return text[: cut.start()]


def _trim_tags(text: str) -> str:
    """Return the text with at most `MAX_ATTRIBUTES` on each of its long tags."""
    kept, done = [], 0
    while found := _LONG_TAG.search(text, done):
        count, place, cut = 0, found.end(), 0
        while attribute := _ATTRIBUTE.match(text, place):
            count, place = count + 1, attribute.end()
            if count == MAX_ATTRIBUTES:
                cut = place
        kept.append(text[done : cut or place])
        done = max(place, found.end())
    return "".join((*kept, text[done:])) if kept else text
