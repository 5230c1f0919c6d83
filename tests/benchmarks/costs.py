"""What a crawl costs: every row a ratio, or a figure a page, measured in one run.

    python -m tests.benchmarks.costs

A portal of 60 KB pages is served on loopback; `--html FOLDER` has it serve the files there, each
once, which are news pages as you have them. Processor time is of the process that crawls, its
readers not counted; rates are of the whole machine, start and end included. The rows of the reader
read each page once, as a crawl does: what it remembers of a page that it has seen is fast. The row
of a replay says what a longer archive comes to: what an empty one takes is taken off. Commands run
with their bytecode at hand, as what pip installs. A peer that is not installed is left out, and
the row says so. On two cores it takes some minutes; `--pages` sets how many.
`tests/benchmarks/scale.py` has the rows of large archives.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import lxml.html

from crawler import Capture, NotAnArticle, extract
from tests.benchmarks.crawling import KEEP, ROOT, crawl, portal, stories

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

CORES = os.cpu_count() or 1
PEER = """
import sys, scrapy
from concurrent.futures import ProcessPoolExecutor
from scrapy.crawler import CrawlerProcess
from scrapy.utils.defer import maybe_deferred_to_future
import asyncio
READ = {read}
def read(html):
    import trafilatura
    return trafilatura.extract(html, output_format="json", with_metadata=True)
class Peer(scrapy.Spider):
    name = "peer"
    async def start(self):
        self.pool = ProcessPoolExecutor(2)
        for n in range({pages}):
            yield scrapy.Request("{url}news/2026/0205/%d.html" % (100000 + n))
    async def parse(self, response):
        if READ:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.pool, read, response.text)
