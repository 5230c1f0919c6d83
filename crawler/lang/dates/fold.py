"""One spelling for what differs in case, accents and digits alone."""

from __future__ import annotations

import unicodedata
from typing import Final

JOINERS: Final = "\u200c\u200d"
"""They tell letters how to be drawn, and stand in one spelling of a word and not in the other."""


def fold(text: str) -> str:
    """Return the text in lower case, without accents, digits of every script as 0 to 9.

    >>> fold("15. März ٢٠٢٤")
    '15. marz 2024'
    """
    if text.isascii():
        return text.lower()
    flat = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in flat if c not in JOINERS and not unicodedata.combining(c))
    kept = kept.replace("ı", "i")
    return "".join(str(unicodedata.digit(c)) if c > "\x7f" and c.isdigit() else c for c in kept)
