"""A run may take place as if it were another moment; its clock goes on all the same."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from crawler.run.clock import Clock


@pytest.mark.parametrize(
    ("run_at", "start"),
    [
        ("2026-02-05T08:00:00+00:00", datetime(2026, 2, 5, 8, tzinfo=UTC)),
        ("2026-02-05T08:00:00", datetime(2026, 2, 5, 8, tzinfo=UTC)),
        ("2026-02-05T08:00:00+08:00", datetime(2026, 2, 5, 0, tzinfo=UTC)),
        ("2026-02-05", datetime(2026, 2, 5, tzinfo=UTC)),
    ],
)
def test_a_run_begins_when_it_is_said_to(
    run_at: str, start: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_000.0)
    clock = Clock(run_at)
    begun = clock.now()
    monkeypatch.setattr(time, "time", lambda: 1_090.0)

    assert (begun, clock.now() - begun) == (start.timestamp(), 90.0)


@pytest.mark.parametrize("unsaid", [None, ""])
def test_without_a_word_it_is_the_time_of_the_machine(
    unsaid: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_234.5)

    assert Clock(unsaid).now() == 1_234.5


def test_a_moment_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="last Monday"):
        Clock("last Monday")


def test_the_day_is_that_of_the_run() -> None:
    assert Clock("2026-02-05T23:59:00-02:00").today() == (2026, 2, 6)
