"""A page twice as long costs twice as much, whatever stands in it.

`pytest -m long tests/fuzz/test_growth.py -s --fuzz-seconds 3600` asks for an hour, and prints how
many texts it was. Only how the cost grows is judged: a slow machine is as good as a fast one.
"""

from __future__ import annotations

import re
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from random import Random

import pytest

from crawler.extract import finish
from crawler.frontier.sources import links
from crawler.model import Capture, NotAnArticle
from crawler.text.encoding.decode import decode
from tests.fuzz.growing import COMMON, all_patterns, page_with, rows

LENGTH = 8_000
DEAR = 4
"""Times what a plain text of the same length costs: what is cheaper is not looked into."""

STEEPEST = 3.0
"""Times the cost that a text of twice the length may have: 2 is in proportion, 4 is its square."""

LONGEST = 20.0
"""Seconds of work after which a text is given up, and taken for one that costs its square."""

LEAST_PATTERNS = 600
SHORT = 200
"""Characters: what costs twice as much with each piece more never ends at twenty pieces."""


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
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        with suppress(NotAnArticle):
            finish(capture)
        for written in (body.decode().encode("gb18030"), body + b"\xff\xfe<p>\xb8\xdb\xbf"):
            decode(written)
        links(body, "https://news.example/list/", "text/html")
    except TimeoutError:
        return LONGEST * (len(text) / LENGTH) ** 2
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - begun


def _give_up(*_: object) -> None:
    raise TimeoutError


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


def test_no_pattern_takes_for_ever_over_a_short_text() -> None:
    """Two ways to match a piece are four to match two of them, where what follows does not fit."""
    signal.signal(signal.SIGPROF, _give_up)
    slow = []
    for pattern, flags in all_patterns():
        compiled = re.compile(pattern, flags)
        made = [*rows(pattern, flags, Random(1)), *(("", unit) for unit in (*COMMON, "A"))]
        texts = {begin + (unit * SHORT)[:SHORT] + end
                 for begin, unit in made for end in ("\0!", " b\0")}  # fmt: skip
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            for text in texts:
                compiled.fullmatch(text)
                compiled.search(text)
        except TimeoutError:
            slow.append(pattern)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    assert not slow


@pytest.mark.long
def test_no_text_costs_more_than_in_proportion_to_its_length(
    pytestconfig: pytest.Config,
) -> None:
    signal.signal(signal.SIGPROF, _give_up)
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
