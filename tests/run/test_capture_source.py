"""A capture is read with the memory of its crawl, wherever it comes from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector

from crawler.archive.captures import read_captures
from crawler.archive.captures_index import Index
from crawler.frontier.link import Link
from crawler.memory import NO_MEMORY
from crawler.model import Capture, Location
from crawler.run.capture_source import ArchivedCaptures, ServedCaptures
from crawler.spiders.news import NewsSpider
from tests.crawling import lines, story
from tests.in_process import SITE, START, drive, settings_for, stepped


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
            memory = source.memory_of(later)
            assert memory
            assert (memory.revision, bool(memory.encodings)) == (later.memory, True)
        assert source.memory_of(capture(memory="sha256:unknown")) is None
        assert source.memory_of(capture(kind="article")) == NO_MEMORY
        assert source.memory_of(capture(kind="")) is None


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

    assert source.memory_of(capture(kind="article")) is None  # type: ignore[func-returns-value]
    assert not source.is_continuation(capture())
