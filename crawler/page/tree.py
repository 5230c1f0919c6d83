"""A page's text, parsed into the tree that a browser builds of it, whatever its shape.

libxml2 parses what is well formed. Where it says that a tag was out of place, lexbor parses the
page by the rules of HTML, and libxml2 reads what lexbor wrote down: alone, it opens no body below
an element that it does not know, and leaves a page in a ``<button>`` or ``<svg>`` that somebody
forgot to close: https://html.spec.whatwg.org/multipage/parsing.html.

Neither bounds its work. What takes the square of its length is cut off first, or, where that would
cost text, left to libxml2 alone.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import lxml.html
from lxml import etree
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from crawler import patterns as re

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

    `utf8` are the bytes that the text was read from, where these are sound UTF-8: parsers read
    bytes. Comments and processing instructions are left out. Never raises.

    >>> [p.text for p in parse("<p>One</p></html><p>Two</html>").root.iter("p")]
    ['One', 'Two']
    >>> [e.tag for e in parse("<button><div>Menu</button><p>One").root.find("body")]
    ['button', 'p']
    >>> parse("\x00").root.tag
    'html'
    """
    data = _bounded(text.encode("utf-8", "replace") if utf8 is None else utf8)
    data, marks = _sound(data)
    root = _tree(_closed(data, marks))
    if (_is_misread(root) or _is_left_in_svg(marks)) and (html := _normalised(data)):
        root = _tree(html)
    title = next(root.iter("title"), None)
    if title is not None and title.text and len(title.text) > MAX_TITLE:
        # lxml takes controls out of a page that it does not take in.
        title.text = "".join(filter(str.isprintable, title.text[:MAX_TITLE]))
    if root.find("body") is None and root.find("frameset") is None:
        root.append(root.makeelement("body"))
    return ParsedPage(root, url, text)


