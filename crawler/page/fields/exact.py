"""The exact moment of a date that is shown more vaguely: its minute, its offset, its readers' day.

Of two witnesses that agree, the more exact one is believed; where they do not, what is shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.lang.dates.parse import Moment, parse
from crawler.page.fields.local import zone_of
from crawler.page.fields.publication import in_lone_times
from crawler.page.findings.machine_times import machine_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page.candidate import Candidate
    from crawler.page.findings.findings import Findings

MIDNIGHT = (0, 0, 0)
"""What systems state that know the day alone: it makes a day that is shown no finer, whatever its
offset. Where nothing else is said, and where the page shows that hour, it stands as stated."""

QUARTER, FURTHEST = timedelta(minutes=15), timedelta(hours=14)
"""Zones differ from UTC by quarters of an hour, and by 14 hours at most."""

UTC = timedelta()


def to_the_minute_that_its_element_states(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return the date of a line with the minute or the offset that its element states."""
    del candidates
    element = page.lines.elements.get(best.place)
    if element is None or best.value.offset is not None or best.value.zone:
        return best
    zone = zone_of(page)
    exact = (_agreeing(best.value, other, zone) for other in machine_times(element, best.place))
    moment = next(filter(None, exact), None)
    return replace(best, value=moment) if moment else best


def _agreeing(shown: Moment, exact: Moment, zone: str | None) -> Moment | None:
    """Return an exact moment by the clock that is shown; None where the two do not agree."""
    if shown.clock is None:
        return _on_that_day(shown, exact, zone)
    return _at_that_minute(shown, exact)


def _on_that_day(shown: Moment, exact: Moment, zone: str | None) -> Moment | None:
    local = exact.in_zone(zone) if zone else exact
    same = (moment for moment in (local, exact) if moment.day == shown.day)
    return None if exact.clock == MIDNIGHT else next(same, None)


def _at_that_minute(shown: Moment, exact: Moment) -> Moment | None:
    if exact.offset is None:
        return None
    ahead = _naive(shown) - _naive(exact)
    if not ahead:
        return exact
    quarters = ahead % QUARTER == timedelta() and abs(ahead) <= FURTHEST
    return Moment(shown.day, shown.clock, ahead) if exact.offset == UTC and quarters else None


def _naive(moment: Moment) -> datetime:
    """Return a moment by its own clock, to the minute."""
    hour, minute, _ = moment.clock or MIDNIGHT
    return datetime(moment.day.year, moment.day.month, moment.day.day, hour, minute)  # noqa: DTZ001


def by_the_clock_of_the_same_moment(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return a moment that is stated in UTC as an element of the page states it locally."""
    del candidates
    if best.value.offset != UTC or best.value.clock in {None, MIDNIGHT}:
        return best
    stated = (parse(time.datetime) for time in page.lines.times)
    local = (moment for moment in stated if moment and moment.offset not in {None, UTC})
    same = (moment for moment in local if _instant(moment) == _instant(best.value))
    return next((replace(best, value=moment) for moment in same), best)


def _instant(moment: Moment) -> datetime:
    return _naive(moment) - (moment.offset or UTC)


def by_the_clock_of_its_readers(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return a moment that is stated in UTC on the day that the page's readers see.

    Times are stated in UTC more often than newspapers live by it, so a day more or less is the
    page's own clock.
    """
    moment, zone = best.value, zone_of(page)
    if moment.offset != UTC or moment.clock in {None, MIDNIGHT}:
        return best
    shown = [
        other.value
        for other in candidates
        if other.witness.startswith("visible") and other.value.offset != UTC
    ]
    local = moment.in_zone(zone) if zone else moment
    if not shown and local.day != moment.day:
        shown = [other.value for other in in_lone_times(page)]
    if not shown or any(seen.day == moment.day for seen in shown):
        return best
    seen = shown[0]
    if abs(seen.day - moment.day) == ONE_DAY and (not zone or local.day == seen.day):
        return replace(best, value=local if zone else seen)
    return best


ONE_DAY = timedelta(days=1)


def to_the_minute_that_another_witness_gives(
    best: Candidate[Moment], candidates: Sequence[Candidate[Moment]], page: Findings
) -> Candidate[Moment]:
    """Return a day with the time of day that another witness gives for the same day."""
    del page
    if best.value.clock:
        return best
    for other in candidates:
        if (
            other.value.clock
            and other.value.clock != MIDNIGHT
            and other.value.day == best.value.day
        ):
            return replace(best, value=other.value)
    return best
