"""What other programs wrote comes back as the page that was served, or is reported."""

from __future__ import annotations

import gzip
import json
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest

from crawler.archive.captures import capture_at, read_captures
from crawler.archive.captures_index import Index
from crawler.archive.containers import ArchiveDamage
from crawler.archive.index_pass import MOST_HELD
from crawler.archive.record_capture import Unread
from crawler.archive.record_dates import moment_of
from crawler.archive.unpacking import Flow
from crawler.archive.warc_reader import MAX_RECORD
from crawler.model import Capture, Location, digest_of
from tests.archive.foreign import (
    ENDINGS,
    answer,
    arc,
    package,
    packed,
    page,
    record,
    record_id,
    story,
    written,
)

CHUNKED = "Transfer-Encoding: chunked"
IDENTICAL = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
UNMODIFIED = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified"
LATER = "2024-05-09T10:00:00Z"


def chunked(body: bytes, size: int = 100) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def read(path: Path) -> tuple[list[Capture], list[str]]:
    damaged: list[ArchiveDamage] = []
    captures = list(read_captures(path, damaged.append))
    return captures, [each.reason for each in damaged]


def read_of(folder: Path, *records: bytes) -> tuple[list[Capture], list[str]]:
    return read(written(folder, "a.warc", b"".join(records)))


BODY = story(7)
AS_STORED = {
    "plain": (answer(BODY), None),
    "chunked": (answer(chunked(BODY), CHUNKED), None),
    "joined under its header": (answer(BODY, CHUNKED), None),
    "joined, with a length": (answer(BODY, CHUNKED, "Content-Length: 44"), None),
    "gzip": (answer(gzip.compress(BODY), "Content-Encoding: gzip"), None),
    "gzip undone under its header": (
        answer(BODY, "Content-Encoding: gzip", "Content-Length: 99"),
        None,
    ),
    "gzip and chunks undone": (answer(BODY, "Content-Encoding: gzip", CHUNKED), None),
    "chunked, gzip undone": (answer(chunked(BODY), "Content-Encoding: gzip", CHUNKED), None),
    "br": (answer(brotli.compress(BODY), "Content-Encoding: br"), None),
    "br undone under its header": (answer(BODY, "Content-Encoding: br"), None),
    "deflate undone under its header": (answer(BODY, "Content-Encoding: deflate"), None),
    "zstd undone under its header": (answer(BODY, "Content-Encoding: zstd"), None),
    "longer than its length": (answer(BODY, "Content-Length: 30"), None),
    "shorter than its length": (answer(BODY, "Content-Length: 9999"), "unspecified"),
}


@pytest.mark.parametrize("name", AS_STORED)
def test_a_body_is_read_as_it_was_stored(name: str, tmp_path: Path) -> None:
    block, truncated = AS_STORED[name]

    [capture], damaged = read_of(tmp_path, record(7, block))

    assert (capture.body, capture.truncated, damaged) == (BODY, truncated, [])


def test_chunks_that_are_cut_short_are_no_text_with_sizes_in_it(tmp_path: Path) -> None:
    block = answer(chunked(BODY)[:350], CHUNKED)

    [capture], _ = read_of(tmp_path, record(7, block))

    assert capture.truncated
    assert BODY.startswith(capture.body)
    assert len(capture.body) > 300


def test_a_joined_body_that_begins_like_a_size_is_no_chunk(tmp_path: Path) -> None:
    body = b"12\r\nis how many boats came in this morning, and more will come.\r\n"

    [capture], _ = read_of(tmp_path, record(7, answer(body, CHUNKED)))

    assert (capture.body, capture.truncated) == (body, None)


def test_what_a_digest_says_was_the_payload_is_cut_to_it(tmp_path: Path) -> None:
    block = answer(BODY + b"HTTP/1.1 200 OK of another", f"Content-Length: {len(BODY)}")

    [capture], _ = read_of(tmp_path, record(7, block, f"WARC-Payload-Digest: {digest_of(BODY)}"))

    assert capture.body == BODY


@pytest.mark.parametrize("media", ["text/html; charset=utf-8", "application/xhtml+xml"])
def test_a_resource_that_is_a_page_is_a_capture(media: str, tmp_path: Path) -> None:
    [capture], _ = read_of(tmp_path, record(7, BODY, kind="resource", media=media))

    assert (capture.status, capture.body, capture.content_type) == (200, BODY, media)


