"""What proves that a page went through a mirror, which made it traditional and wrote pinyin in.

Many readings prove it, since a mirror writes them behind every occurrence of a character, and a
lesson behind a few. Few prove it where nobody would have written them: behind characters that
everybody can read, in the reading that everybody takes first, in the middle of a sentence, or in
a text that is traditional save for what a table of one to one has to leave.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.normal_forms import normalized
from crawler.text.encoding.language_model import UNKNOWN, model
from crawler.text.mirror.pinyin import (
    READING,
    TONED,
    composed,
    is_rare,
    is_traditional,
    is_usual,
    opencc,
    read_so,
    readings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 2
"""Annotations that prove anything in a text of any length: 《學(xué)而》 alone is a gloss."""

MANY = 6
"""Annotations that nothing else need speak for."""

VALID = 0.9
"""Share of annotations that are readings of their character, and of annotated characters that
are traditional: mirrors reach 1.0, glosses in sound text name simplified ones."""

BARE = 0.5
"""Share of annotated characters' occurrences that may be bare: a mirror annotates all, save on
partly annotated pages; a lesson annotates a word once."""

DENSE = 50
"""Chinese characters for each of a few readings: a mirror writes one every 5 to 20, who explains
a name or two in a story writes one or two in all."""

AGAIN = 3
"""Annotations of a character annotated before: no lesson teaches so often what it has taught."""

PLAIN_DISTINCT = 4
"""Characters annotated without tones, or on simplified characters, that prove anything."""

COMMON = 9.5
"""Nats that a character costs which everybody can read: one in 13,000."""

SHORT = 200
"""Chinese characters of a text that a single reading may speak for: the tables that are met
annotate one in 20."""

WITHIN = 0.2
"""Share of many readings that a Chinese character follows: in a list of words to learn none."""

TRADITIONAL = 3
"""Other traditional characters beside a single reading, that it stands in a traditional text."""

_HAN = "\u3400-\u9fff"
SUSPECT = re.compile(rf"\(\s?{READING}\s?[)(]|\?{READING}\)")
ANNOTATED = re.compile(rf"([{_HAN}])(\s?)\(\s?({READING})(\s?)\)")
ASKEW = re.compile(rf"\?\(?({READING})\)")
_WITHIN = re.compile(rf"\(\s?{READING}\s?\)(?=[{_HAN}])")
_AFTER_HAN = re.compile(rf"([{_HAN}])(?:\?\(?|([@-~])\()({READING})\)")
_HAN_ONE = re.compile(f"[{_HAN}]")
KANA = re.compile("[ぁ-ヺ]")
_QUOTED = re.compile(rf"[」』”’》]\s?\({READING}\)")
"""A reading of what was quoted: no mirror looks for one there."""

_NAMED = re.compile(r"[《「『“‘\"〈【][^《》「」『』“”‘’\"〈〉【】\n]{0,16}\Z")
_ABOUT_READING = re.compile(
    "拼音|注音|[发發讀读]音|[读讀念唸][作做成]|怎[麼么][读讀念唸]|[声聲][调調]|多音|同音|"
    "普通[話话]|生字|生[詞词]"
)


class MirrorEvidence(NamedTuple):
    """What proves that a page went through a mirror."""

    annotations: int
    distinct: int
    """Characters annotated."""

    askew: int
    """Annotations that hit across the border of two characters."""

    characters: frozenset[str]
    """Those that the mirror annotates."""

    simplified: bool
    """Whether the mirror left the characters simplified."""

    unknown: int
    """Every ``?`` in the texts that hold annotations."""


class _Found(NamedTuple):
    """The annotations of a text that give a reading of their character."""

    text: str
    valid: tuple[tuple[str, str], ...]
    telling: int
    """Those that no writer would have set."""

    spaced: int
    """Those with a space behind the reading and none before it, as ``說(shuō )``."""


def evidence(texts: Iterable[str], *, whole: bool = True) -> MirrorEvidence | None:
    """Return what proves mirror damage in the texts of one page; None where nothing does.

    `whole`: these are all texts of the page, so that a single reading can be told from a gloss.

    >>> evidence(["老師說(shuō)明來(lái)意，調(diào)研開(kāi)始"]).annotations
    4
    >>> evidence(["您(nín)好，北京(Běijīng)。重(zhòng)要，重(chóng)新"]) is None
    True

    One is enough in a sentence where nobody would have set it, but not in a title:

    >>> evidence(["這是學科的基本知識點(diǎn)，大學考試要考"]).annotations
    1
    >>> evidence(["國務院發布，《學(xué)而》"]) is None
    True
    """
    every = list(texts)
    bracketed = (text for text in every if "(" in text or "?" in text)
    joined = "\n".join(text for text in bracketed if SUSPECT.search(text))
    if not joined or not any(not text.isascii() and _HAN_ONE.search(text) for text in every):
        return None
    matches = list(ANNOTATED.finditer(joined))
    found = _found(joined, matches)
    askew = len(ASKEW.findall(joined))
    if len(found.valid) < VALID * len(matches) - askew or _teaches(found):
        return None
    traditional = sum(is_traditional(char) for char, _ in found.valid) >= VALID * len(found.valid)
    if len(found.valid) + min(askew, 1) < LEAST or not found.valid:
        proven = whole and traditional and _single(every, found)
    else:
        proven = _several(every, found, traditional=traditional) and _annotates_all(found)
        traditional = traditional or found.spaced >= LEAST
    if not proven:
        return None
    chars = frozenset(char for char, _ in found.valid)
    return MirrorEvidence(
        len(matches), len(chars), askew, chars, not traditional, joined.count("?")
    )


def _found(text: str, matches: list[re.Match[str]]) -> _Found:
    valid, telling, spaced = [], 0, 0
    for found in matches:
        char, reading = found[1], composed(found[3])
        if reading in readings(char):
            valid.append((char, reading))
            telling += _is_telling(text, found.start(), char, reading)
            spaced += bool(found[4]) and text[found.start(3) - 1] == "("
    return _Found(text, tuple(valid), telling, spaced)


def _teaches(found: _Found) -> bool:
    """Return whether readings are what the text is about.

    A mirror knows one for each character, and writes most of them into the middle of phrases.
    """
    toned = {(char, said) for char, said in found.valid if any(letter in TONED for letter in said)}
    twice = len(toned) - len({char for char, _ in toned})
    if twice > (1 - VALID) * len(found.valid):
        return True
    if len(found.valid) < MANY:
        if _QUOTED.search(found.text) or any(is_rare(char, said) for char, said in found.valid):
            return True
        return _ABOUT_READING.search(_without_readings(found.text)) is not None
    return len(_WITHIN.findall(found.text)) < WITHIN * len(found.valid)


def _is_telling(text: str, at: int, char: str, reading: str) -> bool:
    """Return whether nobody would gloss this: what is known to all, where it is not named."""
    return (
        is_traditional(char)
        and model().characters["zh"].get(char, UNKNOWN) <= COMMON
        and is_usual(char, reading)
        and not _NAMED.search(text[max(at - 20, 0) : at])
    )


def _several(texts: list[str], found: _Found, *, traditional: bool) -> bool:
    """Return whether two readings or more are a mirror's."""
    size, distinct = len(found.valid), len({char for char, _ in found.valid})
    many = size >= MANY and distinct >= PLAIN_DISTINCT
    toned = sum(any(c in TONED for c in reading) for _, reading in found.valid)
    if found.spaced >= LEAST and found.spaced == size:
        return sum(is_traditional(char) for char, _ in found.valid) >= LEAST
    if not traditional:
        return many and not toned
    if toned < VALID * size:
        return many
    if size >= MANY or found.telling >= LEAST:
        return True
    text = _without_readings("\n".join(texts))
    return len(_HAN_ONE.findall(text)) <= DENSE * size or is_mixed(text)


