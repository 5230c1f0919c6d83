"""Plots of runs are SVG that says what it shows, of whatever a report holds."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from crawler.view.charts import (
    HEIGHT,
    LABELS,
    SERIES,
    Chart,
    Column,
    Run,
    charts_of,
    svg,
)

DAY = 86_400.0
NOON = 1_770_638_400.0
"""2026-02-09 12:00 in UTC."""


def run(number: int, **report: Any) -> Run:
    return Run(number, NOON + (number - 1) * DAY, report, f"/run/{number}")


def test_stories_and_failures_of_each_run_are_counted_the_oldest_first() -> None:
    runs = [
        run(1, stored=3, version=1, failed=2, reasons={"failed/timeout": 2}),
        run(2, stored=5, withdrawn=1, failed=3, reasons={"failed/dns": 1, "skipped/robots": 9}),
    ]

    stories, failures, lateness = charts_of(runs, {})

    assert stories.columns == (
        Column("2026-02-09 12:00", (3.0, 1.0, 0.0), "/run/1"),
        Column("2026-02-10 12:00", (5.0, 0.0, 1.0), "/run/2"),
    )
    assert failures.series == ("timeout", "unknown", "dns")
    assert [column.values for column in failures.columns] == [(2, 0, 0), (0, 2, 1)]
    assert lateness.is_empty
    assert not stories.is_empty


def test_reasons_beyond_the_colours_are_one_and_stand_last() -> None:
    reasons = {f"failed/r{n}": 10 - n for n in range(SERIES + 2)}

    _, failures, _ = charts_of([run(1, failed=0, reasons=reasons), run(2)], {})

    assert failures.series == ("r0", "r1", "r2", "r3", "r4", "others")
    assert [column.values for column in failures.columns] == [
        (10, 9, 8, 7, 6, 5 + 4 + 3), (0, 0, 0, 0, 0, 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["quay.example", "www.quay.example"])
def test_of_one_site_what_its_own_account_counts(name: str) -> None:
    sites = {name: {"stored": 2, "failed": {"dns": 4}}, "b.example": {"stored": 9}}

    stories, failures, _ = charts_of([run(1, stored=11, sites=sites)], {}, "quay.example")

    assert stories.columns[0].values == (2, 0, 0)
    assert (failures.series, failures.columns[0].values) == (("dns",), (4,))


def test_lateness_is_of_the_sites_with_most_runs_and_open_where_there_is_none() -> None:
    late = {f"s{n}.example": dict.fromkeys(range(n), 60.0 * n) for n in range(SERIES + 3)}

    *_, chart = charts_of([run(1), run(99)], late)

    assert chart.series == tuple(f"s{n}.example" for n in range(SERIES + 2, 2, -1))
    assert chart.columns[0].values[0] == 60.0 * (SERIES + 2)
    assert set(chart.columns[1].values) == {None}


@pytest.mark.parametrize(
    "report",
    [
        {"stored": "many", "failed": None, "reasons": [1], "sites": 7},
        {"stored": -1, "failed": float("nan"), "reasons": {"failed/x": "y"}},
        {"stored": True, "failed": 1e300, "reasons": None, "sites": {"a.example": []}},
        {"stored": float("inf"), "sites": {"a.example": {"failed": [1]}}},
    ],
)
def test_a_report_that_holds_anything_is_counted_as_nothing(report: dict[str, Any]) -> None:
    for host in ("", "a.example"):
        for chart in charts_of([Run(1, float("inf"), report)], {}, host):
            ET.fromstring(svg(chart))
            assert chart.is_empty
            assert [column.label for column in chart.columns] == ["?"]


CHART = Chart(
    "Stories <of> runs",
    "What is counted.",
    ("new", "changed"),
    tuple(Column(f"2026-02-{n:02} 12:00", (float(n), 1.0), f"/run/{n}?a&b") for n in range(1, 31)),
)


def test_a_plot_is_one_element_that_says_what_it_shows() -> None:
    drawn = ET.fromstring(svg(CHART))
    tags = [each.tag.rpartition("}")[2] for each in drawn.iter()]
    texts = [each.text for each in drawn.iter() if each.tag.endswith("title")]

    assert drawn.get("aria-label") == "Stories <of> runs"
    assert tags.count("rect") == 60
    assert texts[1] == "2026-02-02 12:00: new 2, changed 1"
    links = [each.get("href") for each in drawn.iter() if each.tag.endswith("}a")]
    assert links[:2] == ["/run/1?a&b", "/run/2?a&b"]
    assert not re.search(r"\bstyle=|<script|\bon\w+=", svg(CHART))


def test_bars_stand_on_each_other_within_the_plot() -> None:
    rects = [each for each in ET.fromstring(svg(CHART)).iter() if each.tag.endswith("rect")]
    first, second = ({name: float(each.get(name, 0)) for name in ("x", "y", "height")}
                     for each in rects[-2:])  # fmt: skip

    assert first["x"] == second["x"]
    assert second["y"] + second["height"] == pytest.approx(first["y"], abs=0.2)
    assert all(0 < float(each.get("y", 0)) < HEIGHT for each in rects)


def test_some_of_many_days_stand_below_a_plot() -> None:
    days = re.findall(r">(\d\d-\d\d)<", svg(CHART))

    assert days == ["02-01", "02-06", "02-11", "02-16", "02-21", "02-26"]
    assert len(days) == LABELS


def test_each_series_has_a_row_of_its_own_without_what_is_not_known() -> None:
    columns = (Column("2026-02-09 12:00", (600.0, None)), Column("2026-02-10 12:00", (60.0, 0.0)))
    drawn = svg(Chart("Late", "", ("a\u202e", "b"), columns, "rows", "s"))

    assert drawn.count("<polyline") == 2
    assert drawn.count("<circle") == 3
    assert "\u202e" not in drawn
    assert "<title>2026-02-09 12:00: a" in drawn
    assert "10 min</title>" in drawn


def test_a_plot_of_nothing_is_drawn() -> None:
    for kind in ("bars", "rows"):
        ET.fromstring(svg(Chart("None", "", (), (), kind)))
