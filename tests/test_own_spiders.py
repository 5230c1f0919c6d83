"""What a spider of another project is answered becomes pages of the archive, each once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response

from crawler import own_spiders
from crawler.frontier.link import Link
from crawler.ledger.schema import HELD, NOT_HELD, WITHDRAWN, Address
from crawler.model import Exchange
from crawler.own_spiders import EXCHANGES, KeepPages, NoteFailures
from crawler.run.page_task import PageTask
from crawler.scheduler import PAGE

URL = "https://quay.example/1"
NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)


class Store:
    """A run that knows what it has accounted for, and notes what becomes of pages."""

    def __init__(self, held: int = NOT_HELD) -> None:
        self.accounted: set[str] = set()
        self.kept: list[Exchange] = []
        self.begun: list[PageTask] = []
        self.answers: list[PageTask] = []
        self.finished: list[PageTask] = []
        self.in_flight = SimpleNamespace(begin=self.begun.append)
        self.addresses = SimpleNamespace(
            is_accounted=self.accounted.__contains__, adopt=self._adopt
        )
        self.keep, self.answered, self.finish = (
            self.kept.append, self.answers.append, self.finished.append,
        )  # fmt: skip
        self._held = held

    def _adopt(self, found: Link) -> Address:
        self.accounted.add(found.url)
        return Address(1, found.url, found.host, found.kind, 0, 1, 0, held=self._held)


Made = tuple[KeepPages, NoteFailures, Store, dict[str, int]]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Made]:
    """Return the two middlewares of a crawl, its store and its counters."""

    def make(held: int = NOT_HELD) -> Made:
        store, counts = Store(held), dict[str, int]()
        crawler: Any = SimpleNamespace(
            stats=SimpleNamespace(inc_value=lambda name: counts.update({name: 1}))
        )
        monkeypatch.setattr(own_spiders, "store_of", lambda _: store)
        return KeepPages(crawler), NoteFailures(crawler), store, counts

    return make


def answered(status: int = 200, url: str = URL, **meta: Any) -> Response:
    raw = f"HTTP/1.1 {status} X\r\nContent-Length: 5\r\n\r\nFerry".encode()
    served = Exchange(url=url, fetched_at=NOON, request=b"GET", response=raw)
    request = Request(url, meta={EXCHANGES: [served], **meta})
    return Response(url, status, body=b"Ferry", request=request)


async def given(*each: Any) -> AsyncIterator[Any]:
    for one in each:
        yield one


def drained(results: AsyncIterator[Any]) -> list[Any]:
    async def drain() -> list[Any]:
        return [each async for each in results]

    return asyncio.run(drain())


def page_in(response: Response) -> PageTask | None:
    assert response.request
    page: PageTask | None = response.request.meta.get(PAGE)
    return page


def test_a_response_becomes_a_page_before_what_the_spider_makes_of_it(
    made: Callable[..., Made],
) -> None:
    keeps, _, store, _ = made()
    response = answered()

    keeps.process_spider_input(response)
    item = {"title": "Ferry"}
    page, *rest = drained(keeps.process_spider_output(response, given(item)))

    assert rest == [item]
    assert (page.url, page.status, page.captures[0].body) == (URL, 200, b"Ferry")
    assert [each.kind for each in page.exchanges] == ["article"]
    assert store.begun == store.answers == [page]
    assert drained(keeps.process_spider_output(response, given())) == [], "it is given once"


def test_what_comes_out_of_a_cache_makes_no_page(made: Callable[..., Made]) -> None:
    keeps, _, store, _ = made()
    response = answered()
    assert response.request
    response.request.meta[EXCHANGES] = []

    keeps.process_spider_input(response)

    assert (store.begun, page_in(response)) == ([], None)


def test_what_is_asked_for_twice_is_one_page_and_all_of_it_is_kept(
    made: Callable[..., Made],
) -> None:
    keeps, _, store, _ = made()
    first, again = answered(), answered()

    keeps.process_spider_input(first)
    keeps.process_spider_input(again)

    assert (len(store.begun), page_in(again)) == (1, None)
    assert [each.kind for each in store.kept] == ["article"]


def test_a_redirect_is_a_page_of_what_was_asked_for(made: Callable[..., Made]) -> None:
    keeps, _, _, _ = made()
    response = answered(url="https://quay.example/2", redirect_urls=[URL])

    keeps.process_spider_input(response)

    page = page_in(response)
    assert page
    assert page.url == URL


ENDS = [
    (404, NOT_HELD, ("failed", "http-404")),
    (404, HELD, ("withdrawn", "http-404")),
    (410, WITHDRAWN, ("unchanged", "still-gone")),
    (503, HELD, ("failed", "http-503")),
]


@pytest.mark.parametrize(("status", "held", "ended"), ENDS)
def test_an_error_is_accounted_for_and_given_to_no_pipeline(
    status: int, held: int, ended: tuple[str, str], made: Callable[..., Made]
) -> None:
    keeps, _, store, counts = made(held)
    response = answered(status)

    keeps.process_spider_input(response)

    [page] = store.finished
    assert (page.outcome, page.reason, page_in(response)) == (*ended, None)
    assert {*counts} == {f"archive/{ended[0]}", f"archive/{ended[0]}/{ended[1]}"}


def test_a_callback_that_raises_at_once_loses_no_page(made: Callable[..., Made]) -> None:
    keeps, _, _, _ = made()
    response = answered()
    keeps.process_spider_input(response)

    results = keeps.process_spider_exception(response, RuntimeError("the spider's own"))

    assert results is not None
    with pytest.raises(RuntimeError, match="the spider's own"):
        drained(results)
    assert keeps.process_spider_exception(response, RuntimeError()) is None


def test_each_request_has_a_place_of_its_own_for_what_goes_over_the_wire(
    made: Callable[..., Made],
) -> None:
    """A spider that hands on ``response.meta`` hands on the list and the page, too."""
    keeps, _, _, _ = made()
    shared = {EXCHANGES: ["of the response"], PAGE: "of the response", "own": 1}

    first, item = drained(keeps.process_start(given(Request(URL, meta=dict(shared)), {"a": 1})))
    [second] = drained(keeps.process_spider_output(answered(), given(Request(URL, meta=shared))))

    for request in (first, second):
        assert (request.meta[EXCHANGES], request.meta.get(PAGE), request.meta["own"]) == (
            [],
            None,
            1,
        )
    assert first.meta[EXCHANGES] is not second.meta[EXCHANGES]
    assert item == {"a": 1}


@pytest.mark.parametrize(
    ("error", "meta", "reason"),
    [
        (DownloadTimeoutError("slow"), {EXCHANGES: []}, "timeout"),
        (IgnoreRequest("another middleware's"), {EXCHANGES: []}, None),
        (DownloadTimeoutError("slow"), {}, None),
    ],
)
def test_a_request_that_failed_is_accounted_for_if_it_was_a_spiders(
    error: Exception, meta: dict[str, Any], reason: str | None, made: Callable[..., Made]
) -> None:
    _, notes, store, _ = made()

    notes.process_exception(Request(URL, meta=meta), error)

    assert [page.reason for page in store.finished] == ([reason] if reason else [])


def test_an_address_that_no_archive_keeps_makes_no_page(made: Callable[..., Made]) -> None:
    keeps, _, store, _ = made()

    keeps.process_spider_input(answered(url="ftp://quay.example/1"))

    assert (store.begun, store.kept) == ([], [])
