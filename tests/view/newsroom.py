"""An archive written as a crawl writes it, page by page, without a crawl: for tests of the viewer.

Captures, index lines, articles, events and reports are made by the functions that a crawl has
them made by; what is not there is Scrapy, the ledger and the network.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.archive import cdx
from crawler.archive.events import EventCause, event_record
from crawler.archive.jsonl import content_of, identifier_of, line_of, to_line
from crawler.archive.warc import Seen, records
from crawler.extract import extract
from crawler.ledger.versions import Event
from crawler.model import Article, Capture, Exchange, Location
from crawler.report.receipt import TERMS
from crawler.wire import split

NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)


@dataclass
class Newsroom:
    """An archive that grows."""

    root: Path
    run: int = 1
    at: datetime = NOON
    grows: bool = False
    """Whether files end in ``.open``, as during a run."""

    held: dict[str, Article] = field(default_factory=dict)
    payloads: dict[str, Seen] = field(default_factory=dict)

    def next_run(self, after: timedelta) -> None:
        """Begin another run, so much later."""
        self.run += 1
        self.at += after

    def capture(self, url: str, answer: bytes, kind: str = "") -> tuple[Capture, Location]:
        """Keep an answer; return it as a capture, and where it stands."""
        asked = f"GET {url} HTTP/1.1\r\n\r\n".encode()
        exchange = Exchange(url=url, fetched_at=self.at, request=asked, response=answer, kind=kind)
        self.at += timedelta(seconds=1)
        place: Location | None = None
        file = f"warc/{self._name()}.warc.gz"
        path = self._file("warc", ".warc.gz")
        for record in records(exchange, "", self.payloads.get):
            offset = path.stat().st_size if path.exists() else 0
            with path.open("ab") as warc:
                warc.write(record.data)
            if record.type in {"response", "revisit"}:
                place = Location(file=file, offset=offset, record_id=record.record_id)
                line = cdx.line(record, file.rpartition("/")[2], offset)
                self._append("cdx", ".cdxj", line)
                seen = Seen(record.url, record.date, record.record_id, record.payload_digest)
                self.payloads.setdefault(record.payload_digest, seen)
                digest = record.payload_digest
        assert place
        message = split(answer)
        capture = Capture(
            url=url, fetched_at=exchange.fetched_at, body=message.body, status=message.status,
            headers=message.headers, digest=digest, location=place,
        )  # fmt: skip
        return capture, place

    def story(
        self, url: str, answer: bytes, pictures: dict[str, bytes] | None = None, **said: Any
    ) -> Article:
        """Keep a page and its pictures, read it, and write its line; `said` stands in it."""
        capture, place = self.capture(url, answer, "article")
        kept = {
            address: self.capture(address, picture, "image")[0].digest
            for address, picture in (pictures or {}).items()
        }
        article = extract(capture)
        images = tuple(
            replace(image, digest=kept.get(image.content_url or "")) for image in article.image
        )
        before = self.held.get(url)
        article = replace(
            article,
            image=images,
            version=before.version + 1 if before else 1,
            is_based_on=identifier_of(before) if before else None,
            provenance=replace(article.provenance, locations=(place,)),
        )
        article = replace(article, **said)
        self.held[url] = article
        self.line(to_line(article))
        return article

    def line(self, text: str) -> None:
        """Write a line of an article, whatever it says."""
        self._append("articles", ".jsonl", text)

    def withdrawn(self, url: str, reason: str = "http-410") -> None:
        """Write that a story was withdrawn."""
        story = self.held[url]
        event = Event("Withdrawn", self.at.timestamp(), reason, content_of(story))
        told = event_record(story, event, EventCause(reason, 410))
        self._append("events", ".jsonl", line_of(told))

    def taken_down(self, url: str, why: str) -> None:
        """Write that a story was taken down."""
        told = {
            "@type": "DeleteAction", "description": why, "endTime": self.at.isoformat(),
            "object": {"@type": "NewsArticle", "url": url},
            "provenance": {"captures": [], "locations": []},
        }  # fmt: skip
        self._append("takedowns", ".jsonl", line_of(told))

    def report(self, **told: Any) -> None:
        """Write the report of the run."""
        counts: dict[str, int] = {
            "fetched": 9,
            "discovered": 9,
            **dict.fromkeys(TERMS, 0),
            "source": 1,
        }
        report = {
            "run": self.run, "at": self.at.timestamp(), "finish_reason": "finished",
            "exit_status": 0, "balances": True, "seconds": 61.5, **counts, "reasons": {},
            "sites": {}, "sources": [], "alarms": [], "drifted": [], "passed_over": {},
            "files": [], "error": None, "stats": {}, **told,
        }  # fmt: skip
        folder = self.root / "reports"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{self.at:%Y%m%d%H%M%S}-{self.run:05}.json"
        (folder / name).write_text(json.dumps(report), "utf-8")

    def _name(self) -> str:
        return f"{NOON:%Y%m%d}{self.run:06}-{self.run:05}-000"

    def _file(self, folder: str, ending: str) -> Path:
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        return self.root / folder / f"{self._name()}{ending}{'.open' * self.grows}"

    def _append(self, folder: str, ending: str, line: str) -> None:
        with self._file(folder, ending).open("ab") as file:
            file.write(line.encode() + b"\n")


def png(width: int, height: int, hue: int = 0) -> bytes:
    """Return a picture: a sky over water, in its own colour."""
    rows = []
    for y in range(height):
        sky = y < height * 0.6
        base = (90 + hue * 37 % 120, 140 + hue * 61 % 90, 190 + hue * 17 % 60)
        shade = 1 - y / height * 0.5 if sky else 0.35 + 0.2 * ((y // 3) % 2)
        rows.append(b"\0" + bytes(int(each * shade) for each in base) * width)
    packed = zlib.compress(b"".join(rows))

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
