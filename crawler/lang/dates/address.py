"""The day that an address names."""

from __future__ import annotations

import re
from datetime import date

from crawler.lang.dates.moment import day_of

_IN_URL = (
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/_.](?P<m>0?[1-9]|1[0-2])[-/_.](?P<d>[0-2]?\d|3[01])(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)/?(?P<m>0[1-9]|1[0-2])/?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<d>[0-2]\d|3[01])[-_.](?P<m>0[1-9]|1[0-2])[-_.](?P<y>20\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3])[0-5]\d)"
    ),
    re.compile(r"/(?P<y>20\d\d)/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])\d{4,9}\."),
    re.compile(r"/(?P<y>[012]\d)/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])/"),
)


def in_url(path: str) -> date | None:
    """Return the day that an address names.

    >>> in_url("/19/0907/13/A.html"), in_url("/202010/t20201004_3714581.htm")
    (datetime.date(2019, 9, 7), datetime.date(2020, 10, 4))
    """
    path = path.rpartition("http")[2]  # what an archive puts before the address is its own date
    for pattern in _IN_URL:
        if found := pattern.search(path):
            year = int(found["y"])
            return day_of(2000 + year if year < 100 else year, int(found["m"]), int(found["d"]))  # noqa: PLR2004
    return None
