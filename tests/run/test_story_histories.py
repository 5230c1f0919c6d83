"""What a story is to those at other addresses, whenever these are committed."""

from __future__ import annotations

import asyncio
import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import DropItem

from crawler.archive.jsonl import content_of
from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import ArticleRow
from crawler.ledger.versions import ReadingRow
from crawler.memory import NO_MEMORY
from crawler.model import Article, Capture, NotAnArticle, Provenance
from crawler.run.claims import Claims
from crawler.run.page_task import PageTask
from crawler.run.story_histories import StoryHistories
from crawler.spiders.replay import ReplaySpider
from crawler.text.compare.minhash import bands, signature
from crawler.worker_process import WorkerError
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


# --- one capture, held against what is known of its story

STORY = Article(
    url=f"{SITE}/1", headline="Ferry returns", article_body=("One.",), provenance=KNOWN
)
LATE = replace(STORY, headline="Ferry is late")
GONE_LATE = replace(LATE, article_body=("One.", "It is gone."))
NOON = KNOWN.fetched_at.timestamp()


class Held:
    """What is held of one story: the lines of its versions, and their captures."""

    def __init__(self, *versions: Article, captures: int = 0) -> None:
        self._versions = {content_of(each): each for each in versions}
        self._captures = [object()] * captures

    def version(self, url: str, content: str) -> Article | None:
        assert url == STORY.url
        return self._versions.get(content)

    def captures_behind(self, article: Article) -> list[object]:
        assert content_of(article) in self._versions
        return self._captures


class Reader:
    """Reads as today's reader does: `reads` says what it makes of an article, or fails."""

    def __init__(self, reads: dict[str, Article | Exception]) -> None:
        self._reads = reads

    def _read(self, key: str, article: Article | None = None) -> Any:
        made = self._reads.get(key, article)
        if isinstance(made, Exception):
            raise made
        return SimpleNamespace(clean=made)

    async def clean(self, article: Article, *_: object) -> Any:
        return self._read(article.headline, article)

    async def finish(self, *_: object) -> Any:
        return self._read("finish")

    async def steps(self, *_: object) -> Any:
        return self._read("captures")


def placed(
    article: Article, held: Held, *readings: ReadingRow, hours: int = 0, named: Any = NO_MEMORY,
    **reads: Any,
) -> tuple[PageTask, str | None, dict[str, Any]]:  # fmt: skip
    """Place a capture of the story; return its page, why it was dropped, and what was counted."""
    at = KNOWN.fetched_at + timedelta(hours=hours)
    known = replace(article.provenance, captures=(f"sha1:{article.headline}",), fetched_at=at)
    capture = Capture(url=article.url, fetched_at=at, body=b"")
    page = PageTask(None, captures=[capture], article=replace(article, provenance=known))
    stats: dict[str, int] = {}
    counter: Any = SimpleNamespace(inc_value=lambda name: stats.update({name: 1}))
    reader: Any = Reader({name.replace("_", " "): made for name, made in reads.items()})
    kept: Any = held
    memories: Any = SimpleNamespace(named=lambda _: named)
    histories = StoryHistories(kept, Claims(), memories, reader, counter)
    try:
        asyncio.run(histories.place(page, readings))
    except DropItem:
        return page, page.reason, stats
    return page, None, stats


def reading(article: Article, hours: int = 0, payload: str = "", alike: str = "") -> ReadingRow:
    at = NOON + hours * 3_600
    return ReadingRow(article.url, at, payload or "sha1:before", content_of(article), alike)


def test_a_story_of_which_nothing_is_known_is_stored() -> None:
    page, why, _ = placed(STORY, Held())

    assert (page.outcome, why, page.is_newest) == ("stored", None, True)
    assert page.article
    assert page.article.version == 1


def test_a_capture_that_was_read_before_is_nothing_new() -> None:
    page, why, _ = placed(STORY, Held(STORY), reading(STORY))

    assert (page.outcome, why, page.reading) == ("unchanged", "same-capture", None)


def test_what_reads_otherwise_is_the_next_version_and_says_what_changed() -> None:
    page, why, _ = placed(LATE, Held(STORY), reading(STORY), hours=2)

    assert (page.outcome, why) == ("version", None)
    assert page.article
    assert (page.article.version, page.article.provenance.changed) == (2, ("headline",))


