"""What a ledger forgets of a story that was taken down, and what it has to remember."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, ArticleRow, CaptureRow, Visit
from crawler.ledger.takedowns import Shortened
from crawler.outcomes import Reason

FERRY, QUAY = "https://a.example/ferry", "https://a.example/quay"
LINES, WARC = "articles/a.jsonl", "warc/a.warc.gz"


def article(url: str, offset: int) -> ArticleRow:
    return ArticleRow(url, 1, f"urn:{url}", url, LINES, offset, 50)


def capture(url: str, offset: int) -> CaptureRow:
    return CaptureRow(f"sha256:{url}", url, "2026-02-05", url, "response", WARC, offset, 9)


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    """Return a ledger of two stories, each a line and a record."""
    opened = Ledger(place)
    run = opened.begin("news", {}, 0.0, "a.example")
    opened.add([Link(url, "article") for url in (FERRY, QUAY)], None, run, 0.0)
    visits = [
        Visit(url, 1.0, "stored", state="held", held=HELD, due_at=1e9)._replace(
            articles=(article(url, offset),), captures=(capture(url, offset),)
        )
        for url, offset in ((FERRY, 0), (QUAY, 50))
    ]
    opened.commit(visits, {LINES: 100, WARC: 100}, run)
    yield opened
    opened.close()


def forget(ledger: Ledger) -> None:
    ledger.takedowns.forget([FERRY], 9.0, [(WARC, 0)], {LINES: Shortened(100, ((0, 50),))})


def test_a_story_that_was_taken_down_is_gone_and_is_never_asked_for_again(ledger: Ledger) -> None:
    forget(ledger)

    story = ledger.address(FERRY)
    assert story is not None
    assert ledger.captures_of(FERRY) == []
    assert [row[0] for row in ledger.every("articles")] == [QUAY]
    assert FERRY not in {address.url for address in ledger.due("a.example", 1e10, 9)}
    told, _ = ledger.life(FERRY)
    assert told is not None
    assert told["reason"] == Reason.TAKEN_DOWN


def test_what_stays_in_a_file_has_moved(ledger: Ledger) -> None:
    forget(ledger)

    [row] = ledger.every("articles")
    assert (row[0], row[4:7]) == (QUAY, (LINES, 0, 50))
    assert ledger.segments()[LINES] == (50, False)
    assert len(ledger.captures_of(QUAY)) == 1


def test_forgetting_twice_forgets_nothing_more(ledger: Ledger) -> None:
    forget(ledger)
    once = [[*ledger.every(table)] for table in ("articles", "captures", "segments", "addresses")]

    forget(ledger)

    again = [[*ledger.every(table)] for table in ("articles", "captures", "segments", "addresses")]
    assert again == once


def test_a_story_that_was_never_met_is_remembered_as_taken_down(ledger: Ledger) -> None:
    ledger.takedowns.forget(["https://a.example/new"], 9.0)

    assert ledger.known(["https://a.example/new"]) == {"https://a.example/new"}
    assert ledger.add([Link("https://a.example/new", "article")], None, ledger.run, 10.0) == 0


@pytest.mark.parametrize(
    ("offset", "now"), [(0, 0), (10, 0), (40, 30), (50, 40), (70, 40), (90, 60)]
)
def test_a_line_moves_by_what_went_before_it(offset: int, now: int) -> None:
    file = Shortened(100, ((0, 10), (50, 20)))

    assert file.moved(offset) == now
    assert file.after == 70
