"""Our reader and two others see the same records and payloads in what a third wrote."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive.captures import read_captures
from crawler.archive.containers import ArchiveDamage
from crawler.archive.record_dates import moment_of
from crawler.archive.warc_reader import read_records
from tests.archive.foreign import arc, packed
from tests.archive.test_warc_reader import CONFORMANCE, fail

KINDS = ("response", "resource", "request", "revisit", "metadata", "conversion")
BODIES = st.binary(max_size=3000) | st.sampled_from(
    [
        b"",
        b"\r\n\r\n",
        b"WARC/1.0\r\n\r\n",
        b"\r\n\r\nWARC/1.1\r\nA: b\r\n\r\n",
        b"\x1f\x8b\x08" * 9,
    ]
)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(KINDS),
            "body": BODIES,
            "chunked": st.booleans(),
            "gzipped": st.booleans(),
            "number": st.integers(0, 5),
        }
    ),
    max_size=8,
)


def http_of(made: dict[str, Any]) -> tuple[StatusAndHeaders | None, bytes]:
    """Return the HTTP head of a record, where it has one, and its body as it is stored."""
    body: bytes = made["body"]
    if made["kind"] == "request":
        return StatusAndHeaders(
            "GET / HTTP/1.1", [("Host", "n.example")], is_http_request=True
        ), b""
    if made["kind"] not in {"response", "revisit"}:
        return None, body
    headers = [("Content-Type", "text/html")]
    if made["gzipped"]:
        headers.append(("Content-Encoding", "gzip"))
        body = gzip.compress(body, mtime=0)
    if made["chunked"]:
        body = b"<p>" + body if body else body
        headers.append(("Transfer-Encoding", "chunked"))
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    else:
        headers.append(("Content-Length", str(len(body))))
    head = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    return head, b"" if made["kind"] == "revisit" else body


def written_by_warcio(records: list[dict[str, Any]], *, packed: bool, version: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "warcio"}))
    for made in records:
        head, body = http_of(made)
        url = f"http://n.example/{made['number']}"
        if made["kind"] == "revisit":
            date = "2024-05-08T10:00:00Z"
            record = writer.create_revisit_record(url, "sha1:" + "A" * 32, url, date, head)
        else:
            record = writer.create_warc_record(
                url, made["kind"], payload=io.BytesIO(body), http_headers=head,
                length=len(body), warc_content_type="" if head else "text/plain",
            )  # fmt: skip
        writer.write_record(record)
    data: bytes = out.getvalue()
    return data


def all_of(stream: Any) -> bytes:
    """Return what a stream of warcio holds: its `read` stops where its buffer does."""
    return b"".join(iter(stream.read, b""))


def seen_by_warcio(data: bytes) -> list[tuple[str, str | None, bytes]]:
    return [
        (each.rec_type, each.rec_headers.get_header("WARC-Record-ID"), all_of(each.raw_stream))
        for each in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    ]


def seen_by_us(data: bytes, name: str) -> list[tuple[str, str | None, bytes]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return [
            (each.fields["warc-type"], each.fields.get("warc-record-id"), each.block)
            for each in read_records(path, fail)
        ]


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.booleans(), st.sampled_from(["1.0", "1.1"]))
def test_the_same_records_are_seen_by_warcio(
    records: list[dict[str, Any]],
    packed: bool,  # noqa: FBT001 drawn
    version: str,
) -> None:
    data = written_by_warcio(records, packed=packed, version=version)

    assert seen_by_us(data, "a.warc.gz") == seen_by_warcio(data)


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.booleans())
def test_the_same_records_are_seen_by_fastwarc(
    records: list[dict[str, Any]],
    packed: bool,  # noqa: FBT001 drawn
) -> None:
    fastwarc = pytest.importorskip("fastwarc.warc", reason="FastWARC is not installed")
    data = written_by_warcio(records, packed=packed, version="1.1")

    theirs = [
        (each.headers["WARC-Type"], each.record_id, each.reader.read())
        for each in fastwarc.ArchiveIterator(io.BytesIO(data), parse_http=False)
    ]

    assert [(kind, block) for kind, _, block in seen_by_us(data, "a.warc")] == [
        (kind, block) for kind, _, block in theirs
    ]


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.booleans())
def test_the_same_bodies_are_seen_by_warcio(
    records: list[dict[str, Any]],
    packed: bool,  # noqa: FBT001 drawn
) -> None:
    data = written_by_warcio(records, packed=packed, version="1.1")

    theirs = sorted(
        (each.rec_headers.get_header("WARC-Record-ID").strip("<>"), all_of(each.content_stream()))
        for each in ArchiveIterator(io.BytesIO(data))
        if each.rec_type in {"response", "resource"}
    )

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc.gz"
        path.write_bytes(data)
        ours = sorted(
            (capture.location.record_id, capture.body)
            for capture in read_captures(path, lambda _: None)
            if capture.location
        )
    assert ours == theirs


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.booleans(), st.floats(0, 1))
def test_a_cut_file_gives_what_stands_before_the_cut(
    records: list[dict[str, Any]],
    packed: bool,  # noqa: FBT001 drawn
    share: float,
) -> None:
    whole = written_by_warcio(records, packed=packed, version="1.1")
    cut = int(len(whole) * share)
    damaged: list[ArchiveDamage] = []

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc"
        path.write_bytes(whole[:cut])
        ours = [each.fields["warc-record-id"] for each in read_records(path, damaged.append)]
        path.write_bytes(whole)
        stored = list(read_records(path, fail))

    ends = [each.offset for each in stored[1:]] + [len(whole)]
    names = [each.fields["warc-record-id"] for each in stored]
    complete = [name for name, end in zip(names, ends, strict=True) if end <= cut]
    assert ours[: len(complete)] == complete
    assert len(damaged) <= 1


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.booleans(), st.floats(0, 1), st.binary(min_size=1, max_size=60))
def test_what_is_overwritten_costs_the_records_it_hits(
    records: list[dict[str, Any]],
    packed: bool,  # noqa: FBT001 drawn
    share: float,
    garbage: bytes,
) -> None:
    whole = written_by_warcio(records, packed=packed, version="1.1")
    at = int((len(whole) - 1) * share)
    hurt = whole[:at] + garbage + whole[at + len(garbage) :]

    with TemporaryDirectory() as folder:
        path = Path(folder) / ("a.warc.gz" if packed else "a.warc")
        path.write_bytes(whole)
        stored = list(read_records(path, fail))
        path.write_bytes(hurt)
        ours = {(each.fields.get("warc-record-id"), each.block) for each in read_records(path)}

    ends = [each.offset for each in stored[1:]] + [len(whole)]
    for each, end in zip(stored, ends, strict=True):
        if end <= at or each.offset >= at + len(garbage):
            assert (each.fields["warc-record-id"], each.block) in ours


def test_the_same_pages_are_seen_in_an_arc() -> None:
    data = packed(arc(1, 2, 3), "gzip")

    theirs = [
        (each.rec_headers.get_header("WARC-Target-URI"),
         moment_of(each.rec_headers.get_header("WARC-Date")), all_of(each.content_stream()))
        for each in ArchiveIterator(io.BytesIO(data), arc2warc=True)
        if each.rec_type == "response"
    ]  # fmt: skip

    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.arc.gz"
        path.write_bytes(data)
        ours = [(each.url, each.fetched_at, each.body) for each in read_captures(path)]
    assert ours == theirs


SOUND = (
    "example.warc", "example.warc.gz", "example-digest.warc", "example-iana.org-chunked.warc",
    "example-resource.warc.gz", "example-space-in-target-uri.warc.gz", "post-test.warc.gz",
    "example-wget-bad-target-uri.warc.gz",
)  # fmt: skip


@pytest.mark.skipif(not CONFORMANCE.is_dir(), reason="the test data of others is not here")
@pytest.mark.parametrize("name", SOUND)
def test_the_same_records_are_seen_in_files_of_others(name: str) -> None:
    data = (CONFORMANCE / name).read_bytes()

    assert seen_by_us(data, name) == seen_by_warcio(data)
