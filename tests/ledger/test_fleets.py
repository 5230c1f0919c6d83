"""One host is asked by one process at a time, whatever becomes of the process."""

from __future__ import annotations

import pytest

from crawler.frontier.link import Link
from crawler.ledger.database import LedgerError
from crawler.ledger.fleets import GivenBack, LostLeaseError
from tests.ledger.fleet_members import NOW, Join, hosts, silence, take, visit


def test_processes_share_the_sites_and_no_host_has_two(join: Join) -> None:
    one = join()
    assert take(one) == ["a.example", "b.example", "c.example", "d.example"]
    two = join(())
    assert one.run == two.run
    assert take(two) == []
    assert one.fleets.too_many(NOW) == 2

    one.membership.give_back([GivenBack("a.example", 5.0), GivenBack("c.example", 5.0)], NOW)

    assert take(two) == ["a.example", "c.example"]
    assert hosts(one) == ["b.example", "d.example"]


def test_a_fleet_of_which_nobody_said_the_sites_is_refused(join: Join) -> None:
    with pytest.raises(LedgerError, match="no fleet is called 'nobody'"):
        join((), "nobody")


def test_what_a_process_brings_that_has_lost_a_host_is_refused_and_the_rest_is_not(
    join: Join, shared_place: str
) -> None:
    one = join()
    take(one)
    two = join()
    silence(shared_place, one)
    take(two)
    before = one.fleets.member

    with pytest.raises(LostLeaseError, match=r"a\.example"):
        one.commit([visit(one, "a.example")], {}, one.run)
    one.membership.join_again()
    with pytest.raises(LostLeaseError):
        one.commit([visit(one, "a.example", before)], {}, one.run)

    two.commit([visit(two, "a.example")], {}, two.run)
    _, visits = two.life("http://a.example/")
    assert len(visits) == 1


def test_what_one_finds_for_the_host_of_another_wakes_that_host(join: Join) -> None:
    one = join()
    take(one)
    two = join()
    for host in hosts(one):
        one.commit([visit(one, host)], {}, one.run)
    one.membership.give_back([GivenBack(host, 0.0) for host in hosts(one)], NOW)
    assert take(two) == []
    assert not two.fleets.is_at_work(NOW)

    lent = one.membership.lend("a.example")
    assert lent
    found = (Link("http://b.example/1", "article"),)
    one.commit([visit(one, "a.example", found=found)], {}, one.run)

    assert take(two) == ["b.example"]
    assert [each.url for each in two.due("b.example", NOW, 9)] == ["http://b.example/1"]
