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
    from crawler.private_addresses import names_private, with_starts

    pages: list[list[Exchange]] = []
    crawler = process.create_crawler(_OneStory)
    private = names_private(url)
    may = with_starts(crawler.settings.get("ALLOW_PRIVATE_ADDRESSES"), [url])
    crawler.settings.set("ALLOW_PRIVATE_ADDRESSES", may, priority="cmdline")
    crawler.settings.set("DOWNLOAD_DELAY", 0 if private else 1, priority="spider")
    process.crawl(crawler, url=resolve(None, url) or url, pages=pages, following=following)
    process.start()
    return pages


def look_at(process: CrawlerProcessBase, url: str, stories: int) -> list[list[Exchange]]:
    """Return how a list came over the wire, and so many of the stories that it leads to.

    By the rules of `fetch`; empty where the list did not come.
    """
    from crawler.frontier.sources import links
    from crawler.frontier.urls import same_site

    listed: list[str] = []

    def following(capture: Capture) -> str | None:
        if not listed:
            found = links(capture.body, capture.url, capture.content_type).links
            own = (each.url for each in found if each.kind == "article")
            listed.extend(
                [each for each in dict.fromkeys(own) if same_site(each, capture.url)][:stories]
            )
            listed.append("")
        return listed.pop(0) or None

    return fetch(process, url, following)


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
