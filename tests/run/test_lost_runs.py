"""A run of which no process lives is accounted for once, by what the ledger has of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from crawler.ledger.fleets import Fleet, Start, Work
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from crawler.run.lost_runs import LOST, close_lost
from crawler.run.site_stats import SiteStats
from tests.shared_ledger import change

SITES = tuple(Start(f"{n}.example", f"http://{n}.example/", "page") for n in "ab")
OTHERS = (Start("o.example", "http://o.example/", "page"),)
NOW = 100.0
Join = Callable[..., Ledger]


@pytest.fixture
def join(shared_place: str) -> Iterator[Join]:
    """Have a process join a fleet of two sites and take what is due."""
    opened = []

    def join(name: str = "papers", starts: tuple[Start, ...] = SITES) -> Ledger:
        opened.append(ledger := Ledger(shared_place))
        ledger.join("news", {}, NOW, Fleet(name, starts, "here", "p", 30.0))
        ledger.membership.take_share(Work(), NOW, takes=True)
        return ledger

    yield join
    for ledger in opened:
        ledger.close()


def asked(ledger: Ledger, site: str) -> None:
    """Write down that the start of a site was read."""
    url, lease = f"http://{site}/", ledger.fleets.member
    visit = Visit(url, NOW, "source", "list", 200, state="source", due_at=1e9, lease=lease)
    ledger.commit([visit], {}, ledger.run)


def notes(site: str, fetched: int) -> str:
    """Return what a process notes of a site as it leaves."""
    stats = SiteStats()
    stats.sites[site].fetched = fetched
    return stats.dumped()


def test_a_run_with_a_process_that_lives_is_not_lost(join: Join) -> None:
    one = join()

    assert list(close_lost(one)) == []
    assert one.accounts.report(one.run) is None


def test_what_the_ledger_has_of_a_lost_run_is_its_account(join: Join, shared_place: str) -> None:
    one = join()
    asked(one, "a.example")
    one.membership.take_share(Work(busy=2, lines=5, fetched=6), NOW, takes=False)
    change(shared_place, "UPDATE members SET until = 500")
    other = join("others", OTHERS)

    told = list(close_lost(other))

    [line] = told
    assert line.startswith("run 1 of papers had no process left to account for it")
    report = other.accounts.report(1)
    assert report
    assert (report["finish_reason"], report["run"], report["at"]) == (LOST, 1, 500.0)
    assert report["balances"]
    assert (report["source"], report["pending"]) == (1, 1)
    assert {site: each["fetched"] for site, each in report["sites"].items()} == {
        "a.example": 1,
        "b.example": 0,
    }
    assert list(close_lost(other)) == [], "it is accounted for once"


def test_what_a_process_noted_as_it_left_counts_before_its_answers(
    join: Join, shared_place: str
) -> None:
    one = join()
    join()
    asked(one, "a.example")
    one.membership.leave(Work(fetched=9), notes("a.example", 9))
    change(shared_place, "UPDATE members SET until = 500")

    other = join("others", OTHERS)
    list(close_lost(other))

    report = other.accounts.report(1)
    assert report
    assert report["sites"]["a.example"]["fetched"] == 9
