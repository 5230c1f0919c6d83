"""What is committed of stories is read back from where it stands, or said to be unreadable."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.model import Article
from crawler.outcomes import Outcome, Reason
from crawler.run.kept_stories import KeptStories
from crawler.run.page_task import PageTask
from tests.crawling import story
from tests.in_process import SITE, Stepped, drive, stepped

FERRY = f"{SITE}/news/2026/0205/101.html"


def kept(archive: Path, look: Callable[[Stepped, KeptStories], object]) -> object:
    """Store one story, and return what is seen of it."""

    async def steps() -> object:
        async with stepped(archive) as crawl:
            crawl.store.addresses.add(Link(FERRY, "article", priority=10, depth=1))
            await crawl.crawl({FERRY.removeprefix(SITE): story("Ferry returns")})
            crawl.store.commit()
            return look(crawl, crawl.store.kept)

    return drive(steps())


def held(stories: KeptStories) -> Article:
    [reading] = stories.readings(FERRY)
    version = stories.version(FERRY, reading.content)
    assert version
    return version


def test_a_version_is_read_back_with_its_captures(tmp_path: Path) -> None:
    def look(_: Stepped, stories: KeptStories) -> object:
        version = held(stories)
        return version.headline, [each.url for each in stories.captures_behind(version)]

    assert kept(tmp_path, look) == ("Ferry returns", [FERRY])


def test_a_version_that_nobody_wrote_is_none(tmp_path: Path) -> None:
    assert kept(tmp_path, lambda _, stories: stories.version(FERRY, "nothing")) is None


def test_a_line_that_cannot_be_read_is_said_and_no_version(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def look(_: Stepped, stories: KeptStories) -> object:
        [reading] = stories.readings(FERRY)
        [file] = (tmp_path / "articles").glob("*.jsonl*")
        file.write_bytes(b"x" * file.stat().st_size)
        return stories.version(FERRY, reading.content)

    assert kept(tmp_path, look) is None
    assert f"a version of {FERRY} cannot be read" in caplog.text


def test_captures_that_are_elsewhere_are_none_here(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    def look(_: Stepped, stories: KeptStories) -> object:
        version = held(stories)
        for file in (tmp_path / "warc").iterdir():
            file.write_bytes(b"")
        return stories.captures_behind(version)

    assert kept(tmp_path, look) == []
    assert f"what {FERRY} was read from is not here" in caplog.text


@pytest.mark.parametrize(
    ("outcome", "reason", "said"),
    [
        (Outcome.WITHDRAWN, "http-410", "gone"),
        (Outcome.UNCHANGED, Reason.NOT_MODIFIED, "as before"),
        (Outcome.FAILED, Reason.TIMEOUT, None),
    ],
)
def test_an_answer_without_a_text_says_that_a_story_is_gone_or_as_it_was(
    outcome: Outcome, reason: str, said: str | None, tmp_path: Path
) -> None:
    def look(crawl: Stepped, stories: KeptStories) -> object:
        [reading], version = stories.readings(FERRY), held(stories)
        page = PageTask(
            crawl.store.addresses.current(FERRY),
            captures=stories.captures_behind(version),
            outcome=outcome,
            reason=reason,
        )
        told = stories.reading_without_text(page)
        return {None: None, "": "gone", reading.content: "as before"}[told and told.content]

    assert kept(tmp_path, look) == said


def test_what_an_address_said_before_it_led_to_its_story_is_part_of_its_history(
    tmp_path: Path,
) -> None:
    def look(crawl: Stepped, stories: KeptStories) -> object:
        page = PageTask(crawl.store.addresses.current(FERRY))
        mine, moved = stories.readings_of(page, FERRY), f"{SITE}/moved.html"
        return len(mine), stories.readings_of(page, moved)

    assert kept(tmp_path, look) == (1, [])
