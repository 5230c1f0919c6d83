"""Dates as programs state them: fixtures/text/dates.json, and the standard library's readers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.dates.parse import find, iso_date, parse

CASES = json.loads((Path(__file__).parents[3] / "fixtures/text/dates.json").read_text("utf-8"))
ZONES = st.integers(-14 * 4, 14 * 4).map(
    lambda quarters: timezone(timedelta(minutes=15 * quarters))
)
TIMES = st.integers(32_000_000, 3_155_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
AWARE = st.builds(datetime.astimezone, TIMES, ZONES)
LIKE_A_DATE = st.text("0123456789²①٢年月日:/.-+TZ, aApPmMJanMonGMT()", max_size=40)


@pytest.mark.parametrize("case", CASES["stated"], ids=lambda case: case["label"])
def test_what_a_program_states_is_read_as_stated_or_not_at_all(case: dict[str, str]) -> None:
    where = {key: case[key] for key in ("language", "place") if key in case}

    assert iso_date(case["text"], **where) == case["date"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1615212309, "2021-03-08T14:05:09+00:00"),
        (1615212309000, "2021-03-08T14:05:09+00:00"),
        (1615212309.75, "2021-03-08T14:05:09+00:00"),
        (20210308, "2021-03-08"),
        (0, None),
        (-1, None),
        (7, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
        (-1e300, None),
        (True, None),
        (None, None),
    ],
)
def test_a_number_is_a_time_where_newspapers_have_one(
    number: float | None, expected: str | None
) -> None:
    assert iso_date(number) == expected


@given(AWARE)
def test_mail_is_read_as_the_standard_library_reads_it(time: datetime) -> None:
    line = format_datetime(time)

    assert iso_date(line) == parsedate_to_datetime(line).isoformat()


@given(AWARE)
def test_iso_is_read_as_the_standard_library_reads_it(time: datetime) -> None:
    for line in (time.isoformat(), time.isoformat(" "), f"{time:%Y%m%dT%H%M%S%z}"):
        assert iso_date(line) == datetime.fromisoformat(line).isoformat()


@given(TIMES.filter(lambda time: time.year > 1990))
def test_a_time_printed_by_a_system_is_that_time(time: datetime) -> None:
    for line in (
        f"{time:%a %b %d %H:%M:%S UTC %Y}",
        f"{time:%a %b %d %Y %H:%M:%S GMT+0000}",
        f"{time.timestamp():.0f}",
    ):
        assert iso_date(line) == time.isoformat()


@given(
    st.one_of(st.text(max_size=120), LIKE_A_DATE),
    st.sampled_from(["", "en-us", "zh", "hr", "xx-YY"]),
)
def test_no_text_is_too_much_for_the_reader(text: str, language: str) -> None:
    for found in (iso_date(text, language=language), find(text, language=language)):
        assert found is None or datetime.fromisoformat(found)


@given(st.one_of(st.floats(), st.integers()))
def test_no_number_is_too_much_for_the_reader(number: float) -> None:
    moment = parse(number)

    assert moment is None or 1900 <= moment.day.year < 2200
