"""Other calendars, day by day: each day follows the one before it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates.calendars import (
    day_in,
    from_ethiopian,
    from_hijri,
    from_solar,
    in_digits,
)
from crawler.lang.dates.fold import fold

SOLAR_MONTHS = (*[31] * 6, *[30] * 5, 30)
SOLAR_LEAP_YEARS = {1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412}
"""As Iran's calendar office has had and announced them."""


def solar_days(first: int, last: int) -> list[date | None]:
    return [
        from_solar(year, month, day)
        for year in range(first, last + 1)
        for month, days in enumerate(SOLAR_MONTHS, 1)
        for day in range(1, days + 1)
        if month < 12 or day < 30 or year in SOLAR_LEAP_YEARS
    ]


def test_the_days_of_the_iranian_calendar_follow_each_other() -> None:
    days = solar_days(1370, 1412)

    assert days == [date(1991, 3, 21) + timedelta(n) for n in range(len(days))]


@pytest.mark.parametrize(
    ("solar", "day"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1303, 1, 1), None),
        ((1461, 1, 1), None),
        ((1400, 13, 1), None),
        ((1400, 1, 32), None),
        ((1400, 0, 1), None),
    ],
)
def test_a_day_of_the_iranian_calendar_is_known_or_none(
    solar: tuple[int, int, int], day: date | None
) -> None:
    assert from_solar(*solar) == day


def test_the_days_of_the_ethiopian_calendar_follow_each_other() -> None:
    days = [
        from_ethiopian(year, month, day)
        for year in range(2000, 2025)
        for month in range(1, 14)
        for day in range(1, 31)
        if month < 13 or day <= 5 + (year % 4 == 3)
    ]

    assert days == [date(2007, 9, 12) + timedelta(n) for n in range(len(days))]


@pytest.mark.parametrize("wrong", [(2016, 13, 7), (2015, 13, 7), (2016, 0, 1), (2016, 14, 1)])
def test_a_day_that_the_ethiopian_calendar_has_not_is_none(wrong: tuple[int, int, int]) -> None:
    assert from_ethiopian(*wrong) is None


def test_the_days_of_the_hijri_calendar_follow_each_other() -> None:
    days = [
        known
        for month in range(1, 13)
        for day in range(1, 31)
        if (known := from_hijri(1447, month, day))
    ]

    assert len(days) in {354, 355}
    assert days == [date(2025, 6, 26) + timedelta(n) for n in range(len(days))]


@pytest.mark.parametrize("year", [1342, 1501, 0, 99999])
def test_a_hijri_year_that_is_not_reckoned_is_none(year: int) -> None:
    assert from_hijri(year, 1, 1) is None


@given(st.text(max_size=120))
def test_any_line_has_such_a_day_or_none(text: str) -> None:
    found = day_in(fold(text))

    assert found is None or (isinstance(found[0], date) and 0 <= found[1] < found[2])


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_in_chinese_numerals_is_the_same_in_digits(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))

    assert in_digits(f"{year}年{counted(day.month)}月{counted(day.day)}日") == (
        f"{day.year}年{day.month}月{day.day}日"
    )


def counted(number: int) -> str:
    """Return a number from 1 to 31 as it is counted in Chinese."""
    signs = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    lead = {0: "", 1: "十"}.get(tens, f"{signs[tens]}十")
    return lead + (signs[ones] if ones else "")
