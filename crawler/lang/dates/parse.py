"""The one reader of dates, for pages, feeds and lists: what machines write, and what people do.

`parse` reads a value that is a date and nothing else, `first_moment` finds one in a line of text,
`in_url` in an address. None of them raises, whatever the text is.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from crawler.lang.dates.address import in_url
from crawler.lang.dates.machine import of_digits, of_iso, of_mail, of_system, since_1970
from crawler.lang.dates.moment import Moment
from crawler.lang.dates.timezones import place_of
from crawler.lang.dates.written import MONTH_FIRST, find, first_moment

__all__ = ["MONTH_FIRST", "Moment", "find", "first_moment", "in_url", "iso_date", "parse"]

LONGEST: Final = 100
"""Characters of a value that are read."""

ZERO: Final = frozenset((date(1969, 12, 31), date(1970, 1, 1)))
"""The days on which the time that is none stands: no seconds since 1970, in any zone."""


def parse(value: str | float | None, *, language: str = "", place: str = "") -> Moment | None:
    """Return the date that a value states: ISO 8601, RFC 5322 and its kin, Unix time, or written.

    `place`: the country of the site, as in its address: CST is another clock in China.

    >>> parse("2019-09-07T13:43:45.123+0800").iso(), parse("1567834000").iso()
    ('2019-09-07T13:43:45+08:00', '2019-09-07T05:26:40+00:00')
    >>> parse("Sat, 07 Sep 2019 13:43:00 GMT").iso(), parse("0001-01-01T00:00:00")
    ('2019-09-07T13:43:00+00:00', None)
    >>> parse("Sat Sep 07 13:43:00 CST 2019", place="cn").iso(), parse("1970-01-01T00:00:00Z")
    ('2019-09-07T13:43:00+08:00', None)
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float):
        moment = since_1970(value)
    else:
        text = str(value)[:LONGEST] if isinstance(value, str) else _digits(value)
        moment = _stated(" ".join(text.split()), language, place)
    return None if moment and moment.day in ZERO else moment


def iso_date(value: str | float | None, *, language: str = "", place: str = "") -> str | None:
    """Return the date that a value states as ISO 8601, as precise as stated, or None.

    >>> iso_date("Sat, 05 Feb 2022 09:30:00 +0800"), iso_date("2022-02-05T09:30:00Z")
    ('2022-02-05T09:30:00+08:00', '2022-02-05T09:30:00+00:00')
    >>> iso_date("(2022年2月5日 9:30)"), iso_date(1644053400000), iso_date("yesterday")
    ('2022-02-05T09:30:00', '2022-02-05T09:30:00+00:00', None)
    """
    moment = parse(value, language=language, place=place)
    return moment.iso() if moment else None


def _digits(number: int) -> str:
    return str(number) if 0 < number < 10**20 else ""


@lru_cache(maxsize=512)
def _stated(text: str, language: str, place: str) -> Moment | None:
    if text.isascii() and text.isdigit():
        return of_digits(text)
    place = place or place_of(language)
    if moment := of_iso(text, place):
        return (
            moment
            if moment.clock or len(text) <= len("2019-09-07")
            else _finer(text, moment, language)
        )
    if moment := of_mail(text, language, place) or of_system(text, language, place):
        return moment
    return first_moment(text, language=language, place=place, stated=True)


def _finer(text: str, day: Moment, language: str) -> Moment:
    """Return the day with a time beside it that is none of ISO 8601: 2019-09-07 3:04 PM."""
    moment = first_moment(text, language=language, stated=True)
    return moment if moment and moment.day == day.day else day
