"""``-a fleet=NAME``: a crawl that is one of many processes.

The list of its sites is said once, ``-a sites=LIST``, by whichever process knows it: it is kept
in the ledger from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.frontier.link import Link
from crawler.ledger.fleets import Fleet, Start
from crawler.run.site_run import SiteRun

NAME = "fleet"
ALLOWED = (NAME, "sites", "url", "site", "minutes")


def fleet_of(said: Mapping[str, str | None]) -> tuple[Fleet, dict[str, str | None]]:
    """Return the fleet that arguments name, and the others. Raises ValueError, with what to do."""
    for name in said:
        if name not in ALLOWED:
            raise ValueError(f"-a {name}=… is nothing for a fleet: it takes {', '.join(ALLOWED)}")
    name = (said.get(NAME) or "").strip()
    if not name:
        raise ValueError("-a fleet=NAME: what the processes that share a list call it")
    return Fleet(name), {each: value for each, value in said.items() if each != NAME}


def starts_from(sites: Iterable[SiteRun], other_schemes: Mapping[str, Link]) -> tuple[Start, ...]:
    """Return where sites are crawled from, as a ledger keeps it."""
    return tuple(
        Start(run.key, each.url, each.kind, other.url if other else "")
        for run in sites
        for each in run.starts
        for other in [other_schemes.get(each.url)]
    )
