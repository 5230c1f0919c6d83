"""A day, or a minute of it, as a text gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1900, 2199
"""Newspapers put their archives online; no page's clock stands before this, or so far ahead."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a minute of it, as written: in a zone where one is given."""

    day: date
    clock: tuple[int, int, int] | None = None
    offset: timedelta | None = None
    zone: str | None = None
    """IANA name, where the text names a zone and not an offset."""

    start: int = 0
    end: int = 0
    """Where in the folded text it stands."""

    other: date | None = None
    """The day that the same numbers are to those who write the month first, or last."""

    def in_zone(self, zone: str) -> Moment:
        """Return the same moment by the clock of a zone; a day alone stays what it is."""
        if self.clock is None or self.offset is None:
            return self
        aware = datetime.combine(self.day, time(*self.clock), timezone(self.offset))
        local = aware.astimezone(_zone(zone))
        return Moment(local.date(), (local.hour, local.minute, local.second), local.utcoffset())

    def iso(self, default_zone: str | None = None) -> str:
        """Return it as ISO 8601: the day alone where no time is known.

        >>> Moment(date(2024, 7, 1), (9, 5, 0)).iso("Europe/Berlin")
        '2024-07-01T09:05:00+02:00'
        """
        if self.clock is None:
            return self.day.isoformat()
        hour, minute, second = self.clock
        moment = datetime(self.day.year, self.day.month, self.day.day, hour, minute, second)  # noqa: DTZ001
        if self.offset is not None:
            return moment.replace(tzinfo=timezone(self.offset)).isoformat()
        zone = self.zone or default_zone
        return moment.replace(tzinfo=_zone(zone)).isoformat() if zone else moment.isoformat()


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, or None where no newspaper has one of that name."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
