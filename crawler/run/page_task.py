"""The unit of work: one address, all that it brought, and what became of it.

A `PageTask` is the item that travels through the pipelines. It is the one thing in the
crawler that changes: each step adds what it found, and the `Store` commits the whole.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import DropItem

from crawler.archive.drafts import Draft, is_placed
from crawler.frontier.link import Link
from crawler.ledger.schema import NOT_HELD, Address
from crawler.memory import NO_MEMORY, Memory
from crawler.model import Article, Capture, Exchange
from crawler.outcomes import Outcome
from crawler.site import ANY_SITE, Site

if TYPE_CHECKING:
    from crawler.archive.record_capture import Unread
    from crawler.extract import Steps
    from crawler.ledger.versions import ReadingRow
    from crawler.memory import Lesson
    from crawler.run.sameness import Noted

ROWS_OF_PAGE = 8
"""What a page counts beside the rows of what it leads to: a group of 128 stays whole."""

DROPPED = Outcome.DROPPED
FAILED = Outcome.FAILED


@dataclass(slots=True)
class PageTask:
    """What one address brought."""

    address: Address | None
    """None for a capture that is read again from an archive."""

    site: Site = ANY_SITE
    captures: list[Capture] = field(default_factory=list)
    """One, or one for each page of a long story."""

    unread: Unread | None = None
    """Where its capture stands, as long as that was not read: `captures` has what is known."""

    article: Article | None = None
    steps: Steps | None = None
    """The article after each step that makes it clean, as a worker took them."""

    lesson: Lesson | None = None
    """What it teaches of its site, should it be a story that was not held."""

    memory: Memory = NO_MEMORY
    """What it was read with."""

    reading: ReadingRow | None = None
    """What its capture said, where it is one of a story."""

    relabelled: tuple[ReadingRow, ...] = ()
    """Later captures of its story that read alike, and are held under its content now."""

    rewritten: list[Article] = field(default_factory=list)
    """Versions of its story to be written again, since it stands before or between them."""

    is_partial: bool = False
    """Whether a further page of its story, or what its scripts asked for, could not be had."""

    is_newest: bool = True
    """Whether no later capture of its story was read."""

    is_gone_since: bool = False
    """Whether a later capture, read before this one, says that its story was withdrawn."""

    after: PageTask | None = None
    """The page that must be done with first: a replay decides in the order of captures."""

    done: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as its outcome is settled."""

    exchanges: list[Exchange] = field(default_factory=list)
    """All that went over the wire for it, redirects and retries included."""

    found: list[Link] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    """Lists it leads to, worth asking again though an earlier run has read them."""

    proven: list[str] = field(default_factory=list)
    """Addresses, known already, that it lists as stories: a feed or a sitemap does."""

    noted: Noted | None = None
    """What it has brought, as `crawler.run.sameness` counts it."""

    ahead: int | None = None
    """How many of the stories it lists were written down before it, where a part of it was: see
    `crawler.run.parts_ahead`."""

    listed: list[Link] | None = None
    """The stories it lists, where it is a source; None for one that has not changed."""

    sitemaps: list[Link] = field(default_factory=list)
    """The sitemaps it lists, where it is an index."""

    elsewhere: int = 0
    """How many stories of other sites it lists."""

    fresh: int = 0
    """How many of the stories it lists were not known."""

    lease: int = 0
    """Number of the fleet's member that held its host when it was begun; 0 without a fleet."""

    answered: bool = False
    """Whether its host has had its say, and may be asked for another."""

    is_list: bool = False
    """Whether it lists other pages, and is no article for that."""

    signature: bytes = b""
    """What tells its story alike to others: see `crawler.text.compare.minhash`."""

    outcome: str = ""
    reason: str | None = None
    status: int | None = None
    retry_in: float | None = None
    """Seconds until it is worth asking again; None where it is not."""

    @property
    def url(self) -> str:
        """Return the address that was asked for."""
        return self.address.url if self.address else self.captures[0].url

    @property
    def is_kept(self) -> bool:
        """Return True if its article is written: a new story, or a new version of one."""
        return self.outcome in {Outcome.STORED, Outcome.VERSION}

    @property
    def held(self) -> int:
        """Return whether an article of this address was held before it was asked for."""
        return self.address.held if self.address else NOT_HELD

    @property
    def draft(self) -> Draft | None:
        """Return the line that a worker made of its article; None where that has changed since."""
        steps, article = self.steps, self.article
        if steps and article and steps.draft and is_placed(article, steps.clean):
            return steps.draft
        return None

    async def turn(self) -> None:
        """Return when every page that comes before this one is done with."""
        before = self.after
        while before:
            await before.done.wait()
            before = before.after
        self.after = None

    @property
    def rows(self) -> int:
        """Return about how many rows the ledger writes for it, should its outcome be known."""
        listed = (self.listed or ()) if self.outcome == Outcome.SOURCE else ()
        leads = (self.found, self.again, self.proven, listed, self.sitemaps)
        return ROWS_OF_PAGE + sum(map(len, leads))

    @property
    def is_replayed(self) -> bool:
        """Return True for captures that come out of an archive."""
        return bool(self.captures) and not self.captures[0].exchanges

    @property
    def site_key(self) -> str:
        """Return the name under which what the site teaches is kept."""
        if self.site is not ANY_SITE:
            return self.site.name
        return urlsplit(self.captures[0].url if self.captures else self.url).netloc

    def drop(self, reason: str, *, outcome: str = DROPPED) -> DropItem:
        """Note what becomes of the page; return the exception that takes it off the line."""
        self.outcome, self.reason = outcome, reason
        return DropItem(f"{outcome} ({reason}): {self.url}", log_level=_LEVELS.get(outcome))


_LEVELS: dict[str, str] = {
    Outcome.SOURCE: "DEBUG",
    Outcome.UNCHANGED: "DEBUG",
    Outcome.WITHDRAWN: "INFO",
    Outcome.DROPPED: "INFO",
    Outcome.FAILED: "WARNING",
}