def test_a_page_without_a_head_of_http_is_a_page(tmp_path: Path) -> None:
    head = b"http://n.example/2 192.0.2.1 20080310080000 text/html %d\n" % len(BODY)
    data = arc()[0] + head + BODY + b"\n"

    [capture], damaged = read(written(tmp_path, "a.arc", data))

    assert (capture.body, capture.status, capture.content_type) == (BODY, 200, "text/html")
    assert damaged == []


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2025", "2025-01-01T00:00:00+00:00"),
        ("2025-03", "2025-03-01T00:00:00+00:00"),
        ("2025-03-04", "2025-03-04T00:00:00+00:00"),
        ("2025-03-04T05:06Z", "2025-03-04T05:06:00+00:00"),
        ("2025-03-04T05:06:07Z", "2025-03-04T05:06:07+00:00"),
        ("2025-03-04T05:06:07.1Z", "2025-03-04T05:06:07.100000+00:00"),
        ("2025-03-04T05:06:07.123456789Z", "2025-03-04T05:06:07.123456+00:00"),
        ("2025-03-04T05:06:07+08:00", "2025-03-03T21:06:07+00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("20080310080102", "2008-03-10T08:01:02+00:00"),
    ],
)
def test_a_date_of_any_precision_is_a_time_in_utc(date: str, moment: str) -> None:
    assert moment_of(date).isoformat() == moment
    assert moment_of(date).tzinfo is UTC


