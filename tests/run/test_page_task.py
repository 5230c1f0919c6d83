"""One address and what became of it."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import pytest

from crawler.ledger.schema import HELD, NOT_HELD, Address
from crawler.model import Capture, Exchange
from crawler.outcomes import Outcome, Reason
from crawler.run.page_task import PageTask
from crawler.site import Site
from tests.in_process import drive

URL = "https://quay.example/1"
NOW = datetime(2026, 2, 5, tzinfo=UTC)


def address(held: int = NOT_HELD) -> Address:
    return Address(1, URL, "quay.example", "article", 0, 1, 0, held=held)


def capture(url: str, *exchanges: Exchange) -> Capture:
    return Capture(url=url, fetched_at=NOW, body=b"", exchanges=exchanges)


def test_a_capture_that_is_read_again_has_the_address_that_answered() -> None:
    page = PageTask(None, captures=[capture(URL)])

    assert (page.url, page.site_key, page.held) == (URL, "quay.example", NOT_HELD)
    assert page.is_replayed


def test_what_came_over_the_wire_is_no_replay() -> None:
    asked = Exchange(url=URL, fetched_at=NOW, request=b"", response=b"")

    assert not PageTask(address(), captures=[capture(URL, asked)]).is_replayed
    assert not PageTask(address()).is_replayed


def test_a_site_with_a_profile_teaches_under_its_name() -> None:
    site = Site(name="quay", publisher="The Quay", domains=("quay.example",))
    led_to = capture("https://www.quay.example/1")

    assert PageTask(address(), site=site, captures=[led_to]).site_key == "quay"
    assert PageTask(address(), captures=[led_to]).site_key == "www.quay.example"
    assert PageTask(address()).site_key == "quay.example"


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [(Outcome.STORED, True), (Outcome.VERSION, True), (Outcome.UNCHANGED, False), ("", False)],
)
def test_a_story_and_a_version_of_one_are_kept(outcome: str, *, kept: bool) -> None:
    assert PageTask(address(HELD), outcome=outcome).is_kept is kept


@pytest.mark.parametrize(
    ("outcome", "level"),
    [(Outcome.SOURCE, "DEBUG"), (Outcome.DROPPED, "INFO"), (Outcome.FAILED, "WARNING")],
)
def test_what_is_taken_off_the_line_says_why(outcome: str, level: str) -> None:
    page = PageTask(address())
    error = page.drop(Reason.NO_TEXT, outcome=outcome)

    assert (page.outcome, page.reason) == (outcome, Reason.NO_TEXT)
    assert str(error) == f"{outcome} (no-text): {URL}"
    assert error.log_level == level
    assert level in logging.getLevelNamesMapping()


def test_a_page_waits_for_all_that_come_before_it() -> None:
    async def steps() -> list[bool]:
        first, second = PageTask(address()), PageTask(address())
        third = PageTask(address(), after=second)
        second.after = first
        waiting = asyncio.ensure_future(third.turn())
        told = []
        for each in (second, first):
            await asyncio.sleep(0)
            told.append(waiting.done())
            each.done.set()
        await waiting
        return [*told, third.after is None]

    assert drive(steps()) == [False, False, True]
