"""Values that are a date and nothing else, as machines state them."""

from __future__ import annotations

import pytest

from crawler.lang.dates.parse import parse


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
    moment = parse(stated)

    assert (moment.iso() if moment else None) == expected
