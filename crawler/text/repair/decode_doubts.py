"""What speaks against a reading of a line: what nobody writes in the language it would be in.

A reading wins by being likelier than the line (`crawler.text.repair.decode_candidates`). What the
letters and their neighbours do not tell is here: letters that no one language has, signs inside
words, words of two scripts, marks that nothing closes. Each costs nats, or `NEVER`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from crawler import patterns as re
from crawler.text.encoding.encodings import CYRILLIC, DOUBLE
from crawler.text.encoding.labels import FLUENT
from crawler.text.encoding.language_model import (
    ASSIGNED,
    GLUED,
    NEW_SCRIPT,
    UNKNOWN,
    cost,
    languages_with,
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
        return _is_no_cyrillic(sample, reading.text, gained)
    if reading.was not in DOUBLE:
        return _FINAL_INSIDE.search(reading.text) is not None
    odd = ODD.findall(reading.text)
    few = len(set(odd)) <= SEQUENCES
    if few and (reading.taken_for in DOUBLE or _GLUED_KANA.search(reading.text)):
        return True
    counts = letters_by_script("".join(odd)).most_common(1)
    signs = any(script_of(char) == "other" and sign_cost(char) > GLUED for char in odd)
    few = signs and len(odd) <= SEQUENCES
    return few or not counts or counts[0][0] != "cjk" or _is_drawn(sample)


def _is_no_cyrillic(sample: str, text: str, gained: set[str]) -> bool:
    """Return whether a reading is not what is written in Cyrillic letters."""
    if not languages_with(gained, "cyrillic") or _is_drawn(sample):
        return True
    shouted = 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))
    if shouted and cost(text) - NEW_SCRIPT > FLUENT * len(text):
        return True
    odd_signs = _CASES.search(text) or _OPENED_BEHIND.search(text)
    return bool(odd_signs) or has_half_words(sample, text)


def _is_drawn(sample: str) -> bool:
    """Return whether the frames in a line stand by themselves: a tree of files, a drawing."""
    runs = [found[0] for found in _RUN.finditer(sample) if _DRAWN.search(found[0])]
    frames = sum(all(map(_DRAWN.match, run)) for run in runs)
    return 2 * frames >= len(runs) > 0 or _TABLE in sample


_RUN = re.compile(r"[^\x00-\x7f]+")
_TABLE = "┬─┬"
"""What is drawn beside a face."""


_GLUED_KANA = re.compile("[a-z][ァ-ヺ]|[ァ-ヺ][a-z]")
"""Kana beside a small letter: Ewe writes ``ƒo``, which is one of them in Shift_JIS."""

_HALF_WORD = re.compile(
    r"[^\W\d_][^\w\s'’ʼ.,:;!?)…”“»\"-]|[^\W\d_]“(?=[^\W\d_])"
    r"|[^\w\s'’ʼ.,:;!?(“„«‘\"¿¡-](?=[^\W\d_])|[”»](?=[^\W\d_])"
)
"""A sign where a letter has to be: an opening quote behind a letter, a lone dash before one."""

_ODD_SIGNS = "[¡-ª¬-¯±-¶¸-ºÀ-ÞŒœŠŽžƒˆ˜†‡‰‚„•€˘˛ˇ√∆∞≈◊Ω∫]"

_SIGN = re.compile(_ODD_SIGNS)

_BEHIND = re.compile(f"(?<=[^\\W\\d_]){_ODD_SIGNS}")


def has_half_words(sample: str, text: str) -> bool:
    """Return whether a reading has signs where letters have to be, that the line has not there."""
    if len(sample) != len(text):
        return len(_HALF_WORD.findall(text)) > len(_HALF_WORD.findall(sample))
    signs = (found.start() + found[0][0].isalpha() for found in _HALF_WORD.finditer(text))
    return any(text[at] != sample[at] for at in signs)


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
    doubt += NEVER * (reading.taken_for in DOUBLE and _are_few_of_a_script(sample, gained))
    if reading.taken_for not in DOUBLE and odd > 8 * shrunk:
        doubt += 12.0
    if odd > FEW:
        return doubt
    if reading.taken_for not in ("cp1252", "latin-1") and not _IN_WORD.search(reading.text):
        doubt += 8.0
    if odd > shrunk + 1:
        doubt += 20.0
    return doubt


def _are_few_of_a_script(sample: str, gained: set[str]) -> bool:
    """Return whether few characters, doubled or not, would be letters that are not Latin.

    ``扎扎``, one character twice, is a digit twice in another coding.
    """
    foreign = any(char.isalnum() and script_of(char) != "latin" for char in gained)
    return foreign and len(set(ODD.findall(sample))) < FEW


def _is_formula(sample: str, reading: Reading) -> bool:
    """Return whether a line is a measure, a frame, a formula or the name of a commit."""
    if reading.taken_for in DOUBLE and _HEXADECIMAL.search(reading.text):
        return True
    if reading.taken_for in WESTERN or _UNIT.search(sample):
        return _UNIT.search(sample) is not None
    if reading.taken_for == "cp1253" and _NUMERAL.search(sample):
        return True
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


_NUMERAL = re.compile("(?<![Α-Ωα-ω])Β΄")
"""The number of a Greek book, which looks as ``´`` does in UTF-8."""

_UNIT = re.compile(r"\d\s?Å[²³](?!\w)")
"""A measure of what is smaller than a micron, which looks as ``ų`` does in UTF-8."""

_HEXADECIMAL = re.compile(r"[0-9a-f]\w?[^\x00-\x7f][0-9a-f]*\d|\d[0-9a-f]*[^\x00-\x7f][0-9a-f]")
"""A letter among digits, as in the name of a commit."""

_DRAWN = re.compile("[─-▟]")

_MATHS = re.compile("[=⁰-ⁿℂℕℚℝℤ\u2200-\u2205\u2207-\u2219\u221b-\u2247\u2249-\u25c9]")
"""Signs of formulas that UTF-8 in no coding shows: a Greek letter beside them is one."""


def _strange(char: str) -> bool:
    return char > "\u024f" and script_of(char) == "other" and sign_cost(char) >= ASSIGNED
