"""A crawl keeps the payloads that another client gets, and stores each story whole or flagged."""

from __future__ import annotations

import gzip
import http.client
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader

from crawler.model import digest_of
from tests.crawling import PROSE, lines, report, run
from tests.raw_server import CHUNKED, Answer, ok, pack_zstd, serving

SIZES = (1, 7, 512, 4_096, 16_384)
BLANKS = "\n    \n\t\n \r\n"
"""Between the blocks of a template: whatever the size of a chunk, some begin with these."""

MOST = ("CLOSESPIDER_TIMEOUT=100", "RETRY_TIMES=1", "HOST_PATIENCE=0")


def story(n: int) -> bytes:
    """Return a page with much white space, a title of its own and a length of its own."""
    paragraphs = (*PROSE, f"Line {n} of the ferry is served by two boats until the end of March.")
    text = BLANKS.join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<!doctype html>{BLANKS * (n % 7)}<html lang=en><head><title>{title(n)}</title></head>"
    body = f"{BLANKS}<body><article><h1>{title(n)}</h1>{BLANKS * (n % 5)}{text}</article>"
    cached = random.Random(n).randbytes(500 * (n % 60)).hex(" ", 8)
    return (head + body + BLANKS * (n % 11) + f"<!-- cached {cached} -->").encode()


def title(n: int) -> str:
    return f"The ferry comes back to landing stage {n} of the old quay"


def path(n: int) -> str:
    return f"/2026/02/05/the-ferry-comes-back-{n}.html"


def front(numbers: range) -> bytes:
    links = (f'<li><a href="{path(n)}">{title(n)}</a></li>' for n in numbers)
    return ok(f"<html><head><title>Quay</title></head><body><ul>{''.join(links)}</ul>".encode())


def in_chunks(body: bytes, size: int) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def chunked_site(count: int) -> dict[str, Answer]:
    """Return a site whose stories come in chunks of each size, gzipped and plain."""
    pages: dict[str, Answer] = {"/": front(range(count))}
    for n in range(count):
        packed = n // len(SIZES) % 2
        body = gzip.compress(story(n), mtime=0) if packed else story(n)
        coding = [b"Content-Encoding: gzip"] if packed else []
        framed = in_chunks(body, SIZES[n % len(SIZES)])
        pages[path(n)] = ok(framed, CHUNKED, *coding, length=False)
    return pages


