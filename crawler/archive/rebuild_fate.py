"""What became of an address, by what the files of an archive still tell of it.

The rules are those by which a run decides it (`crawler.run.next_visit`), as far as records and
lines bear witness. That a page was read and held no article, no record tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from crawler.archive.rebuild_answers import (
    CONTINUATION,
    NOT_MODIFIED,
    REDIRECTS,
    SUCCESS,
    Answer,
    Attempt,
)
from crawler.frontier.article_score import article_likeness
from crawler.frontier.urls import is_sent_home
from crawler.ledger.revisit_policy import NEVER, next_interval, next_look
from crawler.ledger.schema import HELD, NOT_HELD, WITHDRAWN, Address, ArticleRow, Visit
from crawler.ledger.versions import ReadingRow

GONE = (404, 410)
PASSING = (408, 425, 429)
"""Refusals that pass: https://www.rfc-editor.org/rfc/rfc9110#section-15.5."""

SERVER_ERROR = 5
EVEN = 0.5
"""An address from here on looks more like an article's than not."""

_REVISIT = "revisit"


@dataclass(frozen=True, slots=True)
class Fate:
    """What an address is from now on, and why."""

    outcome: str
    state: str
    reason: str | None = None
    due_at: float = NEVER
    held: int = NOT_HELD
    since: float | None = None
    rhythm: float | None = None


def kind_of(asked: Attempt, known: Address | None, *, is_story: bool) -> str:
    """Return what an address was asked as; guessed from its spelling where nothing says so."""
    if asked.last.kind:
        return asked.last.kind
    if known:
        return known.kind
    return "article" if is_story or article_likeness(asked.url) >= EVEN else "page"


def reading_of(visit: Visit, asked: Attempt, known: Address, held: Sequence[ReadingRow]) -> Visit:
    """Return a visit to a story that is held with what its answer said, where that is sure.

    `held` are the earlier readings of the story. The same bytes read alike, and so did a page
    that was read with a site memory and brought no version.
    """
    texts = [each for each in held if each.content]
    if not (known.held and texts):
        return visit
    last, url = asked.last, texts[-1].url
    if visit.outcome == "withdrawn":
        told = ReadingRow(url, last.captured_at, visit.reason or "", "")
        return visit._replace(readings=(told,))
    if visit.reason == "not-modified":
        told = texts[-1]._replace(captured_at=last.captured_at)
        return visit._replace(readings=(told,))
    if visit.reason != "same-content":
        return visit
    same = next((each for each in texts if each.payload == asked.payload), None)
    if same is None and not last.memory:
        return visit
    content = (same or texts[-1]).content
    told = ReadingRow(url, last.captured_at, asked.payload, content)
    return visit._replace(readings=(told,))


def visit_of(
    asked: Attempt, known: Address, articles: Sequence[ArticleRow], published: float | None
) -> Visit:
    """Return what the ledger writes down of an address that was asked for.

    `articles` are the versions that were read from what came, `published` is when their
    story came out, in seconds since 1970.
    """
    last = asked.last
    fate = _fate(asked, known, articles, published)
    etag, last_modified = _validators(asked, known, fate)
    return Visit(
        url=asked.url,
        at=last.at,
        outcome=fate.outcome,
        reason=fate.reason,
        status=last.status,
        state=fate.state,
        due_at=fate.due_at,
        held=fate.held,
        since=fate.since,
        rhythm=fate.rhythm,
        captures=tuple(answer.row for answer in asked.answers),
        articles=tuple(articles),
        etag=etag,
        last_modified=last_modified,
    )


def _fate(
    asked: Attempt, known: Address, articles: Sequence[ArticleRow], published: float | None
) -> Fate:
    last = asked.last
    if articles:
        return kept(known, articles, last.at, published)
    if last.status == NOT_MODIFIED and known.held and _sent_home(asked):
        return _gone(known, last.at, "redirected-home")
    if last.status == NOT_MODIFIED:
        is_story = known.held or known.kind == "article"
        fate = _held(known, last.at) if is_story else _source(last, known)
        return replace(fate, reason="not-modified")
    if last.status in GONE and known.held:
        return _gone(known, last.at, f"http-{last.status}")
    if last.status // 100 == SUCCESS:
        return _read(asked, known)
    return _vain(last, known)


