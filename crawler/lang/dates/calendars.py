"""Calendars other than the common one: their years, their months, and the days they name.

Where two calendars stand in one line, the common one is believed: the months of the Hijri
calendar begin by sight of the moon, and Umm al-Qura's reckoning may be a day off.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from crawler import patterns as re
from crawler.lang.dates.fold import fold
from crawler.lang.words import words


def _rows(kind: str) -> dict[str, int]:
    return {row.word: int(row.means) for row in words("calendars") if row.kind == kind}


ERAS: Final = _rows("era")
"""The year before the first of each era: of Japan's emperors, and of the Republic of China."""

BUDDHIST: Final = 543
"""Years that the Thai calendar is ahead."""

_HIJRI: Final = {fold(name): month for name, month in _rows("hijri").items()}
ETHIOPIAN: Final = {fold(name): month for name, month in _rows("ethiopian").items()}
SOLAR: Final = {fold(name): month for name, month in _rows("solar").items()}
"""The months of the Ethiopian and of the Iranian solar calendar, by their folded names."""


def _either(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_DAYS: Final = (
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?:من )?(?:شهر )?(?P<m>{_either(_HIJRI)})[ ,،]*"
        r"(?P<y>1[34]\d\d)(?!\d)"
    ),
    re.compile(rf"(?<!\w)(?P<m>{_either(_HIJRI)}) ?(?P<d>\d{{1,2}})[ ,،]+(?P<y>1[34]\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}}) ?(?P<m>{_either(ETHIOPIAN)}),? ?(?P<y>20\d\d)(?!\d)"),
    re.compile(
        rf"(?P<m>{_either(ETHIOPIAN)}) ?(?P<d>\d{{1,2}})(?:,| ቀን| ቀን,)? ?(?P<y>20\d\d)(?!\d)"
    ),
)


def day_in(text: str) -> tuple[date, int, int] | None:
    """Return the first day of these calendars in a folded line, and where it stands.

    >>> day_in(fold("الأربعاء 1 رمضان 1447 هـ"))[0], day_in(fold("ኅዳር 15 ቀን 2019 ዓ.ም"))[0]
    (datetime.date(2026, 2, 18), datetime.date(2026, 11, 24))
    >>> day_in(fold("في رمضان 1447"))
    """
    matches = (found for pattern in _DAYS if (found := pattern.search(text)))
    for found in sorted(matches, key=lambda found: found.start()):
        month, day, year = found["m"], int(found["d"]), int(found["y"])
        if month in _HIJRI:
            known = from_hijri(year, _HIJRI[month], day)
        else:
            known = from_ethiopian(year, ETHIOPIAN[month], day)
        if known:
            return known, found.start(), found.end()
    return None


def from_hijri(year: int, month: int, day: int) -> date | None:
    """Return the day of a Hijri date, by Umm al-Qura; None where it is none (1343 to 1500).

    >>> from_hijri(1448, 6, 14), from_hijri(1448, 6, 31)
    (datetime.date(2026, 11, 24), None)
    """
    from hijridate import Hijri  # noqa: PLC0415 few pages need it

    try:
        return date.fromisoformat(Hijri(year, month, day).to_gregorian().isoformat())
    except (ValueError, OverflowError):
        return None


def from_ethiopian(year: int, month: int, day: int) -> date | None:
    """Return the day of an Ethiopian date: twelve months of 30 days, and the days left over.

    >>> from_ethiopian(2019, 1, 1), from_ethiopian(2016, 1, 1), from_ethiopian(2019, 2, 31)
    (datetime.date(2026, 9, 11), datetime.date(2023, 9, 12), None)
    """
    if not (1 <= month <= 13 and 1 <= day <= 30) or (month == 13 and day > 5 + (year % 4 == 3)):  # noqa: PLR2004
        return None
    return date(8, 8, 27) + timedelta(365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def from_solar(year: int, month: int, day: int) -> date | None:
    """Return the day of an Iranian solar date; None where it is not one.

    The 33-year cycle of leap years, which holds from 1925 to 2088.

    >>> from_solar(1403, 12, 30), from_solar(1404, 1, 1)
    (datetime.date(2025, 3, 20), datetime.date(2025, 3, 21))
    """
    if not (1304 <= year <= 1460 and 1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004
        return None
    year += 1595
    days = -355668 + 365 * year + year // 33 * 8 + (year % 33 + 3) // 4 + day
    days += (month - 1) * 31 if month < 7 else (month - 7) * 30 + 186  # noqa: PLR2004
    return date(1, 1, 1) + timedelta(days=days - 366)


_HAN: Final = {char: str(n) for n, char in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_TENS: Final = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_HAN_DAY: Final = re.compile(
    r"([〇零○一二三四五六七八九]{2,4}|\d{2,4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def in_digits(text: str) -> str:
    """Return a line with days that are written in Chinese numerals in digits.

    >>> in_digits("二〇二六年十一月二十四日"), in_digits("2026年三月一日"), in_digits("一二三年级")
    ('2026年11月24日', '2026年3月1日', '一二三年级')
    """
    if "年" not in text:
        return text
    return _HAN_DAY.sub(
        lambda found: f"{_digits(found[1])}年{_number(found[2])}月{_number(found[3])}日", text
    )


def _digits(numerals: str) -> str:
    return "".join(_HAN.get(char, char) for char in numerals)


def _number(numerals: str) -> str:
    """Return a number up to 99: 十一, 二十四, 三十."""
    tens = _TENS.fullmatch(numerals)
    if tens is None:
        return _digits(numerals) if "十" not in numerals else numerals
    return f"{_HAN.get(tens[1], '1')}{_HAN.get(tens[2], '0')}"
