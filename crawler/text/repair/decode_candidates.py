"""What a line may have been meant to say, if it was decoded wrongly, and how likely that is.

A mistake is a pair of codings: what the bytes were, and what they were taken for. Every one in
`crawler.text.encoding.encodings` is undone on trial. The readings compete, and the line as it
stands with them, under one score: how likely it is that somebody wrote this
(`crawler.text.encoding.language_model`).

Where only some letters of a line were damaged, each run of them is read again as UTF-8.
"""

from __future__ import annotations

import codecs
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.text.encoding.encodings import (
    CYRILLIC,
    DOUBLE,
    MISTAKES,
    decode,
    encode,
    twice_in,
)
from crawler.text.encoding.labels import is_fluent, is_nobodys
from crawler.text.encoding.language_model import (
    cost,
)
from crawler.text.repair.decode_doubts import (
    C1,
    LATIN,
    NEVER,
    ODD,
    SEQUENCES,
    is_askew,
    is_torn,
    unpaired,
    utf8_doubt,
)
from crawler.text.repair.invisible import pair_surrogates
from crawler.text.repair.latin_doubts import latin_doubt
from crawler.text.repair.lost_bytes import refilled
from crawler.text.repair.utf8_runs import WESTERN, runs_undone

if TYPE_CHECKING:
    from collections.abc import Iterator

PRICES = {"utf-8": 6.5, "latin": 3.5, "other": 14.0}
"""Nats by which a reading must be better, by what the bytes were. Over 3,975 sound strings in
500 languages nothing is changed at these; UTF-8 taken for anything gains 10 and more."""

UNUSUAL = {
    "cp850": 12.0,
    "cp1258": 6.0,
    "cp874": 4.0,
    "cp1257": 4.0,
    "cp1253": 3.0,
    "mac-cyrillic": 6.0,
    "mac-roman": 2.0,
    "cp1251": 2.0,
    "iso-8859-2": 2.0,
    "iso8859-15": 5.0,
}
"""What few programs take a text for costs more."""

RARELY = {
    ("mac-cyrillic", ""): 10.0, ("cp850", ""): 12.0, ("euc-jp", ""): 2.0,
    ("koi8-r", "cp1252"): 9.0,
    ("koi8-r", "latin-1"): 9.0, ("koi8-u", "cp1252"): 6.0, ("koi8-u", "latin-1"): 6.0,
    ("mac-roman", ""): 12.0, ("cp1252", "cp437"): 8.0,
    ("mac-roman", "latin-1"): 25.0, ("cp437", ""): 14.0,
    ("iso-8859-2", "cp1250"): 6.0, ("cp1250", "iso-8859-2"): 8.0,
    ("cp1252", "cp1250"): 6.0, ("cp1252", "mac-roman"): 1.8, ("cp1250", "mac-roman"): 8.0,
}  # fmt: skip
"""What was hardly ever in that coding, by what it was taken for; the empty word is anything."""

VOTED = 1.5
"""The price of a mistake that other lines have proven."""

MOST_OF_ALL = 0.82
"""What a text of another script may still cost, of what the mojibake did."""

LEAST = 0.5
"""Nats below which a reading is no better than the line."""

SAMPLE = 320
"""Characters by which a long line is judged."""

ROUNDS = 6
"""Text that was damaged again and again is undone as often."""

RUNS = (
    "cp1252", "cp1251", "cp1250", "mac-roman", "cp437", "iso-8859-2", "cp1254", "cp1257", "cp1253",
    "cp1256", "iso8859-15",
)  # fmt: skip


class DecodeCandidate(NamedTuple):
    """A line as it reads if a certain mistake is undone."""

    text: str
    was: str
    """The coding of the bytes."""

    taken_for: str
    gain: float = 0.0
    """Nats by which it is likelier than the line as it stands, doubts taken off."""

    @property
    def worth(self) -> float:
        """The gain less the price; a reading wins where that is above 0."""
        return self.gain - price_of(self)

    @property
    def mistake(self) -> tuple[str, str]:
        """What the bytes were, and what they were taken for."""
        return self.was, self.taken_for

    @property
    def name(self) -> str:
        """The step's name in a record: ``undo_utf8_read_as_cp1252``."""
        return f"undo_{self.was}_read_as_{self.taken_for}".replace("utf-8", "utf8").replace(
            "-", "_"
        )


