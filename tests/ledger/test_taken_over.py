"""What was due when a run began is the run's, and is written down only as it is asked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.ledger.database import NotStorableError
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, Visit

SITE, HOST = "a.example", "a.example"
FEED = "https://a.example/feed"
STORIES = [f"https://a.example/{n}.html" for n in range(6)]


def link(url: str, kind: str = "article", priority: int = 30) -> Link:
    return Link(url, kind, priority=priority, depth=1)


def held(url: str, due_at: float) -> Visit:
    return Visit(url, 1.0, "stored", status=200, state="held", due_at=due_at, held=HELD)


def source(url: str, due_at: float) -> Visit:
    return Visit(url, 1.0, "source", "list", 200, "source", due_at, kind="feed")


@pytest.fixture
def path(place: Path | str) -> Path | str:
    """Return a ledger with stories to be looked at again at 10, 11, ..., and a feed at 12."""
    ledger = Ledger(place)
    run = ledger.begin("news", {}, 0.0, SITE)
    ledger.add([link(FEED, "feed", 50), *map(link, STORIES)], None, run, 0.0)
    visits = [held(url, 10.0 + n) for n, url in enumerate(STORIES[:5])]
    ledger.commit([source(FEED, 12.0), *visits], {}, run)
    ledger.close()
    return place


def asked(ledger: Ledger, at: float) -> list[str]:
    return [each.url for each in ledger.due(HOST, at, 9)]


def ends(ledger: Ledger, run: int) -> dict[tuple[str, str | None], int]:
    return {(each.outcome, each.reason): each.number for each in ledger.tallies(run)}


def test_what_is_due_is_handed_out_and_accounted_for_though_nothing_of_it_is_written(
    path: Path | str,
) -> None:
    ledger = Ledger(path)

    run = ledger.begin("news", {}, 13.0, SITE)

    # The feed is the most urgent; then what was never read; then what was due for longest.
    assert asked(ledger, 13.0) == [FEED, STORIES[5], *STORIES[:4]]
    assert ledger.discovered(run) == 6
    assert ends(ledger, run) == {("pending", None): 6}
    assert ledger.pending(run) == 6
    assert [ledger.pending(run, most) for most in range(8)] == [0, 1, 2, 3, 4, 5, 6, 6]
    rows = ledger._db.execute("SELECT count(*) FROM addresses WHERE run = ?", (run,)).fetchall()  # noqa: SLF001
    assert rows == [(0,)]
    ledger.close()


def test_what_becomes_due_in_a_run_is_left_to_the_next(path: Path | str) -> None:
    ledger = Ledger(path)
    ledger.begin("news", {}, 10.0, SITE)

    assert asked(ledger, 99.0) == [STORIES[5], STORIES[0]]
    ledger.close()


def test_what_a_run_has_asked_for_is_no_longer_pending(path: Path | str) -> None:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 13.0, SITE)

    ledger.commit([held(STORIES[0], 99.0), source(FEED, 99.0)], {}, run)

    assert asked(ledger, 13.0) == [STORIES[5], *STORIES[1:4]]
    assert ends(ledger, run) == {
        ("pending", None): 4,
        ("source", "list"): 1,
        ("stored", None): 1,
    }
    assert ledger.discovered(run) == 6
    ledger.close()


@pytest.mark.parametrize("how", ["again", "proven", "listed", "adopted"])
def test_an_address_that_a_page_leads_to_again_is_counted_once(how: str, path: Path | str) -> None:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 13.0, SITE)

    if how == "adopted":
        ledger.adopt(link(STORIES[1]), run, 13.0, SITE)
    else:
        told: dict[str, Any] = {
            "again": (STORIES[1],),
            "proven": (STORIES[1],),
            "listed": (link(STORIES[1]),),
        }
        visit = source(FEED, 99.0)._replace(at=13.0, **{how: told[how]})
        ledger.commit([visit], {}, run)

    assert ledger.discovered(run) == 6 == sum(ends(ledger, run).values())
    assert STORIES[1] in asked(ledger, 13.0)
    ledger.close()


def test_an_address_that_was_not_due_is_one_more_where_a_page_leads_to_it(
    path: Path | str,
) -> None:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 13.0, SITE)

    ledger.ask_again([STORIES[4]], run, 13.0)

    assert ledger.discovered(run) == 7 == sum(ends(ledger, run).values())
    assert STORIES[4] in asked(ledger, 13.0)
    ledger.close()


def test_a_run_that_is_killed_leaves_what_it_has_not_come_to(path: Path | str) -> None:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 13.0, SITE)
    ledger.commit([held(STORIES[0], 99.0)], {}, run)
    ledger.close()

    ledger = Ledger(path)
    again = ledger.begin("news", {}, 14.0, SITE)

    assert asked(ledger, 14.0) == [FEED, STORIES[5], *STORIES[1:5]]
    assert ledger.discovered(again) == 6
    ledger.close()


def test_why_a_host_was_left_is_told_of_what_was_not_written_down(path: Path | str) -> None:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 13.0, SITE)

    ledger.hosts.left(run, HOST, "host-budget")

    assert ends(ledger, run) == {("pending", "host-budget"): 6}
    ledger.close()


def test_a_host_is_not_asked_again_before_it_has_something_due(path: Path | str) -> None:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 9.0, SITE)
    [story] = ledger.due(HOST, 9.0, 9)

    assert ledger.due(HOST, 9.0, 9, but=[story.id]) == []
    assert ledger.due_hosts() == []
    retried = Visit(story.url, 9.0, "failed", "timeout", state="due", due_at=20.0)
    ledger.commit([retried], {}, run)
    assert (ledger.due_hosts(), asked(ledger, 19.0)) == ([HOST], [])
    assert asked(ledger, 20.0) == [story.url]
    ledger.close()


def test_an_address_that_was_put_back_is_due_as_before(path: Path | str) -> None:
    ledger = Ledger(path)
    ledger.begin("news", {}, 9.0, SITE)
    [story] = ledger.due(HOST, 9.0, 9)
    assert ledger.due(HOST, 9.0, 9, but=[story.id]) == []

    ledger.put_back(HOST)

    assert asked(ledger, 9.0) == [story.url]
    ledger.close()


def test_captures_that_are_adopted_are_committed_with_the_pages_after_them(
    path: Path | str,
) -> None:
    ledger = Ledger(path)
    if isinstance(path, str):
        pytest.skip("a file's own way to its disk")
    run = ledger.begin("replay", {}, 13.0, SITE)
    synced: list[str] = []
    file: Any = ledger._db  # noqa: SLF001
    file.set_trace_callback(synced.append)

    for n in range(9):
        ledger.adopt(link(f"https://a.example/new-{n}.html"), run, 13.0, SITE)
    assert ledger.address("https://a.example/new-8.html")
    ledger.commit([held("https://a.example/new.html", 99.0)], {}, run)

    assert [each for each in synced if each.startswith(("PRAGMA", "BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]
    ledger.close()


def test_a_commit_that_fails_takes_back_itself_and_not_what_was_adopted(path: Path) -> None:
    ledger = Ledger(path)
    run = ledger.begin("replay", {}, 13.0, SITE)
    ledger.adopt(link("https://a.example/new.html"), run, 13.0, SITE)

    with pytest.raises((sqlite3.Error, NotStorableError)):
        ledger.commit([held("https://a.example/new.html", 99.0)], {"warc/a": object()}, run)  # type: ignore[dict-item]
    ledger.commit([], {}, run)

    ledger.close()
    with closing(Ledger(path)) as again:
        assert again.address("https://a.example/new.html")
        assert again.life("https://a.example/new.html")[1] == []
