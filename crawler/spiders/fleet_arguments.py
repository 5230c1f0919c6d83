"""``-a fleet=NAME``, ``-a sites=LIST``: what a crawl says that is one of many processes.

The list is said once, by whichever process knows it: it is kept in the ledger from then on.
"""

from __future__ import annotations

from collections.abc import Mapping

from crawler.frontier.link import Link, found_at
from crawler.ledger.fleets import Fleet, Start
from crawler.sites import key_of, sites
from crawler.spiders.news_arguments import MANY, is_readable, lines_of, start_of

NAME = "fleet"
ALLOWED = (NAME, MANY, "minutes")


def fleet_of(said: Mapping[str, str | None]) -> Fleet:
    """Return the fleet that these arguments name. Raises ValueError, with what to do."""
    for name in said:
        if name not in ALLOWED:
            raise ValueError(f"-a {name}=… is nothing for a fleet: it takes {', '.join(ALLOWED)}")
    name = (said.get(NAME) or "").strip()
    if not name:
        raise ValueError("-a fleet=NAME: what the processes that share a list call it")
    value = said.get(MANY)
    return Fleet(name, starts_of(value) if value else ())


def starts_of(value: str) -> tuple[Start, ...]:
    """Return where the sites of a list begin: names and addresses with commas, or a file.

    >>> [start.url for start in starts_of("a.example,https://b.example/news")]
    ['https://a.example/', 'https://b.example/news']
    """
    named = lines_of(value, MANY) if is_readable(value) else value.split(",")
    found = [start for each in named if each.strip() for start in _starts(each.strip())]
    if not found:
        raise ValueError(f"-a {MANY}=…: names or addresses, with commas")
    return tuple(found)


def starts_from(links: tuple[Link, ...] | list[Link]) -> tuple[Start, ...]:
    """Return addresses as the starts of their sites."""
    return tuple(Start(key_of(each.url), each.url, each.kind) for each in links)


def _starts(name: str) -> tuple[Start, ...]:
    if name in sites():
        listed = (found_at(source.url, source.kind) for source in sites()[name].sources)
        return tuple(Start(name, each.url, each.kind) for each in listed if each)
    return starts_from([start_of(name)])
