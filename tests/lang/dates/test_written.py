"""Dates as newspapers write them: one spelling a line in fixtures/text/dates.json."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates import written as dates

CASES = json.loads((Path(__file__).parents[3] / "fixtures/text/dates.json").read_text("utf-8"))


def label(case: dict[str, str]) -> str:
    return case["label"]


@pytest.mark.parametrize("case", CASES["found"], ids=label)
def test_a_date_is_found_as_written_or_not_at_all(case: dict[str, str | None]) -> None:
    assert dates.find(str(case["text"])) == case["date"]


@pytest.mark.parametrize("case", CASES["order"], ids=label)
def test_language_decides_which_number_is_the_day(case: dict[str, str]) -> None:
    assert dates.find(case["text"], language=case["language"]) == case["date"]


def test_a_zone_gives_the_offset_of_that_very_day() -> None:
    winter = dates.find("8 January 2021 14:05", zone="Europe/Berlin")
    summer = dates.find("8 July 2021 14:05", zone="Europe/Berlin")

    assert (winter, summer) == ("2021-01-08T14:05:00+01:00", "2021-07-08T14:05:00+02:00")


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
