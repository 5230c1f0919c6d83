"""Words of Latin text that are misspelt as words are whose coding was taken for another.

A letter that was misread is as good a letter elsewhere: ``č`` for ``è``, ``ł`` for ``ü``. But the
plain words of a page say which language it is in, and in that language the others are misspelt.
Names are not asked: they are of any language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.encoding.labels import AGREED, ENOUGH, NATIVE
from crawler.text.encoding.language_model import (
    languages_with,
    latin_language,
    latin_languages,
    letters_of,
    model,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

WORDS = 2
"""Different words in small letters that have to be misspelt: one may be of another language."""

LEFT = 0.2
"""Share of the misspelt words that a reading may leave so: words of other languages."""

LIKELY = 6.0
"""Nats behind the likeliest language of the plain words from which on another is out."""

SAMPLE = 1500
NEAR = 6
"""Plain characters that tell the language, and how many languages are thought of."""

SPELT = 3.3
"""Nats a letter that the words of a language cost at most."""

PAGE = 40_000
"""Characters of a page in which words are looked for."""

_BLANKS = re.compile(r"[ \t-\r]+")
"""What parts words; a no-break space may be the ``á`` of another coding."""

_EDGES = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_ASCII = frozenset(map(chr, range(0x80)))
_ALIKE = "εаеорсуўхіјѕԁһАВЕКМНОРСТУЎХІЈЅαονρτΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
"""Letters that look as Latin ones do, which somebody has put in their place."""

_MARKS = frozenset(_ALIKE) | frozenset(
    "’‘“”„‚‹›«»–—…·€£§°©®™ªº•¿¡\xa0\xad²³½¼¾×−‑‐′″\u200b\u200c\u200d\ufeff"
)
"""What stands in texts of every language."""

_INSIDE = (
    re.compile(r"[^\x00-\x7f\w’·‑–—…/\xa0\xad\u200b-\u200d\ufeff](?<=[a-z].)(?=[a-z])"),
    re.compile(r"[²³¹](?<=[a-z].)(?=[a-z])"),
    re.compile(r"[À-ÖØ-ÞŒŠŽŸ](?<=[a-z].)"),
)
"""A sign inside a word, or a capital that is not plain."""

_OTHER = (
    "\u0370-\u03ff\u0400-\u052f\u05d0-\u05ea\u0621-\u06d3\u0e01-\u0e4d\u4e00-\u9fff\uac00-\ud7a3"
)
_FIRST_OTHER = "\u0370"
_TORN = re.compile(f"[A-Za-z](?![{_ALIKE}])[{_OTHER}\u2500-\u259f][a-z]")
"""A letter of another script, or what draws a frame, inside a word."""


def tag_of(language: str | None) -> str:
    """Return the primary tag of a language (BCP 47); nothing where it is not known.

    >>> tag_of("pt-BR"), tag_of(None)
    ('pt', '')
    """
    return (language or "").partition("-")[0].lower()


def odd_words(line: str) -> list[str]:
    """Return the words of a line that are not plain ASCII, bare of the signs around them.

    >>> odd_words('She said "naïve", or (rarely) naif: déjà-vu.')
    ['naïve', 'déjà-vu']
    """
    words = (word.strip(_EDGES) for word in _BLANKS.split(line) if not word.isascii())
    return [word for word in words if word]


def odd_lines(lines: Iterable[str], most: int) -> list[str]:
    """Return the lines that are not plain ASCII, so many characters of them, cut at a blank.

    >>> odd_lines(["plain", "déjà vu", "à la carte"], 12)
    ['déjà vu', 'à la']
    """
    found: list[str] = []
    for line in lines:
        if most > 0 and not line.isascii():
            found.append(line if len(line) <= most else line[:most].rpartition(" ")[0])
            most -= len(line)
    return [line for line in found if line]


def is_torn(word: str) -> bool:
    """Return whether a word is of two scripts, whose letters nobody takes for each other.

    >>> is_torn("fьr"), is_torn("für"), is_torn("Zооm")
    (True, False, False)
    """
    return _TORN.search(word) is not None


def is_no_name(word: str) -> bool:
    """Return whether a word begins with a small letter."""
    return "a" <= word[0] <= "z"


@lru_cache(8192)
def is_misspelt(word: str, language: str) -> bool:
    """Return whether a word, no name, has letters that its language has not, or signs for them.

    >>> is_misspelt("premičre", "fr"), is_misspelt("première", "fr"), is_misspelt("Čapek", "fr")
    (True, False, False)
    """
    if is_torn(word):
        return True
    if not is_no_name(word):
        return False
    letters = letters_of(language)
    odd = (char for char in word if char > "\x7f" and char not in _MARKS)
    return any(char.lower() not in letters for char in odd) or _has_signs_inside(word)


def _has_signs_inside(text: str) -> bool:
    return any(inside.search(text) for inside in _INSIDE)


def misspelt_in(words: Collection[str], language: str) -> int:
    """Return how many of some words are misspelt in a language."""
    return sum(is_misspelt(word, language) for word in words)


def is_misspelt_page(lines: Sequence[str], language: str | None = None) -> bool:
    """Return whether words of a page are misspelt as if it had been decoded wrongly.

    `language` is that of the page (BCP 47), where it is known; where it is not, letters that one
    language has are spelt well.

    >>> is_misspelt_page(["La premičre des dépęches"], "fr")
    True
    >>> is_misspelt_page(["La première pièce de Čapek"], "fr")
    False
    """
    odd = odd_lines(lines, PAGE)
    every = "\n".join(odd)
    tag = tag_of(language)
    known = model().alphabets["latin"]
    used = {*every.lower()}.difference(_ASCII, _MARKS)
    if max(used, default="") >= _FIRST_OTHER and _TORN.search(every):
        return True
    is_spelt = used <= letters_of(tag) if tag else bool(languages_with(used, "latin"))
    if is_spelt and not _has_signs_inside(every):
        return False
    if tag and tag not in known:
        return False
    words = {word for line in odd for word in odd_words(line)}
    if len(words) < WORDS:
        return False
    if tag:
        return misspelt_in(words, tag) >= WORDS
    return any(True for _ in misspelt_languages(lines, words))


def misspelt_languages(lines: Sequence[str], words: Collection[str]) -> Iterator[str]:
    """Return the languages that some lines may be in, where words of theirs are misspelt."""
    torn = any(map(is_torn, words))
    for name in likely_languages(lines):
        if torn or misspelt_in(words, name) >= WORDS:
            yield name


def likely_languages(lines: Sequence[str]) -> Iterator[str]:
    """Return the languages that the plain words of some lines may be in, the likeliest first."""
    plain = " ".join(map(_plain_words, lines))[:SAMPLE]
    size = sum(map(str.isalpha, plain))
    costs = latin_languages(plain)
    near = sorted(costs, key=costs.__getitem__)[:NEAR]
    if size >= ENOUGH and costs[near[0]] <= NATIVE * size:
        yield from (name for name in near if costs[name] <= costs[near[0]] + LIKELY)


def _plain_words(line: str) -> str:
    return " ".join(word for word in line.split() if word.isascii())


def is_abroad(line: str, language: str) -> bool:
    """Return whether the plain words of a line are of another language."""
    costs = latin_languages(_plain_words(line))
    return costs[language] > min(costs.values()) + AGREED


def leaves_misspelt(line: str, after: str) -> bool:
    r"""Return whether a reading of a line leaves words misspelt, or makes such.

    >>> line = "La mairie ferme le pont apr\u2039s la crue du fleuve, pour la premi\u2039re fois"
    >>> leaves_misspelt(line, line.replace("apr\u2039s", "après"))
    True
    >>> leaves_misspelt(line, line.replace("\u2039", "è"))
    False
    """
    words, left = odd_words(line), odd_words(after)
    return all(
        misspelt_in(left, language) > LEFT * misspelt_in(words, language)
        for language in {*likely_languages([line]), latin_language(after)}
    )
