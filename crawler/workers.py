"""Processes that read pages, so that fetching never waits for reading.

A call has a time limit: a page of 200,000 attributes takes lxml a minute. A worker that
runs over, or dies, costs the one page it was on, and another takes its place. What counts is the
worker's own time: on a busy machine a page waits longer. A site of which pages ran over has one
worker from then on, and the others are for the other sites.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from crawler.archive.drafts import draft_of
from crawler.extract import finish, steps_of, with_more
from crawler.frontier.slices import sliced
from crawler.frontier.sources import links
from crawler.frontier.urls import registrable
from crawler.garbage import settle
from crawler.model import NotAnArticle
from crawler.outcomes import Reason
from crawler.page.read import join
from crawler.wire import codings_of, payload_of, split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection

    from crawler.archive.record_capture import Unread
    from crawler.extract import Finished, Steps
    from crawler.frontier.slices import Sliced
    from crawler.memory import Memory
    from crawler.model import Article, Capture
    from crawler.site import Site

P = ParamSpec("P")
R = TypeVar("R")

RECYCLED_AFTER = 1000
"""Calls after which a worker makes room for a fresh one: what a parser leaks goes with it."""

SLOW = 3
"""Calls of one owner that run over their time before it has one worker."""

PATIENCE = 10.0
"""Times its limit that a call may take by the clock: a process may wait for what never comes."""

SHORTEST = 0.05
"""Seconds between two looks at how long a process has worked."""

STARTED_WITHIN = 300.0
"""Seconds after which a process that has not started is given up: it took 13 where eight crawls
shared two processors."""

LOADED = (
    "crawler.extract", "crawler.frontier.slices", "crawler.frontier.sources",
    "crawler.archive.record_capture",
)  # fmt: skip
"""What every process has loaded before it is asked."""

_CONTEXT = multiprocessing.get_context("forkserver")


class WorkerError(Exception):
    """A page could not be read; `reason` is a short stable word for counting."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[1])