@lru_cache(4096)
def readings(
    line: str, only: frozenset[tuple[str, str]] | None = None
) -> tuple[DecodeCandidate, ...]:
    """Return what a line may have been meant to say, likeliest first; `only` these mistakes.

    >>> [reading.name for reading in readings("Ãœber MÃ¼nchen")][:1]
    ['undo_utf8_read_as_cp1252']
    >>> readings("Über München")
    ()
    """
    # Remembered, since the lines that make one look twice are on every page of a site.
    sample = sample_of(line)
    if is_alphabet(sample):
        return ()
    if proven := _proven(sample, line):
        return proven
    before, led = cost(sample), is_led_alike(sample)
    found: dict[str, DecodeCandidate] = {}
    for reading in _candidates(sample, only, cut=len(sample) < len(line)):
        if (led and reading.was != "utf-8") or (only and reading.mistake not in only):
            continue
        known = found.get(reading.text)
        dear = known is None or known.gain <= LEAST or price_of(reading) < price_of(known)
        if dear and reading.text != sample and not _invents(sample, reading.text):
            gained = reading._replace(gain=_gain(sample, before, reading))
            found[reading.text] = max(known or gained, gained, key=lambda each: each.worth)
    likelier = [reading for reading in found.values() if reading.gain > LEAST]
    return tuple(sorted(likelier, key=lambda r: (-round(r.worth, 2), cost(r.text))))


_LEAD = re.compile("[\xd0-\xd9\xe0-\xed](?=[^A-Za-z\\s])")
LED = 0.3


def is_led_alike(sample: str) -> bool:
    """Return whether a letter comes so often as only the first byte of a script's letters does."""
    leads = Counter(_LEAD.findall(sample)).most_common(1)
    return bool(leads) and leads[0][1] >= max(SEQUENCES - 1, LED * len(ODD.findall(sample)))


_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
CERTAIN = 1000.0

UNFIT = 20.0
"""What it costs that the rest of a long line was not read so: two codings of DOS share letters."""

SURE = 2.0
"""Nats between two such readings, as of a byte that is ``ō`` in one coding and ``ū`` in another,
from which on the likelier is right."""


def certain(line: str) -> tuple[DecodeCandidate, ...]:
    """Return the one reading of a line that needs no weighing; nothing where there is none."""
    sample = sample_of(line)
    return _proven(sample, line)


def _proven(sample: str, line: str) -> tuple[DecodeCandidate, ...]:
    """Return the one reading of a line whose every byte was UTF-8; nothing where few were."""
    found: dict[str, DecodeCandidate] = {}
    for taken_for, mistakes in MISTAKES:
        if taken_for in DOUBLE or "utf-8" not in mistakes:
            continue
        if (body := encode(sample, taken_for)) is None or len(_UTF8.findall(body)) < SEQUENCES:
            continue
        text = _decoded(body, "utf-8", cut=len(sample) < len(line))
        if text is not None and not _invents(sample, text := pair_surrogates(text)):
            found.setdefault(text, DecodeCandidate(text, "utf-8", taken_for, CERTAIN))
    ranked = sorted(
        (
            cost(text) + price_of(reading) + UNFIT * (encode(line, reading.taken_for) is None),
            reading,
        )
        for text, reading in found.items()
    )
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < SURE:
        return ()
    return tuple(reading for _, reading in ranked[:1])


def is_alphabet(line: str) -> bool:
    """Return whether a line holds letters in the order of their codes: a list, a lesson.

    >>> is_alphabet("ㄅ ㄆ ㄇ ㄈ ㄉ"), is_alphabet("Ã, Ä, Å"), is_alphabet("MÃ¼nchen")
    (True, True, False)
    """
    odd = [char for char in line if char > "\x7f" and char not in "“”‘’"]
    if _is_spelt(odd) or _is_paired(odd):
        return True
    codes = list(map(ord, odd))
    steps = [after - before for before, after in pairwise(codes)]
    near = "".join("01"[0 < step <= APART] for step in steps)
    alone = bool(steps) and len(codes) >= sum(map(str.isalpha, line))
    ordered = len(codes) > SEQUENCES and codes[-1] - codes[0] < BLOCK and min(steps) > 0
    few = len(codes) <= SEQUENCES and "11" in near
    return (alone and ("0" not in near or ordered or few)) or "1" * SEQUENCES in near


_ZHUYIN = re.compile("[ˇˉˊˋ˙\u3105-\u312f\u31a0-\u31bf]")
_JAMO = re.compile("[\u3131-\u318e]")


def _is_spelt(odd: list[str]) -> bool:
    """Return whether these are the sounds of Chinese, or letters of Korean one by one."""
    letters = [char for char in odd if char.isalnum() or _ZHUYIN.match(char)]
    zhuyin = sum(map(bool, map(_ZHUYIN.match, letters)))
    jamo = sum(map(bool, map(_JAMO.match, odd)))
    return 2 * zhuyin > max(APART, len(letters)) or jamo > max(APART, len(odd) - APART)


