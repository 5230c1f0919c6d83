"""A long crawl of a server that misbehaves, killed three times: nothing is lost, nothing grows.

`pytest -m long tests/soak/test_soak.py -s` takes half an hour; ``--soak-pages 5000`` a tenth.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from tests.crash import ROOT, articles, crawl, kill, listens, until
from tests.crawling import report
from tests.soak.server import sound

KILLED_AT = (0.1, 0.25, 0.4)
"""Shares of the pages after which the crawl is killed; the last process has time to grow."""

MORE_RUNS = 5
"""Runs that may follow: what rested when a run ended is asked for by the next."""

SETTINGS = ("ROBOTSTXT_OBEY=True", "DOWNLOAD_TIMEOUT=10", "READ_TIMEOUT=3", "RETRY_TIMES=0",
            "DOMAIN_BUDGET=0", "HOST_PATIENCE=600")  # fmt: skip
GROWTH = 40 << 20
"""Bytes by which the last quarter of a process's life may lie above the second one: what is
known of 10,000 addresses more is below."""

MORE_FILES = 30


class Sample(NamedTuple):
    """A crawl's own process at one moment."""

    asked: int
    memory: int
    """Resident bytes."""

    files: int


def sample(pid: int, url: str) -> Sample:
    told = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Sample(asked(url), int(told["VmRSS"].split()[0]) * 1024, files)  # fmt: skip


def asked(url: str) -> int:
    with urllib.request.urlopen(url.replace("/news/", "/asked")) as answer:
        return int(answer.read())


@contextmanager
def portal(pages: int) -> Iterator[str]:
    """Serve the portal in a process of its own; the value is the address to start from."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.soak.server", str(port), str(pages)]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            until(lambda: listens(port))
            yield f"http://127.0.0.1:{port}/news/"
        finally:
            server.kill()


def watched(process: subprocess.Popen[bytes], url: str, most: float = 0) -> list[Sample]:
    """Return how a crawl did until it ended, or until so many answers had been begun."""
    samples: list[Sample] = []
    while process.poll() is None and not (most and samples and samples[-1].asked >= most):
        time.sleep(1)
        try:
            samples.append(sample(process.pid, url))
        except (OSError, KeyError):
            break  # it has just ended
        if len(samples) % 60 == 0:
            print(samples[-1], flush=True)
    return samples


def quarters(samples: list[Sample], name: str) -> tuple[float, float]:
    """Return the median of the second and of the last quarter."""
    values = [getattr(each, name) for each in samples]
    size = max(1, len(values) // 4)
    return median(values[size : 2 * size] or values), median(values[-size:])


@pytest.mark.long
def test_a_long_crawl_of_a_hostile_server_loses_nothing_and_does_not_grow(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    pages = pytestconfig.getoption("--soak-pages", default=50_000)
    archive = tmp_path / "archive"
    began = time.monotonic()
    with portal(pages) as url:
        for share in KILLED_AT:
            process = crawl(url, archive, *SETTINGS)
            watched(process, url, share * pages)
            kill(process)
        process = crawl(url, archive, *SETTINGS)
        samples = watched(process, url)
        process.wait(60)
        balances, runs = [report(archive)["balances"]], 1
        wanted = {path.rpartition("/")[2] for path in sound(pages)}
        while missing(archive, wanted) and runs <= MORE_RUNS:
            crawl(url, archive, *SETTINGS).wait(3_600)
            balances.append(report(archive)["balances"])
            runs += 1
        answers = asked(url)
    lost, twice = missing(archive, wanted), doubled(archive, wanted)
    memory, files = quarters(samples, "memory"), quarters(samples, "files")
    checked = subprocess.run(
        [sys.executable, "-m", "scrapy", "check-archive", str(archive)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = report(archive)
    most = Sample(*(max(each) for each in zip(*samples, strict=True)))
    print(
        f"\n{pages} pages, {answers} answers in {time.monotonic() - began:.0f} s, three kills, "
        f"{runs} runs to the end\n"
        f"well-behaved: {len(wanted) - len(lost)} of {len(wanted)} held, {len(twice)} twice\n"
        f"memory: {memory[0] / 1e6:.0f} MB in the second quarter of the last process, "
        f"{memory[1] / 1e6:.0f} MB in the last, {most.memory / 1e6:.0f} at most\n"
        f"open files: {files[0]:.0f}, {files[1]:.0f}, {most.files} at most\n"
        f"balances: {balances}; last run: {told['reasons']}\n"
        f"check-archive: {checked.stdout.strip().splitlines()[-1:]}"
    )
    assert not lost
    assert not twice
    assert all(balances)
    assert memory[1] - memory[0] <= GROWTH
    assert files[1] - files[0] <= MORE_FILES
    assert checked.returncode == 0, checked.stdout[-2000:] + checked.stderr[-2000:]


def held(archive: Path) -> Counter[str]:
    return Counter(each["url"].rpartition("/")[2] for each in articles(archive))


def missing(archive: Path, wanted: set[str]) -> set[str]:
    return wanted - held(archive).keys()


def doubled(archive: Path, wanted: set[str]) -> list[str]:
    return [name for name, number in held(archive).items() if number > 1 and name in wanted]
