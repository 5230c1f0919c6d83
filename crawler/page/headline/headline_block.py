"""The headline of a story: found among the page's lines, with the lines above and below it.

Structured data says what the headline is; the page shows how it reads. The block that agrees best
with what is stated wins, an ``h1`` before others, and its own text is taken. Where none agrees,
the stated title is cut free of the site's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.lang.names import HAN_ANY
from crawler.page.blocks.class_vocabulary import FINAL
from crawler.page.blocks.outline import width
from crawler.page.headline.kicker import REACH, called, headline_lines
from crawler.page.headline.titles import (
    is_name,
    is_site,
    main_segment,
    without_site,
)
from crawler.page.letters import AGREES, TITLE_WIDTH, likeness, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.mirrored import Clear


LONGEST = 300
"""Characters of a headline: the longest of the labelled ones has 175.

Measured: at 150 fundus title -0.7; at 600 nothing.
"""


@dataclass(frozen=True, slots=True)
class Headline:
    """The lines of a headline, and the block it stands in."""

    text: str = ""
    kicker: str | None = None
    alternative: str | None = None
    block: int = -1


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page calls its headline, wherever it says so."""

    stated: Sequence[tuple[str, str]]
    """Witness and text, from structured data, the best first."""

    title: str
    """The page's title, the name of the site and all."""

    sites: Sequence[str]
    """Names of the site."""

    @property
    def cut(self) -> str:
        """The part of the page's title that is the headline."""
        return main_segment(self.title, self.sites)


def headline_at(
    page: Outline, best: int, titles: Titles, body_start: int, clear: Clear = str
) -> Headline:
    """Return the headline in a block, with the lines around it.

    `body_start` is the block where the body begins, -1 where that is not known; `clear` gives a
    line as it was meant.
    """
    block, cut, sites = page.blocks[best], titles.cut, titles.sites
    machine = [text for witness, text in titles.stated if witness != "microdata"]
    spoken = [without_site(text, sites) for witness, text in titles.stated if witness == "json-ld"]
    # A title for links, og:title, has the kicker in it or not as its readers share it.
    spoken += [text.partition(" | ")[0] for text in spoken if " | " in text]
    main, above, below = headline_lines(page, best, body_start, clear)
    if main != best:
        return Headline(page.blocks[main].text, above, below, main)
    if broken := _broken(page, best, [*machine, cut]):
        text, kicker, under = broken
        part = (below or "") in text
        return Headline(text, kicker or above, under or (None if part else below), best)
    if joined := _joined(block.text, spoken):
        return Headline(joined[0], joined[1], below, best)
    if whole := _continued(page, best, [*machine, cut], sites):
        return Headline(whole, block.text.rstrip(" :："), below, best)
    text, kicker = _without_kicker(block, [*machine, titles.title, cut], spoken)
    text = _as_stated(without_site(text, sites), [*machine, cut])
    text, under = _without_sub(block, text, machine)
    return Headline(text, kicker or above, under or below, best)


def heading_over(page: Outline, sites: Sequence[str], body_start: int) -> int:
    """Return the highest heading above the text that is a headline by its length, or -1."""
    names = [squash(site) for site in sites]
    over = [
        n
        for n, block in enumerate(page.blocks[: max(body_start, 0)])
        if block.heading
        and block.role not in FINAL
        and width(block.text) >= TITLE_WIDTH
        and not is_site(block.text, names)
    ]
    return min(over, key=lambda n: page.blocks[n].tag, default=-1)


