"""Dates as newspapers write them, read into ISO 8601.

A spelling is a row of `SPELLINGS`: a pattern over folded text whose groups are year, month (a
number or a name) and day. Other calendars than the common one are in `calendars`.
A date is never made up: what has no year has no date, and what has no time is a day.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from crawler.lang.dates.calendars import BUDDHIST, ERAS, day_in, from_solar, in_digits
from crawler.lang.dates.months import SOLAR_MONTHS, fold, month_of
from crawler.lang.dates.timezones import ZONES

EARLIEST = 1900
"""Newspapers put their archives online; no page's clock stands before this."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a minute of it, as written: in a zone where one is given."""

    day: date
    clock: tuple[int, int, int] | None = None
    offset: timedelta | None = None
    zone: str | None = None
    """IANA name, where the text names a zone and not an offset."""

    start: int = 0
    end: int = 0
    """Where in the folded text it stands."""

    def in_zone(self, zone: str) -> Moment:
        """Return the same moment by the clock of a zone; a day alone stays what it is."""
        if self.clock is None or self.offset is None:
            return self
        aware = datetime.combine(self.day, time(*self.clock), timezone(self.offset))
        local = aware.astimezone(_zone(zone))
        return Moment(local.date(), (local.hour, local.minute, local.second), local.utcoffset())

    def iso(self, default_zone: str | None = None) -> str:
        """Return it as ISO 8601: the day alone where no time is known.

        >>> Moment(date(2024, 7, 1), (9, 5, 0)).iso("Europe/Berlin")
        '2024-07-01T09:05:00+02:00'
        """
        if self.clock is None:
            return self.day.isoformat()
        hour, minute, second = self.clock
        moment = datetime(self.day.year, self.day.month, self.day.day, hour, minute, second)  # noqa: DTZ001
        if self.offset is not None:
            return moment.replace(tzinfo=timezone(self.offset)).isoformat()
        zone = self.zone or default_zone
        return moment.replace(tzinfo=_zone(zone)).isoformat() if zone else moment.isoformat()


_WORD = (
    r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0eff]|[.'’](?=[^\W\d_]|[\u0900-\u0eff])){1,14}+\.?"
    r"(?: (?:الثاني|الاول))?"
)
_YEAR = r"(?P<y>(?:1[3-4]\d\d|19\d\d|20\d\d|2[45]\d\d))"
SPELLINGS = tuple(
    re.compile(pattern)
    for pattern in (
        # 2024-07-01, 2024/7/1, 2024.07.01, 2024年7月1日, 2024년 7월 1일
        rf"(?<!\d){_YEAR}\s*(?:[-/.]|年|년)\s*(?P<m>\d{{1,2}})\s*(?:[-/.]|月|월)\s*(?P<d>\d{{1,2}})(?!\d)(?:\s*(?:日|号|일))?",
        # 令和6年7月1日, 民國113年7月1日
        (
            rf"(?P<era>{'|'.join(ERAS)})\s*(?P<y>\d{{1,3}}|元)\s*年\s*(?P<m>\d{{1,2}})"
            r"\s*月\s*(?P<d>\d{1,2})\s*日"
        ),
        # 1 July 2024, 1. Juli 2024, 1 de julio de 2024, 1er juillet 2024, ngày 1 tháng 7 năm 2024
        (
            rf"(?<!\d)(?P<d>\d{{1,2}})\s*(?:(?:st|nd|rd|th|er|º|ª|°|o|a|-?е"
            rf"|-го)(?![^\W\d_]))?\.?,?\s*(?:of |de |d'|d’|-|ta' )?\s*(?P<m>{_WORD})"
            rf"(?: ?/ ?{_WORD})?"
            rf"[\s,/-]+(?:de |del |do |năm |พ\.ศ\. ?|ค\.ศ\. ?|พศ )?{_YEAR}(?!\d)"
        ),
        # 1 ก.ค. 67
        r"(?<!\d)(?P<d>\d{1,2}) ?(?P<m>[\u0e00-\u0e7f.]{2,14}) ?(?P<y>[567]\d)(?![\d:.])",
        # July 1, 2024
        (
            rf"(?<!\w)(?P<m>{_WORD})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?:,"
            rf"|\s)\s*(?:de )?{_YEAR}(?!\d)"
        ),
        # 2024. július 1., 2024 m. liepos 1 d., 2024. gada 1. jūlijs, 2024ko uztailaren 1
        (
            rf"(?<!\d){_YEAR}(?:\.|\s*m\.|\s*metu|ko|\.? gada|,"
            rf"|-)?\s*(?P<m>{_WORD})\s+(?P<d>\d{{1,2}})(?!\d)"
        ),
        rf"(?<!\d){_YEAR}\. gada (?P<d>\d{{1,2}})\. (?P<m>{_WORD})",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+thang\s+(?P<m>\d{{1,2}}),?\s+(?:nam\s+)?{_YEAR}",
        # 20240701
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)(?=t?\d*)",
    )
)
"""Every way to write a day that leaves no doubt about the order; what begins first wins."""

