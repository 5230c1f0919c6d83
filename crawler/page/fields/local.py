"""By whose customs a page writes dates: its country, its clock, and which number is the day."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler import patterns as re
from crawler.lang.dates.address import in_url, month_in_url
from crawler.lang.dates.labels import dates_of, may_date
from crawler.lang.dates.parse import parse
from crawler.lang.dates.timezones import COUNTRY_ZONES
from crawler.page.document import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from crawler.lang.dates.labels import Dated
    from crawler.lang.dates.parse import Moment
    from crawler.page.findings.findings import Findings

_LICENSED = re.compile("ICP ?[备证備]")
"""A licence of mainland China, whose newspapers live by Beijing's clock."""


def zone_of(page: Findings) -> str | None:
    """Return the zone that the page's clock goes by, where there is evidence for one."""
    if page.site.timezone:
        return page.site.timezone
    if page.is_chinese and _LICENSED.search(page.document.text):
        return "Asia/Shanghai"
    return COUNTRY_ZONES.get(_country(page))


def moment_of(text: str, page: Findings) -> Moment | None:
    """Return the date that a value states, read as the page writes dates."""
    found = (parse(text, language=language) for language in _languages(page))
    moment = next(filter(None, found), None)
    return _settled(moment, page) if moment else None


def dates_in(text: str, page: Findings) -> Iterator[Dated]:
    """Yield the dates of a line, read as the page writes them, and what each is the date of."""
    found = (dates_of(text, language) for language in _languages(page)) if may_date(text) else ()
    for kind, moment in next(filter(None, found), ()):
        yield kind, _settled(moment, page)


def path_of(page: Findings) -> str:
    """Return the path of the page's address, its escapes undone."""
    try:
        return unquote(urlsplit(page.document.url).path)
    except ValueError:
        return ""


def _languages(page: Findings) -> tuple[str, ...]:
    """Return the languages in which a page may write its dates, the likeliest first.

    Dates are the template's: what it declares comes before the language of the text, unless that
    is the English of a template that nobody set.
    """
    stated = page.structured
    return _likeliest(
        (page.language or "").lower(),
        stated.language.lower(),
        stated.first("og:locale").lower().replace("_", "-"),
        page.document.url,
    )


@lru_cache(maxsize=64)
def _likeliest(told: str, declared: str, locale: str, url: str) -> tuple[str, ...]:
    """Return `_languages` of a page by what it says: it is asked for each line with a number."""
    written, base = _custom(told, locale, url), declared.partition("-")[0]
    if not declared or base == told.partition("-")[0]:
        return (written,)
    return (written, declared) if base == "en" else (declared, written)


def _custom(language: str, locale: str, url: str) -> str:
    """Return a language by whose custom one of two numbers is the day."""
    if language == "en":
        if locale.startswith("en-"):
            return locale
        country = (host_of(url) or "").rpartition(".")[2]
        return "en-us" if country in {"com", "us", "org", "net"} else "en-gb"
    return language


def _country(page: Findings) -> str:
    """Return the top-level domain of a page's address."""
    return page.document.host.rpartition(".")[2]


def _settled(moment: Moment, page: Findings) -> Moment:
    """Return a day of two readings as the rest of the page proves it: 5/8 or 8/5.

    What is stated to machines, and the day or the month in the address, can be read one way only.
    """
    if moment.other is None:
        return moment
    proven, month = set(_proven(page)), month_in_url(path_of(page))
    otherwise = moment.other in proven and moment.day not in proven
    if month and not proven & {moment.day, moment.other}:
        otherwise = moment.other.replace(day=1) == month
    return replace(moment, day=moment.other, other=moment.day) if otherwise else moment


def _proven(page: Findings) -> Iterator[date]:
    """Yield the days that a page names in a way that leaves no doubt about the order."""
    stated = page.structured
    texts = [stated.stated(key) for key in ("datePublished", "dateModified")]
    texts += [stated.micro_text(key) for key in ("datePublished", "dateModified")]
    texts += [
        text
        for name, found in stated.meta.items()
        if any(map(name.__contains__, _DATED))
        for text in found
    ]
    texts += [time.datetime for time in page.lines.times]
    for text in texts:
        if (moment := parse(text)) and moment.other is None:
            yield moment.day
    if day := in_url(path_of(page)):
        yield day


_DATED = ("date", "time", "publi", "modif")
