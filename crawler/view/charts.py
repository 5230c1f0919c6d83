"""Plots as SVG that a server writes: no script, readable in light and dark, and as a table.

    runs -> charts_of(runs, lateness) -> Chart -> svg(chart)

The colours are classes of `static/view.css`. https://www.w3.org/TR/SVG2/
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from crawler.view.shown import plain, span_shown

WIDTH, HEIGHT = 560, 190
LEFT, RIGHT, TOP, BOTTOM = 60, 8, 10, 26
"""Room around a plot for what stands at its axes."""

ROW = 56
"""Height of a row, where each series has one of its own."""

ROOM = 22
"""Height in a row for its name."""

SERIES = 6
"""Colours there are: sites beyond that are told in the table alone."""

LABELS = 6
"""Moments that stand below a plot."""

STORED = ("stored", "version", "withdrawn")


class Column(NamedTuple):
    """A run, in a plot."""

    label: str
    """What stands below it."""

    values: tuple[float | None, ...]
    """Of each series; None where there is none."""

    link: str = ""


class Chart(NamedTuple):
    """A plot."""

    title: str
    note: str
    """What is counted, in a sentence."""

    series: tuple[str, ...]
    columns: tuple[Column, ...]
    kind: str = "bars"
    """``bars`` stand on each other; of ``rows`` each series has one, over one scale."""

    unit: str = ""
    """``s`` for seconds."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to plot."""
        return not any(value for column in self.columns for value in column.values)


class Run(NamedTuple):
    """What of a report is plotted."""

    number: int
    at: float
    report: Mapping[str, Any]
    link: str = ""


def charts_of(
    runs: Sequence[Run], lateness: Mapping[str, Mapping[int, float]], host: str = ""
) -> list[Chart]:
    """Return the plots of runs, the oldest first: of all sites, or of one."""
    told = [_counts(run.report, host) for run in runs]
    labels = [_label(run.at) for run in runs]
    reasons = _most(told, "failed")
    sites = sorted(lateness, key=lambda site: -len(lateness[site]))[:SERIES]
    columns = zip(labels, told, runs, strict=True)
    stories, failures, late = [], [], []
    for label, count, run in columns:
        stories.append(Column(label, tuple(count.get(term, 0.0) for term in STORED), run.link))
        failed = count["failed"]
        rest = sum(number for reason, number in failed.items() if reason not in reasons)
        values = *(failed.get(reason, 0) for reason in reasons), *([rest] if rest else [])
        failures.append((label, values, run.link))
        each = tuple(lateness[site].get(run.number) for site in sites)
        late.append(Column(label, each, run.link))
    has_rest = any(len(values) > len(reasons) for _, values, _ in failures)
    width = len(reasons) + has_rest
    failed = tuple(
        Column(label, values + (0.0,) * (width - len(values)), link)
        for label, values, link in failures
    )
    return [
        Chart("Stories", "New stories, new versions and withdrawals of each run.",
              ("new", "changed", "withdrawn"), tuple(stories)),
        Chart("Failures", "Addresses that could not be had, read or kept, by reason.",
              (*reasons, *["others"] * has_rest), failed),
        Chart("Lateness", "From publication to capture: the median of a run's new stories, of "
              "those that were published with their time in the week before.",
              tuple(sites), tuple(late), "rows", "s"),
    ]  # fmt: skip


def _counts(report: Mapping[str, Any], host: str) -> dict[str, Any]:
    """Return what a report counts: of a run, or of one of its sites."""
    sites = report.get("sites")
    if host:
        named = sites if isinstance(sites, dict) else {}
        told: Any = next((named[name] for name in (host, f"www.{host}") if name in named), {})
        failed = told.get("failed") if isinstance(told, dict) else {}
    else:
        told = report
        reasons = report.get("reasons")
        failed = {
            name.partition("/")[2]: number
            for name, number in (reasons if isinstance(reasons, dict) else {}).items()
            if name.startswith("failed/")
        }
        unexplained = _number(report.get("failed")) - sum(map(_number, failed.values()))
        if unexplained > 0:
            failed["unknown"] = unexplained
    counted: dict[str, Any] = {
        term: _number(told.get(term) if isinstance(told, dict) else 0) for term in STORED
    }
    counted["failed"] = {
        str(reason): _number(number)
        for reason, number in (failed if isinstance(failed, dict) else {}).items()
    }
    return counted


def _number(value: Any) -> float:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_one and 0 <= value < 1e15 else 0.0  # noqa: PLR2004 a hostile count


def _most(told: Sequence[Mapping[str, Any]], term: str) -> list[str]:
    """Return the reasons that were most frequent."""
    sums: dict[str, float] = {}
    for each in told:
        for reason, number in each[term].items():
            sums[reason] = sums.get(reason, 0) + number
    return sorted(filter(sums.get, sums), key=lambda reason: -sums[reason])[: SERIES - 1]


