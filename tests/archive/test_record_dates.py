"""The dates of WARC and ARC records, in any precision that the standards permit."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.record_dates import moment_of, nanos_at, nanos_of

READ = {
    "to the second": ("2025-03-04T05:06:07Z", "2025-03-04T05:06:07+00:00"),
    "to the minute": ("2025-03-04T05:06Z", "2025-03-04T05:06:00+00:00"),
    "to the day": ("2025-03-04", "2025-03-04T00:00:00+00:00"),
    "to the year": ("2025", "2025-01-01T00:00:00+00:00"),
    "to the nanosecond": ("2025-03-04T05:06:07.123456789Z", "2025-03-04T05:06:07.123456+00:00"),
    "with a comma": ("2025-03-04T05:06:07,5Z", "2025-03-04T05:06:07.500000+00:00"),
    "with a blank": ("2025-03-04 05:06:07", "2025-03-04T05:06:07+00:00"),
    "in another zone": ("2025-03-04T01:06:07+08:00", "2025-03-03T17:06:07+00:00"),
    "west of Greenwich": ("2025-03-04T20:06:07-0500", "2025-03-05T01:06:07+00:00"),
    "a leap second": ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
    "of an ARC": ("20080310080910", "2008-03-10T08:09:10+00:00"),
    "of an ARC, cut": ("2008031008", "2008-03-10T08:00:00+00:00"),
    "of an ARC, with more digits": ("20080310080910123", "2008-03-10T08:09:10+00:00"),
    "with blanks around": (" 2025-03-04 ", "2025-03-04T00:00:00+00:00"),
}
REFUSED = (
    "", "yesterday", "2025-13-01", "2025-02-30", "2025-03-04T25:00Z", "04.03.2025",
    "0001-01-01T00:00:00+14:00", "2025-03-04T05:06:07Zulu",
)  # fmt: skip


@pytest.mark.parametrize(("date", "moment"), READ.values(), ids=READ)
def test_a_date_is_a_time_in_utc(date: str, moment: str) -> None:
    assert moment_of(date).isoformat() == moment


@pytest.mark.parametrize("date", REFUSED)
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment_of(date)


def test_nanoseconds_are_kept_beyond_those_that_a_time_holds() -> None:
    assert nanos_at("1970-01-01T00:00:00.000000001Z") == 1
    assert nanos_at("1970-01-01T00:00:01.123456789Z") == 1_123_456_789
    assert nanos_at("1969-12-31T23:59:59Z") == -1_000_000_000


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001
def test_a_time_is_the_same_as_text_and_as_a_number(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)

    assert moment_of(moment.isoformat()) == moment
    assert nanos_at(moment.isoformat()) == nanos_of(moment)


def test_the_ends_of_the_calendar_fit_into_a_number() -> None:
    assert abs(nanos_of(datetime.max.replace(tzinfo=UTC))) < 1 << 63
    assert abs(nanos_of(datetime.min.replace(tzinfo=UTC))) < 1 << 63
