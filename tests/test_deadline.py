"""A run that has a deadline ends there, whatever it is doing, with its receipt and its status."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.warc import records, warcinfo
from crawler.model import Exchange
from tests.crawling import FAST, PROSE, ROOT, lines, listing, report, response, story
from tests.serving import recording

pytestmark = pytest.mark.long

DEADLINE = "minutes=0.08"
GENEROUS = 90.0
"""Seconds in which a run with that deadline has ended on a machine that does much else."""

MANY = [f"/news/2026/0205/{n}.html" for n in range(1_000, 2_500)]
BUSY = response("", status="429 Too Many Requests").replace(
    b"Connection", b"Retry-After: 50\r\nConnection"
)
HEAVY = story("A story of many words", *(f"{PROSE[0]} {n}" for n in range(20_000)))
WITHOUT_END = {"/": listing(*MANY), **{path: story(f"Story {path[16:20]}") for path in MANY}}


@contextmanager
def running(
    pages: dict[str, bytes], archive: Path, *settings: str
) -> Iterator[subprocess.Popen[str]]:
    """Crawl a site with a deadline in a process of its own; it is ended at the latest with us."""
    with recording(pages) as server:
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={server.url}/"]
        command += ["-a", DEADLINE]
        for setting in (f"ARCHIVE_DIR={archive}", *FAST, *settings):
            command += ["-s", setting]
        with (archive.parent / "log.txt").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, stderr=log, text=True)
            try:
                yield process
            finally:
                process.kill()
                process.wait()


@pytest.mark.parametrize(
    ("pages", "settings", "brings"),
    [
        (WITHOUT_END, ("DOWNLOAD_DELAY=0.1",), True),
        pytest.param(
            {"/": listing(MANY[0]), MANY[0]: story("Ferry")},
            ("DOWNLOAD_DELAY=100",),
            False,
            marks=pytest.mark.long,
        ),
        pytest.param(
            {**WITHOUT_END, **dict.fromkeys(MANY[3:], BUSY)},
            ("HOST_PATIENCE=9999",),
            True,
            marks=pytest.mark.long,
        ),
        pytest.param(
            {"/": listing(*MANY[:40]), **dict.fromkeys(MANY[:40], HEAVY)},
            ("READ_WORKERS=1",),
            False,
            marks=pytest.mark.long,
        ),
    ],
    ids=["with much to do", "with nothing due", "with a host at rest", "with pages to read"],
)
def test_a_run_ends_at_its_deadline(
    pages: dict[str, bytes], settings: tuple[str, ...], tmp_path: Path, *, brings: bool
) -> None:
    archive = tmp_path / "archive"

    with running(pages, archive, *settings) as process:
        status = process.wait(GENEROUS)

    told = report(archive)
    assert (told["finish_reason"], told["balances"]) == ("time-is-up", True)
    assert status == told["exit_status"]
    assert not list(archive.rglob("*.open"))
    assert bool(lines(archive)) >= brings
    assert told["pending"]


@pytest.mark.parametrize(
    "ending", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_a_signal_after_the_deadline_does_not_cost_the_receipt(
    ending: signal.Signals, tmp_path: Path
) -> None:
    archive, log = tmp_path / "archive", tmp_path / "log.txt"

    pages = {"/": listing(*MANY[:40]), MANY[0]: story("Ferry"), **dict.fromkeys(MANY[1:40], HEAVY)}
    with running(pages, archive, "READ_WORKERS=1") as process:
        while "Closing spider (time-is-up)" not in log.read_text("utf-8"):
            time.sleep(0.01)
        process.send_signal(ending)
        status = process.wait(GENEROUS)

    told = report(archive)
    assert (told["finish_reason"], told["balances"]) == ("time-is-up", True)
    assert status == told["exit_status"]
    assert not list(archive.rglob("*.open"))


def kept(folder: Path) -> Path:
    """Keep heavy stories of a host each in a WARC; return its folder."""
    at = datetime(2026, 2, 5, tzinfo=UTC)
    info = warcinfo("a.warc.gz", at, [("software", "test")])
    data = [info.data]
    for number in range(60):
        exchange = Exchange(
            url=f"https://n{number}.example/news/{number}.html",
            fetched_at=at,
            request=b"GET / HTTP/1.1\r\n\r\n",
            response=HEAVY,
            kind="article",
        )
        data += [record.data for record in records(exchange, info.record_id)]
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(b"".join(data))
    return folder


def test_a_replay_that_is_told_to_end_ends(tmp_path: Path) -> None:
    archive, log = tmp_path / "archive", tmp_path / "log.txt"
    command = [sys.executable, "-m", "scrapy", "crawl", "replay"]
    command += ["-a", f"captures={kept(tmp_path / 'kept')}", "-s", f"ARCHIVE_DIR={archive}"]

    with log.open("w") as told, subprocess.Popen(command, cwd=ROOT, stderr=told) as process:
        while "Spider opened" not in log.read_text("utf-8"):
            time.sleep(0.01)
        time.sleep(2.0)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GENEROUS)
        finally:
            process.kill()

    assert report(archive)["finish_reason"] == "shutdown"
    assert not list(archive.rglob("*.open"))
