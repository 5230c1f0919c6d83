"""A body of many megabytes is not held more often than it has to be."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import XmlResponse

from crawler.archive.warc import records
from crawler.compression import outgrows
from crawler.download import AT_FIRST, CAPTURE, LEFT, MAY_BE_LEFT, WireHandler
from crawler.extract import Finished
from crawler.memory import NO_MEMORY
from crawler.model import Exchange, NotAnArticle, digest_of
from crawler.site import ANY_SITE
from crawler.wire import capture_of, is_undecodable, payload_held, payload_of, split, with_body
from crawler.workers import Workers
from tests.crawling import story
from tests.test_compression import PACKED

SIZE = 8 << 20
BODY = b"<urlset>" + b" " * (SIZE - 8)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n" % SIZE + BODY + b"\r\n0\r\n\r\n"
PLAIN = HEAD + b"Content-Length: %d\r\n\r\n" % SIZE + BODY


def exchange(response: bytes) -> Exchange:
    request = b"GET /map.xml HTTP/1.1\r\nHost: a.example\r\n\r\n"
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Exchange(
        url="http://a.example/map.xml", fetched_at=at, request=request, response=response
    )


def peak(step: Callable[[], object]) -> float:
    """Return how many bodies a step holds at a time, beside what it is given."""
    tracemalloc.start()
    try:
        step()
        return tracemalloc.get_traced_memory()[1] / SIZE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("response", [CHUNKED, PLAIN], ids=["chunked", "plain"])
def test_a_capture_is_read_with_its_body_once(response: bytes) -> None:
    served = exchange(response)

    assert capture_of([served]).body == BODY
    assert peak(lambda: capture_of([served])) < 1.5


STORY = split(story("Ferry returns")).body
GZIP = HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(STORY)
ON_WIRE = {
    "plain": HEAD + b"\r\n" + STORY,
    "chunked": HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    % (len(STORY), STORY),
    "gzip": GZIP,
    "cut gzip": GZIP[:-20],
    "no body": HEAD + b"\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", ON_WIRE)
def test_a_page_that_was_left_on_the_wire_is_read_as_one_with_a_body(name: str) -> None:
    whole = capture_of([exchange(ON_WIRE[name])])
    left = replace(whole, body=b"")

    assert with_body(left) == whole

    async def use() -> list[Finished | str]:
        workers, found = Workers(1, 20.0), list[Finished | str]()
        try:
            for each in (whole, left):
                try:
                    found.append(await workers.finish(each, ANY_SITE, NO_MEMORY))
                except NotAnArticle as verdict:
                    found.append(verdict.reason)
        finally:
            workers.close()
        return found

    read, read_from_wire = asyncio.run(use())
    assert read == read_from_wire


CODED = {
    "nonsense": ("br", b"\xf7\x00\x01" * 400, True),
    "text": ("br", STORY, False),
    **{name: (coding, pack(STORY * 50), False) for name, (coding, pack) in PACKED.items()},
}


@pytest.mark.parametrize("name", CODED)
def test_a_page_that_was_left_on_the_wire_is_in_its_coding_as_one_with_a_body(name: str) -> None:
    coding, payload, is_nonsense = CODED[name]
    answer = HEAD + b"Content-Encoding: %s\r\n\r\n" % coding.encode() + payload
    whole = capture_of([exchange(answer)])

    assert [is_undecodable(whole), is_undecodable(replace(whole, body=b""))] == [is_nonsense] * 2


@pytest.mark.parametrize(
    ("length", "meta", "is_left"),
    [
        (AT_FIRST + 1, {MAY_BE_LEFT: True}, True),
        (AT_FIRST + 1, {}, False),
        (AT_FIRST, {MAY_BE_LEFT: True}, False),
    ],
)
def test_a_long_body_is_left_on_the_wire_for_whoever_can_do_without(
    length: int,
    meta: dict[str, Any],
    is_left: bool,  # noqa: FBT001
) -> None:
    request, body = Request("http://a.example/map.xml", meta=meta), bytes(length)
    answer = HEAD + b"Content-Length: %d\r\n\r\n" % length + body
    response = XmlResponse(request.url, body=body)
    handler = WireHandler.__new__(WireHandler)  # no reactor is needed for what is here already
    handler._default_maxsize = 0  # noqa: SLF001 as above

    given, kept = handler._decoded(  # noqa: SLF001 as above
        request, response, exchange(answer), payload_held(answer, body)
    )

    capture = request.meta[CAPTURE]
    assert bool(request.meta.get(LEFT)) is is_left
    assert (given.body, capture.body) == ((b"", b"") if is_left else (body, body))
    assert (with_body(capture).body, capture.digest) == (body, digest_of(body))
    assert kept.is_proven


@pytest.mark.parametrize("response", [CHUNKED, PLAIN], ids=["chunked", "plain"])
def test_a_record_is_written_with_its_body_once(response: bytes) -> None:
    served = exchange(response)

    assert peak(lambda: records(served, "urn:x", plain=True)) < 2.5


@pytest.mark.parametrize(("coding", "pack"), [PACKED[n] for n in ("gzip", "brotli, fast", "zstd")])
def test_of_a_bomb_no_more_is_held_than_a_piece(coding: str, pack: type[bytes]) -> None:
    packed = pack(bytes(4 * SIZE))

    assert outgrows(packed, [coding], 4 * SIZE - 1)
    assert not outgrows(packed, [coding], 4 * SIZE)
    assert peak(lambda: outgrows(packed, [coding], 4 * SIZE)) < 1


def test_what_is_known_of_a_payload_is_not_worked_out_when_its_record_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served = exchange(CHUNKED)
    known = replace(served, payload_digest=digest_of(BODY), is_proven=True)
    cut = replace(served, payload_digest=digest_of(BODY), truncated="length")
    told = [records(each, "urn:x") for each in (served, replace(served, truncated="length"))]
    monkeypatch.setattr("crawler.archive.warc.payload_of", None)

    assert [records(each, "urn:x") for each in (known, cut)] == told


@pytest.mark.parametrize("response", [CHUNKED, PLAIN, HEAD, b"", b"no head\n\nat all"])
def test_a_view_on_a_body_says_what_its_copy_says(response: bytes) -> None:
    assert payload_of(split(response, copies_body=False)) == payload_of(split(response))


def counted(body: bytes, letter: bytes, *, more: int = 0) -> int:
    return body.count(letter) + more


def test_a_worker_is_given_a_body_beside_its_call() -> None:
    async def use() -> list[int]:
        workers = Workers(1, 20.0)
        try:
            return [
                await workers.run(partial(counted, BODY, b"<", more=1)),
                await workers.run(counted, b"<<", b"<"),
            ]
        finally:
            workers.close()

    assert asyncio.run(use()) == [2, 2]
