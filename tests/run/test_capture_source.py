"""A capture is read with the memory of its crawl, wherever it comes from."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector

from crawler.archive.captures import read_captures
from crawler.archive.captures_index import Index
from crawler.frontier.link import Link
from crawler.memory import NO_MEMORY
from crawler.model import RENDERING, SHELL, Capture, Exchange, Location, digest_of
from crawler.run.capture_source import IMAGE, ArchivedCaptures, PictureLimits, ServedCaptures
from crawler.run.page_task import PageTask
from crawler.spiders.news import NewsSpider
from tests.crawling import lines, story
from tests.in_process import SITE, START, drive, settings_for, stepped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request

    from crawler.archive.record_capture import Unread


def crawled(archive: Path, numbers: range, days: int) -> None:
    """Crawl stories of these numbers, some days after the start."""
    pages = {
        f"/news/2026/0205/{n}.html": story(f"Ferry number {n} returns", f"It is number {n}.")
        for n in numbers
    }

    async def steps() -> None:
        at = (START + timedelta(days)).isoformat()
        async with stepped(archive, settings={"RUN_AT": at}) as crawl:
            crawl.clock = iter(range(days * 86_400, days * 86_400 + 99))
            for path in pages:
                crawl.store.addresses.add(Link(SITE + path, "article", priority=9, depth=1))
            await crawl.crawl(pages)

    drive(steps())


def capture(**known: str) -> Capture:
    return Capture(url=SITE, fetched_at=START, body=b"", **known)  # type: ignore[arg-type]


def test_a_capture_of_an_archive_names_the_memory_that_it_was_read_with(tmp_path: Path) -> None:
    crawled(tmp_path, range(100, 106), 0)
    crawled(tmp_path, range(200, 201), 1)

    [later] = [each for each in read_captures(tmp_path) if each.url.endswith("/200.html")]
    [line] = [line for line in lines(tmp_path) if line["url"] == later.url]
    assert later.memory
    assert later.memory == line["provenance"]["memory"]
    stats = MemoryStatsCollector(Crawler(NewsSpider, settings_for(tmp_path)))
    with Index(tmp_path) as index:
        source = ArchivedCaptures(index, stats)
        for _ in range(2):
            memory = drive(source.memory_of(later))
            assert memory
            assert (memory.revision, bool(memory.encodings)) == (later.memory, True)
        assert drive(source.memory_of(capture(memory="sha256:unknown"))) is None
        assert drive(source.memory_of(capture(kind="article"))) == NO_MEMORY
        assert drive(source.memory_of(capture(kind=""))) is None


@pytest.mark.parametrize("kept", [b"{}", b"[" * 90_000, bytes(1 << 20), b"\xff"])
def test_a_memory_that_a_stranger_has_made_up_is_unknown_and_counted(
    kept: bytes, tmp_path: Path
) -> None:
    stats = MemoryStatsCollector(Crawler(NewsSpider, settings_for(tmp_path)))
    index: Any = SimpleNamespace(memory=lambda _: kept)
    source = ArchivedCaptures(index, stats)

    for _ in range(2):
        made_up = capture(memory="sha256:made-up", kind="article")
        assert drive(source.memory_of(made_up)) is None
    assert stats.get_value("archive/memory_unreadable") == 1


def test_a_place_of_another_archive_is_none_of_this_one(tmp_path: Path) -> None:
    crawled(tmp_path, range(100, 101), 0)
    [held] = read_captures(tmp_path)
    assert held.location
    stats = MemoryStatsCollector(Crawler(NewsSpider, settings_for(tmp_path)))

    with Index(tmp_path) as index:
        source = ArchivedCaptures(index, stats)
        assert source.at(held.location) == held
        assert source.at(Location(file="warc/none.warc.gz", offset=0, record_id="")) is None


def test_what_is_served_now_was_never_read(tmp_path: Path) -> None:
    source = ServedCaptures(Crawler(NewsSpider, settings_for(tmp_path)))

    assert drive(source.memory_of(capture(kind="article"))) is None
    assert not source.is_continuation(capture())


PICTURE = b"\x89PNG picture"
LIMITS = PictureLimits(size=100, types=frozenset(("image/png",)))
BOAT = f"{SITE}/boat.png"


def answer(body: bytes, kind: str = "image/png", status: int = 200) -> bytes:
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Downloads:
    """An engine that answers every request with the same bytes; with none it is refused."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    async def download_async(self, request: Request) -> Any:
        if not self.raw:
            raise ConnectionRefusedError(request.url)
        exchange = Exchange(url=request.url, fetched_at=START, request=b"", response=self.raw)
        request.meta["exchanges"].append(exchange)
        return SimpleNamespace(status=200)


def served(raw: bytes) -> tuple[ServedCaptures, MemoryStatsCollector]:
    """Return a source whose engine answers so, and what it counts."""
    crawler: Any = Crawler(NewsSpider)
    crawler.stats, crawler.engine = MemoryStatsCollector(crawler), Downloads(raw)
    return ServedCaptures(crawler), crawler.stats


