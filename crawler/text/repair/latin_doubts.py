"""What speaks against a Latin text's having been another Latin text.

Where the words of a page do not prove the mistake (`crawler.text.repair.latin_mistakes`), a line
may still, if each letter of it is mended by much and no word is left that nobody writes.
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.text.encoding.encodings import decode, encode, home_of
from crawler.text.encoding.labels import AGREED, FLUENT
from crawler.text.encoding.language_model import (
    NEW_SCRIPT,
    cost,
    cost_in,
    latin_language,
    latin_languages,
)
from crawler.text.repair.decode_doubts import (
    C1,
    NEVER,
    UNPAIRED,
    Reading,
    has_half_words,
    unpaired,
)
from crawler.text.repair.latin_words import SPELT


def latin_doubt(sample: str, reading: Reading) -> float:
    """Return what speaks against a Latin text's having been another Latin text."""
    text, was = reading.text, reading.was
    if has_half_words(sample, text) or _is_about_names(sample, text):
        return NEVER
    gained = set(text) - set(sample)
    if _C1_AS_MEANT.issuperset(gained) and C1.search(sample):
        return unpaired(text) + NEVER * _is_swallowed(sample, text, gained)
    language = latin_language(text)
    home = BALTIC if was == "cp1257" else home_of(was)
    if language not in home or not _is_spelt(sample, text, language):
        return NEVER
    if _is_ambiguous(sample, reading) or _is_misplaced(list(zip(sample, text, strict=False))):
        return NEVER
    plain = latin_languages(
        " ".join(a for a, b in zip(sample.split(), text.split(), strict=False) if a == b)
    )
    foreign = max(0.0, plain[language] - min(plain.values()) - AGREED)
    return foreign + unpaired(text) + UNPAIRED * bool(_LEFT_SIGN.search(text))


BALTIC = ("lt", "lv", "et")
"""Languages that were written in Windows-1257; it has the letters of Polish, too."""


def _changed(sample: str, text: str) -> set[tuple[str, str]]:
    """Return the words that a reading has otherwise, before it and after."""
    pairs = zip(sample.split(" "), text.split(" "), strict=False)
    return {(before, after) for before, after in pairs if before != after}


def _is_about_names(sample: str, text: str) -> bool:
    """Return whether nothing but letters by themselves, or a foreign word, would be another."""
    words = {(a, b) for a, b in _changed(sample, text) if sum(map(str.isalpha, b)) > 1}
    if len(words) != 1:
        return not words
    [(before, after)] = words
    foreign = all(map(str.isalpha, set(before) - set(after)))
    return foreign and cost(before) < cost(after) + TELLING


def _is_spelt(sample: str, text: str, language: str) -> bool:
    """Return whether a text and the words that a reading has changed are of its language."""
    if cost(text) - NEW_SCRIPT > FLUENT * len(text):
        return False
    changed = sum(a != b for a, b in zip(sample, text, strict=False))
    if cost(sample) - cost(text) < MENDED * changed:
        return False
    words = " ".join({after for _, after in _changed(sample, text)})
    return cost_in(words, language) <= SPELT * len(words) + TELLING


MENDED = 3.5
"""Nats that each letter gains: Faroese and Icelandic gain 3 at most as Lithuanian or Turkish."""

TELLING = 4.0
"""Nats by which one word has to be likelier than as a word of any other language."""


def _is_swallowed(sample: str, text: str, gained: set[str]) -> bool:
    """Return whether C1 controls make a letter where MacRoman has a likelier one."""
    if _SWALLOWED.search(text):
        return True
    return not _PLAIN_MARKS.issuperset(gained) and _is_likely(
        sample, ("mac-roman", "latin-1"), text
    )


def _is_ambiguous(sample: str, reading: Reading) -> bool:
    """Return whether a byte of a reading is a letter in another coding that was as likely met."""
    if reading.was == "cp1252" and "‡" in sample:
        return _is_likely(sample, ("mac-roman", "cp1252"), reading.text, AGREED)
    twin = "iso-8859-2", reading.taken_for
    return reading.was == "cp1250" and _is_likely(sample, twin, reading.text)


def _is_misplaced(pairs: list[tuple[str, str]]) -> bool:
    """Return whether a reading has signs for letters, or a small letter at the head of a line."""
    changed = [(a, b) for a, b in pairs if a != b]
    if len(changed) == 1 and changed == pairs[:1] and changed[0][0].isupper():
        return changed[0][1].islower()
    if any(a.isalpha() and not (b.isalpha() or b in _MARKS_FOR_LETTERS) for a, b in pairs):
        return True
    text = "".join(b for _, b in pairs)
    odd = _MARK_FOR_LETTER.finditer(text)
    return any(pairs[at.start()][0].isalpha() for at in odd) and "„" not in text


_C1_AS_MEANT = frozenset("ŠšŽž‘’“”–—…€•™‚„")
"""What a C1 control was in every Windows code page that has these, whatever the language is."""

_PLAIN_MARKS = frozenset("’“”–—…ŠŽ")
"""What C1 controls are that sound text is full of, and capitals at the head of a word."""

_SWALLOWED = re.compile(
    r"[^\W\d_][ŠŽ][a-zß-ÿ]|(?<![\w.])[ŠŽšž](?![\w.])|\b[BFGPRVWXZ]’[b-df-hj-np-tv-z]"
)
"""A capital between a letter and a small one, or an apostrophe that elides nothing: MacRoman has
``é`` and ``í`` there; or a letter by itself."""

_LEFT_SIGN = re.compile("[a-z][¹³¾±¶¿]|[¹³¾±¶¿©](?=[a-z])")
"""What letters of ISO-8859-2 look like in codings that have signs there."""

_MARK_FOR_LETTER = re.compile(
    r"[”–—…«»\xa0’](?<=[^\W\d_][”–—…«»\xa0’])(?:(?<!’)(?=[^\W\d_])|(?<=’)(?=’))"
    r"|“(?<=[^\W\d_].)"
)
"""A mark inside a word, or one that opens behind it."""

_MARKS_FOR_LETTERS = "’‘“”–—…«»\xa0"
"""Signs that another Latin coding has where one has a letter, and that text is full of."""


def _is_likely(sample: str, mistake: tuple[str, str], text: str, most: float = 0.0) -> bool:
    """Return whether a line makes as much sense if this was the mistake, or a little less."""
    was, taken_for = mistake
    body = encode(sample, taken_for)
    other = decode(body, was) if body is not None else None
    return other is not None and cost(other) < cost(text) + most
