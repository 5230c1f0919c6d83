"""How a run goes on and ends whose hosts are shared, whose pages are traps, whose disk fails."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import crawler.run.store
from crawler.frontier.link import Link
from crawler.ledger.database import LedgerError
from crawler.outcomes import Outcome, Reason
from tests.in_process import SITE, drive, page_of, stepped
from tests.run.test_store import BOAT, FERRY, STORIES, expect, headlines

if TYPE_CHECKING:
    import pytest


class Leases:
    """The hosts of one of a fleet: what it is asked is noted, and may fail."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.calls: list[str] = []

    def tick(self) -> bool:
        self.calls.append("tick")
        if self.error:
            raise self.error
        return True

    def ends(self) -> None:
        self.calls.append("ends")

    def is_at_work(self) -> bool:
        return len(self.calls) < 2

    def leave(self, notes: object) -> bool:
        del notes
        self.calls.append("leave")
        if self.error:
            raise self.error
        return True


def test_hosts_that_are_shared_are_looked_at_again_and_again_and_given_back_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawler.run.store, "LEASE_TICK", 0.001)
    leases: Any = Leases()

    async def steps() -> list[bool]:
        async with stepped(tmp_path) as crawl:
            alone = crawl.store.is_at_work()
            crawl.store.leases = leases
            before = crawl.store.is_at_work()
            crawl.store.start_ticking()
            engine: Any = crawl.engine
            engine._slot = SimpleNamespace(closing=object())  # noqa: SLF001 as Scrapy has it
            while "ends" not in leases.calls:  # noqa: ASYNC110 the store tells nobody
                await asyncio.sleep(0.001)
            crawl.store.leases, told = None, [alone, before, leases.is_at_work()]
            return told

    assert drive(asyncio.wait_for(steps(), 60)) == [False, True, False]
    assert leases.calls[:2] == ["tick", "ends"]
    assert "tick" in leases.calls[2:]


def test_a_ledger_that_is_gone_ends_the_run_that_shares_hosts(tmp_path: Path) -> None:
    leases: Any = Leases(OSError("no route"))

    async def steps() -> str | None:
        async with stepped(tmp_path) as crawl:
            crawl.store.leases = leases
            crawl.store.start_ticking()
            await asyncio.sleep(0)
            said = crawl.store.state.error
            crawl.store.leases = None
            return said

    assert "no route" in (drive(steps()) or "")


def test_a_fleet_that_cannot_be_left_is_said_in_the_receipt(tmp_path: Path) -> None:
    leases: Any = Leases(LedgerError("the server is gone"))

    async def steps() -> Any:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            await crawl.crawl(STORIES)
            crawl.store.leases = leases
        return crawl.store.state

    state = drive(steps())
    assert "the server is gone" in (state.error or "")
    assert leases.calls == ["leave"]
    assert headlines(tmp_path) == ["Ferry returns"]


def test_an_address_that_a_trap_made_up_is_done_with_and_never_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def steps() -> tuple[list[str], list[bool], dict[str, int]]:
        async with stepped(tmp_path) as crawl:
            made_up = f"{SITE}{BOAT}"
            monkeypatch.setattr(
                crawl.store.sameness, "trap", lambda url: "boat*" if url == made_up else None
            )
            crawl.store.addresses.add(Link(made_up, "article", priority=9, depth=1))
            crawl.store.addresses.add(Link(SITE + FERRY, "article", priority=9, depth=1))
            crawl.store.commit()
            left = []
            for path in (BOAT, FERRY):
                address = crawl.store.ledger.address(SITE + path)
                assert address
                left.append(crawl.store.leave_trapped(address))
            asked = await crawl.crawl(STORIES)
            told, _ = crawl.store.ledger.life(made_up)
            assert told
            assert told["reason"] == Reason.TRAP
            return asked, left, dict(crawl.store.state.traps)

    asked, left, traps = drive(steps())
    assert BOAT not in asked
    assert left == [True, False]
    assert traps == {"boat*": 1}
    assert caplog.text.count("a trap: of boat* comes") == 1


def test_a_page_that_fails_since_the_run_was_cut_off_stays_due(tmp_path: Path) -> None:
    async def steps() -> tuple[int, int]:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            request = crawl.scheduler.next_request()
            assert request
            crawl.store.state.aborted = True
            page = page_of(request)
            page.outcome, page.reason = Outcome.FAILED, Reason.READ_ABORTED
            crawl.store.finish(page)
            crawl.store.finish(page)
            crawl.store.commit()
            return crawl.store.addresses.pending(), len(crawl.store.in_flight)

    assert drive(steps()) == (1, 0)


def test_a_disk_that_fails_while_nothing_waits_ends_the_run_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError(errno.ENOSPC, "the disk")

    async def steps() -> str | None:
        async with stepped(tmp_path) as crawl:
            monkeypatch.setattr(crawl.store.hosts, "keep", fails)
            assert crawl.store.commit() == 0
            assert crawl.store.commit() == 0
            return crawl.store.state.error

    assert "cannot be written" in (drive(steps()) or "")
