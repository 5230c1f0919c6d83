"""A crawl on a schedule, killed now and then, misses nothing and asks for nothing twice."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.schedule import DELAY, Life, beyond_schedule, figures, live
from tests.simulator import (
    DAY,
    DOWN,
    EPOCH,
    FEED_LOST,
    HOUR,
    MENDED,
    QUIET,
    REBUILT,
    Portal,
)  # fmt: skip

WINDOW = 20
"""Requests over which the delay is measured: one may be held up on its way by the machine."""


def stories_lost(life: Life) -> list[str]:
    """Return the stories that no run of the schedule has brought home, and should have."""
    held = life.held()
    told = [s for s in life.portal.stories if EPOCH - DAY < s.published <= life.end - 12 * HOUR]
    seen = [s for s in told if (version := s.at(life.end)) and version.paragraphs]
    return [story.path for story in seen if story.path not in held]


def hurried(life: Life) -> list[float]:
    """Return how many seconds stretches of requests took that came faster than the delay."""
    arrived = [asked.at for asked in life.portal.asked]
    stretches = [b - a for a, b in zip(arrived, arrived[WINDOW:], strict=False)]
    return [seconds for seconds in stretches if seconds < WINDOW * DELAY * 0.95]


def check(life: Life) -> None:
    """Hold what must be true of every schedule, however it was disturbed."""
    told = figures(life)
    assert told.twice == 0
    assert not stories_lost(life)
    assert not life.asked_twice()
    assert not beyond_schedule(life)
    assert not hurried(life)
    assert not [a.path for a in life.portal.asked if a.path.startswith("/private")]
    assert told.trapped < 0.1
    assert all(report["balances"] for report in life.reports.values())
    assert life.portal.now == life.end


@pytest.mark.long
def test_two_days_of_runs_every_six_hours(tmp_path: Path) -> None:
    life = live(Portal(seed=3, days=2), tmp_path / "archive", days=2, kills=0.3)

    assert life.killed
    check(life)


TROUBLES = {
    "source": (FEED_LOST, FEED_LOST + 10 * DAY),
    "layout": (REBUILT, MENDED + 2 * DAY),
    "quiet": (QUIET[0], QUIET[1] + DAY),
}
"""When reports must tell of what goes wrong at the portal; at no other time is there anything."""


def check_alarms(life: Life) -> None:
    """Hold that what went wrong was told, and nothing else."""
    told = {now: {alarm["kind"] for alarm in report["alarms"]}
            for now, report in life.reports.items()}  # fmt: skip
    for kind, (begin, end) in TROUBLES.items():
        assert any(kind in kinds for now, kinds in told.items() if begin <= now <= end), kind
    windows = (*TROUBLES.values(), (DOWN[0], DOWN[1] + DAY))
    false = [now for now, kinds in told.items() if kinds
             and not any(begin <= now <= end for begin, end in windows)]  # fmt: skip
    assert false == []
    drifted = [folder for report in life.reports.values() for folder in report["drifted"]]
    assert drifted
    assert all((life.archive / folder / "drift.json").is_file() for folder in drifted)
    down = [report for now, report in life.reports.items() if DOWN[0] <= now < DOWN[1]]
    assert all(report["exit_status"] for report in down)


@pytest.mark.long
def test_sixty_days_of_runs_every_six_hours(tmp_path: Path) -> None:
    portal = Portal(seed=1)
    life = live(portal, tmp_path / "archive", days=60)
    told = figures(life)

    check(life)
    check_alarms(life)
    assert told.coverage == 1
    withdrawn = {s.path for s, version in life.settled() if not version.paragraphs}
    assert withdrawn & life.held().keys() <= life.withdrawn()
    for path, versions in life.held().items():
        assert all(a.at <= b.at for a, b in pairwise(versions)), path
