"""Owners of whose hosts none answers: their other names rest, and those of living ones do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crawler.ledger.hosts import FIRST_REST, LONGEST_REST, TROUBLES
from crawler.run.host_limits import Budget, HostLimits
from crawler.run.silent_owners import SILENT

GOOD, NEW = "www.quay.example", "new.quay.example"
NAMES = [f"w{n}.quay.example" for n in range(3 * SILENT)]


class Time:
    """A clock that the test turns."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def limits(time: Time, patience: float = 60.0) -> HostLimits:
    return HostLimits(time, Budget(), patience)


def test_the_names_of_an_owner_rest_when_many_have_failed_in_a_row(time: Time) -> None:
    hosts = limits(time)
    before = [hosts.failed(name) for name in NAMES[: SILENT - 1]]

    hosts.failed(NAMES[SILENT - 1])

    assert before == [0.0] * (SILENT - 1)
    assert hosts.rest(NEW) == FIRST_REST
    assert (hosts.may_ask(NEW), hosts.why_not(NEW)) == (False, "host-paused")
    assert hosts.may_ask("www.boat.example")


def test_they_rest_for_ever_longer_and_what_was_on_its_way_tells_nothing_new(time: Time) -> None:
    hosts = limits(time)
    for name in NAMES[: 2 * SILENT]:
        hosts.failed(name)
    rests = []
    for name in NAMES[2 * SILENT : 3 * SILENT]:
        rests.append(hosts.rest(NEW))
        time.now += hosts.rest(NEW)
        hosts.failed(name)

    assert rests == [FIRST_REST * 2**n for n in range(SILENT)]
    for _ in range(20):
        time.now += LONGEST_REST
        hosts.failed(NAMES[-1])
    assert hosts.rest(NEW) == LONGEST_REST


def test_a_run_waits_for_names_that_were_never_asked_and_not_for_those_that_failed(
    time: Time,
) -> None:
    hosts = limits(time)
    for name in NAMES[:SILENT]:
        hosts.failed(name)

    assert [hosts.worth_waiting(NEW), hosts.worth_waiting(NAMES[0])] == [True, False]
    time.now += hosts.rest(NEW)
    assert [hosts.may_ask(NEW), hosts.may_ask(NAMES[0])] == [True, False]
    hosts.failed(NEW)
    assert not hosts.worth_waiting("newer.quay.example")


def test_one_answer_of_any_of_its_hosts_sets_an_owner_back(time: Time) -> None:
    hosts = limits(time)
    for name in NAMES[: SILENT + 1]:
        hosts.failed(name)
        time.now += hosts.rest(NEW)
    hosts.failed(NAMES[SILENT + 1])

    hosts.answered(GOOD)

    assert hosts.may_ask(NEW)
    assert [hosts.failed(name) for name in NAMES[: SILENT - 1]] == [0.0] * (SILENT - 1)
    hosts.failed(NAMES[SILENT])
    assert hosts.rest(NEW) == FIRST_REST, "it begins anew"


def one_is_dead(hosts: HostLimits) -> None:
    for name in NAMES:
        hosts.failed(NAMES[0])
        hosts.answered(name)


def one_fails_again_and_again(hosts: HostLimits) -> None:
    for _ in range(10 * SILENT):
        hosts.failed(NAMES[0])


def names_are_unknown(hosts: HostLimits) -> None:
    for name in NAMES:
        hosts.failed(name, is_found=False)


def blogs_of_one_provider_are_dead(hosts: HostLimits) -> None:
    for name in NAMES:
        hosts.failed(name.replace("quay.example", "blogspot.com"))


@pytest.mark.parametrize(
    "happens",
    [one_is_dead, one_fails_again_and_again, names_are_unknown, blogs_of_one_provider_are_dead],
)
@pytest.mark.parametrize("host", [NEW, "new.blogspot.com"])
def test_an_owner_that_is_no_trap_is_not_harmed(
    happens: Callable[[HostLimits], None], host: str, time: Time
) -> None:
    hosts = limits(time)

    happens(hosts)

    assert hosts.may_ask(host)


def test_a_host_that_has_answered_is_asked_however_many_others_fail(time: Time) -> None:
    hosts = limits(time)
    hosts.answered(GOOD)
    for name in NAMES:
        hosts.failed(name)

    assert (hosts.may_ask(GOOD), hosts.may_ask(NEW)) == (True, False)


def test_a_robots_txt_that_is_there_is_no_answer_of_a_page(time: Time) -> None:
    hosts = limits(time)
    for name in NAMES[:SILENT]:
        hosts.answered(name, is_page=False)
        hosts.failed(name)

    assert not hosts.may_ask(NEW)


def test_the_rest_of_a_host_itself_is_kept_where_it_is_longer(time: Time) -> None:
    hosts = limits(time)
    hosts.refused(NAMES[0], 3_600.0)
    for name in NAMES[: SILENT * TROUBLES]:
        hosts.failed(name)

    assert hosts.rest(NAMES[0]) == 3_600.0
