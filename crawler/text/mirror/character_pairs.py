"""What a Chinese character costs after another, in running text of any kind.

`crawler.text.encoding.language_model` knows the pairs within words; here are those across
their borders too, which is what bytes that were lost are guessed by. Costs are in nats. The
counts are in ``character_pairs.bin``, built by `crawler.text.mirror.character_pairs_build`.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crawler.text.encoding.language_model import UNKNOWN

START = "，"
"""What stands for all signs."""

DEAREST = 16.0
"""Nothing costs more: what was never met is judged by what stands beside it."""

_TABLE = Path(__file__).with_name("character_pairs.bin")


class _Pairs(NamedTuple):
    alone: dict[str, float]
    left: dict[str, float]
    """What a character costs more after one that it was never met with."""

    pairs: dict[str, float]


def price(char: str, before: str) -> float:
    """Return what a simplified character costs after another; `START` is any sign.

    >>> price("孔", "毛") < price("底", "毛") < price("孔", "命")
    True
    >>> price(START, "了") < price(START, "吸")
    True
    """
    table = _table()
    alone = table.alone.get(char, UNKNOWN)
    if not before:
        return alone
    known = before if before in table.left else START
    return min(table.pairs.get(known + char, alone + table.left[known]), DEAREST)


@cache
def following() -> dict[str, str]:
    """Return which characters were met after each, and after signs."""
    found: dict[str, list[str]] = {}
    for pair in _table().pairs:
        found.setdefault(pair[0], []).append(pair[1])
    return {char: "".join(after) for char, after in found.items()}


@cache
def _table() -> _Pairs:
    """Return the costs, read once."""
    table = json.loads(zlib.decompress(_TABLE.read_bytes()))
    step, first = table["step"], table["first"]

    def spread(costs: dict[str, str], width: int) -> dict[str, float]:
        return {
            grams[at : at + width]: (ord(price) - first) / step
            for price, grams in costs.items()
            for at in range(0, len(grams), width)
        }

    return _Pairs(
        *(spread(table[name], n) for name, n in (("alone", 1), ("left", 1), ("pairs", 2)))
    )
