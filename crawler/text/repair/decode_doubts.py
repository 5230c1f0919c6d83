"""What speaks against a reading of a line: what nobody writes in the language it would be in.

A reading wins by being likelier than the line (`crawler.text.repair.decode_candidates`). What the
letters and their neighbours do not tell is here: letters that no one language has, signs inside
words, words of two scripts, marks that nothing closes. Each costs nats, or `NEVER`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from crawler import patterns as re
from crawler.text.encoding.encodings import CYRILLIC, DOUBLE, decode, encode, home_of
from crawler.text.encoding.labels import AGREED, FLUENT
from crawler.text.encoding.language_model import (
    ASSIGNED,
    GLUED,
    NEW_SCRIPT,
    UNKNOWN,
    cost,
    languages_with,
    latin_language,
    latin_languages,
    letters_by_script,
    script_of,
    sign_cost,
)
from crawler.text.repair.utf8_runs import CUT_LETTER, WESTERN

if TYPE_CHECKING:
    from collections.abc import Callable

NEVER = 1e6
UNPAIRED = 8.0
"""What a quotation mark costs that no other answers: the byte is a letter in ISO-8859-2, and a
capital in Mac Cyrillic."""

CUT = 10.0
"""What speaks for UTF-8: the first byte of ``à`` behind a small letter, as in ``voilÃ le``."""

STRANGE = 14.0
FEW = 3
"""Signs outside ASCII that one character of UTF-8 can have become."""


class Reading(Protocol):
    """A line as it reads if a certain mistake is undone."""

    @property
    def text(self) -> str:
        """The line as it reads."""

    @property
    def was(self) -> str:
        """The coding of the bytes."""

    @property
    def taken_for(self) -> str:
        """What they were read as."""


LATIN = frozenset(
    (
        "cp1252",
        "latin-1",
        "cp1250",
        "iso-8859-2",
        "cp1254",
        "cp1257",
        "mac-roman",
        "cp850",
        "cp437",
    )
)
SEQUENCES = 4
"""Letters of two and more bytes in a line that is UTF-8 throughout, from which on it can have been
nothing else: one line in 4,000 of a single letter and a sign each would be by chance."""

ODD = re.compile(r"[^\x00-\x7f]")
_IN_WORD = re.compile(r"[^\W\d_][^\x00-\x7f\W]|[^\x00-\x7f\W](?=[^\W\d_])")
C1 = re.compile("[\x80-\x9f]")


def _is_likely(sample: str, mistake: tuple[str, str], text: str, most: float = 0.0) -> bool:
    """Return whether a line makes as much sense if this was the mistake, or a little less."""
    was, taken_for = mistake
    body = encode(sample, taken_for)
    other = decode(body, was) if body is not None else None
    return other is not None and cost(other) < cost(text) + most


def _of_case(case: Callable[[str], bool]) -> str:
    return "".join(filter(case, map(chr, range(0x100, 0x250))))


_ELSEWHERE = "Ͱ-\u0587\u05d0-\u06ff"
_LATIN = "b-df-hj-nq-wzDFGIJLNQ-SU-WYZ"
_TORN = re.compile(
    f"[{_LATIN}][{_ELSEWHERE}]|[{_ELSEWHERE}][{_LATIN}]"
    "|[A-Za-z][\u05d0-\u08ff\u1000-\u1dff]|[\u05d0-\u08ff\u1000-\u1dff][A-Za-z]"
)
"""Letters of two scripts in one word, which do not look alike."""

_INSIDE = re.compile(f"[a-zß-öø-ÿ{_of_case(str.islower)}][À-ÖØ-Þ{_of_case(str.isupper)}]")
"""A capital that is not plain inside a word."""

_FOREIGN_PAIR = re.compile("[Ͱ-\u0587][\u05d0-\u06ff]|[\u05d0-\u06ff][Ͱ-\u0587]")


_GLUED = re.compile("[a-z][\u05d0-\u08ff][a-z]")


def is_torn(sample: str, text: str, *, western: bool = False) -> bool:
    """Return whether a reading made words of two scripts, or capitals inside words.

    In a Western one these are names that somebody wrote so, but for a letter among small ones.
    """
    gained = set(text) - set(sample)
    if western:
        return any(not gained.isdisjoint(found) for found in _GLUED.findall(text))
    pairs = [a + b for a, b in pairwise(text) if a in gained or b in gained]
    return any(_TORN.match(pair) or _INSIDE.match(pair) for pair in pairs)


_CASES = re.compile("[а-яѐ-џ][А-ЯЀ-Џ]|[0-9][Ѐ-ӿ]{1,3}[0-9]")
"""Letters of a case, or beside digits, that no Cyrillic word has there."""

_FINAL_INSIDE = re.compile("ς[ά-ώ]|[ךםןףץ][א-ת]")
"""A form for the end of a word before another letter of it."""


_OPENED_BEHIND = re.compile(r"[^\W\d_][«„]")
"""A mark that opens, behind a letter."""

SCRIPT_OF = dict.fromkeys(CYRILLIC, "cyrillic") | {
    "cp1253": "greek",
    "cp1255": "hebrew",
    "cp1256": "arabic",
    "cp874": "thai",
}
"""What a coding was made for; the rest of them for Chinese, Japanese and Korean."""


def is_askew(sample: str, reading: Reading) -> bool:
    """Return whether a reading in another script is not what is written in that script."""
    gained = set(reading.text) - set(sample)
    if SCRIPT_OF.get(reading.was, "cjk") not in map(script_of, gained):
        return True
    if reading.was in CYRILLIC:
        if not languages_with(gained, "cyrillic"):
            return True
        shouted = 2 * sum(map(str.isupper, reading.text)) > sum(map(str.isalpha, reading.text))
        if shouted and cost(reading.text) - NEW_SCRIPT > FLUENT * len(reading.text):
            return True
        odd_signs = _CASES.search(reading.text) or _OPENED_BEHIND.search(reading.text)
        return bool(odd_signs) or _half_words(sample, reading.text)
    if reading.was not in DOUBLE:
        return _FINAL_INSIDE.search(reading.text) is not None
    odd = ODD.findall(reading.text)
    counts = letters_by_script("".join(odd)).most_common(1)
    few = reading.taken_for in DOUBLE and len(odd) < SEQUENCES
    signs = any(script_of(char) == "other" and sign_cost(char) > GLUED for char in odd)
    few |= signs and len(odd) <= SEQUENCES
    return few or not counts or counts[0][0] != "cjk"


_HALF_WORD = re.compile(
    r"[^\W\d_][^\w\s'’ʼ.,:;!?)…”“»\"-]|[^\W\d_]“(?=[^\W\d_])"
    r"|[^\w\s'’ʼ.,:;!?(“„«‘\"¿¡-](?=[^\W\d_])|[”»](?=[^\W\d_])"
)
"""A sign where a letter has to be: an opening quote behind a letter, a lone dash before one."""


_ODD_SIGNS = "[¡-ª¬-¯±-¶¸-ºÀ-ÞŒœŠŽžƒˆ˜†‡‰‚„•€˘˛ˇ√∆∞≈◊Ω∫]"
_SIGN = re.compile(_ODD_SIGNS)
_BEHIND = re.compile(f"(?<=[^\\W\\d_]){_ODD_SIGNS}")


def _half_words(sample: str, text: str) -> bool:
    """Return whether a reading has signs where letters have to be, that the line has not there."""
    if len(sample) != len(text):
        return len(_HALF_WORD.findall(text)) > len(_HALF_WORD.findall(sample))
    signs = (found.start() + found[0][0].isalpha() for found in _HALF_WORD.finditer(text))
    return any(text[at] != sample[at] for at in signs)


def latin_doubt(sample: str, reading: Reading) -> float:
    """Return what speaks against a Latin text's having been another Latin text."""
    text, was = reading.text, reading.was
    if _half_words(sample, text):
        return NEVER
    if _C1_AS_MEANT.issuperset(gained := set(text) - set(sample)):
        return unpaired(text) + NEVER * _is_swallowed(sample, text, gained)
    if (language := latin_language(text)) not in home_of(was):
        return NEVER
    if cost(text) - NEW_SCRIPT > FLUENT * len(text) or _is_ambiguous(sample, reading):
        return NEVER
    if _is_misplaced(list(zip(sample, text, strict=False))):
        return NEVER
    plain = latin_languages(
        " ".join(a for a, b in zip(sample.split(), text.split(), strict=False) if a == b)
    )
    foreign = max(0.0, plain[language] - min(plain.values()) - AGREED)
    return foreign + unpaired(text) + UNPAIRED * bool(_LEFT_SIGN.search(text))


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
    return any(a.isalpha() and not (b.isalpha() or b in _MARKS_FOR_LETTERS) for a, b in pairs)


