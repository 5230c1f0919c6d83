"""A worker that hangs or dies costs the one call it was on."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar, cast

import pytest

from crawler import worker_process, workers
from crawler.memory import NO_MEMORY
from crawler.model import Capture, NotAnArticle
from crawler.site import ANY_SITE
from crawler.worker_process import WorkerError
from crawler.workers import Workers

T = TypeVar("T")
NOW = datetime(2026, 2, 5, tzinfo=UTC)


def with_workers(use: Callable[[Workers], Awaitable[T]], limit: float = 5.0) -> T:
    async def run() -> T:
        workers = Workers(size=1, limit=limit)
        try:
            return await use(workers)
        finally:
            workers.close()

    return asyncio.run(run())


def verdict() -> None:
    raise NotAnArticle("list-page", 0.9)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def spin() -> None:
    while True:
        pass


def test_a_call_gives_what_the_function_gives() -> None:
    async def use(workers: Workers) -> list[int]:
        return [await workers.run(divmod, 7, 3) == (2, 1), await workers.run(len, "page")]

    assert with_workers(use) == [True, 4]


def test_what_a_function_raises_travels_whole() -> None:
    async def use(workers: Workers) -> None:
        await workers.run(verdict)

    with pytest.raises(NotAnArticle) as raised:
        with_workers(use)

    assert (raised.value.reason, raised.value.confidence) == ("list-page", 0.9)


@pytest.mark.parametrize(
    ("function", "reason"),
    [(spin, "read-timeout"), (time.sleep, "read-timeout"), (die, "read-crash")],
)
def test_a_call_that_never_ends_well_costs_itself_alone(
    function: Callable[..., None], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "PATIENCE", 2.0)
    arguments = (30,) if function is time.sleep else ()

    async def use(workers: Workers) -> tuple[str, int]:
        await workers.run(len, "started")
        workers.limit = 60.0 if function is die else 0.5
        with pytest.raises(WorkerError) as raised:
            await workers.run(function, *arguments)
        workers.limit = 60.0
        return raised.value.reason, await workers.run(len, "next")

    assert with_workers(use) == (reason, 4)


def test_a_call_without_a_limit_is_waited_for() -> None:
    async def use(workers: Workers) -> None:
        return await workers.run(time.sleep, 0.2)

    assert with_workers(use, limit=0.0) is None


def test_workers_that_were_begun_are_there_before_they_are_asked() -> None:
    async def use(team: Workers) -> list[int]:
        team.begin()
        team.begin()
        await asyncio.gather(*team._starting)  # noqa: SLF001 what it has begun
        [begun] = team._all  # noqa: SLF001 as above
        return [begun._process.pid, await team.run(os.getpid)]  # noqa: SLF001 as above

    before, asked = with_workers(use)
    assert before == asked


def test_workers_that_are_ended_before_they_have_started_say_nothing() -> None:
    async def use(team: Workers) -> None:
        team.begin()
        await asyncio.sleep(0)

    with_workers(use)


class Place(NamedTuple):
    """A capture in an archive that is no capture: what a worker does with it is its name."""

    name: str

    @property
    def known(self) -> Capture:
        return Capture(url=f"https://{self.name}.example/", fetched_at=NOW, body=b"")

    def read(self) -> Capture:
        if self.name == "dies":
            die()
        if self.name == "spins":
            spin()
        if self.name == "is-damaged":
            raise ValueError("no record")
        return replace(self.known, body=b"<p>no story")


GOOD = ["a", "b", "c", "d", "e", "f", "g"]


@pytest.mark.parametrize("at", [0, 3, 6])
@pytest.mark.parametrize(
    ("name", "told"),
    [("dies", "read-crash"), ("spins", "read-timeout"), ("is-damaged", "no record")],
)
def test_of_captures_that_are_handed_out_together_each_costs_itself_alone(
    at: int, name: str, told: str
) -> None:
    async def use(workers: Workers) -> list[object]:
        await workers.run(len, "started")
        workers.limit = 0.5
        wanted = [*GOOD[:at], name, *GOOD[at:]]
        found = (workers.finish_unread(Place(each), ANY_SITE, NO_MEMORY) for each in wanted)  # type: ignore[arg-type]
        return await asyncio.gather(*found, return_exceptions=True)

    found = with_workers(use)

    assert [each[0].url for each in found if isinstance(each, tuple)] == [
        f"https://{each}.example/" for each in GOOD
    ]
    failure = found[at]
    assert (failure.reason if isinstance(failure, WorkerError) else str(failure)) == told


def test_captures_that_are_asked_for_one_after_the_other_are_all_read() -> None:
    async def use(workers: Workers) -> list[str]:
        place: Any = Place("a")
        return [(await workers.finish_unread(place, ANY_SITE, NO_MEMORY))[0].url for _ in range(3)]

    assert with_workers(lambda team: asyncio.wait_for(use(team), 30)) == ["https://a.example/"] * 3


def test_captures_that_wait_when_a_crawl_ends_are_given_up() -> None:
    async def use(workers: Workers) -> list[object]:
        await workers.run(len, "started")
        waiting = [
            asyncio.ensure_future(workers.finish_unread(Place(each), ANY_SITE, NO_MEMORY))  # type: ignore[arg-type]
            for each in ["spins", *GOOD]
        ]
        await asyncio.sleep(0.2)
        workers.abort()
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, *others = [each.reason for each in with_workers(use, limit=60.0)]  # type: ignore[attr-defined]

    assert first == "read-crash"
    assert others == ["read-aborted"] * len(GOOD)


class Counted:
    """Stands for the processes: a call of a slow site runs over, any other is answered at once.

    A step is a turn of the loop in which every call that was begun comes to its end.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.most = 0
        self._going = 0
        self.step = asyncio.Event()
        monkeypatch.setattr(worker_process.Worker, "call", self.call)

    async def call(self, limit: float, function: object, args: tuple[str], _: object) -> object:
        del limit
        args = args or cast("partial[str]", function).args
        self.begun.append(args[0])
        if "slow" not in args[0]:
            return True, args[0]
        self._going += 1
        self.most = max(self.most, self._going)
        await self.step.wait()
        self._going -= 1
        return False, WorkerError("read-timeout", "not read")


