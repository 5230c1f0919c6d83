"""Runs of letters in a line that were UTF-8 once, read again: by themselves, the rest as it is.

What many programs do to such a run on the way is undone as well: the last byte of a closing
quotation mark that was dropped, and a space that did not break and became one that does.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.encoding.encodings import coding
from crawler.text.repair.invisible import pair_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def _utf8_runs(taken_for: str, spare: str) -> re.Pattern[str]:
    chars = coding(taken_for).char_of

    def some(first: int, last: int, more: str = "") -> str:
        found = "".join(chars[byte] or "" for byte in range(first, last))
        c1 = "".join(chr(byte) for byte in range(max(first, 0x80), min(last, 0xA0)))
        return "[" + re.escape(found + c1 + more) + "]"

    tail = some(0x80, 0xC0, spare)
    return re.compile(
        f"{some(0xC2, 0xE0)}{tail}|{some(0xE0, 0xF0)}{tail}{{2}}|{some(0xF0, 0xF5)}{tail}{{3}}"
    )


def runs_undone(line: str, taken_for: str) -> Iterator[str]:
    """Yield the line with each run of letters that once was UTF-8 read again."""
    line = _HIGH_HALF.sub("í\xa0", line)
    for spare in ("", "\ufffd", "\ufffd?") if taken_for == "cp1252" else ("", "\ufffd"):
        if spare and not any(char in line for char in spare[-1]):
            continue
        runs = _utf8_runs(taken_for, spare)
        text = runs.sub(lambda run: _read_again(run[0], taken_for), line)
        lost = (
            spare and taken_for != "cp1252" and not set(Counter(text) - Counter(line)) - {*spare}
        )
        if text != line and not lost:
            yield from _paired(text)
    if taken_for == "cp1252" and (closed := _closed(line)) != line:
        yield from runs_undone(closed, taken_for)
    if taken_for in _LED_BY and (kept := _LED_BY[taken_for].sub("\\g<0>\xa0", line)) != line:
        yield from runs_undone(_AFTER_LEAD.sub("\xa0", kept), taken_for)
    if taken_for in _SPACED and _SPACED[taken_for].search(line):
        runs = _utf8_runs(taken_for, " ")
        kept = _A_GRAVE.sub("Ã\xa0 ", line)
        yield from _paired(runs.sub(lambda run: _read_again(run[0], taken_for), kept))


def _paired(text: str) -> Iterator[str]:
    """Yield a text with its surrogates paired, unless one of them is alone."""
    paired = pair_surrogates(text)
    if paired.count("\ufffd") <= text.count("\ufffd"):
        yield paired


_MARKS = re.compile("â€œ|“|â€\x9d|”|(â€)(?![\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ])")


def _closed(line: str) -> str:
    """Return a line with the last byte of its closing quotation marks, which many programs drop.

    Windows-1252 leaves that byte undefined. What no mark has opened is no closing one.
    """
    opened, orphans = 0, []
    for mark in _MARKS.finditer(line):
        opened += 1 if mark[0] in ("â€œ", "“") else -1
        if opened < 0:
            return line
        if mark[1]:
            orphans.append(mark.end())
    for at in reversed(orphans):
        line = f"{line[:at]}\x9d{line[at:]}"
    return line


_LED_BY = {
    "cp1252": re.compile("Ð(?= [ÐÑ])"),
    "latin-1": re.compile("Ð(?= [ÐÑ])"),
    "cp1251": re.compile("Р(?= [РС][а-яА-ЯЂ-џ°-¿])"),
}
"""The first byte of Cyrillic ``Р``, whose second is a no-break space that became a space."""

CUT_LETTER = re.compile("[a-z]Ã [a-z]")

_HIGH_HALF = re.compile("í (?=[¼-¾]í[°-¿])")
"""The first half of an emoji whose no-break space became a space."""

_SPACED = {
    "cp1252": re.compile("[ÂÃ] |à[¸¹] |(?<!\\S)Å [a-z]"),
    "cp1250": re.compile("[ÂÃ] |à[¸¹] |(?<!\\S)Ĺ [a-z]"),
    "cp1251": re.compile("(?<!\\S)Е [a-z]"),
}
"""The first bytes of ``à``, of ``Š`` and of Thai letters, and a space for the last one."""

_AFTER_LEAD = re.compile("\xa0 ")

_A_GRAVE = re.compile(r"Ã (?! |quele|quela|quilo|s )")
"""A no-break space at the end of "Ã\\xa0" that became one with the space behind it."""


def _read_again(run: str, taken_for: str) -> str:
    table = coding(taken_for).byte_of or {}
    body = bytearray()
    for char in run:
        if char in "\ufffd?":
            return "\ufffd"
        byte = 0xA0 if char == " " else table.get(ord(char), ord(char))
        body.append(byte)
    try:
        text = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return run
    # Half of an emoji that ends in a space had another byte, and a space behind it.
    return run if " " in run and "\ud800" <= text <= "\udfff" else text
