"""Every address of a run is accounted for, and so is every source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.frontier.link import Link
from crawler.ledger.accounts import Poll, SourceAccount
from crawler.ledger.hosts import Host
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, WITHDRAWN, Visit
from tests.ledger.links import found, visit

OUTCOMES = st.sampled_from(["stored", "unchanged", "source", "dropped", "failed", None])


@settings(deadline=None)  # each writes a file
@given(st.lists(OUTCOMES, max_size=12))
def test_every_address_of_a_run_is_accounted_for(outcomes: list[str | None]) -> None:
    ledger = Ledger(Path(":memory:"))
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found(f"/{n}") for n in range(len(outcomes))], None, run, 0.0)

    ledger.commit([visit(f"/{n}", o) for n, o in enumerate(outcomes) if o], {}, run)

    counted = {tally.outcome: tally.number for tally in ledger.tallies(run)}
    assert sum(counted.values()) == ledger.discovered(run) == len(outcomes)
    assert counted.get("pending", 0) == outcomes.count(None) == ledger.pending(run)
    ledger.close()


SITE, HOME, FEED = "a.example", "https://a.example/", "https://a.example/feed"


@pytest.fixture
def run(ledger: Ledger) -> int:
    """Return a run that knows a front page and six stories of a site."""
    run = ledger.begin("news", {}, 10.0, SITE)
    start = Link(HOME, "page", priority=100, depth=0)
    feed = Link(FEED, "feed", priority=50)
    ledger.add([start, feed, *(found(f"/{n}") for n in range(6))], None, run, 10.0)
    return run


def source(url: str, listed: int, **more: object) -> Visit:
    """Return a visit to a list of so many stories."""
    links = tuple(found(f"/{n}") for n in range(listed))
    return Visit(url, 20.0, "source", "list", 200, state="source", due_at=1e9, kind="page",
                 listed=links, **more)  # type: ignore[arg-type] # fmt: skip


ENDS: tuple[dict[str, Any], ...] = (
    {"outcome": "stored", "state": "held", "held": HELD},
    {"outcome": "withdrawn", "reason": "http-410", "state": "gone", "held": WITHDRAWN},
    {"outcome": "dropped", "reason": "no-text"},
    {"outcome": "failed", "reason": "http-404", "state": "gone"},
    {"outcome": "failed", "reason": "http-503", "state": "due", "due_at": 1e9},
)
"""What became of the first five stories; of the sixth nothing has."""


def end(ledger: Ledger, run: int) -> None:
    ledger.commit([visit(f"/{n}", **each) for n, each in enumerate(ENDS)], {}, run)


def test_a_source_balances_where_each_story_that_it_lists_has_come_to_something(
    ledger: Ledger, run: int
) -> None:
    end(ledger, run)
    ledger.commit([source(HOME, 6, elsewhere=2)], {}, run)

    [account] = ledger.accounts.sources(run)

    assert account == SourceAccount(
        HOME, "page", 6, 2, 6, held=1, withdrawn=1, pending=2, dropped=1, failed=1
    )
    assert account.balances
    assert not account._replace(pending=1).balances
    assert not account._replace(listed=7).balances


def test_the_addresses_of_each_site_are_told_with_those_that_are_new(
    ledger: Ledger, run: int
) -> None:
    ledger.add([found("/9", "b.example")], None, run, 30.0, "b.example")
    end(ledger, run)

    tallies = ledger.accounts.by_site(run, 15.0)

    assert [(t.site, t.outcome, t.reason, t.number, t.found) for t in tallies] == [
        (SITE, "dropped", "no-text", 1, 0),
        (SITE, "failed", "http-404", 1, 0),
        (SITE, "failed", "http-503", 1, 0),
        (SITE, "pending", None, 3, 0),
        (SITE, "stored", None, 1, 0),
        (SITE, "withdrawn", "http-410", 1, 0),
        ("b.example", "pending", None, 1, 1),
    ]
    assert sum(t.number for t in ledger.accounts.tallies(run)) == 9


def test_the_last_polls_of_a_source_come_newest_first(ledger: Ledger, run: int) -> None:
    ledger.commit([source(FEED, 2)], {}, run)
    gone = Visit(FEED, 40.0, "failed", "http-404", 404, state="gone")
    ledger.commit([gone, visit("/1")], {}, run)

    assert ledger.accounts.polls(run) == {
        SITE: {FEED: [Poll("failed", "http-404", None), Poll("source", "list", 2)]}
    }
    assert ledger.accounts.polls(run, limit=1)[SITE][FEED][0].is_gone
    assert not Poll("failed", "http-503", None).is_gone
    assert ledger.accounts.answered(run) == {SITE: 2}, "a visit without a status had no answer"


@pytest.mark.parametrize(
    ("visits", "unreached"),
    [
        ([], []),
        ([Visit(HOME, 1.0, "failed", "dns", state="failed")], [(SITE, HOME, "dns")]),
        ([Visit(HOME, 1.0, "dropped", "robots")], [(SITE, HOME, "robots")]),
        ([Visit(HOME, 1.0, "failed", "dns", state="failed"), visit("/1")], []),
        ([source(HOME, 1)], []),
    ],
)
def test_a_start_is_unreached_where_its_host_gave_nothing_at_all(
    visits: list[Visit], unreached: list[tuple[str, str, str]], ledger: Ledger, run: int
) -> None:
    ledger.commit(visits, {}, run)

    assert ledger.accounts.unreached(run) == unreached


def test_a_story_stands_while_one_that_its_source_lists_does(ledger: Ledger, run: int) -> None:
    assert ledger.accounts.standing(FEED) is None
    ledger.commit([source(FEED, 1)], {}, run)
    assert ledger.accounts.standing(FEED) is True

    ledger.commit([visit("/0", **ENDS[1])], {}, run)

    assert ledger.accounts.standing(FEED) is False


def test_the_sources_of_a_story_are_told_with_those_that_list_it_no_more(
    ledger: Ledger, run: int
) -> None:
    titled = (Link("https://a.example/0", "article", "Ferry back", "2026-02-05"),)
    for url in (HOME, FEED):
        ledger.commit([source(url, 0)._replace(listed=titled)], {}, run)
    part = source(FEED, 0)._replace(at=50.0)
    ledger.write_ahead(part, run, ["https://a.example/0"])

    listed_by = ledger.accounts.listed_by("https://a.example/0")

    assert [(url, title, still) for url, title, _, still in listed_by] == [
        (HOME, "Ferry back", True),
        (FEED, "Ferry back", False),
    ]
    assert ledger.accounts.listed_by("https://a.example/1") == []


def test_what_looks_like_a_story_is_expected_until_something_becomes_of_it(
    ledger: Ledger, run: int
) -> None:
    accounts = ledger.accounts
    assert accounts.expects_story(run)
    assert accounts.has_story_due(SITE, ["a.example"])
    assert not accounts.has_story_due(SITE, ["b.example"])
    assert not accounts.has_story(SITE)
    assert not accounts.expects_story(run, "b.example")

    ledger.commit([visit(f"/{n}", state="held", held=HELD) for n in range(6)], {}, run)

    assert not accounts.expects_story(run, SITE)
    assert not accounts.has_story_due(SITE, ["a.example"])
    assert accounts.has_story(SITE)


def report(ledger: Ledger, *sites: str, alarms: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    """Have a run of these sites begin and end; return its report."""
    run = ledger.begin("news", {}, 10.0, *sites)
    told = {"run": run, "sites": {site: {} for site in sites}, "alarms": [*alarms]}
    ledger.end(run, 20.0, told)
    return told


def test_the_reports_of_earlier_runs_come_newest_first(ledger: Ledger) -> None:
    accounts = ledger.accounts
    assert accounts.report() is None
    one, both, two = report(ledger, "a"), report(ledger, "b", "a"), report(ledger, "a")
    going = ledger.begin("news", {}, 30.0, "a")

    assert (accounts.report(), accounts.report(1), accounts.report(going)) == (two, one, None)
    assert accounts.reports("news", "a") == [two, one]
    assert accounts.reports("news", "a", "b") == [both]
    assert accounts.reports("replay", "a") == []
    assert list(accounts.past("news", ["a", "b"])) == [
        (["a"], two), (["a", "b"], both), (["a"], one),
    ]  # fmt: skip
    assert list(accounts.past("news", ["a"], limit=1)) == [(["a"], two)]
    assert accounts.sites_of(both["run"]) == ("a", "b")


def test_the_health_of_a_site_is_what_its_last_run_said_and_what_is_due(
    ledger: Ledger, run: int
) -> None:
    end(ledger, run)
    ledger.end(run, 20.0, {"sites": {SITE: {}}, "alarms": [{"site": SITE, "text": "old"}]})
    report(ledger, SITE, alarms=({"site": SITE, "text": "no news"},))
    ledger.hosts.put(Host("a.example", paused_until=99.0))

    [health] = ledger.accounts.health(50.0)

    assert (health.site, health.addresses, health.stories, health.withdrawn) == (SITE, 8, 1, 1)
    assert (health.due, health.failed, health.resting) == (3, 0, 99.0)
    assert (health.last_asked, health.alarms) == (1.0, ("no news",))
    assert ledger.accounts.health(100.0)[0].resting == 0.0


def test_the_times_of_stories_are_those_of_a_site_since_a_moment(ledger: Ledger) -> None:
    with ledger.transaction() as db:
        for site, at in (("a", 120.0), ("a", 60.0), ("b", 90.0), ("a", 10.0)):
            db.execute("INSERT INTO heard (site, at) VALUES (?, ?)", (site, at))

    assert ledger.accounts.story_times("a", 60.0) == [60.0, 120.0]
    assert ledger.accounts.story_times("c", 0.0) == []
