"""What a crawl costs its own process, noted from inside: imported before the crawl begins.

The file that ``PROBE`` names holds it when the process has ended, as JSON.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import signals

import crawler.settings as ours
import tests.soak.names  # noqa: F401 names that are this machine

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

BEAT = 0.01
"""Seconds between two looks at the clock."""


class Heartbeat:
    """The longest that the reactor stood still, and the most memory that was held."""

    def __init__(self, crawler: Crawler) -> None:
        self.busy = self.late = 0.0
        self._task: asyncio.Future[None] | None = None
        crawler.signals.connect(self.opened, signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def opened(self) -> None:
        with Path("/proc/self/clear_refs").open("w") as refs:
            refs.write("5")  # the most memory is counted from here: man 5 proc
        atexit.register(self.write)
        self._task = asyncio.ensure_future(self.beat())

    async def beat(self) -> None:
        while True:
            wall, cpu = time.monotonic(), time.thread_time()
            await asyncio.sleep(BEAT)
            # A busy machine makes a process late; what it did itself tells how long it stood.
            self.late = max(self.late, time.monotonic() - wall - BEAT)
            self.busy = max(self.busy, time.thread_time() - cpu)

    def write(self) -> None:
        status = Path("/proc/self/status").read_text()
        peak = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024
        told = {"busy": self.busy, "late": self.late, "peak": peak}
        Path(os.environ["PROBE"]).write_text(json.dumps(told))


ours.EXTENSIONS["tests.soak.probe.Heartbeat"] = 1
