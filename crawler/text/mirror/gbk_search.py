"""The likeliest ways to read a line that a mirror put askew, found in time that grows as the line.

The line is read from left to right. `BEAM` ways are kept at each character, none that is `HOPE`
dearer than the likeliest; and a line is read stretch by stretch, cut where nothing is left over.
"""

from __future__ import annotations

from bisect import insort
from heapq import nsmallest
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from crawler.text.mirror.gbk_codes import SIGNS, is_han
from crawler.text.mirror.gbk_ways import (
    LOST,
    Guess,
    MirroredPage,
    Way,
    comma_gone,
    gone,
    moves,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEAM = 40
"""Ways kept at each character with a byte left over, and as many without."""

HOPE = 40.0
"""Nats by which a way may be dearer than the likeliest before it is given up."""

LONGEST = 300
"""Characters of a stretch, if nothing shows before where it may end."""

LOOK_BACK = 60
"""Characters before a stretch that are remembered."""

ROUNDS = 3
"""Times that another is looked for in place of a guess: the first may hide one as likely."""

_Alike = dict[tuple[bytes, str], list[Way]]
"""Ways by what tells how they go on: the byte left over, and the last character."""


class Rules(NamedTuple):
    """How a stretch is read."""

    each: int = 1
    """Ways kept of those that are alike."""

    vanished: bool = False
    """Whether bytes that are no character may be shown as nothing."""

    asked: bool = False
    """Whether only a reading tells what a byte was."""

    barred: frozenset[Guess] = frozenset()
    """Guesses that are not made."""


class Chart(NamedTuple):
    """The ways through a stretch."""

    ahead: list[dict[int, _Alike]]
    """For each character, the ways that were kept when it was read, by where they have come to."""

    final: list[Way]
    """Those to its end, likeliest first."""


def charted(stretch: str, before: str, told: MirroredPage, rules: Rules) -> Chart:
    """Return the ways to read a stretch of a line, behind what was read before it."""
    said: tuple[object, ...] = ()
    for char in before:
        said = (char, said)
    first = Way(0.0, b"", before[-1:], said)
    ahead = {0: {(b"", first.last): [first]}}
    seen = [_copied(ahead) for _ in _read(stretch, ahead, told, rules)]
    return Chart(seen, _final(ahead, len(stretch)))


def rivals(
    guess: Guess, stretch: str, chart: Chart, told: MirroredPage, rules: Rules
) -> Iterator[Way]:
    """Yield ways to read a stretch in which a guess is not made, nor what is made instead."""
    barred = frozenset({guess})
    for _ in range(ROUNDS):
        ahead = _copied(chart.ahead[guess.at])
        for _ in _read(stretch, ahead, told, rules._replace(barred=barred)):
            pass
        ways = _final(ahead, len(stretch))
        yield from ways
        instead = {other for way in ways[:1] for other in way.guessed if other.at == guess.at}
        if instead <= barred:
            return
        barred |= instead


def stretches(line: str, told: MirroredPage, rules: Rules) -> Iterator[tuple[int, int]]:
    """Yield where the stretches of a line begin and end: where one way is left, and none over."""
    start, ahead = 0, {0: {(b"", ""): [Way(0.0, b"", "", ())]}}
    for at in _read(line, ahead, told, rules):
        if at > start and ((_may_end(line, at) and _settled(ahead, at)) or at - start >= LONGEST):
            yield start, at
            start = at
    yield start, len(line)


def _read(line: str, ahead: dict[int, _Alike], told: MirroredPage, rules: Rules) -> Iterator[int]:
    """Read a line from where the ways have come to; yield each character before it is read."""
    for at in range(min(ahead), len(line)):
        yield at
        some = [way for alike in ahead.pop(at, {}).values() for way in alike]
        if rules.vanished:
            some += [more for way in _best(some, BEAM) for more in gone(way, at, told)]
        for way in _best(some, BEAM * rules.each):
            after = moves(line, at, way, told, asked=rules.asked)
            if rules.vanished:
                after = chain(after, comma_gone(way, line, at, told))
            for end, each in after:
                if each.guessed and each.guessed[-1] in rules.barred:
                    continue
                alike = ahead.setdefault(end, {}).setdefault((each.over, each.last), [])
                insort(alike, each, key=_cost)
                del alike[rules.each :]


def _copied(ahead: dict[int, _Alike]) -> dict[int, _Alike]:
    return {at: {key: [*some] for key, some in alike.items()} for at, alike in ahead.items()}


def _may_end(line: str, at: int) -> bool:
    """Return whether a stretch may end before a character: between a sign and Chinese."""
    return is_han(line[at]) and (line[at - 1] in SIGNS or line[at - 1] in ",.;:!")


def _settled(ahead: dict[int, _Alike], at: int) -> bool:
    """Return whether one way alone leads here, with no byte left over."""
    some = [*_best([way for alike in ahead[at].values() for way in alike], BEAM)]
    return len(ahead) == 1 and len(some) == 1 and not some[0].over


def _final(ahead: dict[int, _Alike], end: int) -> list[Way]:
    final = (way for alike in ahead[end].values() for way in alike)
    return sorted(final, key=lambda way: way.cost + LOST * bool(way.over))


def _best(some: list[Way], beam: int) -> Iterable[Way]:
    """Yield the likeliest ways: a byte left over is cheap until it must make sense."""
    most = min((way.cost for way in some), default=0.0) + HOPE
    for over in (False, True):
        kind = (way for way in some if bool(way.over) is over and way.cost <= most)
        yield from nsmallest(beam, kind, key=_cost)


def _cost(way: Way) -> float:
    return way.cost
