"""Which lines of a page are read again, and how: they decide it together.

The readings of a line (`crawler.text.repair.decode_candidates`) are weighed by how likely
somebody is to have written them; one wins where it is better than the line by more than its
price. A mistake proven on one line needs less evidence on the next; a script in which nothing
else is written needs more; a line that speaks of codings may quote what they do, and stays.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.encoding.encodings import home_of
from crawler.text.encoding.labels import is_in_its_language, is_in_one_of
from crawler.text.encoding.language_model import (
    languages_with,
    latin_language,
    letters_by_script,
    model,
)
from crawler.text.repair.decode_candidates import (
    CERTAIN,
    VOTED,
    DecodeCandidate,
    certain,
    price_of,
    readings,
)
from crawler.text.repair.decode_doubts import LATIN, ODD
from crawler.text.repair.latin_words import leaves_misspelt, tag_of
from crawler.text.repair.mojibake_detect import suspect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.text.repair.steps import Undone

ABROAD = 30.0
"""What it costs that one line is in a script in which nothing else on the page is."""

SOUND = 2000

SOUND_LETTERS = 40
"""How much sound text is looked at for the page's script, and the least that tells it."""

SCRIPT_OF_LANGUAGE = {
    **dict.fromkeys(["ru", "uk", "bg", "be", "sr", "mk", "kk", "mn", "ky", "tg"], "cyrillic"),
    **dict.fromkeys(["zh", "ja", "ko"], "cjk"),
    **dict.fromkeys(["ar", "fa", "ur", "ps", "ug", "ckb"], "arabic"),
    **dict.fromkeys(["hi", "mr", "ne"], "devanagari"),
    "el": "greek",
    "he": "hebrew",
    "th": "thai",
    "bn": "bengali",
    "ka": "georgian",
    "hy": "armenian",
    "ta": "tamil",
    "te": "telugu",
    "gu": "gujarati",
    "pa": "gurmukhi",
}

ABOUT_MOJIBAKE = re.compile(
    r"mojibake|\b(?:utf-?8|latin-?1|iso[- ]8859|windows-125\d|cp125\d)\b"
    r"|\b(?:koi8|gbk|gb2312|big5|shift.jis|ascii)\b"
    r"|\b(?:en|de)cod(?:e[ds]?|ing)\b|charset|乱码|亂碼|文字化け|кракозябр|кодировк|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}",
    re.IGNORECASE,
)
"""A line that speaks of codings may quote what they do. It stays."""

CODE = re.compile(
    r"\w\([\"'][^\"'\n]{1,80}[\"'][,)]|\b(?:grep|sed|awk|echo)\s+(?:-\w+\s+)*[\"']"
    r"|\w\s*=\s*[\"'][^\"'\n]{0,80}[\"']\s*;|(?://|#)\s*(?:prints|outputs|returns)\b"
    r"|\[\^[^\]\n]{1,40}\]",
    re.IGNORECASE,
)
"""A line that calls, searches for, assigns or prints a quoted text is code, and stays as well."""


def quotes(line: str) -> bool:
    """Return whether a line speaks of codings, or is code."""
    return bool(ABOUT_MOJIBAKE.search(line) or CODE.search(line))


_LEFT = re.compile(
    "[\x80-\x9f]|[^\x00-\x7f][⁄ﬁﬂ]|[a-zß-öø-ʯ\u1e00-\u1eff][À-ÞÆŒŸ](?![A-ZÀ-Þ])|â€|[ÐÑ×Ù](?!\\w)"
    "|[ÂÃÄÅ][^\\w\\s.,:;!?)-]|[à-ï][¡-¿‚ƒ„†‡ˆ‰‹•˜™›](?=\\w|[^\x00-\x7f])|ï¸|[à-ï][¤¦§¨ƒ†‡ˆ]|Ã(?=[a-z])|[ÃÄÅ](?=[à-ÿ])"
    "|[ĂĹ][€‚†‡‰Š‹™›¤§¨©¬®°±´¶·¸]|í[ \xa0]?[¼-¾]í"
    "|├[^─-▟\\s]|ÔÇ|[A-Za-z][Ѐ-Я][^\\w\\s]|[À-ſ][Ͱ-\u1dff\u3041-\ud7ff]|[Ͱ-\u1dff\u3041-\ud7ff][À-ſ]"
)
"""What is left of a letter of UTF-8 whose other bytes are lost."""