def fetched(port: int, path: str) -> bytes:
    """Return the payload that the standard library's client gets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


@dataclass
class Kept:
    """One response or revisit record, as warcio reads it."""

    type: str
    digest: str
    payload: bytes
    truncated: str | None


def kept(archive: Path) -> dict[str, list[Kept]]:
    """Return what the sealed WARC files hold for each path."""
    found: dict[str, list[Kept]] = {}
    for file in sorted(archive.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type in {"response", "revisit"}:
                    told: Any = record.rec_headers.get_header
                    url = told("WARC-Target-URI").partition("://")[2].partition("/")[2]
                    chunked = record.http_headers.get_header("Transfer-Encoding") == "chunked"
                    raw = ChunkedDataReader(record.raw_stream, raise_exceptions=True)
                    payload = (raw if chunked else record.raw_stream).read()
                    one = Kept(record.rec_type, told("WARC-Payload-Digest"), payload,
                               told("WARC-Truncated"))  # fmt: skip
                    found.setdefault(f"/{url}", []).append(one)
    return found


def crawled(pages: dict[str, Answer], archive: Path) -> dict[str, bytes]:
    """Crawl a site into an archive; return what the other client gets for each path."""
    with serving(pages) as server:
        url = f"http://127.0.0.1:{server.port}/"
        done = run("crawl", "news", "-a", f"url={url}", archive=archive, settings=MOST)
        assert done.returncode == 0, done.stderr[-2000:]
        return {path: fetched(server.port, path) for path in pages}


def stored(archive: Path) -> dict[str, tuple[str, int, bool]]:
    """Return the headline, the number of paragraphs and whether it is flagged, by path."""
    return {
        f"/{line['url'].partition('://')[2].partition('/')[2]}": (
            line["headline"],
            len(line["articleBody"].split("\n")),
            "truncated" in line["provenance"].get("flags", []),
        )
        for line in lines(archive)
    }


@pytest.mark.parametrize(
    "count", [30, pytest.param(300, marks=pytest.mark.long)], ids=lambda count: f"{count}-pages"
)
def test_the_payloads_of_a_crawl_are_those_of_another_client(count: int, tmp_path: Path) -> None:
    payloads = crawled(chunked_site(count), tmp_path)

    records = kept(tmp_path)
    for n in range(count):
        payload = payloads[path(n)]
        assert records[path(n)] == [Kept("response", digest_of(payload), payload, None)], n
    whole = {path(n): (title(n), len(PROSE) + 1, False) for n in range(count)}
    assert stored(tmp_path) == whole


ODD: dict[str, bytes] = {
    "a blank before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : %d\r\n\r\n%s",
    "a line without a name": b"HTTP/1.1 200 OK\r\n: x\r\nContent-Length: %d\r\n\r\n%s",
    "a blank line first": b"\r\nHTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s",
    "HTTP/2": b"HTTP/2 200\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s",
    "a partial answer": b"HTTP/1.1 206 Partial Content\r\nContent-Length: %d\r\n\r\n%s",
    "an unknown status": b"HTTP/1.1 299 Odd\r\nContent-Length: %d\r\n\r\n%s",
    "plain called gzip": ok(b"%s", b"Content-Encoding: gzip", b"Content-Length: %d", length=False),
    "plain called br": ok(b"%s", b"Content-Encoding: br", b"Content-Length: %d", length=False),
}


def odd_site() -> dict[str, Answer]:
    count = len(ODD)
    pages: dict[str, Answer] = {"/": front(range(count + 4))}
    for n, sent in enumerate(ODD.values()):
        body = story(n)
        pages[path(n)] = sent % (len(body), body)
    padded = in_chunks(story(count), 999).replace(b"\r\n", b"  \r\n", 1)
    pages[path(count)] = ok(padded, CHUNKED, length=False)
    halves = story(count + 1)[:400], story(count + 1)[400:]
    members = b"".join(map(gzip.compress, halves))
    pages[path(count + 1)] = ok(members, b"Content-Encoding: gzip")
    frames = b"".join(pack_zstd(story(count + 2)[at : at + 300]) for at in range(0, 60_000, 300))
    pages[path(count + 2)] = ok(frames, b"Content-Encoding: zstd")
    pages[path(count + 3)] = ok(brotli.compress(story(count + 3)), b"Content-Encoding: br")
    return pages


def test_what_browsers_read_becomes_a_story_like_any_other(tmp_path: Path) -> None:
    pages = odd_site()

    with serving(pages) as server:
        url = f"http://127.0.0.1:{server.port}/"
        run("crawl", "news", "-a", f"url={url}", archive=tmp_path, settings=MOST)

    whole = {path(n): (title(n), len(PROSE) + 1, False) for n in range(len(pages) - 1)}
    assert stored(tmp_path) == whole


def test_a_coding_that_ends_early_is_asked_for_again_and_flagged(tmp_path: Path) -> None:
    end = story(0).index(b"</article>")
    packed = [
        gzip.compress(story(0), 0, mtime=0)[: end - 20],
        gzip.compress(story(1), mtime=0)[:80],
        gzip.compress(story(2), mtime=0),
    ]
    pages: dict[str, Answer] = {"/": front(range(3))}
    pages |= {path(n): ok(body, b"Content-Encoding: gzip") for n, body in enumerate(packed)}

    crawled(pages, tmp_path)

    whole, records = stored(tmp_path), kept(tmp_path)
    for n in range(2):
        cut = Kept("response", digest_of(packed[n]), packed[n], "unspecified")
        assert records[path(n)] == [cut, cut]
    assert [each.truncated for each in records[path(2)]] == [None]
    assert whole == {
        path(0): (title(0), len(PROSE) + 1, True),
        path(2): (title(2), len(PROSE) + 1, False),
    }
    assert report(tmp_path)["reasons"]["failed/cut-short"] == 1


def test_halves_that_are_alike_are_not_taken_for_one_another(tmp_path: Path) -> None:
    half = gzip.compress(b"<!-- quay -->" * 9 + story(0), 0, mtime=0)[:900]
    pages: dict[str, Answer] = {"/": front(range(2))}
    pages |= {path(n): ok(half, b"Content-Encoding: gzip") for n in range(2)}

    crawled(pages, tmp_path)

    records = [each for n in range(2) for each in kept(tmp_path)[path(n)]]
    assert [each.type for each in records] == ["response"] * 4
    assert {each.payload for each in records} == {half}
