"""Small sites made for a test, and whole crawls of them in a process of their own."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from scrapy import cmdline

from crawler import worker_process

_WARM = multiprocessing.get_context("forkserver")
# Crawls, and the processes that read for a test, are forks of one process: whoever is first
# starts it, with what any of them needs.
worker_process.LOADED = (
    *worker_process.LOADED, "crawler.extensions", "crawler.pipelines", "crawler.spiders.news",
    "crawler.scheduler", "crawler.middlewares", "crawler.commands.crawl", "scrapy.core.engine",
    "tests.warm",
)  # fmt: skip

ROOT = Path(__file__).parents[1]
FAST = (
    "DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "RETRY_TIMES=0", "READ_WORKERS=2",
)  # fmt: skip
PROSE = (
    (
        "The ferry returns to the old quay on Monday after nine weeks of repairs, the harbour "
        "board said. Work on the hull cost less than was feared, because the timber could be "
        "used again."
    ),
    (
        "On the first morning two boats will leave before seven, so that the pupils of the island "
        "reach their school in time. The winter timetable stays in force until the end of March."
    ),
    (
        "A yard on the other bank had offered to build a new boat. The board declined, and said "
        "that the money was better spent on the landing stage, which is older than the boat."
    ),
)


def response(
    body: str | bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK"
) -> bytes:
    """Return a response as it goes over the wire."""
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + data


def story(headline: str, *more: str) -> bytes:
    """Return an article page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (*PROSE, *more))
    page = (
        f"<!doctype html><html lang=en><head><title>{headline} - The Quay</title></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{headline}</h1>{text}</article>"
    )
    return response(page)


def listing(*paths: str, head: str = "", after: str = "") -> bytes:
    """Return a page that lists others."""
    links = "".join(
        f'<li><a href="{path}">News of the quay: {path[-9:]}</a></li>' for path in paths
    )
    return response(
        f"<html><head><title>The Quay</title>{head}</head><body><ul>{links}</ul>{after}</body>"
    )


def site(folder: Path, pages: dict[str, bytes]) -> Path:
    """Lay pages out as `crawler.commands.portal` serves them; return their folder."""
    for path, answer in pages.items():
        bare, _, query = path.partition("?")
        name = bare.lstrip("/") + ("index.html" if bare.endswith("/") else "")
        file = folder / f"{name}{'@' * bool(query)}{query}.http"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer)
    return folder


def run(
    *arguments: str, archive: Path, settings: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command to its end, without the waits of a crawl."""
    more = (f"ARCHIVE_DIR={archive}", *FAST, *settings)
    return scrapy(*arguments, *(word for setting in more for word in ("-s", setting)))


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a scrapy command to its end, in a process that has everything imported already."""
    command = ["scrapy", *arguments]
    _WARM.set_forkserver_preload([*worker_process.LOADED])
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _WARM.Process(target=_execute, args=(command, out, err))
        process.start()
        process.join(120)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(command, 120, out.read_bytes(), err.read_bytes())
        told = (file.read_text("utf-8", "replace") for file in (out, err))
        return subprocess.CompletedProcess(command, process.exitcode, *told)


def _execute(command: list[str], out: Path, err: Path) -> None:
    for path, stream in ((out, sys.stdout), (err, sys.stderr)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
        stream.flush()
        os.dup2(file, stream.fileno())
    os.chdir(ROOT)
    # Its own processes are forks of the same one: it starts no other.
    server: Any = forkserver
    server.ensure_running = server._forkserver.ensure_running = lambda: None  # noqa: SLF001
    cmdline.execute(command)


def lines(archive: Path) -> list[dict[str, Any]]:
    """Return the articles of an archive, in the order written."""
    files = sorted(archive.glob("articles/*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text("utf-8").splitlines()]


def report(archive: Path) -> dict[str, Any]:
    """Return the report of the newest run."""
    newest = max(archive.glob("reports/*.json"))
    told: dict[str, Any] = json.loads(newest.read_text("utf-8"))
    return told
