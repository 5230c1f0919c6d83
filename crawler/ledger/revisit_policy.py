"""When an address is worth asking for again.

A story is looked at as it ages, for most corrections come early; a list, a feed or a
sitemap is polled by its own rhythm: sooner after it brought something, later after it
did not. All times are seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
NEVER = 1e12
"""The year 33,658: an address that is asked for again only where a list gives a reason."""

LOOKS = (HOUR, DAY, 7 * DAY, 30 * DAY)
"""Ages of a story, since it came out or was last seen to change, at which it is looked at."""


class Rhythm(NamedTuple):
    """Between which limits a source is polled."""

    first: float
    """After it has been seen once."""

    most: float
    """However long it has been quiet."""


LIVELY = Rhythm(15 * MINUTE, DAY)
"""A source that has listed stories: the oldest news of a quiet one is a day old."""

DEEP = Rhythm(DAY, 7 * DAY)
"""A list behind the lists that the front page leads to: the further pages of a channel, say.
What moves on to them has been seen before."""

BARREN = Rhythm(DAY, 30 * DAY)
"""A page that leads to no story: an imprint, a calendar, a list of lists."""

NEAR = 1
"""Depth up to which a list is one that readers look at: the front page and its channels."""

LEAST = 15 * MINUTE
FASTER, SLOWER = 0.5, 1.5
TOO_SOON = 8
"""A list that tells of a change has a story looked at once in an eighth of its age, and not
more often: titles that count comments change with every look."""

EARLY = 0.1
"""Share of an interval by which a timer may come too soon and still find its source due."""


def next_look(since: float, now: float, looks: Sequence[float] = LOOKS) -> float:
    """Return when a story that came out or changed at `since` is to be looked at again.

    >>> [next_look(0, age) / HOUR for age in (0, 2 * HOUR, 25 * HOUR)]
    [1.0, 24.0, 168.0]
    >>> next_look(0, 40 * DAY) == NEVER
    True
    """
    return next((since + age for age in looks if since + age > now), NEVER)


def next_interval(last: float | None, *, stories: bool, news: bool, depth: int = 0) -> float:
    """Return in how many seconds a source is to be polled, after how many it was last time.

    `stories` says whether it lists any, `news` whether one of them was new, `depth` how many
    pages lie between it and where the crawl started.

    >>> next_interval(None, stories=True, news=True) / MINUTE
    15.0
    >>> next_interval(4 * HOUR, stories=True, news=True) / HOUR
    2.0
    >>> next_interval(4 * HOUR, stories=True, news=False) / HOUR
    6.0
    >>> next_interval(None, stories=True, news=True, depth=3) / DAY
    1.0
    >>> next_interval(20 * DAY, stories=False, news=False) / DAY
    30.0
    """
    rhythm = BARREN if not stories else DEEP if depth > NEAR else LIVELY
    if last is None:
        return rhythm.first
    return min(max(LEAST, last * (FASTER if news else SLOWER)), rhythm.most)


def next_poll(at: float, interval: float) -> float:
    """Return from when on a source is due that was polled at `at`.

    A run that a timer starts every quarter of an hour may start some seconds early.

    >>> next_poll(0, 900)
    810.0
    """
    return at + interval * (1 - EARLY)
