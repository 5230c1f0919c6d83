"""A call of which the reactor does not wait for the end: it runs in a thread beside it.

For what must stay in this process, as an index does whose pages are asked for what follows them.
What can go elsewhere goes to a worker: see `crawler.workers`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_IDLE: list[SimpleQueue[Callable[[], Callable[[], object]]]] = []
"""What threads that have nothing to do wait for.

The loop waits until a thread has begun: on a busy machine 3 ms or more, twice a page of a replay.
"""


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns, or raise what it raises, once it has ended in its thread.

    Nobody waits for that thread when the process ends: `asyncio.to_thread` would, for as long as
    a large archive takes.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[R] = loop.create_future()

    def tell(done: bool, value: Any) -> None:  # noqa: FBT001 for the loop
        if answer.done():
            return
        if done:
            answer.set_result(value)
        else:
            answer.set_exception(value)

    def call() -> Callable[[], object]:
        done: bool
        value: Any
        try:
            done, value = True, function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 it is the caller's to judge
            done, value = False, error
        return partial(loop.call_soon_threadsafe, tell, done, value)

    try:
        waiting = _IDLE.pop()
    except IndexError:
        waiting = SimpleQueue()
        Thread(target=_serve, args=(waiting,), name="beside the reactor", daemon=True).start()
    waiting.put(call)
    return await answer


def _serve(calls: SimpleQueue[Callable[[], Callable[[], object]]]) -> None:
    """Make one call after the other. Whoever is told may have the next made at once."""
    while True:
        told = calls.get()()
        _IDLE.append(calls)
        with suppress(RuntimeError):  # the loop has ended before
            told()
        del told  # with the answer: the next call may be long in coming
