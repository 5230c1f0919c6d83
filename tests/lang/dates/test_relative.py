"""Days that a line tells by their distance, against the clock of the page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates.relative import LONGEST, ago

CASES = json.loads((Path(__file__).parents[3] / "fixtures/text/dates.json").read_text("utf-8"))


def label(case: dict[str, str]) -> str:
    return case["label"]


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


@given(st.integers(0, 99), st.sampled_from([("hours", "hours ago"), ("days", "days ago")]))
def test_the_day_is_as_far_back_as_the_line_says(number: int, unit: tuple[str, str]) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    back = timedelta(**{unit[0]: number})
    told = ago(f"Jane Roe · {number} {unit[1]}", now)

    assert (told.day if told else None) == ((now - back).date() if back <= LONGEST else None)


@pytest.mark.parametrize(
    "line",
    [
        "She left 3 hours ago.",
        "The office that the harbour board closed for good 2 days ago has a new tenant",
        "3 hours from now",
        "agora",
        "",
    ],
)
def test_what_is_no_byline_tells_no_day(line: str) -> None:
    assert ago(line, datetime(2026, 11, 24, 12, tzinfo=UTC)) is None
