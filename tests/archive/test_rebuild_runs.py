"""The runs of an archive are known by the names of its files, and by their reports."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.rebuild_runs import Run, moment_of, runs_of

FIRST, SECOND = "20260205080000-00001", "20260206080000-00002"
EIGHT = datetime(2026, 2, 5, 8, tzinfo=UTC).timestamp()


def reported(root: Path, stem: str, report: Any) -> None:
    """Leave the report of a run."""
    (root / "reports").mkdir(exist_ok=True)
    (root / f"reports/{stem}.json").write_text(
        report if isinstance(report, str) else json.dumps(report)
    )


def test_a_run_without_a_report_began_when_its_name_says(tmp_path: Path) -> None:
    names = [f"warc/{FIRST}-000.warc.gz", f"articles/{FIRST}.jsonl", f"articles/{SECOND}.jsonl"]

    runs = runs_of(tmp_path, names)

    assert runs == {
        FIRST: Run(1, EIGHT, fetched=True),
        SECOND: Run(2, EIGHT + 86_400),
    }


def test_a_report_says_when_its_run_began_and_which_one_site_it_was_of(tmp_path: Path) -> None:
    one = {"at": EIGHT + 90, "seconds": 60.0, "sites": {"a.example": {}, "": {}}}
    two = {"at": EIGHT + 90, "sites": {"a.example": {}, "b.example": {}}}
    reported(tmp_path, FIRST, one)
    reported(tmp_path, SECOND, two)

    runs = runs_of(tmp_path, [f"articles/{FIRST}.jsonl", f"articles/{SECOND}.jsonl"])

    assert runs[FIRST] == Run(1, EIGHT + 30, "a.example", one)
    assert runs[SECOND] == Run(2, EIGHT + 90, "", two)


@pytest.mark.parametrize("report", ["{", "[1]", "7", '{"at": "noon"}'])
def test_a_report_that_is_none_says_nothing(report: str, tmp_path: Path) -> None:
    reported(tmp_path, FIRST, report)

    [run] = runs_of(tmp_path, [f"articles/{FIRST}.jsonl"]).values()

    assert (run.id, run.started_at, run.site) == (1, EIGHT, "")


def test_two_runs_of_one_number_have_two_and_files_of_no_run_are_one(tmp_path: Path) -> None:
    names = [f"articles/{stem}.jsonl" for stem in (FIRST, "20260207080000-00001", "others")]

    runs = runs_of(tmp_path, names)

    assert {stem: run.id for stem, run in runs.items()} == {
        "": 1, FIRST: 2, "20260207080000-00001": 3,
    }  # fmt: skip
    assert runs[""].started_at == 0.0


def test_a_day_that_is_none_begins_nowhere(tmp_path: Path) -> None:
    [run] = runs_of(tmp_path, ["articles/20261305080000-00001.jsonl"]).values()

    assert run == Run(1, 0.0)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-02-05T08:00:00Z", EIGHT),
        ("2026-02-05T09:00:00+01:00", EIGHT),
        ("noon", 0.0),
        ("", 0.0),
    ],
)
def test_a_date_is_a_time_in_seconds_or_none(date: str, moment: float) -> None:
    assert moment_of(date) == moment
