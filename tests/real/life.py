"""Months in the life of a site that is crawled on a schedule, and what its archive holds then."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.crawling import ROOT, lines
from tests.real.stories import HOME, Story, all_stories, first_edition, second_edition
from tests.real.systems import FIELDS, System

START = datetime(2025, 3, 10, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE = (timedelta(), 2 * HOUR, DAY, 3 * DAY)
"""When the first edition is crawled."""

AFTER = (5 * DAY, 5 * DAY + 2 * HOUR, 6 * DAY, 9 * DAY, 14 * DAY, 25 * DAY, 45 * DAY)
"""When the second is."""

SETTINGS = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=False", "READ_WORKERS=1",
            "CONCURRENT_REQUESTS_PER_DOMAIN=4", "CONTACT=tests@quay.example",
            "LOG_LEVEL=WARNING")  # fmt: skip


class Run(NamedTuple):
    """One crawl, and how it ended."""

    after: timedelta
    status: int
    report: dict[str, Any]
    log: str


@dataclass
class Outcome:
    """What became of a site's stories in the archive."""

    system: str
    published: int
    found: int = 0
    twice: int = 0
    phantoms: list[str] = field(default_factory=list)
    """Headlines and addresses of what is no story."""

    edits: int = 0
    """Changes that are held as the second version of their story."""

    invented: list[str] = field(default_factory=list)
    """Versions of which no publisher knows."""

    withdrawn: int = 0
    wrongly_withdrawn: list[str] = field(default_factory=list)
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """Fields that differ from what was published: what, of which story, and how."""

    missed: list[str] = field(default_factory=list)
    unwell: list[str] = field(default_factory=list)
    """Runs that did not end as they should."""

    @property
    def failures(self) -> list[str]:
        """Everything that is not as it should be, in sentences."""
        counts = [
            f"{what}: {number} of {of}"
            for what, number, of in (("edits", self.edits, 3), ("withdrawn", self.withdrawn, 2))
            if number != of
        ]
        told = (
            ("not found", self.missed), ("no story", self.phantoms), ("invented", self.invented),
            ("wrongly withdrawn", self.wrongly_withdrawn), ("field", self.wrong),
            ("run", self.unwell),
        )  # fmt: skip
        return counts + [f"{kind}: {each}" for kind, several in told for each in several]

    @property
    def row(self) -> str:
        """One line of the table of results."""
        return (
            f"{self.system:12}{self.found:4} of {self.published:<4}{self.twice:6}"
            f"{len(self.phantoms):9}{self.edits:7} of 3{self.withdrawn:6} of 2"
            f"{len(self.invented):9}{self.right:8} of {self.right + len(self.wrong):<5}"
        )


HEAD = (
    f"{'system':12}{'stories':11}{'twice':>6}{'phantoms':>9}{'edits':>9}{'gone':>10}"
    f"{'invented':>11}{'fields right':>14}"
)


def live(system: System, archive: Path) -> tuple[Outcome, list[Run]]:
    """Publish both editions, crawl each on its schedule, and return what is held at the end."""
    stories, runs = all_stories(), list[Run]()
    for edition, times in ((first_edition(stories), BEFORE), (second_edition(stories), AFTER)):
        system.publish(edition)
        with system.serving():
            runs += [crawled(system, archive, after) for after in times]
    return _judged(system, stories, archive, runs), runs


def crawled(system: System, archive: Path, after: timedelta) -> Run:
    """Crawl a site that long after the start."""
    settings = (
        *SETTINGS, f"ARCHIVE_DIR={archive}", f"RUN_AT={(START + after).isoformat()}",
        f"ALLOW_PRIVATE_ADDRESSES={system.site.partition('//')[2]}",
    )  # fmt: skip
    command = [sys.executable, "-m", "tests.real.on_loopback", "crawl", "news"]
    command += ["-a", f"url={system.site}{system.start}"]
    for setting in settings:
        command += ["-s", setting]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    newest = max(archive.glob("reports/*.json"), default=None)
    report = json.loads(newest.read_text("utf-8")) if newest else {}
    return Run(after, done.returncode, report, done.stderr)


def _judged(system: System, stories: list[Story], archive: Path, runs: list[Run]) -> Outcome:
    outcome = Outcome(system.name, len(stories))
    by_url = {system.site + system.path(story): story for story in stories}
    held: dict[str, list[dict[str, Any]]] = {}
    for record in sorted(lines(archive), key=lambda each: each["version"]):
        held.setdefault(record["url"], []).append(record)
    outcome.missed = [url for url in by_url if url not in held]
    outcome.found = len(by_url) - len(outcome.missed)
    outcome.phantoms = [
        f"{url} {each[0]['headline']!r}" for url, each in held.items() if url not in by_url
    ]
    names = Counter(versions[0]["headline"] for versions in held.values())
    outcome.twice = sum(number - 1 for number in names.values())
    for url, story in by_url.items():
        _judge_story(outcome, system, story, held.get(url, []))
    gone = [event["url"] for event in _withdrawals(archive)]
    expected = {url for url, story in by_url.items() if story.withdrawn}
    outcome.withdrawn = len(expected.intersection(gone))
    outcome.wrongly_withdrawn = [url for url in gone if url not in expected]
    outcome.unwell = [
        f"after {run.after}: exit {run.status}, {run.report.get('reasons')} {run.log[-1500:]}"
        for run in runs
        if run.status or "Traceback" in run.log
    ]
    return outcome


def _judge_story(
    outcome: Outcome, system: System, story: Story, versions: list[dict[str, Any]]
) -> None:
    editions = [story] if story.edited == story else [story, story.edited]
    latest = {record["version"]: record for record in versions}
    for edition, record in zip(editions, latest.values(), strict=False):
        for name, value in expected(edition).items():
            wanted = value
            if name in system.untold:
                continue
            got = given(record, name)
            if system.tells_days and isinstance(wanted, datetime):
                wanted = wanted.astimezone(HOME).date().isoformat()
            if name == "inLanguage" and got and got.startswith(f"{wanted}-"):
                got = wanted  # a system names a country, too: en-US
            if got == wanted:
                outcome.right += 1
            else:
                outcome.wrong.append(f"{story.slug} {name}: {got!r}, published {wanted!r}")
    outcome.edits += len(editions) == 2 and len(latest) >= 2
    outcome.invented += [
        f"{story.slug}, version {record['version']}: {record['provenance'].get('changed')}"
        for record in list(latest.values())[len(editions) :]
    ]


def _withdrawals(archive: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(archive.glob("events/*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)


def expected(story: Story) -> dict[str, Any]:
    """Return what the record of a story is to say, by the names of `FIELDS`."""
    told = {
        "headline": " ".join(story.headline.split()),
        "articleBody": "\n".join(story.body),
        "author": [story.author],
        "datePublished": story.published.astimezone(UTC),
        "articleSection": [story.section],
        "keywords": sorted(story.tags),
        "inLanguage": story.language,
        "caption": [story.caption] if story.caption else [],
    }
    assert told.keys() == FIELDS
    return told


def given(record: dict[str, Any], name: str) -> Any:
    """Return what a record says, in the form of `expected`."""
    value = record.get(name)
    match name:
        case "author":
            return [person["name"] for person in value or ()]
        case "datePublished":
            moment = datetime.fromisoformat(value) if value else None
            return moment.astimezone(UTC) if moment and moment.tzinfo else value
        case "keywords":
            return sorted(value or ())
        case "articleSection":
            return [value] if isinstance(value, str) else value or []
        case "caption":
            images = record.get("image", ())
            return [image["caption"] for image in images if image.get("caption")]
    return value
