"""Whether a host may be asked: its rest, its budget and its domain, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.ledger.hosts import FIRST_REST, TROUBLES, Host
from crawler.ledger.ledger import Ledger
from crawler.run.host_limits import LONG, Budget, HostLimits

QUAY, BOAT = "www.quay.example", "news.quay.example"


class Time:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    opened.begin("news", {}, 0.0)
    yield opened
    opened.close()


def limits(time: Time, patience: float = 60.0, **budget: int) -> HostLimits:
    return HostLimits(time, Budget(**budget), patience)


def test_a_host_that_refuses_rests_and_is_asked_when_it_has(time: Time) -> None:
    hosts = limits(time)

    assert hosts.refused(QUAY, 30.0) >= 30.0
    assert (hosts.may_ask(QUAY), hosts.why_not(QUAY)) == (False, "host-paused")
    time.now += hosts.rest(QUAY)
    assert (hosts.may_ask(QUAY), hosts.why_not(QUAY)) == (True, None)


def test_failures_in_a_row_make_a_host_rest_and_an_answer_ends_the_row(time: Time) -> None:
    hosts = limits(time)
    rests = [hosts.failed(QUAY) for _ in range(TROUBLES - 1)]
    hosts.answered(QUAY)

    assert rests == [0.0] * (TROUBLES - 1)
    assert [hosts.failed(QUAY) for _ in range(TROUBLES)][-1] == FIRST_REST


def test_a_host_that_rests_for_longer_than_a_run_waits_is_not_waited_for(time: Time) -> None:
    hosts = limits(time, patience=20.0)
    hosts.refused(QUAY, 90.0)
    before = hosts.worth_waiting(QUAY)
    time.now += hosts.rest(QUAY) - 20.0

    assert (before, hosts.worth_waiting(QUAY), hosts.may_ask(QUAY)) == (False, True, False)


@pytest.mark.parametrize(("budget", "asked"), [("host", [3, 3]), ("domain", [3, 0])])
def test_a_budget_is_spent_by_a_host_or_by_all_of_its_domain(
    budget: str, asked: list[int], time: Time
) -> None:
    hosts = limits(time, **{budget: 3})
    counts = []
    for host in (QUAY, BOAT):
        while hosts.may_ask(host):
            hosts.asking(host)
        counts.append(hosts.asked[host])

    assert counts == asked
    assert hosts.why_not(BOAT) == "host-budget"
    assert not hosts.worth_waiting(BOAT)


def test_without_a_budget_a_host_may_be_asked_for_ever(time: Time) -> None:
    hosts = limits(time)
    for _ in range(500):
        hosts.asking(QUAY)

    assert hosts.may_ask(QUAY)


def test_what_is_learned_of_a_host_is_kept_for_the_next_run(time: Time, ledger: Ledger) -> None:
    hosts = limits(time)
    hosts.open(ledger.hosts)
    hosts.refused(QUAY, 900.0)
    hosts.keep()
    later = limits(time)
    later.open(ledger.hosts)

    assert later.rest(QUAY) == hosts.rest(QUAY) > 0
    assert later.of(BOAT) == Host(BOAT)


@pytest.mark.parametrize(("delay", "kept"), [(LONG, 1_000.0), (LONG - 1, 0.0)])
def test_a_request_is_written_down_before_it_goes_out_where_the_delay_outlives_a_kill(
    delay: float, kept: float, time: Time, ledger: Ledger
) -> None:
    hosts = limits(time)
    hosts.open(ledger.hosts)
    hosts.note(Host(QUAY, delay=delay))
    hosts.asking(QUAY)

    assert ledger.hosts.get(QUAY).asked_at == kept


def test_a_host_that_was_others_counts_as_asked_when_they_last_did(time: Time) -> None:
    hosts = limits(time)
    hosts.asking(QUAY)
    time.now += 100.0
    hosts.begin_anew(QUAY, 7.0)

    assert (hosts.silent_for(QUAY), hosts.is_new(QUAY)) == (7.0, True)
    hosts.asking(QUAY)
    assert (hosts.silent_for(QUAY), hosts.is_new(QUAY)) == (0.0, False)
    time.now += 3.0
    hosts.sent(QUAY)
    assert hosts.silent_for(QUAY) == 0.0


class Half:
    """Leases on one host only."""

    def hands_out(self, host: str) -> bool:
        return host == QUAY

    may_ask = still_holds = hands_out
    until = 7.0


def test_of_a_fleet_s_hosts_only_ours_may_be_asked(time: Time) -> None:
    hosts = limits(time)
    alone = [hosts.may_ask(BOAT), hosts.is_ours(BOAT, 2.0), hosts.is_still_ours(BOAT)]
    hosts.take_leases(Half())

    assert alone == [True] * 3
    assert [hosts.may_ask(QUAY), hosts.is_ours(QUAY, 2.0), hosts.is_still_ours(QUAY)] == [True] * 3
    assert [hosts.may_ask(BOAT), hosts.is_ours(BOAT, 2.0), hosts.is_still_ours(BOAT)] == [
        False
    ] * 3


def test_the_hosts_that_a_run_leaves_are_written_down_with_their_reason(
    time: Time, ledger: Ledger
) -> None:
    left = {QUAY: "host-budget", BOAT: "host-paused", "boat.example": None}
    urls = {host: f"https://{host}/1" for host in left}
    ledger.add([Link(url, "article") for url in urls.values()], None, ledger.run, 0.0)
    hosts = limits(time, host=1)
    hosts.open(ledger.hosts)
    hosts.asking(QUAY)
    hosts.refused(BOAT, 600.0)
    hosts.note(Host("boat.example"))
    hosts.explain(ledger.run)

    told = {host: ledger.life(url)[0] for host, url in urls.items()}
    assert {host: life and life["reason"] for host, life in told.items()} == left


DELAY, HOST = 2.0, "paper.example"


class Shared:
    """The leases of a process that may lose a host and have it again."""

    def __init__(self) -> None:
        self.held = {HOST}

    def hands_out(self, host: str) -> bool:
        return host in self.held

    may_ask = still_holds = hands_out
    until = 7.0


@pytest.fixture
def shared() -> Shared:
    return Shared()


@pytest.fixture
def shared_hosts(shared: Shared, time: Time) -> HostLimits:
    limits = HostLimits(time, Budget(), 60.0)
    limits.take_leases(shared)
    return limits


@pytest.mark.parametrize(
    ("ago", "may_ask"), [(0.0, False), (0.9 * DELAY, False), (DELAY, True), (60.0, True)]
)
def test_a_host_that_another_process_asked_a_moment_ago_is_asked_when_a_delay_has_passed(
    shared_hosts: HostLimits, ago: float, *, may_ask: bool
) -> None:
    shared_hosts.begin_anew(HOST, ago)

    assert shared_hosts.is_ours(HOST, DELAY) is may_ask


def test_a_host_that_this_process_has_asked_itself_is_left_to_its_queue(
    shared_hosts: HostLimits,
) -> None:
    shared_hosts.begin_anew(HOST, 60.0)
    shared_hosts.asking(HOST)

    assert shared_hosts.is_ours(HOST, DELAY)
    assert shared_hosts.send_by() == Shared.until
    assert shared_hosts.is_still_ours(HOST)


def test_a_request_that_began_before_a_host_was_lost_does_not_go_out_when_it_is_held_again(
    shared_hosts: HostLimits, shared: Shared
) -> None:
    shared_hosts.begin_anew(HOST, 60.0)
    shared_hosts.asking(HOST)
    shared.held.clear()
    shared_hosts.forget(HOST)
    assert not shared_hosts.is_still_ours(HOST)

    shared.held.add(HOST)
    shared_hosts.begin_anew(HOST, 0.5)

    assert not shared_hosts.is_still_ours(HOST)


def test_a_process_that_is_alone_asks_whom_it_likes(time: Time) -> None:
    hosts = HostLimits(time, Budget(), 60.0)

    assert hosts.is_ours(HOST, DELAY)
    assert hosts.is_still_ours(HOST)