@pytest.mark.parametrize(
    ("raw", "counted"),
    [
        (answer(PICTURE), "picture"),
        (answer(PICTURE, "image/png; q=1"), "picture"),
        (answer(PICTURE, "IMAGE/PNG"), "picture"),
        (answer(PICTURE, "text/html"), "picture_passed"),
        (answer(PICTURE, "image/svg+xml"), "picture_passed"),
        (answer(b""), "picture_passed"),
        (answer(PICTURE * 9), "picture_passed"),
        (answer(PICTURE, status=404), "picture_passed"),
        (answer(PICTURE)[:-3], "picture_passed"),
        (b"", "picture_failed"),
    ],
    ids=["one", "parameters", "capitals", "a page", "a drawing", "empty", "too large", "missing",
         "cut", "refused"],
)  # fmt: skip
def test_a_picture_is_kept_where_it_is_whole_and_within_the_limits(
    raw: bytes, counted: str
) -> None:
    source, stats = served(raw)
    page = PageTask(None)

    digest = drive(source.picture(page, BOAT, LIMITS))

    assert digest == (digest_of(PICTURE) if counted == "picture" else None)
    assert stats.get_value(f"archive/{counted}") == 1
    kept = [(each.url, each.kind) for each in page.exchanges]
    assert kept == ([(BOAT, IMAGE)] if counted == "picture" else [])


def test_without_an_engine_nothing_is_asked_for() -> None:
    stats = MemoryStatsCollector(Crawler(NewsSpider))
    crawler: Any = SimpleNamespace(stats=stats, engine=None)
    source, page = ServedCaptures(crawler), PageTask(None)

    assert drive(source.picture(page, BOAT, LIMITS)) is None
    assert drive(source.following(page, f"{SITE}/2")).capture is None
    assert page.exchanges == []


@pytest.mark.parametrize("made", [True, False])
def test_what_a_browser_asked_for_and_made_becomes_the_page_s(
    monkeypatch: pytest.MonkeyPatch,
    made: bool,  # noqa: FBT001
) -> None:
    source, _ = served(b"")
    first = Exchange(url=SITE, fetched_at=START, request=b"", response=answer(b"shell"))
    asked = replace(first, url=f"{SITE}/data", kind=RENDERING)
    shown = replace(first, response=b"<p>Ferry back", fetched_at=START + timedelta(seconds=1))
    told = SimpleNamespace(asked=[asked], page=shown if made else None, troubled=True)

    async def render(_: Capture) -> Any:
        return told

    monkeypatch.setattr(
        "crawler.run.capture_source.Renderer", lambda _: SimpleNamespace(render=render)
    )
    page = PageTask(None)
    page.exchanges.append(first)
    capture_served = replace(capture(), exchanges=(first,))

    found = drive(source.rendered(page, capture_served))

    assert page.is_partial
    if not made:
        assert found is None
        assert page.exchanges == [first, asked]
        return
    assert found
    assert (found.body, found.is_rendered) == (b"<p>Ferry back", True)
    assert found.digest == digest_of(b"<p>Ferry back")
    assert [each.kind for each in page.exchanges] == [SHELL, RENDERING, shown.kind]


def test_an_archive_renders_nothing_and_gives_the_pictures_that_it_has(tmp_path: Path) -> None:
    crawled(tmp_path, range(100, 101), 0)
    [held] = read_captures(tmp_path)
    page = PageTask(None)
    page.captures.append(held)
    stats = MemoryStatsCollector(Crawler(NewsSpider, settings_for(tmp_path)))

    with Index(tmp_path) as index:
        source = ArchivedCaptures(index, stats)
        shown: Any = drive(source.rendered(page, held))

        assert shown is None
        assert drive(source.picture(page, BOAT, LIMITS)) is None
        assert drive(source.following(page, f"{SITE}/2")).capture is None
        assert stats.get_value("archive/continuation_absent") == 1


def test_the_reactor_goes_on_while_an_archive_is_read(tmp_path: Path) -> None:
    stats = MemoryStatsCollector(Crawler(NewsSpider, settings_for(tmp_path)))
    is_asked = Event()

    def pages() -> Iterator[Capture]:
        assert is_asked.wait(30), "the loop stood still"
        yield capture()

    async def steps(source: ArchivedCaptures) -> list[Capture | Unread | None]:
        asyncio.get_running_loop().call_soon(is_asked.set)
        found = pages()
        return [await source.next_of(found), await source.next_of(found)]

    with closing(ArchivedCaptures(Index(tmp_path), stats)) as source:
        assert drive(steps(source)) == [capture(), None]


def test_whoever_ends_a_replay_does_not_wait_for_a_record_that_is_being_read() -> None:
    stats = MemoryStatsCollector(Crawler(NewsSpider, {}))
    is_read, may_end, is_closed = Event(), Event(), Event()
    index: Any = SimpleNamespace(close=is_closed.set)
    source = ArchivedCaptures(index, stats)

    def pages() -> Iterator[Capture]:
        is_read.set()
        assert may_end.wait(30), "it was waited for"
        assert not is_closed.is_set()
        yield capture()

    async def steps() -> Capture | Unread | None:
        reading = asyncio.ensure_future(source.next_of(pages()))
        assert await asyncio.to_thread(is_read.wait, 30)
        source.close()
        may_end.set()
        return await reading

    assert drive(steps()) == capture()
    assert is_closed.wait(30)


def test_the_reactor_goes_on_while_a_site_memory_waits_for_a_record() -> None:
    stats = MemoryStatsCollector(Crawler(NewsSpider, {}))
    may_end = Event()
    index: Any = SimpleNamespace(memory=lambda _: None)
    source = ArchivedCaptures(index, stats)

    def pages() -> Iterator[Capture]:
        assert may_end.wait(30), "the loop stood still"
        yield capture()

    async def steps() -> tuple[Any, Any]:
        reading = asyncio.ensure_future(source.next_of(pages()))
        await asyncio.sleep(0)
        asking = asyncio.ensure_future(source.memory_of(capture(memory="sha256:unknown")))
        await asyncio.sleep(0)
        may_end.set()
        return await reading, await asking

    assert drive(steps()) == (capture(), None)
