"""How Chinese characters are read, and which of them are traditional.

The readings are in ``readings.bin``, built by `crawler.text.readings_build`.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from functools import cache
from pathlib import Path
from typing import Any

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿ"

READING = rf"[a-zɡ{TONED}]{{1,6}}"
"""The longest are zhuang, chuang and shuang."""


def readings(char: str) -> frozenset[str]:
    """Return how a character is read, with tones and without.

    >>> sorted(readings("調"))
    ['diao', 'diào', 'tiao', 'tiáo', 'zhou', 'zhōu']
    """
    return _readings().get(char, frozenset())


def read_so(reading: str) -> str:
    """Return the characters of GBK that have a reading, composed as by `composed`.

    >>> "報" in read_so("bào"), read_so("bá́o")
    (True, '')
    """
    return _by_reading().get(reading, "")


def composed(reading: str) -> str:
    """Return a reading as the table spells it."""
    return unicodedata.normalize("NFC", reading).replace("ɡ", "g")


@cache
def is_traditional(char: str) -> bool:
    """Return whether a character has a simplified form that is another."""
    return char == "著" or opencc("t2s").convert(char) != char


@cache
def is_simplified(char: str) -> bool:
    """Return whether a character is the simplified form of another."""
    return bool(opencc("s2t").convert(char) != char)


@cache
def opencc(config: str) -> Any:
    """Return a converter, loaded once."""
    from opencc import OpenCC  # noqa: PLC0415 20 ms and 10 MB that most pages never need

    return OpenCC(config)


@cache
def _by_reading() -> dict[str, str]:
    table = json.loads(zlib.decompress(Path(__file__).with_name("readings.bin").read_bytes()))
    both: dict[str, str] = dict(table)
    for reading, chars in table.items():
        plain = _without_tone(reading)
        both[plain] = both.get(plain, "") + chars
    return both


@cache
def _readings() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for reading, chars in _by_reading().items():
        for char in chars:
            found.setdefault(char, set()).add(reading)
    return {char: frozenset(said) for char, said in found.items()}


def _without_tone(reading: str) -> str:
    apart = unicodedata.normalize("NFD", reading)
    kept = "".join(c for c in apart if not unicodedata.combining(c) or c == "\u0308")
    return unicodedata.normalize("NFC", kept)