def is_half_undone(text: str) -> bool:
    """Return whether damage of the kind that was undone in a text is left beside it.

    >>> is_half_undone("mostów zostaÅy"), is_half_undone("mostów zostały")
    (True, False)
    """
    return bool(_LEFT.search(text))


def elected(
    done: Sequence[Undone], language: str | None, *, is_latin_open: bool = False
) -> dict[int, DecodeCandidate]:
    """Return the lines to read again, and how.

    Where it is open which Latin coding a page was in, no line of it is read as one.
    """
    lines = [text for text, _ in done]
    offers = _offers(done, language)
    if is_latin_open:
        offers = {at: _not_latin(found) for at, found in offers.items()}
    if not any(offers.values()):
        return {}
    home = _home(lines, offers, language)
    chosen: dict[int, DecodeCandidate] = {}
    for at, found in offers.items():
        best = _again(done[at], found) or _first(done[at], found, home, language)
        if best:
            chosen[at] = best
    proven = {reading.mistake for reading in chosen.values()} | _borne_out(offers, home)
    for at, line in enumerate(lines) if proven else ():
        if at in chosen or line.isascii() or quotes(line):
            continue
        weighed = offers.get(at) or len(offers) < WEIGHED
        found = readings(line) if weighed else readings(line, frozenset(proven))
        found = _not_latin(found) if is_latin_open else found
        voted = (each for each in _fit(line, found, language) if each.mistake in proven)
        if reading := next((each for each in voted if each.gain > VOTED), None):
            chosen[at] = reading
    return chosen


def _not_latin(found: tuple[DecodeCandidate, ...]) -> tuple[DecodeCandidate, ...]:
    return tuple(each for each in found if each.was not in LATIN)


def _first(
    undone: Undone, found: Sequence[DecodeCandidate], home: frozenset[str], language: str | None
) -> DecodeCandidate | None:
    """Return the reading of a line that wins by itself; None where none does."""
    here = [reading for reading in found if not _abroad(reading, home)] or found
    if undone.steps:
        here = [reading for reading in here if reading.was in FURTHER]
    if not here or is_open(here) or is_thin(undone.text, here[0], language):
        return None
    if here[0].was == "utf-8" and _rests_on_a_space(undone.text):
        return None
    return here[0] if here[0].worth > _abroad(here[0], home) else None


def _without_loss(found: tuple[DecodeCandidate, ...], text: str) -> tuple[DecodeCandidate, ...]:
    """Return the readings of a line that take none of it for lost bytes.

    A question mark may stand for one, but not that of ``Qué?”``.
    """
    lost = text.count("\ufffd")
    return tuple(reading for reading in found if reading.text.count("\ufffd") <= lost)


FURTHER = ("utf-8", "cp1252")
"""What may have been read wrongly once more: nothing else was ever put into UTF-8 on the way."""

WEIGHED = 300
"""Lines of a page that are weighed against all mistakes, those behind them against proven ones.
Each takes 10 ms, and a page of 5,000 lines of one damage has proven it by then."""


def _offers(
    done: Sequence[Undone], language: str | None
) -> dict[int, tuple[DecodeCandidate, ...]]:
    """Return the readings of each line that may be damaged."""
    offers: dict[int, tuple[DecodeCandidate, ...]] = {}
    weighed = 0
    for at, (line, steps) in enumerate(done):
        if line.isascii() or not (steps or suspect(line)):
            continue
        found = readings(line) if weighed < WEIGHED else certain(line)
        weighed += not found or found[0].gain < CERTAIN
        if found and quotes(line):
            continue
        found = _fit(line, found, language)
        offers[at] = _without_loss(found, line) if steps else found
    return offers


