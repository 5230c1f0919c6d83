"""How unlikely it is that somebody wrote this: one number for any text in any script.

`cost` is in nats: the negative logarithm of the probability of a text under a simple model
of the written languages. A wrong decoding is judged by it against all the right ones.

    letters     by the letter before them, in the language of 54 that suits the text best
    characters  Chinese, Japanese and Korean, each by itself, pairs of Chinese ones by the pair
    the rest    by the table `KINDS`, and by what stands beside them

The counts are in ``letters.bin``, built by `crawler.text.encoding.letters_build`.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from crawler import patterns as re
from crawler.normal_forms import normalized

UNKNOWN = 14.0
"""A letter that a language does not have: one in half a million."""

FOREIGN = 9.0
"""A name may be from any language: no word costs more than this above its own."""

NEW_SCRIPT = 5.0
"""A text is written in one or two scripts; mojibake in several."""

SCRIPTS = {
    "latin": "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿ\u0300-\u036f",
    "cyrillic": "Ѐ-ԯ",
    "greek": "Ͱ-ͽͿ-΄Ά-Ͽἀ-῾",
    "armenian": "Ա-ֈ",
    "hebrew": "\u0591-\u05f4",
    "arabic": "\u0610-\u061aؠ-ٟٮ-ۓەۮۯۺ-ۿ\u200c",
    "devanagari": "\u0900-\u0963ॱ-ॿ\u200c\u200d",
    "bengali": "ঀ-৥\u200c\u200d",
    "gurmukhi": "ਁ-੥ੰ-ੵ",
    "gujarati": "ઁ-૥",
    "tamil": "ஂ-௥",
    "telugu": "ఀ-౥",
    "thai": "ก-ฺเ-๎",
    "georgian": "Ⴀ-ჿ",
    "cjk": "々〆一-鿿㐀-䶿ぁ-ゖゝゞァ-ヺーヽヾ가-힣ㄱ-ㆎ\uf900-\ufad9ｦ-ﾟ\U00020000-\U0003ffff",
}

_UNCOUNTED = (
    "[\u0700-\u07ff\u0b00-\u0b7f\u0c80-\u0dff\u0e80-\u109f\u1200-\u139f\u13a0-\u13f5"
    "\u1400-\u167f\u1780-\u18aa\u2c80-\u2cff\u2d30-\u2d7f]"
)
"""Letters of scripts whose languages are not counted, from Syriac to Tifinagh."""

KINDS: tuple[tuple[str, float], ...] = (
    (r"[ \n]", 1.6),
    (r"[0-9]", 3.2),
    (r"[,.]", 3.5),
    (r"[-!?:;()'\"/]", 5.0),
    (r"[\t\r\x20-\x7e]", 6.5),
    ("[、。，「」]", 4.0),
    ("[・：；！？（）『』《》【】“”‘’–—…«»„।،。০-৯०-९٠-٩۰-۹０-９]", 5.0),
    ("[\xa0‚•·¿¡°€©®™№％“”～‐\u3000॥؟؛]", 7.0),
    ("[£§²³´×½‹›¥º¹¼¾±µ¢†→●■◆★○▲▼□◎※〜〔〕〈〉①-⑳Ａ-Ｚａ-ｚ♪♡❤]", 8.5),
    ("[\U0001f300-\U0001faff\u2600-\u27bf]", 8.5),
    ("[\u200c\u200d\ufe0f\u200e\u200f\u2060\u200b]", 6.0),
    ("[¬¦¤¨¸¯¶÷ˆ˜‡‰ƒ˘˛˝ˇ‛]", 11.0),
    (_UNCOUNTED, 7.0),
    ("[ʻʼʽʾʿ]", 6.5),
    ("[\xad\ufeff]", 11.0),
    ("[─-▟]", 10.0),
    ("[\uff61-\uff65]", 11.0),
    ("\ufffd", 9.0),
    ("[\x80-\x9f]", 13.0),
    ("[\x00-\x1f\x7f]", 12.0),
    ("[\ue000-\uf8ff\U000f0000-\U0010ffff]", 14.0),
    ("[\ud800-\udfff]", 14.0),
)
"""What a character costs that is no letter of a known script, most usual first."""

ASSIGNED = 12.0
UNASSIGNED = 15.0
REPEATED = 1.0
"""A second one of the same: a rule of dashes is one decision."""

GLUED = 7.0
"""A sign that stands between two letters, where words have an apostrophe or a hyphen at most."""

NEVER_FIRST = 6.0
"""No Cyrillic word begins with a sign of softness."""

SMALL = {
    "mn": 9.0, "kk": 6.0, "mk": 4.0, "sr": 4.0, "be": 4.0, "az": 4.0, "cy": 4.0,
    "eu": 4.0, "ga": 4.0, "so": 6.0, "sw": 4.0, "tl": 4.0,
    "ms": 2.0, "nn": 3.0, "bs": 1.0, "sq": 4.0, "af": 4.0, "is": 3.0,
}  # fmt: skip
"""What it costs that a text is in one of the smaller languages: once a text."""

NO_KANA = 0.8
"""What each character of Japanese without any kana costs on top."""

LENGTHENED = 3.6
"""The sign of a long vowel in Japanese, which the counts, of letters alone, leave out."""

INSET = 7.0
"""One Chinese character inside a Latin word."""

CAPITAL = 1.5
CAPITAL_INSIDE = 6.0
SMALL_AT_END = 5.0
SCRIPTS_TOUCH = 8.0
TOUCHING = {frozenset(("latin", "greek")): 4.0, frozenset(("cjk", "latin")): 2.0}

_SHAPES = "|".join(f"(?P<{name}>[{letters}]+)" for name, letters in SCRIPTS.items())
_TOKENS = re.compile(f"{_SHAPES}|(?P<other>.)", re.DOTALL)
_KINDS = tuple((re.compile(pattern), price) for pattern, price in KINDS)
_JOINERS = frozenset("'’ʼʻ-‐·\u200c\u200d.,:/_@&+\xad\n \t0123456789()[]\"!?;\u2060\u200b")
_KANA = re.compile("[ぁ-ヺｦ-ﾟ]")
_TABLE = Path(__file__).with_name("letters.bin")


class Alphabet(NamedTuple):
    """A language's letters, what each costs, and what each pair of them costs."""

    alone: dict[str, float]
    after: dict[str, float]