NUMERIC = re.compile(
    r"(?<![\d.,/:-])(?P<a>\d{1,2})(?P<s>\s?[./-]\s?|\s)(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20|25)\d\d|\d\d(?=$|[^\d.,/:%-]))(?!\d)"
)
"""1/7/2024: which is the day, the language and the country say."""

_CLOCK = re.compile(
    r"(?P<pre>上午|下午|晚上|凌晨|中午|早上|午前|午後|오전|오후|am|pm)?\s*(?<![\d.])(?P<h>[012]?\d)\s*"
    r"(?:(?:[:.時时시點点h]|h\s)\s*(?P<m>[0-5]\d|\d(?=\s*[分분]))(?!\d)(?:\s*[:.分분]\s*(?P<s>[0-5]\d)(?!\d))?(?!\d|\s?\.\d)(?:[.,]\d+)?(?:\s*[分秒])?"
    r"|(?=\s*(?:a\.?m|p\.?m|uhr)))"
    r"\s*(?P<post>a\.?\s?m\.?(?!\w)|p\.?\s?m\.?(?!\w))?\s*(?:uhr|hrs?\b|h\b|น\.)?"
)
_OFFSET = re.compile(
    r"\s*[(\[]?\s*(?:(?P<utc>z(?!\w)|utc|gmt)\s*)?(?P<sign>[+\-\u2212\u2013])\s*(?P<h>\d{1,2})(?::?(?P<m>[0-5]\d))?(?!\d)"
    r"|\s*[(\[]?(?P<name>[^\W\d_]{1,5})(?!\w)"
)
SHORT = 24
"""Characters of a line that is a date and at most a word: ``Kultur, 2.11.22``.

Measured: at 12 segments date -0.3; at 48 nothing.
"""

_AFTERNOON = {"下午", "晚上", "午後", "오후", "pm"}
_MORNING = {"上午", "凌晨", "早上", "午前", "오전", "am"}
MONTH_FIRST = {"en-us", "en-ph", "es-us", "fil"}
"""Languages, with their countries, whose 4/7/2024 is in April."""


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def find(text: str, *, zone: str | None = None, language: str = "") -> str | None:
    """Return the first date in a line as ISO 8601, or None where it gives none.

    >>> find("发布时间：2019年9月7日 下午1:43", zone="Asia/Shanghai")
    '2019-09-07T13:43:00+08:00'
    >>> find("Published 7th Sept. 2019 at 4.05 pm BST"), find("٧ سبتمبر ٢٠١٩"), find("7 September")
    ('2019-09-07T16:05:00+01:00', '2019-09-07', None)
    >>> find("7 กันยายน 2562"), find("令和元年9月7日"), find("version 3.4.19 is out")
    ('2019-09-07', '2019-09-07', None)
    """
    moment = first_moment(text, language=language)
    return moment.iso(zone) if moment else None


