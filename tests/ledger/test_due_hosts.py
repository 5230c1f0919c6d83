"""Which hosts may have something due: what a process knows without asking its ledger."""

from __future__ import annotations

import pytest

from crawler.ledger.due_hosts import DueHosts
from crawler.ledger.fleets import Fleets
from crawler.ledger.ledger import Ledger


@pytest.fixture
def fleets() -> Fleets:
    """Return what a process knows of fleets that is a member of none."""
    return Ledger(":memory:").fleets


@pytest.fixture
def hosts(fleets: Fleets) -> DueHosts:
    return DueHosts(fleets)


def test_a_host_that_is_told_of_is_due_from_its_time_on(hosts: DueHosts) -> None:
    hosts.tell("a.example", 10.0)

    assert hosts.is_idle("a.example", 9.9)
    assert not hosts.is_idle("a.example", 10.0)
    assert (hosts.of_run(), hosts.due()) == (["a.example"], ["a.example"])


def test_of_two_times_the_sooner_counts(hosts: DueHosts) -> None:
    hosts.tell("a.example", 10.0)
    hosts.tell("a.example", 5.0)
    hosts.tell("a.example", 7.0)

    assert hosts.is_idle("a.example", 4.9)
    assert not hosts.is_idle("a.example", 5.0)


def test_a_host_that_nothing_is_known_of_is_idle_and_does_not_rest(hosts: DueHosts) -> None:
    assert hosts.is_idle("unheard-of.example", 0.0)
    assert not hosts.rests("unheard-of.example", 0.0)


def test_a_host_of_the_run_without_anything_due_rests(hosts: DueHosts) -> None:
    hosts.meet(["a.example"])

    assert hosts.rests("a.example", 1e9)
    assert hosts.of_run() == ["a.example"]
    assert hosts.due() == []


def test_a_host_rests_until_a_time_or_for_good(hosts: DueHosts) -> None:
    hosts.tell("a.example")
    hosts.rest("a.example", 50.0)
    assert (hosts.rests("a.example", 49.0), hosts.rests("a.example", 50.0)) == (True, False)

    hosts.rest("a.example", None)
    assert hosts.rests("a.example", 1e9)
    hosts.rest("a.example", None)


def test_another_run_knows_of_none(hosts: DueHosts) -> None:
    hosts.tell("a.example")

    hosts.begin()

    assert (hosts.of_run(), hosts.due()) == ([], [])


def test_a_member_notes_hosts_of_others_for_them(hosts: DueHosts, fleets: Fleets) -> None:
    fleets.member = 1
    fleets.held["mine.example"] = "site"

    hosts.tell("mine.example", 3.0)
    hosts.tell("other.example", 9.0, "other")
    hosts.tell("other.example", 5.0)

    assert hosts.due() == ["mine.example"]
    assert hosts.told == {"other.example": ("other", 5.0)}
