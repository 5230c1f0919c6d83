"""Days that bring the same: to come, or before all that bring something."""

from __future__ import annotations

import pytest

from crawler.run.same_days import IN_A_ROW, SameDays
from crawler.run.sameness import AGAIN

TODAY = (2026, 2, 5)


def noted(*contents: int, year: int = 2000, step: int = -1) -> SameDays:
    """Return what is known of years that bring this, the last first."""
    days = SameDays(lambda: TODAY)
    for n, content in enumerate(contents):
        days.note("a", (year + step * n,), (content,), f"a/{n}")
    return days


SAME = [0] * (IN_A_ROW + 1)


@pytest.mark.parametrize(
    ("contents", "is_trap"),
    [
        ([1, 2, 3, *SAME], True),
        ([1, 2, 3, *SAME, 4], False),
        (range(3 * IN_A_ROW), False),
        (SAME[1:], False),
    ],
    ids=["the same for long", "then another", "ever others", "not for long"],
)
def test_years_before_the_oldest_of_its_own_are_left_after_a_row_of_the_same(
    contents: list[int], *, is_trap: bool
) -> None:
    days = noted(*contents)

    assert days.is_trap("a", (1700,)) == is_trap
    assert not days.is_trap("a", (2000,))
    assert not days.is_trap("other", (1700,))


def test_years_of_nothing_before_the_first_hide_none_of_those_that_follow() -> None:
    days = noted(*SAME, year=1900, step=1)

    assert not days.is_trap("a", (1990,))
    assert days.is_trap("a", (1850,))


@pytest.mark.parametrize(("number", "is_trap"), [(AGAIN, True), (AGAIN - 1, False)])
def test_years_to_come_are_left_sooner(number: int, *, is_trap: bool) -> None:
    days = noted(*[0] * (number + 1), year=2030, step=1)

    assert days.is_trap("a", (2100,)) == is_trap
    assert not days.is_trap("a", (2026,))


def test_a_day_that_is_read_again_is_no_other_day() -> None:
    days = SameDays(lambda: TODAY)
    for _ in range(9 * IN_A_ROW):
        days.note("a", (2000,), (0,), "a/1")

    assert not days.is_trap("a", (1990,))
