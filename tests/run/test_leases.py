"""A process asks the hosts that it holds, and none once others may think that it is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import crawler.run.leases
from crawler.frontier.link import Link
from crawler.ledger.fleets import Fleet, Start
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Address
from crawler.run.clock import Clock
from crawler.run.host_limits import Budget, HostLimits
from crawler.run.in_flight import InFlight
from crawler.run.leases import MARGIN, Leases
from crawler.run.page_task import PageTask
from crawler.run.run_state import RunState
from tests.shared_ledger import change

SITES = tuple(Start(f"{n}.example", f"http://{n}.example/", "page") for n in "abcd")
LEASE = 30.0


class Process:
    """One process of a fleet, and its own clock of what went by."""

    def __init__(self, place: str, name: str) -> None:
        self.ledger, self.flying, self.gone = Ledger(place), InFlight(), list[str]()
        clock = Clock()
        self.hosts = HostLimits(clock.now, Budget(), 60.0)
        fleet = Fleet("papers", SITES, "here", name, LEASE)
        self.ledger.join("news", {}, clock.now(), fleet)
        self.leases = Leases(self.ledger, self.hosts, self.flying, RunState(), clock)
        self.leases.gone = self.gone.append

    @property
    def held(self) -> list[str]:
        return sorted(self.ledger.fleets.held)

    def handed_out(self) -> list[str]:
        return [each.site for each in SITES if self.leases.hands_out(each.site)]


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Have time go by for the processes, and not for the server."""
    now = [1_000.0]
    monkeypatch.setattr(crawler.run.leases, "elapsed", lambda: now[0])

    def go_by(seconds: float) -> None:
        now[0] += seconds

    return go_by


@pytest.fixture
def join(shared_place: str) -> Iterator[Callable[[], Process]]:
    joined: list[Process] = []

    def join() -> Process:
        joined.append(Process(shared_place, f"p{len(joined)}"))
        return joined[-1]

    yield join
    for process in joined:
        process.ledger.close()


Join = Callable[[], Process]


def test_a_process_that_joins_gets_its_share_as_soon_as_the_first_lets_go(join: Join) -> None:
    first = join()
    assert first.leases.tick()
    assert first.handed_out() == first.held == [each.site for each in SITES]
    second = join()
    second.leases.tick()
    assert second.held == []

    first.leases.tick()
    second.leases.tick()

    assert (len(first.held), len(second.held)) == (2, 2)
    assert {*first.held} | {*second.held} == {each.site for each in SITES}
    assert sorted(first.gone) == second.held


def test_a_site_with_pages_on_their_way_is_given_back_when_they_are_done_with(join: Join) -> None:
    first = join()
    first.leases.tick()
    pages = [
        PageTask(Address(n, each.url, each.site, "page", 0, 1, 0, site=each.site))
        for n, each in enumerate(SITES)
    ]
    for page in pages:
        first.flying.begin(page)
    second = join()
    second.leases.tick()
    first.leases.tick()
    assert (len(first.held), len(first.handed_out())) == (4, 2)

    for page in pages:
        first.flying.end(page)
    first.leases.tick()

    assert len(first.held) == 2


def test_a_process_that_slept_asks_nothing_until_it_has_heard_what_it_holds(
    join: Join, passed: Callable[[float], None]
) -> None:
    process = join()
    process.leases.tick()
    passed(LEASE * (1 - MARGIN))

    assert not process.leases.is_sure()
    assert (process.handed_out(), process.leases.may_ask("a.example")) == ([], False)
    assert not process.leases.still_holds("a.example")
    process.leases.tick()
    assert process.leases.still_holds("a.example")


def test_a_process_whose_lease_is_over_joins_anew_and_its_hosts_are_others(
    join: Join, shared_place: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, number = join(), 0
    first.leases.tick()
    number = first.leases.member
    change(shared_place, "UPDATE members SET until = 0 WHERE id = ?", number)
    second = join()
    second.leases.tick()
    assert len(second.held) == 4

    assert first.leases.tick()

    assert first.leases.member != number
    assert (first.held, first.leases.lost, len(first.gone)) == ([], 4, 4)
    assert "4 hosts are others' now" in caplog.text


def test_a_host_that_nobody_holds_is_taken_when_a_page_leads_to_it(join: Join) -> None:
    first, second = join(), join()
    first.leases.tick()

    assert first.leases.may_ask("pictures.example")
    assert not second.leases.may_ask("pictures.example")
    first.leases.ends()
    assert first.leases.may_ask("pictures.example")
    assert not first.leases.may_ask("films.example")


def test_a_host_that_has_nothing_due_is_given_back(join: Join) -> None:
    process = join()
    process.leases.tick()
    process.leases.may_ask("pictures.example")
    process.ledger.add([Link("http://a.example/1", "article")], None, process.ledger.run, 0.0)
    for host in ("pictures.example", "a.example"):
        process.ledger.due(host, 1e12, 1)
    process.leases.tick()

    assert "pictures.example" not in process.held
    assert "a.example" in process.held


def test_who_leaves_last_is_told_so(join: Join) -> None:
    first, second = join(), join()
    first.leases.tick()

    assert [first.leases.leave(), second.leases.leave("{}")] == [False, True]
    assert first.held == []
    assert not first.leases.may_ask("a.example")
