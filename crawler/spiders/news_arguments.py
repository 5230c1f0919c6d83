"""What ``-a NAME=VALUE`` may say to ``scrapy crawl news``, and what it means.

    url    site            where a crawl starts: an address, or a site with a profile
    sites                  several of these, with commas, or a file of them, one a line
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
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from crawler import patterns as re
from crawler.frontier.link import Link, found_at
from crawler.frontier.wanted import Wanted
from crawler.private_addresses import endpoint
from crawler.run.site_run import SiteRuns
from crawler.sites import sites

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NAMES: Final = (
    "url", "site", "sites", "urls", "only", "since", "until", "language", "match", "skip", "limit",
    "minutes",
)  # fmt: skip
STARTS: Final = ("url", "site", "sites", "urls", "only")
SITEMAP: Final = re.compile(r"site-?_?map[^/]*\.(?:xml|txt|gz)", re.IGNORECASE)
_USER = re.compile(r"(?<=//)[^/?#\s]*@")


@dataclass(frozen=True, slots=True)
class Arguments:
    """A crawl, as its arguments have it."""

    sites: SiteRuns
    wanted: Wanted
    leads: str
    """How far what is found is followed: through the ``site``, from ``lists`` alone, or ``no``."""

    limit: int | None
    minutes: float | None
    credentials: Mapping[str, str]
    """User and password, parted by a colon, by the host and port that they are for."""

    other_schemes: Mapping[str, Link]
    """What is asked for where nothing answers at a start, by this: it names no scheme."""

    told: Mapping[str, str | None]
    """The arguments as they may be written down: without passwords."""

    @property
    def starts(self) -> list[Link]:
        """Return where the crawl starts, in all its sites."""
        return [start for run in self.sites for start in run.starts]


def read_arguments(said: Mapping[str, str | None]) -> Arguments:
    """Return the crawl that these arguments make. Raises ValueError, with what to do."""
    given = {name: value for name, value in said.items() if value is not None}
    demand_known(given, NAMES)
    starts = [name for name in STARTS if name in given]
    if not starts:
        raise ValueError(
            "say where to start: -a url=URL, -a site=NAME, -a sites=A,B, -a urls=FILE or -a "
            "only=URL"
        )
    if len(starts) > 1:
        both = " and ".join(f"-a {name}=…" for name in starts)
        raise ValueError(
            f"{both} say where to start, and one of them is enough: give either, and not both"
        )
    [how] = starts
    found = _starts(how, given[how])
    spelled = [each for each, _ in found if each]
    return Arguments(
        sites=SiteRuns.of(start for _, starts in found for start in starts),
        wanted=Wanted.of(*(given.get(name) for name in
                           ("since", "until", "language", "match", "skip"))),
        leads={"urls": "lists", "only": "no"}.get(how, "site"),
        limit=_number("limit", given.get("limit")),
        minutes=minutes_of(given.get("minutes")),
        credentials=_credentials(spelled),
        other_schemes={} if how == "urls" else _other_schemes(spelled),
        told={name: _told(name, value) for name, value in said.items()},
    )  # fmt: skip


def demand_known(given: Iterable[str], names: tuple[str, ...]) -> None:
    """Raise ValueError where an argument is none of these, with the one that may be meant.

    >>> demand_known(["limt"], NAMES)
    Traceback (most recent call last):
    ValueError: there is no -a limt=…: is -a limit=… meant?
    """
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1, 0.5)
            hint = f"is -a {near[0]}=… meant?" if near else f"known are {', '.join(names)}"
            raise ValueError(f"there is no -a {name}=…: {hint}")


def without_user(address: str) -> str:
    """Return an address without the user and the password in it.

    >>> without_user("http://u:secret@a.example/?token=T"), without_user("u:secret@a.example")
    ('http://a.example/?token=T', 'a.example')
    """
    text = _USER.sub("", address)
    return text if "//" in text else re.sub(r"^[^/?#\s]*@", "", text)


def _told(name: str, value: str | None) -> str | None:
    """Return a value as it may be written down.

    >>> _told("sites", "u:secret@a.example,https://b.example/")
    'a.example,https://b.example/'
    """
    parts = (value or "").split(",") if name == "sites" else [value or ""]
    return value and ",".join(map(without_user, parts))


def _starts(how: str, value: str) -> list[tuple[str, list[Link]]]:
    """Return each site or address that is named, and the addresses that a crawl of it starts from.

    One with a profile is named by no address.
    """
    if how == "site" or (how == "sites" and value in sites()):
        return [("", _sources(value))]
    if how == "sites":
        named = lines_of(value, how) if is_readable(value) else value.split(",")
        names = [name.strip() for name in named if name.strip()]
        if not names:
            raise ValueError("-a sites=…: names or addresses, with commas")
        return [("", _sources(name)) if name in sites() else (name, [_start(name)])
                for name in names]  # fmt: skip
    spelled = lines_of(value, how) if how == "urls" else [value]
    return [(each, [_start(each)]) for each in spelled]


def _sources(name: str) -> list[Link]:
    """Return where a site with a profile is crawled from."""
    if name not in sites():
        near = difflib.get_close_matches(name, sites(), 1, 0.5)
        known = f"is {near[0]!r} meant?" if near else f"known are {', '.join(sorted(sites()))}"
        raise ValueError(f"no site is called {name!r}: {known}")
    listed = [found_at(source.url, source.kind) for source in sites()[name].sources]
    return [found for found in listed if found]


STDIN: Final = "-"
_PIPED: Final = dict[str, str]()
"""What came through a pipe, by its path: it can be read once, and is asked for twice."""


def is_readable(path: str) -> bool:
    """Return True for a file, a pipe, and ``-`` for the standard input; False for a folder."""
    try:
        return path == STDIN or (Path(path).exists() and not Path(path).is_dir())
    except (OSError, ValueError):  # a list of many sites is longer than a name may be
        return False


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


def _other_schemes(spelled: Iterable[str]) -> dict[str, Link]:
    """Return what each address is by http that is taken for one of https, by the latter."""
    return {_start(each).url: _start(f"http://{each}") for each in spelled if "://" not in each}


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


def minutes_of(value: str | None) -> float | None:
    """Return after how many minutes a run ends.

    >>> minutes_of("10"), minutes_of("0.5"), minutes_of(None)
    (10.0, 0.5, None)
    """
    if value is None:
        return None
    if not re.fullmatch(r"\d{1,12}(?:\.\d+)?", value, re.ASCII) or not float(value):
        raise ValueError(f"-a minutes={value}: a number above 0")
    return float(value)
