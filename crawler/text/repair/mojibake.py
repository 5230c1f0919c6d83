"""Text that was decoded wrongly, read again: the lines of a page decide it together.

The readings of a line (`crawler.text.repair.decode_candidates`) are weighed by how likely
somebody is to have written them; one wins where it is better than the line by more than its
price. A mistake proven on one line needs less evidence on the next; a script in which nothing
else is written needs more; a line that speaks of codings may quote what they do, and stays.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.text.encoding.encodings import decode, encode, home_of
from crawler.text.encoding.labels import is_in_its_language, is_in_one_of
from crawler.text.encoding.language_model import (
    languages_with,
    latin_language,
    letters_by_script,
    model,
)
from crawler.text.repair.decode_candidates import (
    CERTAIN,
    ROUNDS,
    RUNS,
    VOTED,
    DecodeCandidate,
    certain,
    is_led_alike,
    price_of,
    readings,
    sample_of,
)
from crawler.text.repair.decode_doubts import LATIN, ODD
from crawler.text.repair.latin_mistakes import latin_mistake
from crawler.text.repair.latin_words import leaves_misspelt
from crawler.text.repair.lost_bytes import is_holed, refilled
from crawler.text.repair.mojibake_detect import FOREIGN, suspect
from crawler.text.repair.utf8_runs import runs_undone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.text.mirror.mirror_restore import Unsure

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


class Step(NamedTuple):
    """One change to a text: what it is called, and how the text reads after it."""

    name: str
    after: str
    unsure: tuple[Unsure, ...] = ()
    """Words in it that stand as ``?``, and how they may read."""


class Undone(NamedTuple):
    """A line as it was meant, and the mistakes that were undone, in order."""

    text: str
    steps: tuple[Step, ...]


def undo_mojibake(lines: Sequence[str], language: str | None = None) -> list[Undone]:
    """Return each line as it was meant, with the mistakes that were undone on the way.

    The lines are of one page: a mistake that several of them bear out is undone on all.
    `language` is that of the page (BCP 47), where it is known.

    >>> [text for text, _ in undo_mojibake(["PÅ™estoÅ¾e", "sound"])]
    ['Přestože', 'sound']

    A quotation of mojibake is no mojibake:

    >>> undo_mojibake(["UTF-8 shows as “Ã©” in Latin-1"])[0].steps
    ()
    """
    done = _latin_undone(lines, language)
    for _ in range(ROUNDS):
        elected = _elected(done, language)
        if not elected:
            break
        for at, reading in elected.items():
            text, steps = done[at]
            after = apply(text, reading)
            if after != text:
                done[at] = Undone(after, (*steps, Step(reading.name, after)))
    done = _spaces_given_back(done)
    return [
        Undone(line, ())
        if undone.steps and (is_half_undone(undone.text) or is_unread(undone.text, undone=True))
        else undone
        for line, undone in zip(lines, done, strict=True)
    ]


def _latin_undone(lines: Sequence[str], language: str | None) -> list[Undone]:
    """Return the lines with what their words prove undone: Latin text taken for another coding."""
    mistake = latin_mistake([line for line in lines if not _quotes(line)], language)
    if mistake is None:
        return [Undone(line, ()) for line in lines]
    name = DecodeCandidate("", mistake.was, mistake.taken_for).name
    undone = (line if _quotes(line) else mistake.undone_in(line) for line in lines)
    return [
        Undone(after, (Step(name, after),) if after != line else ())
        for line, after in zip(lines, undone, strict=True)
    ]


def _spaces_given_back(done: list[Undone]) -> list[Undone]:
    """Return the lines with what is left of their no-break spaces undone, where others prove it.

    Such a space is ``Â`` and itself; whatever trims a line, or makes one space of many, takes the
    second: of an empty paragraph's, and of those behind a sentence, the letter alone is left.
    """
    if not any(step.name in _IN_UTF8 for _, steps in done for step in steps):
        return done
    given = [_LONE.sub(lambda found: found[0].replace("Â", "\xa0"), text) for text, _ in done]
    return [
        undone if after == undone.text or _quotes(undone.text)
        else Undone(after, (*undone.steps, Step("undo_utf8_read_as_cp1252", after)))
        for undone, after in zip(done, given, strict=True)
    ]  # fmt: skip


_IN_UTF8 = frozenset({"undo_utf8_read_as_cp1252", "undo_utf8_read_as_latin_1"})
_LONE = re.compile(r"(?<=[a-zß-ÿ0-9.,:;!?)\]»”’…%\xa0])Â(?= |$)(?: Â(?= |$))*")
"""The first byte of spaces that do not break, where nobody writes the letter it looks like."""


_LEFT = re.compile(
    "[\x80-\x9f]|[^\x00-\x7f][⁄ﬁﬂ]|[a-zß-öø-ʯ\u1e00-\u1eff][À-ÞÆŒŸ](?![A-ZÀ-Þ])|â€|[ÐÑ×Ù](?!\\w)"
    "|[ÂÃÄÅ][^\\w\\s.,:;!?)-]|[à-ï][¡-¿‚ƒ„†‡ˆ‰‹•˜™›](?=\\w|[^\x00-\x7f])|ï¸|[à-ï][¤¦§¨ƒ†‡ˆ]|Ã(?=[a-z])|[ÃÄÅ](?=[à-ÿ])"
    "|[ĂĹ][€‚†‡‰Š‹™›¤§¨©¬®°±´¶·¸]|í[ \xa0]?[¼-¾]í"
    "|[A-Za-z][Ѐ-Я][^\\w\\s]|[À-ſ][Ͱ-\u1dff\u3041-\ud7ff]|[Ͱ-\u1dff\u3041-\ud7ff][À-ſ]"
)
"""What is left of a letter of UTF-8 whose other bytes are lost."""


def is_half_undone(text: str) -> bool:
    """Return whether damage of the kind that was undone in a text is left beside it.

    >>> is_half_undone("mostów zostaÅy"), is_half_undone("mostów zostały")
    (True, False)
    """
    return bool(_LEFT.search(text))


def _elected(done: Sequence[Undone], language: str | None) -> dict[int, DecodeCandidate]:
    """Return the lines to read again, and how."""
    lines = [text for text, _ in done]
    offers = _offers(done)
    offers = {at: found for at, found in offers.items() if not found or not _quotes(lines[at])}
    offers |= {
        at: _without_loss(found, done[at].text) for at, found in offers.items() if done[at].steps
    }
    if not any(offers.values()):
        return {}
    home = _home(lines, offers, language)
    elected: dict[int, DecodeCandidate] = {}
    for at, found in offers.items():
        if again := _again(done[at], found):
            elected[at] = again
            continue
        here = [reading for reading in found if not _abroad(reading, home)] or found
        if done[at].steps:
            here = [reading for reading in here if reading.was in FURTHER]
        if not here or is_open(here) or is_thin(lines[at], here[0], language):
            continue
        if here[0].worth > _abroad(here[0], home):
            elected[at] = here[0]
    proven = {reading.mistake for reading in elected.values()} | _borne_out(offers, home)
    for at, line in enumerate(lines) if proven else ():
        if at in elected or line.isascii() or _quotes(line):
            continue
        weighed = offers.get(at) or len(offers) < WEIGHED
        if reading := _voted(line, frozenset(proven), every=bool(weighed)):
            elected[at] = reading
    return elected


def _without_loss(found: tuple[DecodeCandidate, ...], text: str) -> tuple[DecodeCandidate, ...]:
    """Return the readings of a line that take none of it for lost bytes.

    A question mark may stand for one, but not that of ``Qué?”``.
    """
    lost = text.count("\ufffd")
    return tuple(reading for reading in found if reading.text.count("\ufffd") <= lost)


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
    tag = (language or "").split("-")[0].lower()
    if reading.taken_for not in LATIN:
        return len(FOREIGN.findall(line)) < THIN and tag not in home_of(reading.was)
    lost, gained = set(line) - set(reading.text), set(reading.text) - set(line)
    if any(map(_LEFT.match, lost)):
        return False
    if latin_language(reading.text) not in languages_with(gained, "latin"):
        return True
    if _are_of_no_language(lost, line, reading):
        return False
    home = home_of(reading.was)
    return tag not in home if tag else not is_in_its_language(line, reading.text, reading.was)


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


def is_unread(line: str, *, undone: bool = False) -> bool:
    """Return whether a line was decoded wrongly, and cannot be read with certainty.

    One of which a mistake was `undone` need not look so at once.

    Two readings are likely, or what was undone would leave the rest of the damage beside it.

    >>> is_unread("ÐÐ°ÑÐ¾Ð¼ ÑÐ½Ð¾Ð²Ð° ÑÐ¾Ð´Ð¸Ñ"), is_unread("Gaýana, Hytaý"), is_unread("Ça va")
    (True, False, False)
    """
    if line.isascii() or not (undone or suspect(line)) or _quotes(line):
        return False
    if is_led_alike(line) or is_holed(line):
        return True
    found = readings(line)
    return bool(found) and found[0].worth > 0 and not is_thin(line, found[0], None)


def _quotes(line: str) -> bool:
    return bool(ABOUT_MOJIBAKE.search(line) or CODE.search(line))


FURTHER = ("utf-8", "cp1252")
"""What may have been read wrongly once more: nothing else was ever put into UTF-8 on the way."""


WEIGHED = 300
"""Lines of a page that are weighed against all mistakes, those behind them against proven ones.
Each takes 10 ms, and a page of 5,000 lines of one damage has proven it by then."""


def _offers(done: Sequence[Undone]) -> dict[int, tuple[DecodeCandidate, ...]]:
    """Return the readings of each line that may be damaged."""
    offers: dict[int, tuple[DecodeCandidate, ...]] = {}
    weighed = 0
    for at, (line, steps) in enumerate(done):
        if line.isascii() or not (steps or suspect(line)):
            continue
        found = readings(line) if weighed < WEIGHED else certain(line)
        offers[at] = found = tuple(each for each in found if not _is_half_spelt(line, each))
        weighed += not found or found[0].gain < CERTAIN
    return offers


def _is_half_spelt(line: str, reading: DecodeCandidate) -> bool:
    """Return whether a Latin reading of a Latin line leaves words misspelt, or makes such."""
    return reading.was in LATIN and leaves_misspelt(line, reading.text)


def _again(undone: Undone, found: Sequence[DecodeCandidate]) -> DecodeCandidate | None:
    """Return the reading that undoes UTF-8 once more on a line that was UTF-8 before."""
    if not any(step.name.startswith("undo_utf8") for step in undone.steps):
        return None
    if any(_are_twins(found[0], other) and _rivals(found[0], other) for other in found[1:]):
        return None
    again = (reading for reading in found if reading.was == "utf-8" and reading.gain > VOTED)
    return next(again, None)


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


def _voted(
    line: str, proven: frozenset[tuple[str, str]], *, every: bool
) -> DecodeCandidate | None:
    """Return the reading of a line that undoes a mistake proven on others, if it is any better."""
    found = readings(line) if every else readings(line, proven)
    for reading in found if suspect(line) else _without_loss(found, line):
        if (
            reading.mistake in proven
            and reading.gain > VOTED
            and not _is_half_spelt(line, reading)
        ):
            return reading
    return None


def _home(
    lines: Sequence[str], offers: dict[int, tuple[DecodeCandidate, ...]], language: str | None
) -> frozenset[str]:
    """Return the scripts that the sound part of the page is in; none where there is too little."""
    sound = " ".join(line for at, line in enumerate(lines) if not offers.get(at))[:SOUND]
    counts = letters_by_script(sound)
    tag = (language or "").split("-")[0].lower()
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


def apply(line: str, reading: DecodeCandidate) -> str:
    """Return the whole line with a mistake undone that was found in its sample."""
    if (sample := sample_of(line)) == line:
        return reading.text
    body = encode(line, reading.taken_for)
    text = decode(body, reading.was) if body is not None else None
    if text is not None:
        return text
    taken_for = "cp1252" if reading.taken_for == "latin-1" else reading.taken_for
    if reading.was == "utf-8" and taken_for in RUNS:
        known = reading.text[: len(reading.text) // 2]
        undone = chain(runs_undone(line, taken_for), filter(None, [refilled(line)]))
        return next((text for text in undone if known in text), line)
    if reading.was in LATIN:
        return line
    at = line.index(sample)
    whole = encode(sample, reading.taken_for)
    if whole is None or decode(whole, reading.was) != reading.text:
        return line
    return line[:at] + reading.text + line[at + len(sample) :]
