"""A story is fetched once, looked at again as it ages, and every change of it is noticed."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.captures import read_captures
from crawler.ledger.ledger import Ledger
from tests.crawling import lines, listing, report, run, story

FERRY, QUAY = "/news/2026/0205/101.html", "/news/2026/0205/102.html"
START = datetime(2026, 2, 5, 8, tzinfo=UTC)
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
NO_ROBOTS = ("ROBOTSTXT_OBEY=False",)


@dataclass
class Paper:
    """A site whose pages a test may change between runs."""

    pages: dict[str, bytes]
    etags: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0

    def answer(self, path: str, validator: str | None) -> bytes:
        page = self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        etag = self.etags.get(path)
        if etag and validator == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        head, _, body = page.partition(b"\r\n")
        return head + (f"\r\nETag: {etag}\r\n" if etag else "\r\n").encode() + body

    def requests(self) -> Counter[tuple[str, int]]:
        """Return what was asked for since the last time, and how it was answered."""
        asked, self.asked = self.asked, []
        return Counter(asked)

    def crawl(self, archive: Path, after: timedelta, *settings: str) -> dict[str, Any]:
        """Run a crawl that long after the start; return its report."""
        at = f"RUN_AT={(START + after).isoformat()}"
        url = f"url=http://127.0.0.1:{self.port}/"
        done = run(
            "crawl", "news", "-a", url, archive=archive, settings=(at, *NO_ROBOTS, *settings)
        )
        assert "Traceback" not in done.stderr, done.stderr[-3000:]
        return report(archive)


@contextmanager
def printing(paper: Paper) -> Iterator[Paper]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = paper.answer(self.path, self.headers.get("If-None-Match"))
            paper.asked.append((self.path, int(answer.split(b" ", 2)[1])))
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        paper.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield paper
        server.shutdown()


@pytest.fixture
def paper() -> Iterator[Paper]:
    pages = {"/": listing(FERRY), FERRY: story("Ferry returns")}
    with printing(Paper(pages)) as served:
        yield served


HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_what_has_not_changed_is_not_sent_again(paper: Paper, tmp_path: Path) -> None:
    paper.etags = {"/": '"a"', FERRY: '"b"'}
    paper.crawl(tmp_path, timedelta())
    paper.requests()

    told = paper.crawl(tmp_path, 2 * HOUR)

    assert paper.requests() == {("/", 304): 1, (FERRY, 304): 1}
    assert told["unchanged"] == 1
    assert told["reasons"]["unchanged/not-modified"] == 1
    assert told["exit_status"] == 0
    kept = [capture.status for capture in read_captures(tmp_path)]
    assert kept == [200, 200, 304, 304]
    index = [line.split(" ", 2)[2] for path in sorted(tmp_path.glob("cdx/*"))
             for line in path.read_text("utf-8").splitlines()]  # fmt: skip
    rows = [json.loads(line) for line in index]
    assert [row["mime"] for row in rows[2:]] == ["warc/revisit"] * 2
    assert [row["digest"] for row in rows[2:]] == [row["digest"] for row in rows[:2]]


def test_every_change_in_the_life_of_a_story_is_noticed(paper: Paper, tmp_path: Path) -> None:
    corrected = story("Ferry returns", "Correction: the ferry returns on Tuesday.")
    life: dict[timedelta, tuple[bytes, dict[str, Any]]] = {
        timedelta(): (story("Ferry returns"), {"stored": 1}),
        HOUR / 2: (corrected, {"source": 1}),
        2 * HOUR: (corrected, {"version": 1}),
        4 * HOUR: (GONE, {"withdrawn": 1, "exit_status": 0}),
        2 * DAY: (GONE, {"unchanged": 1, "reasons": {"unchanged/still-gone": 1}}),
        9 * DAY: (corrected, {"unchanged": 1}),
        11 * DAY: (story("Ferry returns", "It was on time."), {"version": 1}),
    }

    for after, (page, expected) in life.items():
        paper.pages[FERRY] = page
        told = paper.crawl(tmp_path, after)
        told["reasons"].pop("source/list", None)
        assert {key: told[key] for key in expected} == expected, after

    first, second, third = lines(tmp_path)
    assert [first["version"], second["version"], third["version"]] == [1, 2, 3]
    assert second["isBasedOn"] == first["identifier"]
    assert "changed" not in first["provenance"]
    assert second["provenance"]["changed"] == ["articleBody", "correction"]
    assert third["provenance"]["changed"] == ["articleBody"]
    assert paper.requests()[FERRY, 200] == 4


def test_a_new_title_on_a_list_is_a_reason_to_look(paper: Paper, tmp_path: Path) -> None:
    paper.crawl(tmp_path, timedelta())
    paper.pages["/"] = listing(FERRY).replace(b"News of the quay", b"Late news at quay")
    paper.pages[FERRY] = story("Ferry returns late")
    paper.requests()

    paper.crawl(tmp_path, HOUR / 2)

    assert paper.requests()[FERRY, 200] == 1
    assert [line["headline"] for line in lines(tmp_path)] == [
        "Ferry returns",
        "Ferry returns late",
    ]


def test_a_story_answered_with_the_front_page_is_withdrawn(paper: Paper, tmp_path: Path) -> None:
    paper.crawl(tmp_path, timedelta())
    paper.pages[FERRY] = b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"

    told = paper.crawl(tmp_path, 2 * HOUR)

    assert told["reasons"]["withdrawn/redirected-home"] == 1
    assert len(lines(tmp_path)) == 1


def test_a_list_full_of_what_is_new_leads_on_at_once(paper: Paper, tmp_path: Path) -> None:
    behind = '<a href="/index_2.html">Next page</a>'
    paper.pages["/"] = listing(FERRY, after=behind)
    paper.pages["/index_2.html"] = listing(FERRY)
    paper.crawl(tmp_path, timedelta())
    paper.pages["/"] = listing("/news/2026/0205/103.html", after=behind)
    paper.pages["/index_2.html"] = listing(QUAY, FERRY)
    paper.pages[QUAY] = story("Quay mended")
    paper.pages["/news/2026/0205/103.html"] = story("Pier closed")

    paper.crawl(tmp_path, timedelta(minutes=1))

    assert {line["headline"] for line in lines(tmp_path)} == {
        "Ferry returns", "Quay mended", "Pier closed",
    }  # fmt: skip


def test_two_sites_share_an_archive_and_keep_to_themselves(paper: Paper, tmp_path: Path) -> None:
    paper.crawl(tmp_path, timedelta())
    ledger = Ledger(tmp_path / "ledger.sqlite")
    other = ledger.begin("news", {}, START.timestamp() + 86_400, "other.example")

    assert ledger.discovered(other) == 0
    ledger.close()
