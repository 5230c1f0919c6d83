"""The sites of a crawl: each with where it starts, and which addresses are its own.

Several share a run: one engine, one ledger, one receipt, each host in its turn. What belongs to
one of them alone is found by the key of its site, which every address in the ledger has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.frontier.guesses import guesses
from crawler.frontier.urls import same_site
from crawler.site import ANY_SITE, Site
from crawler.sites import key_of, site_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.frontier.link import Link
    from crawler.ledger.schema import Address


@dataclass(slots=True)
class SiteRun:
    """One site in a run."""

    key: str = ""
    """See `crawler.sites.key_of`; empty where there is no start."""

    site: Site = ANY_SITE
    starts: list[Link] = field(default_factory=list)
    _guesses: Iterator[Link] | None = None

    def is_ours(self, url: str) -> bool:
        """Return True for an address of the site: of its domains, or of where it starts.

        >>> from crawler.frontier.link import Link
        >>> run = SiteRun(starts=[Link("https://www.a.example/", "page")])
        >>> run.is_ours("https://news.a.example/1"), run.is_ours("https://b.example/1")
        (True, False)
        """
        if self.site.has(url):
            return True
        return not self.starts or any(same_site(url, start.url) for start in self.starts)

    def asks_always(self, start: Link) -> bool:
        """Return True for a start of every run: of a profile's sources the first alone is."""
        sources = [source.url for source in self.site.sources[1:]]
        return start is self.starts[0] or start.url not in sources

    def guess(self, is_known: Callable[[str], bool]) -> Link | None:
        """Return where a feed or a sitemap may stand that is not known; None for nowhere."""
        if self._guesses is None:
            hosts = {urlsplit(start.url)[:2]: start.url for start in reversed(self.starts)}
            of_start = list(hosts.values())[-1:] if self.site is not ANY_SITE else hosts.values()
            self._guesses = chain.from_iterable(map(guesses, of_start))
        return next((each for each in self._guesses if not is_known(each.url)), None)


class SiteRuns:
    """The sites of one run."""

    def __init__(self, runs: Iterable[SiteRun] = ()) -> None:
        self._runs = {run.key: run for run in runs} or {"": SiteRun()}

    @classmethod
    def of(cls, starts: Iterable[Link], site: Site | None = None) -> SiteRuns:
        """Return the sites of these starts, in their order: one, or as many as are found.

        >>> from crawler.frontier.link import Link
        >>> starts = [Link(f"https://{host}/", "page") for host in ("a.x", "b.x", "www.a.x")]
        >>> [(run.key, len(run.starts)) for run in SiteRuns.of(starts)]
        [('a.x', 2), ('b.x', 1)]
        """
        runs: dict[str, SiteRun] = {}
        for start in starts:
            key = key_of(start.url)
            run = runs.setdefault(key, SiteRun(key, site or site_of(start.url)))
            run.starts.append(start)
        return cls(runs.values())

    def __iter__(self) -> Iterator[SiteRun]:
        return iter(self._runs.values())

    def __len__(self) -> int:
        return len(self._runs)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of the sites; none where nobody said where to start."""
        return tuple(key for key in self._runs if key)

    def named(self, key: str) -> SiteRun | None:
        """Return the site of a key; None where it is not of this run."""
        return self._runs.get(key)

    def of_address(self, address: Address | None, url: str) -> SiteRun:
        """Return the site in whose crawl an address was found, or which has it for its own."""
        known = self._runs.get(address.site) if address else None
        return known or self.of_url(url)

    def of_url(self, url: str) -> SiteRun:
        """Return the site that an address belongs to; the first where it is nobody's."""
        first, *others = self
        return next((run for run in (first, *others) if run.is_ours(url)), first)
