"""Which Latin coding a page's text was in, and what it was taken for, told by its words.

The mistake that, undone, mends the words of a page that are misspelt in its language
(`crawler.text.repair.latin_words`) is the one that was made. Where two mend them otherwise, or
where some stay as they are, nobody knows, and the text stays.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.text.encoding.encodings import decode, encode, home_of, twice_in
from crawler.text.encoding.language_model import cost, cost_in, latin_language, letters_of
from crawler.text.repair.latin_words import (
    LEFT,
    SAMPLE,
    SPELT,
    WORDS,
    is_abroad,
    is_misspelt_page,
    is_no_name,
    is_torn,
    misspelt_in,
    misspelt_languages,
    odd_lines,
    odd_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WAS = (
    "cp1252", "cp1250", "iso-8859-2", "cp1254", "cp1257", "mac-roman", "mac-latin2", "cp850",
    "cp852", "cp437",
)  # fmt: skip
"""Codings of Latin text, the commonest first."""

TAKEN_FOR = (
    "cp1252", "cp1251", "cp1250", "iso-8859-2", "cp437", "cp850", "mac-roman", "cp1253", "cp1254",
    "cp1257", "cp1255", "cp1256", "cp874", "cp852", "cp866", "koi8-r", "mac-cyrillic", "latin-1",
    "gb18030", "big5hkscs", "cp949", "cp932",
)  # fmt: skip
"""What Latin text is read as, the commonest first."""

OLDER = (
    frozenset({"mac-roman", "mac-latin2", "mac-cyrillic"}),
    frozenset({"cp437", "cp850", "cp852", "cp866"}),
)
"""Codings of the Mac and of DOS, older than the web; their texts hardly ever met each other."""

OLD = 6.0
"""Nats that one of these costs."""

SURE = 16.0
"""Nats by which the lines have to be likelier, in whatever language: of 300,000 sound lines in 500
languages none is, of 2,000 that were misread all but 4. Twice as many where Mac and DOS meet."""

BORNE_OUT = 0.5
"""Share of what is gained in the language of the page that is gained in whatever language."""

TELLING = 4.0
"""Nats by which a word that tells of a mistake becomes likelier in the language of the page."""

SPOILT = 0.1
"""Share of the words that may be less likely after it, or have letters of another language."""

OPEN = 6.0
"""Nats between two mistakes below which nobody can tell which it was."""

VOTED = 1.5
"""Nats by which a line has to be likelier where the page proves the mistake, and a word less
likely to speak against one."""

WEIGHED = 8000
"""Characters that are weighed: a page of more has proven its mistake by then."""


class LatinMistake(NamedTuple):
    """What a page's Latin text was, what it was taken for, and its language (BCP 47)."""

    was: str
    taken_for: str
    language: str

    def undone(self, text: str) -> str | None:
        """Return a text as it was meant, or None where it cannot have been read so."""
        return _undone(text, self.was, self.taken_for)

    def undone_in(self, line: str) -> str:
        """Return a line of the page as it was meant; as it is where that is no likelier."""
        after = self.undone(line)
        if after is None or after == line:
            return line
        gain = cost_in(line, self.language) - cost_in(after, self.language)
        sound = gain < VOTED or cost(after) > cost(line) or is_abroad(line, self.language)
        return line if sound else after


class _Found(NamedTuple):
    mistake: LatinMistake
    worth: float
    """Nats by which the lines are likelier, in whatever language, less the mistake's price."""

    words: Mapping[str, str]
    """The words of these lines, and how they are meant."""


def latin_mistakes(lines: Sequence[str], language: str | None = None) -> list[LatinMistake]:
    """Return the mistake that the words of some lines of a page prove; none where none is.

    Where others are nearly as likely, and would mend the words otherwise, they follow it: then
    nobody can tell. `language` is that of the page (BCP 47), where it is known.

    >>> latin_mistakes(["La premičre journée avec des dépęches, aprčs la longue grčve des ports"])
    [LatinMistake(was='cp1252', taken_for='cp1250', language='fr')]
    >>> latin_mistakes(["La première, à Nové Město, de la pièce de Čapek, řekl"])
    []
    """
    if not is_misspelt_page(lines, language):
        return []
    words = {line: odd for line in odd_lines(lines, WEIGHED) if (odd := odd_words(line))}
    found = [each for tongue in _languages(words) for each in _mended(words, tongue)]
    if not found:
        return []
    best = max(found, key=lambda each: each.worth)
    return [best.mistake, *(other.mistake for other in found if _rivals(best, other))]


