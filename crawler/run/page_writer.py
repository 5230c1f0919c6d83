"""Writes pages to the archive's segments, and says what the ledger is to note of each.

What is written here is safe when `crawler.archive.transaction` has committed it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.archive.events import EventCause
from crawler.archive.transaction import Batch
from crawler.ledger.versions import events_of
from crawler.model import Exchange, Location
from crawler.outcomes import Outcome
from crawler.run.capture_source import IMAGE
from crawler.run.next_visit import visit_of
from crawler.run.sameness import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.archive.writer import Writer
    from crawler.ledger.schema import CaptureRow, Visit
    from crawler.run.kept_stories import KeptStories
    from crawler.run.next_visit import VisitTime
    from crawler.run.page_task import PageTask
    from crawler.run.sameness import Sameness


class PageWriter:
    """Writes the pages of one run."""

    def __init__(
        self,
        writer: Writer,
        kept: KeptStories,
        sameness: Sameness,
        when: Callable[[], VisitTime],
    ) -> None:
        """`when` gives the time at which the fate of a page is decided."""
        self._writer, self._kept, self._when = writer, kept, when
        self._sameness = sameness

    def append(self, items: Sequence[PageTask | Exchange]) -> Batch:
        """Write pages, and exchanges of no page, to the segments; return what came of them."""
        self._writer.begin_group()
        pages = [each for each in items if not isinstance(each, Exchange)]
        visits = [self._visit(each) for each in pages]
        captures = self._writer.captures(x for x in items if isinstance(x, Exchange))
        learned = self._sameness.learned(page.noted for page in pages if page.noted)
        return Batch(visits, captures, {KEPT: learned} if learned else {})

    def _visit(self, page: PageTask) -> Visit:
        _mark(page)
        own = [each for each in page.exchanges if each.kind != IMAGE]
        captures = self._writer.captures(own, page.memory)
        pictures = self._writer.captures(each for each in page.exchanges if each.kind == IMAGE)
        kept = page.article if page.is_kept else None
        articles = [
            self._writer.line(
                kept, captures, page.signature, is_newest=page.is_newest, draft=page.draft
            )
        ] if kept else []  # fmt: skip
        articles += [self._writer.line(each, (), is_newest=False) for each in page.rewritten]
        self._note_events(page, captures)
        return visit_of(page, self._when(), (*captures, *pictures), tuple(articles))

    def _note_events(self, page: PageTask, captures: tuple[CaptureRow, ...]) -> None:
        """Write what a page tells of its story beside its text: withdrawn, or there again."""
        is_first = page.outcome == Outcome.STORED and page.is_newest and not page.relabelled
        if page.reading is None or is_first:
            return
        before = self._kept.readings_of(page, page.reading.url)
        now = {each.captured_at: each for each in (*before, *page.relabelled, page.reading)}
        known = {(each.status, each.captured_at) for each in events_of(before)}
        places = tuple(Location(file=row.file, offset=row.offset, record_id=row.record_id)
                       for row in captures[-1:])  # fmt: skip
        places = places or tuple(each.location for each in page.captures if each.location)
        digests = tuple(row.digest for row in captures[-1:])
        digests = digests or tuple(each.digest for each in page.captures)
        for event in events_of(now.values()):
            if (event.status, event.captured_at) in known:
                continue
            is_this = event.captured_at == page.reading.captured_at
            cause = EventCause(event.reason, page.status, digests, places)
            story = page.article or self._kept.version(page.reading.url, event.content)
            if story:
                cause = cause if is_this else EventCause(event.reason, None)
                self._writer.event(story, event, cause)


def _mark(page: PageTask) -> None:
    """Say in a page's exchanges what it was read as, and with which memory."""
    if page.article is None:
        return
    memory = page.memory.revision
    page.exchanges = [
        replace(each, memory=memory, kind="article" if each.kind == "page" else each.kind)
        for each in page.exchanges
    ]
