"""The runs of which an archive holds files: when each began, and what its report says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from crawler import patterns as re
from crawler.archive.check_inventory import run_of
from crawler.archive.check_lines import UNREADABLE

_NAME = re.compile(r"(\d{14})-(\d+)")


class Run(NamedTuple):
    """A run of which the archive holds files."""

    id: int
    started_at: float
    site: str = ""
    report: dict[str, Any] | None = None
    fetched: bool = False
    ahead: float = 0.0
    """Seconds that its clock was ahead of the one by which its captures are dated."""


def moment_of(date: str) -> float:
    """Return a time in seconds; 0 for a text that is none."""
    try:
        return datetime.fromisoformat(date).timestamp()
    except ValueError:
        return 0.0


def runs_of(root: Path, names: list[str]) -> dict[str, Run]:
    """Return every run that the archive has files of, by the name they bear; oldest first."""
    stems = sorted({run_of(name) for name in names})
    fetched = {run_of(name) for name in names if name.startswith("warc/")}
    runs: dict[str, Run] = {}
    taken: set[int] = set()
    for stem in stems:
        report = _report(root / "reports" / f"{stem}.json")
        wanted = int(_NAME.fullmatch(stem)[2]) if stem else 0  # type: ignore[index]
        number = wanted if wanted and wanted not in taken else max(taken, default=0) + 1
        taken.add(number)
        sites = [site for site in (report or {}).get("sites", {}) if site]
        runs[stem] = Run(
            number,
            _started(stem, report),
            sites[0] if len(sites) == 1 else "",
            report,
            stem in fetched,
        )
    return runs


def _started(stem: str, report: dict[str, Any] | None) -> float:
    if report and isinstance(report.get("at"), int | float):
        return float(report["at"]) - float(report.get("seconds", 0.0))
    if not stem:
        return 0.0
    try:
        return datetime.strptime(stem[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0


def _report(path: Path) -> dict[str, Any] | None:
    try:
        report = json.loads(path.read_bytes())
    except (*UNREADABLE, OSError):
        return None
    return report if isinstance(report, dict) else None
