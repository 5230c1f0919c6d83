"""What becomes of a page that the server says is as it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from tests.crawling import response, story
from tests.in_process import SITE, drive, stepped

FERRY = "/news/2026/0205/100001.html"
LIST = response(f"<ul><li><a href='{FERRY}'>The ferry returns to the quay</a></ul>")
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\n\r\n"
LATER = {"RUN_AT": "2026-02-07T08:00:00Z"}


def ended(archive: Path, *runs: dict[str, bytes]) -> dict[str, list[str | None]]:
    """Return outcome and reason of each address, after runs that were answered like this."""

    async def steps() -> None:
        for number, pages in enumerate(runs):
            async with stepped(archive, settings=LATER if number else None) as crawl:
                await crawl.begin()
                if not number:
                    crawl.store.addresses.add(Link(SITE + FERRY, "article", priority=9, depth=1))
                await crawl.crawl(pages)

    drive(steps())
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        return {
            url: ends for url, *ends in db.execute("SELECT url, outcome, reason FROM addresses")
        }


@pytest.mark.parametrize("path", ["/", FERRY])
def test_nobody_has_what_was_never_fetched_whatever_a_cache_says(
    path: str, tmp_path: Path
) -> None:
    pages = {"/": LIST, FERRY: story("Ferry returns")} | {path: UNCHANGED}

    assert ended(tmp_path, pages)[SITE + path] == ["failed", "http-304"]


def test_a_story_that_is_held_is_as_it_was_with_or_without_a_validator(tmp_path: Path) -> None:
    pages = {"/": LIST, FERRY: story("Ferry returns")}

    found = ended(tmp_path, pages, pages | {FERRY: UNCHANGED})

    assert found[SITE + FERRY] == ["unchanged", "not-modified"]
