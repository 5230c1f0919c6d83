"""Which pages list others: a front page, a section, what an author wrote, what a search found.

A list links, and what text it has stands with a link to the page that it is of. Prose of its
own makes a page an article, however many links stand around it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.model import NotAnArticle
from crawler.page.kind.soft_errors import SHORT_BODY
from crawler.text.credits import credits  # noqa: A004 - the word of the trade

if TYPE_CHECKING:
    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body

LIST_PROSE: Final = 160.0
"""Worth of a body below which the links around it decide whether the page is a list.

Measured: at 80 nothing; at 320 segments date -0.3, segments title -0.2.
"""

LIST_LINKS: Final = 15
"""Links as long as headlines that make a page without prose a list.

Measured: at 7 and at 30 no figure moves.
"""

HEADLINE_WIDTH: Final = 18
"""Width of a link's text from which it may be a headline.

Measured: at 9 and at 36 no figure moves.
"""

_ARTICLE_TYPES_NAMES = """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle
    liveblogposting blogposting reviewnewsarticle backgroundnewsarticle review recipe
"""
ARTICLE_TYPES: Final = frozenset(_ARTICLE_TYPES_NAMES.split())
_FIRM_TYPES: Final = ARTICLE_TYPES - {"article"}
"""What no list is called; ``og:type`` is ``article`` for whatever is no front page."""

_LIST_TYPES: Final = frozenset(("collectionpage", "searchresultspage", "profilepage"))
_PART_TYPES: Final = frozenset(("itemlist", "website"))
"""What lists are called, and what stands on the pages of articles too."""

_LISTING: Final = re.compile(
    r"(?:^|/)(?:authors?|autor(?:e[ns]?|i)?|auteurs?|auth?ory|avtor|yazar|by|people|person|profiles?|journalists?|contributors?|"
    r"tag(?:s|ged)?|topics?|th[eè]m[ae]n?s?|tema|sujet|etiquetas?|label|category|categor[iy]a?s?|kategorie|rubrik[ai]?|"
    r"search|suche|recherche|buscar?|ricerca|zoeken|s[oø]k|szukaj|hledat|arama|archives?)(?:/[^/.]*)?(?:/page/\d+)?$"
)
"""Paths, without slashes at their ends, that lists have in many languages."""


def listing(page: Outline, body: Body, url: str, kinds: frozenset[str]) -> float | None:
    """Return how sure it is that a page lists others; None where it does not.

    `kinds`: what the page says that it is, in lower case.
    """
    stated = bool(ARTICLE_TYPES & kinds)
    path = path_of(url)
    titles = _titles(page)
    headlines = len(titles)
    front = path in {"", "index.html", "index.htm", "index.php"}
    if front and not stated and headlines >= LIST_LINKS and headlines * 40 > body.worth:
        return 0.95
    named = not stated and bool(_LIST_TYPES & kinds or _LISTING.search(path))
    listed = named or (not stated and not kinds.isdisjoint(_PART_TYPES))
    prose, links = (SHORT_BODY, LIST_LINKS // 2) if named else (LIST_PROSE, LIST_LINKS)
    if not stated and body.worth < prose and headlines >= links:
        return 0.85 if listed else 0.7
    if not _FIRM_TYPES & kinds and _teases(page, body, titles, url) and not _signed(page, titles):
        return 0.85 if front or listed else 0.75
    return None


def _signed(page: Outline, titles: list[int]) -> bool:
    """Return True if the one headline has a byline, before anything that leads elsewhere."""
    headlines = [n for n, block in enumerate(page.blocks) if block.tag == "h1"]
    if len(headlines) != 1:
        return False
    first = next((n for n in titles if n > headlines[0]), headlines[0])
    found = (credits(block.text) for block in page.blocks[headlines[0] + 1 : first])
    return any(line and line.of("author") for line in found)


def without_text(page: Outline, sure: float) -> NotAnArticle:
    """Return what to say of a page where no text is left: that it lists others, or nothing."""
    headlines = len(_titles(page))
    if headlines >= FEW:
        return NotAnArticle("list-page", min(sure, 0.7 if headlines < TEASERS else 0.9))
    return NotAnArticle("no-text", sure)


def _titles(page: Outline) -> list[int]:
    """Return the blocks that are links as long as headlines."""
    return [
        n
        for n, block in enumerate(page.blocks)
        if block.linked >= HEADLINE_WIDTH
        and block.role != "drop"
        and (block.density > 0.8 or block.chars - block.linked <= BESIDE < block.linked)  # noqa: PLR2004
    ]


BESIDE: Final = 16
"""Width of what may stand beside a headline in a list: a date, a number.

Measured: at 8 and at 32 no figure moves.
"""

FEW: Final = 3
"""Headlines with a link that make a list where there is no text at all.

Measured: at 1 and at 6 no figure moves.
"""

TEASERS: Final = 5
"""Headlines with a link that make a list, where a text stands under each.

At five, none of 781 pages with an article is taken for a list.

Measured: at 2 and at 10 no figure moves.
"""

TEASER_WIDTH: Final = 300.0
"""Worth of the teasers of a list, on average: longer ones are abstracts, worth reading.

Measured: at 150 nothing; at 600 segments title -0.2.
"""

TEASED: Final = 0.8
"""Share of the text that stands right under the headline of another page.

Measured: at 0.4 and at 0.9 no figure moves.
"""


def _teases(page: Outline, body: Body, titles: list[int], url: str) -> bool:
    """Return True if the paragraphs are teasers: each with a link that leads elsewhere."""
    heads, labels = set(titles), _labels(page, url)
    if len(heads) < TEASERS and not labels:
        return False
    led: set[str] = set()
    teased, many, prose = 0.0, 0, 0.0
    for n in body.blocks:
        worth = page.blocks[n].worth
        if worth <= 0:
            continue
        prose += worth
        above = next((m for m in (n - 1, n - 2) if m in heads), None)
        beside = n + 1 if above is None and n + 1 in labels else above
        target = _target(page, beside) if beside is not None else None
        if target and path_of(target) != path_of(url):
            teased, many = teased + worth, many + 1
            led.add(target)
    return len(led) >= TEASERS and TEASED * prose <= teased <= TEASER_WIDTH * many


def _labels(page: Outline, url: str) -> set[int]:
    """Return the links that lead on under a text, all in the same words: "Read more"."""
    short = [
        n
        for n, block in enumerate(page.blocks)
        if block.density > 0.8 and block.chars < 2 * HEADLINE_WIDTH  # noqa: PLR2004
    ]
    often = Counter(page.blocks[n].text for n in short)
    return {n for n in short if often[page.blocks[n].text] >= TEASERS and _is_near(page, n, url)}


def _is_near(page: Outline, n: int, url: str) -> bool:
    """Return True if a link leads to a page of the same site."""
    target = _target(page, n)
    try:
        return target is not None and urlsplit(target).netloc in {"", urlsplit(url).netloc}
    except ValueError:
        return False


def _target(page: Outline, n: int) -> str | None:
    """Return where a block of links leads to; None for a place on its own page."""
    element = page.blocks[n].element
    links = [element, *element.iter("a"), *list(element.iterancestors("a"))[:1]]
    found = next((href for link in links if (href := link.get("href"))), "")
    return None if found.startswith(("#", "javascript:")) else found or None


def path_of(url: str) -> str:
    """Return the path of an address in lower case, without slashes at its ends."""
    try:
        return urlsplit(url).path.strip("/").lower()
    except ValueError:
        return url
