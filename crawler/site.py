"""What we know of a publisher. The publishers themselves are in `crawler.sites`.

A `Site` is what somebody wrote down; a `Memory` is what its pages have taught.
Both are values: reading with the same two gives the same article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from crawler.boilerplate import Rule

SourceKind = Literal["page", "feed", "sitemap"]


@dataclass(frozen=True, slots=True)
class Source:
    """A page that lists articles: where a crawl of the site begins."""

    url: str
    kind: SourceKind = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the site's article pages are built, up to and including a day.

    Every field is CSS, in reading order; an empty one is left to the generic reader.
    """

    name: str
    body: str = ""
    """The element that holds the body, or its paragraphs."""

    headline: str = ""
    kicker: str = ""
    alternative_headline: str = ""
    byline: str = ""
    """The line that names source, author and time."""

    caption: str = ""
    drop: tuple[str, ...] = ()
    """What stands inside the body and is no part of it."""

    until: date = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A publisher: where its articles are listed, and how to read them."""

    name: str
    publisher: str | None = None
    domains: tuple[str, ...] = ()
    language: str | None = None
    """BCP 47, where the site is in one language."""

    timezone: str | None = None
    """IANA name, for pages whose times carry no offset: ``Asia/Shanghai``."""

    sources: tuple[Source, ...] = ()
    article_url: str | None = None
    """Regular expression that every article's path matches and nothing else does."""

    list_url: str | None = None
    """Regular expression of the paths of list pages worth following."""

    layouts: tuple[Layout, ...] = ()
    """Oldest first; an archive is read with the layout of its own day."""

    boilerplate: tuple[Rule, ...] = ()

    def layout_on(self, day: date) -> Layout | None:
        """Return the layout that the site had on that day; None for an unknown site."""
        return next((layout for layout in self.layouts if day <= layout.until), None)


ANY_SITE = Site(name="any")
"""A site nobody has written a profile for."""


MIN_STORIES = 3
"""Other stories that must have carried a line, or a place of the body, before it is believed."""

MIN_SHARE = 0.5
"""Share of a site's stories that must have carried a line before it is the site's own: the
background of a running story is repeated by some, the imprint by nearly all."""

USUAL_SHARE = 0.2
"""The same for the place in which bodies are found: a site has several templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier stories of a site have taught. Grown by `crawler.memory.learn`."""

    revision: str = "0"
    """Names this state of the memory in the provenance of what was read with it."""

    stories: int = 0
    """How many stories it has learned from."""

    encodings: tuple[tuple[str, int], ...] = ()
    """How many stories were decided to be in which encoding, most first."""

    lines: tuple[tuple[str, int], ...] = ()
    """Fingerprints of paragraphs and the number of different stories with each, most first."""

    places: tuple[tuple[str, int], ...] = ()
    """Where in the tree bodies were found, and how often."""

    def recurs(self, fingerprint: str) -> bool:
        """Return True where a line stands in so many other stories that it is the site's own.

        One story is left out of the count: it may be the one that is being read.
        """
        return self._count(self.lines, fingerprint) - 1 >= self._least(MIN_SHARE)

    def usual_places(self) -> tuple[str, ...]:
        """Return the places where the site's bodies usually stand, the most usual first."""
        least = self._least(USUAL_SHARE)
        return tuple(name for name, count in self.places if count - 1 >= least)

    def _least(self, share: float) -> float:
        return max(MIN_STORIES, share * (self.stories - 1))

    @staticmethod
    def _count(counts: tuple[tuple[str, int], ...], name: str) -> int:
        return next((count for each, count in counts if each == name), 0)


NO_MEMORY = Memory()
"""A first page."""
