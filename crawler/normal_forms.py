"""Unicode normal forms, in time proportional to the text.

CPython puts the marks on a letter in order by insertion, in the square of their number: 300,000
of them took a minute. No writing puts more than a few on one, so a longer row is left as it is.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Literal
from unicodedata import combining, normalize

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MOST_MARKS = 30
"""Marks on one letter that are put in order:
https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format."""

_BMP = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFB00, 0xFE30))
_ASTRAL = range(0x10000, 0x20000)
"""Where characters of a combining class above 0 stand."""

_MADE_OF_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"
"""Characters of class 0 that are taken apart into such."""


def normalized(form: Form, text: str) -> str:
    r"""Return the text in a normal form, rows of more than `MOST_MARKS` marks as they are.

    >>> len(normalized("NFC", "e\u0301")), len(normalized("NFC", "e" + "\u0301\u0323" * 16))
    (1, 33)
    """
    if len(text) <= MOST_MARKS or text.isascii() or not _maybe_long().search(text):
        return normalize(form, text)
    parts, end = list[str](), 0
    for start, stop in _long_rows(text):
        parts += [normalize(form, text[end:start]), text[start:stop]]
        end = stop
    return "".join([*parts, normalize(form, text[end:])])


def _long_rows(text: str) -> Iterator[tuple[int, int]]:
    for row in _maybe_long().finditer(text):
        yield from (each.span() for each in _long().finditer(text, *row.span()))


@cache
def _maybe_long() -> re.Pattern[str]:
    """Return what finds rows of marks, and rows of signs outside the BMP besides.

    A class of many ranges outside the BMP takes 40 times as long a character.
    """
    astral = f"{chr(_ASTRAL[0])}-{chr(_ASTRAL[-1])}"
    return _row_of(f"{_marks(*_BMP)}{_MADE_OF_MARKS}{astral}")


@cache
def _long() -> re.Pattern[str]:
    return _row_of(f"{_marks(*_BMP, _ASTRAL)}{_MADE_OF_MARKS}")


def _row_of(chars: str) -> re.Pattern[str]:
    # Written twice: `re` looks for the first one by a table, and for a repetition step by step.
    return re.compile(f"[{chars}][{chars}]{{{MOST_MARKS},}}")


def _marks(*blocks: range) -> str:
    return "".join(char for char in map(chr, chain(*blocks)) if combining(char))
