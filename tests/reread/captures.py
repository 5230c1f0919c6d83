"""A WARC as a crawl writes it, and work that goes wrong, for the tests of reading again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive.warc import records, warcinfo
from crawler.model import Exchange
from crawler.reread.file_reading import Checkpoint, FileTask, read_file
from tests.crawling import PROSE, listing, response, story

NAMES = ("a", "b", "c", "d")
"""Of the files of the archive that is read again."""

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)


def _page(headline: str, word: str, after: str = "") -> bytes:
    text = "".join(f"<p>{each.replace('harbour', word)}</p>" for each in PROSE)
    return response(f"<html><body><article><h1>{headline}</h1>{text}</article>{after}</body>")


FIRST = _page("The first ferry", "harbour", "<a rel=next href='?page=2'>Next page</a>")
SECOND = _page("The first ferry", "island")
ANSWERS = (
    ("/", "page", listing("/1.html")),
    ("/1.html", "article", FIRST),
    ("/1.html?page=2", "continuation", SECOND),
    ("/2.html", "article", story("The second ferry")),
    ("/gone.html", "article", response("Gone", status="404 Not Found")),
    ("/paper.pdf", "article", response("%PDF-1.7", "application/pdf")),
    ("/3.html", "", story("The third ferry")),
    ("/empty.html", "", response("<html><body>")),
)
"""Path, what it was asked as, and what was answered."""


def warc(path: Path, answers: Iterable[tuple[str, str, bytes]] = ANSWERS) -> Path:
    """Write the answers as a WARC; return its path."""
    info = warcinfo(path.name, NOON, [("software", "test")])
    data = [info.data]
    for number, (name, kind, answer) in enumerate(answers):
        exchange = Exchange(
            url=f"https://a.example{name}",
            fetched_at=NOON + timedelta(seconds=number),
            request=f"GET {name} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode(),
            response=answer,
            kind=kind,
        )
        data += [record.data for record in records(exchange, info.record_id)]
    path.write_bytes(b"".join(data))
    return path


def task(folder: Path, **more: object) -> FileTask:
    """Return the task of reading those answers again."""
    source = folder / "a.warc.gz"
    given = {"source": source, "named": "warc/a.warc.gz", "lines": folder / "a.jsonl", **more}
    return FileTask(**given)  # type: ignore[arg-type]


def dying(task: FileTask, beat: Callable[[int], None]) -> Checkpoint:
    """Read a file, and die of its fourth capture, unless that is left out."""

    def fatal(number: int) -> None:
        beat(number)
        if number == 3 and not task.skipped:
            os._exit(1)

    return read_file(task, fatal)


def sleeping(task: FileTask, beat: Callable[[int], None]) -> Checkpoint:
    """Read a file, and never come to an end with its fourth capture, unless that is left out."""

    def endless(number: int) -> None:
        beat(number)
        if number == 3 and not task.skipped:
            time.sleep(600)

    return read_file(task, endless)


def dead(task: FileTask, beat: Callable[[int], None]) -> Checkpoint:
    """Die before anything was read."""
    del task, beat
    os._exit(1)


def stuck(task: FileTask, beat: Callable[[int], None]) -> Checkpoint:
    """Read a file to its last capture, and never come to an end, whatever is left out."""
    account = read_file(task, beat)
    time.sleep(600)
    return account