def _rivals(best: _Found, other: _Found) -> bool:
    differ = any(best.words.get(word, after) != after for word, after in other.words.items())
    return differ and other.worth > best.worth - OPEN


def _languages(words: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the languages that a page may be in, where words of it are misspelt."""
    every = {word for found in words.values() for word in found}
    found = [*misspelt_languages([*words], every)]
    if not found and any(map(is_torn, every)):
        return [_as_it_reads_best(" ".join(words)[:SAMPLE])]
    return found


def _as_it_reads_best(text: str) -> str:
    """Return the language of a text that has few plain words."""
    pairs = ((was, taken_for) for was in WAS for taken_for in TAKEN_FOR if was != taken_for)
    undone = (after for pair in pairs if (after := _undone(text, *pair)))
    return latin_language(min(undone, key=cost, default=text))


def _mended(lines: Mapping[str, Sequence[str]], language: str) -> Iterator[_Found]:
    """Return the mistakes that, undone, mend the words of some lines in a language."""
    for was in WAS:
        for taken_for in TAKEN_FOR if language in home_of(was) else ():
            mistake = LatinMistake(was, taken_for, language)
            if was != taken_for and (found := _weighed(lines, mistake)):
                yield found


def _weighed(lines: Mapping[str, Sequence[str]], mistake: LatinMistake) -> _Found | None:
    """Return what a mistake, undone, gains on the lines that it mends; None where too little."""
    gains: dict[str, float] = {}
    likelier, price = 0.0, _price(mistake)
    for line, words in lines.items():
        here = {word: _gain(word, *mistake) for word in words}
        if sum(here.values()) > 0 and (after := mistake.undone(line)) is not None:
            gains |= here
            likelier += cost(line) - cost(after)
    if likelier < max(price, BORNE_OUT * sum(gains.values())):
        return None
    found = _Found(
        mistake, likelier - price, {word: mistake.undone(word) or word for word in gains}
    )
    return found if _is_proven(found, gains) and not _is_partial(found, gains) else None


def _price(mistake: LatinMistake) -> float:
    """Return by how many nats the lines have to be likelier."""
    old = [names.intersection(mistake) for names in OLDER]
    return SURE + OLD * sum(map(len, old)) + SURE * all(old)


def _is_proven(found: _Found, gains: Mapping[str, float]) -> bool:
    """Return whether enough words tell of a mistake, and are of the language when mended.

    Two are enough that are not mended in the same place, or one of two scripts: it is no name.
    """
    language, letters = found.mistake.language, letters_of(found.mistake.language)
    told = {
        word: after
        for word, after in found.words.items()
        if gains[word] >= TELLING and (is_no_name(word) or is_torn(word))
        if (gained := _gained(word, after)) and gained <= letters
    }
    size = sum(map(len, told.values()))
    if sum(cost_in(after, language) for after in told.values()) > SPELT * size:
        return False
    if any(is_torn(word) and is_no_name(word) for word in told):
        return True
    return len({place for pair in told.items() for place in _places(*pair)}) >= WORDS


def _places(word: str, after: str) -> Iterator[str]:
    """Return the letters that were mended, each between its neighbours."""
    for found in re.finditer("[^\x00-\x7f]", after):
        if found[0] not in word:
            yield after[max(found.start() - 1, 0) : found.end() + 1]


def _is_partial(found: _Found, gains: Mapping[str, float]) -> bool:
    """Return whether words are misspelt after it, or worse than they were."""
    language, letters = found.mistake.language, letters_of(found.mistake.language)
    if misspelt_in(found.words.values(), language) > LEFT * misspelt_in(found.words, language):
        return True
    spoilt = (
        gains[word] < -VOTED or not _gained(word, after) <= letters
        for word, after in found.words.items()
    )
    return sum(spoilt) > SPOILT * len(gains)


def _gained(word: str, after: str) -> set[str]:
    """Return the small letters, not plain, that a word has gained."""
    gained = {char for char in after.lower() if char > "\x7f"}.difference(word.lower())
    return set(filter(str.isalpha, gained))


@lru_cache(50_000)
def _gain(word: str, was: str, taken_for: str, language: str) -> float:
    """Return by how many nats a word is likelier if a mistake is undone."""
    after = _undone(word, was, taken_for)
    return float("-inf") if after is None else cost_in(word, language) - cost_in(after, language)


@lru_cache(20_000)
def _undone(text: str, was: str, taken_for: str) -> str | None:
    if not twice_in(taken_for).isdisjoint(text) or (body := encode(text, taken_for)) is None:
        return None
    return decode(body, was)
