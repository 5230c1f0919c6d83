"""One page over the real downloader, for the commands that are given an address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import scrapy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.crawler import CrawlerProcessBase
    from scrapy.http import Response

    from crawler.model import Capture, Exchange


def is_address(text: str) -> bool:
    """Say whether an argument is a web address and no file.

    >>> is_address("https://a.example/1"), is_address("pages/1.html")
    (True, False)
    """
    return urlsplit(text).scheme in {"http", "https"}


def fetch(
    process: CrawlerProcessBase,
    url: str,
    following: Callable[[Capture], str | None] = lambda _: None,
) -> list[list[Exchange]]:
    """Return how each page of a story came over the wire, redirects first; empty on failure.

    `following` names the next page of a story. robots.txt is obeyed, a private address is
    asked only where it was given; nothing is written to an archive.
    """
    from crawler.frontier.urls import resolve
    from crawler.private_addresses import named_for, names_private

    pages: list[list[Exchange]] = []
    crawler = process.create_crawler(_OneStory)
    private = names_private(url)
    if not crawler.settings.get("ALLOW_PRIVATE_ADDRESSES"):
        crawler.settings.set("ALLOW_PRIVATE_ADDRESSES", named_for([url]), priority="spider")
    crawler.settings.set("DOWNLOAD_DELAY", 0 if private else 1, priority="spider")
    process.crawl(crawler, url=resolve(None, url) or url, pages=pages, following=following)
    process.start()
    return pages


class _OneStory(scrapy.Spider):
    name = "one-story"
    custom_settings: dict[Any, Any] = {
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {},
        "LOG_FORMATTER": "scrapy.logformatter.LogFormatter",
        "AUTOTHROTTLE_ENABLED": False,
    }

    def __init__(
        self,
        url: str,
        pages: list[list[Exchange]],
        following: Callable[[Capture], str | None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.url, self.pages, self.following = url, pages, following

    async def start(self) -> AsyncIterator[Any]:
        yield self._asked(self.url)

    def _asked(self, url: str) -> scrapy.Request:
        meta = {"handle_httpstatus_all": True, "exchanges": []}
        return scrapy.Request(url, self.parse, dont_filter=True, meta=meta)

    async def parse(self, response: Response) -> AsyncIterator[Any]:
        from crawler.page.joined_pages import MAX_PAGES
        from crawler.wire import capture_of

        exchanges: Sequence[Exchange] = response.meta["exchanges"]
        self.pages.append(list(exchanges))
        further = self.following(capture_of(exchanges))
        if further and len(self.pages) < MAX_PAGES:
            yield self._asked(further)
