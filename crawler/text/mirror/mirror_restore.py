"""Undo the damage of mirror sites: `調(diào)研` back to 调研, `日?qǐng)?bào)社` back to 日报社.

A mirror of this kind turns each simplified character into a traditional one and appends the
pinyin of some of them, by search and replace on GBK bytes. Where a search hits across the
border of two characters, a byte is left over, and what follows is read one byte askew: the
leftover and the bracket show as ``?``, or a trail byte as a letter (`顟B(tài)` for 狀態).
So it is undone on GBK bytes, from left to right: a bracket that follows two bytes of which it
is the reading goes; a ``?`` before a reading is the one byte that gives it.

Nothing is done to a text that does not prove the damage: see `crawler.text.mirror.mirror`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from crawler import patterns as re
from crawler.text.mirror.gbk_realign import page, straightened
from crawler.text.mirror.likely_readings import SHARE_DIGITS, Doubt, Line, Part
from crawler.text.mirror.mirror import ASKEW, KANA, MirrorEvidence, evidence
from crawler.text.mirror.pinyin import READING, composed, is_traditional, read_so, readings
from crawler.text.mirror.simplify import simplified
from crawler.text.mirror.unencodable import undo_unencodable

__all__ = ["MirrorEvidence", "Unsure", "evidence", "restore", "restored", "undo_mirror"]

MAX_READING = 6
"""Letters of the longest reading: zhuang, chuang, shuang."""

MOST_UNKNOWN = 1000
"""With more ``?`` a page is not searched for what they were: each takes 20 to 30 ms of processor
time in the mean, 165 on the slowest page, and of 117 damaged pages none has more than 33."""

_HAN = "\u3400-\u9fff"
SPACE = b"\xa0"
"""What many programs trim, though it is half of 狀, 爭 and 營."""

WIDE_QUESTION = "？".encode("gbk")
"""What the second byte of 。 and the first of a character make."""

_BEFORE_UNKNOWN = re.compile(r"^[^?\n]+", re.MULTILINE)
_BEGUN_LATE = re.compile(rf"([{_HAN}])([@-~])\(({READING})\)")
_STOP_CUT = re.compile(rf"(?<=[{_HAN}])[?？]{{2}}([@-~])(?=[{_HAN}])")
_CUT = re.compile(rf"(?<=[{_HAN}])[?][!?,:;()][{_HAN}?]")
_TIGHT = re.compile(rf"([{_HAN}])\(({READING})\)")
_SPACED = re.compile(rf"(?<=[{_HAN}A-Za-z_])\s?\(\s?({READING})\s?\)")


AROUND = (5, 2, 1, 0)
"""Characters on both sides of a doubt by which its place in the text is told: fewer where a word
at their edge is written otherwise in the whole line."""


class Unsure(NamedTuple):
    """Words of a restored text in which a ``?`` stands, and how they may read, likeliest first."""

    text: str
    readings: tuple[Part, ...]


class Restored(NamedTuple):
    """A text as it was before a mirror, and what of it can be told in part."""

    text: str
    unsure: tuple[Unsure, ...]


def restore(text: str, proven: MirrorEvidence) -> str:
    """Return a text of a page on which mirror damage is proven, as it was before.

    >>> page = "記者從(cóng)調(diào)研組獲(huò)悉,內(nèi)蒙古日?qǐng)?bào)社"
    >>> restore(page, evidence([page]))
    '记者从调研组获悉，内蒙古日报社'
    """
    return _joined(_without_readings(text, proven), proven)


def restored(text: str, proven: MirrorEvidence) -> Restored:
    """Return a text as `restore` does, with the readings of what stands as ``?`` in it.

    >>> page = "縣(xiàn)里說(shuō),經(jīng)過論證?!叭w師生無權過問這(zhè)里的事"
    >>> told = restored(page, evidence([page]))
    >>> told.text
    '县里说，经过论证。“??师生无权过问这里的事'
    >>> [part.text for part in told.unsure[0].readings]
    ['过论证。“全体师生无权过', '过论证。“三个师生无权过']
    """
    lines = _without_readings(text, proven)
    plain = _joined(lines, proven)
    unsure = [
        told
        for line in lines
        for doubt in line.doubts
        if (told := _told(line.text, doubt, plain, proven))
    ]
    return Restored(plain, tuple(unsure))


def _joined(lines: list[Line], proven: MirrorEvidence) -> str:
    return _finished("\n".join(line.text for line in lines), proven)


def _finished(text: str, proven: MirrorEvidence) -> str:
    plain = undo_unencodable(_full_width(text))
    if proven.simplified:
        return plain
    return "\n".join(line if KANA.search(line) else simplified(line) for line in plain.split("\n"))


def _told(line: str, doubt: Doubt, plain: str, proven: MirrorEvidence) -> Unsure | None:
    """Return a doubt in the words of the restored text; None where they do not stand there."""
    for around in AROUND:
        before = line[max(0, doubt.start - around) : doubt.start]
        after = line[doubt.end : doubt.end + around]
        shown = _finished(before + line[doubt.start : doubt.end] + after, proven)
        if shown in plain:
            readings = _readings(before, doubt.parts, after, proven)
            return Unsure(shown, readings) if len(readings) > 1 else None
    return None


def _readings(
    before: str, parts: tuple[Part, ...], after: str, proven: MirrorEvidence
) -> tuple[Part, ...]:
    """Return how the words around a doubt may read: two that are one character now are one."""
    found: dict[str, float] = {}
    for text, share in parts:
        reading = _finished(before + text + after, proven)
        found[reading] = round(found.get(reading, 0.0) + share, SHARE_DIGITS)
    return tuple(Part(*each) for each in sorted(found.items(), key=lambda each: -each[1]))


def undo_mirror(text: str) -> str:
    """Return a text as it was before a mirror damaged it; unchanged where it proves no damage.

    >>> undo_mirror("國(guó)務(wù)院發(fā)布")
    '国务院发布'
    >>> undo_mirror("國務院發布，《學(xué)而》")
    '國務院發布，《學(xué)而》'
    """
    proven = evidence([text])
    return text if proven is None else restore(text, proven)


def _without_readings(text: str, proven: MirrorEvidence) -> list[Line]:
    """Return the lines of a text without the readings, undone on GBK bytes from left to right."""
    wide = _full_width(_UNSWALLOWED.sub("?", text))
    tight = _BEFORE_UNKNOWN.sub(_begun_late, _SPACED.sub(r"(\1)", wide))
    tight = _STOP_CUT.sub(_stopped, tight)
    few = proven.unknown <= MOST_UNKNOWN
    told = page(tight, proven.characters)
    return [
        straightened(line, told)
        if few and (ASKEW.search(line) or _CUT.search(line))
        else Line(_unread(line, proven))
        for line in tight.split("\n")
    ]


def _begun_late(line: re.Match[str]) -> str:
    return _BEGUN_LATE.sub(_begun, line[0])


def _begun(found: re.Match[str]) -> str:
    """Return two characters of which the first byte was taken for a space: `顟B(tài)`, 狀態.

    Behind a ``?`` of the same line a letter may be half of a character for another reason.
    """
    pair = found[1].encode("gbk", "replace")
    second = (pair[1:] + found[2].encode()).decode("gbk", "ignore")
    first = (SPACE + pair[:1]).decode("gbk", "ignore")
    split = len(pair) > 1 and composed(found[3]) in readings(second)
    return first + second if split and is_traditional(first) else found[0]


def _stopped(found: re.Match[str]) -> str:
    """Return the full stop and the character that were read a byte late: `工作??h`, 工作。縣."""
    char = (WIDE_QUESTION[1:] + found[1].encode()).decode("gbk", "ignore")
    return f"。{char}" if char and is_traditional(char) else found[0]


def _unread(line: str, proven: MirrorEvidence) -> str:
    out = bytearray()
    for char in line:
        if char == ")" and _drop_reading(out, proven):
            continue
        out += char.encode("gb18030", "replace")
    restored = out.decode("gb18030", "replace")
    return restored if restored.count("\ufffd") <= line.count("\ufffd") else _by_pattern(line)


def _drop_reading(out: bytearray, proven: MirrorEvidence) -> bool:
    """Take the reading off that the bytes end in; say whether there was one."""
    start = max(out.rfind(b"("), out.rfind(b"?"))
    if start < 1 or len(out) - start > 2 * MAX_READING + 1:
        return False
    reading = composed(bytes(out[start + 1 :]).decode("gb18030", "replace"))
    if not read_so(reading):
        return False
    if out[start] == ord("("):
        if not _is_read(bytes(out[start - 2 : start]), reading, proven):
            return False
        del out[start:]
        return True
    trail = _lost_byte(out[start - 1], reading, proven)
    if trail is None:
        return False
    del out[start:]
    out.append(trail)
    return True


def _is_read(pair: bytes, reading: str, proven: MirrorEvidence) -> bool:
    char = pair.decode("gbk", "replace")
    if len(char) != 1:
        return False
    return reading in readings(char) and (
        proven.simplified or char in proven.characters or is_traditional(char)
    )


@cache
def _trails(lead: int, reading: str) -> tuple[tuple[int, str], ...]:
    """Return the bytes that make a character of this reading after a lead byte."""
    pairs = ((char.encode("gbk"), char) for char in read_so(reading))
    return tuple((pair[1], char) for pair, char in pairs if pair[0] == lead)


def _lost_byte(lead: int, reading: str, proven: MirrorEvidence) -> int | None:
    """Return the byte that was lost: of a character the mirror annotates, if there is one."""
    found = _trails(lead, reading)
    if not found:
        return None
    unlike = {char: (char not in proven.characters, not is_traditional(char)) for _, char in found}
    return min(found, key=lambda each: unlike[each[1]])[0]


def _by_pattern(text: str) -> str:
    def without(found: re.Match[str]) -> str:
        return found[1] if composed(found[2]) in readings(found[1]) else found[0]

    return _TIGHT.sub(without, text)


_H = rf"{_HAN}“”‘’《》「」、。！？；：，（）"
_WIDTHS = (
    (re.compile(rf"(?<=[{_H}0-9A-Za-z)%]),(?=[{_H}?])|(?<=[{_H})]),(?=[{_H}0-9A-Za-z“?])"), "，"),
    (re.compile(rf"(?<=[{_HAN})]):(?=[{_H}\n0-9A-Za-z?]|$)"), "："),
    (re.compile(rf"(?<=[{_HAN})])!(?=[{_H}\n]|$)"), "！"),
    (re.compile(rf"(?<=[{_HAN})]);(?=[{_H}\n]|$)"), "；"),
)
_UNSWALLOWED = re.compile(rf"\?\((?={READING}\))")
"""What browsers show where others swallow the bracket: nobody reads a ``?``."""

_UNSURE = re.compile(rf"(?<=[{_H}])\?+(?=[{_H},])(?![”’」])")
"""No question goes on behind a comma."""

_BRACKETS = re.compile(rf"\((?!{READING}\))([{_HAN}][^()\n]{{0,40}})\)")


def unsure(text: str) -> int:
    """Return how many characters of a text that a mirror went through nobody can tell.

    They stand as ``?``: no reading fits them, or several do and none is likely enough. One at the
    end of a line may ask.

    >>> unsure("渡船停航九?后，周一??通航，他問?"), unsure("渡船什么时候通航?")
    (3, 0)
    """
    return sum(map(len, _UNSURE.findall(text)))


def _full_width(text: str) -> str:
    """Return the text with the punctuation between Han characters as wide as they are.

    The lead bytes that the damage needs stand in it, and a mirror's builder folded it.
    """
    for pattern, wide in _WIDTHS:
        text = pattern.sub(wide, text)
    return _BRACKETS.sub(r"（\1）", text)
