"""A page that no pipeline is asked about ends in one word, and what is held counts."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.download import NotNowError
from crawler.frontier.link import GUESSED
from crawler.ledger.schema import HELD, NOT_HELD, WITHDRAWN, Address
from crawler.model import Capture, Exchange
from crawler.outcomes import Reason
from crawler.run.page_task import PageTask
from crawler.scheduler import PAGE
from crawler.spiders import page_ends
from crawler.worker_process import WorkerError

URL, HOME = "https://quay.example/news/1.html", "https://quay.example/"
NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)


class Store:
    """Notes what became of a page."""

    def __init__(self, rest: float = 0.0) -> None:
        self.ends: list[str] = []
        self.hosts = SimpleNamespace(rest=lambda _: rest)

    def answered(self, _: PageTask) -> None:
        self.ends.append("answered")

    def put_back(self, _: PageTask) -> None:
        self.ends.append("put back")

    def finish(self, _: PageTask) -> None:
        self.ends.append("finished")


def page(held: int = NOT_HELD, kind: str = "article", at: str = URL, **more: Any) -> PageTask:
    address = Address(1, URL, "quay.example", kind, 0, 1, 0, held=held)._replace(**more)
    exchange = Exchange(url=at, fetched_at=NOON, request=b"GET", response=b"", kind="page")
    capture = Capture(url=at, fetched_at=NOON, body=b"")
    return PageTask(address, captures=[capture], exchanges=[exchange])


def http(status: int) -> HttpError:
    return HttpError(Response(URL, status=status))


def fail(task: PageTask, error: Exception, rest: float = 0.0, url: str = URL) -> list[str]:
    """Have the request of a page fail; return what was done with the page."""
    store: Any = Store(rest)
    failure: Any = SimpleNamespace(value=error, request=Request(url, meta={PAGE: task}))
    page_ends.failed(store, failure)
    return list(store.ends)


FAILED: dict[str, tuple[PageTask, Exception, tuple[str, str | None]]] = {
    "a page that is not there": (page(), http(404), ("failed", "http-404")),
    "a story that has gone": (page(HELD), http(410), ("withdrawn", "http-410")),
    "a story that is still gone": (page(WITHDRAWN), http(404), ("unchanged", "still-gone")),
    "a story whose host is troubled": (page(HELD), http(503), ("failed", "http-503")),
    "a guess at what is not there": (
        page(kind="feed", priority=GUESSED), http(404), ("dropped", "no-such-source"),
    ),
    "a guess whose host is troubled": (
        page(kind="feed", priority=GUESSED), http(503), ("failed", "http-503"),
    ),
    "a host that is not there": (
        page(), DownloadConnectionRefusedError(URL), ("failed", "refused"),
    ),
    "one that is forbidden": (
        page(), IgnoreRequest("Forbidden by robots.txt"), ("dropped", "robots"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILED)
def test_a_request_that_failed_ends_in_one_word(name: str) -> None:
    task, error, ended = FAILED[name]

    assert fail(task, error) == ["answered", "finished"]

    assert (task.outcome, task.reason) == ended


def test_a_host_that_is_not_to_be_asked_now_has_its_page_back() -> None:
    own, elsewhere = page(), page()

    assert fail(own, NotNowError(Reason.HOST_PAUSED)) == ["answered", "put back"]
    fail(elsewhere, NotNowError(Reason.HOST_PAUSED), url="https://other.example/")

    assert own.outcome == ""
    assert elsewhere.outcome == "failed", "a redirect led to a host that rests"


@pytest.mark.parametrize(("status", "rest", "again"), [(503, 900.0, 900.0), (404, 900.0, None)])
def test_what_passes_is_tried_when_its_host_may_be_asked(
    status: int, rest: float, again: float | None
) -> None:
    task = page()

    fail(task, http(status), rest)

    assert task.retry_in == again


def test_an_answer_that_failed_is_of_a_story_where_one_is_held() -> None:
    """A replay knows by it that a story stood here, whichever file it reads first."""
    gone, other = page(HELD), page()
    for task in (gone, other):
        fail(task, http(410))

    assert [task.exchanges[-1].kind for task in (gone, other)] == ["article", "page"]


NOT_MODIFIED: dict[str, tuple[PageTask, tuple[str, str]]] = {
    "a story": (page(HELD), ("unchanged", "not-modified")),
    "a story without a line": (page(etag="1"), ("unchanged", "not-modified")),
    "a story that was never fetched": (page(), ("failed", "http-304")),
    "a list": (page(kind="page", etag="1"), ("source", "not-modified")),
    "a list that was never fetched": (page(kind="page"), ("failed", "http-304")),
    "a list that was taken for a story": (
        page(rhythm=900.0, last_modified="Thu, 05 Feb 2026 08:00:00 GMT"),
        ("source", "not-modified"),
    ),
    "a story that leads home": (page(HELD, at=HOME), ("withdrawn", "redirected-home")),
}


@pytest.mark.parametrize("name", NOT_MODIFIED)
def test_what_is_as_it_was_is_a_story_or_a_list(name: str) -> None:
    task, ended = NOT_MODIFIED[name]
    store: Any = Store()

    page_ends.not_modified(store, task)

    assert (task.outcome, task.reason, store.ends) == (*ended, ["finished"])


def test_a_page_that_no_worker_could_read_has_failed() -> None:
    task, store = page(), Store()
    any_store: Any = store

    page_ends.unread(any_store, task, WorkerError("read-timeout", "it took too long"))

    assert (task.outcome, task.reason, store.ends) == ("failed", "read-timeout", ["finished"])


def test_a_capture_without_an_address_may_list_and_is_no_guess() -> None:
    alone = PageTask(None)

    assert page_ends.may_list(None)
    assert not page_ends.is_guess(alone)
    assert page_ends.is_guess(page(priority=GUESSED))
    assert not page_ends.may_list(page().address)
