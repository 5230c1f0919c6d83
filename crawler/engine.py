"""Every private part of Scrapy's engine and downloader that we touch, in one room.

Scrapy has no public word for these. Whoever updates Scrapy looks here first;
`crawler.download` stands beside it for what is private in the HTTP handler.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.cmdline import _get_commands_dict
from scrapy.exceptions import DownloadCancelledError
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


def is_ending(crawler: Crawler) -> bool:
    """Return True once the engine has begun to close its spider."""
    slot = _slot(crawler)
    return slot is not None and slot.closing is not None


def wake(crawler: Crawler) -> None:
    """Have the engine look for requests now, and not at its next heartbeat in 5 s."""
    slot = _slot(crawler)
    if slot is not None and slot.closing is None:
        slot.nextcall.schedule()


async def wake_until_it_ends(crawler: Crawler) -> None:
    """Have the engine look whether it is done, from the end of a spider's start on.

    After a response Scrapy looks by itself. The items of a replay come of none: at the end of one
    it sat up to 5 s beside finished work, whatever the archive's size.
    """
    while (slot := _slot(crawler)) is not None and slot.closing is None:
        slot.nextcall.schedule()
        await asyncio.sleep(LOOKS_EVERY)


LOOKS_EVERY = 0.05
"""Seconds."""


def close_when_done(crawler: Crawler) -> None:
    """Have a spider that is being closed end, where the last item is done with.

    Scrapy looks whether it is after each response; an item of a start comes of none, and a replay
    that was told to end waited for ever: ``Scraper._check_if_closing`` of Scrapy 2.19.
    """
    slot, spider = crawler.engine.scraper.slot if crawler.engine else None, crawler.spider
    if spider and slot and slot.closing and not slot.closing.called and slot.is_idle():
        slot.closing.callback(spider)


def cancel_downloads(crawler: Crawler) -> None:
    """Fail every request that waits for its turn in the downloader."""
    assert crawler.engine
    for slot in crawler.engine.downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(DownloadCancelledError("the crawl ends"))


def slow_down(crawler: Crawler, request: Request, delay: float) -> Any:
    """Hold the requests to a host at least so many seconds apart; return its slot."""
    key, slot = slot_of(crawler, request)
    if slot is not None and crawler.engine:
        slot.delay = max(slot.delay, delay)
        kept = crawler.engine.downloader.per_slot_settings.setdefault(key, {})
        kept["delay"] = max(kept.get("delay", 0.0), slot.delay)
    return slot


def slot_of(crawler: Crawler, request: Request) -> tuple[str, Any]:
    """Return what the downloader keeps of the host of a request, and under which name."""
    if crawler.engine is None:
        return "", None
    # A request that was redirected still names the slot of the host that sent it on.
    downloader, host = crawler.engine.downloader, urlparse_cached(request).hostname or ""
    if host in downloader.slots and not downloader.ip_concurrency:
        return host, downloader.slots[host]
    here = Request(request.url)
    return downloader._get_slot(here)  # noqa: SLF001 no other way leads to a slot


def commands_of(settings: BaseSettings) -> dict[str, ScrapyCommand]:
    """Return every command that can be typed here, by its name."""
    return _get_commands_dict(settings, inproject=True)


def _slot(crawler: Crawler) -> Any:
    return crawler.engine._slot if crawler.engine else None  # noqa: SLF001 the engine tells no state
