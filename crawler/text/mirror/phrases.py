"""What whole words, and characters behind two others, tell of a reading beyond its pairs.

`crawler.text.mirror.character_pairs` is asked at each character of a search; this is asked of the
few readings that are left when it has ended. Costs are in nats. The counts are in
``phrases.bin``, built by `crawler.text.mirror.phrases_build`.
"""

from __future__ import annotations

import json
import math
import zlib
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from crawler import patterns as re
from crawler.text.mirror.character_pairs import START, price

LONGEST = 4
"""Characters of a word: what is longer is made of words."""

NO_WORD = 3.0
"""Nats that a character costs more which is no word and no part of one."""

_TABLE = Path(__file__).with_name("phrases.bin")
NO_HAN = re.compile("[^\u4e00-\u9fff]+")


class _Phrases(NamedTuple):
    words: dict[str, float]
    threes: dict[str, float]
    left: dict[str, float]
    """What a character costs more behind two that it was never met with."""


def phrase_price(text: str) -> float:
    """Return what a simplified text costs more, or less, than its pairs of characters say.

    >>> phrase_price("细致毛孔") < phrase_price("细致命米")
    True
    """
    parts = [part for part in NO_HAN.split(text) if part]
    pairs = sum(_by_pairs(part) for part in parts)
    return sum(_by_threes(part) + _by_words(part) for part in parts) / 2 - pairs


def _by_pairs(part: str) -> float:
    return sum(price(after, char) for char, after in pairwise(START + part + START))


def _by_threes(part: str) -> float:
    table = _phrases()
    known, cost = START + part + START, price(part[0], START)
    for at in range(len(part)):
        run = known[at : at + 3]
        other = price(run[2], run[1]) + table.left.get(run[:2], 0.0)
        cost += min(table.threes.get(run, math.inf), other)
    return cost


def _by_words(part: str) -> float:
    """Return what the words cost that a text is likeliest made of."""
    words = _phrases().words
    costs = [0.0]
    for end in range(1, len(part) + 1):
        alone = words.get(part[end - 1], price(part[end - 1], "") + NO_WORD)
        best = costs[-1] + alone
        for size in range(2, min(LONGEST, end) + 1):
            best = min(best, costs[end - size] + words.get(part[end - size : end], math.inf))
        costs.append(best)
    return costs[-1]


@cache
def _phrases() -> _Phrases:
    """Return the costs, read once."""
    table = json.loads(zlib.decompress(_TABLE.read_bytes()))
    step, first = table["step"], table["first"]

    def spread(name: str, width: int) -> dict[str, float]:
        return {
            grams[at : at + width]: (ord(price) - first) / step
            for price, grams in table[name].items()
            for at in range(0, len(grams), width)
        }

    words = dict[str, float]()
    for size in range(1, LONGEST + 1):
        words |= spread(f"words{size}", size)
    return _Phrases(words, spread("threes", 3), spread("left", 2))
