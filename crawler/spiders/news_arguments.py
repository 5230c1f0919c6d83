"""What ``-a NAME=VALUE`` may say to ``scrapy crawl news``, and what it means.

    url    site            where a crawl starts: an address, or a site with a profile
    urls                   a file of addresses, one a line: stories, and lists of stories
    only                   one address and nothing it leads to
    since  until           days between which a story came out
    language               languages of stories
    match  skip            patterns of the addresses of stories, and of what is passed over
    limit  minutes         when to stop

Whatever makes no crawl is a ValueError whose message says what to do, in one line.
"""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from crawler.frontier.link import Link, found_at
from crawler.frontier.wanted import Wanted
from crawler.private_addresses import endpoint
from crawler.site import ANY_SITE, Site
from crawler.sites import sites

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Final = (
    "url", "site", "urls", "only", "since", "until", "language", "match", "skip", "limit",
    "minutes",
)  # fmt: skip
STARTS: Final = ("url", "site", "urls", "only")
SITEMAP: Final = re.compile(r"site-?_?map[^/]*\.(?:xml|txt|gz)", re.IGNORECASE)
MANY: Final = "sites"
"""Taken apart by `scrapy crawl` itself: one run for each."""

_USER = re.compile(r"(?<=//)[^/?#\s]*@")


@dataclass(frozen=True, slots=True)
class Arguments:
    """A crawl, as its arguments have it."""

    site: Site
    starts: tuple[Link, ...]
    wanted: Wanted
    leads: str
    """How far what is found is followed: through the ``site``, from ``lists`` alone, or ``no``."""

    limit: int | None
    minutes: float | None
    credentials: Mapping[str, str]
    """User and password, parted by a colon, by the host and port that they are for."""

    other_scheme: Link | None
    """What is asked for where nothing answers at the start, which names no scheme."""

    told: Mapping[str, str | None]
    """The arguments as they may be written down: without passwords."""


def read_arguments(said: Mapping[str, str | None]) -> Arguments:
    """Return the crawl that these arguments make. Raises ValueError, with what to do."""
    given = {name: value for name, value in said.items() if value is not None}
    demand_known(given, NAMES)
    starts = [name for name in STARTS if name in given]
    if len(starts) != 1:
        raise ValueError(
            "say where to start: -a url=URL, -a site=NAME, -a urls=FILE or -a only=URL, and one "
            "of them"
        )
    [how] = starts
    site, found, spelled = _starts(how, given[how])
    return Arguments(
        site=site,
        starts=tuple(found),
        wanted=Wanted.of(*(given.get(name) for name in
                           ("since", "until", "language", "match", "skip"))),
        leads={"urls": "lists", "only": "no"}.get(how, "site"),
        limit=_number("limit", given.get("limit")),
        minutes=_minutes(given.get("minutes")),
        credentials=_credentials(spelled),
        other_scheme=_other_scheme(spelled[0]) if how in {"url", "only"} else None,
        told={name: without_user(value) if value else value for name, value in said.items()},
    )  # fmt: skip


def demand_known(given: Iterable[str], names: tuple[str, ...]) -> None:
    """Raise ValueError where an argument is none of these, with the one that may be meant.

    >>> demand_known(["limt"], NAMES)
    Traceback (most recent call last):
    ValueError: there is no -a limt=…: is -a limit=… meant?
    """
    known = (*names, MANY) if "site" in names else names
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"is -a {near[0]}=… meant?" if near else f"known are {', '.join(names)}"
            raise ValueError(f"there is no -a {name}=…: {hint}")


def without_user(address: str) -> str:
    """Return an address without the user and the password in it.

    >>> without_user("http://u:secret@a.example/?token=T"), without_user("u:secret@a.example")
    ('http://a.example/?token=T', 'a.example')
    """
    text = _USER.sub("", address)
    return text if "//" in text else re.sub(r"^[^/?#\s]*@", "", text)


