"""ArchiveDamage to an archive costs the record it hits, and is told with file and offset."""

from __future__ import annotations

import gzip
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import cdx
from crawler.archive.captures import read_captures
from crawler.archive.captures_index import Index
from crawler.archive.check import CheckTally, check
from crawler.archive.containers import ArchiveDamage
from crawler.archive.record_capture import Unread
from crawler.archive.warc import Record, Seen, records, warcinfo
from crawler.archive.warc_reader import read_records, record_at
from crawler.extract import finish
from crawler.memory import NO_MEMORY
from crawler.model import Exchange, NotAnArticle
from crawler.site import ANY_SITE
from crawler.wire import capture_of
from crawler.workers import finish_unread
from tests.raw_server import ok, page

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)


def exchange(number: int, body: bytes | None = None) -> Exchange:
    return Exchange(
        url=f"http://a.example/{number}",
        fetched_at=NOON + timedelta(seconds=number),
        request=b"GET /%d HTTP/1.1\r\nHost: a.example\r\n\r\n" % number,
        response=ok(page(str(number)) if body is None else body),
        ip_address="192.0.2.1",
    )


STORIES = [exchange(number) for number in range(4)]
INFO = warcinfo("a.warc.gz", NOON, [("software", "test")])


def written(*, plain: bool) -> list[bytes]:
    pairs = [records(story, INFO.record_id, plain=plain) for story in STORIES]
    return [INFO.data if not plain else b"", *(r.data for pair in pairs for r in pair)]


def read(path: Path) -> tuple[list[str], list[ArchiveDamage]]:
    damaged: list[ArchiveDamage] = []
    urls = [capture.url.rpartition("/")[2] for capture in read_captures(path, damaged.append)]
    return urls, damaged


def archive(folder: Path, data: list[bytes], name: str = "a.warc.gz") -> Path:
    path = folder / name
    path.write_bytes(b"".join(data))
    return path


