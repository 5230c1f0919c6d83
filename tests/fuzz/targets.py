"""What is asked with any bytes at all, and what must hold whatever they are.

A target takes the bytes of one question and raises where a promise is broken: an
`AssertionError` of its own, or an error that the asked function should not have let out.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.archive.captures_index import Index
from crawler.archive.cdx import payloads
from crawler.archive.jsonl import from_line, to_line
from crawler.archive.record_capture import Unread, own_answer
from crawler.archive.warc_reader import read_records
from crawler.compression import CODINGS, entity_of
from crawler.extract import extract
from crawler.frontier.link import Link
from crawler.frontier.robots import rules_of
from crawler.frontier.sources import links
from crawler.frontier.urls import (
    MAX_LENGTH,
    canonical,
    redirected,
    resolve,
    surt,
    twin_key,
    www_key,
)
from crawler.ledger.hosts import LONGEST_REST, Host, refused, retry_after
from crawler.ledger.ledger import Ledger
from crawler.model import Capture, Exchange, NotAnArticle, undo
from crawler.text.encoding.decode import decode
from crawler.text.repair.repair import repair
from crawler.wire import (
    Chunks,
    beginning_of,
    body_on_wire,
    capture_of,
    payload_held,
    payload_of,
    split,
    with_body,
)
from tests.archive.foreign import answer, arc, package, packed, page, record

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "fixtures"
WORDS = Path(__file__).parent / "words"
"""What each format is made of, for a fuzzer to put in: https://llvm.org/docs/LibFuzzer.html."""

FOUND = Path(__file__).parent / "found"
"""Inputs that broke a promise once, a folder a target."""

BASE = "https://news.example/list/"
LIMIT = 100_000
"""Bytes that an entity may unpack to here."""


class Target(NamedTuple):
    """One door of the crawler, and what knocks at it first."""

    ask: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]


def served() -> Iterator[tuple[str, bytes]]:
    """Yield the type and the body of every answer that the fixtures keep."""
    for path in sorted(PAGES.rglob("*.http")):
        capture = capture_of([exchange(path.read_bytes())])
        yield capture.content_type, capture.body


def exchange(response: bytes) -> Exchange:
    at = datetime(2024, 5, 3, tzinfo=UTC)
    return Exchange(url=BASE, fetched_at=at, request=b"", response=response)


def labelled(data: bytes) -> tuple[str, bytes]:
    """Return a content type, which is the first line, and the body below it."""
    head, _, body = data.partition(b"\n")
    return head[:80].decode("latin-1"), body


def labelled_seeds() -> list[bytes]:
    return [f"{kind}\n".encode() + body[:20_000] for kind, body in served()]


# --- text


def ask_decode(data: bytes) -> None:
    content_type, body = labelled(data)
    decoded = decode(body, content_type)
    decoded.text.encode("utf-8")  # no half of a surrogate pair
    assert decoded == decode(body, content_type)
    assert decoded.errors <= decoded.text.count("\ufffd")
    if body.isascii() and "=" not in content_type and not re.search(rb"[\0-\x1f~=]", body):
        assert decoded.text == body.decode("ascii")


def ask_repair(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    once = repair(text)
    assert repair(once.text).text == once.text
    assert bool(once.steps) == (once.text != text) or once.steps
    if re.fullmatch(r"[\w .,!?]*", text, re.ASCII):
        assert once.text == text


def repair_seeds() -> Iterator[bytes]:
    for name in ("mojibake", "mirror"):
        rows = json.loads((PAGES / "text" / f"{name}.json").read_text())
        for text in _strings(rows):
            yield text.encode("utf-8", "replace")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


# --- pages and what lists them


def ask_page(data: bytes) -> None:
    content_type, body = labelled(data)
    capture = Capture(
        url="https://news.example/2024/05/03/ferry.html",
        fetched_at=datetime(2024, 5, 3, tzinfo=UTC),
        body=body,
        headers=(("Content-Type", content_type),),
    )
    try:
        article = extract(capture)
    except NotAnArticle as verdict:
        str(verdict).encode()
        return
    line = to_line(article)
    assert "\n" not in line
    line.encode()
    assert to_line(from_line(line)) == line
    undo(article)
    for image in article.image:
        assert image.content_url is None or urlsplit(image.content_url).scheme in {"http", "https"}


def ask_links(data: bytes) -> None:
    content_type, body = labelled(data)
    listing = links(body, BASE, content_type)
    for link in listing.links:
        assert link.url.startswith(("http://", "https://"))
        assert resolve(None, link.url) == link.url
        (link.title or "").encode()
        (link.stated or "").encode()


def ask_robots(data: bytes) -> None:
    rules = rules_of(data, "crawler")
    assert rules.allow("https://news.example/robots.txt")
    for path in ("/", "/a/b.html?c=d", "/%E6%B8%A1*$"):
        assert rules.allow(f"https://news.example{path}") in {True, False}
    assert rules == rules_of(data.replace(b"\r\n", b"\n"), "crawler") or b"\r" in data


def ask_address(data: bytes) -> None:
    base, _, written = data.decode("utf-8", "surrogateescape").partition("\n")
    for encoding in ("utf-8", "gbk"):
        address = resolve(base or None, written, encoding)
        if address is None:
            continue
        address.encode("ascii")
        assert resolve(None, address) == address
        key = canonical(address)
        assert canonical(key) == key
        if len(key) > MAX_LENGTH:
            continue  # escapes made it longer than what is asked for: it is its own key
        assert resolve(None, key) == key
        assert twin_key(key) == twin_key(address)
        assert www_key(key) == www_key(address)
        assert surt(key) == surt(address)
    redirected(BASE, data)
    canonical(written)


def ask_ledger(data: bytes) -> None:
    found = []
    for line in data.decode("utf-8", "replace").split("\n")[:50]:
        url, _, title = line.partition("\t")
        if address := resolve(BASE, url):
            kind = "page" if title.endswith("?") else "article"
            found.append(Link(address, kind, title or None, title[:30] or None))
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "ledger.sqlite")
        run = ledger.begin("news", {}, 0.0, "news.example")
        new = ledger.add(found, BASE, run, 0.0)
        assert new == len({canonical(link.url) for link in found})
        assert ledger.add(found, BASE, run, 1.0) == 0
        waiting = [
            each for host in ledger.run_hosts() for each in ledger.due(host, 2.0, len(found) + 1)
        ]
        assert {canonical(each.url) for each in waiting} == {canonical(x.url) for x in found}
        ledger.close()


