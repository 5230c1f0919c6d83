"""Appends what a run keeps to the archive's open segments: records, index lines, articles.

What is appended is safe after the next commit of a `crawler.archive.transaction.Transaction`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.archive import cdx
from crawler.archive.drafts import Draft, draft_of
from crawler.archive.events import EventCause, event_record
from crawler.archive.jsonl import line_of
from crawler.archive.layout import ONE_FILE, Layout
from crawler.archive.stored_lines import coding_of, stored
from crawler.archive.warc import Seen, conversion, memory_record, records, warcinfo
from crawler.frontier.urls import named_by
from crawler.ledger.schema import ArticleRow, CaptureRow
from crawler.memory import NO_MEMORY, dumped
from crawler.model import Location
from crawler.text.compare.minhash import bands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.archive.segments import Place, Segments
    from crawler.ledger.ledger import Ledger
    from crawler.ledger.versions import Event
    from crawler.memory import Memory
    from crawler.model import Article, Exchange

CUT = "truncated"
"""What the ledger calls a response that is not all there: no record ever refers to it."""


class Writer:
    """Appends to the segments of one run."""

    def __init__(
        self,
        shelf: Segments,
        ledger: Ledger,
        name: str,
        about: tuple[tuple[str, str], ...] = (),
        layout: Layout = ONE_FILE,
    ) -> None:
        """`about` are the fields of each file's warcinfo record."""
        self.shelf, self.ledger, self.name, self._about = shelf, ledger, name, about
        self._layout = layout
        self._payloads: dict[str, Seen] = {}
        self._answers: dict[str, str] = {}
        """Ids of the records of this group, by their addresses: a conversion refers to one."""

        self._part = 0
        self._info_id = ""
        """Of the segment being written; not known in one that an earlier run began."""

        self._memories: dict[str, Place] = {}
        """Where the segment being written holds site memories, by their revisions."""

    def next_segment(self) -> None:
        """Go on in another segment: the last is sealed."""
        self._part += 1
        self._info_id = ""
        self._memories.clear()

    def begin_group(self) -> None:
        """Forget the payloads of the last group, and what was taken back of it.

        The ledger knows the payloads from now on, or they are gone.
        """
        self._payloads.clear()
        self._answers.clear()
        lengths = self.shelf.lengths()
        self._memories = {revision: place for revision, place in self._memories.items()
                          if place.offset < lengths.get(place.file, 0)}  # fmt: skip

    def captures(
        self, exchanges: Iterable[Exchange], memory: Memory = NO_MEMORY
    ) -> tuple[CaptureRow, ...]:
        """Keep exchanges, unless nothing is to be kept; return where each stands.

        `memory` is what the page of an exchange was read with: each file holds those that its
        pages name, so that a replay of the file alone reads as the crawl did.
        """
        if not self._layout.keeps_captures:
            return ()
        return tuple(row for exchange in exchanges for row in self._append(exchange, memory))

    def _append(self, exchange: Exchange, memory: Memory) -> list[CaptureRow]:
        segment = self.shelf.segment("warc", self._segment_name())
        if not segment.length:
            info = warcinfo(segment.name.rpartition("/")[2], exchange.fetched_at, self._about)
            self._info_id = info.record_id
            segment.append(info.data)
        if exchange.memory and exchange.memory not in self._memories:
            known = (exchange.memory, dumped(memory), exchange.fetched_at, self._info_id)
            self._memories[exchange.memory] = segment.append(memory_record(*known).data)
        index = self.shelf.segment("cdx", self._segment_name())
        rows = []
        if exchange.software:
            made_of = self._answers.get(exchange.url, "")
            made = conversion(exchange, self._info_id, made_of)
        else:
            made = records(exchange, self._info_id, self._seen, last=self._last)
        for record in made:
            place = segment.append(record.data)
            if record.type in {"request", "metadata"}:
                continue
            self._answers[record.url] = record.record_id
            file = place.file.rpartition("/")[2]
            index.append(cdx.line(record, file, place.offset).encode() + b"\n")
            kind = CUT if record.type == "response" and not record.whole else record.type
            rows.append(
                CaptureRow(
                    record.payload_digest, record.url, record.date, record.record_id,
                    kind, place.file, place.offset, len(record.data),
                )
            )  # fmt: skip
            if kind == "response":
                seen = Seen(record.url, record.date, record.record_id, record.payload_digest)
                self._payloads.setdefault(record.payload_digest, seen)
        return rows

    def _seen(self, digest: str) -> Seen | None:
        if digest in self._payloads:
            return self._payloads[digest]
        row = self.ledger.earlier_capture(digest)
        return Seen(*row) if row else None

    def _last(self, url: str) -> Seen | None:
        row = self.ledger.last_capture(url)
        return Seen(*row) if row else None

    def line(
        self,
        article: Article,
        captures: tuple[CaptureRow, ...],
        signature: bytes = b"",
        *,
        is_newest: bool = True,
        draft: Draft | None = None,
    ) -> ArticleRow:
        """Write an article, with the places of its captures in its provenance.

        `draft` is the line that was made of it, if that was done.
        """
        digests = article.provenance.captures
        locations = tuple(
            Location(file=row.file, offset=row.offset, record_id=row.record_id)
            for digest in digests
            for row in [next((r for r in captures if r.digest == digest), None)]
            if row
        )
        draft = draft or draft_of(article)
        places = locations or article.provenance.locations
        line = draft.placed(places, article.same_as) + b"\n"
        place, length = self._append_line("articles", article.url, line)
        return ArticleRow(
            article.url,
            article.version,
            draft.identifier,
            draft.content,
            place.file,
            place.offset,
            length,
            signature,
            named_by(article.main_entity_of_page),
            bands(signature),
            is_newest,
        )

    def event(self, story: Article, event: Event, told: EventCause) -> None:
        """Write that a story was withdrawn, or appeared again: one line of ``events/``."""
        line = line_of(event_record(story, event, told)).encode() + b"\n"
        self._append_line("events", story.url, line)

    def _append_line(self, kind: str, url: str, line: bytes) -> tuple[Place, int]:
        """Append a line as its file holds lines; return where it stands, and how long it is."""
        group = (urlsplit(url).hostname or "") if self._layout.by_day else ""
        segment = self.shelf.segment(kind, self._segment_name(), group, self._layout.coding)
        data = stored(line, coding_of(segment.name))
        return segment.append(data), len(data)

    def _segment_name(self) -> str:
        return f"{self.name}-{self._part:03}"
