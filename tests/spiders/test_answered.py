"""A capture is made of what went over the wire, or of the answer where a page is tried out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.download import CAPTURE
from crawler.ledger.schema import Address
from crawler.model import Capture, Exchange
from crawler.run.page_task import PageTask
from crawler.scheduler import PAGE
from crawler.spiders.answered import captured, page_of, take_for_story

URL = "https://quay.example/1"
NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)
RAW = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nFerry"


def exchange(url: str = URL, raw: bytes = RAW) -> Exchange:
    return Exchange(url=url, fetched_at=NOON, request=b"GET", response=raw)


def page(*exchanges: Exchange, kind: str = "page") -> PageTask:
    address = Address(1, URL, "quay.example", kind, 0, 1, 0)
    return PageTask(address, exchanges=[*exchanges])


def response(**meta: Any) -> Response:
    return Response(
        URL, 203, headers={"X-A": ["1", "2"]}, body=b"Ferry", request=Request(URL, meta=meta)
    )


def test_a_page_is_the_one_that_was_asked_for_or_a_new_one() -> None:
    known = page()

    assert page_of(response(**{PAGE: known})) is known
    assert page_of(response()).address is None


def test_a_capture_is_of_all_that_went_over_the_wire_and_says_what_was_asked_for() -> None:
    moved = exchange("https://quay.example/0", b"HTTP/1.1 302 Found\r\nLocation: /1\r\n\r\n")
    asked = page(moved, exchange(), kind="feed")

    capture = captured(response(), asked)

    assert (capture.url, capture.body, capture.kind) == (URL, b"Ferry", "feed")
    assert [each.kind for each in capture.exchanges] == ["", "feed"]
    assert asked.exchanges[-1].kind == "feed"


def test_what_the_downloader_has_unpacked_is_not_unpacked_again_but_of_this_answer_alone() -> None:
    asked, other = page(exchange()), exchange(raw=RAW.replace(b"Ferry", b"Merry"))
    unpacked = Capture(url=URL, fetched_at=NOON, body=b"as unpacked", exchanges=(exchange(),))
    elsewhere = Capture(url=URL, fetched_at=NOON, body=b"another", exchanges=(other,))

    answer = response(**{CAPTURE: unpacked})
    assert captured(answer, asked).body == b"as unpacked"
    assert CAPTURE not in answer.meta, "50 MB, perhaps"
    assert captured(response(**{CAPTURE: elsewhere}), asked).body == b"Ferry"


def test_without_the_wire_it_is_what_the_answer_says() -> None:
    capture = captured(response(), PageTask(None))

    assert (capture.url, capture.status, capture.body) == (URL, 203, b"Ferry")
    assert capture.headers == (("X-A", "1"), ("X-A", "2"))
    assert capture.kind == ""


def test_a_page_that_is_taken_for_a_story_is_one_to_a_replay() -> None:
    asked = page(exchange())
    asked.captures = [captured(response(), asked)]

    take_for_story(asked)

    assert asked.exchanges[-1].kind == asked.captures[-1].kind == "article"
    assert asked.captures[-1].exchanges == tuple(asked.exchanges)
    nothing = page()
    take_for_story(nothing)
    assert nothing.exchanges == []
