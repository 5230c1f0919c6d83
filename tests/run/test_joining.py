"""A process takes its place in a fleet, and brings to an end what dead ones have left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.archive.segment import OPEN, SegmentError
from crawler.archive.writers import Writers
from crawler.ledger.database import LedgerError
from crawler.ledger.fleets import Fleet, Start
from crawler.ledger.ledger import Ledger
from crawler.run.clock import Clock
from crawler.run.host_limits import Budget, HostLimits
from crawler.run.in_flight import InFlight
from crawler.run.joining import Place, leave, take_place
from crawler.run.leases import Leases
from crawler.run.run_state import RunState
from crawler.run.site_stats import SiteStats
from tests.in_process import settings_for
from tests.shared_ledger import change

SITES = tuple(Start(f"{n}.example", f"http://{n}.example/", "page") for n in "abc")
BEGUN = 1_770_278_400.0  # 2026-02-05 08:00 UTC
LINES = b'{"n": 1}\n'


class Joined:
    """A process that has joined, and what it knows."""

    def __init__(self, root: Path, ledger: str, starts: tuple[Start, ...] = SITES) -> None:
        self.state = RunState(spider="news", started=BEGUN)
        settings = settings_for(root, LEDGER=ledger, FLEET_LEASE=30.0)
        self.place: Place = take_place(root, settings, self.state, {}, Fleet("papers", starts))
        self.ledger = self.place.ledger

    def leases(self) -> Leases:
        clock = Clock()
        hosts = HostLimits(clock.now, Budget(), 60.0)
        return Leases(self.ledger, hosts, InFlight(), self.state, clock)

    def close(self) -> None:
        self.place.segments.close()
        self.ledger.close()


Enter = Callable[..., Joined]


@pytest.fixture
def enter(shared_place: str, tmp_path: Path) -> Iterator[Enter]:
    """Have a process join; each call is another."""
    joined: list[Joined] = []

    def enter(starts: tuple[Start, ...] = SITES, folder: str = "archive") -> Joined:
        joined.append(Joined(tmp_path / folder, shared_place, starts))
        return joined[-1]

    yield enter
    for each in joined:
        each.close()


def test_each_process_of_a_run_has_a_name_of_its_own_for_its_files(enter: Enter) -> None:
    one, two = enter(), enter(())

    names = [each.place.name for each in (one, two)]

    assert names == ["20260205080000-00001-w1", "20260205080000-00001-w2"]
    assert [each.state.number for each in (one, two)] == [1, 1]
    assert one.state.sites == two.state.sites == ("a.example", "b.example", "c.example")
    assert one.state.is_of_several


def test_a_fleet_of_one_site_is_a_run_of_one(enter: Enter) -> None:
    assert not enter(SITES[:1]).state.is_of_several


def test_what_a_dead_process_committed_is_sealed_and_the_rest_is_taken_back(
    enter: Enter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    dead = enter()
    name = dead.place.segments.segment("articles", dead.place.name).append(LINES).file
    dead.place.segments.sync()
    dead.place.segments.committed()
    dead.ledger.commit([], {name: len(LINES)}, dead.state.number)
    dead.place.segments.segment("articles", dead.place.name).append(b"half a li")
    dead.close()

    next_one = enter()

    assert next_one.state.sealed == [name]
    assert (tmp_path / "archive" / name).read_bytes() == LINES
    assert next_one.ledger.segments() == {name: (len(LINES), True)}
    assert "took back 9 bytes" in caplog.text


def test_what_a_living_process_writes_is_left_alone(enter: Enter, tmp_path: Path) -> None:
    one = enter()
    name = one.place.segments.segment("articles", one.place.name).append(LINES).file
    one.place.segments.sync()
    one.place.segments.committed()
    one.ledger.commit([], {name: len(LINES)}, one.state.number)

    two = enter()

    assert two.state.sealed == []
    assert (tmp_path / "archive" / (name + OPEN)).read_bytes() == LINES


def test_a_process_that_finds_no_fleet_leaves_nothing_held(
    enter: Enter, tmp_path: Path, shared_place: str
) -> None:
    with pytest.raises(LedgerError, match="no fleet is called 'papers'"):
        enter(())

    assert enter().ledger.writer == 1
    (tmp_path / "file").write_text("")
    with pytest.raises(SegmentError, match="cannot hold an archive"):
        enter(folder="file")
    ledger = Ledger(shared_place)
    assert [each["left"] for each in ledger.fleets.overview()] == [False]
    ledger.close()


def test_a_process_whose_number_lives_leaves_the_fleet_again(
    enter: Enter, tmp_path: Path, shared_place: str
) -> None:
    enter()
    other = Writers(tmp_path / "archive")
    other.begin(2)

    with pytest.raises(SegmentError, match=r"writer 2 of .* lives already"):
        enter()

    ledger = Ledger(shared_place)
    assert [each["left"] for each in ledger.fleets.overview()] == [False, True]
    ledger.close()


def test_giving_up_lets_the_next_run_begin(enter: Enter) -> None:
    one = enter()

    one.place.give_up()

    assert enter().state.number == 2


def test_the_last_to_leave_is_told_what_all_have_done(enter: Enter) -> None:
    one, two = enter(), enter()
    notes = [SiteStats(), SiteStats()]
    for each, found, fetched in zip((one, two), notes, (3, 4), strict=True):
        each.state.fetched = found.sites["a.example"].fetched = fetched

    ends = [leave(each.ledger, each.leases(), found, each.state)
            for each, found in zip((one, two), notes, strict=True)]  # fmt: skip

    assert ends == [False, True]
    assert (one.state.sites, one.state.is_of_several) == ((), False)
    assert (two.state.fetched, notes[1].sites["a.example"].fetched) == (7, 7)
    assert notes[0].sites["a.example"].fetched == 3


def test_a_run_that_nobody_is_left_of_is_accounted_for_by_who_joins(
    enter: Enter, shared_place: str, caplog: pytest.LogCaptureFixture
) -> None:
    enter().close()
    change(shared_place, "UPDATE members SET until = 0")

    two = enter()

    assert "run 1 of papers had no process left" in caplog.text
    assert two.state.number == 2
    report = two.ledger.accounts.report(1)
    assert report
    assert report["finish_reason"] == "processes-lost"
