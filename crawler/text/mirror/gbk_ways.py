"""The ways to read the next character of a line of which a byte may be left over.

Each way has what it costs, in nats: `crawler.text.mirror.gbk_search` keeps the likeliest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.text.encoding.language_model import sign_cost
from crawler.text.mirror.character_pairs import START, following, price
from crawler.text.mirror.gbk_codes import (
    SIGNS,
    char_of,
    code_of,
    completed,
    followed,
    invalid,
    is_han,
    pair_price,
    read_with,
    simple,
)
from crawler.text.mirror.pinyin import (
    READING,
    composed,
    is_simplified,
    is_traditional,
    readings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TRIED = 60
"""Characters that are tried where a byte is lost, likeliest first."""

ALIKE = 6
"""Of these, those tried where what follows is the same for all: one wins, and a few rival it."""

LETTER = 5.0
WIDE_LEAD = 0xA3
"""The first byte of the wide signs that a mirror folds."""

LITERAL = 6.0
"""A ``?`` that the page itself has: on a mirror most are something else."""

SWALLOWED = 2.5
"""A letter, the end of a line, or what nobody can know, gone with a byte that was left over."""

LONE = 4.0
"""One byte shown as ``?``, with nothing swallowed."""

LOST = 15.0
"""A byte of which nothing can be made."""

BARE = 5.0
"""A character without a reading that has one wherever the mirror finds it."""

SAID_BEFORE = 3.5
"""Two characters that stand together elsewhere on the page."""

STOPS = frozenset("。！？")
ENDS = STOPS | {"”"}
GOES_ON = frozenset("、，：（“《「『")
OPENED = {"）": "（", "”": "“", "》": "《", "’": "‘", "」": "「", "』": "『"}
AFTER_NONE = dict.fromkeys(GOES_ON, frozenset(SIGNS) - frozenset(OPENED.values()))
AFTER_NONE |= dict.fromkeys(STOPS, frozenset("，、：；。"))
"""Signs that stand behind no other of these."""

UNENDED = GOES_ON | frozenset("【〔—…")
OPEN_END = 4.0
"""A line that ends where one goes on."""

ANY_SIGN = 2.5
"""Nats that a sign costs after most characters."""

MIXED = 4.0
"""A simplified character that the page has nowhere else."""

STRANGE = 8.0
"""A letter or a sign that is none of Chinese, and that the page has nowhere else."""

ANNOTATED_ELSE = 3.0
"""A reading after a character that the mirror does not annotate anywhere else."""

NOT_TRADITIONAL = 8.0

UNOPENED = 6.0
"""A sign that closes what is not open."""

LOOK_BACK = 60
"""Characters within which it was opened."""

_WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
BRACKETED = re.compile(rf"\(({READING})\)")
SWALLOWED_BRACKET = re.compile(rf"\?({READING})\)")


class Guess(NamedTuple):
    """A character of which a byte was lost, and where it stands in the line."""

    at: int
    char: str


class Way(NamedTuple):
    """One way to read the line so far."""

    cost: float
    over: bytes
    """What the byte left over may be; nothing where none is."""

    last: str
    said: tuple[object, ...]
    """The characters, last first: (character, those before)."""

    split: bytes = b""
    """The character whose reading stands before the byte left over."""

    guessed: tuple[Guess, ...] = ()
    """The characters of which a byte was lost."""


@dataclass(frozen=True, slots=True, eq=False)
class MirroredPage:
    """What a page tells of its mirror."""

    annotated: Mapping[str, str]
    """The characters that have a reading on it, and which."""

    known: frozenset[str]
    """Characters and pairs of them that stand in it."""

    lines: bool = False
    """Whether it has several lines, of which one may end in what was swallowed."""


def spelled(way: Way) -> str:
    """Return the line as a way reads it."""
    chars = []
    said = way.said
    while said:
        char, said = said  # type: ignore[assignment]
        chars.append(str(char))
    return "".join(reversed(chars))


def moves(
    text: str, at: int, way: Way, told: MirroredPage, *, asked: bool = False
) -> Iterator[tuple[int, Way]]:
    """Yield the ways to go on from here, each with where it ends.

    `asked`: a byte is only what a reading asks for, and nothing is guessed.
    """
    char = text[at]
    if char == "(" and (found := BRACKETED.match(text, at)):
        after = [*_annotated(way, composed(found[1]), told)]
        yield from ((found.end(), each) for each in after)
        if after:
            return
    some = [*_lost(text, at, way, told, asked=asked)] if char == "?" else []
    yield from some
    plain = [*_plain(way, char, told)]
    yield from ((at + 1, each) for each in plain)
    if not some and not plain:
        dropped = _said(way, "?", told, extra=LOST)
        if asked and char == "?":
            yield at + 1, dropped
        yield from ((at + 1, each) for each in _plain(dropped, char, told))


def _lost(
    text: str, at: int, way: Way, told: MirroredPage, *, asked: bool
) -> Iterator[tuple[int, Way]]:
    """Yield the ways in which a ``?`` is what is left of bytes."""
    if found := SWALLOWED_BRACKET.match(text, at):
        yield from ((found.end(), each) for each in _left_over(way, composed(found[1]), told))
    if asked:
        return
    yield from ((at + 1, each) for each in _unknown(way, text, at, told))
    if not way.over and text[at + 1 : at + 2] in _WIDE:
        yield from ((at + 2, each) for each in _folded(way, text, at, told))


def _said(way: Way, char: str, told: MirroredPage, over: bytes = b"", extra: float = 0.0) -> Way:
    """Return the way on with a character."""
    cost = _price(char, way.last, told) + extra + _owed(way, char, told)
    if char in OPENED and way.over and not _is_open(way, OPENED[char]):
        cost += UNOPENED
    return Way(way.cost + cost, over, char, (char, way.said), guessed=way.guessed)


def _is_open(way: Way, sign: str) -> bool:
    """Return whether a sign stands before that nothing has closed."""
    said, closed = way.said, 0
    for _ in range(LOOK_BACK):
        if not said:
            break
        char, said = said  # type: ignore[assignment]
        if OPENED.get(str(char)) == sign:
            closed += 1
        elif char == sign:
            if not closed:
                return True
            closed -= 1
    return False


def _owed(way: Way, char: str, told: MirroredPage) -> float:
    """Return what it costs to have no reading; none could be found after one that split it."""
    split = way.split and way.split < code_of(char)
    return BARE if char in told.annotated and not split else 0.0


def _plain(way: Way, char: str, told: MirroredPage) -> Iterator[Way]:
    """Yield the ways in which a character is what it shows, or what its bytes were."""
    if not way.over:
        yield _said(way, char, told, extra=LITERAL if char == "?" else 0.0)
        return
    code = code_of(_WIDE.get(char, char))
    if len(code) == 1 and not (0x40 <= code[0] <= 0x80 and code[0] != 0x7F):  # noqa: PLR2004 trail bytes
        return
    for over in way.over:
        made = char_of(over, code[0])
        if not made:
            continue
        after = _said(way, made, told, code[1:])
        if code[1:] and code[1] < 0x80:  # noqa: PLR2004
            after = _said(after, chr(code[1]), told, extra=SWALLOWED)
        yield after


def _annotated(way: Way, reading: str, told: MirroredPage) -> Iterator[Way]:
    """Yield the way on after a reading in brackets, if it is one of the two bytes before it."""
    if way.over:
        trail = code_of(way.last)[-1:]
        made = [(char_of(trail[0], over), bytes([over])) for over in way.over] if trail else []
    elif way.last.isascii() and len(way.said) > 1 and way.said[1]:
        before = str(way.said[1][0])  # type: ignore[index]
        made = [(char_of(code_of(before)[-1], ord(way.last)), b"")]
    else:
        made = [(way.last, b"")]
    for char, over in made:
        if char and reading in readings(char):
            paid = BARE if char == way.last and char in told.annotated else 0.0
            yield way._replace(over=over, cost=way.cost + _unusual(char, told) - paid)


def _left_over(way: Way, reading: str, told: MirroredPage) -> Iterator[Way]:
    """Yield the ways in which a ``?`` is the byte that the reading after it asks for."""
    if way.over:
        for over in way.over:
            for char, _ in read_with(over, reading):
                extra = _unusual(char, told) - _owed(way, char, told)
                yield _said(way, char, told, extra=extra)
    elif (code := code_of(way.last)) and len(code) > 1:
        for char, trail in read_with(code[-1], reading):
            cost = way.cost + _unusual(char, told)
            yield way._replace(over=bytes([trail]), cost=cost, split=code_of(char))


def _unknown(way: Way, text: str, at: int, told: MirroredPage) -> Iterator[Way]:
    """Yield the ways in which a ``?`` is bytes that nothing tells."""
    follows = text[at + 1 : at + 2]
    lone = follows == "?" or (follows.isascii() and follows.isalpha())
    for rank, (char, trail) in enumerate(_completions(way, told)):
        after = _guessed(way, at, char, told)
        if trail in invalid():
            yield after._replace(over=invalid()[trail])
        if not follows:
            yield _said(after, "", told)
        elif lone:
            yield after._replace(cost=after.cost + LONE)
        if follows and char in ENDS:
            ended = _said(after, "\n", told, extra=SWALLOWED)
            known = told.lines and not (follows.isdigit() or follows == " ")
            yield ended if known else ended._replace(said=("?", after.said))
        elif follows and rank < ALIKE:
            yield _said(after, "?", told, extra=SWALLOWED)


def gone(way: Way, at: int, told: MirroredPage) -> Iterator[Way]:
    """Yield the ways in which two bytes that are no character stood here, and were not shown."""
    for char, trail in _completions(way, told):
        if trail in invalid():
            yield _guessed(way, at, char, told)._replace(over=invalid()[trail])


def comma_gone(way: Way, text: str, at: int, told: MirroredPage) -> Iterator[tuple[int, Way]]:
    """Yield the ways in which a ``?`` has swallowed a folded comma before the next clause."""
    if text[at] == "?" and is_han(text[at + 1 : at + 2]):
        for char, _ in _completions(way, told)[:ALIKE]:
            if char in STOPS or way.last in STOPS:
                continue
            comma = _said(_said(way, char, told), "，", told, extra=SWALLOWED)
            yield at + 1, comma._replace(guessed=(*way.guessed, Guess(at, char)))


def _guessed(way: Way, at: int, char: str, told: MirroredPage) -> Way:
    after = _said(way, char, told)
    return after._replace(guessed=(*way.guessed, Guess(at, char)))


def _completions(way: Way, told: MirroredPage) -> tuple[tuple[str, int], ...]:
    """Return the characters that the byte left over may begin, and how they end."""
    return _likeliest(way.last, way.over, told) if way.over else ()


@lru_cache(4096)
def _likeliest(before: str, over: bytes, told: MirroredPage) -> tuple[tuple[str, int], ...]:
    found = completed(over[0]) if len(over) == 1 else followed(before, over)
    return tuple(nsmallest(TRIED, found, key=lambda each: _price(each[0], before, told)))


def _folded(way: Way, text: str, at: int, told: MirroredPage) -> Iterator[Way]:
    """Yield the ways in which ``?!`` is a lead byte, and two bytes that were taken for ``！``.

    In ``。“``, A1A3 A1B0, the bytes in the middle are a wide sign, which the mirror folds; what
    follows has the last of the four left over.
    """
    over = code_of(_WIDE[text[at + 1]])[1:]
    for char, trail in (
        (char, code_of(char)[1]) for char in ("。", *following().get(way.last, ""))
    ):
        if trail == WIDE_LEAD:
            after = _said(way, char, told, over)
            guess = () if char == "。" else (Guess(at, char),)
            yield after._replace(guessed=(*way.guessed, *guess))


def _unusual(char: str, told: MirroredPage) -> float:
    if char in told.annotated:
        return 0.0
    return ANNOTATED_ELSE if is_traditional(char) else NOT_TRADITIONAL


@lru_cache(50_000)
def _price(char: str, before: str, told: MirroredPage) -> float:
    """Return what a character costs after another; fewer nats where the page has it anyway."""
    if before in UNENDED and char in ("", "\n"):
        return OPEN_END
    if char.isascii():
        return LETTER if char.isalnum() else min(LETTER, sign_cost(char)) if char else 0.0
    cost = pair_price(char, before)
    if char in SIGNS:
        after = price(START, simple(before)) - ANY_SIGN if is_han(before) else 0.0
        twice = char == before or char in AFTER_NONE.get(before, "")
        return SIGNS[char] + after + MIXED * twice
    if before + char in told.known:
        return min(cost, SAID_BEFORE)
    if char in told.known:
        return cost
    simple_alone = is_simplified(char) and not is_traditional(char)
    return cost + (MIXED * simple_alone if is_han(char) else STRANGE)
