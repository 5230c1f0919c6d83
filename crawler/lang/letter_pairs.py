"""Which language of a script a text is in, by how often its letters follow each other.

The costs are in ``data/letter_pairs.bin``, built by `crawler.lang.letter_pairs_build`: for each
pair of letters, in each language of its script, the negative logarithm of how often the second
follows the first.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from importlib import resources
from operator import add
from typing import Any, Final, NamedTuple

from crawler import patterns as re
from crawler.normal_forms import normalized

ALPHABETS: Final = {
    "latin": "A-Za-zªºÀ-ÖØ-öø-ɏə\u02bb\u02bcḀ-ỿ",
    "cyrillic": "Ѐ-ԯ",
    "arabic": "ؠ-ٟٮ-ۓەۮۯۺ-ۿ",
    "devanagari": "\u0900-\u0963ॱ-ॿ",
    "hebrew": "\u05b0-\u05ea\u05f0-\u05f2",
    "bengali": "ঀ-৥ৰৱ",
    "ethiopic": "\u1200-\u135a",
}
"""Scripts of several languages, by their letters."""

STEP: Final = 8
"""Costs are kept in eighths of a nat."""

WORST: Final = 90
"""The cost of a pair that a language does not have: eleven nats."""

FIRST: Final = "!"
"""The character that stands for no cost at all in the table; each further one costs one more."""

LONGEST: Final = 600
"""Characters of a text that are looked at."""

_BYTES: Final = 3
_VALUES: Final = bytes(max(0, code - ord(FIRST)) for code in range(256))
_WORDS: Final = {script: re.compile(f"[{letters}]+") for script, letters in ALPHABETS.items()}


class _Script(NamedTuple):
    languages: tuple[str, ...]
    counted: int
    """How many of them, the first ones, are known by millions of words, and not by one text."""

    costs: dict[str, int]
    """What a pair costs in all languages, as one number: so they are added up at once."""


def pairs_of(text: str, script: str) -> list[str]:
    """Return the letters of a script that stand side by side in a text, two by two.

    >>> pairs_of("Die Fähre: Паром", "latin")
    ['di', 'ie', 'fä', 'äh', 'hr', 're']
    """
    words = _WORDS[script].findall(_folded(text))
    return [word[at : at + 2] for word in words for at in range(len(word) - 1)]


def _folded(text: str) -> str:
    return normalized("NFC", text).replace("İ", "i").lower()


def costs_in(text: str, script: str) -> tuple[dict[str, float], int]:
    """Return what a text costs in each language of a script, in nats, and its pairs of letters.

    >>> costs, pairs = costs_in("Nikt nie jest winien, że deszcz pada", "latin")
    >>> min(costs, key=costs.__getitem__), pairs
    ('pl', 22)
    """
    known = _script(script)
    # The table knows no other pairs than those of the script's letters.
    folded = _folded(text[:LONGEST])
    costs = list(filter(None, map(known.costs.get, map(add, folded, folded[1:]))))
    sums = sum(costs).to_bytes(_BYTES * len(known.languages), "little")
    return {
        language: int.from_bytes(sums[_BYTES * n : _BYTES * (n + 1)], "little") / STEP
        for n, language in enumerate(known.languages)
    }, len(costs)


def languages_of(script: str) -> tuple[str, ...]:
    """Return the languages of a script that the table knows."""
    return _script(script).languages


def is_known_well(language: str, script: str) -> bool:
    """Return False for a language whose letters are known by one text alone."""
    known = _script(script)
    return language in known.languages[: known.counted]


@cache
def _script(name: str) -> _Script:
    rows = _table()[name]
    languages, pairs, costs = rows["languages"], rows["pairs"], rows["costs"].encode("ascii")
    size = len(languages)
    return _Script(
        tuple(languages),
        rows["counted"],
        {
            pairs[2 * n : 2 * n + 2]: _in_one(costs[n * size : (n + 1) * size])
            for n in range(len(pairs) // 2)
        },
    )


def _in_one(costs: bytes) -> int:
    """Return the costs of a row as one number, in which each has a field of `_BYTES` bytes.

    >>> hex(_in_one(b'"#'))
    '0x2000001'
    """
    fields = bytearray(_BYTES * len(costs))
    fields[::_BYTES] = costs.translate(_VALUES)
    return int.from_bytes(fields, "little")


@cache
def _table() -> dict[str, Any]:
    table = resources.files("crawler.lang") / "data/letter_pairs.bin"
    known: dict[str, Any] = json.loads(zlib.decompress(table.read_bytes()))
    return known
