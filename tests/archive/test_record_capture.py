"""The capture in a record: as its fields and its block say, and as odd writers wrote them."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha1

import pytest

from crawler.archive.record_capture import (
    bare,
    capture_of,
    fits,
    folded,
    is_bare_page,
    is_rendered_page,
    leads_to,
    media_type,
    own_answer,
    says_its_end,
    status_of,
    under_head,
    url_of,
)
from crawler.archive.warc_reader import Stored
from crawler.model import Capture, digest_of

BODY = b"<p>Ferry back"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PLAIN = HEAD + b"Content-Length: 13\r\n\r\n" + BODY
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\nd\r\n" + BODY + b"\r\n0\r\n\r\n"
URL = "https://a.example/ferry"


def stored(block: bytes = PLAIN, kind: str = "response", **fields: str) -> Stored:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    known = {"warc-type": kind, "warc-target-uri": f"<{URL}>", "warc-date": "2026-02-05T08:30:00Z"}
    return Stored("a.warc", 0, {**known, "content-type": "application/http", **named}, block)


READ = {
    "a length": (stored(), None),
    "chunks": (stored(CHUNKED), None),
    "chunks that a writer joined": (
        stored(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + BODY),
        None,
    ),
    "a length that is too short": (
        stored(HEAD + b"Content-Length: 3\r\n\r\n" + BODY),
        None,
    ),
    "a record that says that it is cut": (stored(warc_truncated="length"), "length"),
    "and not why": (stored(warc_truncated="who knows"), "unspecified"),
    "a body that never came whole": (
        stored(HEAD + b"Content-Length: 99\r\n\r\n" + BODY),
        "unspecified",
    ),
}


@pytest.mark.parametrize(("record", "truncated"), READ.values(), ids=READ)
def test_a_capture_is_read_however_it_was_written(record: Stored, truncated: str | None) -> None:
    capture = capture_of(record, whole=True)

    assert (capture.url, capture.status, capture.body) == (URL, 200, BODY)
    assert capture.truncated == truncated


def test_a_page_without_a_head_is_read_as_the_record_calls_it() -> None:
    record = stored(BODY, "resource", content_type="text/html; charset=gbk")

    capture = capture_of(record, whole=True)

    assert is_bare_page(record)
    assert (capture.status, capture.body, capture.digest) == (200, BODY, digest_of(BODY))
    assert capture.header("content-type") == "text/html; charset=gbk"


@pytest.mark.parametrize(
    ("kind", "media", "bare_page", "rendered"),
    [
        ("conversion", "text/html", True, True),
        ("conversion", "text/plain", True, False),
        ("resource", "image/png", True, False),
        ("response", "text/html", True, False),
        ("response", "image/png", False, False),
    ],
)
def test_what_holds_a_page_is_told_by_kind_and_type(
    kind: str,
    media: str,
    bare_page: bool,  # noqa: FBT001
    rendered: bool,  # noqa: FBT001
) -> None:
    record = stored(BODY, kind, content_type=media)

    assert is_bare_page(record) is bare_page
    assert is_rendered_page(record.fields) is rendered


@pytest.mark.parametrize(
    ("block", "status"),
    [(PLAIN, 200), (b"HTTP/2 404\r\n\r\n", 404), (b"http/1.0 301 x\r\n\r\n", 301), (BODY, 0),
     (b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, 200)],
)  # fmt: skip
def test_the_status_is_that_of_the_last_answer(block: bytes, status: int) -> None:
    assert status_of(block) == status


@pytest.mark.parametrize(
    ("block", "ends"),
    [(PLAIN, True), (CHUNKED, True), (CHUNKED[:-7], False), (PLAIN[:-1], False),
     (HEAD + b"\r\n" + BODY, False)],
)  # fmt: skip
def test_a_response_says_its_end_or_does_not(block: bytes, ends: bool) -> None:  # noqa: FBT001
    assert says_its_end(block) is ends


def test_a_revisit_without_a_payload_is_an_answer_of_its_own() -> None:
    unmodified = stored(b"HTTP/1.1 304 Not Modified\r\n\r\n", "revisit", warc_payload_digest="d")

    answer = own_answer(unmodified)

    assert answer
    assert (answer.status, answer.digest) == (304, "d")
    assert own_answer(stored(kind="revisit")) is None


def test_a_revisit_shows_its_own_head_over_the_body_of_another() -> None:
    base = capture_of(stored(), whole=True)
    block = HEAD.replace(b"200 OK", b"203 Other") + b"X-Seen: again\r\nContent-Length: 0\r\n\r\n"

    shown = under_head(stored(block, "revisit", warc_date="2026-03-01T00:00:00Z"), base)

    assert (shown.status, shown.body, shown.fetched_at.month) == (203, BODY, 3)
    assert (shown.header("x-seen"), shown.header("content-length")) == ("again", "13")


SHA1 = "sha1:" + b32encode(sha1(BODY).digest()).decode()


@pytest.mark.parametrize(
    ("digest", "verified", "fitting"),
    [
        (SHA1, True, True),
        (SHA1, False, True),
        (SHA1.lower(), False, True),
        ("sha1:" + "A" * 32, False, False),
        ("sha1:" + "A" * 32, True, False),
        ("", False, True),
        ("", True, False),
    ],
)
def test_a_revisit_fits_the_payload_that_its_digest_names(
    digest: str,
    verified: bool,  # noqa: FBT001
    fitting: bool,  # noqa: FBT001
) -> None:
    base = capture_of(stored(), whole=True)

    told = fits({"warc-payload-digest": digest}, base, stored(), verified=verified)

    assert told is fitting


def test_fields_are_compared_without_what_writers_put_around_them() -> None:
    assert bare(" <urn:uuid:1> ") == "urn:uuid:1"
    assert url_of({}) == ""
    assert media_type({"content-type": "Text/HTML; charset=x"}) == "text/html"
    assert folded(" SHA1:ABC ") == "sha1:abc"


@pytest.mark.parametrize(
    ("location", "target"),
    [("/quay", "https://a.example/quay"), ("https://b.example/", "https://b.example/"), ("", "")],
)
def test_where_an_answer_leads_to(location: str, target: str) -> None:
    first = capture_of(stored(), whole=True)
    capture = Capture(
        url=URL, fetched_at=first.fetched_at, body=b"", headers=(("Location", location),)
    )

    assert leads_to(capture) == target
