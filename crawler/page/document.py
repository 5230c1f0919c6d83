"""The first stage of reading: the bytes of a page, decoded by evidence and parsed into a tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.frontier.urls import joined
from crawler.memory import NO_MEMORY, Memory
from crawler.model import Capture, NotAnArticle
from crawler.page.plain_text import is_data, is_plain, marked_up
from crawler.page.tree import parse
from crawler.text.encoding.decode import decode
from crawler.text.encoding.likelihood import Hints
from crawler.text.mirror.torn_tags import TORN, with_tags

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawler.text.encoding.decode import Decoded


@dataclass(frozen=True, slots=True)
class Document:
    """A page as text and as a tree, with what its capture says of it."""

    capture: Capture
    url: str
    """Its address; empty where that names no host."""

    decoded: Decoded
    """The text, the encoding, and what told us so."""

    root: HtmlElement
    """The ``html`` element; it always has a ``body``."""

    base: str
    """The address that relative ones on the page start from."""

    @property
    def text(self) -> str:
        """The page's text, markup and all."""
        return self.decoded.text

    @property
    def fetched_at(self) -> datetime:
        """When the page was captured."""
        return self.capture.fetched_at

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers with which it was served."""
        return self.capture.headers

    @property
    def host(self) -> str:
        """The host of its address; empty where that names none."""
        return host_of(self.url) or ""


BINARY = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"ID3",
    b"\x00\x00\x00", b"OggS", b"\x1aE\xdf\xa3", b"wOFF", b"wOF2", b"\x7fELF", b"MZ", b"Rar!",
)  # fmt: skip
"""How files begin that are no page, whatever their server calls them.

https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern
"""


def document_of(capture: Capture, memory: Memory = NO_MEMORY) -> Document:
    """Return the page in a capture, decoded and parsed.

    `memory` says in which encodings earlier pages of the site were. Raises `NotAnArticle` with
    ``binary``, ``empty-body`` or ``data``.
    """
    decoded = _decoded(capture, memory)
    url = capture.url if host_of(capture.url) else ""
    if is_data(decoded.text):
        raise NotAnArticle("data")
    if is_plain(decoded.text, capture.content_type):
        decoded = decoded._replace(text=marked_up(decoded.text))
        tree = parse(decoded.text, url)
    elif (mended := with_tags(decoded.text)) != decoded.text:
        decoded = decoded._replace(text=mended, flags=(*decoded.flags, TORN))
        tree = parse(mended, url)
    else:
        tree = parse(decoded.text, url, _as_served(capture.body, decoded))
    return Document(capture, url, decoded, tree.root, base_of(tree.root, url))


def base_of(root: HtmlElement, url: str) -> str:
    """Return what relative addresses of a page start from: its first ``base``, or its own address.

    https://html.spec.whatwg.org/#set-the-frozen-base-url

    >>> page = parse('<base target="_top"><base href="/x/"><base href="/y/">').root
    >>> base_of(page, "https://a.example/b/7"), base_of(parse("<p>").root, "https://a.example/b/7")
    ('https://a.example/x/', 'https://a.example/b/7')
    """
    hrefs = (base.get("href") for base in root.iter("base"))
    href = next((href for href in hrefs if href is not None), "")
    stated = joined(url or None, href.strip()) if href else None
    return stated if stated and stated.startswith(("http:", "https:")) else url


def _decoded(capture: Capture, memory: Memory) -> Decoded:
    if capture.body.startswith(BINARY):
        raise NotAnArticle("binary")
    hints = Hints(host_of(capture.url), memory.encodings)
    decoded = decode(capture.body, capture.content_type, hints)
    if decoded.evidence == "binary":
        raise NotAnArticle("binary")
    if not decoded.text.strip():
        raise NotAnArticle("empty-body")
    return decoded


def _as_served(body: bytes, decoded: Decoded) -> bytes | None:
    """Return the bytes of a page that are its text in UTF-8 as they are."""
    plain = decoded.encoding == "utf-8" and not decoded.errors and not body.startswith(_BOM)
    return body if plain else None


_BOM = b"\xef\xbb\xbf"


def host_of(url: str) -> str | None:
    """Return the host of an address; None where it names none or is none."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
