"""From a capture to an article, before anything is cleaned: four stages, each a value.

Document    the page decoded and parsed                          crawler.page.document
Blocks      its runs of text, their roles, which are the body    crawler.page.page_blocks
Evidence    for every field, what the page gives for it          crawler.page.evidence
Article     what of that is believed                             crawler.page.article
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.memory import NO_MEMORY, Memory
from crawler.page.article import article_of
from crawler.page.comments.comments import Comments, comments_of
from crawler.page.document import document_of
from crawler.page.evidence import evidence_of
from crawler.page.joined_pages import join
from crawler.page.next_page import next_page
from crawler.page.page_blocks import blocks_of
from crawler.page.shape import Shape, shape_of
from crawler.page.template import lesson_of
from crawler.site import ANY_SITE, Site

if TYPE_CHECKING:
    from crawler.memory import Lesson
    from crawler.model import Article, Capture

__all__ = ["Reading", "join", "read", "read_page"]


class Reading(NamedTuple):
    """What one page gave."""

    article: Article
    next_page: str | None
    """Where the story goes on."""

    lesson: Lesson
    """What the page teaches about its site: see `crawler.memory.learn`."""

    shapes: tuple[Shape, ...] = ()
    """What the paragraphs look like, where the site's profile asks for it."""

    comments: Comments = Comments()
    """What readers wrote under the story, where the site's profile asks for it."""


def read(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Article:
    """Return the article on the page as the page has it, footers and all.

    Raises `NotAnArticle` with a reason where there is none.
    """
    document = document_of(capture, memory)
    blocks = blocks_of(document, site, memory)
    return article_of(document, blocks, evidence_of(document, blocks, site), memory)


def read_page(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Reading:
    """Return the article on the page, where it goes on, and what the page teaches.

    Pure, and safe on any bytes: raises `NotAnArticle` with a reason and nothing else.
    """
    document = document_of(capture, memory)
    blocks = blocks_of(document, site, memory)
    evidence = evidence_of(document, blocks, site)
    article = article_of(document, blocks, evidence, memory)
    lesson = lesson_of(blocks.outline, blocks.body, document.decoded.encoding)
    following = next_page(blocks.links(), document.url, document.base)
    return Reading(
        article,
        following,
        lesson,
        shape_of(document, blocks) if site.rich_text else (),
        comments_of(evidence.findings) if site.comments else Comments(),
    )
