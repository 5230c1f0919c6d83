"""What a run has come to is counted for it alone, and under names that there are."""

from __future__ import annotations

import pytest

from crawler.run.run_state import RunState


def test_two_runs_count_apart() -> None:
    one, two = RunState(), RunState()

    one.passed_over["image"] += 1
    one.traps["/calendar/N"] += 1
    one.sealed.append("warc/a.warc.gz")

    assert (two.passed_over, two.traps, two.sealed) == ({}, {}, [])


def test_a_counter_that_nobody_reads_cannot_be_counted() -> None:
    with pytest.raises(AttributeError):
        RunState().storde = 1  # type: ignore[attr-defined]


def test_a_run_that_was_not_opened_has_no_number_and_has_failed_at_nothing() -> None:
    state = RunState()

    assert (state.number, state.sites, state.aborted, state.error) == (0, (), False, None)
    assert state.asks
