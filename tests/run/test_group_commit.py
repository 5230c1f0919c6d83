"""When a group of pages is committed, told by a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.frontier.link import Link
from crawler.model import Exchange
from crawler.run.group_commit import LONGEST, MOST_BYTES, MOST_PAGES, GroupCommit
from crawler.run.page_task import PageTask

STORY = "https://quay.example/1"


def page(size: int = 10) -> PageTask:
    asked = Exchange(
        url=STORY, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), request=b"", response=bytes(size)
    )
    return PageTask(None, exchanges=[asked], outcome="stored")


def commits(pages: list[PageTask], apart: float) -> int:
    """Return how often pages that come so many seconds apart are committed."""
    clock = [0.0]
    group, number = GroupCommit(lambda: clock[0]), 0
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


@pytest.mark.parametrize(
    "waited_for",
    [
        lambda page: page.found.append(Link(STORY, "article")),
        lambda page: page.again.append(STORY),
        lambda page: page.proven.append(STORY),
        lambda page: setattr(page, "retry_in", 0.0),
    ],
)
def test_a_page_that_something_waits_for_takes_the_others_with_it(
    waited_for: Callable[[PageTask], None],
) -> None:
    pages = [page() for _ in range(5)]
    waited_for(pages[3])

    assert commits(pages, 0.0) == 1


def test_a_group_is_due_once_in_a_while_though_no_page_waits() -> None:
    clock = [0.0]
    group = GroupCommit(lambda: clock[0])
    assert not group.is_due()

    clock[0] = LONGEST

    assert group.is_due()
