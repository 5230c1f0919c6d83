"""A site without a story is asked for feeds and sitemaps where they usually stand, one by one."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.run.run_state import RunState
from crawler.run.site_run import SiteRun
from crawler.spiders import source_guesses
from crawler.spiders.source_guesses import SourceGuesses

QUAY, HILL = "https://quay.example/", "https://hill.example/"


class Store:
    """What is known of a run; a test changes it."""

    def __init__(self) -> None:
        self.state = RunState(number=1, fetched=1)
        self.known: set[str] = set()
        self.stories: set[str] = set()
        self.due: set[str] = set()
        self.busy: set[str] = set()
        self.silent: set[str] = set()
        self.resting: set[str] = set()
        self.accounted: set[str] = set()
        self.addresses = SimpleNamespace(
            may_have_story=self.stories.__contains__,
            known=self.known.intersection,
            hosts=lambda: ["quay.example", "hill.example"],
            due=lambda host, *_: host in self.due,
            is_accounted=self.accounted.__contains__,
        )
        self.hosts = SimpleNamespace(
            worth_waiting=lambda host: host not in self.resting, rest=lambda _: 0.0
        )
        self.notes = SimpleNamespace(has_answered=lambda key: key not in self.silent)
        self.in_flight = SimpleNamespace(sites=lambda: self.busy)


class Asked(list[str]):
    """The addresses that were asked for; each is known from then on."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __call__(self, link: Link, run: SiteRun) -> None:
        assert run.is_ours(link.url)
        self.store.known.add(link.url)
        self.append(link.url)


def run_of(url: str) -> SiteRun:
    return SiteRun(url.removeprefix("https://").strip("/"), starts=[Link(url, "page")])


def guessing(**how: bool) -> tuple[SourceGuesses, Store, Asked]:
    store = Store()
    asked, any_store = Asked(store), store
    given: Any = any_store
    guesses = SourceGuesses(given, asked, **{"is_alone": True, "is_fleet": False, **how})
    return guesses, store, asked


def test_each_guess_is_asked_for_once_and_what_is_known_is_passed_over() -> None:
    guesses, store, asked = guessing()
    store.known.add(f"{QUAY}feed")
    run = run_of(QUAY)

    while guesses.next(run):
        assert len(asked) < 50

    assert len(asked) == len({*asked}) > 2
    assert f"{QUAY}feed" not in asked
    assert all(url.startswith(QUAY) for url in asked)


NO_GUESS: dict[str, Any] = {
    "the archive is not open": lambda store: setattr(store.state, "number", 0),
    "the disk has failed": lambda store: setattr(store.state, "error", "the disk is full"),
    "nothing was answered": lambda store: setattr(store.state, "fetched", 0),
    "a story is known": lambda store: store.stories.add("quay.example"),
    "the host rests for long": lambda store: store.resting.add("quay.example"),
}


@pytest.mark.parametrize("name", NO_GUESS)
def test_nothing_is_guessed_where(name: str) -> None:
    guesses, store, asked = guessing()
    NO_GUESS[name](store)

    assert not guesses.next(run_of(QUAY))

    assert asked == []
    assert not guesses.next(SiteRun()), "nobody said where to start"


def test_of_several_sites_each_has_its_own_guess_unless_it_was_never_answered() -> None:
    guesses, store, asked = guessing(is_alone=False)
    store.silent.add("hill.example")
    store.state.stored = 3
    runs = [run_of(QUAY), run_of(HILL)]

    assert guesses.at_the_end(runs)

    assert [url.startswith(QUAY) for url in asked] == [True]
    store.stories.add("quay.example")
    assert not guesses.at_the_end(runs)


def test_a_site_that_is_alone_and_has_stored_a_story_needs_no_guess() -> None:
    guesses, store, asked = guessing()
    store.state.stored = 1

    assert not guesses.at_the_end([run_of(QUAY)])
    assert asked == []


def test_in_a_fleet_a_site_has_answered_when_its_start_is_done_with() -> None:
    guesses, store, _ = guessing(is_alone=False, is_fleet=True)
    store.state.fetched = 0

    assert not guesses.next(run_of(QUAY))
    store.accounted.add(QUAY)

    assert guesses.next(run_of(QUAY))


def test_a_site_is_tried_as_soon_as_nothing_of_it_is_left_to_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(source_guesses, "SOON", 0.001)
    guesses, store, asked = guessing(is_alone=False)
    store.busy.add("quay.example")
    store.due.add("hill.example")

    async def steps() -> list[int]:
        task = asyncio.ensure_future(guesses.as_sites_end([run_of(QUAY), run_of(HILL)]))
        await asyncio.sleep(0.02)
        counts = [len(asked)]
        store.busy.clear()
        while not asked:  # noqa: ASYNC110 it tells nobody
            await asyncio.sleep(0.001)
        counts.append(sum(url.startswith(HILL) for url in asked))
        store.due.clear()
        while not any(url.startswith(HILL) for url in asked):  # noqa: ASYNC110 as above
            await asyncio.sleep(0.001)
        task.cancel()
        return counts

    assert asyncio.run(asyncio.wait_for(steps(), 30)) == [0, 0]
