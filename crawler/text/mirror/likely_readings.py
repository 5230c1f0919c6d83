"""Which characters of a line are told by all its likely readings together, and which by none.

The readings that a search has left are weighed a second time, with what whole words tell. A
character stands where the readings that have it are nearly all there is; any other is ``?``.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from math import exp
from typing import TYPE_CHECKING

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


def likely(costs: Mapping[str, float], before: str = "") -> str:
    """Return the likeliest reading of a line, with ``?`` where another is nearly as likely.

    `costs`: what each costs by its pairs of characters, in nats.

    >>> likely({"功效细致毛孔": 30.0, "功效细致命米": 40.0})
    '功效细致毛孔'
    >>> likely({"痛苦的就是它": 30.0, "痛苦的就是她": 30.1})
    '痛苦的就是?'
    """
    weighed = _weighed(costs, before[-LOOK_BACK:])
    best, total = next(iter(weighed)), sum(weighed.values())
    others = [(weight, _differing(best, reading)) for reading, weight in weighed.items()]
    shown = list(best)
    doubts: Counter[int] = Counter()
    for weight, differing in others:
        doubts.update(dict.fromkeys(differing, weight))
    for run in _runs({at for at, weight in doubts.items() if weight > DOUBT * total}):
        against = sum(weight for weight, differing in others if not differing.isdisjoint(run))
        if against * len(run) > (1 - SHARE) * total:
            shown[run.start : run.stop] = LOST * len(run)
    return "".join(shown)


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
