"""A capture as it was served, made so that nothing in it runs, leads away, or asks anybody.

    Capture -> shown_page(capture, pictures) -> HTML in UTF-8, for a frame that is sandboxed

The frame's policy forbids scripts, and everything that would be loaded; this takes out what a
policy does not reach: hints to connect to a host, links, names of frames. What the page looks
like is what a browser's parser makes of it. Its bytes are shown by `source_of`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from crawler import patterns as re
from crawler.frontier.urls import resolve
from crawler.text.encoding.decode import decode
from crawler.text.repair.invisible import pair_surrogates

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.model import Capture

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""For the response: https://www.w3.org/TR/CSP3/"""

TAKEN_OUT = (
    "script, iframe, frame, frameset, object, embed, applet, portal, fencedframe, base, link, "
    "meta, template, audio, video, source, track, param, svg use, svg image, animate, set, "
    "animateTransform, animateMotion"
)
"""Elements that load, run, or say how others do."""

TAKEN_OFF = frozenset(
    {
        "accesskey", "action", "archive", "attributionsrc", "autofocus", "background", "cite",
        "classid", "codebase", "command", "commandfor", "contenteditable", "data", "download",
        "dynsrc", "for", "form", "formaction", "href", "http-equiv", "id", "imagesizes",
        "imagesrcset", "is", "longdesc", "lowsrc", "manifest", "name", "nonce", "ping",
        "popovertarget", "poster", "profile", "src", "srcdoc", "srcset", "tabindex", "target",
        "usemap", "xlink:href",
    }
)  # fmt: skip
"""Attributes that lead somewhere, or that a page and its reader might be confused by."""

PAGES = ("text/html", "application/xhtml+xml")
_EMPTY = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b", re.IGNORECASE
)
_TAG = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*""")
MAX_WORK = 200_000_000
"""What `work_of` a page may be, half a second of the parser: a page without end takes an hour."""

MAX_PICTURES = 8 * 1024 * 1024
"""Bytes of pictures that are put into a page."""

PICTURES = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
    "image/avif": b"\0\0\0",
    "image/bmp": b"BM",
}
"""Types of pictures that are shown, and how their bytes begin: none of them holds a script."""


def work_of(text: str) -> int:
    """Return how much work the tree of a page is at most, by its tags.

    A parser looks at what an element stands in, and at the attributes that it has already.

    >>> work_of("<div><p>a<br>b</p></div>") < work_of("<div><div><p>a</p></div></div>") < 100
    True
    >>> work_of("<div>" * 30_000) > MAX_WORK < work_of("<p " + "a/" * 30_000)
    True
    """
    work = depth = 0
    for piece in text.split("<")[1:]:
        named = piece[:1].isalpha()
        if named:
            depth += not _EMPTY.match(piece)
            work += depth
        elif piece.startswith("/"):
            depth -= depth > 0
        tag = _TAG.match(piece)
        assert tag
        ends = named and piece[tag.end() : tag.end() + 1] in {">", ""}
        inner = tag[0] if ends else piece  # it may stand in the value of an attribute
        work += (len(inner.split()) + inner.count("/") + inner.count("=")) ** 2 // 4
    return work


def is_page(capture: Capture) -> bool:
    """Return True if a capture is a page of HTML."""
    return not capture.content_type or media_type(capture) in PAGES


def media_type(capture: Capture) -> str:
    """Return the type of a capture, without parameters."""
    return capture.content_type.partition(";")[0].strip().lower()


def picture_type(capture: Capture) -> str:
    """Return the type as which a capture is shown as a picture; "" for one that is none.

    A server may name one type and send another: the bytes decide.
    """
    return next((kind for kind, begin in PICTURES.items() if capture.body.startswith(begin)), "")


def source_of(capture: Capture) -> str:
    """Return the text of a capture, as its bytes say."""
    return pair_surrogates(decode(capture.body, capture.content_type).text)


def shown_page(capture: Capture, picture: Callable[[str], Capture | None]) -> bytes:
    """Return a page to look at; `picture` is asked for what stands at an address, kept.

    Raises ValueError for one that no parser comes to an end with.
    """
    text = source_of(capture)
    if work_of(text) > MAX_WORK:
        raise ValueError("its elements or attributes have no end")
    tree = LexborHTMLParser(text)
    for node in tree.css(TAKEN_OUT):
        node.decompose()
    room = MAX_PICTURES
    for node in tree.css("*"):
        attributes = node.attributes
        for name in attributes:
            if name.startswith("on") or name.lower() in TAKEN_OFF:
                del node.attrs[name]
        if node.tag == "img" and room > 0:
            kept = picture(resolve(capture.url, attributes.get("src") or "") or "")
            kind = picture_type(kept) if kept else ""
            if kept and kind and len(kept.body) <= room:
                room -= len(kept.body)
                node.attrs["src"] = f"data:{kind};base64,{base64.b64encode(kept.body).decode()}"
    return (tree.html or "").encode("utf-8", "replace")
