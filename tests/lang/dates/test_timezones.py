"""Clocks by their letters, and the country of an address or a language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from crawler.lang.dates.timezones import (
    COUNTRY_ZONES,
    FURTHEST,
    OFFSETS,
    OWN_CLOCKS,
    ZONES,
    clock_called,
    country_of,
    place_of,
)


def test_every_zone_of_the_table_is_one_that_there_is() -> None:
    assert {*ZONES.values(), *COUNTRY_ZONES.values()} <= available_timezones()


def test_no_clock_is_further_from_greenwich_than_any_is() -> None:
    offsets = [timedelta(hours=hours) for hours in OFFSETS.values()]

    assert all(abs(offset) < FURTHEST for offset in offsets)


def test_letters_that_a_program_wrote_mean_what_the_zone_of_that_name_has() -> None:
    """The letters of the time zone database, on a day of winter and on one of summer."""
    days = [datetime(2024, month, 15, tzinfo=UTC) for month in (1, 7)]
    names: dict[str, set[timedelta | None]] = {}
    for zone in ("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles"):
        for day in days:
            local = day.astimezone(ZoneInfo(zone))
            names.setdefault((local.tzname() or "").lower(), set()).add(local.utcoffset())

    known = {letters: clock_called(letters) for letters in names}
    offsets = {letters: {found[0]} for letters, found in known.items() if found[0] is not None}

    assert {letters: names[letters] for letters in offsets} == offsets
    assert all(found != (None, None) for found in known.values())


def test_a_country_has_its_own_clock_for_letters_that_mean_another_elsewhere() -> None:
    for letters, places in OWN_CLOCKS.items():
        for place in places:
            assert clock_called(letters, place) == (None, COUNTRY_ZONES[place])


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://news.example.de/a", "de"),
        ("https://news.example.de.:443/a", ""),
        ("https://NEWS.EXAMPLE.DE/a", "de"),
        ("https://news.example/a.de", ""),
        ("http://[::1]/", ""),
        ("http://[broken/", ""),
        ("/a.de", ""),
        ("", ""),
    ],
)
def test_the_country_is_the_end_of_the_host(url: str, country: str) -> None:
    assert country_of(url) == country


@pytest.mark.parametrize(
    ("language", "place"),
    [("de-AT", "at"), ("de", ""), ("zh-Hans-CN", "cn"), ("en-US", "us"), ("", "")],
)
def test_a_language_may_name_a_country(language: str, place: str) -> None:
    assert place_of(language) == place
