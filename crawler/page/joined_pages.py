"""One article for a story that is cut over several pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.boilerplate import footer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Article, Image


MAX_PAGES = 30
"""Pages of one story; beyond, it is a list that calls itself one."""


def join(articles: Sequence[Article]) -> Article:
    """Return one article for a story read from several pages, the first page first.

    What a page repeats of the pages before it, a standfirst or a headline, is taken once, and
    what ends a page, notices and the editor's line, comes after the last one's text. A page
    that holds all of them, the whole story on one page, takes their place. Raises ValueError
    for no articles.
    """
    if not articles:
        raise ValueError("a story has at least one page")
    whole = articles[0]
    for page in articles[1:]:
        whole = _followed(whole, page)
    return whole


def _followed(first: Article, second: Article) -> Article:
    first_lines = set(first.article_body)
    captures = dict.fromkeys((*first.provenance.captures, *second.provenance.captures))
    known = replace(
        first.provenance,
        captures=tuple(captures),
        locations=(*first.provenance.locations, *second.provenance.locations),
        flags=tuple(dict.fromkeys((*first.provenance.flags, *second.provenance.flags))),
    )
    if first_lines and first_lines <= set(second.article_body):
        body, images = second.article_body, second.image
    else:
        end = _end(first.article_body, second.article_body)
        new = tuple(text for text in second.article_body if text not in first_lines)
        body = first.article_body[:end] + new + first.article_body[end:]
        images = _placed(first, end, len(new)) + _moved(first, second, end)
    return replace(
        first,
        article_body=body,
        image=images,
        editor=first.editor or second.editor,
        author=first.author or second.author,
        contributor=tuple(dict.fromkeys((*first.contributor, *second.contributor))),
        source_organization=first.source_organization or second.source_organization,
        provenance=known,
    )


def _end(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    """Return where a page's text ends: before what the next page ends with, too, and its footer.

    >>> _end(("One.", "Editor: Jane Roe", "Follow the harbour."), ("Two.", "Follow the harbour."))
    1
    """
    same = 0
    for one, other in zip(reversed(first), reversed(second), strict=False):
        if one != other:
            break
        same += 1
    rest = first[: len(first) - same]
    return footer(rest) or len(rest)


def _placed(first: Article, end: int, new: int) -> tuple[Image, ...]:
    """Return the first page's images; those among the lines that end it go with these."""
    return tuple(
        replace(image, position=image.position + new)
        if image.position is not None and image.position > end
        else image
        for image in first.image
    )


def _moved(first: Article, second: Article, end: int) -> tuple[Image, ...]:
    """Return the second page's new images, in their place in the joined body."""
    have = {(image.content_url, image.caption) for image in first.image}
    first_lines = set(first.article_body)
    moved = []
    for image in second.image:
        if (image.content_url, image.caption) in have:
            continue
        if image.position is None:
            moved.append(image)
            continue
        before = second.article_body[: image.position]
        new = sum(1 for text in before if text not in first_lines)
        moved.append(replace(image, position=end + new))
    return tuple(moved)
