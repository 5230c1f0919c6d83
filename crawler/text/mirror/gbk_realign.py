"""Lines that a mirror put askew: which GBK bytes they were, judged by what makes Chinese of them.

A reading that was inserted between the bytes of two characters leaves one byte over. All that
follows is decoded one byte late, until something swallows a byte again:

    ``?`` before a reading    a byte, and the bracket it swallowed
    ``?``                     two bytes that are no character, or one with a newline behind it
    a letter, ``‥``           the trail byte of a character that ended there, and what followed it
    ``,``                     both bytes of a wide sign, folded after decoding
    any other character       the trail byte of one and the lead byte of the next

So the line is read from left to right with the byte that is left over, if there is one; where
more than one byte may be meant, `BEAM` ways are kept, and the likeliest wins at the end.
"""

from __future__ import annotations

from bisect import insort
from difflib import SequenceMatcher
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import chain, islice, pairwise, product
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.text.encoding.language_model import UNKNOWN, model, sign_cost
from crawler.text.mirror.character_pairs import START, following, price
from crawler.text.mirror.mirror_damage import is_damaged_to
from crawler.text.mirror.pinyin import (
    READING,
    composed,
    is_simplified,
    is_traditional,
    opencc,
    read_so,
    readings,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

BEAM = 40
"""Ways kept at each character with a byte left over, and as many without."""

RIVALS = 4
"""Ways kept of those that are alike so far, where one must be proven or another may be."""

TABLES = 8
"""Tables of readings under which a line is tried to be proven."""

LETTER = 5.0
SURE = 1.8
"""Nats by which a character of which a byte was lost must be likelier than any other."""

WIDE_LEAD = 0xA3
"""The first byte of the wide signs that a mirror folds."""

LITERAL = 6.0
"""A ``?`` that the page itself has: on a mirror most are something else."""

SWALLOWED = 2.5
"""A letter, the end of a line, or what nobody can know, gone with a byte that was left over."""

LONE = 4.0
"""One byte shown as ``?``, with nothing swallowed."""

LOST = 15.0
"""A byte of which nothing can be made."""

BARE = 5.0
"""A character without a reading that has one wherever the mirror finds it."""

SAID_BEFORE = 3.5
"""Two characters that stand together elsewhere on the page."""

ENDS = frozenset("。！？”")
GOES_ON = frozenset("、，：（“《")
OPEN_END = 4.0
"""A line that ends where one goes on."""

SIGNS = {"，": 2.5, "。": 3.0, "、": 4.0, "“": 4.5, "”": 4.5, "：": 5.0, "；": 5.5, "！": 6.0}
SIGNS |= dict.fromkeys("《》（）？", 5.5) | dict.fromkeys("‘’·", 7.0)
"""What the signs of Chinese cost: whatever else is none costs `MIXED` more."""

ANY_SIGN = 2.5
"""Nats that a sign costs after most characters."""

MIXED = 4.0
"""A sign, or a simplified character, that the page has nowhere else."""

ANNOTATED_ELSE = 3.0
"""A reading after a character that the mirror does not annotate anywhere else."""

NOT_TRADITIONAL = 8.0

USUAL = 8.0
"""Nats of a character that may follow any other where a byte is not known."""

OPENED = {"）": "（", "”": "“", "》": "《", "’": "‘"}
UNOPENED = 6.0
"""A sign that closes what is not open."""

LOOK_BACK = 60
"""Characters within which it was opened."""

_WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_BRACKETED = re.compile(rf"\(({READING})\)")
_ANNOTATED = re.compile(rf"(.)\(({READING})\)")
_SWALLOWED = re.compile(rf"\?({READING})\)")
_PERHAPS_ASKEW = re.compile(r"\?[^，。\n]*")
_SPLIT = re.compile(rf"(?:\?|(?<=[@-~])\()({READING})\)")
_INSIDE = re.compile(
    rf"([(?][{READING[1:-7]}]{{1,6}})\(({READING})\)(?=[{READING[1:-7]}]{{0,5}}\))"
)


class _Guess(NamedTuple):
    """A character of which a byte was lost, and where it stands in the line."""

    at: int
    char: str


class _Way(NamedTuple):
    """One way to read the line so far."""

    cost: float
    over: bytes
    """What the byte left over may be; nothing where none is."""

    last: str
    said: tuple[object, ...]
    """The characters, last first: (character, those before)."""

    split: bytes = b""
    """The character whose reading stands before the byte left over."""

    guessed: tuple[_Guess, ...] = ()
    """The characters of which a byte was lost."""


class MirroredPage(NamedTuple):
    """What a page tells of its mirror."""

    annotated: Mapping[str, str]
    """The characters that have a reading on it, and which."""

    known: frozenset[str]
    """Characters and pairs of them that stand in it."""


def page(text: str, annotated: frozenset[str]) -> MirroredPage:
    """Return what a text tells of its mirror, given the characters that are annotated."""
    bare = _BRACKETED.sub("", _PERHAPS_ASKEW.sub("\n", text))
    said = {found[1]: found[2] for found in _ANNOTATED.finditer(_INSIDE.sub(_without_inner, text))}
    return MirroredPage(
        {char: said.get(char, "") for char in annotated},
        frozenset(bare) | {a + b for a, b in pairwise(bare)},
    )


def straightened(line: str, told: MirroredPage) -> str:
    """Return a line without its readings, each byte where it was before the mirror.

    >>> line = "記者談?wù)剬懽鞯慕涷?yàn)"
    >>> straightened(line, page(line, frozenset("論驗")))
    '記者談談寫作的經驗'
    """
    text = _INSIDE.sub(_without_inner, line)
    best = _ways(text, told)[0]
    proven, vanished = _is_proven(best, text, told), False
    if not proven and (right := _proven(text, told)):
        proven, (best, vanished) = True, right
    spelled = list(_spelled(best))
    for guess in best.guessed:
        each = RIVALS if proven else 1
        for other in _ways(text, told, guess, each, vanished=vanished):
            if other.cost - best.cost >= SURE:
                break
            if not proven or _is_proven(other, text, told):
                _unsay(spelled, _spelled(other))
    return "".join(spelled) + "?" * bool(best.over)


def _proven(text: str, told: MirroredPage) -> tuple[_Way, bool] | None:
    """Return the likeliest way of which the mirror makes a line; and if that hides characters."""
    for vanished in (False, True):
        some = _ways(text, told, each=RIVALS, vanished=vanished)
        if right := next((way for way in some if _is_proven(way, text, told)), None):
            return right, vanished
    return None


def _is_proven(way: _Way, line: str, told: MirroredPage) -> bool:
    """Return True if the mirror makes the line of what a way reads."""
    text = _spelled(way)
    if way.over or _SWALLOWED.search(text) or _BRACKETED.search(text):
        return False
    return any(is_damaged_to(text, line, said) for said in _tables(text, line, told))


def _tables(text: str, line: str, told: MirroredPage) -> Iterator[dict[str, str]]:
    """Yield what the mirror may annotate, and how; a line shows readings of split characters."""
    body = text.encode("gbk", "replace")
    pairs = {body[at : at + 2].decode("gbk", "ignore") for at in range(len(body) - 1)}
    known = {char: reading for char, reading in told.annotated.items() if reading}
    split = [
        [(char, reading) for char in read_so(composed(reading)) if char in pairs]
        for reading in dict.fromkeys(_SPLIT.findall(line))
        if pairs.isdisjoint(char for char, said in known.items() if said == reading)
    ]
    for some in islice(product(*filter(None, split)), TABLES):
        yield dict(some) | known


def _ways(
    text: str,
    told: MirroredPage,
    barred: _Guess | None = None,
    each: int = 1,
    *,
    vanished: bool = False,
) -> list[_Way]:
    """Return the ways to read a line, likeliest first, if one guess is not made.

    `each` so many are kept of those that are alike in the byte left over and the last character;
    `vanished`: bytes that are no character may be shown as nothing.
    """
    ways: dict[int, dict[tuple[bytes, str], list[_Way]]] = {
        0: {(b"", ""): [_Way(0.0, b"", "", ())]}
    }
    for at in range(len(text)):
        some = [way for alike in ways.pop(at, {}).values() for way in alike]
        if vanished:
            some += [more for way in _best(some, BEAM) for more in _gone(way, at, told)]
        for way in _best(some, BEAM * each):
            moves = _moves(text, at, way, told)
            for end, after in chain(moves, _comma_gone(way, text, at, told) if vanished else ()):
                if barred in after.guessed[-1:]:
                    continue
                alike = ways.setdefault(end, {}).setdefault((after.over, after.last), [])
                insort(alike, after, key=_cost)
                del alike[each:]
    final = [way for alike in ways[len(text)].values() for way in alike]
    return sorted(final, key=lambda way: way.cost + LOST * bool(way.over))


def _cost(way: _Way) -> float:
    return way.cost


def _unsay(spelled: list[str], other: str) -> None:
    """Put ``?`` in place of the characters in which another reading of the line differs."""
    matcher = SequenceMatcher(None, spelled, other, autojunk=False)
    for kind, first, last, _, _ in matcher.get_opcodes():
        if kind != "equal":
            spelled[first:last] = ["?"] * (last - first)


def _best(ways: Collection[_Way], beam: int) -> Iterator[_Way]:
    """Yield the likeliest ways: a byte left over is cheap until it must make sense."""
    for over in (False, True):
        kind = (way for way in ways if bool(way.over) is over)
        yield from nsmallest(beam, kind, key=_cost)


def _spelled(way: _Way) -> str:
    chars = []
    said = way.said
    while said:
        char, said = said  # type: ignore[assignment]
        chars.append(str(char))
    return "".join(reversed(chars))


def _without_inner(found: re.Match[str]) -> str:
    """Return a reading without the one that was inserted between its own bytes."""
    pair = found[1].encode("gbk", "replace")[-2:].decode("gbk", "replace")
    return found[1] if composed(found[2]) in readings(pair) else found[0]


def _moves(text: str, at: int, way: _Way, told: MirroredPage) -> Iterator[tuple[int, _Way]]:
    """Yield the ways to go on from here, each with where it ends."""
    char = text[at]
    if char == "(" and (found := _BRACKETED.match(text, at)):
        after = [*_annotated(way, composed(found[1]), told)]
        yield from ((found.end(), each) for each in after)
        if after:
            return
    moved = False
    if char == "?":
        if found := _SWALLOWED.match(text, at):
            for each in _left_over(way, composed(found[1]), told):
                moved = True
                yield found.end(), each
        for each in _unknown(way, text, at, told):
            moved = True
            yield at + 1, each
        if not way.over and text[at + 1 : at + 2] in _WIDE:
            yield from ((at + 2, each) for each in _folded(way, text, at, told))
    for each in _plain(way, char, told):
        moved = True
        yield at + 1, each
    if not moved:
        dropped = _said(way, "?", told, extra=LOST)
        yield from ((at + 1, each) for each in _plain(dropped, char, told))


def _said(way: _Way, char: str, told: MirroredPage, over: bytes = b"", extra: float = 0.0) -> _Way:
    """Return the way on with a character."""
    cost = _price(char, way.last, told) + extra + _owed(way, char, told)
    if char in OPENED and way.over and not _is_open(way, OPENED[char]):
        cost += UNOPENED
    return _Way(way.cost + cost, over, char, (char, way.said), guessed=way.guessed)


def _is_open(way: _Way, sign: str) -> bool:
    """Return whether a sign stands before that nothing has closed."""
    said, closed = way.said, 0
    for _ in range(LOOK_BACK):
        if not said:
            break
        char, said = said  # type: ignore[assignment]
        if OPENED.get(str(char)) == sign:
            closed += 1
        elif char == sign:
            if not closed:
                return True
            closed -= 1
    return False


def _owed(way: _Way, char: str, told: MirroredPage) -> float:
    """Return what it costs to have no reading; none could be found after one that split it."""
    split = way.split and way.split < _code(char)
    return BARE if char in told.annotated and not split else 0.0


def _plain(way: _Way, char: str, told: MirroredPage) -> Iterator[_Way]:
    """Yield the ways in which a character is what it shows, or what its bytes were."""
    if not way.over:
        yield _said(way, char, told, extra=LITERAL if char == "?" else 0.0)
        return
    code = _code(_WIDE.get(char, char))
    if len(code) == 1 and not (0x40 <= code[0] <= 0x80 and code[0] != 0x7F):  # noqa: PLR2004 trail bytes
        return
    for over in way.over:
        made = _char(over, code[0])
        if not made:
            continue
        after = _said(way, made, told, code[1:])
        if code[1:] and code[1] < 0x80:  # noqa: PLR2004
            after = _said(after, chr(code[1]), told, extra=SWALLOWED)
        yield after


def _annotated(way: _Way, reading: str, told: MirroredPage) -> Iterator[_Way]:
    """Yield the way on after a reading in brackets, if it is one of the two bytes before it."""
    if way.over:
        trail = _code(way.last)[-1:]
        made = [(_char(trail[0], over), bytes([over])) for over in way.over] if trail else []
    elif way.last.isascii() and len(way.said) > 1 and way.said[1]:
        before = str(way.said[1][0])  # type: ignore[index]
        made = [(_char(_code(before)[-1], ord(way.last)), b"")]
    else:
        made = [(way.last, b"")]
    for char, over in made:
        if char and reading in readings(char):
            paid = BARE if char == way.last and char in told.annotated else 0.0
            yield way._replace(over=over, cost=way.cost + _unusual(char, told) - paid)


def _left_over(way: _Way, reading: str, told: MirroredPage) -> Iterator[_Way]:
    """Yield the ways in which a ``?`` is the byte that the reading after it asks for."""
    if way.over:
        for over in way.over:
            for char, _ in _read_with(over, reading):
                extra = _unusual(char, told) - _owed(way, char, told)
                yield _said(way, char, told, extra=extra)
    elif (code := _code(way.last)) and len(code) > 1:
        for char, trail in _read_with(code[-1], reading):
            cost = way.cost + _unusual(char, told)
            yield way._replace(over=bytes([trail]), cost=cost, split=_code(char))


def _unknown(way: _Way, text: str, at: int, told: MirroredPage) -> Iterator[_Way]:
    """Yield the ways in which a ``?`` is bytes that nothing tells."""
    follows = text[at + 1 : at + 2]
    for char, trail in _over(way):
        after = _said(way, char, told)
        after = after._replace(guessed=(*way.guessed, _Guess(at, char)))
        if trail in _invalid():
            yield after._replace(over=_invalid()[trail])
        if not follows:
            yield _said(after, "", told)
        elif follows == "?" or (follows.isascii() and follows.isalpha()):
            yield after._replace(cost=after.cost + LONE)
        if follows:
            gone = "\n" if char in ENDS else "?"
            yield _said(after, gone, told, extra=SWALLOWED)


def _gone(way: _Way, at: int, told: MirroredPage) -> Iterator[_Way]:
    """Yield the ways in which two bytes that are no character stood here, and were not shown."""
    for char, trail in _over(way):
        if trail in _invalid():
            after = _said(way, char, told, _invalid()[trail])
            yield after._replace(guessed=(*way.guessed, _Guess(at, char)))


def _comma_gone(way: _Way, text: str, at: int, told: MirroredPage) -> Iterator[tuple[int, _Way]]:
    """Yield the ways in which a ``?`` has swallowed a folded comma before the next clause."""
    if text[at] == "?" and _is_han(text[at + 1 : at + 2]):
        for char, _ in _over(way):
            after = _said(_said(way, char, told), "，", told, extra=SWALLOWED)
            yield at + 1, after._replace(guessed=(*way.guessed, _Guess(at, char)))


def _over(way: _Way) -> tuple[tuple[str, int], ...]:
    """Return the characters that the byte left over may begin, and how they end."""
    if len(way.over) == 1:
        return _completed(way.over[0])
    return _followed(way.last, way.over) if way.over else ()


def _folded(way: _Way, text: str, at: int, told: MirroredPage) -> Iterator[_Way]:
    """Yield the ways in which ``?!`` is a lead byte, and two bytes that were taken for ``！``.

    In ``。“``, A1A3 A1B0, the bytes in the middle are a wide sign, which the mirror folds; what
    follows has the last of the four left over.
    """
    over = _code(_WIDE[text[at + 1]])[1:]
    for char, trail in ((char, _code(char)[1]) for char in ("。", *following().get(way.last, ""))):
        if trail == WIDE_LEAD:
            after = _said(way, char, told, over)
            guess = () if char == "。" else (_Guess(at, char),)
            yield after._replace(guessed=(*way.guessed, *guess))


def _unusual(char: str, told: MirroredPage) -> float:
    if char in told.annotated:
        return 0.0
    return ANNOTATED_ELSE if is_traditional(char) else NOT_TRADITIONAL


def _price(char: str, before: str, told: MirroredPage) -> float:
    """Return what a character costs after another; fewer nats where the page has it anyway."""
    if before in GOES_ON and char in ("", "\n"):
        return OPEN_END
    if char.isascii():
        return LETTER if char.isalnum() else min(LETTER, sign_cost(char)) if char else 0.0
    cost = _pair_price(char, before)
    if char in SIGNS:
        after = price(START, _simple(before)) - ANY_SIGN if _is_han(before) else 0.0
        twice = char == before or (before in GOES_ON and char not in OPENED.values())
        return SIGNS[char] + after + MIXED * twice
    if before + char in told.known:
        return min(cost, SAID_BEFORE)
    if char in told.known:
        return cost
    return cost + MIXED * (not _is_han(char) or (is_simplified(char) and not is_traditional(char)))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


@lru_cache(50_000)
def _pair_price(char: str, before: str) -> float:
    if not _is_han(char):
        cost = model().characters["zh"].get(char, UNKNOWN)
        return sign_cost(char) if cost == UNKNOWN else cost
    return price(_simple(char), _simple(before))


@lru_cache(20_000)
def _simple(char: str) -> str:
    """Return the simplified character of one."""
    return "着" if char == "著" else str(opencc("tw2s").convert(char))


@lru_cache(20_000)
def _code(char: str) -> bytes:
    if char == "€":
        return b"\x80"  # as browsers show it, where it is half of a character
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b"?"


@cache
def _char(lead: int, trail: int) -> str:
    """Return the character of two bytes, or nothing."""
    char = bytes([lead, trail]).decode("gbk", "ignore")
    return char if len(char) == 1 and not char.isascii() else ""


@cache
def _read_with(lead: int, reading: str) -> tuple[tuple[str, int], ...]:
    """Return the characters of this reading that begin with a byte, and how they end."""
    codes = ((char, _code(char)) for char in read_so(reading))
    return tuple((char, code[1]) for char, code in codes if code[0] == lead)


@cache
def _completed(lead: int) -> tuple[tuple[str, int], ...]:
    """Return the characters in use that begin with a byte, and how they end."""
    pairs = ((_char(lead, trail), trail) for trail in range(0x80, 0xFF))
    return tuple(
        (char, trail) for char, trail in pairs if char and _pair_price(char, "") < UNKNOWN
    )


@lru_cache(1_000)
def _followed(before: str, leads: bytes) -> tuple[tuple[str, int], ...]:
    """Return what goes with a character, or is usual, and begins with one of these bytes."""
    codes = (
        (form, _code(form))
        for char in {*following().get(_simple(before), ""), *_usual()}
        for form in _written().get(char, char)
    )
    signs = ((sign, _code(sign)) for sign in SIGNS)
    return tuple(
        (char, code[1])
        for char, code in (*signs, *codes)
        if len(code) > 1 and code[0] in leads and code[1] >= 0x80  # noqa: PLR2004 high bytes
    )


@cache
def _usual() -> str:
    """Return the characters that stand anywhere."""
    return "".join(char for char in _written() if price(char, "") < USUAL)


@cache
def _written() -> dict[str, str]:
    """Return how a simplified character may be written, by itself and made traditional."""
    chars = "".join(
        _char(lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x81, 0xFF)
    )
    found: dict[str, str] = {}
    for char in chars:
        if _is_han(char):
            simple = _simple(char)
            found[simple] = found.get(simple, "") + char
    return found


@cache
def _invalid() -> dict[int, bytes]:
    """Return by lead byte with which high bytes it makes no character."""
    found = {
        lead: bytes(trail for trail in range(0x80, 0xFF) if not _char(lead, trail))
        for lead in range(0x80, 0xFF)
    }
    return {lead: trails for lead, trails in found.items() if trails}