_C1_AS_MEANT = frozenset("ŠšŽž‘’“”–—…€•™‚„")
"""What a C1 control was in every Windows code page that has these, whatever the language is."""

_PLAIN_MARKS = frozenset("’“”–—…ŠŽ")
"""What C1 controls are that sound text is full of, and capitals at the head of a word."""

_SWALLOWED = re.compile(r"[^\W\d_][ŠŽ][a-zß-ÿ]")
"""A capital between a letter and a small one: MacRoman has ``é`` there."""

_LEFT_SIGN = re.compile("[a-z][¹³¾±¶¿]|[¹³¾±¶¿©](?=[a-z])")
"""What letters of ISO-8859-2 look like in codings that have signs there."""


_MARKS_FOR_LETTERS = "’‘“”–—…«»\xa0"
"""Signs that another Latin coding has where one has a letter, and that text is full of."""


def unpaired(text: str) -> float:
    """Return what speaks against a text whose quotation marks do not answer each other."""
    return UNPAIRED * max(abs(text.count(a) - text.count(b)) for a, b in ("«»", "“”"))


def utf8_doubt(sample: str, reading: Reading) -> float:
    """Return what speaks against a text's having been UTF-8."""
    odd, shrunk = len(ODD.findall(sample)), len(sample) - len(reading.text)
    gained = set(reading.text) - set(sample)
    if _is_formula(sample, reading) or _is_chance(sample, reading.text, gained):
        return NEVER
    if len(_SIGN.findall(reading.text)) > max(1, shrunk) or _FOREIGN_PAIR.search(reading.text):
        return NEVER
    if reading.taken_for not in WESTERN:
        left = sum(sign in sample for sign in _BEHIND.findall(reading.text))
        if left >= max(1, shrunk) or len(_CASES.findall(reading.text)) > 1:
            return NEVER
    doubt = 6.0 * bool(C1.search(reading.text) and not C1.search(sample))
    doubt -= CUT * bool(reading.taken_for == "cp1252" and CUT_LETTER.search(sample))
    doubt += sum(STRANGE for char in gained if _strange(char))
    if reading.taken_for not in DOUBLE and odd > 8 * shrunk:
        doubt += 12.0
    if odd > FEW:
        return doubt
    if reading.taken_for not in ("cp1252", "latin-1") and not _IN_WORD.search(reading.text):
        doubt += 8.0
    if odd > shrunk + 1:
        doubt += 20.0
    return doubt