def kept(
    known: Address, articles: Sequence[ArticleRow], at: float, published: float | None
) -> Fate:
    """Return what an address is of which versions of a story were kept."""
    is_new = articles[-1].version == 1
    if not is_new or known.held == WITHDRAWN:
        since = at
    else:
        since = known.since if known.since is not None else min(at, published or at)
    due_at = next_look(since, at)
    return Fate("stored" if is_new else "version", "held", None, due_at, HELD, since)


def published_at(stated: str | None) -> float | None:
    """Return when a story came out; its last moment where only the day is named.

    >>> published_at("1970-01-02"), published_at("1970-01-01T01:00:00+01:00"), published_at(None)
    (172800.0, 0.0, None)
    """
    if not stated:
        return None
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    if "T" not in stated:
        moment += timedelta(days=1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def told_visit(known: Address, at: float, reading: ReadingRow, *, is_newest: bool) -> Visit:
    """Return the visit of which a line of ``events/`` tells: a story has gone, or is back."""
    fate = _held(known, at) if reading.content else _gone(known, at, reading.payload)
    return Visit(
        url=known.url,
        at=at,
        outcome=fate.outcome,
        reason=fate.reason,
        state=fate.state,
        due_at=fate.due_at,
        held=fate.held,
        since=fate.since,
        readings=(reading,),
        keeps_schedule=not is_newest,
        etag=known.etag,
        last_modified=known.last_modified,
    )


def _held(known: Address, at: float, reason: str = "same-content") -> Fate:
    """Return what a story is that is held as it was, or is there again."""
    since = at if known.held == WITHDRAWN or known.since is None else known.since
    return Fate("unchanged", "held", reason, next_look(since, at), HELD, since)


def _gone(known: Address, at: float, reason: str) -> Fate:
    """Return what a story is that is held and no longer there."""
    first = known.held == HELD
    since = at if first or known.since is None else known.since
    outcome, why = ("withdrawn", reason) if first else ("unchanged", "still-gone")
    return Fate(outcome, "gone", why, next_look(since, at), WITHDRAWN, since)


def _read(asked: Attempt, known: Address) -> Fate:
    """Return what an address is that answered with a page of which no version was kept."""
    if known.kind != "article" and not known.held:
        return _source(asked.last, known)
    if _sent_home(asked):
        if known.held:
            return _gone(known, asked.last.at, "redirected-home")
        return Fate("dropped", "done", "redirected-home")
    return _held(known, asked.last.at) if known.held else Fate("dropped", "done")


def _sent_home(asked: Attempt) -> bool:
    return is_sent_home(asked.url, asked.last.url)


def _source(last: Answer, known: Address) -> Fate:
    """Return what a list is from now on; one that changed is taken to have brought news.

    It is due at once: which of the stories that it lists nobody has asked for yet, the ledger
    knew alone.
    """
    news = last.row.type != _REVISIT
    rhythm = next_interval(known.rhythm, stories=True, news=news, depth=known.depth)
    return Fate("source", "source", "list", last.at, known.held, known.since, rhythm)


def _vain(last: Answer, known: Address) -> Fate:
    """Return what an address is whose answer was no page."""
    reason = f"http-{last.status}" if last.status // 100 != REDIRECTS else None
    if known.held:
        return replace(_held(known, last.at), outcome="failed", reason=reason, held=known.held)
    passes = last.status in PASSING or last.status // 100 == SERVER_ERROR or last.status == 0
    if passes:
        return Fate("failed", "due", reason, last.at, rhythm=known.rhythm)
    if known.kind != "article":
        return replace(_source(last, known), outcome="failed", reason=reason)
    return Fate("failed", "gone" if last.status in GONE else "failed", reason)


def _validators(asked: Attempt, known: Address, fate: Fate) -> tuple[str | None, str | None]:
    """Return the ETag and the Last-Modified to ask with the next time."""
    last = asked.last
    if fate.held == WITHDRAWN or fate.state == "source":
        return None, None
    if last.status == NOT_MODIFIED or fate.outcome == "failed":
        return known.etag, known.last_modified
    in_parts = any(answer.kind == CONTINUATION for answer in asked.answers)
    if last.status // 100 != SUCCESS or fate.outcome == "dropped" or in_parts:
        return None, None
    return last.etag, last.last_modified
