"""What is kept of a page that cannot be stored: less each time, and never nothing unsaid."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector

from crawler.archive.segments import Segments
from crawler.frontier.link import Link
from crawler.ledger.fleets import LostLeaseError
from crawler.ledger.schema import Address
from crawler.ledger.versions import ReadingRow
from crawler.model import Article, Exchange, Provenance
from crawler.outcomes import Outcome, Reason
from crawler.run.page_task import PageTask
from crawler.run.run_state import RunState
from crawler.run.salvage import Salvage

NOW = datetime(2026, 2, 5, tzinfo=UTC)
URL = "https://quay.example/1"
BROKEN = ValueError("a title that no disk takes")


class Kept:
    """A salvage over an empty archive."""

    def __init__(self, folder: Path) -> None:
        self.state = RunState(stored=1)
        self.stats = MemoryStatsCollector(Crawler(Spider))
        self.folder = folder
        self.salvage = Salvage(Segments(folder), self.state, self.stats)

    @property
    def counted(self) -> dict[str, object]:
        return self.stats.get_stats()

    def beside(self) -> list[bytes]:
        """Return what was put beside the archive."""
        return [file.read_bytes() for file in self.folder.rglob("exchange-*")]


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def exchange() -> Exchange:
    return Exchange(url=URL, fetched_at=NOW, request=b"GET", response=b"HTTP/1.1 200 OK")


def page() -> PageTask:
    known = Provenance(captures=("sha1:A",), fetched_at=NOW, encoding="utf-8")
    return PageTask(
        Address(1, URL, "quay.example", "article", 0, 1, 0),
        article=Article(url=URL, headline="Ferry", provenance=known),
        exchanges=[exchange()],
        found=[Link(f"{URL}/next", "article")],
        reading=ReadingRow(URL, 1.0, "", "said"),
        outcome=Outcome.STORED,
    )


def test_first_all_is_dropped_but_what_went_over_the_wire(kept: Kept) -> None:
    one = page()

    assert kept.salvage.put_aside(one, BROKEN) == [one]
    assert (one.outcome, one.reason) == (Outcome.FAILED, Reason.ERROR_STORE)
    assert (one.article, one.found, one.reading, len(one.exchanges)) == (None, [], None, 1)
    assert kept.state.stored == 0
    assert kept.counted == {"archive/failed/error-store": 1}


def test_then_its_bytes_are_put_beside_the_archive(kept: Kept) -> None:
    one = page()
    kept.salvage.put_aside(one, BROKEN)

    assert kept.salvage.put_aside(one, BROKEN) == [one]
    assert (one.exchanges, kept.beside()) == ([], [b"GETHTTP/1.1 200 OK"])
    assert kept.counted == {"archive/failed/error-store": 1}


def test_at_last_the_error_is_not_the_page_s(kept: Kept) -> None:
    one = page()
    for _ in range(2):
        kept.salvage.put_aside(one, BROKEN)

    with pytest.raises(ValueError, match="a title"):
        kept.salvage.put_aside(one, BROKEN)


def test_an_exchange_of_no_page_is_put_beside_the_archive(kept: Kept) -> None:
    assert kept.salvage.put_aside(exchange(), BROKEN) == []
    assert kept.beside() == [b"GETHTTP/1.1 200 OK"]


def test_what_another_process_asks_for_is_not_written(kept: Kept) -> None:
    one, lost = page(), LostLeaseError("quay.example is another's")

    assert kept.salvage.put_aside(one, lost) == kept.salvage.put_aside(exchange(), lost) == []
    assert (kept.state.stored, kept.state.refused, kept.beside()) == (0, 1, [])
    assert kept.counted == {"archive/refused": 1}
