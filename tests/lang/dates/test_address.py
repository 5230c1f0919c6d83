"""The day in an address, and the month."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates.address import in_url, month_in_url


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2021/03/08/rain-ends", date(2021, 3, 8)),
        ("/2021-03/08/content_1.htm", date(2021, 3, 8)),
        ("/news/202103/t20210308_1.htm", date(2021, 3, 8)),
        ("/news/yaowen/2021/0308/1.html", date(2021, 3, 8)),
        ("/21/0308/14/A1.html", date(2021, 3, 8)),
        ("/news/2021/0308123456.html", date(2021, 3, 8)),
        ("/meldungen/08-03-2021", date(2021, 3, 8)),
        ("/article/A2021030814050001", date(2021, 3, 8)),
        ("/web/20160218174457/http://a.example/rain", None),
        ("/2021/march/08/rain", date(2021, 3, 8)),
        ("/2021/mar/8/rain", date(2021, 3, 8)),
        ("/2021/harbour/08/rain", None),
        ("/2021/13/45/rain", None),
        ("/rain-1234567890", None),
        ("/2021/03/rain", None),
    ],
)
def test_an_address_names_a_whole_day_or_none(path: str, expected: date | None) -> None:
    assert in_url(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2021/03/rain", date(2021, 3, 1)),
        ("/2021-03/rain", date(2021, 3, 1)),
        ("/2021/03/08/rain", date(2021, 3, 1)),
        ("/2021/13/rain", None),
        ("/web/20160218174457/http://a.example/2021/03/rain", date(2021, 3, 1)),
        ("/20210/3/rain", None),
        ("/rain", None),
    ],
)
def test_an_address_names_a_month_or_none(path: str, expected: date | None) -> None:
    assert month_in_url(path) == expected


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(["/", "-", "_"]))
def test_any_day_of_the_century_is_read_back(day: date, sign: str) -> None:
    assert in_url(f"/news/{day:%Y{sign}%m{sign}%d}/rain") == day
