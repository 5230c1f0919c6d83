"""The section and the tags of a story, where the lines around it link to them.

Content systems say by ``rel`` and by class what a link beside a story leads to, in words that are
the same in every language: ``rel="category tag"`` and ``taxonomy-post_tag`` of WordPress,
``field--name-field-tags`` of Drupal, ``post-tags`` of Ghost; or they stand among the details of
the story, in ``post-info``, and lead to ``/tag/`` something. Lists of all sections and tags of the
site are no story's: they stand in menus and widgets.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler.page.findings.element_names import BOXES, called
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline

MOST: Final = 20
"""Links of a line; a line of more lists those of the site."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a story is filed under."""

    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def terms(page: Outline, places: Iterable[int]) -> Terms:
    """Return the section and the tags that these lines link to."""
    sections: dict[str, None] = {}
    tags: dict[str, None] = {}
    for n in places:
        block = page.blocks[n]
        if not block.linked or block.heading:
            continue
        links = list(islice(block.element.iter("a"), MOST + 1))
        if len(links) > MOST:
            continue
        for link in links:
            kind = _kind(link)
            if kind and (text := " ".join(link.text_content().split()).lstrip("#")):
                (sections if kind == "section" else tags)[text] = None
    return Terms(tuple(sections), tuple(tags))


def _kind(link: HtmlElement) -> str:
    """Return what a link leads to: ``section``, ``tag``; empty for anything else."""
    rel = (link.get("rel") or "").lower().split()
    page = called("page of a term", link.get("href") or "")
    if not (rel or page):
        return ""
    named, detailed = "", False
    for names in _names_around(link):
        if called("part of the site", names):
            return ""
        named = named or (
            "tag" if called("tag", names) else "section" if called("section", names) else ""
        )
        detailed = detailed or called("details of a story", names) is not None
    if page and (detailed or (not page["section"] and _is_spelt(link))):
        return "section" if page["section"] else "tag"
    if not (rel or named):
        return ""
    if "category" in rel or ("tag" in rel and named == "section") or (page and page["section"]):
        return "section"
    return "tag" if "tag" in rel or (named == "tag" and page) else ""


def _is_spelt(link: HtmlElement) -> bool:
    """Return True if an address ends in the text of its link: /tags/ice-age/, Ice Age."""
    slug = (link.get("href") or "").rstrip("/").rpartition("/")[2]
    return squash(slug) == squash(link.text_content())


def _names_around(link: HtmlElement) -> Iterator[str]:
    """Yield the tag and the names of the elements around a link, up to the story's."""
    for above in islice(link.iterancestors(), BOXES):
        if above.tag in {"main", "article", "body"}:
            return
        if above.tag in {"nav", "aside", "menu"}:
            yield "menu"
        yield above.get("class") or ""