SLOW = WorkerError("read-timeout", "it took too long")
ALIKE: dict[str, tuple[Held, dict[str, Any], int]] = {
    "the line that is held, cleaned today": (Held(STORY), {"Ferry_returns": LATE}, 1),
    "the captures that are held, read today": (Held(STORY, captures=1), {"captures": LATE}, 1),
    "the captures read as before": (Held(STORY, captures=1), {"captures": STORY}, 0),
    "no captures at hand": (Held(STORY), {}, 0),
    "captures that are no article": (
        Held(STORY, captures=1), {"finish": NotAnArticle("no-text")}, 0,
    ),
    "a line that takes too long": (Held(STORY), {"Ferry_returns": SLOW}, 0),
    "captures that take too long": (
        Held(STORY, captures=1), {"finish": SLOW}, 0,
    ),
    "no line to be had": (Held(), {"Ferry_returns": LATE}, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", ALIKE)
def test_where_the_reader_alone_has_changed_there_is_no_version(name: str) -> None:
    held, reads, same = ALIKE[name]

    page, why, stats = placed(LATE, held, reading(STORY), hours=2, **reads)

    assert stats.get("archive/same_when_read_again", 0) == same
    assert (why, page.outcome) == (("same-content", "unchanged") if same else (None, "version"))
    assert page.reading
    assert page.reading.alike == (content_of(STORY) if same else "")


def test_the_same_bytes_are_the_same_version_whatever_is_made_of_them() -> None:
    before = reading(GONE_LATE, -2), reading(STORY, payload="sha1:Ferry is late", alike="x")

    page, _, _ = placed(LATE, Held(STORY), *before, hours=2)

    assert page.reading
    assert page.reading.alike == "x"


RELABELLED: dict[str, tuple[Held, Any, dict[str, Any], int]] = {
    "it reads as what came later": (Held(LATE), NO_MEMORY, {"Ferry_returns": LATE}, 1),
    "it reads otherwise": (Held(LATE), NO_MEMORY, {}, 0),
    "the line of what came later is elsewhere": (
        Held(), NO_MEMORY, {"Ferry_returns": LATE}, 0,
    ),
    "nobody knows what that was read with": (Held(LATE), None, {"Ferry_returns": LATE}, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", RELABELLED)
def test_a_capture_of_the_past_takes_in_what_later_ones_said_alike(name: str) -> None:
    held, memory, reads, number = RELABELLED[name]

    page, why, _ = placed(STORY, held, reading(LATE, 2), named=memory, **reads)

    assert len(page.relabelled) == number
    assert not page.is_newest
    assert (why, page.outcome) == (("same-content", "unchanged") if number else (None, "version"))


def test_a_version_that_comes_before_others_has_them_written_again() -> None:
    page, _, _ = placed(STORY, Held(LATE), reading(LATE, 2))

    assert page.article
    assert page.article.version == 1
    [again] = page.rewritten
    assert (again.version, again.headline) == (2, "Ferry is late")
    assert again.is_based_on


def test_what_comes_first_pushes_all_versions_on_each_as_its_own_capture_gave_it() -> None:
    """The last says what the second says, whose line has its text: it came from another page."""
    later = reading(STORY, 1), reading(LATE, 3, "sha1:L"), reading(STORY, 5, "sha1:S")

    page, _, _ = placed(GONE_LATE, Held(STORY, LATE), *later)

    told = [(each.version, each.provenance.captures) for each in page.rewritten]
    assert told == [(2, ("sha1:before",)), (3, ("sha1:L",)), (4, ("sha1:S",))]
    assert [each.provenance.fetched_at.hour for each in page.rewritten] == [1, 3, 5]
    assert page.rewritten[0].provenance.changed == ("headline", "articleBody")


def test_an_earlier_capture_that_says_what_is_held_is_nothing_new() -> None:
    page, why, _ = placed(STORY, Held(STORY, LATE), reading(STORY, 1), reading(LATE, 2))

    assert (page.outcome, why, page.is_newest) == ("unchanged", "same-content", False)
    assert page.rewritten == []


def test_a_capture_read_after_a_later_one_found_nothing_is_gone_since() -> None:
    gone = ReadingRow(STORY.url, NOON + 7_200, "http-410", "")

    page, _, _ = placed(STORY, Held(), gone)

    assert (page.outcome, page.is_gone_since, page.is_newest) == ("stored", True, False)
