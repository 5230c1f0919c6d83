"""Lines that a mirror put askew: which GBK bytes they were, judged by what makes Chinese of them.

A reading that was inserted between the bytes of two characters leaves one byte over. All that
follows is decoded one byte late, until something swallows a byte again:

    ``?`` before a reading    a byte, and the bracket it swallowed
    ``?``                     two bytes that are no character, or one with a newline behind it
    a letter, ``‥``           the trail byte of a character that ended there, and what followed it
    ``,``                     both bytes of a wide sign, folded after decoding
    any other character       the trail byte of one and the lead byte of the next

So the line is read from left to right with the byte that is left over, if there is one
(`crawler.text.mirror.gbk_ways`); a reading is proven where the mirror makes the line of it.
"""

from __future__ import annotations

from itertools import islice, pairwise, product
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.mirror.gbk_codes import is_han, pair_price
from crawler.text.mirror.gbk_search import LOOK_BACK, Rules, charted, rivals, stretches
from crawler.text.mirror.gbk_ways import (
    BRACKETED,
    SWALLOWED_BRACKET,
    MirroredPage,
    Way,
    spelled,
)
from crawler.text.mirror.likely_readings import Doubt, Line, likely
from crawler.text.mirror.mirror_damage import is_damaged_to
from crawler.text.mirror.pinyin import READING, composed, read_so, readings

if TYPE_CHECKING:
    from collections.abc import Iterator

RIVALS = 4
"""Ways kept of those that are alike so far, where one must be proven or another may be."""

MOST_LOST = 6
SELDOM_LOST = 0.04
"""``?`` of a stretch, and share of them in a line, from which on nothing is guessed: of 117
damaged pages none has more."""

TABLES = 8
"""Tables of readings under which a line is tried to be proven."""

HOPELESS = 14.0
"""Nats by which a reading may be dearer than the likeliest before it is not weighed."""

ODD = 14.0
"""Nats of a character that hardly ever stands behind another."""

LIKELIER = 4.0
"""Nats by which a reading of which a pair has vanished must be likelier than one of all that is
shown: where that is right, no other is likelier by 2."""

_UNASKED = re.compile(rf"\?(?!{READING}\))")
_ANNOTATED = re.compile(rf"(.)\(({READING})\)")
_PERHAPS_ASKEW = re.compile(r"\?[^，。\n]*")
_SPLIT = re.compile(rf"(?:\?|(?<=[@-~])\()({READING})\)")
_INSIDE = re.compile(
    rf"([(?][{READING[1:-7]}]{{1,6}})\(({READING})\)(?=[{READING[1:-7]}]{{0,5}}\))"
)


def page(text: str, annotated: frozenset[str]) -> MirroredPage:
    """Return what a text tells of its mirror, given the characters that are annotated."""
    bare = BRACKETED.sub("", _PERHAPS_ASKEW.sub("\n", text))
    said = {found[1]: found[2] for found in _ANNOTATED.finditer(_INSIDE.sub(_without_inner, text))}
    return MirroredPage(
        {char: said.get(char, "") for char in annotated},
        frozenset(bare) | {a + b for a, b in pairwise(bare)},
        "\n" in text.strip(),
    )


def straightened(line: str, told: MirroredPage) -> Line:
    """Return a line without its readings, each byte where it was before the mirror.

    >>> line = "記者談?wù)剬懽鞯慕涷?yàn)"
    >>> straightened(line, page(line, frozenset("論驗"))).text
    '記者談談寫作的經驗'
    """
    text = _INSIDE.sub(_without_inner, line)
    asked = len(_UNASKED.findall(text)) > max(MOST_LOST, SELDOM_LOST * len(text))
    shown, doubts = "", list[Doubt]()
    for first, end in stretches(text, told, Rules(asked=asked)):
        read = _asked if asked else _stretch
        some = read(text[first:end], shown[-LOOK_BACK:], told)
        doubts += [
            each._replace(start=each.start + len(shown), end=each.end + len(shown))
            for each in some.doubts
        ]
        shown += some.text
    return Line(shown, tuple(doubts))


def _stretch(text: str, before: str, told: MirroredPage) -> Line:
    """Return a stretch as it was, behind what was read before it."""
    if len(_UNASKED.findall(text)) > MOST_LOST:
        return _asked(text, before, told)
    rules = Rules()
    chart = charted(text, before, told, rules)
    best = chart.final[0]
    proven = _is_proven(best, text, before, told)
    whole = proven and not best.guessed
    if "?" in text and not (whole and not _is_odd(spelled(best), text)):
        for vanished in (True,) if whole else (False, True):
            some = charted(text, before, told, Rules(RIVALS, vanished))
            found = (way for way in some.final if _is_proven(way, text, before, told))
            right = next(found, None)
            # Where nothing has to have vanished, something may: if that is likelier, it has.
            if right and not (whole and right.cost > best.cost - LIKELIER):
                proven, best, chart, rules = True, right, some, Rules(RIVALS, vanished)
                break
    if not best.guessed:
        return Line(spelled(best)[len(before) :] + "?" * bool(best.over))
    every = [way for guess in best.guessed for way in rivals(guess, text, chart, told, rules)]
    ways = {
        spelled(way)[len(before) :] + "?" * bool(way.over): way.cost
        for way in sorted([*chart.final, *every], key=lambda way: -way.cost)
        if way.cost < best.cost + HOPELESS and (not proven or _is_proven(way, text, before, told))
    }
    return likely(ways, before)


def _is_odd(text: str, line: str) -> bool:
    """Return whether a character stands where it hardly ever does, and does not in the line."""
    pairs = (a + b for a, b in pairwise(text) if is_han(b))
    return any(pair not in line and pair_price(pair[1], pair[0]) >= ODD for pair in pairs)


def _asked(text: str, before: str, told: MirroredPage) -> Line:
    """Return a stretch of many holes, with what its readings ask for and no guess."""
    best = charted(text, before, told, Rules(asked=True)).final[0]
    return Line(spelled(best)[len(before) :] + "?" * bool(best.over))


def _is_proven(way: Way, line: str, before: str, told: MirroredPage) -> bool:
    """Return True if the mirror makes the line of what a way reads."""
    text = spelled(way)[len(before) :]
    if way.over or SWALLOWED_BRACKET.search(text) or BRACKETED.search(text):
        return False
    return any(is_damaged_to(text, line, said) for said in _tables(text, line, told))


def _tables(text: str, line: str, told: MirroredPage) -> Iterator[dict[str, str]]:
    """Yield what the mirror may annotate, and how; a line shows readings of split characters."""
    body = text.encode("gbk", "replace")
    pairs = {body[at : at + 2].decode("gbk", "ignore") for at in range(len(body) - 1)}
    known = {char: reading for char, reading in told.annotated.items() if reading}
    split = [
        [(char, reading) for char in read_so(composed(reading)) if char in pairs]
        for reading in dict.fromkeys(_SPLIT.findall(line))
        if pairs.isdisjoint(char for char, said in known.items() if said == reading)
    ]
    for some in islice(product(*filter(None, split)), TABLES):
        yield dict(some) | known


def _without_inner(found: re.Match[str]) -> str:
    """Return a reading without the one that was inserted between its own bytes."""
    pair = found[1].encode("gbk", "replace")[-2:].decode("gbk", "replace")
    return found[1] if composed(found[2]) in readings(pair) else found[0]
