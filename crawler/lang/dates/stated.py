"""The times that feeds, sitemaps and lists give, as ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)"
    r"(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?"
    r"(?:[\sT(（]{0,3}(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)(?!\d)")
_EPOCH = range(631_152_000, 4_102_444_800)
"""Seconds that mean a time between 1990 and 2100."""


def moment(stated: str | float | None) -> str | None:
    """Return a time as ISO 8601, as precise as stated; None where there is none.

    Reads RFC 822 (RSS), W3C (Atom, sitemaps), seconds or milliseconds since 1970,
    and the days that lists print.

    >>> moment("Sat, 05 Feb 2022 09:30:00 +0800"), moment("2022-02-05T09:30:00Z")
    ('2022-02-05T09:30:00+08:00', '2022-02-05T09:30:00+00:00')
    >>> moment("(2022年2月5日 9:30)"), moment(1644053400000), moment("yesterday")
    ('2022-02-05T09:30:00', '2022-02-05T09:30:00+00:00', None)
    """
    if isinstance(stated, (int, float)) or (stated or "").strip().isdigit():
        return _since_1970(float(stated or 0)) or _of_text(str(stated))
    return _of_text(stated or "")


def _of_text(stated: str) -> str | None:
    text = stated.strip()[:100]
    if found := _ISO.match(text):
        return _iso(found)
    if re.search(r"[A-Za-z]{3}.*\d\d:\d\d", text):
        try:
            return parsedate_to_datetime(text).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
    if found := _WRITTEN.search(text):
        return _iso(found)
    if found := _DAY_FIRST.search(text):
        return _checked(f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}")
    return None


def _iso(found: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second, *offsets = found.groups()
    zone = offsets[0] if offsets else None
    date = f"{year}-{int(month):02}-{int(day):02}"
    if hour is None:
        return _checked(date)
    offset = zone or ""
    if offset.upper() in {"Z", "UTC", "GMT"}:
        offset = "+00:00"
    elif offset and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    return _checked(f"{date}T{int(hour):02}:{minute}:{second or '00'}{offset}") or _checked(date)


def _checked(iso: str) -> str | None:
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return iso


def _since_1970(number: float) -> str | None:
    seconds = number / 1000 if number >= _EPOCH.stop else number
    return datetime.fromtimestamp(seconds, UTC).isoformat() if int(seconds) in _EPOCH else None