if __name__ == "__main__":
    process = CrawlerProcess({{"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False,
        "CONCURRENT_ITEMS": 1, "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "COOKIES_ENABLED": False}})
    process.crawl(Peer)
    process.start()
"""
"""Scrapy with the settings that ours has, for speed; and with trafilatura in two processes."""


MISSING = "skipped: trafilatura is not installed"


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    processor: float
    """Seconds of the process itself."""

    peak_mb: float
    written: int
    """Bytes that it sent to the disk."""


def cost(command: Sequence[str], allowed: Container[int] = (0,)) -> Cost:
    """Run a command to its end; return what it took.

    Raises RuntimeError where its exit status is not one of those that are allowed.
    """
    began, written, peak = time.monotonic(), 0, 0
    known = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=known, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while True:
        with suppress(OSError):
            told = Path(f"/proc/{process.pid}/io").read_text()
            if found := re.search(r"\nwrite_bytes: (\d+)", told):
                written = int(found[1])
            # Not ru_maxrss, which begins with what this process had as it forked.
            told = Path(f"/proc/{process.pid}/status").read_text()
            if found := re.search(r"\nVmHWM:\s*(\d+) kB", told):
                peak = int(found[1])
        done, status, used = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise RuntimeError(f"{process.returncode}: {' '.join(command)[:200]}")
    processor = used.ru_utime + used.ru_stime
    return Cost(time.monotonic() - began, processor, peak / 1024, written)


def scrapy(*words: str) -> list[str]:
    """Return the command of one of ours."""
    return [sys.executable, "-m", "scrapy", *words]


def kept_in(archive: str) -> int:
    """Return how many bytes an archive holds."""
    return sum(path.stat().st_size for path in Path(archive).rglob("*") if path.is_file())


def peer(url: str, pages: int, folder: str, *, reads: bool) -> Cost:
    """Return what plain Scrapy takes for the same pages."""
    script = Path(folder) / "peer.py"
    script.write_text(PEER.format(pages=pages, url=url, read=reads))
    return cost([sys.executable, str(script)])


def crawls(url: str, pages: int, folder: str) -> Iterator[tuple[str, str, str]]:
    """Yield what the rows of a crawl are called, what they came to, and their target."""
    plain = peer(url, pages, folder, reads=False)
    kept = cost(crawl(url, f"{folder}/kept", KEEP))
    ratio = plain.processor / kept.processor
    yield "fetch and keep, against plain Scrapy: processor", f"{ratio:.2f} x", ">= .85 x"
    ratio = plain.seconds / kept.seconds
    yield "fetch and keep, against plain Scrapy: pages/s", f"{ratio:.2f} x", ">= .85 x"
    read = cost(crawl(url, f"{folder}/read"))
    told = f"{1000 * read.processor / pages:.1f} ms"
    yield "reading: processor of the main process, a page", told, "<= 4 ms"
    share = read.written / kept_in(f"{folder}/read")
    yield "reading: bytes written for each that stays", f"{share:.1f}", "<= 1.3"
    yield "reading: peak memory of the main process", f"{read.peak_mb:.0f} MB", "flat"
    if find_spec("trafilatura"):
        both = peer(url, pages, folder, reads=True)
        told = f"{both.seconds / read.seconds:.2f} x"
    else:
        told = MISSING
    yield "crawl and read, against Scrapy + trafilatura in 2", told, ">= 2 x"


def reader(bodies: Sequence[bytes]) -> float:
    """Return the seconds of processor that the reader takes for one of these pages."""
    from datetime import UTC, datetime  # noqa: PLC0415 with what follows

    at = datetime(2026, 2, 5, tzinfo=UTC)
    captures = [
        Capture(url=f"http://a.example/news/{n}.html", fetched_at=at, body=body)
        for n, body in enumerate(bodies)
    ]
    extract(captures[0])
    began = time.process_time()
    for capture in captures:
        with suppress(NotAnArticle):
            extract(capture)
    return (time.process_time() - began) / len(captures)


def parsing(bodies: Sequence[bytes]) -> float:
    """Return the seconds of processor that a bare parse takes for one of these pages."""
    began = time.process_time()
    for body in bodies:
        lxml.html.document_fromstring(body)
    return (time.process_time() - began) / len(bodies)


def theirs(bodies: Sequence[bytes]) -> float:
    """Return the seconds of processor that trafilatura takes for one of these pages."""
    trafilatura = import_module("trafilatura")

    began = time.process_time()
    for body in bodies:
        trafilatura.bare_extraction(body, with_metadata=True)
    return (time.process_time() - began) / len(bodies)


def replay(captures: str, archive: str) -> list[str]:
    """Return the command that reads captures again."""
    settings = ("-s", f"ARCHIVE_DIR={archive}", "-s", "LOG_LEVEL=WARNING")
    return scrapy("crawl", "replay", "-a", f"captures={captures}", *settings)


def readings(bodies: Sequence[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the reader alone."""
    one = reader(bodies)
    yield "reading, processor, a page", f"{1000 * one:.1f} ms", ""
    yield "reading, processor, against a bare lxml parse", f"{one / parsing(bodies):.1f} x", "3 x"
    told = f"{theirs(bodies) / one:.1f} x" if find_spec("trafilatura") else MISSING
    yield "reading, against trafilatura with metadata", told, "5 x"


def others(pages: int, folder: str, bodies: Sequence[bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of what is done with an archive."""
    one = reader(bodies)
    Path(folder, "nothing").mkdir()
    # An archive without a capture is no success, and says so.
    empty = cost(replay(f"{folder}/nothing", f"{folder}/none"), allowed=(0, 1))
    again = cost(replay(f"{folder}/read/warc", f"{folder}/again"))
    share = pages / (again.seconds - empty.seconds) * one / CORES
    yield f"replay, share of {CORES} cores x the reader's speed", f"{share:.0%}", ">= 90 %"
    own = 1000 * (again.processor - empty.processor) / pages
    yield "replay: processor of the main process, a page", f"{own:.1f} ms", ""
    yield "replay: peak memory of the main process", f"{again.peak_mb:.0f} MB", "<= 250 MB"
    checked = cost(scrapy("check-archive", f"{folder}/read"))
    told = f"{1000 * checked.seconds / pages:.2f} ms, {checked.peak_mb:.0f} MB"
    yield "check-archive, an article", told, "<= 150 MB"
    page = Path(folder) / "page.html"
    page.write_bytes(bodies[0])
    cost(scrapy("read", str(page)))  # whose bytecode is there from now on
    ours, helps = cost(scrapy("read", str(page))), cost(scrapy("--help"))
    told = f"{ours.processor:.2f} s, --help {helps.processor:.2f} s"
    yield "scrapy read of one page: processor", told, "<= .6 s"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1500)
    parser.add_argument("--html", type=Path, help="a folder of pages to serve")
    asked = parser.parse_args()
    bodies = stories(asked.html)
    pages = min(asked.pages, len(bodies)) if asked.html else asked.pages
    sys.stdout.write(f"{pages} pages on loopback, {CORES} cores\n")
    with portal(pages, asked.html) as url, tempfile.TemporaryDirectory() as folder:
        for rows in (
            readings(bodies[:pages]),
            crawls(url, pages, folder),
            others(pages, folder, bodies[:pages]),
        ):
            for name, told, target in rows:
                sys.stdout.write(f"{name:<52} {told:<26} {target}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
