"""Texts of pages nobody knows, as a page of ours may show them: escaped, isolated, made visible.

A direction mark may make one name look like another, and what follows it as well: each text
stands in an element of its own (``bdi``), and marks and controls in it become signs that are
seen. https://www.unicode.org/reports/tr9/, https://www.w3.org/International/questions/qa-bidi-unicode-controls
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, direction marks and what else is no letter and moves those that are."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MARKS_OF_WORDS = "\u061c\u200e\u200f"
"""What right-to-left text is written with: it turns nothing around but its neighbours."""


def plain(text: object) -> str:
    r"""Return a text without signs that nobody sees, for titles and attributes.

    >>> plain("tax\u202egnp.exe"), plain("a\x00b\ncd")
    ('taxgnp.exe', 'ab\ncd')
    """
    return _SIGN.sub("", str(text))


def isolated(text: object) -> Markup:
    r"""Return a text as HTML that moves nothing around it.

    >>> print(isolated("<b>\u202eexe"))
    <bdi>&lt;b&gt;<span class="sign" title="U+202E RIGHT-TO-LEFT OVERRIDE">⁝</span>exe</bdi>
    """
    return Markup("<bdi>{}</bdi>").format(visible(str(text)))


def visible(text: str) -> Markup:
    r"""Return a text as HTML in which signs that nobody sees are shown.

    Where a text runs from the right the marks that it is spelt with stay.

    >>> print(visible("שלום\u200e"), visible("A&B"))
    שלום‎ A&amp;B
    """
    kept = _MARKS_OF_WORDS if _RIGHT_TO_LEFT.search(text) else ""
    parts, at = [], 0
    for found in _SIGN.finditer(text):
        if found[0] not in kept:
            parts += [escape(text[at : found.start()]), _sign(found[0])]
            at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def _sign(character: str) -> Markup:
    name = unicodedata.name(character, "")
    told = f"U+{ord(character):04X} {name}".strip()
    return Markup('<span class="sign" title="{}">⁝</span>').format(told)


def link_of(url: object) -> str:
    """Return an address that a reader may follow; "" for one that is none of the web.

    >>> link_of("https://a.example/1"), link_of("javascript:alert(1)"), link_of("http://[1")
    ('https://a.example/1', '', '')
    """
    with suppress(ValueError):
        parts = urlsplit(str(url))
        if parts.scheme.lower() in {"http", "https"} and parts.hostname:
            return plain(url)
    return ""


def day_shown(day: str, today: str) -> str:
    """Return a day as it is spoken of.

    >>> day_shown("2026-02-05", "2026-02-06"), day_shown("2026-02-05", "2026-03-01")
    ('Yesterday, Thursday 5 February 2026', 'Thursday 5 February 2026')
    """
    try:
        asked, now = date.fromisoformat(day), date.fromisoformat(today)
    except ValueError:
        return plain(day)
    near = {0: "Today, ", 1: "Yesterday, "}.get((now - asked).days, "")
    return f"{near}{asked:%A} {asked.day} {asked:%B %Y}"


def time_shown(stated: object) -> str:
    """Return a time as it stands in a record, without what nobody reads.

    >>> time_shown("2026-02-05T09:12:00+08:00"), time_shown("2026-02-05")
    ('2026-02-05 09:12 +08:00', '2026-02-05')
    >>> time_shown("2026-11-30T08:00:24.121939+00:00")
    '2026-11-30 08:00 UTC'
    """
    text = plain(stated)
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?(Z|[+-]\d\d:\d\d)?", text)
    if not found:
        return text
    zone = "UTC" if found[3] in {"Z", "+00:00"} else found[3] or ""
    return f"{found[1]} {found[2]} {zone}".strip()


def moment_shown(seconds: object) -> str:
    """Return seconds since 1970 as a time, in UTC."""
    with suppress(ValueError, OverflowError, OSError, TypeError):
        moment = datetime.fromtimestamp(float(str(seconds)), UTC)
        return f"{moment:%Y-%m-%d %H:%M} UTC"
    return ""


def span_shown(seconds: float) -> str:
    """Return a stretch of time in its largest unit.

    >>> span_shown(40), span_shown(540), span_shown(3 * 3600), span_shown(200_000)
    ('40 s', '9 min', '3 h', '2.3 d')
    """
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"


def bytes_shown(count: float) -> str:
    """Return a number of bytes in its largest unit.

    >>> bytes_shown(812), bytes_shown(1_630_000)
    ('812 B', '1.6 MB')
    """
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count:.0f} B"


def texts_of(value: Any) -> list[str]:
    """Return any value of a record as lines: names of people, what is listed, what is said.

    >>> texts_of([{"@type": "Person", "name": "Ada", "jobTitle": "editor"}, "x"])
    ['Ada (editor)', 'x']
    >>> texts_of(False), texts_of(None)
    (['no'], [])
    """
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    if isinstance(value, dict):
        if "value" in value:
            return [f"{value.get('propertyID', '')} {value['value']}".strip()]
        more = [str(value[name]) for name in ("jobTitle", "affiliation") if value.get(name)]
        name = str(value.get("name") or "")
        first = [f"{name} ({', '.join(more)})" if more else name] if name else []
        rest = [text for name in ("url", "email", "telephone", "identifier")
                for text in texts_of(value.get(name))]  # fmt: skip
        return first + rest
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [] if value in (None, "") else [str(value)]


_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")


def language_tag(value: object) -> str:
    """Return the tag of a language, as an attribute may have it; "" for what is none.

    >>> language_tag("zh-Hans"), language_tag('" onload="')
    ('zh-Hans', '')
    """
    text = str(value or "")
    return text if _TAG.fullmatch(text) else ""


def today() -> str:
    """Return the day it is here."""
    return datetime.now().astimezone().date().isoformat()


def sites_by_need(report: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the sites of a report's run with their accounts, those that need somebody first.

    >>> sites = {"a.example": {"failed": {}}, "b.example": {"failed": {"dns": 2}}, "c.example": {}}
    >>> report = {"sites": sites, "alarms": [{"site": "c.example", "text": "quiet"}]}
    >>> [host for host, _ in sites_by_need(report)]
    ['c.example', 'b.example', 'a.example']
    """
    sites, alarms = report.get("sites"), report.get("alarms")
    named = {
        str(each.get("site"))
        for each in (alarms if isinstance(alarms, list) else ())
        if isinstance(each, dict)
    }

    def need(account: tuple[str, Mapping[str, Any]]) -> tuple[bool, float]:
        failed = account[1].get("failed")
        numbers = failed.values() if isinstance(failed, dict) else ()
        return account[0] not in named, -sum(n for n in numbers if isinstance(n, int | float))

    told = sites.items() if isinstance(sites, dict) else ()
    return sorted(((host, each) for host, each in told if isinstance(each, dict)), key=need)
