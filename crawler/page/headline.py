"""The headline of a story: found among the page's lines, with the lines above and below it.

Structured data says what the headline is; the page shows how it reads. The block that agrees best
with what is stated wins, an ``h1`` before others, and its own text is taken. Where none agrees,
the stated title is cut free of the site's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.page.headgroup import KICKER, group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from crawler.page.glosses import Clear
    from crawler.page.outline import Block, Outline

AGREES = 0.55
"""Dice overlap of letter pairs from which a block is the headline that was stated.

On 687 labelled pages 0.45 and 0.65 are right as often, but for one page.

Measured: at 0.275 segments title +0.4; at 0.775 nothing.
"""

LONGEST = 300
"""Characters of a headline: the longest of the labelled ones has 175.

Measured: at 150 fundus title -0.7; at 600 nothing.
"""

_SEPARATORS = re.compile(
    r"\s+[|｜‖¦ㅣ–—\-·•»«›~:：/\\]+\s+|\s*[|｜‖¦ㅣ›]+\s*|_+|\s+::\s+"
    r"|(?<=[\u3400-\u9fff\uac00-\ud7af）」』”！？])\s*[-–—－](?=[^\s\-]{1,12}(?:$|[-|ㅣ_]))"
    r"|\s+[-–—]{1,2}(?=\w)|(?<=\w)[-–—]\s+"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Headline:
    """The lines of a headline, the witness for it, and the block it stands in."""

    text: str = ""
    kicker: str | None = None
    alternative: str | None = None
    witness: str = ""
    block: int = -1


@lru_cache(maxsize=1024)
def squash(text: str) -> str:
    """Return the letters and digits of a text, in lower case.

    >>> squash("«Rain», it said")
    'rainitsaid'
    """
    return _SIGNS.sub("", text).casefold()


_SIGNS = re.compile(r"[\W_]+")


def likeness(a: str, b: str) -> float:
    """Return how much two squashed texts share of their letter pairs, between 0 and 1.

    >>> likeness("rainends", "rainends"), likeness("rain", "snow")
    (1.0, 0.0)
    """
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    total = len(pairs_a) + len(pairs_b)
    return 2 * len(pairs_a & pairs_b) / total if total else 0.0


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text)))


def segments(title: str) -> list[str]:
    """Return the parts of a page title between the signs that sites put before their names.

    >>> segments("Rain ends - Weather | The Daily"), segments("雨停了_新闻_某某网")
    (['Rain ends', 'Weather', 'The Daily'], ['雨停了', '新闻', '某某网'])
    """
    return [part.strip() for part in _SEPARATORS.split(title) if part and part.strip()]


def without_site(title: str, sites: Iterable[str]) -> str:
    """Return a title without the site's name before or after it, whatever parts them.

    >>> without_site("Rain ends - The Daily", ["The Daily"])
    'Rain ends'
    >>> without_site("Rain ends - and snow begins", ["The Daily"])
    'Rain ends - and snow begins'
    """
    if not _SEPARATORS.search(title):
        return title
    names = [squash(site) for site in sites if len(squash(site)) > 1]
    for _ in range(MAX_PARTS):
        cuts = list(_SEPARATORS.finditer(title))
        if not cuts:
            break
        last, first = title[cuts[-1].end() :], title[: cuts[0].start()]
        if _is_site(last, names) and cuts[-1].start() > 0:
            title = title[: cuts[-1].start()].strip()
        elif _is_site(first, names) and cuts[0].end() < len(title):
            title = title[cuts[0].end() :].strip()
        else:
            break
    return title


MAX_PARTS = 12
"""Names of the site that are cut from one title; the most on 781 pages was 2."""


SITE_NAME = 4
"""Letters of a site's name that are known inside a longer one.

Measured: at 2 and at 8 no figure moves.
"""


def _is_site(text: str, names: Sequence[str]) -> bool:
    return _is_name(squash(text), names)


def _is_name(squashed: str, names: Sequence[str]) -> bool:
    """Say whether a squashed text is the site's name, or nothing."""
    return not squashed or any(
        squashed == name
        or (len(name) >= SITE_NAME and (name in squashed) and len(squashed) < 2 * len(name))
        for name in names
    )


