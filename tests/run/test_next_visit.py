"""What became of a page decides when its address is asked for again, if ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.ledger.revisit_policy import BARREN, DAY, HOUR, LIVELY, MINUTE, NEVER
from crawler.ledger.schema import HELD, NOT_HELD, WITHDRAWN, Address, Visit
from crawler.model import Article, Capture, Provenance
from crawler.run.next_visit import MAX_TRIES, VisitTime, visit_of
from crawler.run.page_task import PageTask

URL = "https://quay.example/news/1"
NOW = datetime(2026, 2, 5, 8, tzinfo=UTC).timestamp()
WHEN = VisitTime(NOW, NOW - MINUTE)


def visit(outcome: str, reason: str | None = None, **known: Any) -> Visit:
    """Return what the ledger writes of an address that ended so."""
    page_has = {"retry_in", "status", "captures", "article", "listed", "fresh"}
    values = {name: known.pop(name) for name in page_has & known.keys()}
    fields: dict[str, Any] = {"kind": "article", "priority": 0, "depth": 1, "tries": 0} | known
    page = PageTask(Address(1, URL, "quay.example", **fields), **values)
    page.outcome, page.reason = outcome, reason
    return visit_of(page, WHEN)


def article(published: str | None) -> Article:
    known = Provenance(captures=("sha1:A",), fetched_at=datetime.now(UTC), encoding="utf-8")
    return Article(url=URL, date_published=published, provenance=known)


@pytest.mark.parametrize(
    ("published", "age"),
    [
        ("2026-02-05T07:40:00+00:00", HOUR - 20 * MINUTE),
        ("2026-02-05T12:40:00+05:00", HOUR - 20 * MINUTE),
        ("2026-02-05", HOUR),
        ("2026-02-04", DAY - 8 * HOUR),
        (None, HOUR),
        ("2026-02-04T12:00:00+00:00", DAY - 20 * HOUR),
        ("2026-02-01T08:00:00+00:00", 3 * DAY),
        ("2026-03-01T08:00:00+00:00", HOUR),
        ("2019-03-01T08:00:00+00:00", NEVER),
    ],
)
def test_a_new_story_is_looked_at_by_its_age(published: str | None, age: float) -> None:
    written = visit("stored", article=article(published))

    assert (written.state, written.held) == ("held", HELD)
    assert written.due_at == (NEVER if age == NEVER else NOW + age)


AGES = [(2 * HOUR, DAY), (25 * HOUR, 7 * DAY), (8 * DAY, 30 * DAY), (31 * DAY, NEVER)]


@pytest.mark.parametrize(("age", "following"), AGES)
def test_a_story_that_stays_as_it_is_is_looked_at_ever_more_rarely(
    age: float, following: float
) -> None:
    written = visit("unchanged", "same-content", held=HELD, since=NOW - age)

    assert written.due_at == (NEVER if following == NEVER else NOW - age + following)


@pytest.mark.parametrize(
    ("outcome", "reason", "held"),
    [("version", None, HELD), ("withdrawn", "http-410", HELD), ("unchanged", None, WITHDRAWN)],
)
def test_a_story_that_changed_is_young_again(outcome: str, reason: str | None, held: int) -> None:
    written = visit(outcome, reason, held=held, since=NOW - 60 * DAY)

    assert (written.since, written.due_at) == (NOW, NOW + HOUR)


def test_a_story_that_stays_away_is_asked_for_ever_more_rarely() -> None:
    written = visit("unchanged", "still-gone", held=WITHDRAWN, since=NOW - 2 * DAY)

    assert (written.state, written.held, written.due_at) == ("gone", WITHDRAWN, NOW + 5 * DAY)


@pytest.mark.parametrize(
    ("outcome", "reason", "held", "state"),
    [
        ("failed", "http-404", NOT_HELD, "gone"),
        ("failed", "http-403", NOT_HELD, "failed"),
        ("dropped", "no-text", NOT_HELD, "done"),
        ("failed", "http-403", HELD, "held"),
        ("dropped", "no-text", HELD, "held"),
    ],
)
def test_what_never_was_a_story_is_let_go(
    outcome: str, reason: str, held: int, state: str
) -> None:
    written = visit(outcome, reason, held=held, since=NOW - 2 * HOUR if held else None)

    assert (written.state, written.held) == (state, held)
    assert (written.due_at == NEVER) == (not held)


@pytest.mark.parametrize(
    ("tries", "state", "wait"),
    [(0, "due", 600.0), (3, "due", 4_800.0), (MAX_TRIES - 1, "failed", NEVER - NOW)],
)
def test_what_failed_is_tried_again_later_and_later(tries: int, state: str, wait: float) -> None:
    written = visit("failed", "timeout", retry_in=600.0, tries=tries)

    assert (written.state, written.due_at) == (state, NOW + wait)


@pytest.mark.parametrize(
    ("reason", "tries", "wait", "counts"),
    [
        ("http-503", 0, 60.0, True),
        ("http-429", 2, 240.0, True),
        ("http-429", MAX_TRIES // 2, 960.0, False),
        ("robots-unreachable", 0, 60.0, False),
        ("host-paused", MAX_TRIES - 1, 60.0, False),
    ],
)
def test_what_a_host_refuses_is_never_given_up(
    reason: str, tries: int, wait: float, *, counts: bool
) -> None:
    written = visit("failed", reason, retry_in=60.0, tries=tries)

    assert (written.state, written.due_at, written.counts) == ("due", NOW + wait, counts)


def test_an_error_page_served_as_200_is_a_failure_like_any_other() -> None:
    written = visit("dropped", "error-page")

    assert (written.state, written.due_at) == ("due", NOW + 10 * MINUTE)


@pytest.mark.parametrize("reason", ["http-404", "timeout"])
def test_a_source_that_fails_is_polled_rarely_and_not_given_up(reason: str) -> None:
    written = visit("failed", reason, kind="feed", tries=MAX_TRIES - 1, rhythm=HOUR)

    assert (written.state, written.due_at) == ("source", WHEN.begun + 0.9 * 1.5 * HOUR)


LISTS = [Link(URL, "article")]


@pytest.mark.parametrize(
    ("listed", "fresh", "last", "interval"),
    [
        (LISTS, 1, None, LIVELY.first),
        (LISTS, 1, HOUR, HOUR / 2),
        (LISTS, 0, HOUR, 1.5 * HOUR),
        (LISTS, 0, 20 * HOUR, LIVELY.most),
        ([], 0, None, BARREN.first),
        ([], 0, 25 * DAY, BARREN.most),
        (None, 0, HOUR, 1.5 * HOUR),
        (None, 0, 20 * HOUR, LIVELY.most),
        (None, 0, 8 * DAY, 12 * DAY),
    ],
    ids=str,
)
def test_a_source_is_polled_by_its_own_rhythm(
    listed: list[Link] | None, fresh: int, last: float | None, interval: float
) -> None:
    written = visit("source", "list", kind="page", listed=listed, fresh=fresh, rhythm=last)

    assert (written.state, written.rhythm) == ("source", interval)
    assert written.due_at == pytest.approx(WHEN.begun + 0.9 * interval)


def test_the_further_pages_of_a_list_are_polled_rarely() -> None:
    assert visit("source", kind="page", listed=LISTS, fresh=1, depth=2).rhythm == DAY


def capture(**headers: str) -> Capture:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Capture(url=URL, fetched_at=datetime.now(UTC), body=b"", headers=named)


@pytest.mark.parametrize(
    ("captures", "status", "outcome", "expected"),
    [
        ([capture(ETag='"b"', Last_Modified="Mon")], 200, "stored", ('"b"', "Mon")),
        ([capture()], 200, "unchanged", (None, None)),
        ([capture(ETag='"b"'), capture()], 200, "stored", (None, None)),
        ([capture(ETag='"b"')], 200, "dropped", (None, None)),
        ([replace(capture(ETag='"b"'), truncated="unspecified")], 200, "stored", (None, None)),
        ([capture(ETag="x" * 1_024)], 200, "stored", ("x" * 1_024, None)),
        ([capture(ETag="x" * 1_025)], 200, "stored", (None, None)),
        ([capture()], 304, "unchanged", ('"a"', None)),
        ([], 500, "failed", ('"a"', None)),
    ],
)
def test_what_to_ask_with_the_next_time(
    captures: list[Capture], status: int, outcome: str, expected: tuple[str | None, str | None]
) -> None:
    written = visit(outcome, captures=captures, status=status, etag='"a"')

    assert (written.etag, written.last_modified) == expected