def _label(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "?"


# --- drawing


def svg(chart: Chart) -> Markup:
    """Return a plot as an SVG element."""
    is_rows = chart.kind == "rows"
    height = TOP + ROW * len(chart.series) + BOTTOM if is_rows else HEIGHT
    parts = [*(_rows if is_rows else _bars)(chart), *_labels(chart, height)]
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(WIDTH, height, chart.title, Markup("").join(parts))


def _line_across(y: float, label: str) -> Markup:
    return Markup(
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="tick" x="{}" y="{}" text-anchor="end">{}</text>'
    ).format(LEFT, WIDTH - RIGHT, _fine(y), _fine(y), LEFT - 6, _fine(y + 4), label)


def _bars(chart: Chart) -> list[Markup]:
    """Return columns of what each run has of every series, on each other."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(chart.columns))
    width = min(28.0, step * 0.8)
    sums = (sum(value or 0.0 for value in column.values) for column in chart.columns)
    ticks = _ticks(max(sums, default=0.0), chart.unit)

    def height(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / ticks[-1]

    parts = [_line_across(height(tick), _short(tick, chart.unit)) for tick in ticks]
    for n, column in enumerate(chart.columns):
        x, base = LEFT + step * (n + 0.5) - width / 2, 0.0
        stack = []
        for k, value in enumerate(column.values):
            if value:
                y = height(base + value)
                stack.append(Markup('<rect class="s{}" x="{}" y="{}" width="{}" height="{}"/>')
                             .format(k + 1, _fine(x), _fine(y), _fine(width),
                                     _fine(max(0.5, height(base) - y))))  # fmt: skip
                base += value
        if stack:
            parts.append(_linked(column, chart, Markup("").join(stack)))
    return parts


def _rows(chart: Chart) -> list[Markup]:
    """Return a row for each series: its values over the runs, all to one scale."""
    step = (WIDTH - LEFT - RIGHT) / max(1, len(chart.columns))
    top = max((value or 0.0 for column in chart.columns for value in column.values), default=0.0)
    top = _ticks(top, chart.unit)[-1]
    parts = []
    for k, name in enumerate(chart.series):
        base = TOP + ROW * (k + 1)
        points = [(LEFT + step * (n + 0.5), base - (ROW - ROOM) * value / top, column)
                  for n, column in enumerate(chart.columns)
                  if (value := column.values[k]) is not None]  # fmt: skip
        path = " ".join(f"{_fine(x)},{_fine(y)}" for x, y, _ in points)
        parts += [
            _line_across(base, "0"),
            _line_across(base - (ROW - ROOM), _short(top, chart.unit)),
            Markup('<text class="tick" x="{}" y="{}">{}</text>').format(
                LEFT, base - ROW + 14, plain(name)
            ),
            Markup('<polyline class="l{}" points="{}"/>').format(k + 1, path),
        ]
        for x, y, column in points:
            dot = Markup('<circle class="s{}" cx="{}" cy="{}" r="2.5"/>').format(
                k + 1, _fine(x), _fine(y)
            )
            one = chart._replace(series=(name,))
            parts.append(_linked(column._replace(values=(column.values[k],)), one, dot))
    return parts


def _linked(column: Column, chart: Chart, shape: Markup) -> Markup:
    told = [f"{plain(name)} {_value(value, chart.unit)}"
            for name, value in zip(chart.series, column.values, strict=True) if value]  # fmt: skip
    named = Markup("<g><title>{}</title>{}</g>").format(
        f"{column.label}: {', '.join(told) or 'none'}", shape
    )
    return Markup('<a href="{}">{}</a>').format(column.link, named) if column.link else named


def _labels(chart: Chart, height: int) -> list[Markup]:
    """Return the days that stand below a plot."""
    count = len(chart.columns)
    step = (WIDTH - LEFT - RIGHT) / max(1, count)
    every = max(1, math.ceil(count / LABELS))
    labels: list[Markup] = []
    for n in range(0, count, every):
        x, day = min(LEFT + step * (n + 0.5), WIDTH - RIGHT - 16), chart.columns[n].label[5:10]
        labels.append(
            Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>').format(
                _fine(x), height - 8, day
            )
        )
    return labels


def _ticks(top: float, unit: str) -> list[float]:
    """Return values for the lines across a plot, from 0 to above its highest.

    >>> _ticks(7, ""), _ticks(4200, "s")
    ([0, 2, 4, 6, 8], [0, 1800, 3600, 5400])
    """
    steps = [1, 2, 5, 10, 20, 50] if unit != "s" else [
        10, 30, 60, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800]  # fmt: skip
    while top / steps[-1] > 4:  # noqa: PLR2004 lines
        steps.append(steps[-3 if unit != "s" else -1] * (10 if unit != "s" else 2))
    step = next(step for step in steps if top / step <= 4)  # noqa: PLR2004
    return [step * n for n in range(max(1, math.ceil(top / step)) + 1)]


def _fine(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _short(value: float, unit: str) -> str:
    """Return a value as it stands beside a line across a plot, where there is little room.

    >>> _short(20, ""), _short(1_500, ""), _short(20_000, ""), _short(3_000_000, "")
    ('20', '1.5k', '20k', '3M')
    """
    for sign, size in (("M", 1e6), ("k", 1e3)) if unit != "s" else ():
        if value >= size:
            return f"{value / size:.1f}".removesuffix(".0") + sign
    return _value(value, unit)


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return span_shown(value) if unit == "s" else f"{value:,.0f}"
