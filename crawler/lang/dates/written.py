"""Dates as newspapers write them: in a line of text, in any language.

A spelling is a row of `SPELLINGS`: a pattern over folded text whose groups are year, month (a
number or a name) and day. What a language puts between the three, and what it calls the months,
is tried besides: `spellings_of`, after the Unicode CLDR. Other calendars are in `calendars`.
A date is never made up: what has no year has no date, and what has no time is a day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from crawler import patterns as re
from crawler.lang.dates.calendars import BUDDHIST, ERAS, SOLAR, day_in, from_solar, in_digits
from crawler.lang.dates.fold import fold
from crawler.lang.dates.moment import EARLIEST, Moment, day_of
from crawler.lang.dates.months import glue, month_of, names_of
from crawler.lang.dates.timezones import COUNTRY_ZONES, OFFSETS, OWN_CLOCKS, ZONES
from crawler.lang.words import either, of_kind
from crawler.normal_forms import normalized

_MARKS: Final = r"\u0900-\u0eff\u0f71-\u0fbc\u1000-\u109f\u1780-\u17ff"
"""Vowels of India and beyond, which are no letters to a regular expression."""

_WORD = (
    rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}]|[.'’](?=[^\W\d_]|[{_MARKS}])){{0,20}}+[.׳']?"
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
            rf"[\s,،/-]+(?:de |del |do |năm |พ\.ศ\. ?|ค\.ศ\. ?|พศ )?{_YEAR}(?!\d)"
        ),
        # 1 ก.ค. 67
        r"(?<!\d)(?P<d>\d{1,2}) ?(?P<m>[\u0e00-\u0e7f.]{2,14}) ?(?P<y>[567]\d)(?![\d:.])",
        # July 1, 2024
        (
            rf"(?<!\w)(?P<m>{_WORD})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?:,"
            rf"|\s)\s*(?:de )?{_YEAR}(?!\d)"
        ),
        # Jul 01 09:34 2024
        (
            rf"(?<!\w)(?P<m>{_WORD})\s+(?P<d>\d{{1,2}}),?\s+\d{{1,2}}:[0-5]\d(?::[0-6]\d)?\s+"
            rf"{_YEAR}(?!\d)"
        ),
        # 2024. július 1., 2024 m. liepos 1 d., 2024. gada 1. jūlijs, 2024ko uztailaren 1
        (
            rf"(?<!\d){_YEAR}(?:\.|\s*m\.|\sթ[.․]|\s*metu|ko|\.? gada|,"
            rf"|-)?\s*(?P<m>{_WORD})\s+(?P<d>\d{{1,2}})(?!\d)"
        ),
        rf"(?<!\d){_YEAR}\. gada (?P<d>\d{{1,2}})\. (?P<m>{_WORD})",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+thang\s+(?P<m>\d{{1,2}}),?\s+(?:nam\s+)?{_YEAR}",
        # 20240701
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)(?=t?\d*)",
    )
)
"""Every way to write a day that leaves no doubt about the order; what begins first wins."""

_FULL_YEAR: Final = re.compile(_YEAR)
_SHORT_YEARS: Final = tuple(each for each in SPELLINGS if _YEAR not in each.pattern)
"""Those that a text without a year of four digits may be in."""


@lru_cache(maxsize=64)
def spellings_of(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the spellings of one language, with the names that its months have and no others.

    >>> find("2024(e)ko uzt. 1(a)", language="eu"), find("1 lis 2024", language="hr")
    ('2024-07-01', '2024-10-01')
    """
    names = names_of(language)
    if not names:
        return ()
    forms = sorted(map(_form, names), key=len, reverse=True)
    name = rf"(?<![^\W_])(?P<m>{'|'.join(forms)})\.?"
    last = rf"(?![^\W\d_]|[{_MARKS}])"
    day, year = r"(?P<d>\d{1,2})", rf"{_YEAR}(?!\d)"
    between = {pair: f"(?:{'|'.join(map(_form, glue(pair)))})" for pair in PAIRS}
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?<!\d){day}{between['dM']}{name}{between['My']}{year}",
            rf"{name}{between['Md']}{day}{between['dy']}{year}",
            rf"(?<!\d){year}{between['yM']}{name}{between['Md']}{day}(?!\d)",
            rf"(?<!\d){year}{between['yd']}{day}{between['dM']}{name}{last}(?!\W{{0,3}}(?:19|20)\d\d)",
        )
    )


PAIRS: Final = ("dM", "My", "Md", "dy", "yM", "yd")
"""Neighbours in a date: what stands between a day and a month, a month and a year."""


def _form(text: str) -> str:
    """Return the pattern for a text in which blanks may be hyphens, and apostrophes differ."""
    plain = re.escape(text).replace(r"\ ", r"[ -]").replace("׳", "['׳]").replace("’", "['’]")
    loose = text.strip() and not any(map(str.isalpha, text))
    return plain.replace("[ -]", "[ -]?") if loose else plain


NUMERIC = re.compile(
    r"(?<![\d.,/:-])(?P<a>\d{1,2})(?P<s>\s?[./-]\s?|\s)(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20|25)\d\d|\d\d(?=$|[^\d.,/:%-]))(?!\d)"
)
"""1/7/2024: which is the day, the language and the country say."""

