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
    line = _high_half(taken_for).sub(_with_nbsp, line)
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
    if taken_for in SPACED and (kept := _unspaced(line, taken_for)) != line:
        yield from runs_undone(kept, taken_for)


def whole_runs(line: str, taken_for: str) -> str:
    """Return the line with each whole run of UTF-8 read again."""
    runs = _utf8_runs(taken_for, "")
    return runs.sub(lambda run: _read_again(run[0], taken_for), line)


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


CUT_LETTER = re.compile("[a-z'’]Ã(?: +[a-zA-Z]|[a-z,.;:!?)»”]|$)")
"""The first byte of ``à`` or ``í`` behind a small letter, where nobody writes it."""


@cache
def _high_half(taken_for: str) -> re.Pattern[str]:
    """Return the first half of an emoji whose no-break space became a space."""
    chars = coding(taken_for).char_of
    lead, high, low = (
        re.escape("".join(chars[byte] or "" for byte in some))
        for some in ((0xED,), range(0xBC, 0xBF), range(0xB0, 0xC0))
    )
    return re.compile(f"{lead} (?=[{high}]{lead}[{low}])")


def _with_nbsp(found: re.Match[str]) -> str:
    return found[0].replace(" ", "\xa0")


SPACED = frozenset({"cp1252", "latin-1", "cp1250", "cp1251", "cp1254"})
"""Codings in which the last byte of ``à``, ``Š``, ``Р``, ``Π`` and ``נ`` is a no-break space: as a
space, it is what many programs make of one."""

WORDS_OF_A = "quele|quela|quilo|s "
"""What is written together with a Portuguese ``à``."""


def _unspaced(line: str, taken_for: str) -> str:
    r"""Return a line with the spaces that did not break where a letter had one for a byte.

    >>> _unspaced("Å Ä·iroties, Ã  l", "cp1252") == "Å\xa0Ä·iroties, Ã\xa0 l"
    True
    >>> _unspaced("Р СѓСЃСЊ", "cp1251") == "Р\xa0СѓСЃСЊ"
    True
    """
    spaces, swallowed = _spaces(taken_for)
    if taken_for not in WESTERN or _KEPT.search(line):
        # Where the bytes that many programs drop are kept, none was dropped before a space.
        spaces += swallowed
    for pattern, whole in spaces:
        line = pattern.sub(whole, line)
    return line


WESTERN = ("cp1252", "latin-1")
"""What the letters of another coding look like that a run of UTF-8 stands among by chance."""

_KEPT = re.compile("[\x81\x8d\x8f\x90\x9d]")
_Spaces = tuple[tuple[re.Pattern[str], str], ...]


@cache
def _spaces(taken_for: str) -> tuple[_Spaces, _Spaces]:
    """Return where a space is the second byte of a letter, and what stood there.

    Those of scripts stand apart: other letters of theirs end in bytes that are dropped.
    """
    chars = coding(taken_for).char_of

    def lead(letter: str) -> str:
        return re.escape(chars[letter.encode()[0]] or "\0")

    def again(first: int, last: int) -> str:
        leads = "".join(chars[byte] or "" for byte in range(first, last))
        return f"(?= [{re.escape(leads)}][^\x00-\x7f])"

    grave, strokes = (
        lead("à"),
        "" if lead("\xa0").isalpha() and lead("\xa0") > "Ͱ" else lead("\xa0"),
    )
    found = [
        (f"({grave}) (?=$|(?: |{WORDS_OF_A}))", "\\1\xa0"),
        # In Windows-1252 another byte may be lost: `crawler.text.repair.lost_bytes`.
        *([] if grave == "Ã" else [(f"({grave}) (?=\\S)", "\\1\xa0 ")]),
        (f"((?<!\\S){lead('Š')}) (?=[a-zÀ-ɏ{lead('à')}])", "\\1\xa0"),
        ("(à[¸¹]) ", "\\1\xa0"),
    ]
    if strokes:
        found.append((f"({strokes}) ", "\\1\xa0"))
    scripts = [
        (f"({lead(letter)}){again(first, last)} ", "\\1\xa0")
        for letter, first, last in (("Р", 0xD0, 0xD2), ("Π", 0xCE, 0xD0), ("נ", 0xD7, 0xD8))
    ]
    spaces, swallowed = (
        tuple((re.compile(pattern), whole) for pattern, whole in some) for some in (found, scripts)
    )
    return spaces, swallowed


def _read_again(run: str, taken_for: str) -> str:
    table = coding(taken_for).byte_of or {}
    body = bytearray()
    for char in run:
        if char in "\ufffd?":
            return "\ufffd"
        body.append(table.get(ord(char), ord(char)))
    try:
        return body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return run
