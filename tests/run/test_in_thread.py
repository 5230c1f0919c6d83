"""A thread beside the reactor: who waits for it, and who does not."""

from __future__ import annotations

import asyncio
import gc
from threading import Barrier, Event, Thread, current_thread, main_thread
from weakref import ref

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


def test_a_thread_that_has_nothing_to_do_makes_the_next_call() -> None:
    both_run = Barrier(2, timeout=LONG)

    async def steps() -> tuple[set[Thread], set[Thread]]:
        one_by_one = {await in_thread(current_thread) for _ in range(50)}
        await asyncio.gather(in_thread(both_run.wait), in_thread(both_run.wait))
        return one_by_one, {await in_thread(current_thread) for _ in range(50)}

    one_by_one, later = drive(steps())

    assert len(one_by_one) == 1
    assert len(later) == 1, "two have run at once; calls that follow each other take one of them"


def test_a_thread_holds_nothing_of_the_call_before() -> None:
    class Page:
        """What a call is given, and returns."""

    async def steps() -> tuple[object, object]:
        page = Page()
        given = ref(page)
        await in_thread(lambda each: each, page)
        del page
        await in_thread(len, "page")  # whatever the thread was still at has ended
        gc.collect()
        return given(), await in_thread(str)

    assert drive(steps()) == (None, "")