# --- the wire and archives


def ask_response(data: bytes) -> None:
    message = split(data)
    assert data.endswith(message.body)
    capture = capture_of([exchange(data)], LIMIT)
    assert len(capture.body) <= max(LIMIT, len(data))
    capture.content_type.encode("utf-8")
    for coding in CODINGS:
        assert len(entity_of(data, [coding, coding], LIMIT)[0]) <= max(LIMIT, len(data))


def ask_chunks(data: bytes) -> None:
    """Chunks are read the same however the bytes come in."""
    whole, pieces = Chunks(), Chunks()
    at_once = whole.feed(data)
    step = 1 + len(data) % 7
    in_pieces = b"".join(pieces.feed(data[at : at + step]) for at in range(0, len(data), step))
    assert in_pieces == at_once
    assert (pieces.complete, pieces.ended, pieces.broken) == (
        whole.complete, whole.ended, whole.broken,
    )  # fmt: skip


def ask_left(data: bytes) -> None:
    """A body that is left on the wire is, when it is wanted, the one that was there."""
    whole = capture_of([exchange(data)])
    assert with_body(replace(whole, body=b"")) == whole
    assert body_on_wire(data) == whole.body
    payload, arrived = payload_of(split(data))
    assert payload_held(data, payload) in {None, (payload, arrived)}
    assert payload_held(data, payload + b"x") is None
    beginning = beginning_of(exchange(data), 100)
    assert beginning.headers == whole.headers
    assert len(beginning.body) <= 300


def ask_framing(data: bytes) -> None:
    """The same bytes are the same body, however they are packed, parted and framed.

    The first bytes say how: members of gzip one behind another, chunks with extensions, trailers.
    """
    plan, body = data[:16].ljust(16, b"\0"), data[16:]
    step = 1 + plan[0] * 16
    parts = [body[at : at + step] for at in range(0, len(body), step)] or [b""]
    is_packed = plan[1] & 1
    packed = [gzip.compress(each, 1 + plan[2] % 9) for each in parts] if is_packed else parts
    coded = b"".join(packed)
    size = 1 + plan[3] * 8
    chunks = [coded[at : at + size] for at in range(0, len(coded), size)]
    extension = b";" + plan[4:8].hex().encode() + (b'="a;b"' if plan[8] & 1 else b"")
    end = b"\r\n" if plan[9] & 3 else b"\n"
    framed = b"".join(b"%X%s%s%s%s" % (len(each), extension, end, each, end) for each in chunks)
    framed += b"0" + extension + end + (b"Content-Length: 3" + end) * (plan[10] % 9) + end
    coding = b"Content-Encoding: gzip\r\n" if is_packed else b""
    head = b"HTTP/1.1 200 OK\r\n" + coding
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * (plan[11] % 5)
    by_chunks = hint + head + b"Transfer-Encoding: chunked\r\n\r\n" + framed
    by_length = head + b"Content-Length: %d\r\n\r\n" % len(coded) + coded
    by_end = head + b"\r\n" + coded
    read = [capture_of([exchange(each)]) for each in (by_length, by_chunks, by_end)]
    assert [each.body for each in read] == [body if is_packed else coded] * 3
    assert len({(each.digest, each.truncated) for each in read}) == 1
    assert read[0].truncated is None


