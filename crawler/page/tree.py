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


class ParsedPage(NamedTuple):
    """A parsed page."""

    root: HtmlElement
    """The ``html`` element; it always has a ``body``."""

    url: str
    html: str
    """The text it was parsed from."""


def parse(text: str, url: str = "", utf8: bytes | None = None) -> ParsedPage:
    r"""Return the tree of a page; an empty one where the text holds no element.

    `utf8` are the bytes that the text was read from, where these are sound UTF-8: libxml2 reads
    bytes. Comments and processing instructions are left out. Never raises.

    >>> [p.text for p in parse("<p>One</p></html><p>Two</html>").root.iter("p")]
    ['One', 'Two']
    >>> parse("\x00").root.tag
    'html'
    """
    data = _sound(text.encode("utf-8", "replace") if utf8 is None else utf8)
    try:
        root = lxml.html.document_fromstring(data, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        root = lxml.html.document_fromstring(_EMPTY, parser=_PARSER)
    title = next(root.iter("title"), None)
    if title is not None and title.text and len(title.text) > MAX_TITLE:
        title.text = _CONTROLS.sub("", title.text[:MAX_TITLE])
    if root.find("body") is None and root.find("frameset") is None:
        root.append(root.makeelement("body"))
    return ParsedPage(root, url, text)


def _sound(data: bytes) -> bytes:
    """Return a page as libxml2 can be given it."""
    if len(data) > SHORTEST * MAX_TAGS and data.count(b"<") > MAX_TAGS:
        data = _first_tags(data)
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    end = _END.search(data)
    if end and _END.sub(b"", data[end.end() :]).strip():
        # Browsers read on after the end of a document; libxml2 does not.
        data = _END.sub(b"", data)
    return _trim_tags(data) if _MANY.search(data) else data


_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
)
# lxml.html asks Python for the class of each element it hands out, a fifth of all reading time.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
_EMPTY = "<html><body></body></html>"

MAX_TITLE = 2000
"""Characters of a ``title``; the longest on 781 news pages had 310."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What lxml takes out of a page and does not take in."""

MAX_TAGS = 120_000
"""``<`` after which a page is cut: ten times the most met on 781 news pages.

Three million empty paragraphs take libxml2 1.3 s, and a walk over them 4 s more.
"""

SHORTEST = 3
"""Bytes of a tag: counting them takes a tenth of a millisecond on a page of 200 kB."""

MAX_ATTRIBUTES = 128
"""Attributes a tag may keep. The most met on 781 news pages was 59.

128 cost libxml2 17 microseconds; 200,000 cost it a minute.
"""

_ATTRIBUTE = (
    rb"(?:[\s/]++[^\s=/>]{1,200}+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]{0,2000}+)?)?+"
    rb"|[\"'][^\s>]{0,200}+)"
)
"""Bounded wherever nothing closes it, so that a search stays linear in the text."""

_END = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_SIMPLE = (
    rb"[^\s/<>\"'=]{0,28}+[^<>\"'=]{0,28}+"
    rb"(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')[^<>\"'=]{0,28}+){0,8}+>"
)
"""What most tags are: so short that they have fewer attributes than `MAX_ATTRIBUTES`."""

_MANY = re.compile(
    rb"<[a-zA-Z](?!%b)[^\s/>]{0,60}+%b{%d}" % (_SIMPLE, _ATTRIBUTE, MAX_ATTRIBUTES + 1)
)
_TAG = re.compile(rb"<([a-zA-Z][^\s/>]{0,60}+)%b{0,%d}+" % (_ATTRIBUTE, MAX_ATTRIBUTES))
_MORE = re.compile(rb"%b*+" % _ATTRIBUTE)
_RAW = frozenset((b"script", b"style", b"textarea", b"title"))
"""Elements whose content is no markup."""


def _first_tags(data: bytes) -> bytes:
    """Return a page up to its tag number `MAX_TAGS`."""
    cut = next(islice(re.finditer(b"<", data), MAX_TAGS, None))
    return data[: cut.start()]


def _trim_tags(data: bytes) -> bytes:
    """Return a page with at most `MAX_ATTRIBUTES` on each of its tags."""
    kept, done, place = [], 0, 0
    while tag := _TAG.search(data, place):
        place = tag.end()
        more = _MORE.match(data, place)
        if more and more.end() > place:
            kept.append(data[done:place])
            done = place = more.end()
        if (name := tag[1].lower()) in _RAW:
            end = re.compile(b"</%b" % name, re.IGNORECASE).search(data, place)
            place = end.start() if end else len(data)
    return b"".join((*kept, data[done:])) if kept else data