def main_segment(title: str, sites: Iterable[str]) -> str:
    """Return the part of a page title that is the headline: the site's name is cut off.

    >>> main_segment("雨停了，明天放晴_要闻_某某网", [])
    '雨停了，明天放晴'
    >>> main_segment("Rain ends after nine days - Weather", [])
    'Rain ends after nine days'
    """
    title = without_site(title, sites)
    parts = segments(title)
    if len(parts) < 2:  # noqa: PLR2004
        return title
    if len(squash(parts[0])) >= 8 or (_HAN.search(parts[0]) and len(parts[0]) >= 6):  # noqa: PLR2004
        end = title.find(parts[0]) + len(parts[0])
        following = [part for part in parts[1:] if len(squash(part)) > 24]  # noqa: PLR2004
        return title if following and not _HAN.search(title) else title[:end]
    return max(parts, key=lambda part: len(squash(part)))


def headline_of(  # noqa: PLR0913 - what is stated, and where it may be shown
    page: Outline,
    stated: Sequence[tuple[str, str]],
    title: str,
    sites: Sequence[str],
    body_start: int,
    *,
    clear: Clear = str,
) -> Headline:
    """Return the headline with the lines around it.

    `stated` are (witness, text) from structured data, best first; `title` is the page's title;
    `body_start` is the block where the body begins, -1 where that is not known; `clear` gives a
    line as it was meant.
    """
    best = _best_block(page, stated, title, sites, body_start)
    if best < 0:
        for witness, text in stated:
            if text and not _is_site(text, [squash(site) for site in sites]):
                return Headline(
                    main_segment(text, sites)
                    if witness != "json-ld"
                    else without_site(text, sites),
                    witness=witness,
                )
        return Headline(main_segment(title, sites), witness="title" if title else "")
    block = page.blocks[best]
    machine = [text for witness, text in stated if witness != "microdata"]
    spoken = [without_site(text, sites) for witness, text in stated if witness == "json-ld"]
    main, above, below = group(page, best, body_start, clear)
    if main != best:
        return Headline(page.blocks[main].text, above, below, witness=block.tag, block=main)
    if joined := _joined(block.text, spoken):
        return Headline(joined[0], joined[1], below, witness=block.tag, block=best)
    text, kicker = _without_kicker(block, [*machine, title, main_segment(title, sites)])
    text, under = _without_sub(block, without_site(text, sites), machine)
    return Headline(text, kicker or above, under or below, witness=block.tag, block=best)


def _best_block(
    page: Outline,
    stated: Sequence[tuple[str, str]],
    title: str,
    sites: Sequence[str],
    body_start: int,
) -> int:
    """Return the position of the block that is the headline, or -1."""
    texts = [squash(without_site(text, sites)) for _, text in stated if text]
    cut = squash(main_segment(title, sites))
    wanted = [text for text in dict.fromkeys((*texts, cut)) if text]
    names = [squash(site) for site in sites]
    headings = [n for n, block in enumerate(page.blocks) if block.tag == "h1"]
    marked = [n for n, block in enumerate(page.blocks) if block.heading]
    judged = Judgement(page, wanted, squash(title), names, headings, body_start)
    best, score = judged.best(headings)
    if score > UNBEATEN:
        return best
    best, score = judged.best(marked)
    if score >= SURE:
        return best
    return judged.best(range(len(page.blocks)))[0]


SURE = 1.0
"""Score of a heading from which other blocks are not looked at: an h1 that half agrees.

Measured: at 0.5 segments title +0.2; at 2 nothing.
"""


UNBEATEN = 1.21
"""Score of an ``h1`` that no other element reaches: see `_RANK`."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What decides whether a block is the headline."""

    page: Outline
    wanted: Sequence[str]
    whole: str
    names: Sequence[str]
    headings: Sequence[int]
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
        if _is_name(text, self.names):
            return 0.0
        score = _agreement(text, self.wanted, self.whole, loosely=block.heading)
        if score < AGREES and not (block.tag == "h1" and self.lone(n)):
            return 0.0
        score += _RANK.get(block.tag, 0.0)
        score -= 0.3 if block.zone in {"drop", "comments", "never"} else 0.0
        score -= 0.5 if block.linked * 2 > block.chars else 0.0
        return score - (0.2 if 0 <= self.body_start < n else 0.0)

    def lone(self, n: int) -> bool:
        """Say whether this is the one h1 that can be a headline: of all, or over the text."""
        blocks = self.page.blocks
        real = [
            h
            for h in self.headings
            if blocks[h].zone not in {"drop", "comments", "never"}
            and not _is_site(blocks[h].text, self.names)
            and len(blocks[h].text) >= (8 if _HAN.search(blocks[h].text) else 15)
        ]
        over = [h for h in real if 0 <= h < self.body_start]
        one = {blocks[h].node for h in real} == {blocks[n].node}
        return (one and n in real) or over[-1:] == [n]