@pytest.mark.parametrize("plain", [True, False])
def test_what_was_written_is_read_back(tmp_path: Path, plain: bool) -> None:  # noqa: FBT001
    path = archive(tmp_path, written(plain=plain), "a.warc" if plain else "a.warc.gz")

    assert list(read_captures(path)) == [capture_of([story]) for story in STORIES]


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("hurt", ["flip", "garbage", "cut", "length"])
def test_a_damaged_record_costs_itself_only(tmp_path: Path, plain: bool, hurt: str) -> None:  # noqa: FBT001
    data = written(plain=plain)
    victim = data[3]
    if hurt == "flip":
        data[3] = b"XX" + victim[2:]
    elif hurt == "garbage":
        data[3] = b"\x00\xffgarbage\r\n" * 50
    elif hurt == "cut":
        data[3] = victim[: len(victim) // 2]
    else:
        said = gzip.decompress(victim) if not plain else victim
        wrong = said.replace(b"\r\nContent-Length: ", b"\r\nContent-Length: 9", 1)
        data[3] = wrong if plain else gzip.compress(wrong)
    path = archive(tmp_path, data)
    start = sum(map(len, data[:3]))

    urls, damaged = read(path)

    assert urls == ["0", "2", "3"]
    assert damaged[0].offset == start
    assert all(each.file == str(path) for each in damaged)


def test_a_torn_end_is_told(tmp_path: Path) -> None:
    data = written(plain=False)
    path = archive(tmp_path, [*data[:-2], data[-2][:-20]])

    urls, damaged = read(path)

    assert urls == ["0", "1", "2"]
    assert damaged == [
        ArchiveDamage(str(path), sum(map(len, data[:-2])), "the file ends inside a record")
    ]


@pytest.mark.parametrize("length", [b"-5", b"NaN", b"99999999999999999999", b"", b"\xb2"])
def test_a_length_that_is_none_ends_nothing(tmp_path: Path, length: bytes) -> None:
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: " + length + b"\r\n\r\n"
    path = archive(tmp_path, [head, *written(plain=True)], "a.warc")

    urls, damaged = read(path)

    assert urls == ["0", "1", "2", "3"]
    assert len(damaged) == 1


def test_a_head_without_an_end_is_given_up_soon(tmp_path: Path) -> None:
    path = archive(tmp_path, [b"WARC/1.1\r\n" + b"A: b\r\n" * 400_000], "a.warc")

    assert read(path)[0] == []


def test_records_that_share_a_member_are_read(tmp_path: Path) -> None:
    path = archive(tmp_path, [gzip.compress(b"".join(written(plain=True)))])

    assert read(path) == (["0", "1", "2", "3"], [])
    assert any("shares a gzip member" in found.reason for found in check([path], CheckTally()))


def revisited() -> list[Record]:
    first, again = exchange(1), exchange(2, page("1"))
    kept = records(first, INFO.record_id)
    seen = {kept[0].payload_digest: Seen(kept[0].url, kept[0].date, kept[0].record_id)}
    return [*kept, *records(again, INFO.record_id, seen.get)]


def test_a_revisit_has_the_payload_of_what_it_speaks_of(tmp_path: Path) -> None:
    pair = [record.data for record in revisited()]
    archive(tmp_path, pair[2:], "a.warc.gz")
    archive(tmp_path, pair[:2], "b.warc.gz")

    captures = list(read_captures(tmp_path))

    assert {capture.body for capture in captures} == {page("1")}
    assert {capture.url[-1] for capture in captures} == {"1", "2"}


def test_a_revisit_without_its_payload_is_no_empty_page(tmp_path: Path) -> None:
    path = archive(tmp_path, [record.data for record in revisited()[2:]])

    urls, damaged = read(path)

    assert (urls, [each.reason for each in damaged]) == (
        [],
        ["its payload is not in this archive"],
    )


def test_a_package_is_read_like_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/a.warc.gz", b"".join(written(plain=False)))
        package.writestr("pages/pages.jsonl", "")

    assert read(path) == (["0", "1", "2", "3"], [])


def test_the_same_exchange_gives_the_same_record_on_every_machine() -> None:
    assert records(exchange(1), INFO.record_id) == records(exchange(1), INFO.record_id)


def test_an_index_line_leads_to_its_record(tmp_path: Path) -> None:
    data = records(exchange(7), INFO.record_id)
    path = archive(tmp_path, [INFO.data, *(record.data for record in data)])

    line = cdx.line(data[0], path.name, len(INFO.data))

    assert line.startswith("example,a)/7 20260205120007 {")
    stored = record_at(str(path), len(INFO.data))
    assert stored.fields["warc-record-id"] == f"<{data[0].record_id}>"
    assert stored.block == exchange(7).response


def test_another_reader_reads_what_was_written(tmp_path: Path) -> None:
    path = archive(tmp_path, [INFO.data, *(record.data for record in revisited())])

    with path.open("rb") as file:
        found = [
            (each.rec_type, each.digest_checker.passed)
            for each in ArchiveIterator(file, check_digests=True)
            if each.raw_stream.read() is not None
        ]

    assert [kind for kind, _ in found] == ["warcinfo", "response", "request", "revisit", "request"]
    assert all(passed is not False for _, passed in found)


def test_every_record_of_a_file_can_be_found_by_its_place(tmp_path: Path) -> None:
    path = archive(tmp_path, written(plain=False))

    for stored in read_records(path):
        assert record_at(stored.file, stored.offset) == stored


def test_pages_of_an_archive_can_be_left_to_be_read_from_their_places(tmp_path: Path) -> None:
    kinds = ["article", "page", "article", ""]
    data = [INFO.data]
    for story, kind in zip(STORIES, kinds, strict=True):
        data += [each.data for each in records(replace(story, kind=kind), INFO.record_id)]
    # The last is a revisit of the first, and says nothing of its body.
    again = replace(STORIES[0], fetched_at=NOON + timedelta(hours=1), kind="article")
    seen = Seen(STORIES[0].url, "", "", capture_of(STORIES[:1]).digest)
    data += [each.data for each in records(again, INFO.record_id, lambda _: seen)]
    path = archive(tmp_path, data)

    with Index(path) as index:
        found = list(index.pages(lambda kind: kind in {"article", ""}))
        whole = list(index.captures(as_written=True))

    left = [each for each in found if isinstance(each, Unread)]
    assert [isinstance(each, Unread) for each in found] == [True, False, True, True, False]
    assert [each.read() for each in left] == [whole[0], whole[2], whole[3]]
    assert [each.read().location for each in left] == [each.known.location for each in left]
    for each in left:
        read_back, known = each.read(), each.known
        assert (known.url, known.fetched_at) == (read_back.url, read_back.fetched_at)
        assert (known.status, known.kind) == (read_back.status, read_back.kind)
        assert known.body == b""


def test_a_worker_gives_what_a_page_left_unread_gives_and_not_its_body(tmp_path: Path) -> None:
    text = "<p>The ferry is back at the old quay, and leaves on Mondays at nine.</p>" * 9
    story = exchange(1, f"<html><h1>The ferry is back</h1>{text}</html>".encode())
    path = archive(tmp_path, [each.data for each in records(story, "")])
    empty = archive(tmp_path, [each.data for each in records(exchange(2, b""), "")], "b.warc.gz")
    with Index(path) as index, Index(empty) as other:
        [unread], [none] = index.pages(is_unnamed), other.pages(is_unnamed)
    assert isinstance(unread, Unread)
    assert isinstance(none, Unread)

    capture, length, found = finish_unread(unread, ANY_SITE, NO_MEMORY)
    *_, verdict = finish_unread(none, ANY_SITE, NO_MEMORY)

    whole = capture_of([story])
    assert (capture.body, length, capture.digest) == (b"", len(whole.body), whole.digest)
    assert not isinstance(found, NotAnArticle)
    assert found.steps
    assert found.steps.draft
    found = found._replace(steps=found.steps._replace(draft=None))
    assert found == finish(replace(whole, location=capture.location))
    assert isinstance(verdict, NotAnArticle)


def is_unnamed(kind: str) -> bool:
    return not kind
