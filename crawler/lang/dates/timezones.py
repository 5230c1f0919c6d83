"""Which clock a time on a page goes by: by the letters after it, or by the country of the site."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

FURTHEST: Final = timedelta(hours=15)
"""No clock is further from that of Greenwich."""

OFFSETS: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "cet": 1, "met": 1, "mez": 1,
    "bst": 1, "cest": 2, "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours that letters stand for where a program wrote them: RFC 5322, section 4.3, and Europe."""

OWN_CLOCKS: Final = {
    "cst": {"cn", "tw", "hk", "mo"},
    "ist": {"in", "lk", "il", "ie"},
    "bst": {"bd"},
    "pst": {"ph", "pk"},
    "ast": {"sa", "kw", "qa", "iq"},
    "gst": {"ae", "om"},
}
"""Letters that mean a country's own clock there, and another one elsewhere or nothing."""

LANGUAGES: Final = {"zh": "cn", "hi": "in", "he": "il", "bn": "bd", "fil": "ph"}
"""The country whose clock such letters mean in a language, where nothing else names one."""


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


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


ZONES = _table(
    """
    z UTC utc UTC gmt UTC bst Europe/London wet Europe/Lisbon cet Europe/Paris cest Europe/Paris
    mez Europe/Berlin mesz Europe/Berlin eet Europe/Athens eest Europe/Athens msk Europe/Moscow мск
    Europe/Moscow trt Europe/Istanbul et America/New_York est America/New_York edt America/New_York
    ct America/Chicago cdt America/Chicago mdt America/Denver pt America/Los_Angeles pst
    America/Los_Angeles pdt America/Los_Angeles jst Asia/Tokyo kst Asia/Seoul hkt Asia/Hong_Kong
    sgt Asia/Singapore pht Asia/Manila wib Asia/Jakarta sast Africa/Johannesburg eat Africa/Nairobi
    cat Africa/Maputo aest Australia/Sydney aedt Australia/Sydney nzst Pacific/Auckland nzdt
    Pacific/Auckland brt America/Sao_Paulo
    """
)
"""What the letters after a time mean on a news page; those that mean two things are left out."""

COUNTRY_ZONES = _table(
    """
    cn Asia/Shanghai hk Asia/Hong_Kong mo Asia/Macau tw Asia/Taipei jp Asia/Tokyo kr Asia/Seoul sg
    Asia/Singapore my Asia/Kuala_Lumpur th Asia/Bangkok vn Asia/Ho_Chi_Minh ph Asia/Manila in
    Asia/Kolkata pk Asia/Karachi bd Asia/Dhaka lk Asia/Colombo np Asia/Kathmandu ir Asia/Tehran iq
    Asia/Baghdad il Asia/Jerusalem jo Asia/Amman lb Asia/Beirut sa Asia/Riyadh ae Asia/Dubai qa
    Asia/Qatar kw Asia/Kuwait om Asia/Muscat tr Europe/Istanbul ge Asia/Tbilisi am Asia/Yerevan az
    Asia/Baku uz Asia/Tashkent at Europe/Vienna be Europe/Brussels bg Europe/Sofia ch Europe/Zurich
    cz Europe/Prague de Europe/Berlin dk Europe/Copenhagen ee Europe/Tallinn fi Europe/Helsinki fr
    Europe/Paris gr Europe/Athens hr Europe/Zagreb hu Europe/Budapest ie Europe/Dublin is
    Atlantic/Reykjavik it Europe/Rome lt Europe/Vilnius lu Europe/Luxembourg lv Europe/Riga mk
    Europe/Skopje mt Europe/Malta nl Europe/Amsterdam no Europe/Oslo pl Europe/Warsaw ro
    Europe/Bucharest rs Europe/Belgrade se Europe/Stockholm si Europe/Ljubljana sk
    Europe/Bratislava ua Europe/Kyiv uk Europe/London by Europe/Minsk al Europe/Tirane ba
    Europe/Sarajevo za Africa/Johannesburg ng Africa/Lagos ke Africa/Nairobi tz
    Africa/Dar_es_Salaam ug Africa/Kampala gh Africa/Accra eg Africa/Cairo ma Africa/Casablanca tn
    Africa/Tunis dz Africa/Algiers zw Africa/Harare zm Africa/Lusaka na Africa/Windhoek et
    Africa/Addis_Ababa pe America/Lima ve America/Caracas bo America/La_Paz py
    America/Asuncion uy America/Montevideo ar America/Argentina/Buenos_Aires cr America/Costa_Rica
    pa America/Panama gt America/Guatemala hn America/Tegucigalpa ni America/Managua sv
    America/El_Salvador cu America/Havana do America/Santo_Domingo jm America/Jamaica tt
    America/Port_of_Spain
    """
)
"""Countries whose newspapers all live by one clock, by top-level domain.

Countries of several clocks have no row, nor have domains that the whole world uses.
"""
