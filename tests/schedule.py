"""A crawl on a schedule of simulated months, killed now and then, and what came of it."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from crawler.ledger.revisit_policy import LOOKS
from tests.crawling import ROOT, lines
from tests.simulator import DAY, EPOCH, HOUR, Portal, Story, Version, serving

DELAY = 0.02
SETTINGS = (
    f"DOWNLOAD_DELAY={DELAY}", "AUTOTHROTTLE_ENABLED=False", "DOWNLOAD_TIMEOUT=1",
    "READ_WORKERS=1", "LOG_LEVEL=INFO", "HOST_PATIENCE=2",
)  # fmt: skip
SETTLED = 8 * DAY
"""Within this time after a change the look of the seventh day has seen it."""

ARRIVED = {200, 304, 404, 410}


class Held(NamedTuple):
    """A version in the archive."""

    headline: str
    body: str
    at: datetime
    """When the run that kept it took place."""


@dataclass
class Life:
    """What a schedule of runs did, and what it left."""

    portal: Portal
    archive: Path
    ends: list[datetime]
    """When each run was, by the portal's time."""

    killed: list[datetime]
    reports: dict[datetime, dict[str, Any]]
    """Of the runs that came to their end."""

    @property
    def end(self) -> datetime:
        """The time of the last run."""
        return self.ends[-1]

    def held(self) -> dict[str, list[Held]]:
        """Return the versions in the archive by the path of their story."""
        rows = self._rows("SELECT url, version, at FROM articles")
        at = {(url, version): moment for url, version, moment in rows}
        found = defaultdict(list)
        for line in lines(self.archive):
            moment = datetime.fromtimestamp(at[line["url"], line["version"]], UTC)
            version = Held(line["headline"], line["articleBody"], moment)
            found[_path(line["url"])].append(version)
        return found

    def withdrawn(self) -> set[str]:
        """Return the paths of the stories that are known to have been withdrawn."""
        return {_path(url) for [url] in self._rows("SELECT url FROM addresses WHERE held = 2")}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.archive / "ledger.sqlite")) as ledger:
            return ledger.execute(query).fetchall()

    def settled(self) -> list[tuple[Story, Version]]:
        """Return every version that came out long enough before the end to be held."""
        return [
            (story, version)
            for story in self.portal.stories
            for version, until in zip(story.versions, _ends(story, self.end), strict=True)
            if version.since <= self.end - SETTLED and until - max(version.since, EPOCH) > DAY
        ]

    def asked_twice(self) -> Counter[tuple[datetime, str]]:
        """Return what arrived more than once in one run."""
        arrived = Counter((a.now, a.path) for a in self.portal.asked if a.status in ARRIVED)
        return Counter({key: count for key, count in arrived.items() if count > 1})


def _ends(story: Story, end: datetime) -> list[datetime]:
    return [version.since for version in story.versions[1:]] + [end]


def beyond_schedule(life: Life) -> dict[str, int]:
    """Return the stories that were asked for more often than the ages of their versions allow.

    What a run asked for that was killed does not count: it could not know.
    """
    runs = Counter(a.path for a in life.portal.asked if a.status in ARRIVED
                   and a.now not in life.killed)  # fmt: skip
    allowed = {each.path: (1 + len(LOOKS)) * len(each.versions) for each in life.portal.stories}
    return {path: n for path, n in runs.items() if n > allowed.get(path, n)}


class Figures(NamedTuple):
    """What a schedule of runs amounts to."""

    stories: int
    coverage: float
    """Share of the versions that were there to be seen which are held."""

    twice: int
    """Versions held more than once."""

    lateness: float
    """Median hours between a first version and the run that held it."""

    correction_lateness: float
    """The same for later versions."""

    requests: int
    for_nothing: float
    """Share of requests for stories that brought neither a version nor a withdrawal."""

    trapped: float
    """Share of requests that went into a trap."""

    runs: int
    killed: int


def live(
    portal: Portal, archive: Path, *, days: int, every: timedelta = 6 * HOUR, kills: float = 0.2
) -> Life:
    """Run a crawl of the portal on a schedule, and kill some runs at a random moment."""
    chance = random.Random(portal.seed)
    life = Life(portal, archive, [], [], {})
    with serving(portal) as port:
        now = EPOCH
        while now < EPOCH + days * DAY:
            portal.now = now
            life.ends.append(now)
            kill_after = chance.uniform(1.0, 4.0) if chance.random() < kills else None
            if _run(port, archive, now, kill_after):
                newest = max(archive.glob("reports/*.json"))
                life.reports[now] = json.loads(newest.read_text("utf-8"))
            else:
                life.killed.append(now)
            now += every
    return life


def _run(port: int, archive: Path, now: datetime, kill_after: float | None) -> bool:
    """Run once; say whether the run came to its end."""
    url = f"url=http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", url]
    for setting in (f"ARCHIVE_DIR={archive}", f"RUN_AT={now.isoformat()}", *SETTINGS):
        command += ["-s", setting]
    archive.mkdir(parents=True, exist_ok=True)
    with (archive.parent / "log.txt").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, stderr=log, start_new_session=True)
        try:
            process.wait(timeout=kill_after or 300)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if kill_after is None:
                raise
            return False
    return True


def figures(life: Life) -> Figures:
    """Return the figures of a schedule of runs."""
    held = life.held()
    wanted = [(story, version) for story, version in life.settled() if version.paragraphs]
    seen = {(path, each.headline, each.body): each.at for path in held for each in held[path]}
    late: dict[bool, list[float]] = {True: [], False: []}
    for story in life.portal.stories:
        for version in story.versions:
            at = seen.get(_key(story, version))
            if at and story.published >= EPOCH:
                late[version is story.versions[0]].append((at - version.since) / HOUR)
    covered = sum(_key(story, version) in seen for story, version in wanted)
    about_stories = [a for a in life.portal.asked if "/story-" in a.path]
    brought = sum(map(len, held.values())) + len(life.withdrawn())
    trapped = [a for a in life.portal.asked if a.path.startswith(("/calendar", "/latest/index"))]
    return Figures(
        stories=len(held),
        coverage=covered / max(1, len(wanted)),
        twice=sum(map(len, held.values())) - len(seen),
        lateness=statistics.median(late[True] or [0]),
        correction_lateness=statistics.median(late[False] or [0]),
        requests=len(life.portal.asked),
        for_nothing=1 - brought / max(1, len(about_stories)),
        trapped=len(trapped) / max(1, len(life.portal.asked)),
        runs=len(life.ends),
        killed=len(life.killed),
    )


def _key(story: Story, version: Version) -> tuple[str, str, str]:
    return story.path, version.headline, "\n".join(version.paragraphs)


def _path(url: str) -> str:
    return "/" + url.split("/", 3)[3]