@pytest.mark.parametrize("date", ["", "yesterday", "2025-3-4", "2025-03-04T25:00:00Z", "12:00"])
def test_what_is_no_date_is_none(date: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment_of(date)


def test_captures_come_in_the_order_of_their_dates(tmp_path: Path) -> None:
    dates = ["2024-05-03", "2024-05-01T00:00:00.000000002Z", "2024-05-01T00:00:00.000000001Z"]
    written(tmp_path, "b.warc", b"".join(page(n, date=date) for n, date in enumerate(dates)))
    written(tmp_path, "a.warc", page(3, date="2024-05-03") + page(4, date="2024-05"))
    written(tmp_path, "c.arc", b"".join(arc(5)))
    written(tmp_path, "d.warc", page(6, date="9999-12-31T23:59:59Z"))

    captures, damaged = read(tmp_path)

    assert [capture.url[-1] for capture in captures] == ["5", "4", "2", "1", "3", "0", "6"]
    assert damaged == []


def base(number: int, body: bytes, *headers: str, said: str = "", **more: str) -> bytes:
    digest = f"WARC-Payload-Digest: {said or digest_of(body)}"
    return record(number, answer(body, *headers), digest, **more)


def visit(number: int, *fields: str, head: bytes | None = None, **more: str) -> bytes:
    block = answer(b"") if head is None else head
    return record(number, block, *fields, kind="revisit", date=LATER, **more)


def refers(number: int) -> str:
    return f"WARC-Refers-To: <{record_id(number)}>"


DIGEST = f"WARC-Payload-Digest: {digest_of(BODY)}"
REVISITS = {
    "by id": visit(2, refers(1), IDENTICAL),
    "by address and date": visit(
        2,
        "WARC-Refers-To-Target-URI: http://n.example/1",
        "WARC-Refers-To-Date: 2024-05-08T10:00:00Z",
        IDENTICAL,
    ),
    "by digest, same address": visit(2, DIGEST, IDENTICAL, url="http://n.example/1"),
    "by digest alone": visit(2, DIGEST, IDENTICAL),
    "without a profile": visit(2, DIGEST),
    "without a head": visit(2, refers(1), IDENTICAL, head=b""),
    "head still says chunked": visit(2, DIGEST, IDENTICAL, head=answer(b"", CHUNKED)),
    "head says another length": visit(
        2, DIGEST, IDENTICAL, head=answer(b"", "Content-Length: 5", "Content-Encoding: gzip")
    ),
    "an id that is not here, and a digest": visit(2, refers(99), DIGEST, IDENTICAL),
}
BASES = {
    "plain": answer(BODY),
    "chunked": answer(chunked(BODY), CHUNKED),
    "joined": answer(BODY, CHUNKED),
}


@pytest.mark.parametrize("stored", BASES)
@pytest.mark.parametrize("how", REVISITS)
@pytest.mark.parametrize("first", [True, False])
def test_a_revisit_has_its_head_and_the_payload_it_refers_to(
    how: str, stored: str, tmp_path: Path, *, first: bool
) -> None:
    pair = [record(1, BASES[stored], DIGEST), REVISITS[how]]
    other = base(5, story(5))

    captures, damaged = read_of(tmp_path, other, *(pair if first else pair[::-1]))

    assert damaged == []
    last = captures[-1]
    assert last.fetched_at == datetime(2024, 5, 9, 10, tzinfo=UTC)
    assert (last.body, last.status, last.truncated) == (BODY, 200, None)
    assert last.digest == digest_of(BODY)
    assert how == "without a head" or not last.header("transfer-encoding")


def test_a_revisit_of_a_packed_body_is_unpacked_by_its_record(tmp_path: Path) -> None:
    payload = gzip.compress(BODY)
    first = base(1, payload, "Content-Encoding: gzip", f"Content-Length: {len(payload)}")
    again = visit(2, refers(1), IDENTICAL, head=answer(b"", "X-Seen: 2", "Content-Length: 9"))

    (_, capture), _ = read_of(tmp_path, first, again)

    assert capture.body == BODY
    assert capture.header("x-seen") == "2"
    assert capture.header("content-encoding") == "gzip"
    assert capture.header("content-length") == str(len(payload))


NOT_HERE = {
    "another digest": visit(2, refers(1), f"WARC-Payload-Digest: {digest_of(b'x')}", IDENTICAL),
    "nothing": visit(2, refers(99), IDENTICAL),
    "of itself": visit(2, refers(2), IDENTICAL),
    "no field at all": visit(2, url="http://n.example/1"),
}


@pytest.mark.parametrize("how", NOT_HERE)
def test_a_revisit_is_never_given_another_text(how: str, tmp_path: Path) -> None:
    captures, damaged = read_of(tmp_path, base(1, BODY), NOT_HERE[how])

    assert [capture.url[-1] for capture in captures] == ["1"]
    assert damaged == ["its payload is not in this archive"]


def test_a_digest_that_lies_gives_no_payload_to_another_address(tmp_path: Path) -> None:
    lying = base(1, BODY, said=digest_of(story(8)))
    again = visit(2, f"WARC-Payload-Digest: {digest_of(story(8))}", IDENTICAL)

    captures, damaged = read_of(tmp_path, lying, again)

    assert (len(captures), len(damaged)) == (1, 1)


def test_revisits_of_each_other_come_to_an_end(tmp_path: Path) -> None:
    circle = [
        visit(number, refers(other), IDENTICAL, url="http://n.example/1")
        for number in range(20)
        for other in range(20)
    ]

    captures, damaged = read_of(tmp_path, *circle)

    assert captures == []
    assert damaged == ["its payload is not in this archive"] * 400


def test_a_revisit_of_a_revisit_has_the_payload_of_the_first(tmp_path: Path) -> None:
    chain = [base(1, BODY), visit(2, refers(1), IDENTICAL), visit(3, refers(2), IDENTICAL)]

    captures, damaged = read_of(tmp_path, *chain)

    assert ([capture.body for capture in captures], damaged) == ([BODY] * 3, [])


@pytest.mark.parametrize("head", [answer(b"", status="304 Not Modified"), b""])
def test_not_modified_stays_not_modified(head: bytes, tmp_path: Path) -> None:
    again = visit(1, refers(1), UNMODIFIED, DIGEST, head=head)

    (_, capture), damaged = read_of(tmp_path, base(1, BODY), again)

    assert (capture.status, capture.body, damaged) == (304, b"", [])


def segments(total: int | None = None) -> list[bytes]:
    block = answer(BODY)
    cuts = [block[:100], block[100:150], block[150:]]
    more = [f"WARC-Segment-Total-Length: {len(block) if total is None else total}"]
    origin = f"WARC-Segment-Origin-ID: <{record_id(1)}>"
    return [
        record(1, cuts[0], "WARC-Segment-Number: 1"),
        record("1b", cuts[1], "WARC-Segment-Number: 2", origin, kind="continuation"),
        record("1c", cuts[2], "WARC-Segment-Number: 3", origin, *more, kind="continuation"),
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_segments_are_joined_in_whatever_files_they_stand(
    order: tuple[int, ...], tmp_path: Path
) -> None:
    for name, number in zip("abc", order, strict=True):
        written(tmp_path, f"{name}.warc", segments()[number])

    [capture], damaged = read(tmp_path)

    assert (capture.body, capture.truncated, damaged) == (BODY, None, [])


def test_segments_without_a_total_are_whole_where_the_answer_is(tmp_path: Path) -> None:
    block = answer(BODY, f"Content-Length: {len(BODY)}")
    first = record(1, block[:300], "WARC-Segment-Number: 1")
    second = record(
        "1b", block[300:], "WARC-Segment-Number: 2", kind="continuation", url="http://n.example/1"
    )

    [capture], damaged = read_of(tmp_path, first, second)

    assert (capture.body, capture.truncated, damaged) == (BODY, None, [])


@pytest.mark.parametrize("gone", [1, 2])
def test_a_segment_that_is_missing_is_reported(gone: int, tmp_path: Path) -> None:
    parts = segments()
    del parts[gone]

    [capture], damaged = read_of(tmp_path, *parts)

    assert capture.truncated == "unspecified"
    assert BODY.startswith(capture.body)
    assert damaged == ["a segment of it is missing"]


def test_a_segment_without_its_first_is_reported(tmp_path: Path) -> None:
    captures, damaged = read_of(tmp_path, *segments()[1:])

    assert captures == []
    assert damaged == ["a segment whose first segment is not in this archive"] * 2


@pytest.mark.parametrize("packing", ENDINGS)
def test_captures_are_read_from_their_places_however_they_are_packed(
    packing: str, tmp_path: Path
) -> None:
    records = [page(number, date=f"2024-05-{20 - number:02}") for number in range(9)]
    path = written(tmp_path, "a" + ENDINGS[packing], packed(records, packing))

    captures, damaged = read(path)

    assert [capture.body for capture in captures] == [story(number) for number in range(8, -1, -1)]
    assert damaged == []


def test_a_capture_says_where_it_stands(tmp_path: Path) -> None:
    written(tmp_path, "deep/a.warc.gz", packed([page(1), page(2)], "gzip"))
    inner = {"archive/b.warc.gz": packed([page(3)], "gzip")}
    written(tmp_path, "c.wacz", package(inner, zipfile.ZIP_DEFLATED))
    start = len(packed([page(1)], "gzip"))

    captures, _ = read(tmp_path)

    assert [capture.location for capture in captures] == [
        Location(file="c.wacz!archive/b.warc.gz", offset=0, record_id=record_id(3)),
        Location(file="deep/a.warc.gz", offset=0, record_id=record_id(1)),
        Location(file="deep/a.warc.gz", offset=start, record_id=record_id(2)),
    ]
    [alone], _ = read(tmp_path / "c.wacz")
    assert alone.location == captures[0].location


def said(number: object, about: int, text: str) -> bytes:
    concurrent = f"WARC-Concurrent-To: <{record_id(about)}>"
    media = "application/warc-fields"
    return record(number, text.encode(), concurrent, kind="metadata", media=media)


@pytest.mark.parametrize("before", [True, False])
def test_what_an_address_was_asked_as_stands_beside_it(tmp_path: Path, *, before: bool) -> None:
    notes = said("n", 1, "kind: article\r\nmemory: r7\r\n")

    first, second = read_of(
        tmp_path, *([notes, page(1)] if before else [page(1), notes]), page(2)
    )[0]

    assert (first.kind, first.memory) == ("article", "r7")
    assert (second.kind, second.memory) == ("", "")


def test_the_memory_of_a_revision_is_found(tmp_path: Path) -> None:
    block = json.dumps({"blocks": ["a"]}).encode()
    kept = record(
        "m", block, kind="metadata", media="application/json", url="urn:crawler:memory:r7"
    )
    path = written(tmp_path, "a.warc.gz", packed([page(1), kept], "gzip"))

    with Index(path) as index:
        assert index.memory("r7") == block
        assert index.memory("r8") is None


def test_the_nearest_good_capture_of_an_address_is_found(tmp_path: Path) -> None:
    url = "http://n.example/story?b=2&a=1"
    days = {1: "200 OK", 5: "404 Not Found", 9: "200 OK"}
    records = [
        record(day, answer(story(day), status=status), url=url, date=f"2024-05-0{day}")
        for day, status in days.items()
    ]
    path = written(tmp_path, "a.warc", b"".join(records))

    with Index(path) as index:
        found = [
            index.nearest("http://N.example/story?a=1&b=2#top", datetime(2024, 5, day, tzinfo=UTC))
            for day in (1, 4, 6, 30)
        ]
        nowhere = index.nearest("http://n.example/other", datetime(2024, 5, 1, tzinfo=UTC))

    assert [capture.body for capture in found if capture] == [story(day) for day in (1, 1, 9, 9)]
    assert nowhere is None


@pytest.mark.parametrize("name", ["warc/a.warc.gz", "warc/a.warc.gz.open"])
def test_a_capture_of_ours_is_read_back_from_its_place(name: str, tmp_path: Path) -> None:
    records = [base(1, BODY), visit(2, IDENTICAL, DIGEST), visit(3, UNMODIFIED, head=b"")]
    starts = [len(packed(records[:count], "gzip")) for count in range(3)]
    written(tmp_path, name, packed(records, "gzip"))
    first, again, unmodified = (
        Location(file="warc/a.warc.gz", offset=start, record_id=record_id(number))
        for number, start in enumerate(starts, 1)
    )

    assert capture_at(tmp_path, first).body == BODY
    assert capture_at(tmp_path, again, {digest_of(BODY): first}.get).body == BODY
    assert capture_at(tmp_path, again, {digest_of(BODY): first}.get).location == again
    assert capture_at(tmp_path, unmodified).status == 304
    with pytest.raises(ValueError, match="no payload"):
        capture_at(tmp_path, again)
    with pytest.raises(ValueError, match="stands there"):
        capture_at(tmp_path, Location(file=first.file, offset=0, record_id=record_id(9)))
    with pytest.raises(OSError, match="gone"):
        capture_at(tmp_path, Location(file="warc/gone.warc.gz", offset=0, record_id=""))


LONG = b"<p>The ferry is back at the quay.</p>" * 60_000
"""A page of 2 MB."""


def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the sizes of what is taken out of archives from now on."""
    sizes = [0]
    take = Flow.take

    def counted(flow: Flow, start: int, end: int) -> bytes:
        sizes.append(max(end - start, len(flow.buffer)))
        return take(flow, start, end)

    monkeypatch.setattr(Flow, "take", counted)
    return sizes


@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd", "zstd-dictionary"])
def test_a_long_record_is_not_held_until_its_page_is_read(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [page(1), record(2, answer(LONG)), page(3)]
    path = written(tmp_path, f"a{ENDINGS[packing]}", packed(records, packing))
    sizes = taken(monkeypatch)
    told: list[ArchiveDamage] = []

    with Index(path, told.append, told.append) as index:
        left = list(index.pages(lambda _: True))
        held = max(sizes)
        read_back = [each.read().body for each in left if isinstance(each, Unread)]

    assert held < MOST_HELD
    assert read_back == [story(1), LONG, story(3)]
    assert told == []


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved"])
def test_of_a_long_answer_that_is_no_page_the_beginning_is_held(
    status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = "Location: http://n.example/3"
    bomb = record(
        1, answer(gzip.compress(bytes(8 << 20)), "Content-Encoding: gzip", status=status)
    )
    path = written(
        tmp_path, "a.warc.gz",
        packed([record(2, answer(LONG, moved, status=status)), bomb, page(3)], "gzip"),
    )  # fmt: skip
    sizes = taken(monkeypatch)

    with Index(path) as index:
        found = [each for each in index.pages(lambda _: True) if isinstance(each, Capture)]
        held = max(sizes)
        whole = [len(each.body) for each in index.captures() if each.status != 200]

    assert held < MOST_HELD
    assert [each.status for each in found] == [int(status[:3])] * 2
    assert found[0].header("location") == "http://n.example/3"
    assert all(0 < len(each.body) <= MOST_HELD for each in found)
    assert sorted(whole) == [len(LONG), 8 << 20]


def with_noise(data: bytes) -> bytes:
    return data[:60_000] + b"\xff\xff\xff" + data[60_003:]


NOISE = answer(b"<p>" + bytes(random.Random(1).choices(b"abcdefgh \n", k=1 << 21)))
HURT: dict[str, Callable[[str], bytes]] = {
    "torn": lambda packing: packed([record(2, NOISE)], packing)[: 1 << 19],
    "with other bytes in it": lambda packing: with_noise(packed([record(2, NOISE)], packing)),
    "with a record in its member": lambda packing: packed([record(2, NOISE) + page(4)], packing),
    "shorter than it says": lambda packing: packed(
        [record(2, NOISE).replace(NOISE[:99], b"")], packing
    ),
}


@pytest.mark.parametrize("packing", ["plain", "gzip", "zstd"])
@pytest.mark.parametrize("hurt", HURT)
def test_a_long_record_that_is_damaged_is_told_and_read_as_any_other(
    hurt: str, packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [packed([page(1)], packing), HURT[hurt](packing), packed([page(3)], packing)]
    path = written(tmp_path, f"a{ENDINGS[packing]}", b"".join(parts))

    found = read(path)
    monkeypatch.setattr("crawler.archive.index_pass.MOST_HELD", MAX_RECORD)

    assert found == read(path)
    assert story(1) in [each.body for each in found[0]]


def test_an_index_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = written(tmp_path, "a.warc.gz", packed([page(1), page(2)], "gzip-whole"))

    with Index(path) as index:
        assert len(list(index.captures())) == len(list(index.captures())) == 2

        assert not list((tmp_path / "tmp").iterdir()), "nor would it if it were killed"

    assert not list((tmp_path / "tmp").iterdir())
