"""``scrapy crawl replay -a captures=PATH``: read an archive again, off line.

PATH is a WARC, a WACZ, or a folder of them: last year's archive with today's reader, or
the fixtures. Nothing is fetched; lists and feeds, known by what they were asked as, are
passed over, and so is what did not answer 200.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.archive.captures import Damage, read_captures, report
from crawler.sites import site_of
from crawler.store import store_of
from crawler.work import Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from crawler.model import Capture

OK = 200
LISTS = {"page", "feed", "sitemap", "robots"}
AHEAD = 16
"""Pages that wait for a reader at a time: an archive is larger than memory."""


class ReplaySpider(scrapy.Spider):
    """Feed captures kept earlier to the same pipelines as a live crawl."""

    name = "replay"
    custom_settings = {
        "KEEP_CAPTURES": False,  # they are kept already
        "CLOSESPIDER_TIMEOUT": 0,
    }

    def __init__(self, captures: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not captures:
            raise ValueError("say what to read: -a captures=PATH of a WARC, a WACZ or a folder")
        self.captures = Path(captures)
        if not self.captures.exists():
            raise ValueError(f"there is no {captures}")
        self.arguments = {"captures": captures}

    async def start(self) -> AsyncIterator[Any]:
        store = store_of(self.crawler)
        for story in stories(read_captures(self.captures, self.damaged)):
            while len(store.in_flight) >= AHEAD:  # noqa: ASYNC110 the store has no event for it
                await asyncio.sleep(0.001)
            address = store.adopt(story[0])
            if address is None or address.id in store.in_flight:
                self._stat("archive/passed_over/address")
                continue
            page = Page(address, site=site_of(story[0].url), captures=story)
            page.status = story[0].status
            page.is_list = story[0].kind in LISTS
            store.started_on(page)
            yield page

    def damaged(self, damage: Damage) -> None:
        """Report a damaged record and go on."""
        report(damage)
        self._stat("archive/damaged_records")

    def _stat(self, key: str) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(key)

    async def parse(self, response: Any) -> AsyncIterator[Any]:
        """Nothing is fetched, so nothing is parsed here."""
        raise NotImplementedError(f"{response.url}: a replay fetches nothing")
        yield


def stories(captures: Iterable[Capture]) -> Iterator[list[Capture]]:
    """Yield each capture that answered 200, with the further pages of its story."""
    story: list[Capture] = []
    for capture in captures:
        if capture.status != OK:
            continue
        if capture.kind == "continuation" and story:
            story.append(capture)
            continue
        if story:
            yield story
        story = [capture]
    if story:
        yield story
