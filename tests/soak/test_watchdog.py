"""Nothing that a server or an archive does costs much, or anybody else: measured, row by row.

`pytest -m long tests/soak/test_watchdog.py -s` prints a table: how much more memory the crawl's
own process held than in a benign crawl, the longest that its reactor stood still, and the longest
that the well-behaved host beside the hostile one waited for its next request.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.crash import ROOT
from tests.crawling import lines, report
from tests.serving import talking
from tests.soak.archives import ARCHIVES
from tests.soak.misdeeds import (
    ANSWERS,
    CLOSING,
    SOURCES,
    Answer,
    Misdeed,
    pieces,
    sent,
    story,
)
from tests.soak.misleading import (
    CLOSED,
    LISTED,
    MISLEADING,
    RESTS,
    RULES,
    lists_of_400,
    own_feed,
    own_sitemap,
)

STORIES = 60
"""Of the well-behaved host."""

BAD = 3
"""Addresses of the hostile one."""

MEMORY = 50 << 20
STALL = 0.1
"""Seconds of the reactor's own work, at most, between two looks at the clock."""

SLACK = 3.0
"""Times the delay between two requests that the well-behaved host may wait for the next one."""

DELAY = 0.1
MOST_LATE = DELAY + 0.1
"""Seconds that it may, where the other one has more addresses waiting than anybody asks for."""

SETTINGS = (
    f"DOWNLOAD_DELAY={DELAY}", "AUTOTHROTTLE_ENABLED=False", "ALLOW_PRIVATE_ADDRESSES=True",
    "DOWNLOAD_TIMEOUT=5", "READ_TIMEOUT=5", "RETRY_TIMES=0", "READ_WORKERS=2",
)  # fmt: skip


class Row(NamedTuple):
    """What the hostile host does."""

    page: Misdeed | None = None
    """At the addresses of its stories; None: it answers as it should."""

    sitemap: Misdeed | None = None
    """In the sitemaps that the site's robots.txt names; None: it names none."""

    robots: Misdeed | None = None
    entry: str = ""
    """Of its addresses, where these are lists and no stories."""

    closes: bool = False
    """Whether it hangs up after each answer."""


class Figures(NamedTuple):
    """What a crawl cost."""

    memory: int
    """Bytes, at most, in its own process."""

    stall: float
    """Seconds of work of the reactor's thread, at most, without a look at the clock."""

    late: float
    """Seconds that it was late, at most: on a busy machine more than it worked."""

    gap: float
    """Seconds, at most, between two requests to the well-behaved host."""


# --- the hostile host, where it is more than an answer


def product(agents: int, rules: int) -> Answer:
    body = "".join(f"User-agent: bot{n}\n" for n in range(agents))
    return sent(body + "".join(f"Disallow: /p{n}\n" for n in range(rules)), kind="text/plain")


ROBOTS = sent("User-agent: *\nDisallow:\n", kind="text/plain")
ROBOTS_ROWS: dict[str, Misdeed] = {
    "robots.txt: 2,000 agents, 2,000 rules": lambda _, __: product(2_000, 2_000),
    "robots.txt: 20,000 agents, 20,000 rules": lambda _, __: product(20_000, 20_000),
    "robots.txt of 100 MB": lambda _, __: pieces(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n",
        b"Disallow: /a*b*c*d*e$\n" * 5_000,
        times=1_000,
    ),
    "robots.txt of wildcards": lambda _, __: sent(
        "User-agent: *\n" + "Disallow: /" + "*a" * 20_000 + "$\n" * 10, kind="text/plain"
    ),
}


def answered(host: str, body: str) -> Answer:
    del host
    return sent(f"<html><title>The Quay</title>{body}</html>")


def wildcards(host: str, path: str) -> Answer:
    """Return a list of lists at hosts that were made up for it."""
    chance = random.Random(host + path)
    place = host.partition(".")[2]
    return answered(host, linked(f"http://w{chance.randrange(10**9)}.{place}{LISTS}{n}/"
                                 for n in range(20)))  # fmt: skip


def dead_names(host: str, path: str) -> Answer:
    """Return a list of hosts that were made up for it, of which none answers; nor do these."""
    if not host.startswith("bad."):
        return held_open
    place, number = host.partition(".")[2], path.strip("/").rpartition("/")[2]
    return answered(host, linked(f"http://w{number}-{n}.{place}{LISTS}{n}/" for n in range(40)))


async def held_open() -> AsyncIterator[bytes]:
    """Say nothing until whoever waits has had enough."""
    await asyncio.sleep(60)
    yield b""


def dead_robots(host: str, path: str) -> Answer:
    del path
    return ROBOTS if host.startswith("bad.") else held_open


def tokens(host: str, path: str) -> Answer:
    """Return a story, always the same, or lists of it, each under another address."""
    bare, _, token = path.partition("?sid=")
    if not bare.startswith(LISTS):
        return sent(story("the same"))
    at = int(token or 0) * 7
    return answered(host, linked(f"{each}?sid={at + n}" for each in (path_of(0), f"{LISTS}1/")
                                 for n in range(1, 6)))  # fmt: skip


