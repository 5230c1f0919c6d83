"""A site is measured against its own past, and what calls for a look is told in one line."""

from __future__ import annotations

import pytest

from crawler.ledger.accounts import Poll
from crawler.report.alarms import DAY, HOUR, Figures, broken_layout, error_rate, lost_source, quiet

WORKDAYS = [
    day * DAY + hour * HOUR for day in range(35) if day % 7 < 5 for hour in (8, 10, 12, 15, 18)
]
"""A paper that sleeps at night and over the weekend: the last story on a Friday, at 18."""

FRIDAY = 32 * DAY + 18 * HOUR


@pytest.mark.parametrize(
    ("hours", "is_quiet"),
    [(0, False), (14, False), (62, False), (110, False), (130, True), (400, True)],
)
def test_silence_is_measured_by_the_longest_silences_of_a_month(
    hours: float, *, is_quiet: bool
) -> None:
    times = [moment for moment in WORKDAYS if moment <= FRIDAY]

    assert bool(quiet(times, FRIDAY + hours * HOUR)) == is_quiet


def test_one_holiday_does_not_make_deaf() -> None:
    times = [moment for moment in WORKDAYS if not 14 * DAY <= moment < 21 * DAY]

    assert quiet(times, times[-1] + 7 * DAY)


def every(hours: float, *, days: float) -> list[float]:
    """Return the times of stories that come so many hours apart, for so many days."""
    return [n * hours * HOUR for n in range(int(days * 24 / hours) + 1)]


@pytest.mark.parametrize(
    ("times", "is_quiet"),
    [
        ([], False),
        ([0.0], False),
        ([0.0, 8 * DAY], False),
        (every(6, days=6.5), False),
        (every(6, days=7.5), True),
        (every(24, days=13), False),
        (every(24, days=15), True),
    ],
)
def test_a_site_is_quiet_only_with_a_past_of_a_week_and_of_many_stories(
    times: list[float], *, is_quiet: bool
) -> None:
    assert bool(quiet(times, max(times, default=0.0) + 4 * DAY)) == is_quiet


@pytest.mark.parametrize(("hours", "is_quiet"), [(5, False), (7, True)])
def test_an_agency_that_never_sleeps_may_be_silent_for_some_hours(
    hours: float, *, is_quiet: bool
) -> None:
    times = every(0.5, days=9)

    assert bool(quiet(times, times[-1] + hours * HOUR)) == is_quiet


@pytest.mark.parametrize(("days", "is_quiet"), [(20, False), (36, True)])
def test_what_was_usual_more_than_a_month_ago_counts_no_more(
    days: float, *, is_quiet: bool
) -> None:
    rare, often = every(5 * 24, days=40), every(12, days=days)
    times = [*rare, *(rare[-1] + moment for moment in often)]

    assert bool(quiet(times, times[-1] + 3 * DAY)) == is_quiet


@pytest.mark.parametrize(("age", "is_broken"), [(1.5, True), (2.5, False)])
def test_the_pages_of_two_days_are_counted_together(age: float, *, is_broken: bool) -> None:
    cut = [run(-age * DAY, articles=1, bodiless=4)]
    usual = [run(-(3 + n) * DAY) for n in range(4)]

    assert bool(broken_layout(run(articles=0, bodiless=3), [*cut, *usual])) == is_broken


def run(at: float = 0.0, articles: int = 10, **more: float) -> Figures:
    return Figures(at=at, articles=articles, **{"median_length": 1_000.0, **more})  # type: ignore[arg-type]


PAST = [run(-n * DAY / 4) for n in range(1, 12)]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (run(), None),
        (run(undated=2), None),
        (run(undated=6), "6 of 10 stories carry no date"),
        (run(articles=9, bodiless=3), None),
        (run(articles=5, bodiless=6), "no article was found on 6 of 11 pages"),
        (run(median_length=600.0), None),
        (run(median_length=400.0), "400 characters instead of 1000"),
        (run(articles=0), None),
        (run(articles=2, bodiless=3), None),
    ],
)
def test_a_broken_layout_shows_in_what_pages_lack(now: Figures, said: str | None) -> None:
    told = broken_layout(now, PAST)

    assert bool(told) == bool(said)
    assert not told or (said or "") in told.text


def test_the_pages_of_small_runs_are_counted_together() -> None:
    usual = [run(-n * DAY / 4, articles=2) for n in range(3, 40)]
    cut = [run(-n * DAY / 4, articles=2, median_length=200.0) for n in range(3)]

    assert broken_layout(cut[0], usual) is None
    assert broken_layout(cut[0], [cut[1], cut[2], *usual])


def test_a_site_that_never_gave_dates_has_not_lost_them() -> None:
    assert broken_layout(run(undated=10), [run(undated=10)] * 5) is None


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_a_site_without_a_past_has_no_alarm(runs: int) -> None:
    now = Figures(fetched=10, failed=10, articles=10, undated=10, median_length=1.0)

    assert broken_layout(now, PAST[:runs]) is None
    assert error_rate(now, PAST[:runs]) is None


@pytest.mark.parametrize(
    ("fetched", "failed", "usually", "is_alarm"),
    [(100, 30, 2, True), (100, 15, 2, False), (100, 50, 45, False), (4, 4, 0, False)],
)
def test_an_error_rate_jumps_against_its_own_past(
    fetched: int, failed: int, usually: int, *, is_alarm: bool
) -> None:
    past = [Figures(fetched=100, failed=usually)] * 4

    assert bool(error_rate(Figures(fetched=fetched, failed=failed), past)) == is_alarm


FULL, SAME = Poll("source", "list", 20), Poll("source", "not-modified", None)
EMPTY, GONE = Poll("source", "list", 0), Poll("failed", "http-404", None)


@pytest.mark.parametrize(
    ("polls", "is_lost"),
    [
        ([FULL, FULL], False),
        ([GONE, FULL], False),
        ([GONE, GONE, FULL], True),
        ([EMPTY, EMPTY, FULL], True),
        ([SAME, SAME, FULL], False),
        ([GONE, SAME, GONE, FULL], True),
        ([GONE] * 8, False),
        ([], False),
    ],
    ids=str,
)
def test_a_source_that_stays_empty_is_reported_and_not_for_ever(
    polls: list[Poll], *, is_lost: bool
) -> None:
    assert bool(lost_source("http://a.example/feed", polls)) == is_lost
