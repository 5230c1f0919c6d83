"""A run has a number of its own, and accounts for its addresses until it has ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.ledger.ledger import Ledger


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    yield opened
    opened.close()


def rows(ledger: Ledger, table: str) -> list[dict[str, Any]]:
    found = ledger.every(table)
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def test_each_run_has_the_next_number(ledger: Ledger) -> None:
    runs = [ledger.begin("news", {"site": "a"}, float(n), "a.example") for n in range(3)]

    assert runs == [1, 2, 3]


def test_a_run_that_was_only_begun_has_no_end_and_no_report(ledger: Ledger) -> None:
    ledger.begin("news", {"b": 2, "a": 1}, 5.0, "a.example")

    [row] = rows(ledger, "runs")

    assert (row["spider"], row["started_at"], row["site"]) == ("news", 5.0, "a.example")
    assert (row["ended_at"], row["report"]) == (None, None)
    assert list(json.loads(row["arguments"])) == ["a", "b"]


def test_the_report_of_a_run_is_kept_in_any_script(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 5.0)
    ledger.end(run, 9.0, {"site": "渡口", "stored": 3})

    [row] = rows(ledger, "runs")

    assert row["ended_at"] == 9.0
    assert json.loads(row["report"]) == {"site": "渡口", "stored": 3}


def test_a_run_without_a_site_is_of_none_and_one_of_several_is_of_each(ledger: Ledger) -> None:
    ledger.begin("news", {}, 1.0)
    ledger.begin("news", {}, 2.0, "a.example", "b.example")

    found = sorted((row["run"], row["site"]) for row in rows(ledger, "run_sites"))

    assert found == [(2, "a.example"), (2, "b.example")]
