"""The names of the twelve months: those of the Unicode CLDR, and those that papers use besides.

``data/cldr_dates.json`` holds the first, of all languages, and is built by `cldr_build`;
``data/months.toml`` the others, and the short ones that count on every page. A name is compared
folded. In its own language each name counts. In a text of another language, or of an unknown
one, it counts where no language means another month by it, and where it is no short word.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from crawler.lang.dates.fold import fold
from crawler.lang.words import words
from crawler.normal_forms import normalized

ALIASES: Final = {"tl": "fil", "iw": "he", "in": "id", "mo": "ro", "ji": "yi", "jw": "jv"}
"""Codes of languages that pages still use and BCP 47 has given up, or that one paper shares."""

FAMILIES: Final = {"no": ("nb", "nn"), "nb": ("no",), "nn": ("no",), "sh": ("hr", "sr", "bs")}
"""Languages that write dates as these others do."""

READ_EVERYWHERE: Final = frozenset((
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el",
    "en", "es", "et", "eu", "fa", "fi", "fil", "fo", "fr", "ga", "gl", "gu", "ha", "he", "hi",
    "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "km", "kn", "ky", "lo", "lt", "lv", "mk",
    "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "no", "or", "pa", "pl", "pt", "ro", "ru",
    "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tr", "uk", "ur",
    "uz", "vi", "zu",
))  # fmt: skip
"""Languages of newspapers whose months are known on a page that states another language.

Names in letters other than a to z are known everywhere in any case, but for the short ones.
"""

SHORT_LATIN: Final = 3
SHORT: Final = 2
"""Letters of a name, in a to z and in other letters, up to which it may be another word."""


def plain(name: str) -> str:
    """Return a name as it is looked up: folded, no dots at its ends, blanks for hyphens.

    >>> plain("Sept."), plain("Meán-Fómhair"), plain("जन॰")
    ('sept', 'mean fomhair', 'जन')
    """
    folded = normalized("NFC", fold(name))
    return " ".join(folded.replace("-", " ").split()).strip(" .\u0970")


def month_of(name: str, language: str = "") -> int | None:
    """Return the month that a name means, None for any other word.

    >>> month_of("März"), month_of("Sept."), month_of("listopada"), month_of("listopada", "hr")
    (3, 9, 11, 10)
    >>> month_of("нояб."), month_of("lis", "hr"), month_of("Here"), month_of("Here", "br")
    (11, 10, None, 10)
    """
    form = plain(name)
    return names_of(language.partition("-")[0]).get(form) or everywhere().get(form)


def glue(pair: str) -> list[str]:
    """Return what any language writes between two neighbours of a date: ``dM``, ``My``."""
    between: list[str] = cldr()["glue"][pair]
    return between


@cache
def cldr() -> dict[str, Any]:
    """Return what is built from the Unicode CLDR: names of months, and what stands between."""
    table = resources.files("crawler.lang") / "data/cldr_dates.json"
    known: dict[str, Any] = json.loads(table.read_text("utf-8"))
    return known


@lru_cache(maxsize=64)
def names_of(language: str) -> dict[str, int]:
    """Return the months of one language, by its code."""
    language = ALIASES.get(language.lower(), language.lower())
    known: dict[str, int] = {}
    for code in (language, *FAMILIES.get(language, ())):
        for word in words("months"):
            if word.language == code:
                known.setdefault(plain(word.word), int(word.means))
        for month, forms in enumerate(cldr()["months"].get(code, ()), 1):
            for form in forms:
                known.setdefault(form, month)
    return known


@cache
def everywhere() -> dict[str, int]:
    """Return the months whose names count in a text of any language."""
    known: dict[str, int] = {}
    for word in words("months"):
        known.setdefault(plain(word.word), int(word.means))
    meanings: defaultdict[str, set[int]] = defaultdict(set)
    for rows in cldr()["months"].values():
        for month, forms in enumerate(rows, 1):
            for form in forms:
                meanings[form].add(month)
    for language, rows in cldr()["months"].items():
        for month, forms in enumerate(rows, 1):
            for form in forms:
                if len(meanings[form]) == 1 and _is_plain(form, language):
                    known.setdefault(form, month)
    return known


def _is_plain(form: str, language: str) -> bool:
    """Say whether a name can be no other word of another language."""
    if form.isascii():
        return len(form) > SHORT_LATIN and language in READ_EVERYWHERE
    return len(form) > SHORT or language in READ_EVERYWHERE
