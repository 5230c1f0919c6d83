"""A capture is what a server sent, and its headers are found as they are meant."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1

from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Capture, Digest, Exchange, Location, digest_of

NOW = datetime(2026, 2, 5, tzinfo=UTC)


@given(st.binary(max_size=50))
def test_a_digest_is_that_of_a_warc_record(payload: bytes) -> None:
    assert digest_of(payload) == f"sha1:{b32encode(sha1(payload).digest()).decode()}"


def test_a_header_is_found_in_any_case_and_the_first_counts() -> None:
    headers = (("content-TYPE", "text/html"), ("Content-Type", "text/plain"), ("X-A", ""))
    capture = Capture(url="https://quay.example/1", fetched_at=NOW, body=b"", headers=headers)

    assert (capture.content_type, capture.header("x-a"), capture.header("x-b")) == (
        "text/html",
        "",
        None,
    )
    assert replace(capture, headers=()).content_type == ""


def test_bytes_that_come_in_pieces_have_the_name_of_the_whole() -> None:
    digest = Digest(b"Fer")
    digest.update(b"")
    digest.update(b"ry")

    assert digest.name == digest_of(b"Ferry") != Digest(b"Fer").name


def test_a_capture_has_the_digest_that_it_is_given_or_that_of_its_body() -> None:
    capture = Capture(url="https://quay.example/1", fetched_at=NOW, body=b"Ferry")

    assert capture.digest == digest_of(b"Ferry")
    assert replace(capture, digest="sha1:A").digest == "sha1:A"


def test_where_a_capture_stands_and_how_it_came_make_no_other_capture() -> None:
    capture = Capture(url="https://quay.example/1", fetched_at=NOW, body=b"Ferry")
    exchange = Exchange(url=capture.url, fetched_at=NOW, request=b"GET", response=b"Ferry")
    there = Location(file="warc/a.warc.gz", offset=7, record_id="urn:uuid:1")

    assert replace(capture, location=there, exchanges=(exchange,)) == capture
    assert replace(capture, is_rendered=True) != capture
    assert replace(exchange, payload_digest="sha1:A", is_proven=True) == exchange
