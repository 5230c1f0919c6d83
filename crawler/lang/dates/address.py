"""The day that an address names, or the month."""

from __future__ import annotations

from datetime import date
from typing import Final

from crawler import patterns as re
from crawler.lang.dates.moment import day_of
from crawler.lang.dates.months import month_of

_YEAR: Final = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
_MONTH: Final = r"(?P<m>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<d>0[1-9]|[12]\d|3[01])"
_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}[-/_.](?P<m>0?[1-9]|1[0-2])[-/_.](?P<d>[0-2]?\d|3[01])(?!\d)",
        rf"{_YEAR}[-/_](?P<m>[a-z]{{3,9}})[-/_](?P<d>[0-2]?\d|3[01])(?!\d)",
        rf"{_YEAR}/?{_MONTH}/?{_DAY}(?!\d)",
        rf"(?<!\d){_DAY}[-_.]{_MONTH}[-_.](?P<y>20\d\d)(?!\d)",
        rf"(?<!\d)(?P<y>20\d\d){_MONTH}{_DAY}(?=(?:[01]\d|2[0-3])[0-5]\d)",
        rf"/(?P<y>20\d\d)/{_MONTH}{_DAY}\d{{4,9}}\.",
        rf"/(?P<y>[012]\d)/{_MONTH}{_DAY}/",
    )
)
_OF_MONTH: Final = re.compile(rf"{_YEAR}[-/_.]?{_MONTH}(?!\d)")


def in_url(path: str) -> date | None:
    """Return the day that an address names.

    >>> in_url("/19/0907/13/A.html"), in_url("/202010/t20201004_3714581.htm")
    (datetime.date(2019, 9, 7), datetime.date(2020, 10, 4))
    >>> in_url("/2023/october/03/rain"), in_url("/2023/harbour/03/rain")
    (datetime.date(2023, 10, 3), None)
    """
    path = _own(path)
    for pattern in _DAYS:
        if found := pattern.search(path.lower()):
            year, name = int(found["y"]), found["m"]
            month = int(name) if name.isdigit() else month_of(name)
            if month:
                return day_of(2000 + year if year < 100 else year, month, int(found["d"]))  # noqa: PLR2004
    return None


def month_in_url(path: str) -> date | None:
    """Return the first day of the month that an address names.

    >>> month_in_url("/2024/05/ferry-returns"), month_in_url("/news/20240508/1")
    (datetime.date(2024, 5, 1), datetime.date(2024, 5, 1))
    >>> month_in_url("/2024/5000-boats")
    """
    if day := in_url(path):
        return day.replace(day=1)
    found = _OF_MONTH.search(_own(path))
    return day_of(int(found["y"]), int(found["m"]), 1) if found else None


def _own(path: str) -> str:
    """Return a path without the date that an archive puts before the address it holds."""
    return path.rpartition("http")[2]