def _is_paired(odd: list[str]) -> bool:
    """Return whether these are capitals and, in the same order, their small letters."""
    half = "".join(odd[: len(odd) // 2])
    return half.isupper() and len(half) >= SEQUENCES and list(half.lower()) == odd[len(half) :]


BLOCK = 0x80
"""Codes of the letters of one script."""

APART = 2
"""Codes between neighbours of an alphabet, whose capitals may stand between the small letters."""


def _invents(sample: str, text: str) -> bool:
    """Return whether a reading has characters that nobody writes, and that the line has not."""
    if text.count("\ufffd") < sample.count("\ufffd"):
        return True
    return any(map(is_nobodys, set(text) - set(sample))) or is_alphabet(text)


def _candidates(
    sample: str, only: frozenset[tuple[str, str]] | None, *, cut: bool
) -> Iterator[DecodeCandidate]:
    asked = {taken_for for _, taken_for in only} if only else None
    for taken_for, mistakes in MISTAKES:
        if (asked and taken_for not in asked) or (body := encode(sample, taken_for)) is None:
            continue
        for was in mistakes:
            if was in LATIN and taken_for not in LATIN:
                # What its words prove was undone before: `crawler.text.repair.latin_mistakes`.
                continue
            text = _decoded(body, was, cut=cut)
            if text is None or (was != "utf-8" and not twice_in(taken_for).isdisjoint(sample)):
                continue
            yield DecodeCandidate(text, was, taken_for)
    for taken_for in RUNS if asked is None else asked.intersection(RUNS):
        for text in runs_undone(sample, taken_for):
            yield DecodeCandidate(text, "utf-8", taken_for)
    if (asked is None or "cp1252" in asked) and (text := refilled(sample)):
        yield DecodeCandidate(text, "utf-8", "cp1252")
    if C1.search(sample):
        yield DecodeCandidate(sample.translate(CP1252_C1), "cp1252", "latin-1")


CP1252_C1 = {
    byte: char for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))
}


def sample_of(line: str) -> str:
    """Return the part of a line to judge it by: from the word of its first odd letter."""
    if len(line) <= SAMPLE:
        return line
    first = next((at for at, char in enumerate(line) if char > "\x7f"), 0)
    start = line.rfind(" ", 0, max(first - 40, 0)) + 1
    return line[start : start + SAMPLE]


def _decoded(body: bytes, was: str, *, cut: bool) -> str | None:
    if not cut:
        return decode(body, was)
    try:
        return codecs.getincrementaldecoder(was)().decode(body)
    except UnicodeDecodeError:
        return None


def _gain(sample: str, before: float, reading: DecodeCandidate) -> float:
    """Return by how many nats a reading is likelier than the sample, doubts taken off."""
    after = cost(reading.text)
    if reading.was == "utf-8":
        after, cleared = _cleared(reading, after)
        after += utf8_doubt(sample, reading)
        after += NEVER * is_torn(sample, cleared, western=reading.taken_for in WESTERN)
    elif before - after <= LEAST or not is_fluent(reading.text) or is_torn(sample, reading.text):
        return 0.0
    elif reading.was in LATIN:
        after += latin_doubt(sample, reading)
    elif after > MOST_OF_ALL * before or is_askew(sample, reading):
        return 0.0
    else:
        after += unpaired(reading.text) * (reading.was in CYRILLIC)
    return before - after


def _cleared(reading: DecodeCandidate, price: float) -> tuple[float, str]:
    """Return a text with what is still UTF-8 in it read again as well, behind what it costs."""
    text = reading.text
    for _ in range(ROUNDS):
        deeper = (
            (cost(found) + 4 * (again != reading.taken_for), found)
            for again in {"cp1252", "mac-roman", "cp1251", reading.taken_for}.intersection(RUNS)
            for found in runs_undone(text, again)
        )
        best = min(deeper, default=(price, text))
        if best[0] >= price - 1:
            break
        price, text = best
    return price, text


def price_of(reading: DecodeCandidate) -> float:
    """Return by how many nats a reading must be likelier than the line."""
    kind = reading.was if reading.was == "utf-8" else "latin" if reading.was in LATIN else "other"
    return (
        PRICES[kind]
        + UNUSUAL.get(reading.taken_for, 0)
        + RARELY.get(reading.mistake, RARELY.get((reading.was, ""), 0))
    )
