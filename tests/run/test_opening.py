"""An archive is opened with its ledger, or with one that is made anew, or it is said why not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler import __version__
from crawler.archive.check_ledger import LEDGER
from crawler.archive.jsonl import to_line
from crawler.archive.segments import SegmentError, Segments
from crawler.ledger.database import LedgerError
from crawler.ledger.ledger import Ledger
from crawler.run.opening import about_crawler, demand_ledger, named
from tests.archive.checked import STORY
from tests.in_process import settings_for


@pytest.mark.parametrize(
    ("raised", "error", "told"),
    [
        (sqlite3.DatabaseError("malformed"), LedgerError, r"ledger\.sqlite cannot be used: mal"),
        (OSError(28, "No space left"), SegmentError, r"cannot be written: .*No space left"),
        (ValueError("else"), ValueError, "^else$"),
    ],
)
def test_what_an_archive_raises_says_what_to_do(
    raised: Exception, error: type[Exception], told: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=told), named(tmp_path):
        raise raised


def lose_the_ledger(root: Path) -> None:
    """Leave an archive of one sealed story without its ledger."""
    with closing(Segments(root)) as shelf:
        shelf.segment("articles", "20260205080000-00001").append(f"{to_line(STORY)}\n".encode())
        shelf.seal()


def test_a_ledger_that_is_lost_is_made_anew_from_what_the_archive_holds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lose_the_ledger(tmp_path)

    with closing(Segments(tmp_path)) as shelf:
        demand_ledger(shelf)

    with closing(Ledger(tmp_path / LEDGER)) as ledger:
        known = ledger.address(STORY.url)
    assert known
    assert (known.kind, known.held) == ("article", 1)
    assert f"{LEDGER} is lost" in caplog.text


@pytest.mark.parametrize("there", ["a ledger", "no archive"])
def test_nothing_is_made_where_there_is_a_ledger_or_nothing_else(
    there: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if there == "a ledger":
        lose_the_ledger(tmp_path)
        (tmp_path / LEDGER).write_bytes(b"")
    before = sorted(path.name for path in tmp_path.rglob("*") if path.name != "lock")

    with closing(Segments(tmp_path)) as shelf:
        demand_ledger(shelf)

    after = sorted(path.name for path in tmp_path.rglob("*") if path.name != "lock")
    assert (after, caplog.text) == (before, "")


@pytest.mark.parametrize(("obeys", "robots"), [(True, "obey"), (False, "ignore")])
def test_each_file_of_captures_says_who_asked_and_whether_robots_txt_counted(
    robots: str, tmp_path: Path, *, obeys: bool
) -> None:
    settings = settings_for(tmp_path, ROBOTSTXT_OBEY=obeys, USER_AGENT="paper/1")

    told = dict(about_crawler(settings))

    assert told["software"].startswith(f"crawler/{__version__} Scrapy/")
    assert (told["robots"], told["http-header-user-agent"]) == (robots, "paper/1")
