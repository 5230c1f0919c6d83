"""The dates that WARC and ARC records carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler import patterns as re

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)?)?)?)?"
    r"(Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_ARC_DATE = re.compile(r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\d*")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIMIT = (1 << 63) - 2000


def moment_of(date: str) -> datetime:
    """Return a ``WARC-Date`` or an ARC's date as an aware time in UTC; raises ValueError.

    WARC 1.1 permits any precision of https://www.w3.org/TR/NOTE-datetime, and up to nine
    digits of a second, of which a `datetime` holds six.

    >>> moment_of("2025-03-04T05:06Z").isoformat(), moment_of("2025").isoformat()
    ('2025-03-04T05:06:00+00:00', '2025-01-01T00:00:00+00:00')
    >>> moment_of("2025-03-04T05:06:07.123456789Z").microsecond, moment_of("20080310080000").hour
    (123456, 8)
    """
    return _parts_of(date)[0]


def _parts_of(date: str) -> tuple[datetime, int]:
    """Return a time, and its nanoseconds beyond the microsecond."""
    date = date.strip()
    if found := _ARC_DATE.fullmatch(date) if len(date) > 4 else None:  # noqa: PLR2004 a year
        fraction, zone = "", "Z"
        parts = found.groups()
    elif found := _DATE.fullmatch(date):
        *parts, fraction, zone = found.groups()  # type: ignore[assignment]
    else:
        raise ValueError(f"WARC-Date is {date[:40]!r}")
    year, month, day, hour, minute, second = (
        int(part) if part else unit for part, unit in zip(parts, (1, 1, 1, 0, 0, 0), strict=True)
    )
    nanos = int((fraction or "").ljust(9, "0"))
    # A leap second is the last of its minute: a datetime has none.
    moment = datetime(year, month, day, hour, minute, min(second, 59), nanos // 1000, tzinfo=UTC)
    if zone and zone.upper() != "Z":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        try:
            moment -= -offset if zone[0] == "-" else offset
        except OverflowError:
            raise ValueError(f"WARC-Date is {date[:40]!r}") from None
    return moment, nanos % 1000


def nanos_at(date: str) -> int:
    """Return a record's date in nanoseconds since 1970, up to the year 2262; raises ValueError."""
    moment, nanos = _parts_of(date)
    return nanos_of(moment) + nanos


def nanos_of(moment: datetime) -> int:
    """Return a time in nanoseconds since 1970, up to the year 2262."""
    nanos = (moment - _EPOCH) // timedelta(microseconds=1) * 1000
    return max(-_LIMIT, min(nanos, _LIMIT))
