"""What keeps the pages of a spider that another project wrote: see `crawler.addon`.

Such a spider asks for what it likes, by Scrapy's own scheduler. Beside what it makes of a
response, the response becomes a `PageTask`: its address is written down, its bytes are kept, and
where it holds an article this is stored, as in a crawl of ours; the further pages of a long
story are fetched for it. What the spider did not ask for makes no page (a robots.txt is kept, a
file of a media pipeline is not), nor does what comes out of Scrapy's HTTP cache: nothing was
served. An address on which a run was killed is pending until the spider asks for it again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.extensions import Archive
from crawler.frontier.link import found_at
from crawler.ledger.schema import HELD, WITHDRAWN
from crawler.outcomes import GONE, Outcome, Reason
from crawler.run.failures import failure_of
from crawler.run.page_task import PageTask
from crawler.run.store import Store, store_of
from crawler.scheduler import PAGE
from crawler.sites import site_of
from crawler.wire import capture_of, is_page_status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.spiders import Spider

EXCHANGES = "exchanges"
"""Key in ``request.meta`` of the list in which `crawler.download` leaves what was on the wire."""


KIND = "article"
"""What each address is taken for: what holds no article is dropped, and says why."""


class SpiderArchive(Archive):
    """The archive, for a crawl whose scheduler does not know of it."""

    def site_keys(self, spider: Spider) -> tuple[str, ...]:
        """Return the name under which the addresses of a spider are kept apart from others."""
        return (f"spider:{spider.name}",)

    def opened(self, spider: Spider) -> None:
        """Begin to commit what is finished."""
        super().opened(spider)
        self.store.start_ticking()

    async def closed(self, reason: str) -> None:
        """Seal the archive, then account for every address."""
        await self.store.close()
        await super().closed(reason)


class _OfStore:
    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.stats = crawler.stats
        self.store: Store = store_of(crawler)
        self.addresses, self.in_flight = self.store.addresses, self.store.in_flight

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def _page(self, request: Request) -> PageTask | None:
        """Return the page of a request, of which an outcome is owed from now on.

        None where its address is not kept, or was accounted for in this run: a page that is
        asked for twice is one page, and its further exchanges are kept by themselves.
        """
        asked = request.meta.get("redirect_urls", [request.url])[0]
        exchanges = request.meta.get(EXCHANGES, [])
        found = found_at(asked, KIND)
        if found is None:
            return None
        if self.addresses.is_accounted(found.url):
            for exchange in exchanges:
                self.store.keep(replace(exchange, kind=KIND))
            return None
        address = self.addresses.adopt(found)
        kept = [replace(exchange, kind=KIND) for exchange in exchanges]
        page = PageTask(address, site=site_of(address.url), exchanges=kept)
        self.in_flight.begin(page)
        return page

    def _finish(self, page: PageTask, outcome: str, reason: str) -> None:
        page.outcome, page.reason = outcome, reason
        self.stats.inc_value(f"archive/{outcome}")
        self.stats.inc_value(f"archive/{outcome}/{reason}")
        self.store.finish(page)


class KeepPages(_OfStore):
    """Spider middleware: each response that reaches the spider becomes a page of the archive."""

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Yield what a spider starts with, each request with a place for its exchanges."""
        async for each in start:
            yield _tapped(each)

    def process_spider_input(self, response: Response) -> None:
        """Write down what was answered, before the spider or an error can lose it."""
        assert response.request
        if not response.request.meta.get(EXCHANGES):
            return
        page = self._page(response.request)
        if page is None:
            return
        page.status = response.status
        self.store.answered(page)
        if is_page_status(response.status):
            page.captures.append(capture_of(page.exchanges))
            response.request.meta[PAGE] = page
            return
        reason, outcome, page.retry_in = failure_of(HttpError(response))
        if reason in GONE and page.held == WITHDRAWN:
            outcome, reason = Outcome.UNCHANGED, Reason.STILL_GONE
        elif reason in GONE and page.held == HELD:
            outcome = Outcome.WITHDRAWN
        self._finish(page, outcome, reason)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Yield the page, then what the spider made of it."""
        assert response.request
        page = response.request.meta.pop(PAGE, None)
        if page is not None:
            yield page
        async for each in result:
            yield _tapped(each)

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> AsyncIterator[PageTask] | None:
        """Have a page read all the same whose callback raised before it gave anything."""
        assert response.request
        page = response.request.meta.pop(PAGE, None)
        return None if page is None else _then_raise(page, exception)


class NoteFailures(_OfStore):
    """Downloader middleware, the outermost: what could not be had in the end has a reason.

    A request that another middleware refuses (`IgnoreRequest`) was not made, and is not ours
    to account for.
    """

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Account for the address of a request that failed."""
        if isinstance(exception, IgnoreRequest) or EXCHANGES not in request.meta:
            return
        page = self._page(request)
        if page is not None:
            reason, outcome, page.retry_in = failure_of(exception)
            self._finish(page, outcome, reason)


async def _then_raise(page: PageTask, exception: Exception) -> AsyncIterator[PageTask]:
    yield page
    raise exception


def _tapped(each: Any) -> Any:
    """Return what a spider yields; a request with a list of its own for its exchanges.

    A spider that hands on ``response.meta`` hands on the list, and the page, of the response.
    """
    if isinstance(each, Request):
        each.meta[EXCHANGES] = []
        each.meta.pop(PAGE, None)
    return each
