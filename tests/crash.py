"""A portal of many pages on loopback, and a crawl of it that can be killed.

python tests/crash.py serve PORT STORIES
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PER_LIST = 50
WORDS = (
    "the council said on a morning when rain had kept most people at home that work would begin "
    "before summer and cost less than was feared because the old timber could be used again"
).split()
FAST = (
    "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "CONCURRENT_REQUESTS_PER_DOMAIN=16",
    "ROBOTSTXT_OBEY=False", "READ_WORKERS=2",
)  # fmt: skip


def path_of(number: int) -> str:
    """Return the path of a story."""
    return f"/news/2026/0205/{100000 + number}.html"


def page(path: str, stories: int) -> bytes:
    """Return a page of the portal: list pages lead to stories and to the next list."""
    if path.startswith("/news/2026/"):
        number = int(path.rpartition("/")[2].removesuffix(".html")) - 100000
        chance = random.Random(number)
        text = "".join(
            f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p>" for _ in "1234"
        )
        inner = f"<article><h1>Story number {number} of the harbour</h1>{text}</article>"
    else:
        at = int(path.partition("index_")[2].partition(".")[0] or 1)
        shown = range((at - 1) * PER_LIST, min(at * PER_LIST, stories))
        links = "".join(
            f'<li><a href="{path_of(n)}">Story number {n} of the harbour</a></li>' for n in shown
        )
        more = (
            f'<a href="/news/index_{at + 1}.html">Next page</a>' if at * PER_LIST < stories else ""
        )
        inner = f"<ul>{links}</ul>{more}"
    return f"<!doctype html><html lang=en><title>The Portal</title><body>{inner}</body>".encode()


async def serve(port: int, stories: int) -> None:
    """Answer until killed."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = page(head.split(b" ", 2)[1].decode(), stories)
                size = f"Content-Length: {len(body)}\r\n\r\n".encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + size + body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


@contextmanager
def portal(stories: int) -> Iterator[str]:
    """Serve a portal in a process of its own; the value is the address to start from."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(Path(__file__)), "serve", str(port), str(stories)]
    with subprocess.Popen(command) as server:
        try:
            until(lambda: listens(port))
            yield f"http://127.0.0.1:{port}/news/"
        finally:
            server.kill()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def crawl(url: str, archive: Path, *settings: str, run_first: str = "") -> subprocess.Popen[bytes]:
    """Start a crawl of the portal into an archive, after some code that prepares its process."""
    code = f"{run_first or 'pass'}; from scrapy.cmdline import execute; execute()"
    command = [sys.executable, "-c", code, "crawl", "news", "-a", f"url={url}"]
    for setting in (f"ARCHIVE_DIR={archive}", *FAST, *settings):
        command += ["-s", setting]
    with (archive.parent / "crawl.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)


def kill(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGKILL) -> None:
    """Kill a crawl, its readers too where the signal cannot be handled."""
    with suppress(ProcessLookupError):
        if how == signal.SIGKILL:
            os.killpg(process.pid, how)
        else:
            process.send_signal(how)
    process.wait(30)


def articles(archive: Path) -> list[dict[str, Any]]:
    """Return every line of the archive; a torn one is a failure."""
    files = sorted(archive.glob("articles/*"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def faults(archive: Path, stories: int) -> dict[str, list[str]]:
    """Return the stories that are missing from an archive, and those it holds twice."""
    held = Counter(article["url"].partition("/news/")[2] for article in articles(archive))
    wanted = {path_of(n).partition("/news/")[2] for n in range(stories)}
    return {
        "lost": sorted(wanted - held.keys()),
        "twice": sorted(url for url, count in held.items() if count > 1),
        "strange": sorted(held.keys() - wanted),
    }


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[2]), int(sys.argv[3])))
