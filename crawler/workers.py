"""Processes that read pages, so that fetching never waits for reading.

A call has a time limit: a page of 200,000 attributes takes lxml a minute. A worker that
runs over, or dies, costs the one page it was on, and another takes its place. What counts is the
worker's own time: on a busy machine a page waits longer. A site of which pages ran over has one
worker from then on, and the others are for the other sites.

What stands in an archive is named by its place, which is small: a worker is handed several, and
reads on while whoever asked is at something else.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter, deque
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from crawler.archive.drafts import draft_of
from crawler.extract import finish, steps_of, with_more
from crawler.frontier.slices import sliced
from crawler.frontier.sources import links
from crawler.frontier.urls import registrable
from crawler.model import NotAnArticle
from crawler.outcomes import Reason
from crawler.page.read import join
from crawler.wire import body_on_wire, codings_of, payload_of, split
from crawler.worker_process import Worker, WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from crawler.archive.record_capture import Unread
    from crawler.extract import Finished, Steps
    from crawler.frontier.slices import Sliced
    from crawler.memory import Memory
    from crawler.model import Article, Capture
    from crawler.site import Site
    from crawler.worker_process import Call

P = ParamSpec("P")
R = TypeVar("R")

SLOW = 3
"""Calls of one owner that run over their time before it has one worker."""

BATCH = 8
"""Captures that a worker is handed at once: what it reads while a group of pages is committed."""


class _Waiting(NamedTuple):
    """A capture of an archive that waits for a worker."""

    owner: str
    args: tuple[Unread, Site, Memory]
    answer: asyncio.Future[tuple[bool, Any]]

    def tell(self, done: bool, value: Any) -> None:  # noqa: FBT001 as a worker answers
        """Give whoever waits what `Worker.call` returns."""
        if not self.answer.done():
            self.answer.set_result((done, value))


class _Idle:
    """The workers that have nothing to do, and whoever waits for one: lists and pages in turn.

    A few lists wait beside a hundred pages, and what they lead to is fetched while those are read;
    a site that is nothing but lists holds nobody's pages up.
    """

    def __init__(self, workers: Iterable[Worker]) -> None:
        self._workers = deque(workers)
        self._lists: deque[asyncio.Future[Worker]] = deque()
        self._pages: deque[asyncio.Future[Worker]] = deque()
        self._was_list = False

    async def get(self, *, for_list: bool = False) -> Worker:
        """Return a worker as soon as there is one."""
        if self._workers:
            return self._workers.popleft()
        answer: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        (self._lists if for_list else self._pages).append(answer)
        try:
            return await answer
        except asyncio.CancelledError:
            if answer.done() and not answer.cancelled():
                self.put(answer.result())  # it came as whoever waited was told to go
            raise

    def put(self, worker: Worker) -> None:
        """Give a worker to who waits longest, or let it wait."""
        turns = (self._lists, self._pages)
        for waiting in reversed(turns) if self._was_list else turns:
            while waiting:
                answer = waiting.popleft()
                if not answer.done():
                    self._was_list = waiting is self._lists
                    answer.set_result(worker)
                    return
        self._workers.append(worker)


class Workers:
    """A few processes that call functions for us, each call within a time limit."""

    def __init__(self, size: int = 0, limit: float = 20.0) -> None:
        """`size` 0 is one for each processor; `limit` is in seconds a call, 0 for no limit."""
        self._size = size or os.cpu_count() or 1
        self.limit = limit
        self._idle: _Idle | None = None
        self._all: list[Worker] = []
        self._given_up = False
        self._waiting: deque[_Waiting] = deque()
        self._feeding: set[asyncio.Task[None]] = set()
        """What hands out captures that wait: as many as there are workers."""

        self._starting: list[asyncio.Task[None]] = []
        self._ran_over: Counter[str] = Counter()
        """How many calls of each owner ran over their time."""

        self._alone: dict[str, asyncio.Lock] = {}

    def begin(self) -> None:
        """Start the processes: they load their modules while there is nothing to be read yet."""
        self._starting = [asyncio.ensure_future(self._start_one()) for _ in range(self._size)]

    async def _start_one(self) -> None:
        with suppress(WorkerError):  # whoever asks for something is told
            await self.run(os.getpid)

    async def run_for(
        self, owner: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Return and raise what `run` does, with no more than one worker for a slow owner.

        That is a registrable domain of which `SLOW` calls have run over their time.
        """
        result: R = await self._for(owner, function, args, kwargs)
        return result

    async def list_for(self, owner: str, listing: Callable[[], R]) -> R:
        """Return and raise what `run_for` does, in turn with the pages that wait to be read.

        What a list leads to is asked for while those are read: where lists waited behind all of
        them, a crawl stood still after each, with nothing to fetch.
        """
        links: R = await self._for(owner, listing, (), {}, for_list=True)
        return links

    async def _for(
        self, owner: str, function: Any, args: Any, kwargs: Any, *, for_list: bool = False
    ) -> Any:
        if self._ran_over[owner] < SLOW:
            return await self._timed(owner, function, args, kwargs, for_list=for_list)
        async with self._alone.setdefault(owner, asyncio.Lock()):
            return await self._timed(owner, function, args, kwargs)

    async def _timed(
        self, owner: str, function: Any, args: Any, kwargs: Any, *, for_list: bool = False
    ) -> Any:
        """Return what `_call` does; note whether the call runs over its time."""
        try:
            return await self._call(function, args, kwargs, for_list=for_list)
        except WorkerError as error:
            self._ran_over[owner] += error.reason == Reason.READ_TIMEOUT
            raise

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returns, or raise what it raises.

        Raises `WorkerError`: ``read-timeout`` after the time limit, ``read-crash`` where
        the process died.
        """
        result: R = await self._call(function, args, kwargs)
        return result

    async def _call(self, function: Any, args: Any, kwargs: Any, *, for_list: bool = False) -> Any:
        idle = self._queue()
        worker = await idle.get(for_list=for_list)
        try:
            if self._given_up:
                raise WorkerError("read-aborted", "the crawl ends")
            done, value = await worker.call(self.limit, function, args, kwargs)
        finally:
            idle.put(worker)
        if not done:
            raise value
        return value

    def _queue(self) -> _Idle:
        """Return the workers that have nothing to do."""
        if self._idle is None:
            self._all = [Worker() for _ in range(self._size)]
            self._idle = _Idle(self._all)
        return self._idle

    async def finish(self, capture: Capture, site: Site, memory: Memory) -> Finished:
        """Return what a capture gives; raises `NotAnArticle` beside what `run` raises.

        Its body, or the response that it was left in, goes to the worker as it is.
        """
        bare = replace(capture, body=b"", exchanges=())
        read = partial(finish_body, capture.body)
        if not (capture.body or capture.is_rendered) and capture.exchanges:
            read = partial(finish_on_wire, capture.exchanges[-1].response)
        return await self.run_for(registrable(capture.url), read, bare, site, memory)

    async def finish_unread(
        self, unread: Unread, site: Site, memory: Memory
    ) -> tuple[Capture, int, Finished | NotAnArticle]:
        """Return a capture without its body, the length of that, and what it gives.

        Raises OSError and ValueError beside what `run` raises.
        """
        owner = registrable(unread.known.url)
        if self._ran_over[owner] >= SLOW:
            return await self.run_for(owner, finish_unread, unread, site, memory)
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(owner, (unread, site, memory), answer))
        if len(self._feeding) < self._size:
            self._feeding.add(asyncio.ensure_future(self._feed()))
        done, value = await answer
        if not done:
            raise value
        found: tuple[Capture, int, Finished | NotAnArticle] = value
        return found

    async def _feed(self) -> None:
        """Have a worker read what waits, a batch at a time, until nothing does."""
        idle = self._queue()
        try:
            while self._waiting:
                worker = await idle.get()
                try:
                    if self._given_up:
                        failure = WorkerError("read-aborted", "the crawl ends")
                        self._tell_all(self._waiting, failure)
                    elif self._waiting:
                        await self._read_batch(worker)
                finally:
                    idle.put(worker)
        finally:
            # At once: whoever was told last may ask for the next before this task is seen to end.
            feeding = asyncio.current_task()
            assert feeding
            self._feeding.discard(feeding)

    async def _read_batch(self, worker: Worker) -> None:
        """Have a worker read what waits longest; what it does not come to waits on."""
        share = max(1, min(BATCH, len(self._waiting) // self._size))
        batch = deque(self._waiting.popleft() for _ in range(share))
        calls: list[Call] = [(finish_unread, each.args, {}) for each in batch]
        try:
            async for done, value in worker.answers(self.limit, calls):
                is_over = isinstance(value, WorkerError) and value.reason == Reason.READ_TIMEOUT
                self._ran_over[batch[0].owner] += is_over
                batch.popleft().tell(done, value)
        except Exception as error:  # noqa: BLE001 it is the callers' to judge
            self._tell_all(batch, error)
        self._waiting.extendleft(reversed(batch))

    def _tell_all(self, waiting: deque[_Waiting], failure: Exception) -> None:
        while waiting:
            waiting.popleft().tell(False, failure)  # noqa: FBT003 as a worker answers

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
        for task in self._starting:
            task.cancel()
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


def finish_body(body: bytes, bare: Capture, site: Site, memory: Memory) -> Finished:
    """Return what a capture gives that comes without its body."""
    return finish_drafted(replace(bare, body=body), site, memory)


def finish_on_wire(response: bytes, bare: Capture, site: Site, memory: Memory) -> Finished:
    """Return what a capture gives whose body was left on the wire."""
    return finish_body(body_on_wire(response), bare, site, memory)


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
