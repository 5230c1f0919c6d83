"""Several sites side by side in one run: what belongs to one of them is kept apart."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy.exceptions import CannotResolveHostError, DontCloseSpider

from crawler.commands.portal import serving
from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.report.metrics import metrics
from tests.crawling import lines, listing, report, response, run, site, story
from tests.in_process import START, Stepped, drive, stepped

QUAY, HILL, GONE = "https://quay.example", "https://hill.example", "https://gone.example"
ONE, TWO, THREE = (f"/news/2026/0205/10{n}.html" for n in (1, 2, 3))
PAGES = {
    f"{QUAY}/": listing(ONE, TWO, after=f"<a href='{HILL}{THREE}'>The hill has a story too</a>"),
    f"{QUAY}{ONE}": story("Ferry returns"),
    f"{QUAY}{TWO}": story("Lighthouse sold"),
    f"{HILL}/": listing(ONE, TWO),
    f"{HILL}{ONE}": story("Sheep counted"),
    f"{HILL}{TWO}": story("Mast raised"),
    f"{HILL}{THREE}": story("A story that no list of its own site names"),
}


async def crawled(crawl: Stepped, pages: dict[str, bytes], *, until: int = 1_000) -> list[str]:
    """Answer what is handed out, and have every other host fail; return what was asked for.

    Each page is committed before the next is asked for, as where a site is asked slowly.
    """
    asked: list[str] = []
    while crawl.store.commit() or crawl.scheduler.has_pending_requests():
        if len(asked) == until:
            break
        request = crawl.scheduler.next_request()
        if request is None:
            break
        asked.append(request.url)
        if request.url.startswith(GONE):
            await crawl.fail(request, CannotResolveHostError(request.url))
        else:
            await crawl.answer(request, pages.get(request.url, response("", status="404 No")))
    return asked


def live(
    archive: Path, pages: dict[str, bytes], sites: str, at: datetime = START, until: int = 1_000
) -> list[str]:
    async def steps() -> list[str]:
        settings = {"RUN_AT": at.isoformat()}
        async with stepped(archive, settings=settings, url=None, sites=sites) as crawl:
            await crawl.begin()
            return await crawled(crawl, pages, until=until)

    return drive(steps())


def test_sites_take_turns_and_keep_their_addresses_apart(tmp_path: Path) -> None:
    asked = live(tmp_path, PAGES, f"{QUAY}/,{HILL}/")

    hosts = [urlsplit(url).netloc for url in asked]
    assert hosts == ["quay.example", "hill.example"] * 3
    assert f"{HILL}{THREE}" not in asked, "another site's list is none of its own"
    told = report(tmp_path)
    assert {key: each["stored"] for key, each in told["sites"].items()} == {
        "quay.example": 2, "hill.example": 2,
    }  # fmt: skip
    assert (told["exit_status"], told["balances"], told["alarms"]) == (0, True, [])


def test_what_the_addresses_of_one_site_were_is_not_learned_of_another(tmp_path: Path) -> None:
    async def steps() -> list[set[str]]:
        async with stepped(tmp_path, url=None, sites=f"{QUAY}/,{HILL}/") as crawl:
            await crawl.begin()
            learned = crawl.store.addresses.learned
            assert not learned("quay.example")
            await crawled(crawl, PAGES)
            return [set(learned(key)) for key in ("quay.example", "hill.example")]

    quay, hill = drive(steps())

    assert quay
    assert {shape.partition("/")[0] for shape in quay} == {"quay.example"}
    assert {shape.partition("/")[0] for shape in hill} == {"hill.example"}


def test_a_site_that_fails_stops_no_other_and_is_told(tmp_path: Path) -> None:
    live(tmp_path, PAGES, f"{GONE}/,{QUAY}/")

    told = report(tmp_path)
    assert [each["headline"] for each in lines(tmp_path)] == ["Ferry returns", "Lighthouse sold"]
    [alarm] = told["alarms"]
    assert (alarm["kind"], alarm["site"]) == ("unreached", "gone.example")
    assert alarm["text"] == "gone.example: nothing was fetched from https://gone.example/ (dns)"
    assert told["exit_status"] == 1
    said = metrics(told, ["gone.example", "quay.example"])
    assert 'crawler_alarms{site="gone.example",kind="unreached"} 1' in said
    assert 'crawler_alarms{site="quay.example",kind="unreached"} 0' in said


def test_a_start_that_moved_to_another_host_of_its_site_is_no_failure(tmp_path: Path) -> None:
    www = "https://www.quay.example"
    pages = {f"{www}/": listing(ONE), f"{www}{ONE}": story("Ferry returns")} | {
        f"{HILL}{path}": PAGES[f"{HILL}{path}"] for path in ("/", ONE, TWO)
    }

    live(tmp_path, pages, f"{www}/,{HILL}/")

    assert report(tmp_path)["exit_status"] == 0


def test_a_site_is_held_against_its_past_alone_and_with_others(tmp_path: Path) -> None:
    live(tmp_path, PAGES, f"{QUAY}/,{HILL}/")
    live(tmp_path, PAGES, f"{HILL}/")

    ledger = Ledger(tmp_path / "ledger.sqlite")
    past = [(sites, told["run"]) for sites, told in
            ledger.accounts.past("news", ["quay.example", "hill.example"])]  # fmt: skip
    exact = ledger.accounts.reports("news", "hill.example", "quay.example")
    ledger.close()
    assert past == [(["hill.example"], 2), (["quay.example", "hill.example"], 1)]
    assert [told["run"] for told in exact] == [1]


def test_what_is_due_is_taken_over_by_a_run_of_its_site(tmp_path: Path) -> None:
    live(tmp_path, PAGES, f"{QUAY}/,{HILL}/", until=2)
    later = START + timedelta(minutes=1)

    assert report(tmp_path)["pending"] == 4
    alone = live(tmp_path, PAGES, f"{HILL}/", later)
    assert sorted(alone) == [f"{HILL}/", f"{HILL}{ONE}", f"{HILL}{TWO}"]
    others = live(tmp_path, PAGES, f"{GONE}/,{QUAY}/", later)
    assert sorted(others) == [f"{GONE}/", f"{QUAY}/", f"{QUAY}{ONE}", f"{QUAY}{TWO}"]


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    ledger = Ledger(path)
    yield ledger
    ledger.close()


def test_a_ledger_of_before_knows_of_the_past_of_its_sites(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with opened(path) as ledger:
        number = ledger.begin("news", {}, 0.0, "a.example")
        ledger.end(number, 1.0, {"run": number})
    db = sqlite3.connect(path)
    db.executescript(
        "DROP TABLE run_sites; ALTER TABLE segments DROP COLUMN writer; DROP TABLE bands;"
        "CREATE TABLE bands (band INTEGER NOT NULL, story INTEGER NOT NULL,"
        " PRIMARY KEY (band, story)) WITHOUT ROWID; PRAGMA user_version = 4;"
    )
    db.close()

    with opened(path) as ledger:
        past = list(ledger.accounts.past("news", ["a.example", "b.example"]))

    assert past == [(["a.example"], {"run": number})]


def test_the_addresses_of_a_file_are_filed_under_their_sites(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_text(f"{QUAY}{ONE}\n{HILL}{ONE}\n{GONE}/1.html\n")

    async def steps() -> None:
        async with stepped(tmp_path / "archive", url=None, urls=str(file)) as crawl:
            await crawl.begin()
            await crawled(crawl, PAGES)

    drive(steps())

    told = report(tmp_path / "archive")
    assert set(told["sites"]) == {"quay.example", "hill.example", "gone.example"}
    assert (told["stored"], told["failed"], told["alarms"]) == (2, 1, [])


@pytest.mark.parametrize(
    ("number", "set_to", "at_once"), [(2, 16, 16), (20, 16, 40), (99, 16, 64), (99, 80, 80)]
)
def test_sites_that_hang_leave_room_for_others(
    number: int, set_to: int, at_once: int, tmp_path: Path
) -> None:
    async def steps() -> int:
        sites = ",".join(f"https://s{n}.example/" for n in range(number))
        settings = {"CONCURRENT_REQUESTS": set_to}
        async with stepped(tmp_path, settings=settings, url=None, sites=sites) as crawl:
            return crawl.crawler.settings.getint("CONCURRENT_REQUESTS")

    assert drive(steps()) == at_once


def test_usual_places_are_tried_for_the_site_that_has_no_story(tmp_path: Path) -> None:
    async def steps() -> list[Any]:
        pages = PAGES | {f"{HILL}/": response("<p>Welcome to the hill.")}
        async with stepped(tmp_path, url=None, sites=f"{QUAY}/,{HILL}/") as crawl:
            await crawl.begin()
            await crawled(crawl, pages)
            spider = crawl.crawler.spider
            assert spider
            idle = getattr(spider, "idle")  # noqa: B009 Scrapy's type has none
            with pytest.raises(DontCloseSpider):
                idle()
            return crawl.engine.crawled

    # A slow crawl may have looked for one before it was idle, and nobody answers it.
    guess = drive(steps())[0]

    found: Link = guess.meta["link"]
    assert (found.url, guess.meta["site"]) == (f"{HILL}/sitemap.xml", "hill.example")


def test_usual_places_are_tried_while_other_sites_go_on(tmp_path: Path) -> None:
    async def steps() -> list[str]:
        pages = PAGES | {f"{HILL}/": response("<p>Welcome to the hill.")}
        async with stepped(tmp_path, url=None, sites=f"{QUAY}/,{HILL}/") as crawl:
            await crawl.begin()
            await crawled(crawl, pages, until=2)
            crawl.store.commit()
            for _ in range(200):
                if crawl.engine.crawled:
                    break
                await asyncio.sleep(0.1)
            return [each.url for each in crawl.engine.crawled]

    assert drive(steps()) == [f"{HILL}/sitemap.xml"]


def test_sites_are_crawled_in_one_run_and_one_that_is_down_is_told(tmp_path: Path) -> None:
    with (
        serving(site(tmp_path / "one", {"/": listing(ONE), ONE: story("Ferry returns")})) as one,
        serving(site(tmp_path / "two", {"/": listing(TWO), TWO: story("Mast raised")})) as two,
    ):
        file = tmp_path / "sites.txt"
        file.write_text(f"# our sites\n{one}\n{two}\nhttp://127.0.0.1:1/\n")
        done = run("crawl", "news", "-a", f"sites={file}", archive=tmp_path / "archive")

    assert sorted(each["headline"] for each in lines(tmp_path / "archive")) == [
        "Ferry returns", "Mast raised",
    ]  # fmt: skip
    assert len(list((tmp_path / "archive").glob("reports/*.json"))) == 1
    assert "LOOK: 127.0.0.1: nothing was fetched from http://127.0.0.1:1/ (" in done.stderr
    assert done.returncode == 1