class Workers:
    """A few processes that call functions for us, each call within a time limit."""

    def __init__(self, size: int = 0, limit: float = 20.0) -> None:
        """`size` 0 is one for each processor; `limit` is in seconds a call."""
        self._size = size or os.cpu_count() or 1
        self.limit = limit
        self._idle: asyncio.Queue[_Worker] | None = None
        self._all: list[_Worker] = []
        self._given_up = False
        self._ran_over: Counter[str] = Counter()
        """How many calls of each owner ran over their time."""

        self._alone: dict[str, asyncio.Lock] = {}

    async def run_for(
        self, owner: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Return and raise what `run` does, with no more than one worker for a slow owner.

        That is a registrable domain of which `SLOW` calls have run over their time.
        """
        if self._ran_over[owner] < SLOW:
            return await self._timed(owner, function, *args, **kwargs)
        async with self._alone.setdefault(owner, asyncio.Lock()):
            return await self._timed(owner, function, *args, **kwargs)

    async def _timed(
        self, owner: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        try:
            return await self.run(function, *args, **kwargs)
        except WorkerError as error:
            self._ran_over[owner] += error.reason == Reason.READ_TIMEOUT
            raise

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returns, or raise what it raises.

        Raises `WorkerError`: ``read-timeout`` after the time limit, ``read-crash`` where
        the process died.
        """
        if self._idle is None:
            self._idle = asyncio.Queue()
            self._all = [_Worker() for _ in range(self._size)]
            for worker in self._all:
                self._idle.put_nowait(worker)
        worker = await self._idle.get()
        try:
            if self._given_up:
                raise WorkerError("read-aborted", "the crawl ends")
            done, value = await worker.call(self.limit, function, args, kwargs)
        finally:
            self._idle.put_nowait(worker)
        if not done:
            raise value
        result: R = value
        return result

    async def finish(self, capture: Capture, site: Site, memory: Memory) -> Finished:
        """Return what a capture gives; raises `NotAnArticle` beside what `run` raises."""
        bare = replace(capture, exchanges=())
        return await self.run_for(registrable(capture.url), finish_drafted, bare, site, memory)

    async def finish_unread(
        self, unread: Unread, site: Site, memory: Memory
    ) -> tuple[Capture, int, Finished | NotAnArticle]:
        """Return a capture without its body, the length of that, and what it gives.

        Raises OSError and ValueError beside what `run` raises.
        """
        owner = registrable(unread.known.url)
        return await self.run_for(owner, finish_unread, unread, site, memory)

    async def steps(self, pages: Sequence[Finished], site: Site, memory: Memory) -> Steps:
        """Return the story that these pages make, step by step; raises what `run` raises."""
        if len(pages) == 1 and pages[0].steps:
            return pages[0].steps
        steps = await self.clean(join([page.reading.article for page in pages]), site, memory)
        return with_more(steps, [page.reading for page in pages], site)

    async def clean(self, article: Article, site: Site, memory: Memory) -> Steps:
        """Return an article that was read, step by step; raises what `run` raises."""
        owner = registrable(article.url)
        return await self.run_for(owner, steps_of, article, site.boilerplate, memory)

    def abort(self) -> None:
        """Give up what is being read, and what waits for it."""
        self._given_up = True
        for worker in self._all:
            worker.interrupt()

    def close(self) -> None:
        """End every process."""
        for worker in self._all:
            worker.stop()


def listed(body: bytes, url: str, content_type: str, **known: Any) -> Sliced:
    """Return what a source lists."""
    return sliced(links(body, url, content_type, **known))


def listed_on_wire(response: bytes, url: str, content_type: str, **known: Any) -> Sliced:
    """Return what a source lists that is still as it was on the wire."""
    message = split(response, copies_body=False)
    payload, _ = payload_of(message)
    return listed(payload, url, content_type, codings=codings_of(message), **known)


def finish_drafted(capture: Capture, site: Site, memory: Memory) -> Finished:
    """Return what a capture gives, and the line of its article: it is made here, once."""
    found = finish(capture, site, memory)
    if found.steps is None:
        return found
    return found._replace(steps=found.steps._replace(draft=draft_of(found.steps.clean)))


def finish_unread(
    unread: Unread, site: Site, memory: Memory
) -> tuple[Capture, int, Finished | NotAnArticle]:
    """Read a capture from its place; return it without its body, and what it gives."""
    capture = unread.read()
    known = replace(capture, body=b"")
    try:
        return known, len(capture.body), finish_drafted(capture, site, memory)
    except NotAnArticle as verdict:
        return known, len(capture.body), verdict


class _Worker:
    def __init__(self) -> None:
        self._process: Any = None
        self._pipe: Connection | None = None
        self._calls = 0

    async def call(self, limit: float, function: Any, args: Any, kwargs: Any) -> tuple[bool, Any]:
        """Return True and a value, or False and an exception."""
        try:
            if self._process is None:
                # Its modules are loaded meanwhile, on a busy machine for long.
                await asyncio.to_thread(self._start)
            assert self._pipe
            self._calls += 1
            function, body = _without_body(function)
            self._pipe.send((function, args, kwargs, body is not None))
            if body is not None:
                self._pipe.send_bytes(body)
            if not await self._answers(self._pipe, limit):
                self.stop()
                return False, WorkerError("read-timeout", f"not read within {limit:g} s")
            done, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            self.stop()
            return False, WorkerError("read-crash", f"the reading process died: {error!r}")
        except asyncio.CancelledError:
            self.stop()  # what it says from now on answers nobody
            raise
        if self._calls >= RECYCLED_AFTER:
            self.stop()
        return done, value

    async def _answers(self, pipe: Connection, limit: float) -> bool:
        """Return True as soon as the process has answered; False where its own time is up."""
        begun, waits = _time_of(self._process.pid), limit
        until = time.monotonic() + PATIENCE * limit
        while not await _readable(pipe, waits):
            used = _time_of(self._process.pid)
            if begun is None or used is None or time.monotonic() >= until:
                return False
            waits = limit - (used - begun)
            if waits <= 0:
                return False
            waits = min(max(waits, SHORTEST), until - time.monotonic())
        return True

    def _start(self) -> None:
        _CONTEXT.set_forkserver_preload([*LOADED])
        self._pipe, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        self._process = process
        theirs.close()
        self._calls = 0
        # Until it says so its time is no page's.
        if not self._pipe.poll(STARTED_WITHIN):
            raise TimeoutError(f"it had not started after {STARTED_WITHIN:g} s")
        self._pipe.recv()

    def interrupt(self) -> None:
        """Kill the process under a call, which then raises."""
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
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


async def _readable(pipe: Connection, limit: float) -> bool:
    """Return True as soon as there is something to be read; False after so many seconds."""
    loop, descriptor = asyncio.get_running_loop(), pipe.fileno()
    told: asyncio.Future[bool] = loop.create_future()

    def tell(is_readable: bool) -> None:  # noqa: FBT001 for the loop
        if not told.done():
            told.set_result(is_readable)

    loop.add_reader(descriptor, tell, True)  # noqa: FBT003 as above
    timer = loop.call_later(limit, tell, False)  # noqa: FBT003 as above
    try:
        return await told
    finally:
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
    pipe.send("ready")
    while True:
        try:
            function, args, kwargs, has_body = pipe.recv()
            if has_body:
                function = partial(function.func, pipe.recv_bytes(), *function.args,
                                   **function.keywords)  # fmt: skip
        except (EOFError, OSError):
            return
        try:
            answer = (True, function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 it is the caller's to judge
            answer = (False, error)
        try:
            pipe.send(answer)
        except Exception as error:  # noqa: BLE001 what cannot be sent is an answer too
            pipe.send((False, RuntimeError(f"{type(error).__name__}: {error}")))
