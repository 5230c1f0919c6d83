"""Dates as newspapers write them: one spelling a line in fixtures/text/dates.json."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates import parse as dates
from crawler.lang.dates.months import everywhere, month_of
from crawler.lang.dates.relative import ago

CASES = json.loads((Path(__file__).parents[3] / "fixtures/text/dates.json").read_text("utf-8"))


def label(case: dict[str, str]) -> str:
    return case["label"]


@pytest.mark.parametrize("case", CASES["found"], ids=label)
def test_a_date_is_found_as_written_or_not_at_all(case: dict[str, str | None]) -> None:
    assert dates.find(str(case["text"])) == case["date"]


@pytest.mark.parametrize("case", CASES["ago"], ids=label)
def test_a_day_is_told_by_its_distance(case: dict[str, str | None]) -> None:
    told = ago(str(case["text"]), datetime(2026, 11, 24, 12, tzinfo=UTC))

    assert (told.iso() if told else None) == case["date"]


def test_a_distance_is_taken_in_the_zone_of_the_page() -> None:
    at_night = datetime(2026, 11, 24, 20, tzinfo=UTC)
    in_beijing = at_night.astimezone(ZoneInfo("Asia/Shanghai"))

    assert [ago("1小时前", now).iso() for now in (at_night, in_beijing)] == [  # type: ignore[union-attr]
        "2026-11-24",
        "2026-11-25",
    ]


@pytest.mark.parametrize("case", CASES["order"], ids=label)
def test_language_decides_which_number_is_the_day(case: dict[str, str]) -> None:
    assert dates.find(case["text"], language=case["language"]) == case["date"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2021-03-08", "2021-03-08"),
        ("2021-03-08T14:05:09.123Z", "2021-03-08T14:05:09+00:00"),
        ("2021-03-08 14:05:09 +0800", "2021-03-08T14:05:09+08:00"),
        ("2021-03-08T14:05", "2021-03-08T14:05:00"),
        ("1615212309", "2021-03-08T14:05:09+00:00"),
        ("1615212309000", "2021-03-08T14:05:09+00:00"),
        ("Mon, 08 Mar 2021 14:05:09 +0100", "2021-03-08T14:05:09+01:00"),
        ("Mon Mar 08 2021 14:05:09 GMT+0100", "2021-03-08T14:05:09+01:00"),
        ("Mon Mar 08 2021 14:05:09 GMT+0100 (CET)", "2021-03-08T14:05:09+01:00"),
        ("Mon Mar 08 14:05:09 CET 2021", "2021-03-08T14:05:09+01:00"),
        ("Mon Mar  8 14:05:09 2021", "2021-03-08T14:05:09"),
        ("Mon Mar 8 14:05:09 2021 +0100", "2021-03-08T14:05:09+01:00"),
        ("2021-03-08 02:05:09 PM", "2021-03-08T14:05:09"),
        ("2021-03-08 14:05 am", "2021-03-08T14:05:00"),
        ("Mar 8, 2021 2:05:09 PM MEST", "2021-03-08T14:05:09+02:00"),
        ("20210308140509", "2021-03-08T14:05:09"),
        ("8 March 2021", "2021-03-08"),
        ("0001-01-01T00:00:00", None),
        ("2021-13-08", None),
        ("{{ date }}", None),
        ("", None),
    ],
)
def test_what_machines_state_is_read(stated: str, expected: str | None) -> None:
    moment = dates.parse(stated)

    assert (moment.iso() if moment else None) == expected


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
    assert dates.in_url(path) == expected


def test_a_zone_gives_the_offset_of_that_very_day() -> None:
    winter = dates.find("8 January 2021 14:05", zone="Europe/Berlin")
    summer = dates.find("8 July 2021 14:05", zone="Europe/Berlin")

    assert (winter, summer) == ("2021-01-08T14:05:00+01:00", "2021-07-08T14:05:00+02:00")


def test_every_language_has_its_twelve_months() -> None:
    months = {
        number: [name for name, n in everywhere().items() if n == number]
        for number in range(1, 13)
    }

    assert set(everywhere().values()) == set(range(1, 13))
    assert all(len(names) > 40 for names in months.values())
    assert month_of("août") == month_of("aout") == 8


@given(st.text(max_size=200))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    found = dates.find(text)

    assert found is None or date.fromisoformat(found[:10])


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_a_day_written_in_many_ways_is_the_same_day(day: date) -> None:
    ways = (
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%d %B %Y}",
    )

    assert {dates.find(way) for way in ways} == {day.isoformat()}


@pytest.mark.parametrize(
    "text",
    ["ของทรัพย์ส้า" * 300, "2024 " + "ก.ก." * 300, "1 " + "a.b" * 900, "3 4 5 " * 900, "上午 " * 900],
    ids=["marks that are letters", "dots", "initials", "numbers", "hours"],
)
def test_a_line_like_no_date_is_looked_through_once(text: str) -> None:
    assert dates.find(text) is None
