"""The runs of an archive as one page in one file: for a mail, a dashboard, a wall.

    report_file(root, reports) -> HTML with its style and its plots inside, and no script

It is written by `scrapy report --html`.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from crawler.archive.check_lines import UNREADABLE
from crawler.view.charts import Run, charts_of
from crawler.view.line_files import ERRORS, articles_in, lines_of
from crawler.view.noted import host_of, lateness_of, loaded
from crawler.view.templating import prepare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RUNS = 60
"""Runs that are plotted, the newest."""


def report_file(root: Path, reports: Sequence[dict[str, Any]]) -> str:
    """Return the page of the runs with these reports, the oldest first."""
    reports = reports[-RUNS:]
    runs = [Run(_of(report, "run", int), _of(report, "at", float), report) for report in reports]
    late = lateness(root, {run.number for run in runs})
    style = files(__package__).joinpath("static/view.css").read_text("utf-8")
    templates = Environment(loader=PackageLoader("crawler.view"), autoescape=True)
    prepare(templates)
    return templates.get_template("report.html").render(
        archive=root.resolve().name,
        report=reports[-1],
        run=runs[-1],
        runs=runs,
        charts=[chart for chart in charts_of(runs, late) if not chart.is_empty],
        style=Markup(style),  # noqa: S704 ours
        digest=base64.b64encode(sha256(style.encode()).digest()).decode(),
    )


def lateness(root: Path, numbers: set[int]) -> dict[str, dict[int, float]]:
    """Return by site and run how late its new stories were: the median, in seconds."""
    told: dict[str, dict[int, list[int]]] = {}
    for file in articles_in(root):
        if file.run not in numbers:
            continue
        with suppress(*ERRORS):
            for line in lines_of(file):
                with suppress(*UNREADABLE):
                    record = loaded(line.data)
                    late = lateness_of(record)
                    if late is not None and record["version"] == 1:
                        runs = told.setdefault(host_of(record["url"]), {})
                        runs.setdefault(file.run, []).append(late)
    return {site: {run: median(late) for run, late in runs.items()} for site, runs in told.items()}


def _of(report: dict[str, Any], name: str, kind: type) -> Any:
    value = report.get(name)
    return kind(value) if isinstance(value, int | float) else kind(0)
