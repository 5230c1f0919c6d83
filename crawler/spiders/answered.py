"""An answer as a spider takes it: its page, and the capture that is made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.download import CAPTURE
from crawler.model import Capture
from crawler.run.page_task import PageTask
from crawler.scheduler import PAGE
from crawler.wire import capture_of

if TYPE_CHECKING:
    from scrapy.http import Response


def page_of(response: Response) -> PageTask:
    """Return the page that an answer is part of: a new one where it is tried out by itself."""
    page: PageTask | None = response.meta.get(PAGE)
    return page or PageTask(None)


def captured(response: Response, page: PageTask) -> Capture:
    """Return the capture, from the wire where the download handler kept it."""
    kind = page.address.kind if page.address else ""
    if page.exchanges:
        exchange = page.exchanges[-1] = replace(page.exchanges[-1], kind=kind)
        known: Capture | None = response.meta.pop(CAPTURE, None)
        if known and known.exchanges[-1].response is exchange.response:
            return replace(known, kind=kind, exchanges=tuple(page.exchanges))
        return capture_of(page.exchanges)
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return Capture(
        url=response.url,
        fetched_at=datetime.now(UTC),
        body=response.body,
        status=response.status,
        headers=headers,
        kind=kind,
    )


def take_for_story(page: PageTask) -> None:
    """Have the capture of a page say that it is a story, so that a replay reads it as one."""
    if page.exchanges and page.captures:
        page.exchanges[-1] = replace(page.exchanges[-1], kind="article")
        page.captures[-1] = replace(
            page.captures[-1], kind="article", exchanges=tuple(page.exchanges)
        )