_RANK = {"h1": 0.4, "h2": 0.2, "h3": 0.1, "h4": 0.05}
"""What a tag adds to the agreement of a block: an h1 that half agrees beats a line that agrees."""


def _agreement(text: str, wanted: Sequence[str], whole: str, *, loosely: bool) -> float:
    """Return how well a text agrees with what was stated; loosely, also where words differ."""
    best = 0.0
    for other in wanted:
        if text == other:
            return 1.0
        shorter, longer = sorted((len(text), len(other)))
        if 3 * shorter < longer or shorter < 4:  # noqa: PLR2004
            continue
        if text in other or other in text:
            best = max(best, 0.6 + 0.4 * shorter / longer)
        elif loosely:
            best = max(best, likeness(text, other))
    if best < AGREES and len(text) >= 8 and text in whole:  # noqa: PLR2004
        best = 0.6
    return best


def _joined(text: str, stated: Sequence[str]) -> tuple[str, str] | None:
    """Return the headline that the site states where it is the visible one behind its kicker.

    >>> _joined("Rain ends", ["After nine days: Rain ends"])
    ('After nine days: Rain ends', 'After nine days')
    >>> _joined("Rain ends", ["Rain ends"])
    """
    seen = text.strip(" :|–—-·")
    for other in stated:
        if len(other) > len(seen) >= 8 and other.endswith(seen) and not _HAN.search(other):  # noqa: PLR2004
            kicker = other[: -len(seen)].rstrip()
            if kicker[-1:] in {":", "/"} and len(kicker) <= 80:  # noqa: PLR2004
                return other, kicker.rstrip(" :./|–-—")
    return None


def _without_kicker(block: Block, stated: Sequence[str]) -> tuple[str, str | None]:
    """Return the headline's text and the kicker that stands in the same element."""
    element = block.element
    if not len(element) or (element.text and element.text.strip()):
        return block.text, None
    child = next(
        (child for child in element.iter() if child is not element and (child.text or "").strip()),
        element,
    )
    text = " ".join(child.text_content().split())
    rest = block.text[len(text) :].strip(" :|–—-·•")
    wanted = [squash(other) for other in stated]
    if not block.text.startswith(text) or len(squash(rest)) < 6:  # noqa: PLR2004
        return block.text, None
    if same := next((other for other in stated if squash(other) == squash(block.text)), None):
        return same, text if _kicks(child, element) else None
    if any(squash(block.text) in other for other in wanted):
        return (
            (_spaced(block.text, text, rest), text)
            if _kicks(child, element)
            else (block.text, None)
        )
    if _kicks(child, element):
        return rest, text
    return (rest, None) if squash(rest) in wanted else (block.text, None)


DECKED = 12
"""Letters of a headline that may have its deck behind it in one element.

Measured: at 6 and at 24 no figure moves.
"""


def _without_sub(block: Block, text: str, stated: Sequence[str]) -> tuple[str, str | None]:
    """Return the headline's text and the sub-headline set in the same element behind it."""
    element = block.element
    if not len(element):
        return text, None
    for other in stated:
        if (
            DECKED <= len(other) < len(text)
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
    """Say whether an element inside a headline is called a kicker."""
    part: HtmlElement | None = child
    while part is not None and part is not element:
        if KICKER.search(f"{part.get('class') or ''} {part.get('id') or ''}"):
            return True
        part = part.getparent()
    return False


def _spaced(whole: str, kicker: str, rest: str) -> str:
    """Return kicker and headline as one line, where that is what the page calls its headline."""
    return whole if whole[len(kicker) :][:1] in {" ", ":"} else f"{kicker.rstrip(':')}: {rest}"
