"""When an address is asked for again: a story as it ages, a list by its own rhythm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.ledger.revisit_policy import (
    BARREN,
    DAY,
    DEEP,
    HOUR,
    LEAST,
    LIVELY,
    LOOKS,
    MINUTE,
    NEVER,
    next_interval,
    next_look,
    next_poll,
)


@pytest.mark.parametrize(
    ("age", "look"),
    [
        (0.0, HOUR),
        (HOUR - 1, HOUR),
        (HOUR, DAY),
        (2 * DAY, 7 * DAY),
        (7 * DAY, 30 * DAY),
        (30 * DAY, NEVER),
        (-HOUR, HOUR),
    ],
)
def test_a_story_is_looked_at_as_it_ages(age: float, look: float) -> None:
    assert next_look(0.0, age) == look


@given(st.floats(0, 40 * DAY))
def test_a_look_is_always_ahead(age: float) -> None:
    assert next_look(0.0, age) > age
    assert next_look(0.0, age) in {*LOOKS, NEVER}


@pytest.mark.parametrize(
    ("stories", "depth", "first", "most"),
    [
        (True, 0, *LIVELY),
        (True, 1, *LIVELY),
        (True, 2, *DEEP),
        (False, 0, *BARREN),
        (False, 5, *BARREN),
    ],
)
def test_a_list_is_polled_within_the_limits_of_its_kind(
    stories: bool,  # noqa: FBT001
    depth: int,
    first: float,
    most: float,
) -> None:
    interval: float | None = None
    quiet = []
    for _ in range(30):
        interval = next_interval(interval, stories=stories, news=False, depth=depth)
        quiet.append(interval)

    assert quiet[0] == first
    assert quiet == sorted(quiet)
    assert quiet[-1] == most


def test_a_list_that_always_has_news_is_polled_no_more_often_than_every_quarter_of_an_hour() -> (
    None
):
    interval = DAY
    for _ in range(20):
        interval = next_interval(interval, stories=True, news=True)

    assert interval == LEAST == 15 * MINUTE


def test_a_timer_that_comes_a_little_too_soon_finds_its_list_due() -> None:
    assert next_poll(1000.0, 900.0) == 1810.0
    assert next_poll(1000.0, 0.0) == 1000.0