def _tree(data: bytes) -> HtmlElement:
    """Return what libxml2 makes of a page."""
    try:
        return lxml.html.document_fromstring(data, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return lxml.html.document_fromstring(_EMPTY, parser=_PARSER)


def _is_misread(root: HtmlElement) -> bool:
    """Return True if a browser's tree of the page just parsed may be another.

    An element was left open in one that ends, or stands in a head, which cannot hold it. End tags
    that nothing opened do nothing in either tree. What is missed moves no text to another box:
    what stands between the rows of a table goes above it in a browser.
    """
    head = root.find("head")
    if head is not None and not {child.tag for child in head} <= _OF_HEAD:
        return True
    errors = _PARSER.error_log
    return len(errors) >= MAX_ERRORS or any(
        error.type == etree.ErrorTypes.HTML_STRUCURE_ERROR
        or (
            error.type == etree.ErrorTypes.ERR_TAG_NAME_MISMATCH
            and error.message.startswith("Opening")
        )
        for error in errors
    )


def _is_left_in_svg(marks: list[bytes]) -> bool:
    """Return True if the last drawing of a page is left open."""
    return next((mark for mark in reversed(marks) if mark.endswith(b"svg")), b"") == b"svg"


_MARKS = re.compile(rb"<(?:(source|track|/?svg)|/(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>)")
"""The tags that a page is asked for before it is parsed: one search costs what each would."""


_OF_HEAD = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
"""What may stand in a head; all else begins the body of a page."""


def _bounded(data: bytes) -> bytes:
    """Return a page without more tags, and more attributes in a tag, than can be parsed soon."""
    if len(data) > MAX_TAGS and data.count(b"<") > MAX_TAGS:
        cut = next(islice(re.finditer(b"<", data), MAX_TAGS, None))
        data = data[: cut.start()]
    return _trim_tags(data) if any(tag[1] for tag in _LONG.finditer(data)) else data


def _normalised(data: bytes) -> bytes | None:
    """Return a page as lexbor writes its tree down; None where that may take too long.

    Scripting is on, as in a browser: what stands in ``<noscript>`` leaves the page around it
    alone, and is put right by itself.
    """
    tags = data.count(b"<")
    if tags > MAX_DEPTH or len({*_FORMATTING.findall(data)}) * tags > MAX_COPIES:
        return None
    if b"xmlns" in data[:HEAD]:
        data = _SELF_CLOSED.sub(rb"<\1\2></\1>", data)
    page = LexborHTMLParser(data, options=LexborDocumentOptions.WO_EVENTS, scripting=True)
    if b"<noscript" in data:
        for node in page.tags("noscript"):
            inside = node.text()
            if inside.count("<") > ("<img" in inside):
                node.inner_html = LexborHTMLParser(inside, is_fragment=True).html or ""
    html = (page.html or "").encode("utf-8", "replace")
    html = _closed(html, _MARKS.findall(html))
    # Nothing ends this element, and so its own end would be text.
    end = html.rfind(b"</plaintext>", -HEAD)
    return html if end < 0 else html[:end]


def _sound(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return a page as libxml2 can be given it, and its marks.

    It ends a document at NUL and at ``</html>``.
    """
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    found = list(_MARKS.finditer(data))
    end = next((mark.end() for mark in found if mark[1] is None), -1)
    if end >= 0 and _MARKS.sub(_unless_end, data[end:]).strip():
        data = _MARKS.sub(_unless_end, data)
    return data, [mark[1] for mark in found if mark[1] is not None]


def _unless_end(mark: re.Match[bytes]) -> bytes:
    """Return a mark unless it is the end of a page."""
    return mark[0] if mark[1] else b""


def _closed(data: bytes, marks: list[bytes]) -> bytes:
    """Return a page with an end for each element that libxml2 does not know to be empty."""
    for name in {*marks} & _EMPTY_ELEMENTS:
        before, *rest = data.split(b"<" + name)
        data = b"".join((before, *(b"<%b%b" % (name, _ended(name, part)) for part in rest)))
    return data


def _ended(name: bytes, part: bytes) -> bytes:
    """Return what stands behind the name of a tag with the end of its element."""
    tag = _TAG_REST.match(part)
    return b"%b</%b>%b" % (part[: tag.end()], name, part[tag.end() :]) if tag else part


_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
)
# lxml.html asks Python for the class of each element it hands out, a fifth of all reading time.
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
_EMPTY = "<html><body></body></html>"

MAX_ERRORS: Final = 100
"""Errors after which libxml2 tells of no others."""

MAX_TITLE = 2000
"""Characters of a ``title``; the longest on 781 news pages had 310."""

MAX_TAGS = 120_000
"""``<`` after which a page is cut: ten times the most met on 781 news pages.

Three million empty paragraphs take libxml2 1.3 s, and a walk over them 4 s more.
"""


MAX_DEPTH: Final = 10_000
"""``<`` up to which a page is lexbor's: nested so deep, it takes 0.18 s, and four times as long
for twice as many."""

MAX_COPIES: Final = 500_000
"""Kinds of formatting tags left open, times tags: each paragraph gets a copy of each of them.

A million copies take 0.5 s and 465 MB. One page of 186 comes near a half of this.
"""

_FORMATTING = re.compile(
    rb"<[bBiIuUsSeEtTcCfFnN](?:ig|m|t|ode|ont|obr|mall|trike|trong)?[\s/][^>]*"
)
"""Tags that begin anew in each paragraph until they are closed. Without attributes, three of a
name do, and of a link one: https://html.spec.whatwg.org/#push-onto-the-list-of-active-formatting-elements."""

_SELF_CLOSED = re.compile(
    rb"<(script|style|title|textarea|iframe|noscript|noframes)\b([^<>]*)/>", re.IGNORECASE
)
"""XML closes an element so; in HTML the page after it would be a script, or a title."""

_EMPTY_ELEMENTS = frozenset((b"source", b"track"))
_TAG_REST = re.compile(rb"(?!\w)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>")

HEAD: Final = 2000
"""Bytes of a page in which its ``<html>`` says that it is XML, and after its last text."""

MAX_ATTRIBUTES = 128
"""Attributes a tag may keep. The most met on 781 news pages was 59.

128 cost libxml2 17 microseconds; 200,000 cost it a minute.
"""

_ATTRIBUTE = (
    rb"(?:[\s/]++(?:[^\s=/>]{1,200}+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]{0,2000}+)?)?+)?+"
    rb"|[^\s/>][^\s>]{0,200}+)"
)
"""An attribute, or what is none and no end of the tag: a sign where a name should stand.

Bounded wherever nothing closes it, so that a search stays linear in the text.
"""

_SIMPLE = (
    rb"[^\s/<>\"'=]{0,28}+(?:[\s/][^<>\"'=]{0,27}+"
    rb"(?:(?<=[^\s/\"'])=\s*+(?:\"[^\"]*+\"|'[^']*+')[^<>\"'=]{0,26}+){0,8}+)?+>"
)
"""What most tags are: so short that they have fewer attributes than `MAX_ATTRIBUTES`.

A quotation is one only behind a name and its ``=``; elsewhere each word of it is an attribute.
"""

_LONG = re.compile(
    rb"<[a-zA-Z](?!%b)[^\s/>]{0,60}+%b{0,%d}+(%b)?"
    % (_SIMPLE, _ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE)
)
"""A tag that is not simple, and an attribute of it beyond the first `MAX_ATTRIBUTES`, if any.

Each is taken up to there: none is begun anew at a ``<`` inside it.
"""

_TAG = re.compile(
    rb"<([a-zA-Z][^\s/>]{0,60}+)%b{0,%d}+(%b*+)" % (_ATTRIBUTE, MAX_ATTRIBUTES, _ATTRIBUTE)
)
"""The name of a tag, and its attributes beyond the first `MAX_ATTRIBUTES`."""

_RAW = frozenset((b"script", b"style", b"textarea", b"title"))
"""Elements whose content is no markup."""


def _trim_tags(data: bytes) -> bytes:
    """Return a page with at most `MAX_ATTRIBUTES` on each of its tags."""
    kept, done, place = [], 0, 0
    lower = data.lower()
    while tag := _TAG.search(data, place):
        place = tag.end()
        if tag[2]:
            kept.append(data[done : tag.start(2)])
            done = place
        if (name := tag[1].lower()) in _RAW:
            end = lower.find(b"</" + name, place)
            place = end if end >= 0 else len(data)
    return b"".join((*kept, data[done:])) if kept else data