def first_moment(text: str, *, language: str = "") -> Moment | None:
    """Return the first date in a line, with the time beside it."""
    if "年" not in text and not any(c.isdigit() for c in text):
        return None
    folded = _plain(text)
    found = _first_day(folded, language)
    if not found:
        return None
    day, start, end = found
    return _with_clock(folded, day, start, end)


def _plain(text: str) -> str:
    """Return the text folded, with Hangul whole and one space between words."""
    folded = in_digits(unicodedata.normalize("NFC", fold(text)))
    return " ".join(folded.replace("٫", ".").split())


def _first_day(text: str, language: str) -> tuple[date, int, int] | None:
    best: tuple[date, int, int] | None = None
    for spelling in SPELLINGS:
        for found in spelling.finditer(text):
            if best and found.start() >= best[1]:
                break
            if day := _day(found, language):
                best = (day, found.start(), found.end())
                break
    for found in NUMERIC.finditer(text):
        if best and found.start() >= best[1]:
            break
        if day := _numeric_day(found, language):
            best = (day, found.start(), found.end())
            break
    return best or day_in(text)


def _day(found: re.Match[str], language: str) -> date | None:
    parts = found.groupdict()
    name = parts["m"]
    year = 1 if parts["y"] == "元" else int(parts["y"])
    day = int(parts["d"])
    if parts.get("era"):
        year += ERAS[parts["era"]]
    elif year < 100:  # noqa: PLR2004 of the Thai calendar
        year += 2500 - BUDDHIST
    elif year > 2300:  # noqa: PLR2004
        year -= BUDDHIST
    if name.isdigit():
        return (
            _date(year, int(name), day) if year >= EARLIEST else from_solar(year, int(name), day)
        )
    if solar := SOLAR_MONTHS.get(name.strip(" .")):
        return from_solar(year, solar, day)
    month = month_of(name, language)
    return _date(year, month, day) if month else None


def _numeric_day(found: re.Match[str], language: str) -> date | None:
    a, b, year = int(found["a"]), int(found["b"]), int(found["y"])
    if year < 100:  # noqa: PLR2004
        alone = len(found.string) <= SHORT and found.end() == len(found.string)
        padded = len(found["a"] + found["b"]) == 4  # noqa: PLR2004
        before = found.string[max(0, found.start() - 1) : found.start()]
        if (
            found["s"].isspace()
            or before.isalpha()
            or not (padded or (alone and "." in found["s"]))
        ):
            return None
        year += 2000
    elif year > 2300:  # noqa: PLR2004
        year -= BUDDHIST
    if found["s"].isspace() and len(found["a"] + found["b"]) < 4:  # noqa: PLR2004
        return None
    first = language.lower() in MONTH_FIRST
    if "." in found["s"]:
        first = False
    return (_date(year, a, b) if first else None) or _date(year, b, a) or _date(year, a, b)


def _date(year: int, month: int, day: int) -> date | None:
    if year < EARLIEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_clock(text: str, day: date, start: int, end: int) -> Moment:
    """Return the day with the time that stands beside it."""
    after = re.match(r"[^\d]{0,24}", text[end : end + 60])
    found = _CLOCK.search(text[end : end + 60])
    if found and after and found.start() <= len(after[0]) and "©" not in after[0]:
        return _timed(text, day, found, (start, end), end)
    before = text[max(0, start - 24) : start]
    for found in _CLOCK.finditer(before):
        if len(before) - found.end() <= 6:  # noqa: PLR2004
            return _timed(text, day, found, (start, end), max(0, start - 24))
    return Moment(day, start=start, end=end)


def _timed(text: str, day: date, clock: re.Match[str], span: tuple[int, int], base: int) -> Moment:
    hour, minute, second = int(clock["h"]), int(clock["m"] or 0), int(clock["s"] or 0)
    half = clock["pre"] or (clock["post"] or "").replace(".", "").replace(" ", "")
    if half in _AFTERNOON and hour < 12:  # noqa: PLR2004
        hour += 12
    elif half in _MORNING and hour == 12:  # noqa: PLR2004
        hour = 0
    if hour > 23:  # noqa: PLR2004
        return Moment(day, start=span[0], end=span[1])
    offset, zone, end = _offset(text, base + clock.end())
    return Moment(day, (hour, minute, second), offset, zone, span[0], max(end, span[1]))