def _starts(how: str, value: str) -> tuple[Site, list[Link], list[str]]:
    """Return the site, the addresses that a crawl starts from, and these as they were written."""
    if how == "site":
        if value not in sites():
            near = difflib.get_close_matches(value, sites(), 1, 0.5)
            known = f"is {near[0]!r} meant?" if near else f"known are {', '.join(sorted(sites()))}"
            raise ValueError(f"no site is called {value!r}: {known}")
        profile = sites()[value]
        listed = [found_at(source.url, source.kind) for source in profile.sources]
        return profile, [found for found in listed if found], [profile.sources[0].url]
    spelled = lines_of(value, "urls") if how == "urls" else [value]
    found = [_start(each) for each in spelled]
    return _profile_of(found[0].url), found, spelled


STDIN: Final = "-"
_PIPED: Final = dict[str, str]()
"""What came through a pipe, by its path: it can be read once, and is asked for twice."""


def is_readable(path: str) -> bool:
    """Return True for a file, a pipe, and ``-`` for the standard input; False for a folder."""
    return path == STDIN or (Path(path).exists() and not Path(path).is_dir())


def _text_of(path: str) -> str:
    if path not in _PIPED:
        if path != STDIN and not Path(path).is_fifo():
            return Path(path).read_text("utf-8-sig")
        data = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
        _PIPED[path] = data.decode("utf-8-sig")
    return _PIPED[path]


def lines_of(path: str, name: str) -> list[str]:
    """Return what a file or a pipe holds, one a line, without remarks.

    ``-`` is the standard input. Raises ValueError for nothing.
    """
    try:
        text = _text_of(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise ValueError(f"-a {name}={path} cannot be read: {reason}") from error
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise ValueError(f"-a {name}={path} holds nothing, one a line is expected")
    return found


def _start(value: str) -> Link:
    is_map = SITEMAP.search(urlsplit(_with_scheme(value)).path)
    found = found_at(_with_scheme(value), "sitemap" if is_map else "page")
    if found is None or not found.host:
        shown = re.sub(
            r"(?<=//).*@|^(?!.*//).*@", "", value
        )  # a password may hold what ends it: a slash, a mark
        raise ValueError(f"{shown!r} is no address of a web page: http://… or https://…")
    return found


def _with_scheme(value: str) -> str:
    return value if "://" in value else f"https://{value}"


def _other_scheme(value: str) -> Link | None:
    return None if "://" in value else _start(f"http://{value}")


def _profile_of(url: str) -> Site:
    host = urlsplit(url).hostname or ""
    return next(
        (each for each in sites().values()
         if any(host == domain or host.endswith(f".{domain}") for domain in each.domains)),
        ANY_SITE,
    )  # fmt: skip


def _credentials(spelled: Iterable[str]) -> dict[str, str]:
    """Return the users and passwords that addresses name, by the host and port they are for.

    >>> _credentials(["https://u:p%40ss@a.example/x", "http://a.example/"])
    {'a.example:443': 'u:p@ss'}
    """
    found = {}
    for each in map(_with_scheme, spelled):
        user, at, _ = urlsplit(each).netloc.rpartition("@")
        if at:
            name, _, password = user.partition(":")
            found[endpoint(each)] = f"{unquote(name)}:{unquote(password)}"
    return found


def _number(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"\d{1,12}", value, re.ASCII) or int(value) < 1:
        raise ValueError(f"-a {name}={value}: a whole number from 1 on")
    return int(value)


def _minutes(value: str | None) -> float | None:
    """Return after how many minutes a run ends.

    >>> _minutes("10"), _minutes("0.5"), _minutes(None)
    (10.0, 0.5, None)
    """
    if value is None:
        return None
    if not re.fullmatch(r"\d{1,12}(?:\.\d+)?", value, re.ASCII) or not float(value):
        raise ValueError(f"-a minutes={value}: a number above 0")
    return float(value)