def _fit(
    line: str, found: tuple[DecodeCandidate, ...], language: str | None
) -> tuple[DecodeCandidate, ...]:
    """Return the readings that a page in a language may have, and that leave no word misspelt."""
    if not suspect(line):
        found = _without_loss(found, line)
    return tuple(each for each in found if not _is_half_spelt(line, each, language))


def _is_half_spelt(line: str, reading: DecodeCandidate, language: str | None) -> bool:
    """Return whether a Latin reading is in another language, or leaves words misspelt."""
    if reading.was not in LATIN:
        return False
    tag = tag_of(language)
    letters = any(map(str.isalpha, set(reading.text) - set(line)))
    abroad = letters and tag and reading.taken_for != "latin-1" and tag not in home_of(reading.was)
    return bool(abroad) or leaves_misspelt(line, reading.text)


_BEFORE_SPACE = re.compile("(?<!\\S)[ÅÂ] ")


def _rests_on_a_space(line: str) -> bool:
    """Return whether all that is odd in a line are letters that may be words, as ``Å`` is."""
    rest = _BEFORE_SPACE.sub("", line)
    return rest != line and not any(reading.was == "utf-8" for reading in readings(rest))


OPEN = 6.0
"""Nats between the two likeliest readings of a line below which nobody can tell which it was:
of 5,149 fresh chains 3 are wrong and 3,535 exact at 6, 7 and 3,563 at 3."""


def is_open(found: Sequence[DecodeCandidate]) -> bool:
    """Return whether a line has another reading that is nearly as likely as the first.

    What a text says tells more than how often its coding is met, where both are in one script.
    """
    return bool(found) and any(_rivals(found[0], other) for other in found[1:])


TWINS = {"cp1250", "iso-8859-2"}
"""Codings that differ in second bytes of letters alone: ``ĹŤ`` is ``ō`` or ``ū``."""


def _rivals(best: DecodeCandidate, other: DecodeCandidate) -> bool:
    if other.mistake == best.mistake:
        return False
    if _are_twins(best, other):
        return other.gain > best.gain - OPEN or not _is_at_home(best, other)
    near = OPEN / 3 if best.was == "utf-8" else OPEN
    if other.worth > best.worth - near:
        return True
    if other.taken_for == best.taken_for and other.gain > best.gain:
        return True
    alike = _main_script(other.text) == _main_script(best.text)
    both = (best.was == "utf-8") == (other.was == "utf-8")
    return alike and both and other.gain > best.gain - OPEN / 6


def _are_twins(best: DecodeCandidate, other: DecodeCandidate) -> bool:
    codings = {best.taken_for, other.taken_for}
    same = best.was == other.was == "utf-8" and len(best.text) == len(other.text)
    return same and codings == TWINS


def _is_at_home(best: DecodeCandidate, other: DecodeCandidate) -> bool:
    """Return whether a text is in a language of its letters, if that of the other is unknown."""
    if all(languages_with(char, "latin") for char in set(other.text) - set(best.text)):
        return True
    return is_in_one_of(
        languages_with(set(best.text) - set(other.text), "latin"), best.text, other.text
    )


def _main_script(text: str) -> str | None:
    counts = letters_by_script(text).most_common(1)
    return counts[0][0] if counts else None


def is_thin(line: str, reading: DecodeCandidate, language: str | None) -> bool:
    """Return whether little speaks for a reading that is as Latin as the line.

    Letters that its language has not are none of it. One letter alone is sound in some other:
    ``ý`` in Turkmen, ``è`` in Yoruba. Two kinds of letters are sound in none, nor is one among
    words of a language of the coding.
    """
    if reading.was not in LATIN:
        return False
    lost, gained = set(line) - set(reading.text), set(reading.text) - set(line)
    if any(map(_LEFT.match, lost)):
        return False
    if latin_language(reading.text) not in languages_with(gained, "latin"):
        return True
    if _are_of_no_language(lost, line, reading):
        return False
    if tag := tag_of(language):
        return tag not in home_of(reading.was)
    return not is_in_its_language(line, reading.text, reading.was)


