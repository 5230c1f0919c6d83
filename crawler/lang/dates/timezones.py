"""Which clock a time on a page goes by: by the letters after it, or by the country of the site."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from crawler.lang.words import words

FURTHEST: Final = timedelta(hours=15)
"""No clock is further from that of Greenwich."""


def _rows(kind: str) -> dict[str, str | int]:
    return {row.word: row.means for row in words("clocks") if row.kind == kind}


OFFSETS: Final = {letters: int(hours) for letters, hours in _rows("offset").items()}
"""Hours that letters stand for where a program wrote them."""

OWN_CLOCKS: Final = {
    letters: frozenset(str(places).split()) for letters, places in _rows("own-clock").items()
}
"""Letters that mean a country's own clock there, and another one elsewhere or nothing."""

LANGUAGES: Final = {language: str(place) for language, place in _rows("language").items()}
"""The country whose clock such letters mean in a language, where nothing else names one."""

ZONES: Final = {letters: str(zone) for letters, zone in _rows("zone").items()}
"""What the letters after a time mean where people wrote them."""

COUNTRY_ZONES: Final = {country: str(zone) for country, zone in _rows("country").items()}
"""Countries whose newspapers all live by one clock, by top-level domain."""


def clock_called(letters: str, place: str = "") -> tuple[timedelta | None, str | None]:
    """Return the offset that letters after a time stand for, or else the zone; neither for a word.

    >>> clock_called("CEST"), clock_called("cst", "cn"), clock_called("and")
    ((datetime.timedelta(seconds=7200), None), (None, 'Asia/Shanghai'), (None, None))
    """
    letters = letters.lower()
    if place in OWN_CLOCKS.get(letters, ()):
        return None, COUNTRY_ZONES[place]
    if letters in OFFSETS:
        return timedelta(hours=OFFSETS[letters]), None
    return None, ZONES.get(letters)


@lru_cache(maxsize=64)
def country_of(url: str) -> str:
    """Return the country at the end of an address's host; nothing where none stands there.

    >>> country_of("https://news.harbour.example.cn:443/rss"), country_of("https://a.example/x.cn")
    ('cn', '')
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    country = host.rpartition(".")[2]
    return country if len(country) == 2 else ""  # noqa: PLR2004


def place_of(language: str) -> str:
    """Return the country that a language tag names, or whose clock its pages mean; or nothing.

    >>> place_of("zh-TW"), place_of("zh"), place_of("zh-Hant"), place_of("de")
    ('tw', 'cn', 'cn', '')
    """
    base, _, region = language.lower().partition("-")
    return region if len(region) == 2 else LANGUAGES.get(base, "")  # noqa: PLR2004
