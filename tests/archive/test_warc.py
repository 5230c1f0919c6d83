"""Each record says what WARC 1.1 asks for: who reads it years from now has nothing else."""

from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import UTC, datetime

import pytest

from crawler.archive.warc import Record, Seen, memory_record, records, warcinfo
from crawler.model import Exchange

URL = "http://a.example/1"
AT = datetime(2026, 2, 5, 12, 0, 0, 250, tzinfo=UTC)
DATE = "2026-02-05T12:00:00.000250Z"
INFO = "urn:uuid:6f1c2a3e-0000-5000-8000-000000000001"
REQUEST = b"GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: /2\r\nContent-Length: 5\r\n\r\nmoved"
SAME = b"HTTP/1.1 304 Not Modified\r\n\r\n"
EARLIER = Seen(URL, "2026-02-04T12:00:00.000000Z", "urn:uuid:earlier", "sha1:EARLIER")
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def fields(record: Record) -> tuple[dict[str, str], bytes]:
    """Return the fields of a record that is one gzip member, and its block."""
    head, _, rest = gzip.decompress(record.data).partition(b"\r\n\r\n")
    version, *lines = head.decode().split("\r\n")
    assert version == "WARC/1.1"
    assert rest.endswith(b"\r\n\r\n")
    told = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    assert len(dict(told)) == len(told), "no field stands twice"
    return dict(told), rest[:-4]


def exchange(response: bytes, **more: str) -> Exchange:
    known: dict[str, str] = {"ip_address": "192.0.2.1", **more}
    return Exchange(url=URL, fetched_at=AT, request=REQUEST, response=response, **known)  # type: ignore[arg-type]


def common(kind: str, record: Record, block: bytes) -> dict[str, str]:
    """Return what each record of an exchange says."""
    return {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{record.record_id}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": URL,
        "WARC-Warcinfo-ID": f"<{INFO}>",
        "WARC-IP-Address": "192.0.2.1",
        "WARC-Protocol": "http/1.1",
        "WARC-Block-Digest": sha1(block),
        "Content-Length": str(len(block)),
    }


def test_a_response_and_its_request() -> None:
    response, request = records(exchange(HEAD + b"Ferry"), INFO)

    assert fields(response) == (
        {
            **common("response", response, HEAD + b"Ferry"),
            "WARC-Payload-Digest": sha1(b"Ferry"),
            "Content-Type": "application/http;msgtype=response",
        },
        HEAD + b"Ferry",
    )
    assert fields(request) == (
        {
            **common("request", request, REQUEST),
            "WARC-Concurrent-To": f"<{response.record_id}>",
            "Content-Type": "application/http;msgtype=request",
        },
        REQUEST,
    )


@pytest.mark.parametrize("reason", ["length", "time", "disconnect"])
def test_a_response_that_was_cut_says_why(reason: str) -> None:
    for record in records(exchange(HEAD + b"Fe", truncated=reason), INFO):
        told, _ = fields(record)
        assert told["WARC-Truncated"] == reason


@pytest.mark.parametrize(
    ("response", "profile", "payload"),
    [
        (HEAD + b"Ferry", "identical-payload-digest", sha1(b"Ferry")),
        (SAME, "server-not-modified", EARLIER.digest),
    ],
)
def test_a_revisit_says_what_it_repeats(response: bytes, profile: str, payload: str) -> None:
    revisit, _ = records(exchange(response), INFO, lambda _: EARLIER, last=lambda _: EARLIER)
    head = response.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"

    assert fields(revisit) == (
        {
            **common("revisit", revisit, head),
            "WARC-Profile": PROFILE + profile,
            "WARC-Refers-To": "<urn:uuid:earlier>",
            "WARC-Refers-To-Target-URI": URL,
            "WARC-Refers-To-Date": "2026-02-04T12:00:00.000000Z",
            "WARC-Payload-Digest": payload,
            "Content-Type": "application/http;msgtype=response",
        },
        head,
    )


def test_a_redirect_is_kept_whole_whatever_it_repeats() -> None:
    response, _ = records(exchange(MOVED), INFO, lambda _: EARLIER)

    told, block = fields(response)
    assert (told["WARC-Type"], block) == ("response", MOVED)


def test_what_an_address_was_asked_as_and_read_with_stands_before_its_capture() -> None:
    made = exchange(HEAD + b"Ferry", kind="article", memory="sha256:1")

    said, response, _ = records(made, INFO)

    told, block = fields(said)
    assert block == b"kind: article\r\nmemory: sha256:1\r\n"
    assert told == {
        "WARC-Type": "metadata",
        "WARC-Record-ID": f"<{said.record_id}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": URL,
        "WARC-Concurrent-To": f"<{response.record_id}>",
        "Content-Type": "application/warc-fields",
        "WARC-Block-Digest": sha1(block),
        "Content-Length": str(len(block)),
    }


def test_a_file_opens_with_what_made_it() -> None:
    info = warcinfo("a.warc.gz", AT, [("software", "crawler/1"), ("robots", "obey")])

    told, block = fields(info)
    assert block.decode().split("\r\n")[:3] == [
        "software: crawler/1", "robots: obey", "format: WARC File Format 1.1",
    ]  # fmt: skip
    assert told == {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": f"<{info.record_id}>",
        "WARC-Date": DATE,
        "WARC-Filename": "a.warc.gz",
        "Content-Type": "application/warc-fields",
        "WARC-Block-Digest": sha1(block),
        "Content-Length": str(len(block)),
    }


def test_a_site_memory_stands_in_the_file_whose_pages_it_read() -> None:
    record = memory_record("sha256:1", '{"places": []}', AT, INFO)

    told, block = fields(record)
    assert block == b'{"places": []}'
    assert told == {
        "WARC-Type": "metadata",
        "WARC-Record-ID": f"<{record.record_id}>",
        "WARC-Date": DATE,
        "WARC-Target-URI": "urn:crawler:memory:sha256:1",
        "WARC-Warcinfo-ID": f"<{INFO}>",
        "Content-Type": "application/json",
        "WARC-Block-Digest": sha1(block),
        "Content-Length": str(len(block)),
    }
