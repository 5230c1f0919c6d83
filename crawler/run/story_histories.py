"""What a capture is to its story: a new story, a version, or what is held already.

`crawler.ledger.versions` says what a history is; here it meets the archive: versions are read
from their lines, held captures are read again, and articles take their place and number.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.archive.jsonl import changed, content_of, named
from crawler.ledger.stories import MOST_ALIKE
from crawler.ledger.versions import ReadingRow, change, those_after, versions_of
from crawler.model import NotAnArticle, undo
from crawler.outcomes import Outcome, Reason
from crawler.text.compare.minhash import ALIKE, bands, likeness
from crawler.worker_process import WorkerError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from scrapy.statscollectors import StatsCollector

    from crawler.ledger.versions import Version
    from crawler.memory import Memory
    from crawler.model import Article
    from crawler.run.claims import Claims
    from crawler.run.kept_stories import KeptStories
    from crawler.run.page_task import PageTask
    from crawler.run.site_memory import SiteMemory
    from crawler.workers import Workers


class StoryHistories:
    """The histories of the stories of one archive."""

    def __init__(
        self,
        kept: KeptStories,
        claims: Claims,
        memories: SiteMemory,
        workers: Workers,
        stats: StatsCollector,
    ) -> None:
        self._kept, self._claims, self._memories = kept, claims, memories
        self._workers, self._stats = workers, stats

    async def place(self, page: PageTask, readings: Sequence[ReadingRow]) -> None:
        """Decide what a page is to its story: stored, a version, or nothing new (DropItem).

        `readings` is what is known of the story; no other page decides on it meanwhile.
        """
        article = page.article
        assert article
        page.reading = new = await self._reading(page, article, readings)
        if any(each.captured_at == new.captured_at for each in readings):
            page.is_newest, page.reading = False, None
            raise page.drop(Reason.SAME_CAPTURE, outcome=Outcome.UNCHANGED)
        page.relabelled = await self._relabelled(page, article, readings, new)
        self._settle(page, article, readings, new)

    async def _reading(
        self, page: PageTask, article: Article, readings: Sequence[ReadingRow]
    ) -> ReadingRow:
        """Return what a capture says of its story, held against the version before it.

        The same payload is the same version, whatever today's reader makes of it. Where another
        payload reads differently, the capture that is held is read again by today's reader with
        the same memory: if both read alike, the publisher changed nothing.
        """
        payload = " ".join(article.provenance.captures)
        at = page.captures[0].fetched_at.timestamp()
        new = ReadingRow(article.url, at, payload, content_of(article))
        before = versions_of(each for each in readings if each.captured_at <= at)
        if not before or before[-1].content == new.content:
            return new
        for each in readings:
            if each.payload == payload and each.content:
                return new._replace(alike=each.alike)
        held = self._kept.version(article.url, before[-1].content)
        if held and await self._reads_alike(page, held, new.content):
            self._stats.inc_value("archive/same_when_read_again")
            return new._replace(alike=before[-1].content)
        return new

    async def _relabelled(
        self, page: PageTask, article: Article, readings: Sequence[ReadingRow], new: ReadingRow
    ) -> tuple[ReadingRow, ...]:
        """Return the readings right after a new one that say what it says, to today's reader."""
        later = those_after(readings, new.captured_at)
        earlier = [each for each in readings if each.captured_at <= new.captured_at]
        content = versions_of([*earlier, new])[-1].content
        held = self._kept.version(new.url, later[0].content) if later else None
        if held is None or later[0].content == content:
            return ()
        memory = self._memories.named(held.provenance.memory)
        if memory is None:
            return ()
        if await self._content(page, undo(article), memory) != later[0].content:
            return ()
        return tuple(each._replace(alike=f"{each.alike} {content}".strip()) for each in later)

    async def _reads_alike(self, page: PageTask, held: Article, content: str) -> bool:
        """Return True where today's reader, with this memory, gives a held version this content.

        What the line says from before its edits tells what the memory does to it; its captures,
        where they are at hand, what the reader does.
        """
        if await self._content(page, undo(held), page.memory) == content:
            return True
        captures = self._kept.captures_behind(held)
        try:
            found = [await self._workers.finish(each, page.site, page.memory) for each in captures]
            if not found:
                return False
            steps = await self._workers.steps(found, page.site, page.memory)
        except (NotAnArticle, WorkerError):
            return False
        return content_of(steps.clean) == content

    async def _content(self, page: PageTask, article: Article, memory: Memory) -> str:
        """Return the content of an article once it is clean; empty where that takes too long."""
        try:
            return content_of((await self._workers.clean(article, page.site, memory)).clean)
        except WorkerError:
            return ""

    def _settle(
        self, page: PageTask, article: Article, readings: Sequence[ReadingRow], new: ReadingRow
    ) -> None:
        """Decide what a page is to its story; raises DropItem where it is nothing new."""
        known = {each.captured_at: each for each in (*readings, *page.relabelled, new)}
        told = change(tuple(known.values()), new)
        page.is_newest = told.is_newest
        page.is_gone_since = not max(known.items())[1].content
        contents = {new.content: article}
        if told.version:
            is_known = any(each.content for each in readings)
            page.outcome = Outcome.VERSION if is_known else Outcome.STORED
            article = self._numbered(told.version, told.versions, contents)
            page.article = _located(page, article)
        for version in told.again:
            if version != told.version:
                article = self._numbered(version, told.versions, contents)
                is_this = version.reading == new
                page.rewritten.append(_located(page, article) if is_this else article)
        if told.version is None:
            raise page.drop(Reason.SAME_CONTENT, outcome=Outcome.UNCHANGED)

    def _numbered(
        self, version: Version, versions: Sequence[Version], fresh: Mapping[str, Article]
    ) -> Article:
        """Return the article of a version of a story, with what changed in it.

        `fresh` has the article that was just read, by its content: it is in no line yet.
        """

        def told(content: str) -> Article | None:
            return fresh.get(content) or self._kept.version(version.reading.url, content)

        [read] = fresh.values()
        article = told(version.content) or told(version.reading.content) or read
        article = _read_in(article, version.reading)
        if version.number == 1:
            is_first = article.version == 1 and article.is_based_on is None
            return article if is_first else replace(article, version=1, is_based_on=None)
        before = told(versions[version.number - 2].content)
        known = replace(article.provenance, changed=changed(before, article) if before else ())
        name = named(article.url, versions[version.number - 2].content)
        number = version.number
        return replace(article, version=number, is_based_on=name, provenance=known)

    def elsewhere(self, article: Article, kept: bytes, exact: Collection[str]) -> tuple[str, ...]:
        """Return the other addresses at which the story is held, or about to be, sorted.

        `exact` are those of `exactly_elsewhere`. None for one whose text is not kept: its
        headline alone tells no story.
        """
        if not article.article_body:
            return ()
        url = article.url
        stories, waiting = self._kept.rows, self._claims.about_to_be_held
        # What waits counts as committed: its story is no longer what it was before, and of
        # those that are looked at it is among the newest.
        newer = {band: self._claims.sharing(band)[-MOST_ALIKE:] for band in bands(kept)}
        number = {band: len(urls) for band, urls in newer.items()}
        alike = {each.url: each.signature for each in stories.near((*newer,), url, number)}
        known = {*alike.keys(), *(each for urls in newer.values() for each in urls)}
        alike |= {each: waiting[each].signature for each in known & waiting.keys()}
        same = {each for each, its in alike.items() if likeness(kept, its) >= ALIKE}
        return tuple(sorted({*same, *exact} - {url}))

    def exactly_elsewhere(self, article: Article) -> tuple[str, ...]:
        """Return the other addresses of the story with the same headline and text, to the letter.

        Reports of the weather are alike each day, and each is a story.
        """
        if not article.article_body:
            return ()
        content, url = content_of(article), article.url
        waiting = self._claims.about_to_be_held
        equal = (each for each, held in waiting.items() if held.content == content)
        told = dict.fromkeys((*self._kept.rows.exactly(content, url), *equal))
        told.pop(url, None)
        return tuple(told)[:MOST_ALIKE]


def _read_in(article: Article, reading: ReadingRow) -> Article:
    """Return an article that is held as another capture gave it, letter for letter the same."""
    known = article.provenance
    if known.fetched_at.timestamp() == reading.captured_at:
        return article
    captures = tuple(reading.payload.split()) or known.captures
    at = datetime.fromtimestamp(reading.captured_at, UTC)
    return replace(
        article, provenance=replace(known, captures=captures, fetched_at=at, locations=())
    )


def _located(page: PageTask, article: Article) -> Article:
    """Return an article with the places, in the archive they come from, of replayed captures."""
    places = tuple(each.location for each in page.captures if each.location)
    if not places:
        return article
    return replace(article, provenance=replace(article.provenance, locations=places))