_CLOCK = re.compile(
    rf"(?P<pre>{either('clocks', 'half', 'morning', 'afternoon')}|am|pm)?"
    r"\s*(?<![\d.])(?P<h>[012]?\d)\s*"
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

_AFTERNOON = {*of_kind("clocks", "afternoon"), "pm"}
_MORNING = {*of_kind("clocks", "morning"), "am"}
MONTH_FIRST = {"en-us", "en-ph", "es-us", "fil"}
"""Languages, with their countries, whose 4/7/2024 is in April."""


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


def first_moment(
    text: str, *, language: str = "", place: str = "", stated: bool = False
) -> Moment | None:
    """Return the first date in a line, with the time beside it.

    `place`: the country of the page, for the clocks that have one name in several. `stated`: the
    line is a date and nothing else, so that ``+08`` after a time is its zone.
    """
    if "年" not in text and not any(map(str.isdigit, text)):
        return None
    folded = _plain(_GLUED.sub(_parted, text))
    found = _first_day(folded, language)
    if not found:
        return None
    day, start, end = found
    moment = _with_clock(_Line(folded, place, stated), day, start, end)
    other = _other_reading(folded[start:end], day)
    return replace(moment, other=other) if other else moment


_GLUED: Final = re.compile(
    r"(?<=[a-zß-öø-ÿа-яё])(?=(?P<m>[A-ZÀ-ÖØ-ÞА-ЯЁ][^\W\d_]{2,14})\.?\s\d{1,2}(?!\d))"
)
"""Where a word with a capital, and a number behind it, is written on to another word."""


def _parted(found: re.Match[str]) -> str:
    """Return a blank where that word is a month: Jane RoeMay 14, 2024."""
    return " " if month_of(found["m"]) else ""


def _plain(text: str) -> str:
    """Return the text folded, with Hangul whole and one space between words."""
    folded = in_digits(normalized("NFC", fold(text)))
    return " ".join(folded.replace("٫", ".").split())


def _first_day(text: str, language: str) -> tuple[date, int, int] | None:
    best: tuple[date, int, int] | None = None
    spellings = _SHORT_YEARS
    if _FULL_YEAR.search(text):
        spellings = (*SPELLINGS, *spellings_of(language.partition("-")[0]))
    for spelling in spellings:
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
            day_of(year, int(name), day) if year >= EARLIEST else from_solar(year, int(name), day)
        )
    if solar := SOLAR.get(name.strip(" .")):
        return from_solar(year, solar, day)
    month = month_of(name, language)
    return day_of(year, month, day) if month else None


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
    return (day_of(year, a, b) if first else None) or day_of(year, b, a) or day_of(year, a, b)


def _other_reading(written: str, day: date) -> date | None:
    """Return the day that the same numbers are with day and month the other way round."""
    if day.day > MONTHS or day.day == day.month or not NUMERIC.fullmatch(written):
        return None
    return day_of(day.year, day.day, day.month)


MONTHS: Final = 12


class _Line(NamedTuple):
    """A folded line, and what is known of where it stands."""

    text: str
    place: str
    stated: bool


def _with_clock(line: _Line, day: date, start: int, end: int) -> Moment:
    """Return the day with the time that stands beside it."""
    text = line.text
    if ":" in text[start:end] and (found := _CLOCK.search(text[start:end])):
        return _timed(line, day, found, (start, end), start)
    after = re.match(r"[^\d]{0,24}", text[end : end + 60])
    found = _CLOCK.search(text[end : end + 60])
    if found and after and found.start() <= len(after[0]) and "©" not in after[0]:
        return _timed(line, day, found, (start, end), end)
    before = text[max(0, start - 24) : start]
    for found in _CLOCK.finditer(before):
        if len(before) - found.end() <= 6:  # noqa: PLR2004
            return _timed(line, day, found, (start, end), max(0, start - 24))
    return Moment(day, start=start, end=end)


def _timed(
    line: _Line, day: date, clock: re.Match[str], span: tuple[int, int], base: int
) -> Moment:
    hour, minute, second = int(clock["h"]), int(clock["m"] or 0), int(clock["s"] or 0)
    half = clock["pre"] or (clock["post"] or "").replace(".", "").replace(" ", "")
    if half in _AFTERNOON and hour < 12:  # noqa: PLR2004
        hour += 12
    elif half in _MORNING and hour == 12:  # noqa: PLR2004
        hour = 0
    if hour > 23:  # noqa: PLR2004
        return Moment(day, start=span[0], end=span[1])
    offset, zone, end = _offset(line, base + clock.end())
    return Moment(day, (hour, minute, second), offset, zone, span[0], max(end, span[1]))


def _offset(line: _Line, at: int) -> tuple[timedelta | None, str | None, int]:
    found = _OFFSET.match(line.text, at)
    if not found:
        return None, None, at
    if found["sign"]:
        hours, minutes = int(found["h"]), int(found["m"] or 0)
        signed = found["utc"] or found["m"] or line.stated
        if not signed or hours > 14:  # noqa: PLR2004
            return None, None, at
        offset = timedelta(hours=hours, minutes=minutes)
        return (offset if found["sign"] == "+" else -offset), None, found.end()
    own = line.place in OWN_CLOCKS.get(found["name"], ())
    zone = COUNTRY_ZONES[line.place] if own else ZONES.get(found["name"])
    if zone is None and line.stated and found["name"] in OFFSETS:
        return timedelta(hours=OFFSETS[found["name"]]), None, found.end()
    return None, zone, found.end() if zone else at
