"""What becomes of an address: from a page whose outcome is known to what the ledger writes.

A story that is held is looked at again as it ages, a list is polled by its rhythm, what
failed is tried again a few times, and an address that never held a story is let go.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from crawler.ledger.revisit_policy import (
    BARREN,
    DEEP,
    LOOKS,
    NEVER,
    next_interval,
    next_look,
    next_poll,
)
from crawler.ledger.schema import HELD, NOT_HELD, WITHDRAWN, Visit
from crawler.memory import dumped
from crawler.outcomes import GONE, Outcome, Reason, of_http

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.frontier.link import Link
    from crawler.ledger.schema import Address, ArticleRow, CaptureRow
    from crawler.model import Article
    from crawler.run.page_task import PageTask

MAX_TRIES = 8
"""Times that an address that fails is asked for before it is given up: within two days."""

OK, NOT_MODIFIED = 200, 304
HOLDS = {Outcome.STORED, Outcome.VERSION, Outcome.UNCHANGED}
HICCUPS = {Reason.ERROR_PAGE}
"""Reasons for which a page that was read is asked for again: its server answered 200 to say
that something went wrong."""

NOT_ASKED = {
    Reason.ROBOTS_UNREACHABLE, Reason.HOST_PAUSED, Reason.HOST_BUDGET, Reason.HOST_LEASED,
}  # fmt: skip
"""Reasons that tell of the host alone: they are no try of the address."""

REFUSED = {of_http(429), of_http(503)}
"""Reasons that tell of the host more than of the address, which is never given up for them.

It waits longer each time all the same: a single page that always says 503 would keep its
host resting, and every other page waiting.
"""

MAX_REFUSALS = MAX_TRIES // 2
"""Refusals in a row that count as tries; the others are left for failures of its own."""

HICCUP_PASSES_IN = 600.0
MAX_VALIDATOR = 1_024
"""Characters of an ETag that is sent back."""


@dataclass(frozen=True, slots=True)
class Next:
    """What an address is from now on."""

    state: str
    due_at: float = 0.0
    held: int = NOT_HELD
    since: float | None = None
    rhythm: float | None = None


@dataclass(frozen=True, slots=True)
class VisitTime:
    """When a page's fate is decided, in seconds since 1970."""

    now: float
    begun: float
    """When the run began: a source that a timer polls is due as many seconds after that."""

    looks: Sequence[float] = LOOKS


def visit_of(
    page: PageTask,
    when: VisitTime,
    captures: tuple[CaptureRow, ...] = (),
    articles: tuple[ArticleRow, ...] = (),
) -> Visit:
    """Return what the ledger writes down of a page that is done with."""
    address = page.address
    assert address
    then = _next(page, address, when)
    etag, last_modified = _validators(page, address)
    return Visit(
        url=address.url,
        at=when.now,
        outcome=page.outcome,
        reason=page.reason,
        status=page.status,
        state=then.state,
        due_at=then.due_at,
        counts=_counts(page, address),
        held=then.held,
        since=then.since,
        rhythm=then.rhythm,
        kind=address.kind,
        site=address.site,
        found=tuple(page.found),
        proven=tuple(page.proven),
        again=tuple(page.again),
        listed=_listed(page),
        ahead=page.ahead,
        sitemaps=tuple(page.sitemaps),
        elsewhere=page.elsewhere,
        captures=captures,
        articles=articles,
        readings=(*page.relabelled, *([page.reading] if page.reading else [])),
        memory=_memory(page),
        keeps_schedule=_keeps_schedule(page, address),
        etag=etag,
        last_modified=last_modified,
        lease=page.lease,
    )


def _memory(page: PageTask) -> tuple[str, str] | None:
    """Return revision and JSON of the site memory that a stored article names."""
    if not page.memory or page.outcome not in {Outcome.STORED, Outcome.VERSION}:
        return None
    return page.memory.revision, dumped(page.memory)


def _keeps_schedule(page: PageTask, address: Address) -> bool:
    """Return True for a capture of the past that says nothing of what a known address is now."""
    if not (page.is_replayed and address.held):
        return False
    is_back = address.held == WITHDRAWN and page.outcome in {Outcome.UNCHANGED, Outcome.VERSION}
    is_news = is_back or page.outcome in {Outcome.VERSION, Outcome.WITHDRAWN}
    return not (page.is_newest and is_news)


