"""The stories of one archive as they are held: what was read of them, their lines and captures."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from crawler.archive.captures import capture_at
from crawler.archive.jsonl import from_line
from crawler.ledger.versions import ReadingRow
from crawler.model import Location
from crawler.outcomes import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.archive.segments import Segments
    from crawler.ledger.ledger import Ledger
    from crawler.model import Article, Capture
    from crawler.run.capture_source import CaptureSource
    from crawler.run.page_task import PageTask

logger = logging.getLogger(__name__)


class KeptStories:
    """What is committed of stories, read back from where it stands."""

    def __init__(
        self, ledger: Ledger, segments: Segments, source: Callable[[], CaptureSource]
    ) -> None:
        """`source` gives where the run's captures come from: they may be nearer than ours."""
        self._ledger, self._segments, self._source = ledger, segments, source
        self.rows = ledger.stories
        """What the ledger has of them."""

    def readings(self, url: str) -> list[ReadingRow]:
        """Return what was read of a story, in the order of its captures."""
        return self.rows.readings(url)

    def readings_of(self, page: PageTask, url: str) -> list[ReadingRow]:
        """Return what is known of a story, and what its address said before it led to it."""
        known = {each.captured_at: each for each in self.readings(url)}
        if page.address and page.address.url != url:
            before = (each for each in self.readings(page.address.url) if not each.content)
            known = {each.captured_at: each._replace(url=url) for each in before} | known
        return [known[at] for at in sorted(known)]

    def reading_without_text(self, page: PageTask) -> ReadingRow | None:
        """Return what an answer without a text said of a story: gone, or as it was."""
        is_gone = page.outcome == Outcome.WITHDRAWN
        if not (is_gone or (page.held and page.reason == Reason.NOT_MODIFIED)):
            return None
        assert page.address
        answers = page.exchanges[-1:] or page.captures[-1:]
        url = page.address.story or page.address.url
        held = [each for each in self.readings(url) if each.content]
        if not (answers and held):
            return None
        at = answers[0].fetched_at.timestamp()
        if is_gone:
            return ReadingRow(url, at, page.reason or "", "")
        return held[-1]._replace(captured_at=at)

    def version(self, url: str, content: str) -> Article | None:
        """Return a version of a story that is committed; None where it cannot be read."""
        place = self.rows.line_of(url, content)
        try:
            return from_line(self._segments.read(*place)) if place else None
        except (OSError, ValueError) as error:
            logger.warning("a version of %s cannot be read: %s", url, error)
            return None

    def captures_behind(self, held: Article) -> list[Capture]:
        """Return the captures that a held version was read from; none where they are elsewhere."""
        try:
            return [self._capture_at(place) for place in held.provenance.locations]
        except (OSError, ValueError) as error:
            logger.info("what %s was read from is not here: %s", held.url, error)
            return []

    def _capture_at(self, place: Location) -> Capture:
        """Return the capture at a place: of the archive that is replayed, or of this one."""
        replayed = self._source().at(place)
        return replayed or capture_at(self._segments.root, place, self._payload_at)

    def _payload_at(self, digest: str) -> Location | None:
        row = self._ledger.payload_at(digest)
        return Location(file=row[0], offset=row[1], record_id=row[2]) if row else None
