"""A call of which the reactor does not wait for the end: it runs in a thread beside it.

For what must stay in this process, as an index does whose pages are asked for what follows them.
What can go elsewhere goes to a worker: see `crawler.workers`.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function returns, or raise what it raises, once its thread has ended.

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

    def call() -> None:
        done: bool
        value: Any
        try:
            done, value = True, function(*args, **kwargs)
        except BaseException as error:  # noqa: BLE001 it is the caller's to judge
            done, value = False, error
        with suppress(RuntimeError):  # the loop has ended before
            loop.call_soon_threadsafe(tell, done, value)

    Thread(target=call, name=f"beside the reactor: {function}", daemon=True).start()
    return await answer