def _annotates_all(found: _Found) -> bool:
    """Return whether the characters that are annotated are so nearly everywhere, or all along."""
    size, chars = len(found.valid), {char for char, _ in found.valid}
    bare = sum(found.text.count(char) for char in chars) - size
    return bare <= BARE * (bare + size) or (size >= MANY and size - len(chars) >= AGAIN)


def _single(texts: list[str], found: _Found) -> bool:
    """Return whether the one reading of a short traditional text is a mirror's."""
    text = _without_readings("\n".join(texts))
    if len(_HAN_ONE.findall(text)) > SHORT:
        return False
    chars = {char for char, _ in found.valid}
    others = {char for char in text if is_traditional(char)} - chars
    if len(others) < TRADITIONAL:
        return False
    if not found.valid:
        return any(
            _completes(split[1], split[2], composed(split[3]))
            for split in _AFTER_HAN.finditer(text)
        )
    toned = any(c in TONED for _, reading in found.valid for c in reading)
    bare = sum(text.count(char) for char in chars) > len(found.valid)
    return toned and not bare and (found.telling > 0 or is_mixed(text))


def _completes(char: str, letter: str | None, reading: str) -> bool:
    """Return whether a character's last byte and one more, lost or a letter, are read so."""
    if not any(c in TONED for c in reading):
        return False
    codes = (each.encode("gbk") for each in read_so(reading) if is_traditional(each))
    tail = char.encode("gbk", "replace")[-1:] + (letter or "").encode()
    return any(code.startswith(tail) for code in codes)


def is_mixed(text: str) -> bool:
    """Return whether a text is traditional save for what a table of one to one has to leave.

    >>> is_mixed("由于治療仍需要余款，時間不夠"), is_mixed("由於治療仍需要餘款，時間不夠")
    (True, False)

    What quotes a traditional character is written in simplified ones:

    >>> is_mixed("这个“發”字的写法和“髮”字不同，后来才并成一个")
    False
    """
    proper = str(opencc("s2t").convert(text))
    if len(proper) != len(text) or KANA.search(text):
        return False
    left = [was for was, now in zip(text, proper, strict=True) if was != now and was not in STRAY]
    others = [char for char in left if char not in _of_several()]
    traditional = sum(map(is_traditional, text))
    return traditional >= TRADITIONAL and len(left) > len(others) <= (1 - VALID) * traditional


STRAY = "台布群峰吃床秘污才里面了周游梁涌占几向"
"""What OpenCC writes otherwise than many a writer of traditional Chinese."""


@cache
def _of_several() -> frozenset[str]:
    """Return the simplified characters that stand for several, one of which may be themselves."""
    pairs = (bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    chars = "".join(char for pair in pairs if len(char := pair.decode("gbk", "ignore")) == 1)
    simple = str(opencc("t2s").convert(chars))
    forms: dict[str, set[str]] = {}
    if len(simple) == len(chars):
        for was, now in zip(chars, simple, strict=True):
            forms.setdefault(now, set()).add(was)
    return frozenset(
        char for char, known in forms.items() if len(known - {char}) > 1 or _is_big5(char)
    )


def _is_big5(char: str) -> bool:
    """Return whether traditional writing has a character too."""
    return bool(char.encode("big5", "ignore"))


def _without_readings(text: str) -> str:
    return ANNOTATED.sub(r"\1", normalized("NFC", text))
