"""Dates as programs write them: ISO 8601, RFC 5322 and its kin, ``ctime``, seconds since 1970.

Programs are written by people: months are in their language, zones in letters, and a year may
have two digits. Each function reads one family, and returns None for what is not of it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from crawler import patterns as re
from crawler.lang.dates.fold import fold
from crawler.lang.dates.moment import Moment, day_of
from crawler.lang.dates.months import month_of
from crawler.lang.dates.timezones import FURTHEST, clock_called

SECONDS: Final = range(631_152_000, 4_102_444_800)
"""Seconds since 1970 that mean a time between 1990 and 2100: other numbers are no dates."""

PARTS: Final = (1, 1_000, 1_000_000, 1_000_000_000)
"""What a second is divided into: JavaScript counts milliseconds, databases less."""

CENTURY: Final = 50
"""Years of two digits from which the last century is meant. RFC 5322, section 4.3."""

_ISO: Final = re.compile(
    r"(\d{4})(?:([-:])(\d\d)\2(\d\d)|(?<=19\d\d|20\d\d)(\d\d)(\d\d))(?!\d)"
    r"(?:(?:[t_]| {1,2})(\d\d)"
    r"(?::?([0-5]\d)(?::?([0-6]\d)(?:[.,]\d*)?)?(?!\d)(?: ?(?P<half>[ap])\.?m\b)?"
    r"|(?=z|[+-]\d|$)))?"
)
_ZONE: Final = (
    r" ?\(?(?P<zone>"
    r"(?:(?:utc|gmt|z)? ?(?P<sign>[+\u2212-]) ?(?P<h>\d{1,2}):?(?P<min>[0-5]\d)?(?!\d))"
    r"|[^\W\d_]{1,5}(?!\w))\)?"
)
_ZONED: Final = re.compile(_ZONE)
_HALF: Final = re.compile(r" ?([ap])\.?m\b\.?")
_CLOCK: Final = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-6]\d)(?:[.,]\d+)?)?"
    r" ?(?P<half>[ap]\.?m\.?)?"
)
_WEEKDAY: Final = r"(?:[^\W\d_]{2,12}\.?,? ?)?"
_MONTH: Final = r"(?P<month>[^\W\d_][^\d,]{1,20}?)\.?"
_MAIL: Final = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[ /-]{_MONTH}[ /-](?P<year>(?:19|20)?\d\d),?[ :]{_CLOCK}"
    rf"(?:{_ZONE})?(?: ?\(.*)?"
)
_SYSTEM: Final = re.compile(
    rf"{_WEEKDAY}{_MONTH} (?P<day>\d{{1,2}}),? {_CLOCK}(?:{_ZONE})? (?P<year>(?:19|20)\d\d)"
)
_GIT: Final = re.compile(
    rf"{_WEEKDAY}{_MONTH} (?P<day>\d{{1,2}}) {_CLOCK} (?P<year>(?:19|20)\d\d){_ZONE}"
)
_DOTNET: Final = re.compile(r"/?date\((\d{10,13})(?:[+-]\d{4})?\)/?")


def of_iso(text: str, place: str = "") -> Moment | None:
    """Return a date in ISO 8601 or nearly, to the day or finer, with whatever stands behind it.

    >>> of_iso("20190907T1343+08").iso(), of_iso("2019-09-07t24:00z").iso(), of_iso("2019-09")
    ('2019-09-07T13:43:00+08:00', '2019-09-08T00:00:00+00:00', None)
    >>> of_iso("2019-09-07 01:43:00 PM +02").iso(), of_iso("2019-09-07 12:43 a.m.").iso()
    ('2019-09-07T13:43:00+02:00', '2019-09-07T00:43:00')
    """
    text = text.lower()
    found = _ISO.match(text)
    if found is None:
        return None
    year, _, m, d, m2, d2, hour, minute, second, half = found.groups()
    day = day_of(int(year), int(m or m2), int(d or d2))
    if day is None or hour is None:
        return Moment(day) if day else None
    if half and int(hour) <= 12:  # noqa: PLR2004
        hour = str(int(hour) % 12 + (12 if half == "p" else 0))
    if int(hour) == 24 and not int(minute or 0):  # noqa: PLR2004 the end of the day
        day, hour = day + timedelta(1), "0"
    if int(hour) > 23:  # noqa: PLR2004
        return Moment(day)
    half = _HALF.match(text, found.end())
    if half and int(hour) <= 12:  # noqa: PLR2004
        hour = str(int(hour) % 12 + (12 if half[1] == "p" else 0))
    clock = int(hour), int(minute or 0), min(int(second or 0), 59)
    zoned = _ZONED.match(text, half.end() if half else found.end())
    return Moment(day, clock, *_zone(zoned, place))


def of_mail(text: str, language: str = "", place: str = "") -> Moment | None:
    """Return a date as in mail and RSS, in any language: RFC 822, RFC 5322, and what is like them.

    >>> of_mail("Mi, 02 Okt 2019 15:04:00 MESZ").iso(), of_mail("2-Oct-19 3:04 PM +02").iso()
    ('2019-10-02T15:04:00+02:00', '2019-10-02T15:04:00+02:00')
    """
    found = _MAIL.fullmatch(fold(text))
    return _moment(found, language, place) if found else None


def of_system(text: str, language: str = "", place: str = "") -> Moment | None:
    """Return a date as operating systems, Java, git and .NET print it.

    >>> of_system("Wed Oct 07 17:29:00 CEST 2026").iso(), of_system("/Date(1567834000000)/").iso()
    ('2026-10-07T17:29:00+02:00', '2019-09-07T05:26:40+00:00')
    >>> of_system("Wed Oct 7 17:29:00 2026 +0200").iso()
    '2026-10-07T17:29:00+02:00'
    """
    text = fold(text)
    if found := _DOTNET.fullmatch(text):
        return of_digits(found[1])
    found = _SYSTEM.fullmatch(text) or _GIT.fullmatch(text)
    return _moment(found, language, place) if found else None


def of_digits(digits: str) -> Moment | None:
    """Return a date that is digits alone: a day, with its minute or second, or a Unix time.

    >>> [of_digits(said).iso() for said in ("20190907", "20190907134300", "1567834000")]
    ['2019-09-07', '2019-09-07T13:43:00', '2019-09-07T05:26:40+00:00']
    >>> of_digits("9" * 10), of_digits("20191307"), of_digits("0")
    (None, None, None)
    """
    if len(digits) in {8, 12, 14} and digits[:2] in {"19", "20"}:
        day = day_of(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        hour, minute, second = (int(digits[at : at + 2] or 0) for at in (8, 10, 12))
        if day is None or hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
            return None
        return Moment(day, (hour, minute, second) if len(digits) > 8 else None)  # noqa: PLR2004
    return since_1970(int(digits)) if 9 <= len(digits) <= 19 else None  # noqa: PLR2004


def since_1970(number: float) -> Moment | None:
    """Return a Unix time in seconds, or in a thousandth, a millionth or less; None if it is none.

    >>> since_1970(1644053400000).iso(), since_1970(float("nan")), since_1970(1e999)
    ('2022-02-05T09:30:00+00:00', None, None)
    """
    for part in PARTS:
        if SECONDS.start <= number / part < SECONDS.stop:
            moment = datetime.fromtimestamp(int(number / part), UTC)
            return Moment(moment.date(), (moment.hour, moment.minute, moment.second), timedelta())
    return None


def _moment(found: re.Match[str], language: str, place: str) -> Moment | None:
    month, year, hour = month_of(found["month"], language), int(found["year"]), int(found["hour"])
    if len(found["year"]) == 2:  # noqa: PLR2004
        year += 1900 if year >= CENTURY else 2000
    day = day_of(year, month, int(found["day"])) if month else None
    half = (found["half"] or "")[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if day is None or hour > 23:  # noqa: PLR2004
        return Moment(day) if day else None
    clock = hour, int(found["minute"]), min(int(found["second"] or 0), 59)
    return Moment(day, clock, *_zone(found, place))


def _zone(found: re.Match[str] | None, place: str) -> tuple[timedelta | None, str | None]:
    """Return the offset, or else the zone, that stands behind a time."""
    if found is None or not found["zone"]:
        return None, None
    if not found["sign"]:
        return clock_called(found["zone"], place)
    offset = timedelta(hours=int(found["h"]), minutes=int(found["min"] or 0))
    if offset > FURTHEST:
        return None, None
    return (offset if found["sign"] == "+" else -offset), None
