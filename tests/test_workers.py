"""A worker that hangs or dies costs the one call it was on."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import TypeVar

import pytest

from crawler import workers
from crawler.model import NotAnArticle
from crawler.workers import WorkerError, Workers

T = TypeVar("T")


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


def start_late(pipe: Connection) -> None:
    """Be a worker whose modules take a second to load."""
    time.sleep(1.0)
    workers._serve(pipe)  # noqa: SLF001 the worker itself


def test_the_time_of_a_call_begins_when_its_worker_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_serve", start_late)

    async def use(workers: Workers) -> int:
        return await workers.run(len, "page")

    assert with_workers(use, limit=0.5) == 4


def test_a_worker_that_never_starts_costs_the_call_that_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_serve", start_late)
    monkeypatch.setattr(workers, "STARTED_WITHIN", 0.0)

    async def use(workers: Workers) -> str:
        with pytest.raises(WorkerError) as raised:
            await workers.run(len, "page")
        return raised.value.reason

    assert with_workers(use) == "read-crash"


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
    monkeypatch.setattr(workers, "PATIENCE", 2.0)
    arguments = (30,) if function is time.sleep else ()

    async def use(workers: Workers) -> tuple[str, int]:
        await workers.run(len, "started")
        workers.limit = 60.0 if function is die else 0.5
        with pytest.raises(WorkerError) as raised:
            await workers.run(function, *arguments)
        workers.limit = 60.0
        return raised.value.reason, await workers.run(len, "next")

    assert with_workers(use) == (reason, 4)


class Counted:
    """Stands for the processes: a call of a slow site runs over, any other is answered at once.

    A step is a turn of the loop in which every call that was begun comes to its end.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.most = 0
        self._going = 0
        self.step = asyncio.Event()
        monkeypatch.setattr(workers._Worker, "call", self.call)  # noqa: SLF001 the worker itself

    async def call(self, limit: float, function: object, args: tuple[str], _: object) -> object:
        del limit, function
        self.begun.append(args[0])
        if "slow" not in args[0]:
            return True, args[0]
        self._going += 1
        self.most = max(self.most, self._going)
        await self.step.wait()
        self._going -= 1
        return False, WorkerError("read-timeout", "not read")


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
