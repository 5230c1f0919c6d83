"""One host is asked by one process at a time, whatever becomes of the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest

from crawler.frontier.link import Link
from crawler.ledger.database import LedgerError
from crawler.ledger.fleets import Fleet, GivenBack, LostLeaseError, Start, Work
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from tests.postgresql import PostgreSQL

pytestmark = pytest.mark.long

NUMBERS = count(1)
SITES = tuple(Start(f"{n}.example", f"http://{n}.example/", "page") for n in "abcd")
IDLE = Work()
NOW = 100.0

Join = Callable[..., Ledger]


@pytest.fixture
def place(postgresql: PostgreSQL) -> str:
    return postgresql.new_place(f"fleet{next(NUMBERS)}")


@pytest.fixture
def join(place: str) -> Iterator[Join]:
    """Join a fleet of four sites; each call is another process."""
    opened = []

    def join(starts: tuple[Start, ...] = SITES, name: str = "papers") -> Ledger:
        ledger = Ledger(place)
        opened.append(ledger)
        ledger.join("news", {}, NOW, Fleet(name, starts, "here", f"p{len(opened)}", 30.0))
        return ledger

    yield join
    for ledger in opened:
        ledger.close()


def hosts(ledger: Ledger) -> list[str]:
    return sorted(ledger.fleets.held)


def take(ledger: Ledger) -> list[str]:
    """Take the share of a process; return what is new."""
    taken = ledger.membership.take_share(IDLE, NOW, takes=True)
    assert taken is not None
    return sorted(lease.host for lease in taken)


def silence(place: str, ledger: Ledger, since: float = 0.0) -> None:
    """Have the lease of a process end, so many seconds ago."""
    with psycopg.connect(place) as db:
        db.execute(
            "UPDATE members SET until = extract(epoch FROM clock_timestamp()) - %s WHERE id = %s",
            (since, ledger.fleets.member),
        )


def visit(ledger: Ledger, host: str, lease: int | None = None, **more: object) -> Visit:
    member = ledger.fleets.member if lease is None else lease
    return Visit(f"http://{host}/", NOW, "source", "list", state="source", due_at=1e9,
                 lease=member, **more)  # type: ignore[arg-type]  # fmt: skip


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


def test_a_host_that_was_given_back_says_when_it_was_asked(join: Join) -> None:
    one = join()
    take(one)
    one.membership.give_back([GivenBack("a.example", 7.0)], NOW)

    [lease] = one.membership.take_share(IDLE, NOW, takes=True) or []

    assert lease.host == "a.example"
    assert 7.0 <= lease.ago < 60.0


def test_a_process_that_says_nothing_loses_its_hosts_which_count_as_asked_until_then(
    join: Join, place: str
) -> None:
    one = join()
    take(one)
    two = join()
    silence(place, one, since=3.0)

    taken = two.membership.take_share(IDLE, NOW, takes=True) or []
    taken += two.membership.take_share(IDLE, NOW, takes=True) or []

    assert sorted(lease.host for lease in taken) == [site.site for site in SITES]
    assert all(3.0 <= lease.ago < 60.0 for lease in taken)
    assert one.membership.take_share(IDLE, NOW, takes=True) is None


def test_what_a_process_brings_that_has_lost_a_host_is_refused_and_the_rest_is_not(
    join: Join, place: str
) -> None:
    one = join()
    take(one)
    two = join()
    silence(place, one)
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


def test_a_process_that_wakes_in_time_goes_on(join: Join, place: str) -> None:
    one = join()
    take(one)
    two = join()
    silence(place, one)

    assert one.membership.take_share(IDLE, NOW, takes=True) == []
    assert take(two) == []
    one.commit([visit(one, "a.example")], {}, one.run)


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
    join: Join, place: str
) -> None:
    one = join()
    take(one)
    silence(place, one)

    two = join()

    assert two.run == one.run + 1
    assert two.discovered(two.run) == len(SITES) == two.pending(two.run)
    assert len(take(two)) == len(SITES)
