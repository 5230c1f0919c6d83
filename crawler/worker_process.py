"""One process that calls functions for us, and what is said between it and us.

Calls go out several at a time; each answer comes by itself, with how long the process has worked.
A call that runs over its time, or ends the process, costs itself: `Worker.answers` says so.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import forked
from crawler.forked import CONTEXT
from crawler.garbage import settle

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from multiprocessing.connection import Connection

RECYCLED_AFTER = 1000
"""Calls after which a worker makes room for a fresh one: what a parser leaks goes with it."""

PATIENCE = 10.0
"""Times its limit that a call may take by the clock: a process may wait for what never comes."""

SHORTEST = 0.05
"""Seconds between two looks at how long a process has worked."""

STARTED_WITHIN = 300.0
"""Seconds after which a process that has not started is given up: it took 13 where eight crawls
shared two processors."""

LOADED: tuple[str, ...] = (
    "crawler.workers",
    "crawler.archive.record_capture",
    "crawler.first_page",
)
"""What every process has loaded before it is asked."""

Call = tuple[Any, Any, Any]
"""A function, its arguments, and those that have names."""


def prepare() -> None:
    """Have the process that all workers are forks of load its modules, beside what is done here.

    A run loads its own meanwhile: else its first list would wait for them.
    """
    forked.prepare(LOADED)


class WorkerError(Exception):
    """A page could not be read; `reason` is a short stable word for counting."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[1])


class Worker:
    """A process that is begun when it is first asked, and again when it has died."""

    def __init__(self) -> None:
        self._process: Any = None
        self._pipe: Connection | None = None
        self._calls = 0
        self._worked = 0.0
        """Seconds that it has worked until its last answer, as it says itself."""

    async def call(self, limit: float, function: Any, args: Any, kwargs: Any) -> tuple[bool, Any]:
        """Return True and a value, or False and an exception."""
        [answer] = [each async for each in self.answers(limit, [(function, args, kwargs)])]
        return answer

    async def answers(
        self, limit: float, calls: Sequence[Call]
    ) -> AsyncIterator[tuple[bool, Any]]:
        """Yield what `call` returns, of one call after the other.

        The call that ends the process is the last of which anything is said. Of several none
        has a body that is sent by itself.
        """
        try:
            if self._process is None:
                # Its modules are loaded meanwhile, on a busy machine for long.
                await asyncio.to_thread(self._start)
            assert self._pipe
            self._calls += len(calls)
            self._send(self._pipe, calls)
            for _ in calls:
                if not await self._answers(self._pipe, limit):
                    self.stop()
                    yield False, WorkerError("read-timeout", f"not read within {limit:g} s")
                    return
                done, value, self._worked = self._pipe.recv()
                yield done, value
        except (EOFError, OSError) as error:
            self.stop()
            yield False, WorkerError("read-crash", f"the reading process died: {error!r}")
        except BaseException:
            self.stop()  # what it says from now on answers nobody
            raise
        if self._calls >= RECYCLED_AFTER:
            self.stop()

    def _send(self, pipe: Connection, calls: Sequence[Call]) -> None:
        parted = [(*_without_body(function), args, kwargs) for function, args, kwargs in calls]
        pipe.send([(function, args, kwargs, body is not None)
                   for function, body, args, kwargs in parted])  # fmt: skip
        for _, body, _, _ in parted:
            if body is not None:
                pipe.send_bytes(body)

    async def _answers(self, pipe: Connection, limit: float) -> bool:
        """Return True as soon as the process has answered; False where its own time is up."""
        if not limit:
            return await _readable(pipe, None)
        waits, until = limit, time.monotonic() + PATIENCE * limit
        while not await _readable(pipe, waits):
            used = _time_of(self._process.pid)
            if used is None or time.monotonic() >= until:
                return False
            waits = limit - (used - self._worked)
            if waits <= 0:
                return False
            waits = min(max(waits, SHORTEST), until - time.monotonic())
        return True

    def _start(self) -> None:
        prepare()
        self._pipe, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        self._process = process
        theirs.close()
        self._calls = 0
        # Until it says so its time is no page's.
        if not self._pipe.poll(STARTED_WITHIN):
            raise TimeoutError(f"it had not started after {STARTED_WITHIN:g} s")
        self._worked = self._pipe.recv()

    def interrupt(self) -> None:
        """Kill the process under a call, which then raises."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        """End the process; another is begun for the next call."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if self._pipe is not None:
            self._pipe.close()


def _time_of(pid: int) -> float | None:
    """Return the seconds that a process has worked; None where the system does not tell.

    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: its name may hold anything.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _readable(pipe: Connection, limit: float | None) -> bool:
    """Return True as soon as there is something to be read; False after so many seconds.

    None is for as long as it takes.
    """
    loop, descriptor = asyncio.get_running_loop(), pipe.fileno()
    told: asyncio.Future[bool] = loop.create_future()

    def tell(is_readable: bool) -> None:  # noqa: FBT001 for the loop
        if not told.done():
            told.set_result(is_readable)

    loop.add_reader(descriptor, tell, True)  # noqa: FBT003 as above
    timer = None if limit is None else loop.call_later(limit, tell, False)  # noqa: FBT003 as above
    try:
        return await told
    finally:
        if timer:
            timer.cancel()
        loop.remove_reader(descriptor)


def _without_body(function: Any) -> tuple[Any, bytes | None]:
    """Return a call without the bytes that it begins with, and these: they need no pickling."""
    if isinstance(function, partial) and function.args and isinstance(function.args[0], bytes):
        first, *others = function.args
        return partial(function.func, *others, **function.keywords), first
    return function, None


def _serve(pipe: Connection) -> None:
    """Answer calls until nobody asks any more. A Ctrl-C is the crawler's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settle()
    with suppress(EOFError, OSError):
        pipe.send(time.process_time())
        while True:
            for function, args, kwargs, has_body in pipe.recv():
                called = _with_body(function, pipe.recv_bytes()) if has_body else function
                _answer(pipe, called, args, kwargs)


def _with_body(function: Any, body: bytes) -> Any:
    """Return what `_without_body` was given."""
    return partial(function.func, body, *function.args, **function.keywords)


def _answer(pipe: Connection, function: Any, args: Any, kwargs: Any) -> None:
    """Call a function; say what came of it, and how long this process has worked until now."""
    try:
        done, value = True, function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 it is the caller's to judge
        done, value = False, error
    try:
        pipe.send((done, value, time.process_time()))
    except Exception as error:  # noqa: BLE001 what cannot be sent is an answer too
        failure = RuntimeError(f"{type(error).__name__}: {error}")
        pipe.send((False, failure, time.process_time()))
