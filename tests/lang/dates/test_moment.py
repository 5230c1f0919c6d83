"""A day or a minute of it, by the clock of its zone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates.moment import EARLIEST, LATEST, Moment, day_of

NINE = (9, 5, 7)


@pytest.mark.parametrize(
    ("moment", "zone", "written"),
    [
        (Moment(date(2024, 7, 1)), None, "2024-07-01"),
        (Moment(date(2024, 7, 1)), "Europe/Berlin", "2024-07-01"),
        (Moment(date(2024, 7, 1), NINE), None, "2024-07-01T09:05:07"),
        (Moment(date(2024, 7, 1), NINE), "Europe/Berlin", "2024-07-01T09:05:07+02:00"),
        (Moment(date(2024, 1, 1), NINE), "Europe/Berlin", "2024-01-01T09:05:07+01:00"),
        (
            Moment(date(2024, 7, 1), NINE, zone="Asia/Tokyo"),
            "Europe/Berlin",
            "2024-07-01T09:05:07+09:00",
        ),
        (
            Moment(date(2024, 7, 1), NINE, timedelta(hours=-3, minutes=-30)),
            "Europe/Berlin",
            "2024-07-01T09:05:07-03:30",
        ),
    ],
)
def test_a_moment_is_written_with_the_zone_that_is_known(
    moment: Moment, zone: str | None, written: str
) -> None:
    assert moment.iso(zone) == written


def test_a_moment_by_another_clock_is_the_same_moment() -> None:
    noon = Moment(date(2024, 12, 31), (20, 0, 0), timedelta(hours=0))

    assert noon.in_zone("Asia/Shanghai").iso() == "2025-01-01T04:00:00+08:00"


@pytest.mark.parametrize("moment", [Moment(date(2024, 7, 1)), Moment(date(2024, 7, 1), NINE)])
def test_what_has_no_time_or_no_offset_stays_in_any_zone(moment: Moment) -> None:
    assert moment.in_zone("Asia/Shanghai") is moment


@given(st.integers(-1, 9999), st.integers(-1, 14), st.integers(-1, 33))
def test_a_day_is_one_of_the_common_calendar_or_none(year: int, month: int, day: int) -> None:
    known = day_of(year, month, day)

    if known:
        assert (known.year, known.month, known.day) == (year, month, day)
    else:
        assert not (EARLIEST <= year <= LATEST and 1 <= month <= 12 and 1 <= day <= 28)
