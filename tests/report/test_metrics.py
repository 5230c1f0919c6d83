"""The report of a run as the library of Prometheus itself reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from crawler.outcomes import Outcome
from crawler.report.alarms import KINDS
from crawler.report.metrics import metrics, write

QUAY, BOAT = "quay.example", "boat.example"
Samples = dict[tuple[str, ...], float]


def report(**more: Any) -> dict[str, Any]:
    told = {"bytes": 100, "fetched": 3, "median_length": 812.5}
    return {
        "at": 1.5e9, "seconds": 2, "exit_status": 0, "discovered": 3, "alarms": [],
        "sites": {QUAY: {**told, Outcome.STORED: 2, Outcome.FAILED: {"timeout": 1}}},
    } | more  # fmt: skip


def samples(text: str, name: str) -> Samples:
    """Return the samples of one name by the values of their labels, sorted by the labels."""
    return {
        tuple(value for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


def test_each_outcome_is_told_by_site_and_reason() -> None:
    told = samples(metrics(report(), [QUAY]), "crawler_run_addresses")

    assert told == {("stored", "", QUAY): 2.0, ("failed", "timeout", QUAY): 1.0}


def test_what_is_of_the_whole_run_is_told_of_each_site() -> None:
    text = metrics(report(exit_status=1), [QUAY, BOAT])

    assert samples(text, "crawler_run_exit_status") == {(QUAY,): 1.0, (BOAT,): 1.0}
    assert samples(text, "crawler_site_fetched_bytes") == {(QUAY,): 100.0}
    assert samples(text, "crawler_site_median_body_characters") == {(QUAY,): 812.5}


def test_an_alarm_is_its_site_s_and_one_of_nobody_s_is_every_site_s() -> None:
    kinds = list(KINDS)
    alarms = [{"kind": kinds[0], "site": QUAY}, {"kind": kinds[1]}]
    told = samples(metrics(report(alarms=alarms), [QUAY, BOAT]), "crawler_alarms")

    assert {key for key, value in told.items() if value} == {
        (kinds[0], QUAY), (kinds[1], QUAY), (kinds[1], BOAT),
    }  # fmt: skip
    assert len(told) == 2 * len(kinds)


def test_a_run_of_no_site_is_told_all_the_same() -> None:
    assert samples(metrics(report(sites={}), []), "crawler_run_duration_seconds") == {("",): 2.0}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_name_of_any_letters_comes_back_as_it_is(site: str) -> None:
    if {*site} & {*"\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"}:
        return  # no host has them, and the library splits its lines there
    told = samples(metrics(report(sites={}), [site]), "crawler_run_exit_status")

    assert told == {(site,): 0.0}


def test_a_file_takes_the_place_of_the_last_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "crawler.prom"
    for text in ("old\n", "new\n"):
        write(path, text)

    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "crawler.prom": "new\n"
    }


def test_a_file_that_cannot_be_written_leaves_the_last_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "crawler.prom"
    write(path, "old\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write(path, "new\n")

    assert path.read_text() == "old\n"
