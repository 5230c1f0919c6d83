"""A page is written with its captures, pictures and lines, and what became of its story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.archive.events import EventCause
from crawler.archive.jsonl import content_of
from crawler.ledger.schema import Address, ArticleRow, CaptureRow
from crawler.ledger.versions import Event, ReadingRow
from crawler.memory import NO_MEMORY
from crawler.model import Article, Exchange, Provenance
from crawler.run.next_visit import VisitTime
from crawler.run.page_task import PageTask
from crawler.run.page_writer import PageWriter
from crawler.run.sameness import KEPT, Sameness

URL = "https://quay.example/1"
NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
KNOWN = Provenance(captures=("sha1:A",), fetched_at=NOON, encoding="utf-8")
STORY = Article(url=URL, headline="Ferry returns", article_body=("One.",), provenance=KNOWN)
OLDER = replace(STORY, headline="Ferry is late")


@dataclass
class Writer:
    """Notes what it is given to write."""

    groups: int = 0
    written: list[tuple[str, str]] = field(default_factory=list)
    """Kind and memory of each exchange."""

    lines: list[tuple[str, bool]] = field(default_factory=list)
    events: list[tuple[str, Event, EventCause]] = field(default_factory=list)

    def begin_group(self) -> None:
        self.groups += 1

    def captures(
        self, exchanges: Iterable[Exchange], memory: Any = None
    ) -> tuple[CaptureRow, ...]:
        rows = []
        for each in exchanges:
            self.written.append((each.kind, each.memory))
            digest = f"sha1:{each.kind}"
            rows.append(CaptureRow(digest, each.url, "", "urn:1", "response", "warc/a", 7, 9))
        del memory
        return tuple(rows)

    def line(
        self, article: Article, captures: object, *_: object, is_newest: bool, draft: object = None
    ) -> ArticleRow:
        del captures, draft
        self.lines.append((article.headline, is_newest))
        return ArticleRow(article.url, article.version, "i", content_of(article), "a", 0, 9)

    def event(self, story: Article, event: Event, cause: EventCause) -> None:
        self.events.append((story.headline, event, cause))


class Kept:
    """What is held of the story."""

    def __init__(self, readings: tuple[ReadingRow, ...] = (), *held: Article) -> None:
        self._readings, self._held = readings, {content_of(each): each for each in held}

    def readings_of(self, page: PageTask, url: str) -> tuple[ReadingRow, ...]:
        assert (page.url, url) == (URL, URL)
        return self._readings

    def version(self, url: str, content: str) -> Article | None:
        assert url == URL
        return self._held.get(content)


def writing(kept: Kept | None = None) -> tuple[PageWriter, Writer]:
    writer: Any = Writer()
    held: Any = kept or Kept()
    return PageWriter(writer, held, Sameness(), lambda: VisitTime(100.0, 0.0, [])), writer


def exchange(kind: str = "page") -> Exchange:
    return Exchange(url=URL, fetched_at=NOON, request=b"GET", response=b"Ferry", kind=kind)


def reading(article: Article | None, hours: int = 0, reason: str = "http-410") -> ReadingRow:
    at = NOON.timestamp() + hours * 3_600
    return ReadingRow(URL, at, "sha1:A", content_of(article)) if article else (
        ReadingRow(URL, at, reason, "")
    )  # fmt: skip


def page(**more: Any) -> PageTask:
    known = {"exchanges": [exchange("robots"), exchange(), exchange("image")], **more}
    return PageTask(Address(1, URL, "quay.example", "article", 0, 1, 0), **known)


def test_an_exchange_says_what_its_page_was_read_as_and_with_what() -> None:
    writer_of, writer = writing()
    told = page(article=STORY, outcome="stored", reading=reading(STORY))

    writer_of.append([told])

    revision = NO_MEMORY.revision
    assert writer.written == [
        ("robots", revision), ("article", revision), ("image", revision),
    ]  # fmt: skip
    assert writer.lines == [("Ferry returns", True)]


def test_of_a_page_without_an_article_the_captures_alone_are_written() -> None:
    writer_of, writer = writing()

    batch = writer_of.append([page(outcome="dropped", reason="no-text")])

    [visit] = batch.visits
    assert writer.written == [("robots", ""), ("page", ""), ("image", "")]
    assert (writer.lines, visit.outcome, len(visit.captures)) == ([], "dropped", 3)


@pytest.mark.parametrize(
    ("outcome", "lines"),
    [
        ("stored", [("Ferry returns", True), ("Ferry is late", False)]),
        ("version", [("Ferry returns", True), ("Ferry is late", False)]),
        ("unchanged", [("Ferry is late", False)]),
    ],
)
def test_a_line_is_written_of_what_is_new_and_of_what_is_written_again(
    outcome: str, lines: list[tuple[str, bool]]
) -> None:
    writer_of, writer = writing()

    batch = writer_of.append([page(article=STORY, outcome=outcome, rewritten=[OLDER])])

    assert writer.lines == lines
    assert len(batch.visits[0].articles) == len(lines)


def test_exchanges_of_no_page_are_captures_of_no_visit() -> None:
    writer_of, writer = writing()

    batch = writer_of.append([exchange("robots"), page(outcome="dropped")])

    assert (writer.groups, len(batch.visits), len(batch.captures)) == (1, 1, 1)
    assert KEPT not in batch.counts


def test_a_story_that_has_gone_is_told_with_the_version_that_was_held() -> None:
    writer_of, writer = writing(Kept((reading(STORY),), STORY))
    gone = page(outcome="withdrawn", status=410, reading=reading(None, 2), is_newest=True)

    writer_of.append([gone])

    [(headline, event, cause)] = writer.events
    assert (headline, event.status, event.reason) == ("Ferry returns", "Withdrawn", "http-410")
    assert (cause.status, cause.captures, [each.offset for each in cause.locations]) == (
        410, ("sha1:page",), [7],
    )  # fmt: skip


def test_a_story_that_is_there_again_is_told_and_what_was_told_before_is_not() -> None:
    before = (reading(STORY), reading(None, 2))
    writer_of, writer = writing(Kept(before, STORY))

    writer_of.append([page(article=STORY, outcome="unchanged", reading=reading(STORY, 4))])

    assert [event.status for _, event, _ in writer.events] == ["Published"]


def test_a_capture_of_the_past_may_tell_of_a_later_event() -> None:
    """It was gone before anything was known to be held: only now is there what was withdrawn."""
    writer_of, writer = writing(Kept((reading(None, 2),)))
    past = page(article=STORY, outcome="stored", reading=reading(STORY), is_newest=False)

    writer_of.append([past])

    [(headline, event, cause)] = writer.events
    assert (headline, event.status) == ("Ferry returns", "Withdrawn")
    assert cause == EventCause("http-410", None)


def test_a_new_story_and_a_page_that_is_no_reading_tell_of_no_event() -> None:
    writer_of, writer = writing()

    writer_of.append([
        page(article=STORY, outcome="stored", reading=reading(STORY)), page(outcome="failed"),
    ])  # fmt: skip

    assert writer.events == []
