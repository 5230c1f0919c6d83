"""Days that a line names by how long ago they were: 3 hours ago, vor 2 Tagen, 昨天 10:20.

What comes out is a day, for no such line says more; a time only where it stands beside the word
for today or yesterday. Sentences are no such lines: only what can be a byline is asked. The words
are in ``data/relative.toml``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, partial
from typing import Final, NamedTuple

from crawler import patterns as re
from crawler.lang.dates.fold import fold
from crawler.lang.dates.moment import Moment
from crawler.lang.words import either, words
from crawler.normal_forms import normalized

LONGEST: Final = timedelta(days=35)
"""Nobody counts the weeks any further."""

BESIDE: Final = 40
"""Letters that may stand beside it: a name, a section, a label."""


class _Way(NamedTuple):
    pattern: re.Pattern[str]
    unit: timedelta
    counted: bool


def _plain(text: str) -> str:
    return normalized("NFC", fold(text))


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){said}(?![^\W\d_])")


UNITS: Final = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}


@cache
def _ways() -> tuple[_Way, ...]:
    """Return how every language says how long ago: without a number first."""
    rows = words("relative")
    number = rf"(?P<n>\d{{1,2}}|{_either('one')}) ?"
    said = [
        _Way(_pattern(_plain(row.word)), timedelta(minutes=int(row.means)), counted=False)
        for row in rows
        if row.kind == "said"
    ]
    counted = [
        _Way(_pattern(_plain(row.word).replace("# ", number)), UNITS[row.kind], counted=True)
        for row in rows
        if row.kind in UNITS
    ]
    return (*said, *counted)


@cache
def _named() -> tuple[tuple[re.Pattern[str], timedelta], ...]:
    """Return how every language says yesterday and today, with the time that may stand behind."""
    clock = (
        rf"[ ,·|]{{0,3}}(?:(?:{_either('at')}) )?"
        r"(?P<h>[01]?\d|2[0-3])[:.h時时](?P<m>[0-5]\d)(?!\d)"
    )
    return tuple(
        (_pattern(f"(?:{_plain(_either(kind))})(?:{clock})?"), timedelta(days=days))
        for kind, days in (("yesterday", 1), ("today", 0))
    )


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(_either("lead"))


_either = partial(either, "relative")


def ago(text: str, now: datetime) -> Moment | None:
    """Return the day that a byline names by its distance from `now`, in the page's own zone.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    >>> [ago(line, now).iso() for line in ("By Jo Roe · 3 hours ago", "vor 2 Tagen", "5分钟前")]
    ['2026-11-23', '2026-11-22', '2026-11-24']
    >>> ago("昨天 10:20", now).iso(), ago("The ferry sank 3 days ago.", now)
    ('2026-11-23T10:20:00', None)
    """
    plain = " ".join(_plain(text).split())
    if not plain or plain[-1] in ".!?。！？":
        return None
    for pattern, back in _named():
        if (found := pattern.search(plain)) and _is_alone(plain, found):
            if not found["h"] and found[0] != plain:
                continue
            clock = (int(found["h"]), int(found["m"]), 0) if found["h"] else None
            return Moment((now - back).date(), clock, start=found.start(), end=found.end())
    for way in _ways() if _leads().search(plain) else ():
        if (found := way.pattern.search(plain)) and _is_alone(plain, found):
            many = found["n"] if way.counted else "1"
            back = way.unit * (int(many) if many.isdigit() else 1)
            if back <= LONGEST:
                return Moment((now - back).date(), start=found.start(), end=found.end())
    return None


def _is_alone(line: str, found: re.Match[str]) -> bool:
    return len(line) - len(found[0]) <= BESIDE
