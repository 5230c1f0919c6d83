"""A response is read as two independent clients read it, and where they differ by a named law."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError, HttpErrorMiddleware
from scrapy.utils.test import get_crawler

from crawler.compression import MAX_CODINGS
from crawler.model import Exchange, digest_of
from crawler.wire import Chunks, capture_of, is_page_status, is_whole, payload_of, split
from tests.framing import PAYLOADS, REFUSED, Read, h11_client, http_client, response
from tests.raw_server import page
from tests.test_compression import PACKED

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CLIENTS: dict[str, Callable[[bytes], Read]] = {"http.client": http_client, "h11": h11_client}
WHITE = (b"\n", b"\r\n", b"\t", b" ", b"\r", b"\n    \n    ", b"\t \n", b" \r\n\r\n", b"\v\f")


def ours(data: bytes) -> Read:
    message = split(data)
    payload, whole = payload_of(message)
    return Read(message.status, payload, whole)


def exchange(data: bytes, n: int = 1) -> Exchange:
    url, now = f"http://a.example/{n}", datetime(2026, 2, 5, tzinfo=UTC)
    return Exchange(url=url, fetched_at=now, request=b"GET / HTTP/1.1\r\n\r\n", response=data)


def in_chunks(parts: list[bytes]) -> bytes:
    framed = (b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part)
    return CHUNKED + b"".join(framed) + b"0\r\n\r\n"


# --- whole responses


def read_alike(seed: int) -> None:
    """Hold one random response against what went into it, and against the other readers."""
    sent = response(random.Random(seed))

    known = sent.until(len(sent.wire))

    assert ours(sent.wire) == known, sent
    for name, read in CLIENTS.items():
        if not sent.odd & REFUSED[name]:
            assert read(sent.wire) == known, (name, sent)


@pytest.mark.parametrize("hundred", range(4))
def test_a_response_is_read_as_other_clients_read_it(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * (hundred + 1)):
        read_alike(seed)


@pytest.mark.long
def test_a_hundred_thousand_responses_are_read_as_other_clients_read_them() -> None:
    start = random.SystemRandom().randrange(1 << 40)
    for seed in range(start, start + 100_000):
        read_alike(seed)


def test_each_oddity_is_met_and_each_client_is_asked() -> None:
    met = [response(random.Random(seed)).odd for seed in range(400)]

    assert set().union(*met) == set().union(*REFUSED.values())
    assert all(sum(not odd & refused for odd in met) > 150 for refused in REFUSED.values())


@pytest.mark.parametrize("payload", PAYLOADS[1:-1])
def test_every_size_of_chunk_gives_the_same_payload(payload: bytes) -> None:
    for size in range(1, len(payload) + 1):
        sent = in_chunks([payload[at : at + size] for at in range(0, len(payload), size)])

        assert ours(sent) == http_client(sent) == h11_client(sent) == Read(200, payload, True)  # noqa: FBT003


@pytest.mark.parametrize("white", WHITE)
@pytest.mark.parametrize("rest", [b"", b"<p>one</p>", b"7\r\n"])
def test_white_space_at_the_head_of_a_chunk_is_data(white: bytes, rest: bytes) -> None:
    sent = in_chunks([b"<!doctype html>", white + rest, white, white + b"</html>"])

    payload = b"<!doctype html>" + white + rest + white + white + b"</html>"
    assert ours(sent) == http_client(sent) == h11_client(sent) == Read(200, payload, True)  # noqa: FBT003


def test_a_compressed_chunk_may_begin_with_a_line_feed() -> None:
    packed = next(
        data for salt in range(4_000)
        if (data := gzip.compress(b"Fahre im Hafen %d. " % salt * 9, mtime=0)).count(b"\n", 12)
    )  # fmt: skip
    cut = packed.index(b"\n", 12)

    sent = in_chunks([packed[:cut], packed[cut:]])

    assert ours(sent).payload == http_client(sent).payload == packed


def test_stories_behind_a_common_head_have_payloads_of_their_own() -> None:
    head = [b"<!DOCTYPE html>\n<html><head>", b"\n    \n    <meta name=viewport>\n"]
    first, second = (in_chunks([*head, b"\n<title>%s</title>" % name]) for name in (b"A", b"B"))

    assert ours(first).payload != ours(second).payload
    assert ours(first).payload == b"".join(head) + b"\n<title>A</title>"


# --- responses that are cut


def cut_alike(seed: int) -> None:
    """Cut one random response somewhere in its body, and hold it against what had come."""
    chance = random.Random(seed)
    sent = response(chance)
    head = next(n for n, (part, _) in enumerate(sent.pieces) if part == "head")
    begins = sum(len(piece) for _, piece in sent.pieces[: head + 1])
    end = chance.randrange(begins + 1, len(sent.wire) + 1)
    known, data = sent.until(end), sent.wire[:end]

    assert ours(data) == known, (data, sent)
    if not sent.odd & REFUSED["h11"] and sent.part_at(end) != "trailer":
        assert h11_client(data) == known, (data, sent)
    if not sent.odd & REFUSED["http.client"] and sent.part_at(end) != "size":
        assert http_client(data).whole == known.whole, (data, sent)


@pytest.mark.parametrize("hundred", range(4))
def test_a_response_that_is_cut_is_read_as_far_as_it_came(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * (hundred + 1)):
        cut_alike(seed)


@pytest.mark.long
def test_a_hundred_thousand_cut_responses_are_read_as_far_as_they_came() -> None:
    start = random.SystemRandom().randrange(1 << 40)
    for seed in range(start, start + 100_000):
        cut_alike(seed)


# --- responses whose content is coded


@pytest.mark.parametrize("hundred", range(2))
def test_a_capture_is_the_text_however_it_is_coded_framed_and_cut(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * (hundred + 1)):
        chance = random.Random(seed)
        names = chance.sample(sorted(PACKED), chance.randint(1, MAX_CODINGS))
        text = packed = page(str(seed))
        for name in names:
            packed = PACKED[name][1](packed)
        codings = ", ".join(PACKED[name][0] for name in names).encode()
        sent = response(chance, packed, b"Content-Encoding: " + codings)
        end = chance.choice((len(sent.wire), len(sent.wire), len(sent.wire) - len(packed) // 2))

        capture = capture_of([exchange(sent.wire[:end])])

        known = sent.until(end)
        coded_to_the_end = known.payload == packed
        assert capture.digest == digest_of(known.payload), sent
        assert (capture.body == text) >= coded_to_the_end, sent
        assert (capture.truncated is None) >= (known.whole and coded_to_the_end), sent
        assert (capture.truncated is not None) >= (len(known.payload) < len(packed) - 8), sent


# --- where readers differ


class Law(NamedTuple):
    """A response that clients do not agree on, and whom we follow."""

    about: str
    law: str
    sent: bytes
    ours: Read
    http_client: bool
    """Whether that client says the same."""

    h11: bool


def law(  # noqa: PLR0913 the columns of a table
    about: str, law: str, sent: bytes, payload: bytes, *, whole: bool, http: bool, h11: bool
) -> Law:
    """Return a row; what is sent begins with its first header line, unless it has all."""
    full = sent if b"HTTP/" in sent.partition(b"\n")[0] or sent[:1] == b"\r" else (
        b"HTTP/1.1 200 OK\r\n" + sent
    )  # fmt: skip
    return Law(about, law, full, Read(200, payload, whole), http, h11)


TE = b"Transfer-Encoding: chunked\r\n\r\n"
LAWS = (
    law("early hints come before", "RFC 9110, 15.2: a client reads any number of 1xx",
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        b"hi", whole=True, http=False, h11=True),
    law("lines of chunks end in a bare line feed", "RFC 9112, 2.2: a recipient may; browsers do",
        TE + b"2\nhi\n0\n\n", b"hi", whole=True, http=False, h11=False),
    law("blanks follow a size", "RFC 9112, 7.1.1: bad white space is parsed and removed",
        TE + b"2  \r\nhi\r\n0  \r\n\r\n", b"hi", whole=True, http=True, h11=True),
    law("blanks stand between size and extension", "RFC 9112, 7.1.1: as above",
        TE + b"2 ;a=b\r\nhi\r\n0\r\n\r\n", b"hi", whole=True, http=True, h11=False),
    law("blanks stand before a size", "none: servers that pad on the left have no other meaning",
        TE + b"  2\r\nhi\r\n0\r\n\r\n", b"hi", whole=True, http=True, h11=False),
    law("a size in Python's notation", "RFC 9112, 7.1: 1*HEXDIG; then nothing is chunked",
        TE + b"0x2\r\nhi\r\n0\r\n\r\n", b"0x2\r\nhi\r\n0\r\n\r\n", whole=True,
        http=False, h11=False),
    law("a size in Python's notation later on", "RFC 9112, 7.1: 1*HEXDIG",
        TE + b"2\r\nhi\r\n+2\r\nho\r\n0\r\n\r\n", b"hi", whole=False, http=False, h11=True),
    law("a size with many zeros", "RFC 9112, 7.1: 1*HEXDIG, of any length",
        TE + b"0" * 40 + b"2\r\nhi\r\n0\r\n\r\n", b"hi", whole=True, http=True, h11=False),
    law("a chunk has no end of its own", "RFC 9112, 7.1: chunk-data CRLF",
        TE + b"2\r\nhi3\r\nyou\r\n0\r\n\r\n", b"hi", whole=False, http=True, h11=True),
    law("the end of the trailer is missing", "RFC 9112, 8: complete once the zero chunk has come",
        TE + b"2\r\nhi\r\n0\r\n", b"hi", whole=True, http=True, h11=False),
    law("the line of the zero chunk does not end", "RFC 9112, 7.1: last-chunk ends in CRLF",
        TE + b"2\r\nhi\r\n0", b"hi", whole=False, http=False, h11=True),
    law("a length and chunks", "RFC 9112, 6.3: Transfer-Encoding overrides the Content-Length",
        b"Content-Length: 1\r\n" + TE + b"2\r\nhi\r\n0\r\n\r\n", b"hi", whole=True,
        http=True, h11=True),
    law("chunks over HTTP/1.0", "none: what is there; RFC 9112, 6.1 has the connection closed",
        b"HTTP/1.0 200 OK\r\n" + TE + b"2\r\nhi\r\n0\r\n\r\n", b"hi", whole=True,
        http=True, h11=True),
    law("chunks that were joined under the old head", "none: archives hold such",
        TE + b"<p>hi</p>", b"<p>hi</p>", whole=True, http=False, h11=False),
    law("no transfer coding at all", "RFC 9112, 7: identity was one until RFC 7230",
        b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi...", b"hi", whole=True,
        http=True, h11=False),
    law("another transfer coding below the chunks", "RFC 9112, 7: undone in order, chunks first",
        b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", b"hi", whole=True,
        http=False, h11=False),
    law("another transfer coding alone", "RFC 9112, 6.3: ended by the close, not by the length",
        b"Transfer-Encoding: gzip\r\nContent-Length: 1\r\n\r\nhi", b"hi", whole=True,
        http=False, h11=False),
    law("one length twice", "RFC 9112, 6.3: the same decimal value",
        b"Content-Length: 2\r\nContent-Length: 02\r\n\r\nhi...", b"hi", whole=True,
        http=True, h11=False),
    law("two lengths", "RFC 9112, 6.3: an unrecoverable error; Fetch: a network error",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi!", b"hi!", whole=False,
        http=False, h11=False),
    law("a negative length", "RFC 9112, 6.3: an unrecoverable error",
        b"Content-Length: -2\r\n\r\nhi", b"hi", whole=False, http=False, h11=False),
    law("a length that no machine holds", "RFC 9110, 8.6: no limit to it",
        b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nhi", b"hi", whole=False,
        http=False, h11=False),
    law("a head alone", "RFC 9110, 9.3.2: the answer to HEAD states what it does not send",
        b"Content-Length: 2\r\n\r\n", b"", whole=True, http=False, h11=False),
    law("a blank before the colon", "RFC 9112, 5.1: removed; browsers do the same",
        b"Content-Length : 2\r\n\r\nhi...", b"hi", whole=True, http=False, h11=False),
    law("a line without a name", "none: browsers pass over it",
        b": 3\r\nContent-Length: 2\r\n\r\nhi...", b"hi", whole=True, http=True, h11=False),
    law("a blank line first", "RFC 9112, 2.2: left over from the message before",
        b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"hi", whole=True,
        http=False, h11=False),
    law("a blank first in the head", "RFC 9112, 2.2: such a line is passed over",
        b" Content-Length: 3\r\nContent-Length: 2\r\n\r\nhi...", b"hi", whole=True,
        http=True, h11=False),
    law("another version", "RFC 9110, 2.5: as the highest minor version that we know",
        b"HTTP/2 200\r\nContent-Length: 2\r\n\r\nhi", b"hi", whole=True, http=False, h11=False),
    law("two blanks in the status line", "RFC 9112, 4: lenient on white space between its parts",
        b"HTTP/1.1  200  OK\r\nContent-Length: 2\r\n\r\nhi", b"hi", whole=True,
        http=True, h11=False),
)  # fmt: skip


@pytest.mark.parametrize("row", LAWS, ids=lambda row: row.about)
def test_where_clients_differ_a_law_is_followed(row: Law) -> None:
    assert ours(row.sent) == row.ours, row.law
    assert (http_client(row.sent) == row.ours) is row.http_client
    assert (h11_client(row.sent) == row.ours) is row.h11


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_that_has_no_body_has_none(status: int) -> None:
    sent = b"HTTP/1.1 %d -\r\nContent-Length: 2\r\n\r\nhi" % status

    assert ours(sent) == http_client(sent) == h11_client(sent) == Read(status, b"", True)  # noqa: FBT003


# --- laws of the reader itself


@given(st.binary(max_size=300))
def test_nothing_that_is_sent_makes_it_raise(data: bytes) -> None:
    for sent in (data, b"HTTP/1.1 200 OK\r\n" + data, CHUNKED + data):
        is_whole(split(sent))


@given(st.binary(max_size=200), st.integers(0, 1 << 30))
def test_chunks_are_read_the_same_in_whatever_pieces_they_come(tail: bytes, seed: int) -> None:
    data = in_chunks([b"ab", b"\n", tail]).removeprefix(CHUNKED) + tail
    chance, at, pieces = random.Random(seed), 0, list[bytes]()
    while at < len(data):
        pieces.append(data[at : at + chance.randint(1, 9)])
        at += len(pieces[-1])

    at_once, by_and_by = Chunks(), Chunks()

    assert at_once.feed(data) == b"".join(by_and_by.feed(piece) for piece in pieces)
    assert at_once.complete, by_and_by.complete
    assert (at_once.rest, by_and_by.rest) == (tail, tail)


SPELLED = ("%x\r\n", "%X\r\n", "%x\n", "0%x\r\n", " %x \r\n", "%x;a=b\r\n", "%x ;\r\n", "%x\t\n",
           "%x;\r\r\n", "x%x\r\n", "%x\r", "%x")  # fmt: skip
ENDED = ("\r\n", "\r\n", "\r\n", "\n", "", "\r", " \r\n")


@pytest.mark.parametrize("seed", range(200))
def test_chunks_at_once_are_what_they_are_byte_by_byte(seed: int) -> None:
    chance = random.Random(seed)
    sizes = [*chance.choices([1, 1, 2, 15, 16, 300], k=chance.randint(0, 9)), 0]
    data = "".join(
        chance.choice(SPELLED[: chance.choice([1, 9, 12])]) % size
        + "".join(chance.choices("a\r\n0;", k=size)) + chance.choice(ENDED)
        for size in sizes
    ).encode()  # fmt: skip
    at_once, by_and_by = Chunks(), Chunks()

    whole = at_once.feed(data)
    parts = [by_and_by.feed(data[n : n + 1]) for n in range(len(data))]

    assert whole == b"".join(parts)
    for known in ("complete", "ended", "broken", "framing"):
        assert getattr(at_once, known) == getattr(by_and_by, known)


def test_a_line_of_a_chunk_has_an_end_to_its_length() -> None:
    endless = Chunks()

    for _ in range(40):
        endless.feed(b"2;" + b"x" * 1_000)

    assert endless.broken
    assert len(endless.rest) < 100_000


def test_a_page_is_what_scrapy_hands_to_a_spider() -> None:
    middleware = HttpErrorMiddleware.from_crawler(get_crawler())
    taken = set()
    for status in range(100, 600):
        answer = Response("http://a.example/", status=status, request=Request("http://a.example/"))
        try:
            middleware.process_spider_input(answer)
        except HttpError:
            continue
        taken.add(status)

    assert taken == {status for status in range(100, 600) if is_page_status(status)}
