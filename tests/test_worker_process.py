"""A process that calls functions for us: its time, its end, and what is said to it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import time
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import pytest

from crawler import worker_process
from crawler.worker_process import (
    Worker,
    WorkerError,
    _answer,
    _readable,
    _time_of,
    _with_body,
    _without_body,
)
from crawler.workers import Workers
from tests.test_workers import with_workers


def start_late(pipe: Connection) -> None:
    """Be a worker whose modules take a second to load."""
    time.sleep(1.0)
    worker_process._serve(pipe)  # noqa: SLF001 the worker itself


def test_the_time_of_a_call_begins_when_its_worker_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_process, "_serve", start_late)

    async def use(workers: Workers) -> int:
        return await workers.run(len, "page")

    assert with_workers(use, limit=0.5) == 4


def test_a_worker_that_never_starts_costs_the_call_that_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_process, "_serve", start_late)
    monkeypatch.setattr(worker_process, "STARTED_WITHIN", 0.0)

    async def use(workers: Workers) -> str:
        with pytest.raises(WorkerError) as raised:
            await workers.run(len, "page")
        return raised.value.reason

    assert with_workers(use) == "read-crash"


def test_a_process_that_nobody_waits_for_any_more_ends_quietly() -> None:
    context = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe()
    ours.close()
    process = context.Process(target=worker_process._serve, args=(theirs,))  # noqa: SLF001 as begun
    process.start()
    process.join(60)
    assert process.exitcode == 0


def kept(body: bytes, *more: object, **named: object) -> tuple[object, ...]:
    return body, more, named


@pytest.mark.parametrize(
    ("function", "body"),
    [
        (partial(kept, b"page", 1, n=2), b"page"),
        (partial(kept, b""), b""),
        (partial(str, "page"), None),
        (partial(kept, n=b"page"), None),
        (kept, None),
    ],
)
def test_the_bytes_that_a_call_begins_with_travel_by_themselves(
    function: Any, body: bytes | None
) -> None:
    call, parted = _without_body(function)

    assert parted == body
    if parted is None:
        assert call is function
        return
    assert b"page" not in call.args
    assert _with_body(call, parted)() == function()


class Unsendable:
    """What no pipe takes."""

    def __reduce__(self) -> str:
        raise TypeError("it stays here")


def raises() -> None:
    raise LookupError("no such page")


ANSWERS: dict[str, tuple[Any, bool, Any]] = {
    "a value": (lambda: 7, True, 7),
    "an error": (raises, False, "LookupError('no such page')"),
    "what cannot be sent": (Unsendable, False, "RuntimeError('TypeError: it stays here')"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_call_is_answered_whatever_comes_of_it(name: str) -> None:
    function, succeeds, told = ANSWERS[name]
    ours, theirs = multiprocessing.Pipe()

    _answer(theirs, function, (), {})

    done, value, worked = ours.recv()
    assert (done, value if done else repr(value)) == (succeeds, told)
    assert worked > 0


def test_a_pipe_is_readable_once_something_is_there_or_nobody_speaks_any_more() -> None:
    ours, theirs = multiprocessing.Pipe()

    async def steps() -> list[bool]:
        silent = await _readable(ours, 0.01)
        asyncio.get_running_loop().call_later(0.01, theirs.send, "page")
        told = await _readable(ours, None)
        ours.recv()
        theirs.close()
        return [silent, told, await _readable(ours, 5.0)]

    assert asyncio.run(steps()) == [False, True, True]


def test_the_time_that_a_process_has_worked_is_told_while_it_lives() -> None:
    own = _time_of(os.getpid())

    assert own is not None
    assert own > 0
    assert _time_of(2**22 + 1) is None


def test_an_error_of_a_worker_says_its_reason_in_a_word_and_travels() -> None:
    error = pickle.loads(pickle.dumps(WorkerError("read-timeout", "not read within 5 s")))

    assert (error.reason, str(error)) == ("read-timeout", "not read within 5 s")


def test_a_worker_that_was_never_begun_can_be_stopped_and_interrupted() -> None:
    worker = Worker()

    worker.interrupt()
    worker.stop()
    worker.stop()
