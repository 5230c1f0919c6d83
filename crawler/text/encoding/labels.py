"""Whether a page's text speaks against the label that the page has.

The model knows the letters of some fifty languages; pages are in hundreds. So a label is not
overruled because another encoding makes a text that the model likes better, but where the label's
own text cannot be, or where the other one is in a language that is written in that encoding.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.encoding.encodings import home_of
from crawler.text.encoding.language_model import (
    NEW_SCRIPT,
    cost,
    latin_language,
    latin_languages,
    letters_by_script,
)

if TYPE_CHECKING:
    from collections.abc import Container

FLUENT = 3.3
"""Nats a character above which a Latin text is in no language that we know: nothing is judged."""

FLUENCY = {
    "cjk": 8.3, "thai": 7.2, "cyrillic": 4.2, "greek": 4.2, "hebrew": 4.4, "arabic": 4.4,
}  # fmt: skip
"""Nats a character above which a text of a script is in no language: 99.9 % of sound lines of 25
characters and more cost less."""

AGREED = 3.0
"""Nats by which the words that were not damaged may prefer another language than the reading."""

ENOUGH = 12
"""Letters of undamaged words that tell a language."""

NATIVE = 2.9
"""Nats a letter above which words are of no language that we know."""

FEW = 0.1
"""Faults for each word with other letters than a to z that a sound text may have, as ``90х``."""

_ASCII = re.compile("[\x00-\x7f]+")
_MIXED = re.compile("[A-Za-z0-9][Ͱ-\u1dff]|[Ͱ-\u1dff][A-Za-z]")
_HALF_WORD = re.compile(
    "[^\\W\\d_][\x80-\x9f¡-©¬®-³¶-¹»-¿‚„†‡ˆ‰‹‘“”•˜™›€](?=[^\\W\\d_])|[\x80-\x9f\ufffd]"
)


def is_fluent(text: str) -> bool:
    """Return whether a text is good enough for any language of its script; Latin ones are many."""
    bare = _ASCII.sub(" ", text)
    scripts = letters_by_script(bare).most_common(1)
    script = scripts[0][0] if scripts else "latin"
    size = len(bare.replace(" ", "") if script == "cjk" else bare)
    return script not in FLUENCY or cost(bare) - NEW_SCRIPT <= FLUENCY[script] * size


def is_in_its_language(line: str, text: str, was: str, most: float = NATIVE) -> bool:
    """Return whether the words that two readings share are of a language of a Latin coding."""
    return is_in_one_of(home_of(was), line, text, most)


def is_in_one_of(languages: Container[str], line: str, text: str, most: float = NATIVE) -> bool:
    """Return whether the words that two readings share are of one of these languages."""
    pairs = zip(line.split(), text.split(), strict=False)
    words = " ".join(a for a, b in pairs if a == b)
    size = sum(map(str.isalpha, words))
    costs = latin_languages(words, plain=False)
    home = min((price for name, price in costs.items() if name in languages), default=inf)
    abroad = min((price for name, price in costs.items() if name not in languages), default=home)
    return size >= ENOUGH and home <= min(most * size, abroad - AGREED)


@lru_cache(20_000)
def is_nobodys(char: str) -> bool:
    """Return whether a character is in nobody's script: private, unassigned, half of one."""
    return unicodedata.category(char) in {"Co", "Cn", "Cs"}


def speaks_against(labelled: str, label: str, other: str, name: str) -> bool:
    """Return whether a page's text as labelled, and in another encoding, belie the label.

    >>> speaks_against("Ïàðîì õîäèò", "windows-1252", "Паром ходит", "windows-1251")
    True
    >>> speaks_against("D'Schëff", "windows-1252", "D'Schλff", "iso-8859-7")
    False
    """
    few = FEW * sum(not word.isascii() for word in other.split())
    for faults in (_nobodys, _mixed, _halves):
        before, after = faults(labelled), faults(other)
        if before > after or after > before + few:
            return before > after
    scripts = letters_by_script(_ASCII.sub(" ", other)).most_common(1)
    if not scripts or scripts[0][0] != "latin":
        return is_fluent(other) and not (has_letters_alone(other) and is_latin(labelled))
    if _is_at_home(labelled, label) and is_in_its_language(labelled, other, label, FLUENT):
        return False
    return _is_at_home(other, name) and is_in_its_language(labelled, other, name, FLUENT)


def has_letters_alone(text: str) -> bool:
    """Return whether all that a Latin text has of another script are words of one letter.

    Italian ``è`` and French ``à`` are Russian ``и`` and ``а`` in the bytes of Windows-1251.

    >>> has_letters_alone("Il molo и chiuso"), has_letters_alone("Мост и молоко")
    (True, False)
    """
    words = {word.strip(_SIGNS) for word in text.split() if not word.isascii()}
    return max(map(len, words), default=0) == 1 and not is_latin(text)


def is_latin(text: str) -> bool:
    """Return whether all letters of a text are Latin."""
    return letters_by_script(text).keys() == {"latin"}


_SIGNS = "!\"'()*,-./:;?[]«»“”„‘’–—…<>"


def _is_at_home(text: str, name: str) -> bool:
    """Return whether a Latin text is in a language that its encoding was made for."""
    home = home_of(name)
    return latin_language(text) in home and cost(text) - NEW_SCRIPT <= FLUENT * len(text)


def _nobodys(text: str) -> int:
    return sum(map(is_nobodys, text)) + text.count("\ufffd")


def _mixed(text: str) -> int:
    return len(_MIXED.findall(text))


def _halves(text: str) -> int:
    return len(_HALF_WORD.findall(text))