def agreeing_block(page: Outline, titles: Titles, body_start: int) -> int:
    """Return the position of the block that is the headline, or -1."""
    sites = titles.sites
    texts = [squash(without_site(text, sites)) for _, text in titles.stated]
    whole, cut = squash(titles.title), squash(titles.cut)
    wanted = [text for text in dict.fromkeys((*texts, cut)) if text]
    names = [squash(site) for site in sites]
    headings = [n for n, block in enumerate(page.blocks) if block.tag == "h1"]
    marked = [n for n, block in enumerate(page.blocks) if block.heading]
    lone = _lone(page, headings, names, body_start)
    judged = Judgement(page, wanted, whole, names, lone, body_start)
    best, score = judged.best(headings)
    if score > UNBEATEN:
        return best
    best, score = judged.best(marked)
    if score > UNBEATEN:
        return best
    return judged.best(range(len(page.blocks)))[0]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What decides whether a block is the headline."""

    page: Outline
    wanted: Sequence[str]
    whole: str
    names: Sequence[str]
    lone: frozenset[int]
    body_start: int

    def best(self, places: Iterable[int]) -> tuple[int, float]:
        """Return the block that is most likely the headline and its score; -1 where none is."""
        best, best_score = -1, 0.0
        for n in places:
            block = self.page.blocks[n]
            if len(block.text) > LONGEST or (not block.heading and len(block.text) < 4):  # noqa: PLR2004
                continue
            score = self.score(n)
            if score > best_score + 0.001:
                best, best_score = n, score
        return best, best_score

    def score(self, n: int) -> float:
        """Return how likely a block is the headline: 0 where it is not."""
        block = self.page.blocks[n]
        text = squash(block.text)
        if is_name(text, self.names):
            return 0.0
        if not block.heading and any(block.text.count(sign) > 1 for sign in "»›>"):
            return 0.0
        score = agrees = _agreement(text, self.wanted, self.whole, loosely=block.heading)
        if score < AGREES and not (block.tag == "h1" and n in self.lone):
            return 0.0
        score += _RANK.get(block.tag, 0.0)
        score -= 0.3 if block.role in FINAL else 0.0
        linked = block.linked * 2 > block.chars
        score -= 0.5 if linked and not (block.heading and agrees > EXACT) else 0.0
        return score - (0.2 if 0 <= self.body_start < n else 0.0)


def _lone(
    page: Outline, headings: Sequence[int], names: Sequence[str], body_start: int
) -> frozenset[int]:
    """Return the one h1 that can be a headline, where there is one, and the last over the text."""
    blocks = page.blocks
    real = [
        h
        for h in headings
        if blocks[h].role not in FINAL
        and not is_site(blocks[h].text, names)
        and len(blocks[h].text) >= (8 if HAN_ANY.search(blocks[h].text) else 15)
    ]
    one = real if len({blocks[h].node for h in real}) == 1 else []
    over = [h for h in real if 0 <= h < body_start]
    return frozenset((*one, *over[-1:]))


EXACT = 0.95
"""Agreement of a text that equals a statement which is not the first.

