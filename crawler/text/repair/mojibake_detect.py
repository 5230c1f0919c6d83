"""Whether a text may have been decoded wrongly: a few scans, so that sound text passes at once.

A suspicion is no verdict: `crawler.text.repair.mojibake` weighs the readings of what is suspected.
`SIGNS` are what wrong decodings look like, kind by kind; sound text shows hardly any of them.
`REGIONAL` are letters that are sound in one language and damage in another: they are
suspected only beside a word or a letter of the language that lost its own.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from crawler import patterns as re
from crawler.text.encoding.language_model import UNKNOWN, model
from crawler.text.repair.escapes import ESCAPE
from crawler.text.repair.mojibake_signs import EASTERN_EUROPE, REGIONAL, SIGNS, WESTERN

MARKED = 0.24
"""Share of marker characters among the Chinese, Japanese and Korean ones of a line, from which
on it is suspected. Sound Chinese news have 0.02, the least of 150 wrong decodings 0.3."""


@lru_cache(512)
def _expanded(first: str, kind: str) -> frozenset[str]:
    """Return the characters of a class that are of a kind: letters, and ranges of them."""
    chars: set[str] = set()
    for single in re.findall(r"\\?(.)-\\?(.)|(.)", first, re.DOTALL):
        low, high, alone = single
        chars |= {alone} if alone else _between(low, high)
    if kind == "rest":
        return frozenset(chars - _LATIN - _CYRILLIC)
    return frozenset(chars & (_LATIN if kind == "latin" else _CYRILLIC))


def _led(signs: tuple[tuple[str, str], ...], kind: str) -> re.Pattern[str]:
    # Led by one class, the search runs through what is not in it at the speed of memory; what
    # is in it tries only the signs that begin with it. Small letters, the frequent ones, share
    # their signs: a look behind for each would cost half the speed.
    behind: defaultdict[str, list[str]] = defaultdict(list)
    for first, rest in signs:
        for char in sorted(_expanded(first, kind)):
            behind[char].append(rest)
    union = _class("".join(behind))
    if kind != "rest":
        rests = dict.fromkeys(rest for found in behind.values() for rest in found)
        return re.compile(f"{union}(?:{'|'.join(rests)})")
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for char, found in behind.items():
        groups[tuple(found)].append(char)
    branches = [("".join(chars), "|".join(found)) for found, chars in groups.items()]
    nested = (_branched(branches[at : at + FAN]) for at in range(0, len(branches), FAN))
    return re.compile(f"{union}(?:{_branched(list(nested))[1]})")


def _branched(branches: list[tuple[str, str]]) -> tuple[str, str]:
    """Return the letters of some branches, and their signs as one."""
    rests = (f"(?<={_class(letters)})(?:{rest})" for letters, rest in branches)
    return "".join(letters for letters, _ in branches), "|".join(rests)


def _between(first: str, last: str) -> frozenset[str]:
    return frozenset(map(chr, range(ord(first), ord(last) + 1)))


_LATIN = _between("à", "þ") - {"÷"} | frozenset("āăąćčďēęěğģīķļľĺłńņňőōŕřśşšţťūůűųźżž")
_CYRILLIC = _between("а", "я")


FAN = 7
"""So many branches are tried for a letter, and as many in the one that it is in: there are 46."""

_ASTRAL = 0x10000


def _class(chars: str) -> str:
    """Return a character class, neighbours as ranges: astral ones are searched one by one."""
    codes = set(map(ord, chars))
    starts = [code for code in sorted(codes) if code - 1 not in codes or code == _ASTRAL]
    ends = [code for code in sorted(codes) if code + 1 not in codes or code == _ASTRAL - 1]
    return "[" + "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in zip(starts, ends, strict=True)) + "]"


class _Signs:
    """Signs as patterns, each made when a text first needs it: most texts need few."""

    def __init__(self, signs: tuple[tuple[str, str], ...]) -> None:
        self.signs = signs

    @cached_property
    def latin(self) -> re.Pattern[str]:
        return _led(self.signs, "latin")

    @cached_property
    def cyrillic(self) -> re.Pattern[str]:
        return _led(self.signs, "cyrillic")

    @cached_property
    def rest(self) -> re.Pattern[str]:
        return _led(self.signs, "rest")

    @cached_property
    def first(self) -> frozenset[str]:
        """The characters that the rest begin with."""
        return self._first("rest")

    @cached_property
    def first_cyrillic(self) -> frozenset[str]:
        """The characters that those of Cyrillic letters begin with."""
        return self._first("cyrillic")

    def _first(self, kind: str) -> frozenset[str]:
        return frozenset().union(*(_expanded(chars, kind) for chars, _ in self.signs))


@cache
def _signs() -> _Signs:
    return _Signs(SIGNS)


@cache
def _markers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    markers = re.escape(model().markers)
    return re.compile(f"[{markers}].?[{markers}]"), re.compile(f"[{markers}]")


class _Row(NamedTuple):
    letters: frozenset[str]
    lost: re.Pattern[str] | None
    """None where one of the letters is enough."""

    beside: re.Pattern[str]
    against: re.Pattern[str] | None
    """None where it is the aliens, and nothing else."""

    alien: frozenset[str]


_LETTERS = re.compile(r"\[[^]]+\]")
_ALIENS = re.compile(r"\[[À-ſ]+\]")


@cache
def _regional() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            frozenset(re.sub(r"[\x00-\x7f]", "", lost)),
            None if _LETTERS.fullmatch(lost) else re.compile(lost),
            re.compile(beside),
            None if _ALIENS.fullmatch(against) else re.compile(against),
            frozenset(re.findall("[À-ſ]", against.partition("|")[0])),
        )
        for lost, beside, against in REGIONAL
    )


_ACCENTED = re.compile("[À-ÖØ-öø-ſ¿³¹º¸‡][a-zß-öø-ÿ]?")


@cache
def _telling() -> frozenset[str]:
    """Return the letters that decide which rows a text may be a case of."""
    return frozenset().union(*(row.letters | row.alien for row in _regional()))


@lru_cache(4096)
def _rows_for(found: frozenset[str]) -> tuple[_Row, ...]:
    """Return the rows that a text with these letters may be a case of."""
    return tuple(
        row
        for row in _regional()
        if not row.letters.isdisjoint(found) and row.alien.isdisjoint(found)
    )


_EASTERN = re.compile("[\u3041-\u30fa\u4e00-\u9fff\uac00-\ud7a3]")


INVISIBLE = (
    "&\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
"""All that the repairs besides mojibake look for, as a character class."""


@cache
def _anything() -> _Signs:
    return _Signs((*SIGNS, (INVISIBLE, "")))


_HARMLESS = bytes(byte for byte in range(0x80) if not re.match(rf"[{INVISIBLE}%=\\]", chr(byte)))
_ASCII_DAMAGE = re.compile(f"[{INVISIBLE}]|{ESCAPE}")

DENSE = 1.5
"""Bytes a character from which on leaving the ASCII ones out saves nothing."""


def without_ascii(text: str) -> str:
    """Return what is left of a text without its harmless ASCII: in Latin script one in fifteen."""
    try:
        body = text.encode()
    except UnicodeEncodeError:
        return text
    return text if len(body) > DENSE * len(text) else body.translate(None, _HARMLESS).decode()


def sound(text: str) -> bool:
    """Return whether a text shows nothing at all that any repair looks for.

    >>> sound("«Où ?» – déjà-vu"), sound("R&amp;D")
    (True, False)
    """
    bare = without_ascii(text)
    if not bare:
        return True
    if text.isascii():
        return _ASCII_DAMAGE.search(text) is None
    return not _shows(text, bare, _anything())


@lru_cache(4096)
def suspect(text: str) -> bool:
    """Return whether a text is worth weighing.

    >>> suspect("MÃ¼nchen"), suspect("München"), suspect("Nikt nie mo¿e"), suspect("¿Qué?")
    (True, False, True, False)
    """
    return not text.isascii() and _shows(text, without_ascii(text), _signs())


def _shows(text: str, bare: str, signs: _Signs) -> bool:
    """Return whether one of the signs is in a text, or letters out of place.

    What nothing in the bare text begins is not looked for in the whole.
    """
    if (bare is text or not signs.first.isdisjoint(bare)) and signs.rest.search(text):
        return True
    if (bare is text or not signs.first_cyrillic.isdisjoint(bare)) and signs.cyrillic.search(text):
        return True
    if _marked(text, bare) or (
        bare is not text and FOREIGN.search(bare) and is_inside_words(text)
    ):
        return True
    pairs = _ACCENTED.findall(text)
    if not pairs:
        return False
    # Signs of small letters have no ASCII in them: they stand in the bare text as well.
    if signs.latin.search(bare) and signs.latin.search(text):
        return True
    return _foreign(text, bare, pairs)


FOREIGN = re.compile("[Ͱ-ӿ\u05d0-\u06ff\u0e01-\u0e5b\u4e00-\u9fff]")
"""A letter of a script for which a coding of one byte was made, or a Chinese one."""

_INSIDE = re.compile(
    "[a-z][Ͱ-ӿ][a-zßͰ-ӿ]|(?:[a-z](?:[\u05d0-\u06ff\u0e01-\u0e5b]{1,2}|[\u4e00-\u9fff])[a-z].*){2}"
)
"""A letter of another script inside a Latin word: a Latin coding was taken for one of its own.

