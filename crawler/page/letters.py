"""Texts compared by their letters and digits alone, whatever signs and spaces stand between."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise


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