def _are_of_no_language(lost: set[str], line: str, reading: DecodeCandidate) -> bool:
    """Return whether letters that a reading replaces are sound beside each other nowhere."""
    changed = sum(a != b for a, b in zip(line, reading.text, strict=False))
    if lost <= SOUND_TOGETHER and reading.gain < TELLING * changed:
        return False
    return len({char.lower() for char in lost - SOUND_IN_MANY}) >= THIN


THIN = 2

SOUND_IN_MANY = frozenset("Ââî")
"""Letters that Kurdish, Welsh, Wolof and Sango are full of: they are no damage."""

SOUND_TOGETHER = frozenset("Ââêîôûàèìòùçñþ")
"""Letters that are sound beside each other in Friulian, Breton, Sardinian or Kurdish."""

TELLING = 5.0
"""Nats for each of these that a reading gains: Latvian 6 and more, Friulian and Kurdish 4."""


def _again(undone: Undone, found: Sequence[DecodeCandidate]) -> DecodeCandidate | None:
    """Return the reading that undoes UTF-8 once more on a line that was UTF-8 before.

    What made the mistake once has made it again, where that is nearly as likely.
    """
    names = [step.name for step in undone.steps]
    again = [each for each in found if each.was == "utf-8" and each.gain > VOTED]
    if not again or not any(name.startswith("undo_utf8") for name in names):
        return None
    same = next((each for each in again if each.name == names[-1]), None)
    if same and same.gain > again[0].gain - 2 * OPEN:
        return same
    if any(_are_twins(found[0], other) and _rivals(found[0], other) for other in found[1:]):
        return None
    return again[0]


def _borne_out(
    offers: dict[int, tuple[DecodeCandidate, ...]], home: frozenset[str]
) -> set[tuple[str, str]]:
    """Return the mistakes that no line proves, and all lines together do.

    The same letters prove nothing again: ``10 Å—`` is a measure on a hundred lines as on one.
    """
    together: Counter[tuple[str, str]] = Counter()
    lines: Counter[tuple[str, str]] = Counter()
    price: dict[tuple[str, str], float] = {}
    seen: set[tuple[tuple[str, str], str]] = set()
    for found in offers.values():
        here = [reading for reading in found if not _abroad(reading, home)] or found
        for reading in () if is_open(here) else here[:1]:
            letters = reading.mistake, "".join(ODD.findall(reading.text))
            if letters in seen:
                continue
            seen.add(letters)
            lines[reading.mistake] += 1
            together[reading.mistake] += round(1000 * reading.gain)
            price[reading.mistake] = price_of(reading) + _abroad(reading, home)
    return {
        mistake
        for mistake, gain in together.items()
        if lines[mistake] > 1 and gain > 1000 * (price[mistake] + VOTED)
    }


def _home(
    lines: Sequence[str], offers: dict[int, tuple[DecodeCandidate, ...]], language: str | None
) -> frozenset[str]:
    """Return the scripts that the sound part of the page is in; none where there is too little."""
    sound = " ".join(line for at, line in enumerate(lines) if not offers.get(at))[:SOUND]
    counts = letters_by_script(sound)
    tag = tag_of(language)
    known = SCRIPT_OF_LANGUAGE.get(tag) or ("latin" if tag in model().alphabets["latin"] else None)
    if known:
        return frozenset({known, "latin"})
    if counts.total() < SOUND_LETTERS:
        return frozenset()
    return frozenset(script for script, n in counts.items() if n * 10 > counts.total()) | {"latin"}


def _abroad(reading: DecodeCandidate, home: frozenset[str]) -> float:
    """Return what it costs on top that a reading is in a script that the page is not in."""
    if not home:
        return 0.0
    counts = letters_by_script(reading.text)
    return 0.0 if not counts or counts.most_common(1)[0][0] in home else ABROAD
