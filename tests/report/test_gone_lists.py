"""A list that is gone calls for a look, unless its publisher took down all that it listed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import listing, report, story
from tests.in_process import START, drive, stepped

FERRY, TAG = "/news/2026/0205/101-ferry.html", "/channel/ferry/"
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
PAGES = {
    "/": listing(FERRY, after=f'<nav><a href="{TAG}">Ferry</a></nav>'),
    TAG: listing(FERRY),
    FERRY: story("Ferry returns"),
}


def crawl(archive: Path, pages: dict[str, bytes], days: int) -> dict[str, Any]:
    async def steps() -> None:
        at = {"RUN_AT": (START + timedelta(days=days)).isoformat(), "DOWNLOAD_DELAY": 0}
        async with stepped(archive, settings=at) as crawl:
            await crawl.begin()
            await crawl.crawl(pages)

    drive(steps())
    return report(archive)


@pytest.mark.parametrize(
    ("gone", "is_told"),
    [((TAG, FERRY), False), ((TAG,), True), ((FERRY,), False)],
    ids=["with its only story", "alone", "the story alone"],
)
def test_a_list_that_is_gone_calls_for_a_look_while_a_story_of_it_stands(
    gone: tuple[str, ...], *, is_told: bool, tmp_path: Path
) -> None:
    crawl(tmp_path, PAGES, 0)
    without = PAGES | dict.fromkeys(gone, GONE)

    told = [crawl(tmp_path, without, days) for days in (9, 30, 60)]

    assert any("lists no story any more" in alarm for run in told for alarm in alarms(run)) == (
        is_told
    )
    assert all(run["balances"] for run in told)


def test_the_stories_of_a_list_that_is_gone_are_looked_at_at_once(tmp_path: Path) -> None:
    """A week and a month are the ages at which they would be."""
    crawl(tmp_path, PAGES, 0)
    crawl(tmp_path, PAGES, 9)

    first = crawl(tmp_path, PAGES | {TAG: GONE, FERRY: GONE}, 20)
    second = crawl(tmp_path, PAGES | {TAG: GONE, FERRY: GONE}, 25)

    assert (first["withdrawn"], first["unchanged"]) == (1, 0)
    assert (second["withdrawn"], second["unchanged"]) == (0, 1)


OLD, OTHER = "/news/2019/0205/101-ferry.html", "/news/2026/0205/102-quay.html"
OF_OLD = story("Ferry returned", "<time datetime='2019-02-05T08:00:00Z'>5 February 2019</time>")
SHOWN = {"/": listing(OLD, OTHER, after=f'<nav><a href="{TAG}">Ferry</a></nav>'),
         TAG: listing(OLD), OLD: OF_OLD, OTHER: story("Quay mended")}  # fmt: skip
NO_MORE = SHOWN | {"/": listing(OTHER, after=f'<nav><a href="{TAG}">Ferry</a></nav>'),
                   TAG: listing(OTHER)}  # fmt: skip


@pytest.mark.long
def test_a_story_past_its_last_look_gets_one_where_no_list_shows_it_any_more(
    tmp_path: Path,
) -> None:
    gone = NO_MORE | {OLD: GONE}
    crawl(tmp_path, SHOWN, 0)

    told = [crawl(tmp_path, gone, days) for days in (10, 20, 40, 70)]

    assert [run["withdrawn"] for run in told] == [0, 1, 0, 0]


def alarms(told: dict[str, Any]) -> list[str]:
    return [alarm["text"] for alarm in told["alarms"]]
