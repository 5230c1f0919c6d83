"""Files read again in several processes, each file in one; a page that ends a process is left out.

A process tells before each capture that it is at it. One that says nothing for too long, or
dies, is replaced: the file goes on from its last checkpoint, and the capture counts as
``read-timeout`` or ``read-crash``.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from crawler import forked
from crawler.forked import CONTEXT
from crawler.garbage import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection

    from crawler.reread.file_reading import Checkpoint, FileTask

Work = Callable[["FileTask", Callable[[int], None]], "Checkpoint"]

LOADED = ("crawler.reread.stored_files", "crawler.first_page")
"""What every process has loaded before it is given a file."""


def prepare() -> None:
    """Have the process that readers are forks of load its modules, beside what is done here."""
    forked.prepare(LOADED)


class FileError(Exception):
    """A file could not be read; the message says why."""


@dataclass(slots=True)
class _Reader:
    """A process that reads one file after the other, and the file that it is at."""

    process: Any
    task: FileTask
    at: int = -1
    """The capture that it is at; -1 before the first."""

    since: float = 0.0


def read_files(
    tasks: Iterable[FileTask],
    work: Work,
    processes: int = 0,
    limit: float = 20.0,
    told: Callable[[FileTask, int], object] = lambda _, __: None,
) -> Iterator[tuple[FileTask, Checkpoint | FileError]]:
    """Yield each file with its account as it is done, whichever is done first.

    `work` reads a file, in a process of its own. `processes` 0 is one for each processor; `limit`
    is in seconds a capture, 0 for no limit. `told` is called with each capture that is begun.
    """
    pool = _Pool(work, limit, told)
    waiting = iter(tasks)
    most = processes or os.cpu_count() or 1
    try:
        while True:
            while len(pool.going) < most and (task := next(waiting, None)):
                pool.begin(task)
            if not pool.going:
                return
            yield from pool.step()
    finally:
        pool.close()


class _Pool:
    """Processes that read files."""

    def __init__(self, work: Work, limit: float, told: Callable[[FileTask, int], object]) -> None:
        self._work, self._limit, self._told = work, limit, told
        self._idle: list[tuple[Connection, Any]] = []
        self.going: dict[Connection, _Reader] = {}

    def begin(self, task: FileTask) -> None:
        """Have a file read, by a process that has nothing to do or by a new one."""
        pipe, process = self._idle.pop() if self._idle else self._new()
        self.going[pipe] = _Reader(process, task, since=time.monotonic())
        try:
            pipe.send(task)
        except OSError:
            # It died while it had nothing to do; what follows finds that out.
            return

    def step(self) -> Iterator[tuple[FileTask, Checkpoint | FileError]]:
        """Take in what the processes say next; yield the files that are done."""
        ready = wait([*self.going], timeout=1.0)
        for pipe in [each for each in self.going if each in ready]:
            reader = self.going[pipe]
            try:
                said, value = pipe.recv()
            except (EOFError, OSError):
                yield from self._replace(pipe, "read-crash")
                continue
            if said == "at":
                reader.at, reader.since = value, time.monotonic()
                self._told(reader.task, value)
                continue
            self._idle.append((pipe, self.going.pop(pipe).process))
            yield reader.task, FileError(value) if said == "failed" else value
        now = time.monotonic()
        for pipe, reader in list(self.going.items()):
            if reader.at >= 0 and 0 < self._limit < now - reader.since:
                yield from self._replace(pipe, "read-timeout")

    def close(self) -> None:
        """End every process."""
        for process in [
            *(each.process for each in self.going.values()),
            *dict(self._idle).values(),
        ]:
            process.kill()
            process.join()

    def _replace(self, pipe: Connection, reason: str) -> Iterator[tuple[FileTask, FileError]]:
        """Go on with a file in another process, without the capture that this one was at."""
        reader = self.going.pop(pipe)
        reader.process.kill()
        reader.process.join()
        pipe.close()
        if reader.at < 0:
            said = "the process that reads it died before the first capture"
            yield reader.task, FileError(said)
            return
        if any(number == reader.at for number, _ in reader.task.skipped):
            # It was not that capture, so to leave out more of them would not end it.
            yield reader.task, FileError(f"{reason} after capture {reader.at} was left out")
            return
        skipped = (*reader.task.skipped, (reader.at, reason))
        self.begin(replace(reader.task, skipped=skipped))

    def _new(self) -> tuple[Connection, Any]:
        prepare()
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_serve, args=(theirs, self._work), daemon=True)
        process.start()
        theirs.close()
        return ours, process


def _serve(pipe: Connection, work: Work) -> None:
    """Read files until nobody asks any more. A Ctrl-C is the command's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settle()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            account = work(task, lambda number: pipe.send(("at", number)))
        except Exception as error:  # noqa: BLE001 whatever it was, it is said of this file
            pipe.send(("failed", f"{type(error).__name__}: {error}"))
        else:
            pipe.send(("done", account))