def calendar(host: str, path: str) -> Answer:
    """Return an empty day, and the days beside it."""
    told = path.strip("/").rpartition("/")[2]
    day = int(told) if told.isdecimal() else 0
    return answered(host, linked(f"{LISTS}{day + n}/" for n in (-1, 1, 2, 30)))


def lists(host: str, path: str) -> Answer:
    """Return a story, or a list of what is listed everywhere, and of further lists."""
    bare, _, page = path.partition("?page=")
    if not bare.startswith(LISTS):
        return sent(story(path))
    further = (f"{LISTS}0/?page={int(page or 0) * 7 + n}" for n in range(1, 6))
    return answered(host, linked([*(path_of(n) for n in range(5)), *further]))


def linked(urls: Iterable[str]) -> str:
    return "".join(f"<li><a href='{url}'>A story of the quay</a></li>" for url in urls)


def all_at_once(host: str, path: str) -> Answer:
    """Return hosts, sessions and lists without end, each as it would be by itself."""
    bare, _, query = path.partition("?")
    if query:
        return (tokens if query.startswith("sid=") else lists)(host, path)
    if not bare.startswith(LISTS):
        return sent(story(path))
    made = {f"{LISTS}1/": tokens, f"{LISTS}2/": lists} if host.startswith("bad.") else {}
    return made.get(bare, wildcards)(host, path)


LISTS = "/channel/"
TRAPS: dict[str, Misdeed] = {
    "wildcard subdomains": wildcards,
    "tokens of sessions": tokens,
    "a calendar": calendar,
    "lists without end": lists,
    "hosts, sessions and lists without end": all_at_once,
}
ROWS: dict[str, Row] = {
    **{name: Row(page=each, closes=name in CLOSING) for name, each in ANSWERS.items()},
    **{name: Row(sitemap=each) for name, each in SOURCES.items()},
    **{name: Row(robots=each) for name, each in ROBOTS_ROWS.items()},
    **{name: Row(page=each) for name, each in MISLEADING.items()},
    **{name: Row(sitemap=each) for name, each in LISTED.items()},
    **{name: Row(robots=each) for name, each in RULES.items()},
    **{name: Row(page=each, entry=LISTS) for name, each in TRAPS.items()},
    "50,000 stories of its own in a sitemap": Row(page=RESTS, sitemap=own_sitemap),
    "10,000 stories of its own in a feed": Row(page=RESTS, sitemap=own_feed),
    "thirty lists of 400 that may not be asked for": Row(
        page=lists_of_400, robots=CLOSED, entry=LISTS
    ),
    "names that never answer": Row(page=dead_names, robots=dead_robots, entry=LISTS),
    "names that answer robots.txt alone": Row(page=dead_names, entry=LISTS),
}


class Served:
    """A site of two hosts."""

    port = 0

    def __init__(self, row: Row) -> None:
        self.row = row
        self.asked: list[float] = []
        """When the well-behaved host was asked for a story, and the hostile one for anything."""

        self.attacked: list[float] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.LimitOverrunError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("latin-1")
                host = head.partition(b"\r\nHost: ")[2].partition(b"\r\n")[0].decode()
                is_good = host.startswith("good.")
                if not is_good or path.startswith("/news/"):
                    (self.asked if is_good else self.attacked).append(time.monotonic())
                made = self.good(path) if is_good else self.bad(host, path)
                if isinstance(made, bytes):
                    writer.write(made)
                else:
                    async for piece in made():
                        writer.write(piece)
                        await writer.drain()
                await writer.drain()
                if self.row.closes and not is_good:
                    break

    def path(self, number: int) -> str:
        """Return an address of the hostile host, one of those that the other one links to."""
        return f"{self.row.entry}{number}/" if self.row.entry else path_of(number)

    def good(self, path: str) -> bytes:
        bad = f"http://bad.site.example:{self.port}"
        if path == "/robots.txt":
            named = "".join(f"Sitemap: {bad}/map-{n}.xml\n" for n in range(BAD))
            body = f"User-agent: *\nDisallow:\n{named if self.row.sitemap else ''}"
            return sent(body, kind="text/plain")
        if path == "/":
            bads = [] if self.row.sitemap else [f"{bad}{self.path(n)}" for n in range(BAD)]
            links = [*bads, *map(path_of, range(STORIES))]
            listed = "".join(f"<li><a href='{url}'>A story of the quay</a></li>" for url in links)
            return sent(f"<html><ul>{listed}</ul></html>")
        return sent(story(f"good {path}"))

    def bad(self, host: str, path: str) -> Answer:
        made: Misdeed | None = self.row.page
        if path == "/robots.txt":
            made = self.row.robots or (lambda _, __: ROBOTS)
        elif path.startswith("/map-"):
            made = self.row.sitemap
        return made(host, path) if made else sent(story(f"bad {path}"))