def _is_formula(sample: str, reading: Reading) -> bool:
    """Return whether a line is a measure, a frame, a formula or the name of a commit."""
    if reading.taken_for in DOUBLE and _HEXADECIMAL.search(reading.text):
        return True
    if reading.taken_for in WESTERN or _UNIT.search(sample):
        return _UNIT.search(sample) is not None
    few = len(sample) - len(reading.text) <= FEW
    return bool(_DRAWN.search(reading.text) or (few and _MATHS.search(reading.text)))


def _is_chance(sample: str, text: str, gained: set[str]) -> bool:
    """Return whether a reading has letters that no text of theirs is around.

    ``ÆŒ`` in a list of letters is a letter of Africa, ``Ã¡Œ«`` among signs an Ethiopic one.
    """
    if _WORDS.search(sample) is None and any("ſ" < char < "ɐ" for char in gained):
        return True
    rare = set(filter(_is_rare, gained))
    alone = _scripts(rare).isdisjoint(_scripts(gained - rare))
    return 0 < len(rare) < FEW and alone and bool(set(ODD.findall(text)) - rare)


_WORDS = re.compile("[a-z]{2}")
"""A word, beside which letters of African languages are met."""


def _is_rare(char: str) -> bool:
    """Return whether a letter is of a script that is not counted, or of no text of its script."""
    script = script_of(char)
    if not char.isalpha() or script == "latin":
        return False
    return char > "\u06ff" if script == "other" else cost(char) >= NEW_SCRIPT + UNKNOWN


def _scripts(letters: set[str]) -> set[str]:
    return {script_of(letter) for letter in letters if letter.isalpha()}


_UNIT = re.compile(r"\d\s?Å[²³](?!\w)")
"""A measure of what is smaller than a micron, which looks as ``ų`` does in UTF-8."""

_HEXADECIMAL = re.compile(r"[0-9a-f]\w?[^\x00-\x7f][0-9a-f]*\d|\d[0-9a-f]*[^\x00-\x7f][0-9a-f]")
"""A letter among digits, as in the name of a commit."""

_DRAWN = re.compile("[─-▟]")
_MATHS = re.compile("[=⁰-ⁿℂℕℚℝℤ\u2200-\u2205\u2207-\u2219\u221b-\u2247\u2249-\u25c9]")
"""Signs of formulas that UTF-8 in no coding shows: a Greek letter beside them is one."""


def _strange(char: str) -> bool:
    return char > "\u024f" and script_of(char) == "other" and sign_cost(char) >= ASSIGNED
