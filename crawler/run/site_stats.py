"""What a run notes of each site while it goes: how much it sent, and what its pages lacked."""

from __future__ import annotations

import json
import math
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.archive.record_capture import Unread
    from crawler.model import Capture
    from crawler.run.page_task import PageTask
    from crawler.site import Site

BODILESS = {"no-text", "needs-browser", "empty-body", "no-headline"}
"""Reasons for which a page at the address of an article turned out to hold none."""


class Specimen(NamedTuple):
    """What of a page shows how its site was laid out; a run lets go of the rest of it."""

    url: str
    site: Site
    site_key: str
    captures: list[Capture]
    unread: Unread | None

    @classmethod
    def of(cls, page: PageTask) -> Self:
        """Return that of a page: neither its article nor what a worker made of it."""
        return cls(page.url, page.site, page.site_key, page.captures, page.unread)


@dataclass(slots=True)
class SiteNotes:
    """What the pages of one site were like."""

    fetched: int = 0
    bytes: int = 0
    """On the wire, heads included."""

    bodiless: int = 0
    undated: int = 0
    lengths: array[int] = field(default_factory=lambda: array("L"))
    """Characters of each body that was stored."""

    shortest: float = math.inf
    lacking: dict[str, Specimen] = field(default_factory=dict)
    """The first page without an article, the first without a date, and the shortest."""

    def report(self) -> dict[str, Any]:
        """Return the notes as JSON values."""
        return {
            "fetched": self.fetched,
            "bytes": self.bytes,
            "articles": len(self.lengths),
            "bodiless": self.bodiless,
            "undated": self.undated,
            "median_length": median(self.lengths) if self.lengths else 0,
        }

    def absorb(self, told: Mapping[str, Any]) -> None:
        """Add what another process noted of the site, as it reports it.

        Of its bodies only the median is known: it stands for each of them.
        """
        self.fetched += told["fetched"]
        self.bytes += told["bytes"]
        self.bodiless += told["bodiless"]
        self.undated += told["undated"]
        self.lengths.extend([int(told["median_length"])] * told["articles"])


class SiteStats:
    """The notes of a run, by site."""

    def __init__(self) -> None:
        self.sites: defaultdict[str, SiteNotes] = defaultdict(SiteNotes)

    def dumped(self) -> str:
        """Return the notes as JSON, for another process."""
        return json.dumps({site: notes.report() for site, notes in self.sites.items()})

    def absorb(self, dumped: str) -> None:
        """Add the notes of another process."""
        for site, told in json.loads(dumped).items():
            self.sites[site].absorb(told)

    def has_answered(self, site: str) -> bool:
        """Return True if a page of a site was answered."""
        return site in self.sites and bool(self.sites[site].fetched)

    def note(self, page: PageTask) -> None:
        """Take down what a page was like whose fate is known."""
        assert page.address
        here = self.sites[page.address.site]
        here.fetched += bool(page.exchanges or page.captures)
        here.bytes += sum(len(exchange.response) for exchange in page.exchanges)
        if page.article is not None and page.is_kept:
            length = sum(map(len, page.article.article_body))
            if length < here.shortest:
                here.shortest, here.lacking["short"] = length, Specimen.of(page)
            here.lengths.append(length)
            if page.article.date_published is None:
                here.undated += 1
                here.lacking.setdefault("undated", Specimen.of(page))
        elif page.address.kind == "article" and page.reason in BODILESS:
            here.bodiless += 1
            here.lacking.setdefault("bodiless", Specimen.of(page))
