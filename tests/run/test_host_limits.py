"""A host is asked in its time, whoever asked it before."""

from __future__ import annotations

import pytest

from crawler.run.host_limits import Budget, HostLimits

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
def time() -> list[float]:
    return [1_000.0]


@pytest.fixture
def hosts(shared: Shared, time: list[float]) -> HostLimits:
    limits = HostLimits(lambda: time[0], Budget(), 60.0)
    limits.take_leases(shared)
    return limits


@pytest.mark.parametrize(
    ("ago", "may_ask"), [(0.0, False), (0.9 * DELAY, False), (DELAY, True), (60.0, True)]
)
def test_a_host_that_another_process_asked_a_moment_ago_is_asked_when_a_delay_has_passed(
    hosts: HostLimits, ago: float, *, may_ask: bool
) -> None:
    hosts.begin_anew(HOST, ago)

    assert hosts.is_ours(HOST, DELAY) is may_ask


def test_a_host_that_this_process_has_asked_itself_is_left_to_its_queue(
    hosts: HostLimits,
) -> None:
    hosts.begin_anew(HOST, 60.0)
    hosts.asking(HOST)

    assert hosts.is_ours(HOST, DELAY)
    assert hosts.is_still_ours(HOST)
    assert hosts.send_by() == Shared.until


def test_a_request_that_began_before_a_host_was_lost_does_not_go_out_when_it_is_held_again(
    hosts: HostLimits, shared: Shared
) -> None:
    hosts.begin_anew(HOST, 60.0)
    hosts.asking(HOST)
    shared.held.clear()
    hosts.forget(HOST)
    assert not hosts.is_still_ours(HOST)

    shared.held.add(HOST)
    hosts.begin_anew(HOST, 0.5)

    assert not hosts.is_still_ours(HOST)


def test_a_process_that_is_alone_asks_whom_it_likes(time: list[float]) -> None:
    hosts = HostLimits(lambda: time[0], Budget(), 60.0)

    assert hosts.is_ours(HOST, DELAY)
    assert hosts.is_still_ours(HOST)
