"""The sites of a run: which address is whose, and where each may still be looked for."""

from __future__ import annotations

import pytest

from crawler.frontier.link import Link
from crawler.ledger.schema import Address
from crawler.run.site_run import SiteRun, SiteRuns
from crawler.sites import sites

QUAY, BOAT = "https://www.quay.example/", "https://boat.example/news"
BEILING = "http://www.beiling.example/"


def runs(*urls: str) -> SiteRuns:
    return SiteRuns.of(Link(url, "page") for url in urls)


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.quay.example/1", "quay.example"),
        ("http://boat.example/1", "boat.example"),
        ("http://beiling.example/1", "beiling"),
        ("https://nobody.example/1", "quay.example"),
    ],
)
def test_an_address_belongs_to_the_site_that_has_it_or_else_to_the_first(
    url: str, site: str
) -> None:
    assert runs(QUAY, BOAT, BEILING).of_url(url).key == site


def test_an_address_belongs_to_the_site_in_whose_crawl_it_was_found() -> None:
    both = runs(QUAY, BOAT)
    found = Address(1, "https://quay.example/1", "quay.example", "article", 0, 1, 0)

    assert both.of_address(found._replace(site="boat.example"), found.url).key == "boat.example"
    assert both.of_address(found._replace(site="gone.example"), found.url).key == "quay.example"
    assert both.of_address(None, "https://boat.example/2").key == "boat.example"


def test_a_run_that_was_given_no_start_has_one_site_that_has_every_address() -> None:
    nowhere = SiteRuns()

    assert (len(nowhere), nowhere.keys) == (1, ())
    assert nowhere.of_url("https://nobody.example/1").is_ours("https://nobody.example/1")


def test_of_a_profile_s_sources_the_first_is_asked_in_every_run() -> None:
    beiling = sites()["beiling"]
    [run] = SiteRuns.of(Link(source.url, "page") for source in beiling.sources)

    assert [run.asks_always(start) for start in run.starts] == [
        True,
        *[False] * (len(beiling.sources) - 1),
    ]


def test_every_start_that_a_user_names_is_asked_in_every_run() -> None:
    [run] = runs(QUAY, f"{QUAY}sport/")

    assert all(map(run.asks_always, run.starts))


def test_sources_are_guessed_once_each_and_none_that_is_known() -> None:
    [run] = runs(QUAY, f"{QUAY}sport/")
    [again] = runs(QUAY)
    guessed = []
    while guess := run.guess(lambda _: False):
        guessed.append(guess.url)

    assert len(guessed) == len({*guessed}) > 2
    assert all(url.startswith("https://www.quay.example/") for url in guessed)
    assert run.guess(lambda _: False) is None
    second = again.guess({guessed[0]}.__contains__)
    assert second is not None
    assert second.url == guessed[1]


def test_each_host_of_a_site_may_have_sources_of_its_own() -> None:
    starts = [Link(url, "page") for url in (QUAY, "https://a.quay.example/")]
    run = SiteRun("quay.example", starts=starts)
    guessed = set()
    while guess := run.guess(lambda _: False):
        guessed.add(guess.url.split("/")[2])

    assert guessed == {"www.quay.example", "a.quay.example"}
