"""What is on its way, and what waits for a commit: each page is counted once, and let go."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.link import Link
from crawler.ledger.schema import Address
from crawler.ledger.versions import ReadingRow
from crawler.model import Capture
from crawler.run.in_flight import InFlight
from crawler.run.page_task import PageTask
from tests.in_process import drive

HOSTS = ("a.example", "b.example")


def page(number: int = 1, host: str = HOSTS[0]) -> PageTask:
    return PageTask(
        Address(number, f"https://{host}/{number}", host, "article", 0, 1, 0, site=host)
    )


def test_a_page_is_answered_once_and_ends_once() -> None:
    flying, one = InFlight(), page()
    flying.begin(one)

    assert [flying.answer(one), flying.answer(one)] == [True, False]
    assert [flying.end(one), flying.end(one)] == [True, False]
    assert flying.unanswered[HOSTS[0]] == len(flying) == 0


def test_a_page_without_an_address_was_never_on_its_way_and_may_end() -> None:
    flying = InFlight()
    capture = Capture(url="https://a.example/1", fetched_at=datetime.now(UTC), body=b"")
    alone = PageTask(None, captures=[capture])
    flying.begin(alone)

    assert (len(flying), flying.answer(alone), flying.end(alone)) == (0, False, True)


def test_two_captures_of_one_address_are_two_pages() -> None:
    flying, first, second = InFlight(), page(), page()
    flying.begin(first)
    flying.begin(second)
    flying.end(first)

    assert list(flying) == [second]
    assert flying.taken() == {1}


def test_what_is_settled_counts_until_a_commit_takes_it() -> None:
    flying, one, other = InFlight(), page(1), page(2, HOSTS[1])
    one.reading = ReadingRow("https://a.example/story", 1.0, "", "said")
    for each in (one, other):
        flying.begin(each)
    flying.end(one)
    flying.settle(one)

    assert (flying.unsafe(), flying.hosts(), flying.sites()) == (2, set(HOSTS), set(HOSTS))
    assert (flying.taken(), flying.is_settling("https://a.example/story")) == ({1, 2}, True)
    assert flying.take_settled() == [one]
    assert (flying.unsafe(), flying.hosts(), flying.taken()) == (1, {HOSTS[1]}, {2})
    assert not flying.is_settling("https://a.example/story")
    assert flying.take_settled() == []


def test_who_waits_for_room_is_woken_when_there_is_some() -> None:
    async def steps() -> list[bool]:
        flying, pages = InFlight(), [page(n) for n in range(3)]
        for each in pages:
            flying.begin(each)
        waiting = asyncio.ensure_future(flying.fewer_than(2))
        told = []
        for each in pages[:2]:
            await asyncio.sleep(0)
            told.append(waiting.done())
            flying.end(each)
        await waiting
        return told

    assert drive(steps()) == [False, False]


@given(st.lists(st.tuples(st.sampled_from("baest"), st.integers(0, 5)), max_size=60))
def test_whatever_happens_in_whatever_order_the_counts_are_those_of_the_pages(
    events: list[tuple[str, int]],
) -> None:
    flying, pages = InFlight(), [page(n, HOSTS[n % 2]) for n in range(6)]
    begun: set[int] = set()
    ended: set[int] = set()
    settled: list[int] = []
    for what, n in events:
        if what == "b" and n not in begun:
            flying.begin(pages[n])
            begun.add(n)
        elif what == "a" and n in begun:
            flying.answer(pages[n])
        elif what == "e" and n in begun:
            flying.answer(pages[n])
            flying.end(pages[n])
            ended.add(n)
        elif what == "s" and n in ended and n not in settled:
            flying.settle(pages[n])
            settled.append(n)
        elif what == "t":
            assert [each.address.id for each in flying.take_settled() if each.address] == settled
            begun, ended, settled = begun - {*settled}, ended - {*settled}, []

    on_their_way = begun - ended
    assert len(flying) == len(on_their_way)
    assert flying.taken() == on_their_way | {*settled}
    assert sum(flying.unanswered.values()) == sum(not pages[n].answered for n in on_their_way)


@pytest.mark.parametrize(
    ("links", "taken"),
    [([0, 0, 0], [3]), ([500, 500, 500], [2, 1]), ([10, 5_000, 10], [1, 1, 1])],
    ids=["few", "many", "one that is more than all"],
)
def test_pages_are_taken_in_their_order_as_many_as_are_written_at_a_time(
    links: list[int], taken: list[int]
) -> None:
    flying = InFlight()
    for number, many in enumerate(links):
        one = page(number)
        one.found = [Link(f"https://{HOSTS[0]}/{n}", "article") for n in range(many)]
        flying.settle(one)

    took = [flying.take_settled(1_200) for _ in taken]

    assert [len(each) for each in took] == taken
    assert [each.address.id for pages in took for each in pages if each.address] == [0, 1, 2]
    assert not flying.settled