def _offset(text: str, place: int) -> tuple[timedelta | None, str | None, int]:
    found = _OFFSET.match(text, place)
    if not found:
        return None, None, place
    if found["sign"]:
        hours, minutes = int(found["h"]), int(found["m"] or 0)
        signed = found["utc"] or found["m"]
        if not signed or hours > 14:  # noqa: PLR2004
            return None, None, place
        offset = timedelta(hours=hours, minutes=minutes)
        return (offset if found["sign"] == "+" else -offset), None, found.end()
    zone = ZONES.get(found["name"])
    return None, zone, found.end() if zone else place


_ISO = re.compile(
    r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT"
    r"|[+-]\d\d:?(?:\d\d)?)?)?"
)


def parse(value: str, *, language: str = "") -> Moment | None:
    """Return the date in a machine's words: ISO 8601, RFC 5322, a Unix time, or a written date.

    >>> parse("2019-09-07T13:43:45.123+0800").iso(), parse("1567834000").iso()
    ('2019-09-07T13:43:45+08:00', '2019-09-07T05:26:40+00:00')
    >>> parse("Sat, 07 Sep 2019 13:43:00 GMT").iso(), parse("0001-01-01T00:00:00")
    ('2019-09-07T13:43:00+00:00', None)
    """
    value = value.strip()
    if found := _ISO.match(value):
        return _from_iso(found)
    if re.fullmatch(r"\d{10}(?:\d{3})?(?:\.\d+)?", value):
        seconds = int(value[:10])
        moment = datetime.fromtimestamp(seconds, UTC)
        return Moment(moment.date(), (moment.hour, moment.minute, moment.second), timedelta())
    if re.match(r"[A-Za-z]{3}, \d", value):
        try:
            parsed = parsedate_to_datetime(value)
        except ValueError:
            return first_moment(value, language=language)
        clock = (parsed.hour, parsed.minute, parsed.second)
        return Moment(parsed.date(), clock, parsed.utcoffset())
    return first_moment(value[:100], language=language)


def _from_iso(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, second, zone = found.groups()
    the_day = _date(int(year), int(month), int(day))
    if not the_day:
        return None
    if not hour or int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:  # noqa: PLR2004
        return Moment(the_day)
    offset = None
    if zone:
        offset = timedelta()
        if zone[0] in "+-":
            sign = -1 if zone[0] == "-" else 1
            offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:].strip(":") or 0))
    if offset is not None and abs(offset) > timedelta(hours=15):
        offset = None
    return Moment(the_day, (int(hour), int(minute), int(second or 0)), offset)


_IN_URL = (
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/_.](?P<m>0?[1-9]|1[0-2])[-/_.](?P<d>[0-2]?\d|3[01])(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)/?(?P<m>0[1-9]|1[0-2])/?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<d>[0-2]\d|3[01])[-_.](?P<m>0[1-9]|1[0-2])[-_.](?P<y>20\d\d)(?!\d)"),
    re.compile(
        r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=(?:[01]\d|2[0-3])[0-5]\d)"
    ),
    re.compile(r"/(?P<y>20\d\d)/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])\d{4,9}\."),
    re.compile(r"/(?P<y>[012]\d)/(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])/"),
)


def in_url(path: str) -> date | None:
    """Return the day that an address names.

    >>> in_url("/19/0907/13/A.html"), in_url("/202010/t20201004_3714581.htm")
    (datetime.date(2019, 9, 7), datetime.date(2020, 10, 4))
    """
    path = path.rpartition("http")[2]  # what an archive puts before the address is its own date
    for pattern in _IN_URL:
        if found := pattern.search(path):
            year = int(found["y"])
            return _date(2000 + year if year < 100 else year, int(found["m"]), int(found["d"]))  # noqa: PLR2004
    return None