class Model(NamedTuple):
    """All that ``letters.bin`` holds."""

    alphabets: dict[str, dict[str, Alphabet]]
    """By script, then by language."""

    characters: dict[str, dict[str, float]]
    pairs: dict[str, float]
    markers: str
    """Characters that wrong decodings of East Asian text are full of."""


@cache
def model() -> Model:
    """Return the counts, read once: about 60 ms.

    Chinese is counted in both its scripts:

    >>> chinese = model().characters["zh"]
    >>> chinese["会"] == chinese["會"] < chinese["毅"]
    True
    """
    table = json.loads(zlib.decompress(_TABLE.read_bytes()))
    step, first = table["step"], table["first"]
    scripts: dict[str, dict[str, Alphabet]] = {name: {} for name in SCRIPTS}
    for language, row in table["languages"].items():
        letters = row["letters"]
        alone = [(ord(c) - first) / step for c in row["alone"]]
        after = [(ord(c) - first) / step for c in row["after"]]
        pairs = (a + b for a in letters for b in letters)
        alphabet = Alphabet(
            dict(zip(letters, alone, strict=True)), dict(zip(pairs, after, strict=True))
        )
        scripts[script_of(max(letters, key=lambda c: -alphabet.alone[c]))][language] = alphabet

    def spread(costs: dict[str, str], width: int = 1) -> dict[str, float]:
        return {
            grams[at : at + width]: (ord(price) - first) / step
            for price, grams in costs.items()
            for at in range(0, len(grams), width)
        }

    characters = {language: spread(costs) for language, costs in table["characters"].items()}
    characters["ja"].setdefault("ー", LENGTHENED)
    return Model(scripts, characters, spread(table["pairs"], 2), table["markers"])


def script_of(letter: str) -> str:
    """Return the script of a letter: one of `SCRIPTS`, or ``other``."""
    found = _TOKENS.match(letter)
    return (found and found.lastgroup) or "other"


