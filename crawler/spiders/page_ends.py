"""What becomes of a page that no pipeline is asked about: unchanged, gone, absent, not read."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.spidermiddlewares.httperror import HttpError

from crawler.download import NotNowError
from crawler.frontier.guesses import is_absent
from crawler.frontier.link import GUESSED
from crawler.frontier.urls import is_sent_home
from crawler.ledger.schema import WITHDRAWN
from crawler.outcomes import GONE, Outcome, Reason, of_http
from crawler.run.failures import RETRY_IN, failure_of
from crawler.run.next_visit import NOT_MODIFIED
from crawler.scheduler import PAGE

if TYPE_CHECKING:
    from scrapy import Request
    from twisted.python.failure import Failure

    from crawler.ledger.schema import Address
    from crawler.run.page_task import PageTask
    from crawler.run.store import Store
    from crawler.worker_process import WorkerError

logger = logging.getLogger(__name__)


def failed(store: Store, failure: Failure) -> None:
    """Note why an address brought nothing."""
    request: Any = failure.request  # type: ignore[attr-defined]
    page: PageTask = request.meta[PAGE]
    store.answered(page)
    if isinstance(failure.value, NotNowError) and _is_of(page, request):
        store.put_back(page)
        return
    hosts = store.hosts
    reason, outcome, page.retry_in = failure_of(failure.value or RuntimeError())
    if isinstance(failure.value, HttpError):
        page.status = failure.value.response.status
    if rest := hosts.rest(urlsplit(request.url).netloc):
        page.retry_in = page.retry_in and rest
    if is_guess(page) and page.status and is_absent(page.status):
        absent(store, page)
        return
    if reason in GONE and page.held:
        _gone(store, page, reason)
        return
    page.outcome, page.reason = outcome, reason
    logger.log(
        logging.INFO if outcome == Outcome.DROPPED else logging.WARNING,
        "%s (%s): %s", outcome, reason, request.url,
    )  # fmt: skip
    store.finish(page)


def not_modified(store: Store, page: PageTask) -> None:
    """Note that a page is as it was the last time."""
    assert page.address
    if page.held and is_sent_home(page.url, page.captures[0].url):
        _gone(store, page, Reason.REDIRECTED_HOME)
        return
    if not (page.held or page.address.etag or page.address.last_modified):
        # Nobody has it: a cache answers what it was told to somebody else.
        page.outcome, page.reason = Outcome.FAILED, of_http(NOT_MODIFIED)
        page.retry_in = RETRY_IN
        store.finish(page)
        return
    is_story = page.held or not may_list(page.address)
    page.outcome = Outcome.UNCHANGED if is_story else Outcome.SOURCE
    page.reason = Reason.NOT_MODIFIED
    store.finish(page)


def unread(store: Store, page: PageTask, error: WorkerError) -> None:
    """Note that no worker could say where a page leads; its capture is kept."""
    page.outcome, page.reason = Outcome.FAILED, error.reason
    logger.warning("%s (%s): %s", page.outcome, page.reason, page.url)
    store.finish(page)


def absent(store: Store, page: PageTask) -> None:
    """Note that nothing stands where a source was guessed."""
    page.outcome, page.reason = Outcome.DROPPED, Reason.NO_SUCH_SOURCE
    page.retry_in = None
    store.finish(page)


def _gone(store: Store, page: PageTask, reason: str) -> None:
    """Note that a story that is held is no longer there."""
    page.outcome, page.reason = Outcome.WITHDRAWN, reason
    if page.held == WITHDRAWN:
        page.outcome, page.reason = Outcome.UNCHANGED, Reason.STILL_GONE
    else:
        logger.info("withdrawn (%s): %s", reason, page.url)
    if page.exchanges:
        # A replay knows by it that a story stood here, whichever file it reads first.
        page.exchanges[-1] = replace(page.exchanges[-1], kind="article")
    store.finish(page)


def is_guess(page: PageTask) -> bool:
    """Return True for an address at which a source may stand, and that nothing named."""
    return page.address is not None and page.address.priority == GUESSED


def may_list(address: Address | None) -> bool:
    """Say whether an address is one of a list, or was until it was shown to be a story's."""
    return address is None or address.kind != "article" or address.rhythm is not None


def _is_of(page: PageTask, request: Request) -> bool:
    """Say whether a request asks the host that its page was expected at."""
    return bool(page.address) and urlsplit(request.url).netloc == urlsplit(page.url).netloc
