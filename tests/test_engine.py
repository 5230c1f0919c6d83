"""What we touch of Scrapy's engine: nothing breaks without one, and each hand does one thing."""

from __future__ import annotations

import asyncio
from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request

from crawler import engine
from crawler.engine import (
    cancel_downloads,
    is_ending,
    slot_of,
    slow_down,
    wake,
    wake_until_it_ends,
)

URL = "https://quay.example/ferry"


class Downloader:
    """What is asked of Scrapy's: a slot for each host."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {}
        self.ip_concurrency = 0
        self.per_slot_settings: dict[str, dict[str, Any]] = {}

    def _get_slot(self, request: Request) -> tuple[str, Any]:
        host = request.url.split("/")[2]
        return host, self.slots.setdefault(host, SimpleNamespace(delay=0.5))


class Calls:
    """Counts how often it was scheduled."""

    count = 0

    def schedule(self) -> None:
        self.count += 1


def crawler_with(closing: object = None) -> Any:
    """Return a crawler whose engine is at work, or closing."""
    slot = SimpleNamespace(closing=closing, nextcall=Calls())
    return SimpleNamespace(engine=SimpleNamespace(_slot=slot, downloader=Downloader()))


NONE: Any = SimpleNamespace(engine=None)
NO_SLOT: Any = SimpleNamespace(engine=SimpleNamespace(_slot=None))


@pytest.mark.parametrize(
    ("crawler", "ending"),
    [(NONE, False), (NO_SLOT, False), (crawler_with(), False), (crawler_with(object()), True)],
)
def test_a_crawl_ends_once_its_engine_closes_it(crawler: Any, ending: bool) -> None:  # noqa: FBT001
    assert is_ending(crawler) is ending


def test_an_engine_at_work_is_woken_and_one_that_ends_is_left_alone() -> None:
    working, closing = crawler_with(), crawler_with(object())

    for crawler in (working, closing, NONE, NO_SLOT):
        wake(crawler)

    assert working.engine._slot.nextcall.count == 1  # noqa: SLF001 as Scrapy has it
    assert closing.engine._slot.nextcall.count == 0  # noqa: SLF001 as Scrapy has it


def test_an_engine_is_woken_until_it_closes_and_not_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crawler = crawler_with()
    slot = crawler.engine._slot  # noqa: SLF001
    monkeypatch.setattr(engine, "LOOKS_EVERY", 0)

    class Third(Calls):
        """Finds its work done at the third look."""

        def schedule(self) -> None:
            super().schedule()
            slot.closing = True if self.count == 3 else None

    slot.nextcall = Third()
    asyncio.run(asyncio.wait_for(wake_until_it_ends(crawler), 10))
    assert slot.nextcall.count == 3
    asyncio.run(asyncio.wait_for(wake_until_it_ends(NO_SLOT), 10))


def test_what_waits_in_the_downloader_fails_and_nothing_waits_any_more() -> None:
    crawler, failed = crawler_with(), list[Exception]()
    waiting = SimpleNamespace(errback=failed.append)
    crawler.engine.downloader.slots = {
        "a": SimpleNamespace(queue=deque([(1, waiting), (2, waiting)])),
        "b": SimpleNamespace(queue=deque([(3, waiting)])),
    }

    cancel_downloads(crawler)

    assert [str(error) for error in failed] == ["the crawl ends"] * 3
    assert not any(slot.queue for slot in crawler.engine.downloader.slots.values())


def test_a_host_is_slowed_down_and_never_sped_up() -> None:
    crawler = crawler_with()

    delays = [slow_down(crawler, Request(URL), delay).delay for delay in (2.0, 1.0, 3.0)]

    assert delays == [2.0, 2.0, 3.0]
    assert crawler.engine.downloader.per_slot_settings == {"quay.example": {"delay": 3.0}}


def test_a_request_that_was_sent_on_has_the_slot_of_where_it_is_now() -> None:
    crawler = crawler_with()
    moved = Request(URL, meta={"download_slot": "old.example"})

    assert slot_of(crawler, moved)[0] == "quay.example"


def test_without_an_engine_there_is_no_slot() -> None:
    assert slot_of(NONE, Request(URL)) == ("", None)
    assert slow_down(NONE, Request(URL), 1.0) is None
