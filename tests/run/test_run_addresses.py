"""The addresses of one run, in its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier.article_score import NOTHING_LEARNED
from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, ArticleRow, Visit
from crawler.outcomes import Outcome, Reason
from crawler.run.clock import Clock
from crawler.run.in_flight import InFlight
from crawler.run.page_task import PageTask
from crawler.run.run_addresses import RunAddresses

HOST = "quay.example"
SITE = f"https://{HOST}"


class Run:
    """A run, what it has in flight, and its addresses."""

    def __init__(self, place: Path) -> None:
        self.ledger = Ledger(place)
        self.ledger.begin("news", {}, 0.0, HOST)
        self.flying = InFlight()
        self.addresses = RunAddresses(self.flying, Clock("2026-02-05"))
        self.addresses.open(self.ledger)

    def found(self, *paths: str) -> None:
        for path in paths:
            self.addresses.add(Link(SITE + path, "article"))

    def ends(self, path: str, outcome: str, state: str = "done", **more: object) -> None:
        visit = Visit(SITE + path, 1.0, outcome, state=state, **more)  # type: ignore[arg-type]
        self.ledger.commit([visit], {}, self.ledger.run)

    def due(self) -> list[str]:
        found = self.addresses.due(HOST, 9)
        return sorted(each.url.removeprefix(SITE) for each in found)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    opened = Run(tmp_path / "ledger.sqlite")
    yield opened
    opened.ledger.close()


def test_what_is_in_flight_is_not_due_again(run: Run) -> None:
    run.found("/1", "/2")
    known = run.addresses.current(f"{SITE}/1")
    assert known
    run.flying.begin(PageTask(known))

    assert (run.addresses.hosts(), run.due(), run.addresses.pending()) == ([HOST], ["/2"], 2)


def test_what_was_handed_out_and_put_back_is_due(run: Run) -> None:
    run.found("/1")
    [address] = run.addresses.due(HOST, 1)
    run.addresses.put_back(address)

    assert run.due() == ["/1"]


def test_a_run_accounts_for_what_ended_and_for_what_is_on_its_way(run: Run) -> None:
    run.found("/stored", "/failed", "/flying", "/waiting")
    run.ends("/stored", Outcome.STORED, "held")
    run.ends("/failed", Outcome.FAILED, "due", reason=Reason.TIMEOUT, due_at=9e9)
    known = run.addresses.current(f"{SITE}/flying")
    assert known
    run.flying.begin(PageTask(known))
    paths = ("/stored", "/failed", "/flying", "/waiting", "/never-seen")

    assert [run.addresses.is_accounted(SITE + path) for path in paths] == [
        True, False, True, False, False,
    ]  # fmt: skip


def test_an_address_of_an_earlier_run_is_due_when_it_is_asked_again(run: Run) -> None:
    run.found("/1")
    run.ends("/1", Outcome.DROPPED)
    run.addresses.ask_again(f"{SITE}/1")
    in_the_same = run.due()
    run.ledger.begin("news", {}, 9.0, HOST)
    run.addresses.ask_again(f"{SITE}/1")

    assert (in_the_same, run.due()) == ([], ["/1"])


def test_an_address_of_a_capture_is_filed_with_its_own_site(run: Run) -> None:
    adopted = run.addresses.adopt_capture("https://news.boat.example/1")

    assert adopted
    assert (adopted.site, adopted.kind) == ("boat.example", "article")


@pytest.mark.parametrize("url", ["urn:pageinfo:https://quay.example/", "dns:quay.example", ""])
def test_a_capture_of_no_address_is_not_filed(url: str, run: Run) -> None:
    assert run.addresses.adopt_capture(url) is None


def test_of_captures_only_those_of_known_addresses_may_be_asked_for(run: Run) -> None:
    run.found("/1")

    known = run.addresses.adopt_capture(f"{SITE}/1", only_known=True)

    assert known
    assert known.url == f"{SITE}/1"
    assert run.addresses.adopt_capture(f"{SITE}/2", only_known=True) is None


def test_a_site_of_which_a_story_is_held_or_may_be_found_may_have_one(run: Run) -> None:
    before = run.addresses.may_have_story(HOST)
    run.found("/1")
    waiting = run.addresses.may_have_story(HOST)
    line = ArticleRow(f"{SITE}/1", 1, "urn:1", "said", "articles/1.jsonl", 0, 9)
    run.ends("/1", Outcome.STORED, "held", held=HELD, articles=(line,))

    assert (before, waiting, run.addresses.may_have_story(HOST)) == (False, True, True)


def test_without_an_archive_nothing_is_known() -> None:
    alone = RunAddresses(InFlight(), Clock())

    assert alone.known([f"{SITE}/1"]) == set()
    assert alone.changed([Link(f"{SITE}/map.xml", "sitemap")]) == []
    assert alone.learned(HOST) == NOTHING_LEARNED


def test_the_shapes_of_addresses_that_were_stories_are_learned_while_the_run_goes(
    run: Run,
) -> None:
    paths = [f"/news/2026/0205/{n}.html" for n in range(1, 9)]
    run.found(*paths)
    before = run.addresses.learned(HOST)
    visits = [
        Visit(SITE + path, 1.0, Outcome.STORED, "article", state="held", site=HOST)
        for path in paths
    ]
    run.ledger.commit(visits, {}, run.ledger.run)
    run.addresses.learn(visits)
    learned = run.addresses.learned(HOST)
    run.addresses.open(run.ledger)

    assert learned != before
    assert run.addresses.learned(HOST) == learned
