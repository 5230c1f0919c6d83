"""What we know of a publisher. The publishers themselves are in `crawler.sites`.

A `Site` is what somebody wrote down; a `crawler.memory.Memory` is what its pages have taught.
Both are values: reading with the same two gives the same article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from crawler.boilerplate import Rule

SourceKind = Literal["page", "feed", "sitemap"]
Rendering = Literal["never", "auto", "always"]
"""No page, one that shows nothing without its scripts, or every story."""


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

    author: str = ""
    """The elements that hold the authors' names, and nothing else."""

    published: str = ""
    """The element that states, or shows, when the story was published."""

    section: str = ""
    images: str = ""
    """The story's pictures, or what holds each of them with its caption."""

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
    """Hosts, those below them included; with a port, that one alone: ``news.example:8080``."""

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
    rich_text: Literal["html", "markdown"] | None = None
    """In which form the shape of a story is kept, where the setting ``RICH_TEXT`` says nothing."""

    comments: bool | None = None
    """Whether readers' comments are kept, where the setting ``COMMENTS`` is not to decide."""

    render: Rendering | None = None
    """Which of its pages a browser fills, where the setting ``RENDER`` is not to decide."""

    def has(self, url: str) -> bool:
        """Return True for an address of one of its domains.

        >>> site = Site(name="quay", domains=("quay.example", "127.0.0.1:8080"))
        >>> site.has("https://m.quay.example:444/1"), site.has("http://127.0.0.1:8080/1")
        (True, True)
        >>> site.has("http://127.0.0.1/1"), site.has("https://bigquay.example/")
        (False, False)
        """
        parts = urlsplit(url)
        host, place = parts.hostname or "", parts.netloc.rpartition("@")[2].lower()
        return any(
            domain in {place, host} or host.endswith(f".{domain}") for domain in self.domains
        )

    def layout_on(self, day: date) -> Layout | None:
        """Return the layout that the site had on that day; None for an unknown site."""
        return next((layout for layout in self.layouts if day <= layout.until), None)


ANY_SITE = Site(name="any")
"""A site nobody has written a profile for."""
