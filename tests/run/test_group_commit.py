"""When a group of pages is committed, told by a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.frontier.link import Link
from crawler.ledger.schema import Address
from crawler.model import Exchange
from crawler.run.group_commit import LONGEST, MOST_BYTES, MOST_PAGES, MOST_ROWS, GroupCommit
from crawler.run.page_task import PageTask

STORY = "https://quay.example/1"


def page(size: int = 10) -> PageTask:
    asked = Exchange(
        url=STORY, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), request=b"", response=bytes(size)
    )
    return PageTask(None, exchanges=[asked], outcome="stored")


def commits(pages: list[PageTask], apart: float, hungry: str = "") -> int:
    """Return how often pages that come so many seconds apart are committed.

    `hungry` is the host that has nothing else to be asked for.
    """
    clock = [0.0]
    group, number = GroupCommit(lambda: clock[0]), 0
    group.is_hungry = hungry.__eq__
    for each in pages:
        clock[0] += apart
        group.wait(each)
        if group.is_due():
            group.committed()
            number += 1
    return number


@pytest.mark.parametrize(
    ("pages", "apart", "expected"),
    [
        (10 * MOST_PAGES, 0.0, 10),
        (10 * MOST_PAGES, LONGEST / (MOST_PAGES * 2), 10),
        (100, LONGEST / 4, 25),
        (20, 2 * LONGEST, 20),
        (MOST_PAGES - 1, 0.0, 0),
    ],
)
def test_pages_that_nobody_waits_for_are_committed_together(
    pages: int, apart: float, expected: int
) -> None:
    assert commits([page() for _ in range(pages)], apart) == expected


def test_pages_that_fill_memory_are_committed_before_there_are_many_of_them() -> None:
    assert commits([page(MOST_BYTES // 4) for _ in range(40)], 0.0) == 10


def test_pages_that_lead_to_much_are_committed_before_there_are_many_of_them() -> None:
    pages = [page() for _ in range(40)]
    for each in pages:
        each.found = [Link(STORY, "article")] * (MOST_ROWS // 4)

    assert commits(pages, 0.0) == 10


def leads(page: PageTask) -> None:
    page.address = Address(1, STORY, "quay.example", "page", 10, 1, 0)
    page.found.append(Link("https://boat.example/2", "article"))


def is_tried_again(page: PageTask) -> None:
    page.retry_in = 0.0


def is_none(page: PageTask) -> None:
    del page


@pytest.mark.parametrize(
    ("change", "hungry", "expected"),
    [
        (leads, "quay.example", 1),
        (leads, "boat.example", 1),
        (leads, "other.example", 0),
        (is_tried_again, "", 1),
        (is_none, "quay.example", 0),
    ],
)
def test_a_page_that_something_waits_for_takes_the_others_with_it(
    change: Callable[[PageTask], None], hungry: str, expected: int
) -> None:
    pages = [page() for _ in range(5)]
    change(pages[3])

    assert commits(pages, 0.0, hungry) == expected


def test_a_group_is_due_once_in_a_while_though_no_page_waits() -> None:
    clock = [0.0]
    group = GroupCommit(lambda: clock[0])
    assert not group.is_due()

    clock[0] = LONGEST

    assert group.is_due()