@lru_cache(20_000)
def word_costs(word: str, script: str) -> tuple[float, ...]:
    """Return what a word costs in each language of its script, a name's allowance included."""
    lower = word.replace("İ", "i").lower()
    extra = _capitals(word) if lower != word else 0.0
    if script == "cjk":
        costs = [_characters(lower, name) for name in ("zh", "ja", "ko")]
    else:
        extra += NEVER_FIRST * (lower[0] in "ьъы")
        pairs = (_after(a + b, script) for a, b in pairwise(lower))
        costs = list(map(sum, zip(_alone(lower[0], script), *pairs, strict=True)))
    most = min(costs) + FOREIGN
    return tuple([min(price, most) + extra for price in costs])


def _capitals(word: str) -> float:
    inside = sum(a.islower() and b.isupper() for a, b in pairwise(word))
    end = SMALL_AT_END * (len(word) > 3 and word[-1].islower() and word[:-1].isupper())  # noqa: PLR2004
    return CAPITAL * (word[0].isupper() or inside > 0) + CAPITAL_INSIDE * inside + end


@lru_cache(10_000)
def _alone(letter: str, script: str) -> tuple[float, ...]:
    """Return what a letter costs in each language of its script, whatever stands before it."""
    return tuple(each.alone.get(letter, UNKNOWN) for each in model().alphabets[script].values())


@lru_cache(100_000)
def _after(pair: str, script: str) -> tuple[float, ...]:
    """Return what a letter costs after another, where a language knows the two."""
    known = (each.after.get(pair) for each in model().alphabets[script].values())
    alone = _alone(pair[1], script)
    return tuple(b if a is None else a for a, b in zip(known, alone, strict=True))


def _characters(run: str, language: str) -> float:
    table, pairs = model().characters[language], model().pairs
    total = table.get(run[0], UNKNOWN)
    for a, b in pairwise(run):
        price = table.get(b, UNKNOWN)
        total += min(price, pairs.get(a + b, price)) if language == "zh" else price
    return total + NO_KANA * len(run) * (language == "ja" and not _KANA.search(run))


@lru_cache(10_000)
def sign_cost(sign: str) -> float:
    """Return what a character costs that is no letter of a known script."""
    for kind, price in _KINDS:
        if kind.match(sign):
            return price
    return UNASSIGNED if unicodedata.category(sign) == "Cn" else ASSIGNED


@lru_cache(512)
def cost(text: str) -> float:
    """Return how unlikely it is that somebody wrote this, in nats.

    >>> cost("Új könyv") < cost("Ãšj kÃ¶nyv")
    True
    """
    total = 0.0
    vectors: dict[str, list[Sequence[float]]] = {}
    runs = normalized("NFC", text).split(" ")
    for at, run in enumerate(runs):
        if at:
            total += sign_cost(" ") if runs[at - 1] else REPEATED
        prices, words = _priced(run)
        for price in prices:
            total += price
        for script, costs in words:
            vectors.setdefault(script, []).append(costs)
    return total + sum(_cheapest(script, costs) for script, costs in vectors.items())


@lru_cache(20_000)
def _priced(run: str) -> tuple[tuple[float, ...], tuple[tuple[str, Sequence[float]], ...]]:
    """Return what the signs between two blanks cost, and their words, each in its script.

    The readings of a line differ in a few of its words.
    """
    prices: list[float] = []
    words: list[tuple[str, Sequence[float]]] = []
    before, sign, lone = "other", " ", False
    for token in _TOKENS.finditer(run):
        script, found = token.lastgroup or "other", token[0]
        if script == "other":
            prices.append(REPEATED if found == sign else sign_cost(found))
            before, sign = script, found
            continue
        words.append((script, word_costs(found, script)))
        if before != "other":
            alone = lone and script == "latin"
            touching = TOUCHING.get(frozenset((before, script)), SCRIPTS_TOUCH)
            prices.append(INSET * alone + touching)
        elif sign not in _JOINERS and sign and script != "cjk":
            at = token.start()
            prices.append(GLUED * (at > 1 and run[at - 2].isalpha()))
        lone = script == "cjk" and len(found) == 1 and before == "latin"
        before, sign = script, ""
    return tuple(prices), tuple(words)