A lone one that nobody takes for a Latin letter was put there.
"""


def is_inside_words(text: str) -> bool:
    """Return whether a letter of another script stands inside a Latin word.

    >>> is_inside_words("fдhrt"), is_inside_words("fährt А")
    (True, False)
    """
    return _INSIDE.search(text) is not None


_FIRST_MARKER = "\u2e8d"
"""No marker has a lower code point: most texts are known to have none before these are read."""


def _marked(text: str, bare: str) -> bool:
    if max(bare, default="") < _FIRST_MARKER:
        return False
    pair, marker = _markers()
    if not (bare is text or marker.search(bare)) or not pair.search(text):
        return False
    return len(marker.findall(text)) >= MARKED * len(_EASTERN.findall(text))


_BACKWARD = re.compile("[a-zß-öø-ÿ][ß-öø-ÿ]")


SELDOM = 9.5
"""Nats from which on two neighbouring letters are odd in a language: one pair in 13,000."""

ODD_PAIRS = 2
"""A name is odd once."""

ODD_SHARE = 0.12
"""Of the pairs that begin with an accented letter: sound French has 0.02 of them odd."""

ODD_ALONE = 6
"""So many odd pairs are suspect in a text of whatever language."""


@cache
def _odd_pairs() -> frozenset[str]:
    """Return the pairs of letters, one accented, that are unusual in every such language."""
    tables = [model().alphabets["latin"][language] for language in WESTERN]
    accented = [chr(code) for code in (*range(0xDF, 0xF7), *range(0xF8, 0x100))]
    plain = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pairs = [(a, b) for a in accented for b in (*plain, *accented)]
    pairs += [(b, a) for a, b in pairs]
    odd = {
        a + b
        for a, b in pairs
        if all(t.alone.get(a, UNKNOWN) + t.after.get(a + b, UNKNOWN) > SELDOM for t in tables)
    }
    return frozenset(odd | {pair[0].upper() + pair[1] for pair in odd})


def _foreign(text: str, bare: str, pairs: list[str]) -> bool:
    """Return whether the accented letters of a text stand where its language has others."""
    if not _odd_pairs().isdisjoint(pairs) and _oddly_spelt(text, pairs):
        return True
    for row in _rows_for(_telling().intersection(bare)):
        if row.lost and not row.lost.search(text):
            continue
        if row.against and row.against.search(text):
            continue
        if row.beside.search(text):
            return True
    return False


def _oddly_spelt(text: str, pairs: list[str]) -> bool:
    odd = _odd_pairs()
    if sum(map(odd.__contains__, pairs)) < ODD_SHARE * len(pairs):
        return False
    found = len(odd.intersection(pairs + _BACKWARD.findall(text)))
    return found >= ODD_PAIRS and (found >= ODD_ALONE or bool(EASTERN_EUROPE.search(text)))
