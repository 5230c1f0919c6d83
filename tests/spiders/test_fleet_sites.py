"""Of a start that names no scheme it is found out which one answers, by who holds its host."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from crawler.download import NotNowError
from crawler.frontier.link import Link
from crawler.ledger.fleets import Start
from crawler.outcomes import Reason
from crawler.run.site_run import SiteRun
from crawler.spiders import fleet_sites
from crawler.spiders.fleet_sites import FleetSites

HOST = "quay.example"
PLAIN = Start(HOST, f"https://{HOST}/", "page", f"http://{HOST}/")
NAMED = Start("hill.example", "https://hill.example/", "page")


class Leases:
    """The hosts that are held."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.held = {HOST}

    def still_holds(self, host: str) -> bool:
        return host in self.held


class Addresses:
    """What is known of the run."""

    def __init__(self, *known: str) -> None:
        self.is_of_run = {*known}.__contains__


class Crawl:
    """What is asked for, and how the choice of a scheme goes."""

    def __init__(self, *refusals: Exception) -> None:
        self.refusals = [*refusals]
        self.asked: list[str] = []
        self.leases: Any = Leases()
        self.chosen = 0
        self.sites = FleetSites([PLAIN, NAMED], self._choose, self._ask)
        self.on_choice: Callable[[], object] = int

    async def _choose(self, run: SiteRun, _: Link, other: Link) -> tuple[SiteRun, Link]:
        self.chosen += 1
        self.on_choice()
        await asyncio.sleep(0)
        if self.refusals:
            raise self.refusals.pop(0)
        return run, other

    def _ask(self, run: SiteRun, link: Link) -> None:
        assert run.key == HOST
        self.asked.append(link.url)

    def came(self, host: str = HOST, site: str = HOST, known: tuple[str, ...] = ()) -> None:
        addresses: Any = Addresses(*known)
        self.sites.came(host, site, self.leases, addresses)

    async def end(self) -> None:
        """Return when every choice is made."""
        while self.leases.kept:  # noqa: ASYNC110 it tells nobody
            await asyncio.sleep(0)


def crawled(steps: Callable[[Crawl], Awaitable[None]], *refusals: Exception) -> Crawl:
    """Return a crawl after some steps."""

    async def drive() -> Crawl:
        crawl = Crawl(*refusals)
        await asyncio.wait_for(asyncio.ensure_future(run(crawl)), 30)
        return crawl

    async def run(crawl: Crawl) -> None:
        await steps(crawl)

    return asyncio.run(drive())


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody wait."""
    monkeypatch.setattr(fleet_sites, "SOON", 0.0)


def test_the_scheme_that_answers_is_begun_with_once_the_engine_is_there() -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.came()
        await asyncio.sleep(0.01)
        assert (crawl.chosen, crawl.leases.kept) == (0, {HOST})
        crawl.sites.begin()
        await crawl.end()

    assert crawled(steps).asked == [f"http://{HOST}/"]


@pytest.mark.parametrize(
    ("known", "start"),
    [(PLAIN.other, PLAIN.other), (PLAIN.url, PLAIN.url), (NAMED.url, PLAIN.url)],
)
def test_a_site_starts_where_another_process_found_that_it_answers(known: str, start: str) -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.sites.begin()
        crawl.came(known=(known,))
        [run] = [run for run in crawl.sites.runs if run.key == HOST]
        assert [each.url for each in run.starts] == [start]
        await crawl.end()

    crawled(steps)


@pytest.mark.parametrize(
    ("host", "site", "known"),
    [
        ("hill.example", "hill.example", ()),
        ("www.quay.example", HOST, ()),
        (HOST, "nobody.example", ()),
        (HOST, HOST, (PLAIN.url,)),
        (HOST, HOST, (PLAIN.other,)),
    ],
    ids=["its scheme is named", "another host", "no site of ours", "asked so", "asked otherwise"],
)
def test_no_scheme_is_found_out_where(host: str, site: str, known: tuple[str, ...]) -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.sites.begin()
        crawl.came(host, site, known)
        await asyncio.sleep(0.01)

    assert crawled(steps).chosen == 0


def test_a_host_that_comes_twice_has_one_choice() -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.sites.begin()
        crawl.came()
        crawl.came()
        await crawl.end()

    assert crawled(steps).chosen == 1


def test_a_host_that_may_not_be_asked_now_is_asked_later() -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.sites.begin()
        crawl.came()
        await crawl.end()

    crawl = crawled(steps, NotNowError(Reason.HOST_PAUSED), NotNowError(Reason.HOST_LEASED))

    assert (crawl.chosen, crawl.asked) == (3, [f"http://{HOST}/"])


def test_a_host_that_was_lost_meanwhile_is_begun_with_by_another() -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.sites.begin()
        crawl.on_choice = crawl.leases.held.clear
        crawl.came()
        await crawl.end()

    crawl = crawled(steps)

    assert (crawl.chosen, crawl.asked) == (1, [])


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_host_whose_scheme_is_not_known_at_the_end_is_given_back_as_due(
    *, has_begun: bool
) -> None:
    async def steps(crawl: Crawl) -> None:
        if has_begun:
            crawl.sites.begin()
            crawl.on_choice = crawl.sites.end
        crawl.came()
        await asyncio.sleep(0.01)
        crawl.sites.end()
        await asyncio.sleep(0.01)

    crawl = crawled(steps)

    assert (crawl.chosen, crawl.asked) == (int(has_begun), [])
    assert crawl.leases.kept == {HOST}


def test_what_breaks_a_choice_keeps_no_host() -> None:
    async def steps(crawl: Crawl) -> None:
        crawl.sites.begin()
        crawl.came()
        await crawl.end()

    assert crawled(steps, RuntimeError("no reactor")).asked == []


def test_its_sites_are_those_of_its_starts() -> None:
    assert Crawl().sites.runs.keys == (HOST, "hill.example")
