"""How fast a crawl is, beside plain Scrapy on the same pages in the same run.

    python tests/benchmarks/crawling.py --pages 2000

A portal of 60 KB pages is served on loopback by a process of its own; with `--html FOLDER` it is
the files there, each once, that stand at its addresses: news pages as you have them. Plain Scrapy
fetches its addresses with an empty callback; our crawl fetches and keeps them (WARC, index,
ledger), and in the last row reads every article as well. Pages a second are of the whole process,
start and end included; memory is the crawling process's peak, its readers not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PER_LIST = 100
WORDS = (
    "the council said on a morning when rain had kept most people at home that work would begin "
    "before summer and cost less than was feared because the old timber could be used again"
).split()
FAST = (
    "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "CONCURRENT_REQUESTS_PER_DOMAIN=16",
    "ROBOTSTXT_OBEY=False", "LOG_LEVEL=WARNING", "CONTACT=bench@localhost",
)  # fmt: skip
KEEP = "READ_ARTICLES=False"
PLAIN = """
import sys, scrapy
from scrapy.crawler import CrawlerProcess
class Plain(scrapy.Spider):
    name = "plain"
    async def start(self):
        for n in range({pages}):
            yield scrapy.Request("{url}news/2026/0205/%d.html" % (100000 + n))
    def parse(self, response):
        pass
process = CrawlerProcess({{"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False}})
process.crawl(Plain)
process.start()
"""


class Row(NamedTuple):
    """One way of crawling, measured."""

    name: str
    pages: int
    seconds: float
    peak_mb: float


def page_of(number: int) -> bytes:
    """Return an article page of about 60 KB, made as news pages are.

    Of the pages of that size among 388 news pages the median has 470 elements, 86 links, 18 to 34
    paragraphs, 20 scripts that are a third of it, and gzip packs it to a fifth.
    """
    chance = random.Random(number)

    def said(words: int) -> str:
        return f"{' '.join(chance.choices(WORDS, k=words)).capitalize()}."

    def drawn(tag: str, within: str, at: int) -> str:
        names = f"c-{tag} c-{tag}--{chance.choice(WORDS)} u-space-{at % 8} js-{at % 5}-ready"
        tracked = f'data-track="pos:{at};id:{chance.getrandbits(40):x}"'
        return f'<{tag} class="{names}" {tracked}>{within}</{tag}>\n'

    def script(at: int) -> str:
        told = (f'"slot{chance.getrandbits(32)}": "banner, {n % 40} px", ' for n in range(20))
        return f"<script>window.slots{at} = {{{''.join(told)}}};</script>\n"

    title = f"Story {number} of the harbour"
    menu = "".join(
        drawn("li", f'<a href="/c/{n}/"><span>Channel {n}</span></a>', n) for n in range(50)
    )
    text = "".join(drawn("p", said(45), n) for n in range(20))
    teasers = "".join(
        drawn("div", drawn("div", picture, n) + drawn("h3", link, n) + drawn("p", said(9), n), n)
        for n in range(44)
        for picture in [f'<img src="/i/{n}.jpg" alt="" width="320" height="180" loading="lazy">']
        for link in [f'<a href="/news/2026/0204/{n}.html">{said(7)}</a>']
    )
    page = (
        f"<!doctype html><html lang=en><head><title>{title} | The Portal</title>"
        f'<meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2026-02-05T08:00:00+01:00"></head>'
        f"<body><header><ul class=nav>{menu}</ul></header><main><article><h1>{title}</h1>"
        f'<p class="byline">By Ada Marsh</p>{text}</article></main>'
        f"<aside><h2>More from the harbour</h2>{teasers}</aside>"
        "<footer>© 2026 The Portal. All rights reserved.</footer>"
    )
    return f"{page}{''.join(map(script, range(25)))}</body></html>".encode()


def stories(folder: Path | None) -> list[bytes]:
    """Return the pages of a folder; without one, fifty that are made, each alike the others."""
    if folder:
        return [path.read_bytes() for path in sorted(folder.iterdir())]
    return [page_of(number) for number in range(50)]


async def serve(port: int, pages: int, folder: Path | None) -> None:
    """Answer until killed; pages are made once."""
    variants = stories(folder)

    def body_of(path: str) -> bytes:
        if found := re.search(r"/(\d{6})\.html", path):
            number = int(found[1])
            if folder:
                return variants[number - 100000]
            name = f"Story {number} ".encode()
            return variants[number % 50].replace(f"Story {number % 50} ".encode(), name)
        at = int(path.partition("index_")[2].partition(".")[0] or 1)
        shown = range((at - 1) * PER_LIST, min(at * PER_LIST, pages))
        links = "".join(
            f'<li><a href="/news/2026/0205/{100000 + n}.html">Story {n} of the harbour</a></li>'
            for n in shown
        )
        more = f'<a href="/news/index_{at + 1}.html">Next page</a>' * (at * PER_LIST < pages)
        return f"<html><body><ul>{links}</ul>{more}</body></html>".encode()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                body = body_of(head.split(b" ", 2)[1].decode())
                size = f"Content-Length: {len(body)}\r\n\r\n".encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + size + body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


@contextmanager
def portal(pages: int, folder: Path | None = None) -> Iterator[str]:
    """Serve the portal in a process of its own; the value is its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, __file__, "--serve", str(port), "--pages", str(pages)]
    command += ["--html", str(folder)] if folder else []
    with subprocess.Popen(command) as server:
        try:
            for _ in range(400):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.kill()


def measured(name: str, pages: int, command: list[str]) -> Row:
    """Run a crawl to its end; return how long it took and its peak of memory."""
    began, peak = time.monotonic(), 0.0
    with subprocess.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            with suppress(OSError):
                status = Path(f"/proc/{process.pid}/status").read_text()
                if found := re.search(r"VmHWM:\s+(\d+)", status):
                    peak = int(found[1]) / 1024
            time.sleep(0.05)
    assert process.returncode == 0, name
    return Row(name, pages, time.monotonic() - began, peak)


def crawl(url: str, archive: str, *settings: str) -> list[str]:
    """Return the command of our crawl."""
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={url}news/"]
    for setting in (f"ARCHIVE_DIR={archive}", *FAST, *settings):
        command += ["-s", setting]
    return command


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--serve", type=int, help="serve on this port, and measure nothing")
    parser.add_argument("--html", type=Path, help="a folder of pages to serve")
    asked = parser.parse_args()
    if asked.html:
        asked.pages = min(asked.pages, len(stories(asked.html)))
    if asked.serve:
        asyncio.run(serve(asked.serve, asked.pages, asked.html))
        return
    with portal(asked.pages, asked.html) as url, tempfile.TemporaryDirectory() as folder:
        plain = [sys.executable, "-c", PLAIN.format(pages=asked.pages, url=url)]
        rows = [
            measured("plain Scrapy, empty callback", asked.pages, plain),
            measured("ours, fetched and kept", asked.pages, crawl(url, f"{folder}/kept", KEEP)),
            measured("ours, kept and read", asked.pages, crawl(url, f"{folder}/read")),
        ]
    print(f"{asked.pages} pages on loopback")
    for row in rows:
        ratio = rows[0].seconds / row.seconds
        rate = row.pages / row.seconds
        print(
            f"{row.name:30} {rate:7.1f} pages/s  {ratio:5.2f} x plain  peak {row.peak_mb:6.1f} MB"
        )


if __name__ == "__main__":
    main()
