"""Which characters of a line are told by all its likely readings together, and which by none.

The readings that a search has left are weighed a second time, with what whole words tell. A
character stands where the readings that have it are nearly all there is; any other is ``?``, and
a `Doubt` says what may have stood there.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from math import exp, floor
from typing import TYPE_CHECKING, NamedTuple

from crawler.text.mirror.phrases import phrase_price
from crawler.text.mirror.pinyin import opencc

if TYPE_CHECKING:
    from collections.abc import Mapping

SHARE = 0.82
"""Share of what is likely that agrees on a character in doubt; of several in doubt together, which
may hide each other, what disagrees is as many times less."""

DOUBT = 0.01
"""Share of what is likely that puts a character in doubt."""

LOOK_BACK = 8
"""Characters before a line that tell how it goes on."""

LOST = "?"

MOST_PARTS = 5
"""Readings of a doubt that are told, likeliest first: one told by pairs may have hundreds."""

LONGEST_PART = 12
"""Characters of a reading that is told: what is longer is a line in doubt, and no place in it."""

SHARE_DIGITS = 3


class Part(NamedTuple):
    """What may have stood at a place in doubt."""

    text: str
    share: float
    """Of all that is likely, above 0 and below 1: those of one doubt make no more than 1."""


class Doubt(NamedTuple):
    """A place in a line that stands as ``?``, and two readings of it or more, likeliest first."""

    start: int
    end: int
    parts: tuple[Part, ...]


class Line(NamedTuple):
    """A line as far as it can be told."""

    text: str
    doubts: tuple[Doubt, ...] = ()
    """In the order of the line. A ``?`` of which no two readings are known has none."""


def likely(costs: Mapping[str, float], before: str = "") -> Line:
    """Return the likeliest reading of a line, with ``?`` where another is nearly as likely.

    `costs`: what each costs by its pairs of characters, in nats.

    >>> likely({"功效细致毛孔": 30.0, "功效细致命米": 40.0})
    Line(text='功效细致毛孔', doubts=())
    >>> told = likely({"痛苦的就是它": 30.0, "痛苦的就是她": 30.1})
    >>> told.text, [part.text for part in told.doubts[0].parts]
    ('痛苦的就是?', ['她', '它'])
    """
    weighed = _weighed(costs, before[-LOOK_BACK:])
    best, total = next(iter(weighed)), sum(weighed.values())
    others = [(weight, _differing(best, reading)) for reading, weight in weighed.items()]
    shown = list(best)
    odd: Counter[int] = Counter()
    doubts = []
    for weight, differing in others:
        odd.update(dict.fromkeys(differing, weight))
    for run in _runs({at for at, weight in odd.items() if weight > DOUBT * total}):
        against = sum(weight for weight, differing in others if not differing.isdisjoint(run))
        if against * len(run) > (1 - SHARE) * total:
            shown[run.start : run.stop] = LOST * len(run)
            parts = _parts(best, run, weighed)
            doubts += [Doubt(run.start, run.stop, parts)] * (len(parts) > 1)
    return Line("".join(shown), tuple(doubts))


def _parts(best: str, run: range, weighed: Mapping[str, float]) -> tuple[Part, ...]:
    """Return what the readings have at a place of the likeliest, with the share of each."""
    total = sum(weighed.values())
    found: dict[str, float] = {}
    for reading, weight in weighed.items():
        part = _opposite(best, run, reading)
        if part is not None:
            found[part] = found.get(part, 0.0) + weight / total
    told = sorted(found.items(), key=lambda each: -each[1])
    # Rounded down, so that the shares of all make no more than 1.
    parts = (
        Part(part, floor(share * 10**SHARE_DIGITS) / 10**SHARE_DIGITS) for part, share in told
    )
    fit = (part for part in parts if part.share >= DOUBT and len(part.text) <= LONGEST_PART)
    return tuple(fit)[:MOST_PARTS]


def _opposite(best: str, run: range, reading: str) -> str | None:
    """Return what a reading has where the likeliest has a run; None where that cannot be told.

    >>> _opposite("他把炒", range(2), "他们炒"), _opposite("他把炒", range(2), "他炒")
    ('他们', '他')
    """
    if len(best) == len(reading):
        return reading[run.start : run.stop]
    begins, ends = dict[int, int](), dict[int, int]()
    matcher = SequenceMatcher(None, best, reading, autojunk=False)
    for _, first, end, other, other_end in matcher.get_opcodes():
        if end - first == other_end - other:
            begins |= {at: other + at - first for at in range(first, end)}
            ends |= {at: other + at - first for at in range(first + 1, end + 1)}
        elif first < end:
            begins[first], ends[end] = other, other_end
    if run.start not in begins or run.stop not in ends:
        return None
    return reading[begins[run.start] : ends[run.stop]]


def _weighed(costs: Mapping[str, float], before: str) -> dict[str, float]:
    """Return how likely each reading is beside the likeliest, likeliest first."""
    simplify = opencc("tw2s").convert
    priced = {
        reading: cost + phrase_price(simplify(before + reading)) for reading, cost in costs.items()
    }
    least = min(priced.values())
    return {
        reading: exp(least - price)
        for reading, price in sorted(priced.items(), key=lambda each: each[1])
    }


def _differing(best: str, reading: str) -> frozenset[int]:
    """Return where in the likeliest reading another has something else."""
    if len(best) == len(reading):
        both = zip(best, reading, strict=True)
        return frozenset(at for at, (char, other) in enumerate(both) if char != other)
    matcher = SequenceMatcher(None, best, reading, autojunk=False)
    same = {
        at for first, _, size in matcher.get_matching_blocks() for at in range(first, first + size)
    }
    return frozenset(range(len(best))) - same


def _runs(places: set[int]) -> list[range]:
    """Return the places that follow each other together: what hides one of them may hide all."""
    runs: list[range] = []
    for at in sorted(places):
        if runs and runs[-1].stop == at:
            runs[-1] = range(runs[-1].start, at + 1)
        else:
            runs.append(range(at, at + 1))
    return runs
