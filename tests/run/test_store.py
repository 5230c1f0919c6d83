"""Pages go in, and come out safe or not at all: told step by step and in one process."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import crawler.archive.writer
import crawler.run.store
from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.archive.segments import SegmentError
from crawler.download import NotNowError
from crawler.frontier.link import Link
from crawler.ledger.database import LedgerError
from crawler.ledger.hosts import Host
from crawler.model import Article, Exchange, Provenance
from crawler.run.page_task import PageTask
from crawler.spiders.news import NewsSpider
from tests.crawling import PROSE, lines, listing, report, response, story
from tests.in_process import SITE, START, Stepped, drive, page_of, stepped

FERRY, QUAY, BOAT = (f"/news/2026/0205/10{n}.html" for n in (1, 2, 3))
STORIES = {
    FERRY: story("Ferry returns"),
    QUAY: story("Quay is mended", "The stones are of the old wall."),
    BOAT: story("Boat is sold", "The price was not told."),
}


def expect(crawl: Stepped, *paths: str) -> None:
    """Have a crawl find stories."""
    for path in paths:
        crawl.store.addresses.add(Link(SITE + path, "article", priority=10, depth=1))


def crawled(archive: Path, *paths: str, hours: int = 0, **settings: Any) -> list[str]:
    """Crawl these stories, and what is due, some hours after the start; return what was asked."""

    async def steps() -> list[str]:
        at = (START + timedelta(hours=hours)).isoformat()
        async with stepped(archive, settings={"RUN_AT": at, **settings}) as crawl:
            crawl.clock = iter(range(hours * 3_600, hours * 3_600 + 99))
            expect(crawl, *paths)
            return await crawl.crawl(STORIES)

    return drive(steps())


def headlines(archive: Path) -> list[str]:
    return [line["headline"] for line in lines(archive)]


def faults(archive: Path) -> list[str]:
    """Return what `scrapy check-archive` finds wrong."""
    return [str(fault) for fault in check([archive], CheckTally()) if fault.wrong]


# --- opening


def garbage(archive: Path) -> None:
    (archive / "ledger.sqlite").write_bytes(b"no ledger at all " * 300)


def without_a_table(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        db.executescript("DROP TABLE runs")


def a_shorter_segment(archive: Path) -> None:
    [sealed] = archive.glob("warc/*")
    sealed.write_bytes(sealed.read_bytes()[:-1])


def nowhere_to_seal(archive: Path) -> None:
    (archive / "warc" / "20260101000000-00009-000.warc.gz.open").mkdir()


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        (garbage, LedgerError),
        (without_a_table, LedgerError),
        (a_shorter_segment, SegmentError),
        (nowhere_to_seal, SegmentError),
    ],
)
def test_an_archive_that_cannot_be_used_is_refused_and_let_go(
    damage: Callable[[Path], None], error: type[Exception], tmp_path: Path
) -> None:
    archive, copy = tmp_path / "archive", tmp_path / "copy"
    crawled(archive, FERRY)
    shutil.copytree(archive, copy)
    damage(archive)

    with pytest.raises(error, match=str(archive)):
        crawled(archive, QUAY, hours=1)

    shutil.rmtree(archive)
    shutil.copytree(copy, archive)
    assert QUAY in crawled(archive, QUAY, hours=1), "nobody holds its lock any more"


def test_what_a_crash_left_half_written_is_taken_back_and_fetched_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    live, crashed = tmp_path / "live", tmp_path / "crashed"
    caplog.set_level(logging.INFO)

    async def steps() -> None:
        async with stepped(live) as crawl:
            expect(crawl, FERRY, QUAY)
            request = crawl.scheduler.next_request()
            assert request
            await crawl.answer(request, STORIES[FERRY])
            crawl.store.commit()
            request = crawl.scheduler.next_request()
            assert request
            await crawl.answer(request, STORIES[QUAY])
            shutil.copytree(live, crashed)

    drive(steps())
    for segment in crashed.glob("*/*.open"):
        with segment.open("ab") as file:
            file.write(b"half a record")

    assert headlines(crashed) == []
    assert crawled(crashed, hours=0, RUN_AT=(START + timedelta(minutes=1)).isoformat()) == [QUAY]

    assert caplog.text.count("took back 39 bytes") == 1
    assert headlines(crashed) == ["Ferry returns", "Quay is mended"]
    assert faults(crashed) == []


def test_a_ledger_that_is_lost_is_made_anew_and_no_story_is_stored_twice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    crawled(tmp_path, FERRY, QUAY)
    for path in tmp_path.glob("ledger.sqlite*"):
        path.unlink()

    crawled(tmp_path, FERRY, BOAT, hours=1)

    assert "ledger.sqlite is lost" in caplog.text
    assert sorted(headlines(tmp_path)) == ["Boat is sold", "Ferry returns", "Quay is mended"]
    assert faults(tmp_path) == []


# --- committing


def test_pages_are_committed_without_being_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.run.group_commit.LONGEST", 0.2)

    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            request = crawl.scheduler.next_request()
            assert request
            await crawl.answer(request, STORIES[FERRY])
            while not crawl.store.state.lines:  # noqa: ASYNC110 the store tells nobody
                await asyncio.sleep(0.01)

    drive(asyncio.wait_for(steps(), 60))
    assert headlines(tmp_path) == ["Ferry returns"]


@pytest.mark.parametrize("size", [1, 10**9])
def test_a_segment_that_is_full_is_sealed_and_the_next_begun(size: int, tmp_path: Path) -> None:
    crawled(tmp_path, *STORIES, ARCHIVE_SEGMENT_SIZE=size)

    assert len(list(tmp_path.glob("articles/*"))) == (3 if size == 1 else 1)
    assert headlines(tmp_path) == ["Ferry returns", "Quay is mended", "Boat is sold"]
    assert faults(tmp_path) == []


def test_an_exchange_of_no_page_is_kept(tmp_path: Path) -> None:
    rules = response("User-agent: *", "text/plain")
    robots = Exchange(url=f"{SITE}/robots.txt", fetched_at=START, request=b"GET /robots.txt",
                      response=rules, kind="robots")  # fmt: skip

    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            crawl.store.keep(robots)

    drive(steps())
    assert [(each.url, each.kind) for each in read_captures(tmp_path)] == [(robots.url, "robots")]


@pytest.mark.parametrize(("says", "is_kept"), [("noarchive", False), ("nofollow", True)])
@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_of_a_list_or_an_error_that_asks_for_it_no_copy_is_kept(
    says: str, status: str, tmp_path: Path, *, is_kept: bool
) -> None:
    page = listing(FERRY).replace(b"Connection", f"X-Robots-Tag: {says}\r\nConnection".encode())
    answer = page.replace(b"200 OK", status.encode(), 1)

    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            await crawl.begin()
            await crawl.crawl({"/": answer})

    drive(steps())
    kept = {each.url for each in read_captures(tmp_path)}
    assert (f"{SITE}/" in kept) == is_kept
    assert report(tmp_path)["balances"]


def test_what_was_handed_out_and_never_asked_for_is_due_as_before(tmp_path: Path) -> None:
    async def steps() -> tuple[set[int], list[str]]:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            request = crawl.scheduler.next_request()
            assert request
            await crawl.fail(request, NotNowError("host-paused"))
            return crawl.store.in_flight.taken(), await crawl.crawl(STORIES)

    assert drive(steps()) == (set(), [FERRY])
    assert headlines(tmp_path) == ["Ferry returns"]


def test_a_page_is_told_what_is_held_of_its_story_when_no_other_decides_on_it(
    tmp_path: Path,
) -> None:
    async def steps() -> tuple[bool, list[int]]:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            request = crawl.scheduler.next_request()
            assert request
            first, second = page_of(request), PageTask(None)
            known = Provenance(captures=("sha1:A",), fetched_at=START, encoding="utf-8")
            second.article = Article(url=SITE + FERRY, headline="Ferry", provenance=known)
            first.article = second.article
            told = [len(await crawl.store.claim(first))]
            waiting = asyncio.ensure_future(crawl.store.claim(second))
            await asyncio.sleep(0.05)
            was_told = waiting.done()
            await crawl.answer(request, STORIES[FERRY])
            return was_told, [*told, len(await waiting)]

    assert drive(asyncio.wait_for(steps(), 60)) == (False, [0, 1])


def test_nothing_is_kept_in_memory_of_pages_that_are_committed(tmp_path: Path) -> None:
    async def steps() -> list[int]:
        async with stepped(tmp_path) as crawl:
            expect(crawl, *STORIES)
            await crawl.crawl(STORIES)
            crawl.store.commit()
            claims, in_flight = crawl.store.claims, crawl.store.in_flight
            told = [len(claims), len(claims.about_to_be_held)]
            return [*told, len(in_flight), len(in_flight.taken())]

    assert drive(steps()) == [0, 0, 0, 0]


def test_what_is_known_of_a_host_that_cannot_be_stored_costs_no_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def steps() -> str | None:
        async with stepped(tmp_path) as crawl:
            crawl.store.hosts.note(Host("half a pair \ud83d"))
            expect(crawl, FERRY)
            await crawl.crawl(STORIES)
            return crawl.store.state.error

    assert drive(steps()) is None
    assert "what was learned of some hosts cannot be stored" in caplog.text
    assert headlines(tmp_path) == ["Ferry returns"]


# --- what cannot be stored

WRITER: Any = crawler.archive.writer
"""What it calls is replaced by what fails."""


def a_title(crawl: Stepped, patch: pytest.MonkeyPatch) -> None:
    finish = crawl.store.finish

    def with_half_a_pair(page: Any) -> None:
        if page.url.endswith(FERRY):
            page.found.append(Link(SITE + BOAT, "article", title="\ud83d"))
        finish(page)

    patch.setattr(crawl.store, "finish", with_half_a_pair)


def a_line(crawl: Stepped, patch: pytest.MonkeyPatch) -> None:
    del crawl
    stored = WRITER.stored

    def fail(line: bytes, coding: str) -> bytes:
        if b"Ferry" in line:
            raise RecursionError
        packed: bytes = stored(line, coding)
        return packed

    patch.setattr(WRITER, "stored", fail)


def a_record(crawl: Stepped, patch: pytest.MonkeyPatch) -> None:
    del crawl
    records = WRITER.records

    def fail(exchange: Exchange, *args: Any, **more: Any) -> Any:
        if exchange.url.endswith(FERRY):
            raise ValueError("no record")
        return records(exchange, *args, **more)

    patch.setattr(WRITER, "records", fail)


@pytest.mark.parametrize("break_", [a_title, a_line, a_record])
def test_a_page_that_cannot_be_stored_costs_itself_alone_and_its_bytes_are_kept(
    break_: Callable[[Stepped, pytest.MonkeyPatch], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def steps() -> tuple[dict[str, Any], int]:
        async with stepped(tmp_path, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 9}) as crawl:
            break_(crawl, monkeypatch)
            expect(crawl, FERRY, QUAY)
            requests = [crawl.scheduler.next_request() for _ in range(2)]
            for request in requests:
                assert request
                await crawl.answer(request, STORIES[request.url.removeprefix(SITE)])
            crawl.store.commit()
            return dict(crawl.stats), crawl.store.state.stored

    stats, stored = drive(steps())

    told = report(tmp_path)
    assert told["reasons"] == {"failed/error-store": 1}
    assert (told["stored"], told["pending"], told["balances"]) == (stored, 0, True)
    assert stored == 1, "a limit counts what is held"
    assert stats["archive/failed/error-store"] == 1
    assert headlines(tmp_path) == ["Quay is mended"]
    held = {each.url for each in read_captures(tmp_path)}
    aside = b"".join(path.read_bytes() for path in tmp_path.glob("recovered/*"))
    assert (SITE + FERRY in held) is (break_ is not a_record)
    assert (PROSE[0].encode() in aside) is (break_ is a_record)
    assert faults(tmp_path) == []


def test_an_exchange_of_no_page_that_cannot_be_stored_is_kept_beside_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = response("User-agent: * # of the ferry", "text/plain")

    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            a_record(crawl, monkeypatch)
            crawl.store.keep(
                Exchange(url=SITE + FERRY, fetched_at=START, request=b"GET", response=rules)
            )
            expect(crawl, QUAY)
            await crawl.crawl(STORIES)

    drive(steps())
    assert headlines(tmp_path) == ["Quay is mended"]
    [aside] = tmp_path.glob("recovered/*")
    assert aside.read_bytes() == b"GET" + rules


# --- a disk that fails


def articles_is_a_file(archive: Path) -> None:
    shutil.rmtree(archive / "articles", ignore_errors=True)
    (archive / "articles").touch()


def test_a_disk_that_fails_ends_the_crawl_and_the_next_goes_on_from_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def steps() -> tuple[str | None, list[str], int]:
        settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 9}
        async with stepped(tmp_path, settings=settings) as crawl:
            expect(crawl, FERRY, QUAY)
            requests = [crawl.scheduler.next_request() for _ in range(2)]
            ferry, quay = (each for each in requests if each)
            await crawl.answer(ferry, STORIES[FERRY])
            articles_is_a_file(tmp_path)
            crawl.store.commit()
            await asyncio.sleep(0)
            (tmp_path / "articles").unlink()
            await crawl.answer(quay, STORIES[QUAY])
            again = crawl.store.commit()
            return crawl.store.state.error, crawl.engine.closed, again

    error, closed, again = drive(steps())

    assert error
    assert error.startswith(f"the archive in {tmp_path} cannot be written")
    assert (closed, again) == (["archive-failed"], 0)
    assert "What was committed is safe" in caplog.text
    assert report(tmp_path)["exit_status"] == 1
    assert headlines(tmp_path) == []
    assert crawled(tmp_path, hours=1) == [FERRY, QUAY]
    assert headlines(tmp_path) == ["Ferry returns", "Quay is mended"]
    assert faults(tmp_path) == []


def the_counts_are_gone(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        db.execute("DROP TABLE counts")


def the_name_is_taken(archive: Path) -> None:
    [segment] = archive.glob("articles/*.open")
    segment.with_name(segment.name.removesuffix(".open")).touch()


@pytest.mark.parametrize("damage", [the_counts_are_gone, the_name_is_taken])
def test_what_fails_at_the_end_of_a_run_is_said_in_its_receipt(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            await crawl.crawl(STORIES)
            crawl.store.commit()
            damage(tmp_path)

    drive(steps())
    told = report(tmp_path)
    assert told["error"].startswith(f"the archive in {tmp_path} cannot be written")
    assert told["exit_status"] == 1


# --- a run that is cut short


def test_a_run_that_takes_too_long_to_end_is_cut_short_and_its_pages_stay_due(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawler.run.store, "TICK", 0.001)
    monkeypatch.setattr(crawler.run.store, "GRACE", 0.002)
    cancelled: list[Exception] = []
    waiting = SimpleNamespace(errback=cancelled.append)

    async def steps() -> tuple[int, int]:
        async with stepped(tmp_path) as crawl:
            expect(crawl, FERRY)
            request = crawl.scheduler.next_request()
            assert request
            engine: Any = crawl.engine
            engine.downloader = SimpleNamespace(
                slots={"quay": SimpleNamespace(queue=deque([(request, waiting)]))}
            )
            engine._slot = SimpleNamespace(closing=object())  # noqa: SLF001 as Scrapy has it
            while not crawl.store.state.aborted:  # noqa: ASYNC110 the store tells nobody
                await asyncio.sleep(0.001)
            await crawl.answer(request, STORIES[FERRY])
            crawl.store.commit()
            return crawl.store.addresses.pending(), len(crawl.store.in_flight)

    assert drive(asyncio.wait_for(steps(), 60)) == (1, 0)
    assert [str(error) for error in cancelled] == ["the crawl ends"]
    assert headlines(tmp_path) == []
    assert crawled(tmp_path, hours=1) == [FERRY]


# --- what a story said before


def test_a_version_that_was_moved_away_is_passed_over(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    crawled(tmp_path, FERRY)
    shutil.move(tmp_path / "articles", tmp_path / "elsewhere")

    async def steps() -> list[object]:
        at = (START + timedelta(hours=2)).isoformat()
        async with stepped(tmp_path, settings={"RUN_AT": at}) as crawl:
            kept, url = crawl.store.kept, SITE + FERRY
            [reading] = kept.readings(url)
            return [kept.version(url, reading.content), kept.version(url, "sha256:no such")]

    assert drive(steps()) == [None, None]
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize("moved", [False, True])
def test_the_captures_behind_a_version_are_read_where_they_are(
    tmp_path: Path, *, moved: bool
) -> None:
    crawled(tmp_path, FERRY)

    async def steps() -> list[bytes]:
        at = (START + timedelta(hours=2)).isoformat()
        async with stepped(tmp_path, settings={"RUN_AT": at}) as crawl:
            [reading] = crawl.store.kept.readings(SITE + FERRY)
            held = crawl.store.kept.version(SITE + FERRY, reading.content)
            assert held
            if moved:
                shutil.move(tmp_path / "warc", tmp_path / "elsewhere")
            return [each.body for each in crawl.store.kept.captures_behind(held)]

    body = STORIES[FERRY].partition(b"\r\n\r\n")[2]
    assert drive(steps()) == ([] if moved else [body])


# --- one of a fleet


class OfFleet(NewsSpider):
    """A crawl of a list that is shared: its arguments alone say of what."""


def shared(archive: Path, place: str, pages: dict[str, bytes], **arguments: str) -> list[str]:
    """Crawl as one process of a fleet; return what was asked for."""

    async def steps() -> list[str]:
        settings = {"LEDGER": place, "FLEET_LEASE": 30.0}
        said = {"fleet": "papers", **arguments}
        async with stepped(archive, OfFleet, settings=settings, **said) as crawl:
            assert crawl.store.leases
            return await crawl.crawl(pages)

    return drive(steps())


def test_a_process_of_a_fleet_crawls_what_it_holds_and_accounts_for_it(
    tmp_path: Path, shared_place: str
) -> None:
    pages = {"/": listing(FERRY, QUAY), **STORIES}

    asked = shared(tmp_path, shared_place, pages, sites=f"{SITE}/")

    assert sorted(asked) == sorted(["/", FERRY, QUAY])
    assert sorted(headlines(tmp_path)) == ["Ferry returns", "Quay is mended"]
    told = report(tmp_path)
    assert (told["stored"], told["pending"], told["balances"]) == (2, 0, True)
    assert not (tmp_path / "ledger.sqlite").exists()


def test_the_next_process_goes_on_where_the_fleet_was_and_writes_to_its_own_archive(
    tmp_path: Path, shared_place: str
) -> None:
    shared(tmp_path / "one", shared_place, {"/": listing(FERRY), **STORIES}, sites=f"{SITE}/")

    asked = shared(tmp_path / "two", shared_place, {"/": listing(FERRY, BOAT), **STORIES})

    assert BOAT in asked
    assert FERRY not in asked, "it is held, and not due"
    assert headlines(tmp_path / "two") == ["Boat is sold"]
    assert faults(tmp_path / "two") == []


def test_what_was_taken_down_here_is_asked_for_by_no_process(
    tmp_path: Path, shared_place: str
) -> None:
    (tmp_path / "takedowns").mkdir()
    line = {"endTime": "2026-02-01T08:00:00+00:00", "object": {"url": f"{SITE}{FERRY}"}}
    (tmp_path / "takedowns/1.jsonl").write_text(json.dumps(line) + "\n")

    shared(tmp_path, shared_place, {"/": listing(FERRY, QUAY), **STORIES}, sites=f"{SITE}/")

    assert headlines(tmp_path) == ["Quay is mended"]


def test_a_process_that_cannot_go_on_gives_its_place_up(
    tmp_path: Path, shared_place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("a profile that is none")

    monkeypatch.setattr(OfFleet, "take_starts", breaks)
    with pytest.raises(ValueError, match="a profile that is none"):
        shared(tmp_path, shared_place, {}, sites=f"{SITE}/")
    monkeypatch.undo()