def test_lists_and_pages_are_read_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    async def use() -> list[str]:
        counted, team = Counted(monkeypatch), Workers(size=1)
        first = asyncio.ensure_future(team.run_for("a.example", str, "slow 0"))
        await asyncio.sleep(0)
        pages = [
            asyncio.ensure_future(team.run_for("a.example", str, f"page {n}")) for n in range(3)
        ]
        lists = [
            asyncio.ensure_future(team.list_for("a.example", partial(str, f"list {n}")))
            for n in range(4)
        ]
        await asyncio.sleep(0)
        pages[1].cancel()
        counted.step.set()
        await asyncio.gather(first, *pages, *lists, return_exceptions=True)
        return counted.begun[1:]

    told = ["list 0", "page 0", "list 1", "page 2", "list 2", "list 3"]
    assert asyncio.run(use()) == told


@pytest.mark.parametrize(("before", "most"), [(0, 2), (workers.SLOW, 1)], ids=["new", "known"])
def test_a_site_whose_pages_run_over_leaves_the_other_workers_to_others(
    before: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use() -> tuple[int, list[str]]:
        counted, team = Counted(monkeypatch), Workers(size=2)
        counted.step.set()
        for n in range(before):
            with pytest.raises(WorkerError):
                await team.run_for("slow.example", str, f"slow {n}")
        counted.step.clear()
        counted.begun.clear()
        slow = [asyncio.ensure_future(team.run_for("slow.example", str, f"slow {n}"))
                for n in range(5)]  # fmt: skip
        await asyncio.sleep(0)
        good = asyncio.ensure_future(team.run_for("good.example", str, "good"))
        for _ in range(10):
            await asyncio.sleep(0)
        met = list(counted.begun)
        counted.step.set()
        await asyncio.gather(*slow, return_exceptions=True)
        assert await good == "good"
        return counted.most, met

    assert asyncio.run(use()) == (most, ["slow 0", "good"] if before else ["slow 0", "slow 1"])
