"""An article put together: from the parts of a page, and from the pages of a story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import crawler
from crawler.boilerplate import footer
from crawler.model import Article, Capture, Person, Provenance
from crawler.page.body.container import HEAD_WORTH
from crawler.page.letters import squash
from crawler.page.phrases import LABEL
from crawler.text.credits import photo_credit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Image
    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.metadata import Metadata
    from crawler.site import Memory, Site
    from crawler.text.decode import Decoded

_SAME_NAME = (
    "kicker", "headline", "alternative_headline", "description", "author", "editor",
    "contributor", "source_organization", "publisher", "date_published", "date_modified",
    "article_section", "keywords", "in_language", "main_entity_of_page",
)  # fmt: skip
"""Fields that metadata and article have in common."""

_RIGHTS = ("copyright_notice", "copyright_holder", "license", "usage_info")

STATED_LEAST = 300
"""Letters of a stated body below which it is a teaser at best.

Measured: at 150 and at 600 no figure moves.
"""

STATED_GAIN = 2.5
"""How many times longer than the page's text a stated body must be to replace it.

A teaser is shorter than its story, and a stated body repeats the page with captions and notices
among its paragraphs: it is wanted only where the page's own text is nearly absent.

Measured: at 1.25 fundus text -0.3; at 5 nothing.
"""


def article_of(
    url: str,
    said: Metadata,
    paragraphs: tuple[str, ...],
    images: tuple[Image, ...],
    provenance: Provenance,
) -> Article:
    """Return the record of a page."""
    fields: dict[str, Any] = {name: getattr(said, name) for name in _SAME_NAME}
    fields |= {name: getattr(said.rights, name) for name in _RIGHTS}
    fields["contributor"] = _contributors(said.contributor, images)
    return Article(url=url, article_body=paragraphs, image=images, provenance=provenance, **fields)


def below(page: Outline, body: Body, said: Metadata) -> Body:
    """Return the body without the headline's own lines, which a table or a plain box mixes in."""
    lines = {
        squash(text)
        for text in (said.headline, said.kicker, said.alternative_headline)
        if text is not None
    }
    head = True
    kept = []
    for n in body.blocks:
        block = page.blocks[n]
        if head and (
            n == said.headline_block or squash(block.text) in lines or LABEL.match(block.text)
        ):
            continue
        head = head and block.worth < HEAD_WORTH
        kept.append(n)
    return replace(body, blocks=tuple(kept))


def _contributors(named: tuple[Person, ...], images: tuple[Image, ...]) -> tuple[Person, ...]:
    """Return who else made the story, with the photographers that its captions name."""
    found = {person.name: person for person in named}
    for image in images:
        for credit in photo_credit(image.caption)[2] if image.caption else ():
            found.setdefault(credit.name, Person(credit.name, credit.job_title))
    return tuple(found.values())


def provenance_of(
    capture: Capture, decoded: Decoded, site: Site, memory: Memory, **known: Any
) -> Provenance:
    """Return how we know what a capture said."""
    return Provenance(
        captures=(capture.digest,),
        fetched_at=capture.fetched_at,
        encoding=decoded.encoding,
        declared_encoding=decoded.declared,
        evidence=decoded.evidence,
        decoding_errors=decoded.errors,
        runner_up=decoded.runner_up,
        site=site.name,
        memory=memory.revision if memory.pages else None,
        reader=crawler.__version__,
        **known,
    )


def better_stated(paragraphs: Sequence[str], stated: Sequence[str]) -> tuple[str, ...]:
    """Return the stated body where the page's own text is nearly absent; else nothing.

    >>> better_stated(["Teaser."], ["A long paragraph. " * 30]) != ()
    True
    >>> better_stated(["A long paragraph. " * 30], ["A teaser of three hundred letters. " * 9])
    ()
    """
    own, told = sum(map(len, paragraphs)), sum(map(len, stated))
    return tuple(stated) if told >= STATED_LEAST and told > STATED_GAIN * own else ()


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
    said = set(first.article_body)
    captures = dict.fromkeys((*first.provenance.captures, *second.provenance.captures))
    known = replace(
        first.provenance,
        captures=tuple(captures),
        locations=(*first.provenance.locations, *second.provenance.locations),
        flags=tuple(dict.fromkeys((*first.provenance.flags, *second.provenance.flags))),
    )
    if said and said <= set(second.article_body):
        body, images = second.article_body, second.image
    else:
        end = _end(first.article_body, second.article_body)
        new = tuple(text for text in second.article_body if text not in said)
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
    said = set(first.article_body)
    moved = []
    for image in second.image:
        if (image.content_url, image.caption) in have:
            continue
        if image.position is None:
            moved.append(image)
            continue
        before = second.article_body[: image.position]
        new = sum(1 for text in before if text not in said)
        moved.append(replace(image, position=end + new))
    return tuple(moved)
