"""What the processes of a fleet do is told, and what is late or lost ends in an exit status."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from crawler.ledger.fleets import Fleet, Start, Work
from crawler.ledger.hosts import Host
from crawler.ledger.ledger import Ledger
from tests.commands.typed import exit_status
from tests.shared_ledger import change

SITES = tuple(Start(f"{n}.example", f"http://{n}.example/", "page") for n in "ab")
Join = Callable[..., Ledger]


@pytest.fixture
def join(shared_place: str) -> Iterator[Join]:
    """Have a process join a fleet of two sites."""
    joined: list[Ledger] = []

    def join(name: str = "papers") -> Ledger:
        joined.append(ledger := Ledger(shared_place))
        ledger.join("news", {}, 0.0, Fleet(name, SITES, "here", f"desk:{len(joined)}", 30.0))
        return ledger

    yield join
    for each in joined:
        each.close()


@pytest.fixture
def fleet(shared_place: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """Ask for the fleets; the values are the exit status and what is shown."""

    def ask(*args: str) -> tuple[int, str]:
        status = exit_status("fleet", *args, LEDGER=shared_place)
        return status, capsys.readouterr().out

    return ask


def test_each_process_is_a_line_with_what_it_holds_and_has_done(join: Join, fleet: Any) -> None:
    one = join()
    one.membership.take_share(Work(busy=3, lines=5, fetched=8, refused=1), 0.0, takes=True)

    status, told = fleet()

    assert status == 0
    assert "papers: 1 processes, 2 sites\n" in told
    assert "desk:1 (1, run 1): holds 2 hosts of 2 sites, 3 pages on their way" in told
    assert "5 stories, 8 pages, 1 refused" in told


def test_a_host_that_waits_for_a_process_is_late(join: Join, fleet: Any) -> None:
    join()

    status, told = fleet("papers")

    assert status == 1
    assert "LATE: a.example (a.example) waits since the run began, and nobody holds it" in told


def test_a_process_that_was_lost_is_told_and_its_run_accounted_for(
    join: Join, fleet: Any, shared_place: str
) -> None:
    join().membership.take_share(Work(), 0.0, takes=True)
    change(shared_place, "UPDATE members SET until = extract(epoch FROM clock_timestamp()) - 1")

    status, told = fleet()

    assert status == 1
    assert told.startswith("run 1 of papers had no process left to account for it")
    assert "lost: it said nothing for longer than its lease" in told


def test_a_host_that_fails_is_named_and_one_that_left_is_no_fault(join: Join, fleet: Any) -> None:
    one, two = join(), join()
    one.membership.take_share(Work(), 0.0, takes=True)
    one.membership.take_share(Work(), 0.0, takes=True)
    one.hosts.put(Host("a.example", failures=3, paused_until=4e9))
    two.membership.leave(Work())

    _, told = fleet()

    assert "FAILING: a.example failed 3 times in a row, rests until 2096-" in told
    assert "desk:2 (2, run 1): left;" in told


def test_all_of_it_is_given_as_json(join: Join, fleet: Any) -> None:
    join()

    _, told = fleet("--json")

    [(name, papers)] = json.loads(told).items()
    assert (name, papers["sites"], len(papers["members"]), len(papers["late"])) == (
        "papers", 2, 1, 2,
    )  # fmt: skip


def test_a_fleet_that_nobody_knows_is_refused(join: Join, fleet: Any) -> None:
    join()

    with pytest.raises(UsageError, match="no fleet is called 'others'"):
        fleet("others")


def test_without_a_server_there_is_no_fleet() -> None:
    with pytest.raises(UsageError, match="which ledger"):
        exit_status("fleet", LEDGER="")
