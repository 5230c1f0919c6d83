"""What a story is to those at other addresses, whenever these are committed."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.archive.jsonl import content_of
from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import ArticleRow
from crawler.model import Article, Provenance
from crawler.run.claims import Claims
from crawler.run.story_histories import StoryHistories
from crawler.spiders.replay import ReplaySpider
from crawler.text.compare.minhash import bands, signature
from tests.crawling import lines, story
from tests.in_process import START, drive, stepped

SITE = "https://quay.example"
KNOWN = Provenance(
    captures=("sha1:A",), fetched_at=datetime(2026, 2, 5, tzinfo=UTC), encoding="utf-8"
)


def stories() -> list[Article]:
    """Return stories of which many are alike, or the same: more than are looked at."""
    chance = random.Random(3)
    texts = [" ".join(f"{word}{n}" for n in range(60)) for word in "abc"]
    told = []
    for number in range(90):
        text = chance.choice(texts) + " and more" * chance.choice([0, 0, 1])
        url, headline = f"{SITE}/{number:02}", chance.choice(["Ferry", "Quay"])
        told.append(Article(url=url, headline=headline, article_body=(text,), provenance=KNOWN))
    return told


def elsewhere(path: Path, group: int) -> list[tuple[str, ...]]:
    """Return where each story is held, too, where so many are committed at a time."""
    parts: list[Any] = [SimpleNamespace()] * 3
    found, waiting = [], list[ArticleRow]()
    with closing(Ledger(path)) as ledger:
        ledger._db.execute("BEGIN")  # noqa: SLF001 whoever keeps has begun a transaction
        claims = Claims()
        histories = StoryHistories(parts[0], claims, *parts)
        histories._kept = SimpleNamespace(rows=ledger.stories)  # type: ignore[assignment]  # noqa: SLF001 what it is asked for
        for number, article in enumerate(stories()):
            own = signature(article.article_body[0])
            found.append(histories.elsewhere(article, own, histories.exactly_elsewhere(article)))
            claims.hold(article, own)
            row = ArticleRow(article.url, 1, "", content_of(article), "a", number, 1, own)
            waiting.append(row._replace(bands=bands(own)))
            if len(waiting) >= group:
                for each in waiting:
                    ledger.stories.keep(each, None, 1, float(each.offset))
                claims.committed()
                waiting.clear()
    return found


@pytest.mark.parametrize("group", [7, 30, 1000])
def test_where_else_a_story_is_held_is_told_alike_whatever_waits_for_a_commit(
    tmp_path: Path, group: int
) -> None:
    one_by_one = elsewhere(tmp_path / "one.sqlite", 1)

    assert elsewhere(tmp_path / "many.sqlite", group) == one_by_one
    assert max(map(len, one_by_one)) > 20


FERRY = "/news/2026/0205/101.html"
TOLD = {
    "first": ("It carried forty people.",),
    "grown": ("It carried forty people.", "The harbour board paid for it."),
    "again": ("It carried ninety people, said the board, and not forty.",),
}
"""What a story said at different times."""

GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
LIVES = {
    "grew twice": ("first", "grown", "again"),
    "and back": ("first", "grown", "first"),
    "was withdrawn": ("first", "", "grown"),
}


def captured(archive: Path, life: tuple[str, ...]) -> list[Path]:
    """Crawl a story as it lives on; return the captures of each crawl."""
    for day, said in enumerate(life):
        page = story("Ferry returns", *TOLD[said]) if said else GONE
        seconds = day * 8 * 86_400

        async def steps(page: bytes = page, seconds: int = seconds) -> None:
            at = (START + timedelta(seconds=seconds)).isoformat()
            async with stepped(archive, settings={"RUN_AT": at}) as crawl:
                crawl.clock = iter(range(seconds, seconds + 99))
                crawl.store.addresses.add(Link(f"{SITE}{FERRY}", "article", priority=9, depth=1))
                await crawl.crawl({FERRY: page})

        drive(steps())
    return sorted(archive.glob("warc/*"))


def replayed(archive: Path, captures: Path) -> None:
    """Read captures again, without asking anybody."""

    async def steps() -> None:
        async with stepped(archive, ReplaySpider, captures=str(captures)) as crawl:
            await crawl.begin()

    drive(steps())


def history(archive: Path) -> list[tuple[int, str, str | None]]:
    """Return the versions of the story: of each number the last line counts."""
    newest = {line["version"]: line for line in lines(archive)}
    return [
        (number, line["articleBody"], line.get("isBasedOn"))
        for number, line in sorted(newest.items())
    ]


@pytest.mark.parametrize(
    ("life", "order"),
    [
        ("grew twice", "210"),
        pytest.param("grew twice", "120", marks=pytest.mark.long),
        pytest.param("and back", "210", marks=pytest.mark.long),
        pytest.param("was withdrawn", "120", marks=pytest.mark.long),
    ],
)
def test_captures_read_in_any_order_give_the_history_that_the_crawls_gave(
    tmp_path: Path, life: str, order: str
) -> None:
    files = captured(tmp_path / "crawled", LIVES[life])

    for number in map(int, order):
        replayed(tmp_path / "again", files[number])

    assert history(tmp_path / "again") == history(tmp_path / "crawled")


def test_a_capture_that_is_read_again_is_the_same_one(tmp_path: Path) -> None:
    [first] = captured(tmp_path / "crawled", ("first",))
    before = history(tmp_path / "crawled")

    replayed(tmp_path / "crawled", first)

    assert history(tmp_path / "crawled") == before
    assert len(lines(tmp_path / "crawled")) == len(before)
