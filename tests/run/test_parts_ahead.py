"""Parts of a long list are in the ledger before the page that lists them, or are left to it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.frontier.slices import SLICE
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from crawler.run.clock import Clock
from crawler.run.page_task import PageTask
from crawler.run.parts_ahead import Part, PartsAhead
from crawler.run.run_state import RunState

LIST = "https://quay.example/sitemap.xml"


class Run:
    """A run that reads one long list."""

    def __init__(self, place: Path) -> None:
        self.ledger = Ledger(place)
        self.state = RunState(number=self.ledger.begin("news", {}, 0.0))
        self.broken: list[Exception] = []
        self.parts = PartsAhead(self.ledger, self.state, Clock(), self.broken.append)
        self.ledger.add([Link(LIST, "sitemap", priority=60)], None, self.state.number, 0.0)

    @property
    def page(self) -> PageTask:
        return PageTask(self.ledger.address(LIST))

    def listed(self) -> list[str]:
        """Return what the list is known to list still."""
        stories = self.ledger.listings.before(LIST)
        return sorted(each.key for each in stories if each.stated != "")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path / "ledger.sqlite")
    yield run
    run.ledger.close()


def stories(*numbers: int) -> list[Link]:
    return [Link(f"https://quay.example/{n}", "article", None, "2026-02-05") for n in numbers]


def part(*numbers: int) -> Part:
    links = stories(*numbers)
    return Part(found=links, listed=links, proven=[each.url for each in links])


def test_a_part_is_written_down_and_counted_and_its_page_stays_due(run: Run) -> None:
    page = run.page

    assert run.parts.write(page, part(1, 2))
    assert run.parts.write(page, part(3))

    assert (page.ahead, page.found, page.listed) == (3, [], None)
    assert len(run.listed()) == 3
    assert LIST in [each.url for each in run.ledger.due("quay.example", 1.0, 9)]


@pytest.mark.parametrize("state", [{"aborted": True}, {"error": "the disk is full"}])
def test_a_run_that_ends_writes_no_part(state: dict[str, Any], run: Run) -> None:
    for name, value in state.items():
        setattr(run.state, name, value)
    page = run.page

    assert not run.parts.write(page, part(1))

    assert (page.ahead, run.listed(), run.broken) == (None, [], [])


def test_a_capture_that_is_read_again_has_no_address_to_write_for(run: Run) -> None:
    assert not run.parts.write(PageTask(None), part(1))


@pytest.mark.parametrize(
    ("error", "is_of_disk"),
    [(OSError(28, "No space left on device"), True), (OverflowError("too large"), False)],
)
def test_what_cannot_be_written_is_left_to_the_page_and_a_disk_ends_the_run(
    error: Exception,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    is_of_disk: bool,
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(run.ledger, "write_ahead", failing)
    page = run.page

    assert not run.parts.write(page, part(1))

    assert run.broken == ([error] if is_of_disk else [])
    assert ("is left to its page" in caplog.text) is not is_of_disk
    assert page.ahead is None


def test_a_page_takes_what_was_left_to_it_beside_its_own() -> None:
    page = PageTask(None, found=stories(1), again=["a"])

    Part(stories(2), stories(2), ["p"], ["b"], stories(3)).leave_to(page)
    Part().leave_to(page)

    assert page.found == stories(1, 2)
    assert (page.listed, page.proven, page.again) == (stories(2), ["p"], ["a", "b"])
    assert page.sitemaps == stories(3)


@pytest.mark.parametrize(("outcome", "listed"), [("source", 600), ("stored", 0)])
def test_a_page_that_is_done_with_writes_most_of_what_it_leads_to_before_itself(
    outcome: str, listed: int, run: Run
) -> None:
    run.parts.write(run.page, part(9_999))
    page = run.page
    Part(links := stories(*range(600)), links).leave_to(page)
    page.outcome = outcome

    asyncio.run(run.parts.shorten(page, 100))

    left = page.listed or [] if listed else []
    assert page.rows <= 100
    assert (page.ahead or 0) + len(left) == listed
    assert len(run.ledger.known([each.url for each in links])) + len(page.found) == 600
    still = [f"https://quay.example/{n}" for n in (9_999,)]
    assert [url for url in run.listed() if url in still] == ([] if listed else still)


def test_a_page_that_leads_to_little_is_left_as_it_is(run: Run) -> None:
    page = run.page
    Part(links := stories(*range(50)), links).leave_to(page)
    page.outcome = "dropped"

    asyncio.run(run.parts.shorten(page, 100))

    assert (page.found, page.listed, page.ahead) == (links, links, None)


def test_what_a_list_shows_no_more_is_noted_a_slice_at_a_time(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = SLICE + 5
    run.parts.write(run.page, part(*range(count)))
    slices: list[int] = []
    write_ahead = run.ledger.write_ahead

    def counting(visit: Visit, number: int, keys_gone: list[str]) -> None:
        slices.append(len(keys_gone))
        write_ahead(visit, number, keys_gone)

    monkeypatch.setattr(run.ledger, "write_ahead", counting)

    assert asyncio.run(run.parts.miss(run.page, {"https://quay.example/0"}))

    assert slices == [SLICE, 4]
    assert run.listed() == ["https://quay.example/0"]


def test_nothing_missed_is_nothing_written(run: Run) -> None:
    run.parts.write(run.page, part(1))

    assert asyncio.run(run.parts.miss(run.page, {"https://quay.example/1"}))

    assert run.listed() == ["https://quay.example/1"]


def test_what_is_missed_is_left_to_the_page_where_the_disk_fails(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.parts.write(run.page, part(1))

    def failing(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(run.ledger, "write_ahead", failing)

    assert not asyncio.run(run.parts.miss(run.page, set()))
    assert len(run.broken) == 1
