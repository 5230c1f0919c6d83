"""From a capture to an article, before anything is cleaned."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler.boilerplate import footer
from crawler.model import Article, Capture, NotAnArticle
from crawler.page.blocks.block_roles import misfolded
from crawler.page.blocks.outline import outline
from crawler.page.body.container import body_of
from crawler.page.fields.images import gallery
from crawler.page.fields.legal_notice import notices
from crawler.page.kind.kind import check
from crawler.page.kind.listings import nothing
from crawler.page.metadata import metadata
from crawler.page.mirrored import clearing
from crawler.page.next_page import next_page
from crawler.page.story import article_of, below, better_stated, join, provenance_of
from crawler.page.template import Lesson, lesson_of
from crawler.page.tree import parse
from crawler.site import ANY_SITE, NO_MEMORY, Memory, Site
from crawler.text.decode import Hints, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.text.decode import Decoded


__all__ = ["Reading", "join", "read", "read_page"]


class Reading(NamedTuple):
    """What one page gave."""

    article: Article
    next_page: str | None
    """Where the story goes on."""

    lesson: Lesson
    """What the page teaches about its site: see `crawler.page.template.learn`."""


def read(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Article:
    """Return the article on the page as the page has it, footers and all.

    Raises `NotAnArticle` with a reason where there is none.
    """
    return _Parts(capture, site, memory).article()


def read_page(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Reading:
    """Return the article on the page, where it goes on, and what the page teaches.

    Pure, and safe on any bytes: raises `NotAnArticle` with a reason and nothing else.
    """
    parts = _Parts(capture, site, memory)
    article = parts.article()
    lesson = lesson_of(parts.page, parts.body, parts.decoded.encoding, memory)
    return Reading(article, next_page(parts.links(), parts.url), lesson)


class _Parts:
    """A page taken apart, as far as its article needs it."""

    def __init__(self, capture: Capture, site: Site, memory: Memory) -> None:
        self.capture, self.site, self.memory = capture, site, memory
        self.decoded = _decoded(capture, memory)
        self.url = capture.url if _host(capture.url) else ""
        self.tree = parse(self.decoded.text, self.url, _as_served(capture.body, self.decoded))
        self.layout = site.layout_on(capture.fetched_at.date())
        self.page = outline(self.tree.root, fold=self.layout is None)
        self.body = body_of(self.page, self.layout, memory)
        if misfolded(self.page):
            self.page = outline(self.tree.root)
            self.body = body_of(self.page, self.layout, memory)

    def links(self) -> Iterator[HtmlElement]:
        """Yield the elements that lead to other pages."""
        return chain(self.tree.root.iter("link"), self.page.links)

    def article(self) -> Article:
        """Return what these parts make; raises `NotAnArticle` where they make none."""
        capture, page, layout = self.capture, self.page, self.layout
        clear = clearing(block.text for block in page.blocks)
        said = metadata(
            self.tree.root, self.url, self.site, layout,
            fetched_at=capture.fetched_at, headers=capture.headers, html=self.tree.html,
            page=page, body=self.body.blocks, clear=clear,
        )  # fmt: skip
        flags = check(page, self.body, said, capture)
        body = below(page, self.body, said)
        pictures = gallery(page, body, self.url, clear)
        paragraphs = tuple(page.blocks[n].text for n in body.blocks if n not in pictures.lines)
        witness = f"layout:{layout.name}" if body.by_layout and layout else "page"
        if structured := better_stated(paragraphs, said.article_body):
            paragraphs, witness = structured, "structured"
        if not paragraphs or (
            _is_short(paragraphs) and (body.worth <= 0 or not footer(paragraphs))
        ):
            raise nothing(page, 0.8)
        known = provenance_of(
            capture, self.decoded, self.site, self.memory,
            layout=layout.name if layout else None, flags=flags,
            witnesses=(*said.witnesses, ("articleBody", witness)),
        )  # fmt: skip
        article = article_of(capture.url, said, paragraphs, pictures.images or said.images, known)
        stated = article.copyright_notice.split("\n") if article.copyright_notice else []
        if not article.headline and _is_short(paragraphs):
            raise NotAnArticle("no-headline", 0.8)
        rights = dict.fromkeys((*stated, *notices(page, body.blocks)))
        return replace(article, copyright_notice="\n".join(rights) or None)


BINARY = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"ID3",
    b"\x00\x00\x00", b"OggS", b"\x1aE\xdf\xa3", b"wOFF", b"wOF2", b"\x7fELF", b"MZ", b"Rar!",
)  # fmt: skip
"""How files begin that are no page, whatever their server calls them.

https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern
"""

LEAST_WITHOUT_HEADLINE = 120
"""Characters of a body that is a story though the page names none: a flash has a headline.

Measured: at 60 and at 240 no figure moves.
"""


def _is_short(paragraphs: tuple[str, ...]) -> bool:
    return sum(map(len, paragraphs)) < LEAST_WITHOUT_HEADLINE


def _decoded(capture: Capture, memory: Memory) -> Decoded:
    if capture.body.startswith(BINARY):
        raise NotAnArticle("binary")
    hints = Hints(_host(capture.url), memory.encodings)
    decoded = decode(capture.body, capture.content_type, hints)
    if not decoded.text.strip():
        raise NotAnArticle("empty-body")
    return decoded


def _as_served(body: bytes, decoded: Decoded) -> bytes | None:
    """Return the bytes of a page that are its text in UTF-8 as they are."""
    plain = decoded.encoding == "utf-8" and not decoded.errors and not body.startswith(_BOM)
    return body if plain else None


_BOM = b"\xef\xbb\xbf"


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
