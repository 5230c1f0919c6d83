"""A thread beside the reactor: who waits for it, and who does not."""

from __future__ import annotations

import asyncio
import gc
from threading import Event, current_thread, main_thread

import pytest

from crawler.run.in_thread import in_thread
from tests.in_process import drive

LONG = 30
"""Seconds after which a thread that waits for what never comes gives up."""


def test_the_loop_goes_on_while_a_function_runs() -> None:
    may_end = Event()

    async def steps() -> bool:
        asyncio.get_running_loop().call_soon(may_end.set)
        return await in_thread(may_end.wait, LONG)

    assert drive(steps())


def test_the_value_and_the_error_of_a_function_are_its_caller_s() -> None:
    async def steps() -> str:
        with pytest.raises(ZeroDivisionError):
            await in_thread(divmod, 1, 0)
        thread = await in_thread(current_thread)
        assert thread is not main_thread()
        return await in_thread(str.format, "{0}-{one}", 0, one=1)

    assert drive(steps()) == "0-1"


def test_what_nobody_waits_for_any_more_is_told_to_nobody() -> None:
    may_end, told = Event(), list[object]()

    async def steps() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(context))
        waiting = asyncio.ensure_future(in_thread(may_end.wait, LONG))
        await asyncio.sleep(0)
        waiting.cancel()
        may_end.set()
        assert await in_thread(may_end.wait, LONG)
        gc.collect()

    drive(steps())

    assert not told