Measured: at 0.475 segments title -0.2; at 0.975 nothing.
"""

_RANK = {"h1": 0.4, "h2": 0.2, "h3": 0.1, "h4": 0.05}
"""What a tag adds to the agreement of a block: an h1 that half agrees beats a line that agrees."""

UNBEATEN = 1.01 + _RANK["h2"]
"""Score of an ``h1`` that no other element reaches."""


def _agreement(text: str, wanted: Sequence[str], whole: str, *, loosely: bool) -> float:
    """Return how well a text agrees with what was stated; loosely, also where words differ.

    What is stated first counts for more: a section's name may be the first part of a title.
    """
    best = 0.0
    for n, other in enumerate(wanted):
        if text == other:
            return EXACT if n else 1.0
        shorter, longer = sorted((len(text), len(other)))
        if 3 * shorter < longer or shorter < 4:  # noqa: PLR2004
            continue
        if text in other or other in text:
            best = max(best, 0.6 + 0.4 * shorter / longer)
        elif loosely:
            best = max(best, likeness(text, other))
    if loosely and best < AGREES and len(text) >= 8 and text in whole:  # noqa: PLR2004
        best = 0.6
    return best


def _broken(
    page: Outline, best: int, stated: Sequence[str]
) -> tuple[str, str | None, str | None] | None:
    """Return headline, kicker and deck that stand in one heading, on lines of their own.

    The longest run of lines from the first that is stated is the headline; where none is, and the
    line that was found does not agree with what is stated either, all of them are.
    """
    block = page.blocks[best]
    if not block.heading or HAN_ANY.search(block.text):
        return None
    around = page.blocks[max(0, best - 2 * REACH) : best + 2 * REACH]
    lines = [line.text for line in around if line.element is block.element]
    inner = (part for part in block.element.iter() if part is not block.element)
    first = next((part for part in inner if squash(part.text_content()) == squash(lines[0])), None)
    kicker = None
    if len(lines) > 1 and first is not None and _kicks(first, block.element):
        kicker = lines.pop(0)
    wanted = [squash(other) for other in stated]
    for end in range(len(lines), 0, -1):
        if kicker or len(lines) > 1:
            text = " ".join(lines[:end])
            if squash(text) in wanted:
                return text, kicker, " ".join(lines[end:]) or None
    alone = max((likeness(squash(block.text), other) for other in wanted), default=0.0)
    return (" ".join(lines), kicker, None) if kicker or len(lines) > 1 > alone / AGREES else None


def _joined(text: str, stated: Sequence[str]) -> tuple[str, str] | None:
    """Return the headline that the site states where it is the visible one behind its kicker.

    >>> _joined("Rain ends", ["After nine days: Rain ends"])
    ('After nine days: Rain ends', 'After nine days')
    >>> _joined("Rain ends", ["Rain ends"])
    """
    seen = text.strip(" :|–—-·")
    for other in stated:
        if len(other) > len(seen) >= 8 and other.endswith(seen) and not HAN_ANY.search(other):  # noqa: PLR2004
            kicker = other[: -len(seen)].rstrip()
            if kicker[-1:] in {":", "/"} and len(kicker) <= 80:  # noqa: PLR2004
                return other, kicker.rstrip(" :./|–-—")
    return None


def _continued(
    page: Outline, best: int, stated: Sequence[str], sites: Sequence[str]
) -> str | None:
    """Return the headline that the site states where its two halves are lines of their own."""
    text = page.blocks[best].text.strip()
    if not text.endswith((":", "：")) or best + 1 >= len(page.blocks):
        return None
    both = squash(text + page.blocks[best + 1].text)
    wholes = (without_site(other, sites) for other in stated)
    return next((whole for whole in wholes if squash(whole) == both), None)


def _without_kicker(
    block: Block, stated: Sequence[str], spoken: Sequence[str]
) -> tuple[str, str | None]:
    """Return the headline's text and the kicker that stands in the same element.

    What the site itself calls the headline, kicker and all, stays whole.
    """
    element = block.element
    if not len(element) or (element.text and element.text.strip()):
        return block.text, None
    child = next(
        (
            child
            for child in element.iter()
            if child is not element
            and child.tag not in {"style", "script"}
            and (child.text or "").strip()
        ),
        element,
    )
    text = _read(child)
    rest = block.text[len(text) :].strip(" :|–—-·•")
    wanted = [squash(other) for other in stated]
    if not block.text.startswith(text) or len(squash(rest)) < 6:  # noqa: PLR2004
        return block.text, None
    if same := next((other for other in spoken if squash(other) == squash(block.text)), None):
        return same, text if _kicks(child, element) else None
    if _kicks(child, element):
        return rest, text.rstrip(" :|–—-·•")
    return (rest, None) if squash(rest) in wanted else (block.text, None)


def _read(element: HtmlElement) -> str:
    """Return the text of an element that is read: a component brings its styles along."""
    unread = {text for style in element.iter("style", "script") for text in style.itertext()}
    return " ".join("".join(text for text in element.itertext() if text not in unread).split())


def _as_stated(text: str, stated: Sequence[str]) -> str:
    """Return a headline without the name behind it, where it is stated without one.

    >>> _as_stated("Rain ends in the harbour | NEWS.EXAMPLE", ["Rain ends in the harbour"])
    'Rain ends in the harbour'
    """
    if text in stated:
        return text
    return next(
        (
            other
            for other in stated
            if len(other) >= TITLE_WIDTH
            and text.startswith(other)
            and re.fullmatch(r"\s+[|»·]\s+\S{1,40}", text[len(other) :])
        ),
        text,
    )


def _without_sub(block: Block, text: str, stated: Sequence[str]) -> tuple[str, str | None]:
    """Return the headline's text and the sub-headline set in the same element behind it."""
    element = block.element
    if not len(element):
        return text, None
    for other in stated:
        if (
            TITLE_WIDTH <= len(other) < len(text)
            and text.startswith(other)
            and not text[len(other)].isalnum()
        ):
            rest = text[len(other) :].strip(" :|–—-·•")
            inner = (
                " ".join(part.text_content().split())
                for part in element.iter()
                if part is not element
            )
            if rest and any(rest.startswith(part[:20]) or other == part for part in inner if part):
                return other, rest
    return text, None


def _kicks(child: HtmlElement, element: HtmlElement) -> bool:
    """Return True if an element inside a headline is called a kicker."""
    part: HtmlElement | None = child
    while part is not None and part is not element:
        if "kicker" in called(part):
            return True
        part = part.getparent()
    return False
