"""Many sites on loopback, one an address, and a fleet that crawls them.

python -m tests.fleet PORT STORIES LOG SECONDS

Each site is an address of 127.0.0.0/8. The server writes down when it was asked for what: the
proof of how often a host was asked stands there, and nowhere in the crawler.
"""

from __future__ import annotations

import asyncio
import math
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.crash import ROOT, WORDS, articles
from tests.postgresql import free_port

TIMESTAMP, TIME = 35, struct.Struct("qq")
"""SO_TIMESTAMPNS, and what it says: seconds, and billionths of one.
https://docs.kernel.org/networking/timestamping.html"""

HEAD = b"HTTP/1.1 %d OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"


QUIET = "127.3."
"""How the addresses of sites begin whose front pages lead nowhere, and whose feeds do."""


def host_of(number: int) -> str:
    """Return the address of a site."""
    return f"127.{1 + number // 200}.0.{1 + number % 200}"


def story(host: str, number: int) -> bytes:
    """Return the page of a story."""
    chance = random.Random(f"{host}/{number}")
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p>" for _ in "123")
    return f"<article><h1>Story {number} of the harbour at {host}</h1>{text}</article>".encode()


def feed(stories: int) -> bytes:
    """Return a feed of all stories of a site."""
    items = "".join(
        f"<item><title>Story {n} of the harbour</title>"
        f"<link>/news/2026/0205/{100000 + n}.html</link></item>" for n in range(stories)
    )  # fmt: skip
    return f"<rss version='2.0'><channel><title>Harbour</title>{items}</channel></rss>".encode()


def page(host: str, path: str, stories: int) -> tuple[int, bytes]:
    """Return status and body of a page: the front page leads to all stories of its site."""
    if path == "/robots.txt":
        return 404, b""
    name = path.removeprefix("/news/2026/0205/").removesuffix(".html")
    if name.isdigit() and int(name) - 100000 in range(stories):
        inner = story(host, int(name) - 100000)
    elif path == "/" and host.startswith(QUIET):
        inner = b"<p>Welcome to the harbour."
    elif path == "/feed" and host.startswith(QUIET):
        return 200, feed(stories)
    elif path == "/":
        inner = b"<ul>%s</ul>" % b"".join(
            b'<li><a href="/news/2026/0205/%d.html">Story %d of the harbour at the quay</a></li>'
            % (100000 + n, n) for n in range(stories)
        )  # fmt: skip
    else:
        return 404, b""
    return 200, b"<!doctype html><html lang=en><title>The Portal</title><body>%s</body>" % inner


async def serve(port: int, stories: int, log: Path, answer_after: float) -> None:
    """Answer until killed."""

    async def talk(client: socket.socket) -> None:
        with suppress(OSError), client:
            host, head = client.getsockname()[0], b""
            while True:
                data, at = await received(client)
                if not data:
                    return
                head += data
                if not head.endswith(b"\r\n\r\n"):
                    continue
                path, head = head.split(b" ", 2)[1].decode(), b""
                written.write(f"{at:.4f} {host} {path}\n")
                if answer_after:
                    await asyncio.sleep(answer_after)
                status, body = page(host, path, stories)
                await loop.sock_sendall(client, HEAD % (status, len(body)) + body)

    loop, talks = asyncio.get_running_loop(), set()
    with socket.socket() as server, log.open("a", buffering=1) as written:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, TIMESTAMP, 1)
        server.bind(("0.0.0.0", port))
        server.listen(512)
        server.setblocking(False)  # noqa: FBT003 its name
        while True:
            client, _ = await loop.sock_accept(server)
            talks.add(task := asyncio.ensure_future(talk(client)))
            task.add_done_callback(talks.discard)


async def received(client: socket.socket) -> tuple[bytes, float]:
    """Return what came, and when its last byte did by the system's word.

    A server that is kept waiting for the processor would say that two requests came at once.
    """
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(client, ready.set)
    try:
        await ready.wait()
        data, said, _, _ = client.recvmsg(65_536, 256)
    finally:
        loop.remove_reader(client)
    stamps = [TIME.unpack(value[: TIME.size]) for level, kind, value in said
              if (level, kind) == (socket.SOL_SOCKET, TIMESTAMP)]  # fmt: skip
    assert stamps or not data, "this system does not say when something came"
    return data, stamps[0][0] + stamps[0][1] / 1e9 if stamps else 0.0


class Sites:
    """Sites that are there."""

    def __init__(self, port: int, hosts: int, stories: int, log: Path) -> None:
        self.port, self.stories, self.log = port, stories, log
        self.hosts = [host_of(n) for n in range(hosts)]

    @property
    def names(self) -> str:
        """Return the list of the sites, as a crawl takes it."""
        return ",".join(f"http://{host}:{self.port}/" for host in self.hosts)

    def asked(self) -> list[tuple[float, str, str]]:
        """Return when which host was asked for what."""
        rows = (line.split() for line in self.log.read_text().splitlines())
        return [(float(at), host, path) for at, host, path in rows]

    def shortest_pauses(self) -> dict[str, float]:
        """Return the shortest time between two requests to each host."""
        times = defaultdict(list)
        for at, host, _ in self.asked():
            times[host].append(at)
        return {
            host: min((b - a for a, b in pairwise(sorted(each))), default=math.inf)
            for host, each in times.items()
        }

    def faults(self, archive: Path) -> dict[str, list[str]]:
        """Return the stories that an archive lacks, and those that it holds twice."""
        held = Counter(each["url"] for each in articles(archive))
        wanted = {
            f"http://{host}:{self.port}/news/2026/0205/{100000 + n}.html"
            for host in self.hosts for n in range(self.stories)
        }  # fmt: skip
        return {
            "lost": sorted(wanted - held.keys()),
            "twice": sorted(url for url, count in held.items() if count > 1),
            "strange": sorted(held.keys() - wanted),
        }


@contextmanager
def sites(hosts: int, stories: int, log: Path, answer_after: float = 0.0) -> Iterator[Sites]:
    """Serve sites in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "tests.fleet", str(port), str(stories), str(log),
               str(answer_after)]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            end = time.monotonic() + 20
            while not log.exists():
                assert time.monotonic() < end, "waited in vain"
                time.sleep(0.02)
            time.sleep(0.2)
            yield Sites(port, hosts, stories, log)
        finally:
            server.kill()


def member(
    archive: Path, ledger: str, *said: str, settings: tuple[str, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start one process of a fleet."""
    command = [sys.executable, "-c", "from scrapy.cmdline import execute; execute()"]
    command += ["crawl", "news"]
    for each in said:
        command += ["-a", each]
    ours = ("AUTOTHROTTLE_ENABLED=False", "READ_WORKERS=1", "ALLOW_PRIVATE_ADDRESSES=True")
    for setting in (f"ARCHIVE_DIR={archive}", f"LEDGER={ledger}", *ours, *settings):
        command += ["-s", setting]
    with (archive.parent / "crawl.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)


def signal_all(process: subprocess.Popen[Any], how: signal.Signals) -> None:
    """Send a signal to a process and its readers."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])))
