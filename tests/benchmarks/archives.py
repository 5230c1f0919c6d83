"""What an archive's work costs beside a peer: writing WARC, reading again, exporting.

    python -m tests.benchmarks.archives [--html FOLDER] [--stories 20000 | --gigabytes 10]

What is written and read again are pages that are made, or with `--html` the files of a folder:
news pages as you have them, which take the reader three times as long. Every row is a ratio of
processor time in one run, or rows a second with the peak of memory, at two sizes: memory that
grows with the archive would show. It takes some minutes on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from isal import igzip
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import Article, Capture, NotAnArticle, extract
from crawler.archive.jsonl import to_line
from crawler.archive.warc import records
from crawler.model import Exchange
from tests.benchmarks.costs import CORES, cost, scrapy
from tests.benchmarks.crawling import page_of, stories
from tests.benchmarks.large import memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AT = datetime(2026, 2, 5, tzinfo=UTC)
SAMPLE = 200
"""Pages that are written and read: they differ in their words alone."""

FORMATS = ("parquet", "csv", "sqlite", "jsonl.zst", "jsonld", "markdown")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"

Row = tuple[str, str]


def exchanges(folder: Path | None) -> list[Exchange]:
    """Return what a crawl has of the sample, or of the files of a folder, page by page."""
    pages = stories(folder) if folder else [page_of(n) for n in range(SAMPLE)]
    return [
        Exchange(
            url=f"http://a.example/news/{n}.html",
            fetched_at=AT,
            request=b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
            response=HEAD % len(page) + page,
        )
        for n, page in enumerate(pages)
    ]


def by_warcio(exchange: Exchange, out: io.BytesIO) -> None:
    """Write what our writer writes of an exchange, as warcio does."""
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    head, _, body = exchange.response.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
    status = StatusAndHeaders("200 OK", [(name, value) for name, _, value in lines], "HTTP/1.1")
    payload = io.BytesIO(body)
    response = writer.create_warc_record(exchange.url, "response", payload, http_headers=status)
    asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "a.example")], is_http_request=True)
    writer.write_request_response_pair(
        writer.create_warc_record(exchange.url, "request", http_headers=asked), response
    )


def writing(pages: Sequence[Exchange]) -> Iterator[Row]:
    """Yield what a record costs to write beside warcio, and beside gzip alone."""
    began = time.process_time()
    ours = sum(len(each.data) for page in pages for each in records(page, ""))
    took = time.process_time() - began
    out = io.BytesIO()
    began = time.process_time()
    for page in pages:
        by_warcio(page, out)
    peer = time.process_time() - began
    told = f"{peer / took:.1f} times as fast, {ours / out.tell():.2f} of the size"
    yield "writing WARC, against warcio", told
    for name, packed in (("zlib", gzip.compress), ("isal", igzip.compress)):
        level = {"compresslevel": 6} if name == "zlib" else {"compresslevel": 2}
        began = time.process_time()
        for page in pages:
            packed(page.response, **level)
        yield (
            f"writing WARC, against gzip alone ({name})",
            (f"{took / (time.process_time() - began):.2f} x its time"),
        )


def read(body: bytes) -> None:
    """Read one page, as a pool of the reader alone does."""
    with suppress(NotAnArticle):
        extract(Capture(url="http://a.example/news/1.html", fetched_at=AT, body=body))


def rereading(folder: Path, pages: Sequence[Exchange]) -> Iterator[Row]:
    """Yield how much of the rate of a plain pool `scrapy reread` has, over the same captures."""
    files = [folder / f"{n}.warc.gz" for n in range(4 * CORES)]  # a file is one task
    for path in files:
        path.touch()
    for n, page in enumerate(pages):
        own = replace(page, url=f"http://a.example/news/{n}.html")
        with files[n % len(files)].open("ab") as out:
            out.writelines(record.data for record in records(own, ""))
    bodies = [page.response.partition(b"\r\n\r\n")[2] for page in pages]
    with ProcessPoolExecutor(CORES) as pool:
        list(pool.map(read, bodies[: CORES * 2]))
        began = time.monotonic()
        list(pool.map(read, bodies, chunksize=20))
        plain = time.monotonic() - began
    ours = cost(scrapy("reread", str(folder / "again"), *map(str, files)))
    share = f"{plain / ours.seconds:.2f} of its rate, start included; {ours.peak_mb:.0f} MB"
    yield f"reading {len(pages)} again, against a pool of the reader", share


def lines_of(path: Path, stories: int) -> None:
    """Write the lines of so many stories, as an archive has them, over a year of days."""
    story = extract(Capture(url="http://a.example/news/0.html", fetched_at=AT, body=page_of(0)))
    assert isinstance(story, Article)
    with path.open("w", encoding="utf-8") as out:
        for n in range(stories):
            day = AT + timedelta(days=n * 365 // stories)
            own = replace(
                story, url=f"http://{n % 50}.example/{n}.html", date_published=day.isoformat()
            )
            out.write(to_line(own) + "\n")


def exporting(folder: Path, stories: int) -> Iterator[Row]:
    """Yield rows a second and peak memory of each form, for a fifth of the stories and for all."""
    for number in (stories // 5, stories):
        lines = folder / f"{number}.jsonl"
        lines_of(lines, number)
        for form in FORMATS:
            out = folder / f"{number}.{form}"
            took = cost(scrapy("export", str(out), str(lines), "--as", form))
            rate = (
                f"{number / took.processor:,.0f} rows a second of processor, {took.peak_mb:.0f} MB"
            )
            yield f"export of {number:,} stories: {form}", rate


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=20_000)
    parser.add_argument("--html", type=Path, help="a folder of pages to write and read")
    parser.add_argument("--gigabytes", type=float, default=0.0, help="memory over so many")
    opts = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = exchanges(opts.html)
        many = pages if opts.html else pages * 25
        plain = (writing(pages), rereading(folder, many), exporting(folder, opts.stories))
        for rows in (memory(folder, opts.gigabytes),) if opts.gigabytes else plain:
            for row, told in rows:
                sys.stdout.write(f"{row:<52} {told}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