def latin_languages(text: str, *, plain: bool = True) -> dict[str, float]:
    """Return what the words of a text cost in each Latin language, or those in plain a to z.

    >>> costs = latin_languages("Nikt nie jest winien")
    >>> min(costs, key=costs.__getitem__)
    'pl'
    """
    names = tuple(model().alphabets["latin"])
    totals = [0.0] * len(names)
    for word in _TOKENS.finditer(text):
        if word.lastgroup == "latin" and (word[0].isascii() or not plain):
            totals = [a + b for a, b in zip(totals, word_costs(word[0], "latin"), strict=True)]
    return dict(
        zip(names, (a + b for a, b in zip(totals, _priors("latin"), strict=True)), strict=True)
    )


def latin_language(text: str) -> str:
    """Return the Latin language that suits a text best.

    >>> latin_language("Każdy człowiek")
    'pl'
    """
    names = tuple(model().alphabets["latin"])
    totals = list(_priors("latin"))
    for word in _TOKENS.finditer(text):
        if word.lastgroup == "latin":
            totals = [a + b for a, b in zip(totals, word_costs(word[0], "latin"), strict=True)]
    return names[totals.index(min(totals))]


def cost_in(text: str, language: str) -> float:
    """Return how unlikely a text is in one Latin language, in nats.

    >>> cost_in("première", "fr") < cost_in("première", "cs")
    True
    """
    at = tuple(model().alphabets["latin"]).index(language)
    total = 0.0
    for run in normalized("NFC", text).split(" "):
        prices, words = _priced(run)
        total += sum(prices)
        for script, costs in words:
            total += costs[at] if script == "latin" else NEW_SCRIPT + min(costs)
    return total


OWN = 10.8
"""Nats above which a letter is in foreign names at most: Czech ``ø``, the rarest of its own that
a language has in a coding, costs 10.4."""


MISCOUNTED = {"cs": "ìøèù", "hu": "õû", "ro": "ãþº", "lt": "ëðøþàáèûæ", "pl": "êæù", "hr": "èæ"}
"""Letters that the counts of a language have from texts that were misread themselves."""


def languages_with(chars: Iterable[str], script: str) -> frozenset[str]:
    """Return the languages of a script that have all of its letters among these but a to z.

    >>> sorted(languages_with("čđž", "latin")), languages_with("ąľ", "latin")
    (['bs', 'hr'], frozenset())
    """
    letters = frozenset("".join(chars).replace("İ", "i").lower())
    own = (letter for letter in letters if letter > "\x7f" and script_of(letter) == script)
    return _having(frozenset(own), script)


@lru_cache(4096)
def _having(letters: frozenset[str], script: str) -> frozenset[str]:
    return frozenset(name for name in model().alphabets[script] if letters <= letters_of(name))


@cache
def letters_of(language: str) -> frozenset[str]:
    """Return the small letters of a language (BCP 47); none where they are not known.

    >>> letters_of("de") - letters_of("en") >= {"ß", "ö"}, letters_of("tlh")
    (True, frozenset())
    """
    known = (each.get(language) for each in model().alphabets.values())
    costs = next((each.alone for each in known if each), {})
    own = (letter for letter, price in costs.items() if price <= OWN)
    return frozenset(own).difference(MISCOUNTED.get(language, ""))


def letters_by_script(text: str) -> Counter[str]:
    """Return how many letters of each known script are in a text.

    >>> letters_by_script("Die Новости, 1")
    Counter({'cyrillic': 7, 'latin': 3})
    """
    counts: Counter[str] = Counter()
    for token in _TOKENS.finditer(text):
        if token.lastgroup not in (None, "other"):
            counts[token.lastgroup] += len(token[0])
    return counts


def _cheapest(script: str, words: list[Sequence[float]]) -> float:
    """Return what the words of one script cost in the language that suits them best."""
    return NEW_SCRIPT + min(map(sum, zip(*words, _priors(script), strict=True)))


@cache
def _priors(script: str) -> tuple[float, ...]:
    if script == "cjk":
        return (0.0, 0.0, 0.0)
    return tuple(SMALL.get(language, 0.0) for language in model().alphabets[script])
