"""A payload is taken for a repetition of another only where both are proven whole."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from crawler.archive.warc import Record, Seen, records
from crawler.model import Exchange
from crawler.wire import capture_of
from tests.raw_server import ok, page
from tests.test_compression import PACKED
from tests.test_wire import exchange, in_chunks


def kept(*exchanges: Exchange) -> list[Record]:
    """Return the response records of exchanges that one archive keeps, one after the other."""
    seen: dict[str, Seen] = {}
    kept = []
    for each in exchanges:
        record, _ = records(each, "", seen.get)
        kept.append(record)
        if record.type == "response" and record.whole:
            earlier = Seen(record.url, record.date, record.record_id, record.payload_digest)
            seen.setdefault(record.payload_digest, earlier)
    return kept


WHOLE = {
    "a length": ok(page("a")),
    "chunks": in_chunks([page("a")[:50], page("a")[50:]]),
    "no length": ok(page("a"), length=False),
    "gzip": ok(gzip.compress(page("a"), mtime=0), b"Content-Encoding: gzip"),
    "plain text called gzip": ok(page("a"), b"Content-Encoding: gzip"),
    "a partial answer": ok(page("a")).replace(b"200 OK", b"206 Partial Content"),
}


@pytest.mark.parametrize("sent", WHOLE.values(), ids=WHOLE)
def test_a_whole_payload_that_comes_again_is_a_revisit(sent: bytes) -> None:
    first, again = kept(exchange(sent), exchange(sent, 2))

    assert (first.type, again.type) == ("response", "revisit")


PARTS = {
    "half a length": ok(page("a"))[:-99],
    "chunks without the last": in_chunks([page("a")]).removesuffix(b"0\r\n\r\n"),
    "two lengths": ok(page("a"), b"Content-Length: 1"),
    "half a gzip stream": ok(gzip.compress(page("a"))[:-20], b"Content-Encoding: gzip"),
    "half a zlib stream": ok(PACKED["zlib"][1](page("a"))[:-20], b"Content-Encoding: deflate"),
    "half a brotli stream": ok(PACKED["brotli"][1](page("a"))[:-9], b"Content-Encoding: br"),
    "half a zstd frame": ok(PACKED["zstd"][1](page("a"))[:-9], b"Content-Encoding: zstd"),
    "six codings": ok(page("a"), b"Content-Encoding: " + b", ".join([b"gzip"] * 6)),
}


@pytest.mark.parametrize("sent", PARTS.values(), ids=PARTS)
def test_a_payload_that_is_not_proven_whole_is_kept_each_time(sent: bytes) -> None:
    first, again = kept(exchange(sent), exchange(sent, 2))

    assert (first.type, again.type) == ("response", "response")
    assert capture_of([exchange(sent)]).truncated == "unspecified"


def test_a_whole_payload_is_no_revisit_of_the_same_bytes_cut_short() -> None:
    cut = in_chunks([page("a")]).removesuffix(b"0\r\n\r\n")
    whole = ok(page("a"))

    first, second, third = kept(exchange(cut), exchange(whole, 2), exchange(whole, 3))

    assert [each.type for each in (first, second, third)] == ["response", "response", "revisit"]
    assert first.payload_digest == second.payload_digest
    assert second.record_id.encode() in gzip.decompress(third.data)


def test_what_the_downloader_calls_cut_is_no_revisit() -> None:
    cut = replace(exchange(ok(page("a")), 2), truncated="time")

    assert [each.type for each in kept(exchange(ok(page("a"))), cut)] == ["response", "response"]
