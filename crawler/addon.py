"""The archive inside another Scrapy project, by one line of its settings.

    ADDONS = {"crawler.addon.NewsArchive": 300}

``scrapy crawl news -a url=URL`` and ``scrapy crawl replay -a captures=PATH`` then work there as
they do here. A spider of the project's own crawls as before, and what its requests bring is
kept: see `crawler.own_spiders`. Our pipelines come before the project's own: an article goes on
to them as its record, a dict with ``"@type": "NewsArticle"``, and items that are none of ours
pass untouched.

What the project, a spider or the command line sets wins; what they do not set is as in
`crawler.settings` for our spiders, and for others what `OF_THE_ARCHIVE` names. ``-s ADDONS={}``
runs one command without, as `scrapy parse` wants. https://docs.scrapy.org/en/latest/topics/addons.html
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import load_object
from scrapy.utils.reactor import _asyncio_reactor_path
from scrapy.utils.spider import DefaultSpider

from crawler.installed import our_settings

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings, Settings

COMPONENTS = ("ITEM_PIPELINES", "EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES")

OF_THE_PROJECT = {"BOT_NAME", "SPIDER_MODULES", "COMMANDS_MODULE", "DOWNLOAD_HANDLERS"}
"""Settings of ours that are not carried over as they are."""

OF_THE_ARCHIVE = (
    "ARCHIVE_DIR", "ARCHIVE_FILES", "ARCHIVE_LINES", "ARCHIVE_SEGMENT_SIZE", "COMMENTS",
    "HONOUR_RESERVATIONS", "HOST_BUDGET", "HOST_PATIENCE", "KEEP_CAPTURES", "LOG_FORMATTER",
    "LOOK_AGAIN", "METRICS_FILE",
    "READ_ARTICLES", "READ_TIMEOUT", "READ_WORKERS", "RENDER", "RENDER_BROWSER", "RENDER_MAXSIZE",
    "RENDER_PAGES", "RENDER_REQUESTS", "RENDER_TIMEOUT", "RICH_TEXT", "RUN_AT", "SAME_STORY",
    "WEBHOOK_ALWAYS", "WEBHOOK_URL",
)  # fmt: skip
"""What a spider of the project's own is given: how politely it asks, and whom, is its own."""

OWN_SPIDER = {
    "EXTENSIONS": {"crawler.own_spiders.SpiderArchive": 0},
    "DOWNLOADER_MIDDLEWARES": {"crawler.own_spiders.NoteFailures": 0},
    "SPIDER_MIDDLEWARES": {"crawler.own_spiders.KeepPages": 10},
}
"""What stands around a spider of the project's own, in place of ours: `KeepPages` before Scrapy's
HttpErrorMiddleware (50), `NoteFailures` outside of every retry."""

FIRST = -1000
"""Added to the orders of our pipelines, so that they stand before a project's (0 to 1000)."""


class NewsArchive:
    """Add-on: our settings below the project's, our components beside its own."""

    def __init__(self, crawler: Crawler) -> None:
        self.spidercls = crawler.spidercls

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the add-on for one crawl."""
        return cls(crawler)

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Make ``news`` and ``replay`` known; spiders of the project's with these names win."""
        theirs = settings.getlist("SPIDER_MODULES")
        modules = [each for each in our_settings()["SPIDER_MODULES"] if each not in theirs]
        priority = settings.getpriority("SPIDER_MODULES") or 0
        settings.set("SPIDER_MODULES", [*modules, *theirs], priority)

    def update_settings(self, settings: Settings) -> None:
        """Switch the archive on. Raises NotConfigured, with the reason, where that cannot be."""
        if issubclass(self.spidercls, DefaultSpider) or "SCRAPY_CHECK" in os.environ:
            raise NotConfigured  # `scrapy shell`, `fetch`, `check` try something out
        if settings["TWISTED_REACTOR"] != _asyncio_reactor_path:
            raise NotConfigured("the archive needs Scrapy's default TWISTED_REACTOR, asyncio")
        ours = our_settings()
        is_ours = _is_ours(self.spidercls)
        handlers = ours["DOWNLOAD_HANDLERS"]
        if not is_ours:
            handlers = {scheme: path for scheme, path in handlers.items() if path}
            kept = {name: ours[name] for name in OF_THE_ARCHIVE}
            pipelines = {"ITEM_PIPELINES": ours["ITEM_PIPELINES"]}
            ours = {**kept, **pipelines, **OWN_SPIDER, "ALLOW_PRIVATE_ADDRESSES": True}
        for name in COMPONENTS:
            shift = FIRST if name == "ITEM_PIPELINES" else 0
            _put_beside(settings, name, ours.pop(name, {}), shift)
        # A scheme that the project or the spider has a handler for, or None, keeps it.
        theirs = settings.getdict("DOWNLOAD_HANDLERS")
        priority = settings.getpriority("DOWNLOAD_HANDLERS") or 0
        settings.set("DOWNLOAD_HANDLERS", {**handlers, **theirs}, priority)
        for name, value in ours.items():
            if name not in OF_THE_PROJECT:
                settings.set(name, value, priority="addon")


def _is_ours(spidercls: type[Spider]) -> bool:
    """Return True for a spider of this package, or one that is made of it."""
    from crawler.spiders.news import NewsSpider  # noqa: PLC0415 only where a crawl is made
    from crawler.spiders.replay import ReplaySpider  # noqa: PLC0415

    return issubclass(spidercls, NewsSpider | ReplaySpider)


def _put_beside(settings: Settings, name: str, ours: dict[str, Any], shift: int) -> None:
    """Add components to those of the project; what it says of one of ours stays."""
    for path, order in ours.items():
        place = None if order is None else order + shift
        settings.setdefault_in_component_priority_dict(name, load_object(path), place)
