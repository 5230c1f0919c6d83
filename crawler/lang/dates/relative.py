"""Days that a line names by how long ago they were: 3 hours ago, vor 2 Tagen, 昨天 10:20.

What comes out is a day, for no such line says more; a time only where it stands beside the word
for today or yesterday. Sentences are no such lines: only what can be a byline is asked.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from crawler.lang.dates.fold import fold
from crawler.lang.dates.moment import Moment

ROWS: Final = (
    ("", " ago", "min(?:ute)?s?", "h(?:ou)?rs?", "days?", "weeks?"),
    ("vor ", "", "min(?:uten?)?", "std|stunden?", "tage?n?", "wochen?"),
    ("il y a ", "", "min(?:ute)?s?", "h(?:eures?)?", "jours?", "semaines?"),
    ("(?:hace|há) ", "", "min(?:uto)?s?", "h(?:oras?)?", "días?", "semanas?"),
    ("", " atrás", "min(?:uto)?s?", "h(?:oras?)?", "días?", "semanas?"),
    ("", " fa", "min(?:ut[oi])?", "or[ae]", "giorn[oi]", "settiman[ae]"),
    ("acum ", "", "min(?:ute?)?", r"or[ăae]\w*", "zile?|zi", r"săptămân\w+"),
    ("", " geleden", "min(?:uut|uten)?", "uur|uren", "dag(?:en)?", "we(?:ek|ken)"),
    ("for ", " siden", "min(?:utt?er)?", "timer?|time", "dage?r?", "uge?r?|uker?"),
    ("för ", " sedan", "min(?:ut|uter)?", "timm(?:e|ar)", "dag(?:ar)?", "veck(?:a|or)"),
    ("", " sitten", "min(?:uuttia?)?", "tuntia?", "päivää?", "viikkoa?"),
    ("", " temu", r"min\w*", r"godz\w*", "dni|dzień", r"tydzień|tygodni\w*"),
    ("p[rř]ed ", "", r"min\w*", r"hod\w*|ur\w*", r"dn\w+", r"týd\w+|týžd\w+|tedn\w+"),
    ("(?:pre|prije) ", "", r"min\w*", r"sat\w*|h", r"dan\w*", r"nedelj\w*|tjedn\w*"),
    ("", " ezelőtt", r"perc\w*", r"órá\w*", r"nap\w*", r"h[eé]t\w*"),
    ("преди ", "", r"мин\w*", r"час\w*", "дни|ден", r"седмиц\w*"),
    ("", " назад", r"мин\w*", r"ч|час\w*", r"дн\w+|день", r"недел\w+"),
    ("", " тому", r"хв\w*", r"год\w*", r"дн\w+|день", r"тиж\w+"),
    ("πριν (?:από )?", "", r"λεπτ\w+", r"ώρ\w+", r"η?μέρ\w+", r"εβδομάδ\w+"),
    ("", " önce", "dakika|dk", "saat", "gün", "hafta"),
    ("", " (?:yang )?lalu", "menit|minit", "jam", "hari", "minggu"),
    ("", " trước", "phút", "giờ", "ngày", "tuần"),
    ("(?:منذ|قبل) ", "", "دقيقة|دقائق", "ساعة|ساعات", r"يوم\w*|أيام", r"أسبوع\w*|أسابيع"),
    ("", " (?:پیش|قبل)", "دقیقه", "ساعت", "روز", "هفته"),
    ("", " पहले", "मिनट", "घंटे|घंटा", "दिन", "हफ्ते|सप्ताह"),
    ("", "ที่แล้ว", "นาที", "ชั่วโมง", "วัน", "สัปดาห์"),
    ("", "前", "分[钟鐘]?", "小时|小時|時間", "天|日", "周|週間?|星期"),
    ("", " ?전", "분", "시간", "일", "주"),
)
"""A language each: what stands before the number and after the unit; minute, hour, day, week."""

ONE: Final = "an?|one|eine[mnr]?|une?|uma?|una|un'|een|ett?|en|jeden|jednu|bir|satu"
BARE: Final = (
    ("(?:منذ|قبل) دقيقتين", timedelta(minutes=2)),
    ("(?:منذ|قبل) ساعة", timedelta(hours=1)),
    ("(?:منذ|قبل) ساعتين", timedelta(hours=2)),
    ("(?:منذ|قبل) يوم", timedelta(days=1)),
    ("(?:منذ|قبل) يومين", timedelta(days=2)),
    ("just now|gerade eben|à l'instant|刚刚|剛剛|たった今|방금|только что", timedelta()),
)
"""Said without a number: Arabic has a form for two."""

YESTERDAY: Final = (
    "yesterday|gestern|hier|ayer|ontem|ieri|ahir|gisteren|igår|i går|wczoraj|včera|juče|jučer"
    "|tegnap|вчера|вчора|χθες|dün|kemarin|hôm qua|أمس|دیروز|昨天|昨日|어제"
)  # fmt: skip
TODAY: Final = (
    "today|heute|aujourd['’]hui|hoy|hoje|oggi|avui|vandaag|idag|i dag|dziś|dzisiaj|dnes|danas|ma"
    "|сегодня|сьогодні|σήμερα|bugün|hari ini|hôm nay|اليوم|امروز|今天|今日|오늘"
)  # fmt: skip
CLOCK: Final = (
    r"[ ,·|]{0,3}(?:(?:at|um|a|a las?|alle|as|om|kl\.?|o|в|о) )?"
    r"(?P<h>[01]?\d|2[0-3])[:.h時时](?P<m>[0-5]\d)(?!\d)"
)  # fmt: skip

LONGEST: Final = timedelta(days=35)
"""Nobody counts the weeks any further."""

BESIDE: Final = 40
"""Letters that may stand beside it: a name, a section, a label."""


class _Way(NamedTuple):
    pattern: re.Pattern[str]
    unit: timedelta
    counted: bool


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", fold(text))


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){said}(?![^\W\d_])")


def _ways() -> tuple[_Way, ...]:
    units = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1))
    ways = [_Way(_pattern(f"(?:{_plain(said)})"), delta, counted=False) for said, delta in BARE]
    for before, after, *words in ROWS:
        for word, unit in zip(words, units, strict=True):
            said = rf"{_plain(before)}(?P<n>\d{{1,2}}|{ONE}) ?(?:{_plain(word)}){_plain(after)}"
            ways.append(_Way(_pattern(said), unit, counted=True))
    return tuple(ways)


_WAYS: Final = _ways()
_NAMED: Final = tuple(
    (_pattern(f"(?:{_plain(words)})(?:{CLOCK})?"), timedelta(days=days))
    for words, days in ((YESTERDAY, 1), (TODAY, 0))
)
_LEADS: Final = re.compile(
    "ago|vor|il y a|hace|ha |atras|fa|acum|geleden|siden|sedan|sitten|temu|pre|prije|ezelott"
    "|преди|назад|тому|πριν|once|lalu|truoc|منذ|قبل|پیش|पहल|แล|前|전|now|eben|instant|刚|剛|今|방금"
    "|только"
)  # fmt: skip
"""One of these stands in every such line: most lines have none."""


def ago(text: str, now: datetime) -> Moment | None:
    """Return the day that a byline names by its distance from `now`, in the page's own zone.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 24, 2, tzinfo=UTC)
    >>> [ago(line, now).iso() for line in ("By Jo Roe · 3 hours ago", "vor 2 Tagen", "5分钟前")]
    ['2026-11-23', '2026-11-22', '2026-11-24']
    >>> ago("昨天 10:20", now).iso(), ago("The ferry sank 3 days ago.", now)
    ('2026-11-23T10:20:00', None)
    """
    plain = " ".join(_plain(text).split())
    if not plain or plain[-1] in ".!?。！？":
        return None
    for pattern, back in _NAMED:
        if (found := pattern.search(plain)) and _is_alone(plain, found):
            if not found["h"] and found[0] != plain:
                continue
            clock = (int(found["h"]), int(found["m"]), 0) if found["h"] else None
            return Moment((now - back).date(), clock, start=found.start(), end=found.end())
    for way in _WAYS if _LEADS.search(plain) else ():
        if (found := way.pattern.search(plain)) and _is_alone(plain, found):
            many = found["n"] if way.counted else "1"
            back = way.unit * (int(many) if many.isdigit() else 1)
            if back <= LONGEST:
                return Moment((now - back).date(), start=found.start(), end=found.end())
    return None


def _is_alone(line: str, found: re.Match[str]) -> bool:
    return len(line) - len(found[0]) <= BESIDE
