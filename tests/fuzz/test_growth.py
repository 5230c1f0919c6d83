"""A page twice as long costs twice as much, whatever stands in it.

`pytest -m long tests/fuzz/test_growth.py -s --fuzz-seconds 3600` asks for an hour, and prints how
many texts it was. Only how the cost grows is judged: a slow machine is as good as a fast one.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import pytest

from crawler.extract import finish
from crawler.frontier.sources import links
from crawler.model import Capture, NotAnArticle
from tests.fuzz.growing import COMMON, all_patterns, page_with, rows

LENGTH = 8_000
DEAR = 4
"""Times what a plain text of the same length costs: what is cheaper is not looked into."""

STEEPEST = 3.0
"""Times the cost that a text of twice the length may have: 2 is in proportion, 4 is its square."""

LEAST_PATTERNS = 600


def cost_of(text: str) -> float:
    """Return the seconds of work for a page that has a text wherever it may have one."""
    body = page_with(text)
    capture = Capture(
        url="https://news.example/2024/05/03/ferry.html",
        fetched_at=datetime(2024, 5, 3, tzinfo=UTC),
        body=body,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )
    begun = time.process_time()
    with suppress(NotAnArticle):
        finish(capture)
    links(body, "https://news.example/list/", "text/html")
    return time.process_time() - begun


def text_of(begin: str, unit: str, length: int) -> str:
    return begin + (unit * (length // len(unit) + 1))[:length] + "\0!"


def steepness(begin: str, unit: str) -> float:
    """Return how much dearer a text of twice the length is, the cheaper of two tries of each."""
    once, twice = (
        min(cost_of(text_of(begin, unit, length)) for _ in range(2))
        for length in (LENGTH, 2 * LENGTH)
    )
    return twice / once


def test_each_pattern_of_the_crawler_says_what_it_may_be_slow_on() -> None:
    known = all_patterns()

    made = {unit for pattern in known[::20] for _, unit in rows(*pattern, Random(1))}

    assert len(known) > LEAST_PATTERNS
    assert len(made) > len(known) / 20
    assert ("b", "a") in {*rows("b(?:a+)c", 0, Random(1))} | {*rows("b(?:a+)", 0, Random(1))}


@pytest.mark.long
def test_no_text_costs_more_than_in_proportion_to_its_length(
    pytestconfig: pytest.Config,
) -> None:
    until = time.monotonic() + pytestconfig.getoption("--fuzz-seconds", default=30)
    chance, known = Random(), all_patterns()
    cost_of("The ferry came.")
    plain = min(cost_of(text_of("", "The ferry came. ", LENGTH)) for _ in range(3))
    asked, steep = 0, []
    texts = [("", unit) for unit in COMMON]
    while time.monotonic() < until:
        if not texts:
            texts = chance.sample(
                found := [*rows(*chance.choice(known), chance)], min(4, len(found))
            )
            continue
        begin, unit = texts.pop()
        asked += 1
        if cost_of(text_of(begin, unit, LENGTH)) > DEAR * plain:
            grown = steepness(begin, unit)
            if grown > STEEPEST:
                steep.append((round(grown, 1), begin, unit))
    print(f"\ngrowth: {asked} texts of {len(known)} patterns, {plain * 1000:.0f} ms a plain one")
    assert not steep
    assert asked > len(COMMON)
