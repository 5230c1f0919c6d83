"""From a capture to an article, before anything is cleaned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler.model import Article, Capture, NotAnArticle
from crawler.page.body import below, body_of
from crawler.page.captions import gallery
from crawler.page.kind import check
from crawler.page.metadata import metadata
from crawler.page.outline import outline
from crawler.page.paging import next_page
from crawler.page.story import article_of, better_stated, join, provenance_of
from crawler.page.template import Lesson, lesson_of
from crawler.page.tree import parse
from crawler.site import ANY_SITE, NO_MEMORY, Memory, Site
from crawler.text.decode import Hints, decode

if TYPE_CHECKING:
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
    return read_page(capture, site, memory).article


def read_page(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Reading:
    """Return the article on the page, where it goes on, and what the page teaches.

    Pure, and safe on any bytes: raises `NotAnArticle` with a reason and nothing else.
    """
    decoded = _decoded(capture, memory)
    tree = parse(decoded.text, capture.url)
    page = outline(tree.root)
    layout = site.layout_on(capture.fetched_at.date())
    body = body_of(page, layout, memory)
    said = metadata(
        tree.root, capture.url, site, layout,
        fetched_at=capture.fetched_at, headers=capture.headers, html=tree.html,
        page=page, body=body.blocks,
    )  # fmt: skip
    flags = check(page, body, said, capture)
    body = below(page, body, said)
    pictures = gallery(page, body, capture.url)
    paragraphs = tuple(page.blocks[n].text for n in body.blocks if n not in pictures.lines)
    witness = f"layout:{layout.name}" if body.by_layout and layout else "page"
    if stated := better_stated(paragraphs, said.article_body):
        paragraphs, witness = stated, "structured"
    if not paragraphs:
        raise NotAnArticle("no-text", 0.8)
    known = provenance_of(
        capture, decoded, site, memory,
        layout=layout.name if layout else None, flags=flags,
        witnesses=(*said.witnesses, ("articleBody", witness)),
    )  # fmt: skip
    article = article_of(capture.url, said, paragraphs, pictures.images or said.images, known)
    lesson = lesson_of(page, body, decoded.encoding)
    return Reading(article, next_page(tree.root, capture.url), lesson)


def _decoded(capture: Capture, memory: Memory) -> Decoded:
    hints = Hints(urlsplit(capture.url).hostname, memory.encodings)
    decoded = decode(capture.body, capture.content_type, hints)
    if not decoded.text.strip():
        raise NotAnArticle("empty-body")
    return decoded
