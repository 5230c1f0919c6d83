"""One process as a member of a fleet: it joins, takes hosts, gives them back, and leaves."""

from __future__ import annotations

import pytest

from crawler.frontier.link import Link
from crawler.ledger.fleets import GivenBack, Start
from tests.ledger.fleet_members import IDLE, NOW, SITES, Join, hosts, silence, take, visit
from tests.shared_ledger import change


def test_a_host_that_was_given_back_says_when_it_was_asked(join: Join) -> None:
    one = join()
    take(one)
    one.membership.give_back([GivenBack("a.example", 7.0)], NOW)

    [lease] = one.membership.take_share(IDLE, NOW, takes=True) or []

    assert lease.host == "a.example"
    assert 7.0 <= lease.ago < 60.0


def test_a_process_that_says_nothing_loses_its_hosts_which_count_as_asked_until_then(
    join: Join, shared_place: str
) -> None:
    one = join()
    take(one)
    two = join()
    silence(shared_place, one, since=3.0)

    taken = two.membership.take_share(IDLE, NOW, takes=True) or []
    taken += two.membership.take_share(IDLE, NOW, takes=True) or []

    assert sorted(lease.host for lease in taken) == [site.site for site in SITES]
    assert all(3.0 <= lease.ago < 60.0 for lease in taken)
    assert one.membership.take_share(IDLE, NOW, takes=True) is None


def test_a_host_whose_holder_has_gone_is_free_however_that_came_about(
    join: Join, shared_place: str
) -> None:
    one, two = join(), join()
    gone = one.fleets.member
    one.membership.leave(IDLE)
    # As where a member was stopped amid taking hosts, and committed that as its time was over.
    change(shared_place, "UPDATE leases SET member = ?", gone)

    assert take(two) == [site.site for site in SITES]


def test_a_process_whose_membership_has_ended_takes_no_host_that_a_page_leads_to(
    join: Join, shared_place: str
) -> None:
    one, two = join(), join()
    silence(shared_place, one, since=3.0)
    assert one.membership.lend("pictures.example"), "nobody has noticed yet"
    take(two)

    assert one.membership.lend("more.example") is None
    assert two.membership.lend("more.example")
    assert two.membership.lend("pictures.example"), "it went with the membership"


def test_a_process_that_wakes_in_time_goes_on(join: Join, shared_place: str) -> None:
    one = join()
    take(one)
    two = join()
    silence(shared_place, one)

    assert one.membership.take_share(IDLE, NOW, takes=True) == []
    assert take(two) == []
    one.commit([visit(one, "a.example")], {}, one.run)


def test_a_host_that_another_holds_is_not_lent(join: Join) -> None:
    one = join()
    take(one)
    two = join()

    assert two.membership.lend("a.example") is None
    assert two.membership.lend("pictures.example")
    assert one.membership.lend("pictures.example") is None


def test_the_last_to_leave_ends_the_run_and_the_next_is_another(join: Join) -> None:
    one, two = join(), join()

    assert not one.membership.leave(IDLE._replace(lines=3))
    assert two.membership.leave(IDLE._replace(lines=4))
    assert two.fleets.sums(two.run).lines == 7
    two.end(two.run, NOW, {"run": two.run})
    assert join().run == one.run + 1


def test_a_run_that_every_process_was_lost_of_is_taken_over_by_the_next(
    join: Join, shared_place: str
) -> None:
    one = join()
    take(one)
    silence(shared_place, one)

    two = join()

    assert two.run == one.run + 1
    assert two.discovered(two.run) == len(SITES) == two.pending(two.run)
    assert len(take(two)) == len(SITES)


SITES_OF_OTHERS = (Start("o.example", "http://o.example/", "page"),)


def test_a_run_begins_with_each_site_and_with_what_the_last_left_due(join: Join) -> None:
    one = join()
    one.add([Link("http://b.example/1", "article")], None, one.run, NOW, "b.example")
    one.membership.leave(IDLE)
    one.end(one.run, NOW, {})

    two = join(())
    take(two)

    due = {host: [each.url for each in two.due(host, NOW, 9)] for host in hosts(two)}
    assert due["b.example"] == ["http://b.example/", "http://b.example/1"]
    assert [len(urls) for urls in due.values()] == [1, 2, 1, 1]
    assert two.discovered(two.run) == 5


def test_what_is_asked_for_where_nothing_answers_is_no_start(join: Join) -> None:
    start = Start("a.example", "https://a.example/", "page", "http://a.example/")

    one = join((start,))

    assert take(one) == ["a.example"]
    assert one.due("a.example", NOW, 9) == [], "its process tries one and the other"


def test_a_host_is_given_back_until_it_has_something_due(join: Join) -> None:
    one = join()
    take(one)
    for host in hosts(one):
        one.commit(
            [visit(one, host)._replace(outcome="failed", state="due", due_at=500.0)], {}, one.run
        )
    given = [
        GivenBack("a.example", 0.0),
        GivenBack("b.example", 0.0, not_before=900.0),
        GivenBack("c.example", 0.0, is_due=True),
    ]

    one.membership.give_back(given, NOW)

    assert hosts(one) == ["d.example"]
    times = (NOW, 499.0, 501.0, 901.0)
    woken = [sorted(host for host, _, _ in one.fleets.late("papers", at)) for at in times]
    assert woken == [
        ["c.example"],
        ["c.example"],
        ["a.example", "c.example"],
        ["a.example", "b.example", "c.example"],
    ]


def test_what_is_not_held_cannot_be_given_back(join: Join) -> None:
    one, two = join(), join()
    take(one)

    before = hosts(one)

    two.membership.give_back([GivenBack(host, 0.0, is_due=True) for host in before], NOW)

    assert (len(before), {*take(two)} & {*before}) == (2, set())


def test_who_joins_again_is_another_member_without_a_host(join: Join) -> None:
    one = join()
    take(one)
    before, run = one.fleets.member, one.run

    one.membership.join_again()

    assert (one.fleets.member > before, hosts(one)) == (True, [])
    assert one.membership.run == run


def test_a_run_whose_processes_are_lost_is_known_and_accounted_for_by_another(
    join: Join, shared_place: str
) -> None:
    one = join()
    one.commit([visit(one, "a.example")] if take(one) else [], {}, one.run)
    other = join(SITES_OF_OTHERS, "others")
    assert other.membership.lost_runs() == []
    silence(shared_place, one, since=3.0)

    [lost] = other.membership.lost_runs()
    other.membership.account_for(lost)

    assert (lost.run, lost.fleet, lost.spider, lost.begun) == (one.run, "papers", "news", NOW)
    assert other.pending(one.run) == len(SITES) - 1


@pytest.mark.parametrize("how", ["given back", "lost"])
def test_nothing_of_a_host_that_is_held_no_more_is_handed_out(how: str, join: Join) -> None:
    one = join()
    take(one)
    held = hosts(one)
    assert sorted(one.due_hosts()) == held

    if how == "lost":
        one.membership.join_again()
    else:
        one.membership.give_back([GivenBack(host, 0.0) for host in held], NOW)

    assert one.due_hosts() == []


def test_what_a_host_had_for_another_look_goes_with_it(join: Join) -> None:
    one = join()
    take(one)
    for host in hosts(one):
        one.commit([visit(one, host)._replace(due_at=NOW)], {}, one.run)
    one.membership.leave(IDLE)
    one.end(one.run, NOW, {})
    again = join(())
    take(again)
    assert again.due("a.example", NOW, 9), "it is looked at again"

    again.membership.join_again()

    assert again.due("a.example", NOW, 9) == []