def ask_replay(data: bytes) -> None:
    """An index gives each capture once, from its place as in its order, and damage is told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc"
        path.write_bytes(data)
        damage: list[object] = []
        with Index(path, damage.append, damage.append) as index:
            whole = list(index.captures(as_written=True))
            pages = list(index.pages(bool))
            left = list(index.pages(lambda _: True))
            assert pages == whole
            for capture, found in zip(whole, left, strict=True):
                if isinstance(found, Unread):
                    assert found.read() == capture
                assert capture.location
                index.following(BASE, capture)
                index.nearest(capture.url, capture.fetched_at)


def ask_index(data: bytes) -> None:
    """Whatever stands in an index of a WARC, what is found in it goes into a database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.cdxj"
        path.write_bytes(data)
        found = list(payloads(path))
        with closing(sqlite3.connect(":memory:")) as db:
            db.execute("CREATE TABLE beside (digest TEXT, file TEXT, offset INTEGER)")
            db.executemany("INSERT INTO beside VALUES (?, ?, ?)", found)


def ask_pace(data: bytes) -> None:
    """Whatever a server asks for, it is left alone for a day at most, and not asked at once."""
    said = data.decode("latin-1")
    after = retry_after(said, 1_000.0)
    assert after is None or after >= 0
    host = refused(Host("a.example", failures=len(data) % 9), 1_000.0, after)
    assert 1_000.0 <= host.paused_until <= 1_000.0 + LONGEST_REST


def ask_archive(data: bytes) -> None:
    """Whatever a file holds, its records are told, or its damage."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc"
        path.write_bytes(data)
        damage: list[object] = []
        stored = []
        for each in read_records(path, damage.append):
            stored.append(each)
            own_answer(each)
        assert stored or damage


def archive_seeds() -> Iterator[bytes]:
    records = [page(1), page(2), record("warcinfo", b"software: x\r\n")]
    for packing in ("plain", "gzip"):
        yield packed(records, packing)
        yield packed(arc(1, 2), packing)
    yield package({"archive/a.warc": b"".join(records)}, 0)
    yield package({"archive/a.warc": b"".join(records)}, 8)


def page_seeds() -> list[bytes]:
    return [seed for seed in labelled_seeds() if seed.startswith(b"text/html")]


TARGETS: dict[str, Target] = {
    "decode": Target(ask_decode, labelled_seeds),
    "repair": Target(ask_repair, repair_seeds),
    "page": Target(ask_page, page_seeds),
    "links": Target(ask_links, labelled_seeds),
    "robots": Target(
        ask_robots,
        lambda: [b"User-agent: *\nDisallow: /a*b$\nAllow: /\nCrawl-delay: 2\nSitemap: /s.xml\n"],
    ),
    "address": Target(
        ask_address,
        lambda: [
            b"https://a.example/x/\n../b?c=%41#d",
            b"\nHTTP://\xe6\xb8\xa1.example:80/;jsessionid=1",
            b"\nhttps://www.google.com/amp/s/a.example/1?utm_source=x&b=&a=1",
            b"https://a.example/\n///[::1]:8080//a//b",
        ],
    ),
    "ledger": Target(
        ask_ledger,
        lambda: [b"/1.html\tThe ferry\n/2.html\n/1.html?utm_source=x\thm?\nhttps://b.example/m/1"],
    ),
    "response": Target(
        ask_response,
        lambda: [
            *(path.read_bytes() for path in sorted(PAGES.rglob("*.http"))[:20]),
            answer(b"4\r\nstop\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
            b"HTTP/1.1 103 Early\r\n\r\n" + answer(b"x", "Content-Encoding: gzip, br, deflate"),
        ],
    ),
    "left": Target(
        ask_left,
        lambda: [
            *(path.read_bytes() for path in sorted(PAGES.rglob("*.http"))[:20]),
            answer(b"4\r\nstop\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
            answer(gzip.compress(b"<p>" * 500), "Content-Encoding: gzip"),
        ],
    ),
    "framing": Target(
        ask_framing,
        lambda: [bytes(range(n, n + 16)) + b"<p>The ferry is back." * 20 for n in range(8)],
    ),
    "replay": Target(ask_replay, archive_seeds),
    "index": Target(
        ask_index,
        lambda: [
            b'a)/ 1 {"mime": "text/html", "digest": "sha256:a", "filename": "a", "offset": "7"}\n'
        ],
    ),
    "pace": Target(
        ask_pace, lambda: [b"120", b"Thu, 01 Jan 1970 00:01:00 GMT", b"Fri, 31 Dec 9999 23:59 -1"]
    ),
    "chunks": Target(
        ask_chunks,
        lambda: [
            b"3;a=b\r\n\n h\r\n0\r\nX-Sum: 1\r\n\r\nHTTP/1.1",
            b" a \nfour and six\n0\n\n",
        ],
    ),
    "archive": Target(ask_archive, archive_seeds),
}


def found(name: str) -> list[Path]:
    """Return the inputs that broke a promise of this target once."""
    return sorted((FOUND / name).glob("*"))
