"""Text that was decoded wrongly, read again, mistake after mistake.

What its words prove is undone first (`crawler.text.repair.latin_mistakes`), then what its lines
elect (`crawler.text.repair.election`), as often as it was done.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.encoding.encodings import decode, encode
from crawler.text.repair.decode_candidates import (
    CP1252_C1,
    ROUNDS,
    RUNS,
    DecodeCandidate,
    is_led_alike,
    readings,
    sample_of,
)
from crawler.text.repair.decode_doubts import LATIN
from crawler.text.repair.election import elected, is_half_undone, is_thin, quotes
from crawler.text.repair.latin_mistakes import LatinMistake, latin_mistakes
from crawler.text.repair.latin_words import is_misspelt_page
from crawler.text.repair.lost_bytes import is_holed, refilled
from crawler.text.repair.mojibake_detect import suspect
from crawler.text.repair.steps import Step, Undone
from crawler.text.repair.utf8_runs import runs_undone

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    mistakes = _mistakes(lines, language)
    done = [_latin_undone(line, mistakes) for line in lines]
    for _ in range(ROUNDS):
        chosen = elected(done, language, is_latin_open=len(mistakes) > 1)
        if not chosen:
            break
        for at, reading in chosen.items():
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


def _mistakes(lines: Sequence[str], language: str | None) -> list[LatinMistake]:
    """Return the mistakes that the lines prove, those that quote left out; few pages ask that."""
    if not is_misspelt_page(lines, language):
        return []
    return latin_mistakes([line for line in lines if not quotes(line)], language)


def _latin_undone(line: str, mistakes: Sequence[LatinMistake]) -> Undone:
    """Return a line with the mistake undone that its page proves; as it is where two are open."""
    if len(mistakes) != 1 or quotes(line):
        return Undone(line, ())
    [mistake] = mistakes
    after = mistake.undone_in(line)
    name = DecodeCandidate("", mistake.was, mistake.taken_for).name
    return Undone(after, (Step(name, after),) if after != line else ())


def _spaces_given_back(done: list[Undone]) -> list[Undone]:
    """Return the lines with what is left of their no-break spaces undone, where others prove it.

    Such a space is ``Â`` and itself; whatever trims a line, or makes one space of many, takes the
    second: of an empty paragraph's, and of those behind a sentence, the letter alone is left.
    """
    if not any(step.name in _IN_UTF8 for _, steps in done for step in steps):
        return done
    given = [_LONE.sub(lambda found: found[0].replace("Â", "\xa0"), text) for text, _ in done]
    return [
        undone if after == undone.text or quotes(undone.text)
        else Undone(after, (*undone.steps, Step("undo_utf8_read_as_cp1252", after)))
        for undone, after in zip(done, given, strict=True)
    ]  # fmt: skip


_IN_UTF8 = frozenset({"undo_utf8_read_as_cp1252", "undo_utf8_read_as_latin_1"})


_LONE = re.compile(r"(?<=[a-zß-ÿ0-9.,:;!?)\]»”’…%\xa0])Â(?= |$)(?: Â(?= |$))*")
"""The first byte of spaces that do not break, where nobody writes the letter it looks like."""


def is_unread(line: str, *, undone: bool = False) -> bool:
    """Return whether a line was decoded wrongly, and cannot be read with certainty.

    One of which a mistake was `undone` need not look so at once.

    Two readings are likely, or what was undone would leave the rest of the damage beside it.

    >>> is_unread("ÐÐ°ÑÐ¾Ð¼ ÑÐ½Ð¾Ð²Ð° ÑÐ¾Ð´Ð¸Ñ"), is_unread("Gaýana, Hytaý"), is_unread("Ça va")
    (True, False, False)
    """
    if line.isascii() or not (undone or suspect(line)) or quotes(line):
        return False
    if is_led_alike(line) or is_holed(line):
        return True
    found = readings(line)
    return bool(found) and found[0].worth > 0 and not is_thin(line, found[0], None)


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
        return line.translate(CP1252_C1) if reading.mistake == ("cp1252", "latin-1") else line
    at = line.index(sample)
    whole = encode(sample, reading.taken_for)
    if whole is None or decode(whole, reading.was) != reading.text:
        return line
    return line[:at] + reading.text + line[at + len(sample) :]
