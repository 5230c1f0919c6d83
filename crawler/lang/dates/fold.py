"""One spelling for what differs in case, accents and digits alone."""

from __future__ import annotations

import unicodedata
from typing import Final

from crawler.normal_forms import normalized

JOINERS: Final = "\u200c\u200d"
"""They tell letters how to be drawn, and stand in one spelling of a word and not in the other."""


def fold(text: str) -> str:
    """Return the text in lower case, without accents, digits of every script as 0 to 9.

    >>> fold("15. März ٢٠٢٤")
    '15. marz 2024'
    """
    if text.isascii():
        return text.lower()
    return normalized("NFKD", text).casefold().translate(_FOLDED)


class _Folded(dict[int, str]):
    """What is left of each character, found when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in JOINERS or unicodedata.combining(char):
            left = ""
        elif char.isdigit():
            left = str(unicodedata.digit(char))
        else:
            left = char.replace("ı", "i")
        self[code] = left
        return left


_FOLDED: Final = _Folded()