def _next(page: PageTask, address: Address, when: VisitTime) -> Next:
    is_gone = page.outcome == Outcome.WITHDRAWN or page.is_gone_since
    if is_gone or page.reason == Reason.STILL_GONE:
        since = when.now if address.held == HELD else address.since or when.now
        return Next("gone", next_look(since, when.now, when.looks), WITHDRAWN, since)
    if page.outcome in HOLDS or page.reason == Reason.KEPT_UNREAD:
        return _held(_since(page, address, when.now), when)
    if page.outcome == Outcome.SOURCE:
        return _source(page, address, when)
    return _without_gain(page, address, when)


def _without_gain(page: PageTask, address: Address, when: VisitTime) -> Next:
    """Return what follows where nothing came of asking: tried again, or let go."""
    if page.reason == Reason.NO_SUCH_SOURCE:
        due_at = next_poll(when.begun, BARREN.most)
        return Next("source", due_at, address.held, address.since, BARREN.most)
    retry_in = HICCUP_PASSES_IN if page.reason in HICCUPS else page.retry_in
    has_tries = address.tries + 1 < MAX_TRIES or page.reason in NOT_ASKED | REFUSED
    if retry_in is not None and has_tries:
        doubled = 0 if page.reason in NOT_ASKED else address.tries
        due_at = when.now + retry_in * 2**doubled
        return Next("due", due_at, address.held, address.since, address.rhythm)
    if address.held:
        return _held(address.since or when.now, when)
    if page.outcome != Outcome.FAILED:
        return Next("done", NEVER)
    if address.kind != "article" or address.rhythm is not None:
        return _source(page, address, when)
    return Next("gone" if page.reason in GONE else "failed", NEVER)


def _counts(page: PageTask, address: Address) -> bool:
    """Say whether asking for an address was one of the tries it has."""
    if page.reason in REFUSED:
        return address.tries < MAX_REFUSALS
    return page.reason not in NOT_ASKED


def _held(since: float, when: VisitTime) -> Next:
    return Next("held", next_look(since, when.now, when.looks), HELD, since)


def _source(page: PageTask, address: Address, when: VisitTime) -> Next:
    lists = (
        bool(page.ahead or page.listed or page.sitemaps)
        if page.listed is not None
        else _listed_before(address)
    )
    interval = next_interval(
        address.rhythm, stories=lists, news=page.fresh > 0, depth=address.depth
    )
    due_at = next_poll(when.begun, interval)
    return Next("source", due_at, address.held, address.since, interval)


def _listed_before(address: Address) -> bool:
    """Say whether a source that tells nothing new has listed stories, by its rhythm."""
    return address.rhythm is None or address.rhythm <= DEEP.most


def _since(page: PageTask, address: Address, now: float) -> float:
    """Return when the story came out, or was first seen as it is."""
    if page.outcome == Outcome.VERSION or address.held == WITHDRAWN:
        return now
    if address.since is not None:
        return address.since
    return min(now, _published(page.article) or now)


def _published(article: Article | None) -> float | None:
    """Return when an article came out; its last moment where it only names a day."""
    stated = article.date_published if article else None
    if not stated:
        return None
    moment = datetime.fromisoformat(stated)
    if "T" not in stated:
        moment += timedelta(days=1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _listed(page: PageTask) -> tuple[Link, ...] | None:
    if page.outcome != Outcome.SOURCE or page.listed is None:
        return None
    return tuple(page.listed)


def _validators(page: PageTask, address: Address) -> tuple[str | None, str | None]:
    """Return the ETag and the Last-Modified to ask with the next time.

    None for a story of several pages: its first says nothing of the others. None for one that
    was withdrawn: the page that answered for it is another.
    """
    if page.outcome == Outcome.WITHDRAWN or page.reason == Reason.STILL_GONE:
        return None, None
    if page.status == NOT_MODIFIED or page.outcome == Outcome.FAILED:
        return address.etag, address.last_modified
    if page.status != OK or page.outcome == Outcome.DROPPED or len(page.captures) != 1:
        return None, None
    [capture] = page.captures
    if capture.truncated:
        return None, None
    etag, last_modified = (
        value if value and len(value) <= MAX_VALIDATOR and value.isascii() else None
        for value in (capture.header("etag"), capture.header("last-modified"))
    )
    return etag, last_modified
