"""The lines of a headline told apart: 引题 above, 主题, 副题 below; kicker, headline, deck.

Some pages name them in their classes; others only set them one under the other, as headings, as
centred or bold lines, or as one heading broken by ``<br>``. Then the words decide: a Chinese
kicker sets the scene and ends in 强调, 时指出 or a colon, and is never the headline itself.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.lang.dates.parse import first_moment
from crawler.lang.names import HAN_ANY
from crawler.lang.offices import signing_name
from crawler.lang.words import either, of_kind
from crawler.page.headline.titles import WORDS
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.mirrored import Clear

_CALLED = re.compile(
    r"(?:^|[\s_-])(?:"
    r"(?P<kicker>kicker|eyebrow|overline|dachzeile|spitzmarke|roofline|super-?title|pre-?title"
    r"|antetitulo|volanta|cintillo|surtitre|occhiello|yinti|jianti|shoulder|top-?title|topline|label|tag|prefix|flag|badge)"
    r"|(?P<lead>standfirst|bajada|sommario)"
    r"|(?P<deck>sub-?(?:title|headline|head|line|tit)|futi|fu-?biaoti|vice-?title|second(?:ary)?-?title|deck|dek"
    r"|sottotitolo|alternative-?headline))",
    re.IGNORECASE,
)
"""What the lines above and below a headline are called; so is the paragraph that leads in."""


_either = partial(either, "headline_lines")


SCENE = (*of_kind("headline_lines", "scene"), "：", ":")
"""How the line above a Chinese headline ends: with the verb that the headline completes."""

REACH = 2
"""Lines of a headline above or below the one that was found, and levels up to what holds them.

Measured: at 1 and at 4 no figure moves.
"""

NOT_A_LINE = re.compile(
    rf"[。；;>»|｜]|^(?:{_either('other-begins')})|{_either('other')}"
    r"|\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d|\d{1,2}:\d\d"
)
BYLINE = re.compile(
    rf"\W*(?:{_either('byline')}|\d+ (?:{_either('number')}))\b",
    re.IGNORECASE,
)
"""What no line of a Chinese headline has in it, and how no kicker and no deck begins."""


def headline_lines(
    page: Outline, best: int, body_start: int, clear: Clear = str
) -> tuple[int, str | None, str | None]:
    """Return where the headline proper stands, the line above it and the line below it.

    `best` is the block that was found to be the headline, `body_start` where the text begins;
    `clear` gives a line as it was meant.
    """
    if HAN_ANY.search(page.blocks[best].text):
        first, last = best, best
        while first > 0 and best - first < REACH and _belongs(page, first - 1, best, clear):
            first -= 1
        while (
            last + 1 < len(page.blocks)
            and last - best < REACH
            and _belongs(page, last + 1, best, clear)
        ):
            last += 1
        best = _proper(page, first, best, last, clear)
        above = page.blocks[best - 1].text if best > first else None
        below = page.blocks[best + 1].text if best < last else None
        return best, above, below
    return best, *_around(page, best, body_start)


def _proper(page: Outline, first: int, best: int, last: int, clear: Clear) -> int:
    """Return which of the lines of a headline is the headline proper."""
    lines = page.blocks[first : last + 1]
    for n, line in enumerate(lines[:-1]):
        equal = line.tag == lines[n + 1].tag or page.blocks[best] is line
        if clear(line.text).endswith(SCENE) and not called(lines[n + 1].element) & _DECK and equal:
            return first + n + 1
    same = [
        n for n in range(first, last + 1) if page.blocks[n].element is page.blocks[best].element
    ]
    return same[0] if len(same) > 1 and best in same else best


def _belongs(page: Outline, n: int, best: int, clear: Clear) -> bool:
    """Return True if a block is one more line of the headline that `best` is part of."""
    block, main = page.blocks[n], page.blocks[best]
    text = clear(block.text)
    if not 4 <= len(text) <= LINE_WIDTH or NOT_A_LINE.search(text) or not HAN_ANY.search(text):  # noqa: PLR2004
        return False
    if block.linked * 2 > block.chars or block.role in {"comments", "never", "caption"}:
        return False
    if (block.role == "drop") != (main.role == "drop") or not _near(page, n, best):
        return False
    if block.element is main.element:
        return block.after_break or main.after_break
    if called(block.element):
        return len(text) > 5  # noqa: PLR2004
    scene = n == best - 1 and text.endswith(SCENE)
    return block.heading or scene or _centred(block.element) or _is_deck(page, n, best, clear)


def _is_deck(page: Outline, n: int, best: int, clear: Clear = str) -> bool:
    """Return True if a line stands alone between a headline and the line of its date or source."""
    if n != best + 1 or n + 1 >= len(page.blocks):
        return False
    line, after = page.blocks[n], page.blocks[n + 1]
    text, next_text = clear(line.text), clear(after.text)
    beside = line.element.getparent() is page.blocks[best].element.getparent()
    if line.linked or not beside or not (HAN_ANY.search(text) or len(text.split()) > WORDS):
        return False
    if any(sign in text for sign in ":：。") or text.endswith((".", "!", "?")):
        return False
    if signing_name(text):
        return False
    dated = first_moment(next_text) is not None or NOT_A_LINE.search(next_text) is not None
    return dated and after.chars <= 2 * LINE_WIDTH and _near(page, n + 1, best)


def _centred(element: HtmlElement) -> bool:
    """Return True if a line is set in the middle, by attribute or style; two levels up at most."""
    for part in (element, element.getparent()):
        if part is None or part.tag in {"body", "html", "td", "table"}:
            return False
        if part.tag == "center" or (part.get("align") or "").lower() == "center":
            return True
        if "text-align:center" in (part.get("style") or "").lower().replace(" ", ""):
            return True
    return False


def _around(page: Outline, n: int, body_start: int) -> tuple[str | None, str | None]:
    """Return the lines above and below a headline that are called kicker and deck."""
    kicker = alternative = None
    if n > 0:
        above = page.blocks[n - 1]
        if _near(page, n - 1, n) and _is_line(above) and "kicker" in called(above.element):
            kicker = above.text
    if n + 1 < len(page.blocks):
        below = page.blocks[n + 1]
        heading = below.heading and page.blocks[n].heading and " " in below.text.strip()
        is_deck = bool(called(below.element) & _DECK)
        if n + 1 == body_start:
            is_deck = is_deck and "lead" not in called(below.element)
        else:
            is_deck = is_deck or heading or _is_deck(page, n + 1, n)
        if _near(page, n, n + 1) and _is_line(below) and is_deck:
            alternative = below.text
    return kicker, alternative


def called(element: HtmlElement) -> set[str | None]:
    """Return as which lines of a headline its class and its id name an element."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return {found.lastgroup for found in _CALLED.finditer(names)}


_DECK = {"deck", "lead"}


def _is_line(block: Block) -> bool:
    """Return True if a block can be a kicker or a deck: no date, byline or one-word label."""
    if not 2 <= len(block.text) <= 200 or block.linked * 2 > block.chars:  # noqa: PLR2004
        return False
    return BYLINE.match(block.text) is None and first_moment(block.text) is None


def _near(page: Outline, a: int, b: int) -> bool:
    """Return True if two blocks stand in one element, at most two levels up."""
    ups = _ups(page.blocks[a].element)
    return any(up in ups for up in _ups(page.blocks[b].element))


def _ups(element: HtmlElement) -> list[HtmlElement]:
    return [element, *islice(element.iterancestors(), REACH)]