def path_of(number: int) -> str:
    return f"/news/2026/0205/{100000 + number}.html"


@contextmanager
def serving(row: Row) -> Iterator[Served]:
    """Serve good.site.example and bad.site.example; any other name is the latter's."""
    site = Served(row)
    for misdeed in (row.page, row.sitemap, row.robots):
        if misdeed:
            misdeed("bad.site.example", path_of(0))  # it is made before anybody waits for it
    with talking(site.talk) as site.port:
        yield site


def measured(row: Row, folder: Path, *settings: str) -> Figures:
    """Return what a crawl of the site costs; all stories of the well-behaved host are there."""
    folder.mkdir()
    with serving(row) as site:
        crawl(f"url=http://good.site.example:{site.port}/", folder, *settings)
    held = {each["url"].partition("example")[2].partition("/")[2] for each in stories(folder)}
    assert {path_of(n)[1:] for n in range(STORIES)} <= held, "stories of the good host are missing"
    assert report(folder / "archive")["balances"]
    begun = min(site.attacked, default=site.asked[0])
    times = [at for at in site.asked if at >= begun]
    gap = max((after - at for at, after in pairwise(times)), default=0.0)
    told = json.loads((folder / "probe.json").read_text())
    return Figures(told["peak"], told["busy"], told["late"], gap)


def stories(folder: Path) -> list[dict[str, str]]:
    return [each for each in lines(folder / "archive") if "//good." in each["url"]]


def crawl(start: str, folder: Path, *settings: str, spider: str = "news") -> None:
    """Run a crawl that notes what it costs, to its end."""
    code = "import tests.soak.probe; from scrapy.cmdline import execute; execute()"
    command = [sys.executable, "-c", code, "crawl", spider, "-a", start]
    for setting in (f"ARCHIVE_DIR={folder / 'archive'}", *SETTINGS, *settings):
        command += ["-s", setting]
    with (folder / "crawl.log").open("wb") as log:
        subprocess.run(
            command, cwd=ROOT, stdout=log, stderr=log, check=False, timeout=300,
            env={**os.environ, "PROBE": str(folder / "probe.json")},
        )  # fmt: skip


def shown(name: str, figures: Figures, benign: Figures) -> str:
    more = (figures.memory - benign.memory) / (1 << 20)
    return (
        f"{name:<42} {more:>+6.0f} MB {figures.stall * 1000:>6.0f} ms"
        f" {figures.late * 1000:>6.0f} ms {figures.gap * 1000:>6.0f} ms"
    )


@pytest.fixture(scope="module")
def benign(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    figures = measured(Row(), tmp_path_factory.mktemp("benign") / "run")
    print(f"\n{'':<42}   memory      stall     late        gap")
    print(shown(f"benign ({figures.memory >> 20} MB)", figures, figures))
    return figures


def demand(figures: Figures, benign: Figures, gap: float) -> None:
    assert figures.memory - benign.memory <= MEMORY
    assert figures.stall <= max(STALL, 1.5 * benign.stall)
    # A busy machine makes a process wait: what it waited for without working is nobody's doing.
    waited = max(0.0, figures.late - figures.stall)
    assert figures.gap <= max(gap, 2 * benign.gap) + waited


@pytest.mark.long
@pytest.mark.parametrize("name", ROWS)
def test_what_a_server_does_costs_little_and_nobody_else(
    name: str, tmp_path: Path, benign: Figures
) -> None:
    figures = measured(ROWS[name], tmp_path / "run")

    print(shown(name, figures, benign))
    demand(figures, benign, MOST_LATE if name in TRAPS else SLACK * DELAY)


# --- archives that others made


MOST_LINES = 12
"""Of a log, about one file."""


def replayed(name: str, folder: Path) -> Figures:
    """Return what the reading of an archive costs; its story is there, and the log is short."""
    folder.mkdir()
    file, make = ARCHIVES[name]
    make(folder / file)
    crawl(f"captures={folder / file}", folder, spider="replay")
    assert lines(folder / "archive"), (folder / "crawl.log").read_text()[-2_000:]
    log = (folder / "crawl.log").read_text()
    assert sum(file in line and "WARNING" in line for line in log.splitlines()) <= MOST_LINES
    told = json.loads((folder / "probe.json").read_text())
    return Figures(told["peak"], told["busy"], told["late"], 0.0)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    figures = replayed("sound", tmp_path_factory.mktemp("sound") / "run")
    print(shown(f"a sound archive ({figures.memory >> 20} MB)", figures, figures))
    return figures


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in ARCHIVES if name != "sound"])
def test_what_an_archive_holds_costs_little_memory_no_stall_and_few_lines(
    name: str, tmp_path: Path, sound: Figures
) -> None:
    figures = replayed(name, tmp_path / "run")

    print(shown(name, figures, sound))
    assert figures.memory - sound.memory <= MEMORY
    assert figures.stall <= max(STALL, 1.5 * sound.stall)
