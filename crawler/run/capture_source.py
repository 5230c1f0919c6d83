"""Where the captures of a run come from: from the sites, or from an archive that is read again.

A spider says which, as `Store.captures`. The pipelines ask it, and do not know the difference.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import replace
from threading import Lock, Thread
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, Protocol, TypeVar

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.archive.warc import CONVERTED
from crawler.browser import Renderer
from crawler.download import NotNowError
from crawler.memory import NO_MEMORY, loaded
from crawler.model import SHELL, digest_of
from crawler.run.in_thread import in_thread
from crawler.wire import capture_of, is_page_status, is_passing, with_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

    from crawler.archive.captures_index import Index
    from crawler.archive.record_capture import Unread
    from crawler.memory import Memory
    from crawler.model import Capture, Exchange, Location
    from crawler.run.page_task import PageTask

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger(__name__)

OK = 200
IMAGE = "image"
"""What pictures of stories are asked as."""


class Following(NamedTuple):
    """The page on which a story goes on."""

    capture: Capture | None = None
    is_missed: bool = False
    """Whether there may be one, which could not be had this time."""


class PictureLimits(NamedTuple):
    """Which pictures are kept."""

    size: int
    """Bytes, of the payload."""

    types: frozenset[str]
    """As servers name them: ``image/jpeg``."""

    def takes(self, capture: Capture) -> bool:
        """Return True if a capture is a whole picture within the limits."""
        kind = (capture.header("content-type") or "").partition(";")[0].strip().lower()
        is_whole = capture.status == OK and capture.truncated is None
        return is_whole and kind in self.types and 0 < len(capture.body) <= self.size


class CaptureSource(Protocol):
    """What a run can be asked of the captures that it reads."""

    async def memory_of(self, capture: Capture) -> Memory | None:
        """Return the site memory that a capture was read with before; None if unknown."""

    async def following(self, page: PageTask, url: str) -> Following:
        """Return the page at an address, on which a story goes on after its last capture."""

    def is_continuation(self, capture: Capture) -> bool:
        """Return True for a capture that a story before it has gone on with."""

    async def picture(self, page: PageTask, url: str, limits: PictureLimits) -> str | None:
        """Return the payload digest of a picture of a page's story; None where it is not kept."""

    async def rendered(self, page: PageTask, capture: Capture) -> Capture | None:
        """Return a capture as a browser shows it; None where it cannot."""

    def at(self, place: Location) -> Capture | None:
        """Return the capture at a place of what is read; None where there is none."""


class ServedCaptures:
    """Captures of what the sites serve now."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._renderer: Renderer | None = None

    async def memory_of(self, capture: Capture) -> None:
        """Return None: what is served now was never read."""
        del capture

    def is_continuation(self, capture: Capture) -> bool:
        """Return False: each is asked for by the story that it is part of."""
        del capture
        return False

    def at(self, place: Location) -> None:
        """Return None: the captures of other runs stand in the archive of this one."""
        del place

    async def following(self, page: PageTask, url: str) -> Following:
        """Fetch the page on which a story goes on; its exchanges become the story's."""
        engine, stats = self._crawler.engine, self._crawler.stats
        assert stats
        if page.address is None or engine is None:
            return Following()
        kept = len(page.exchanges)
        request = Request(url, callback=NO_CALLBACK, meta={"exchanges": page.exchanges})
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 whatever it was, the story ends here, and says so
            logger.warning("a page of a story could not be had (%s): %s", error, url)
            stats.inc_value("archive/continuation_failed")
            is_unwanted = isinstance(error, IgnoreRequest) and not isinstance(error, NotNowError)
            return Following(is_missed=not is_unwanted)
        finally:
            page.exchanges[kept:] = [
                replace(each, kind="continuation") for each in page.exchanges[kept:]
            ]
        if len(page.exchanges) == kept:
            return Following(is_missed=is_passing(response.status))
        return _page_in(capture_of(page.exchanges[kept:]))

    async def picture(self, page: PageTask, url: str, limits: PictureLimits) -> str | None:
        """Fetch a picture, by the rules for any address; its exchange becomes the page's."""
        engine, stats = self._crawler.engine, self._crawler.stats
        assert stats
        if engine is None:
            return None
        exchanges: list[Exchange] = []
        meta = {"exchanges": exchanges, "download_maxsize": limits.size}
        try:
            await engine.download_async(Request(url, callback=NO_CALLBACK, meta=meta))
        except Exception as error:  # noqa: BLE001 whatever it was, the story is kept without it
            logger.info("a picture could not be had (%s): %s", error, url)
            stats.inc_value("archive/picture_failed")
            return None
        capture = capture_of(exchanges) if exchanges else None
        if capture is None or not limits.takes(capture):
            stats.inc_value("archive/picture_passed")
            return None
        stats.inc_value("archive/picture")
        page.exchanges += [replace(each, kind=IMAGE) for each in exchanges]
        return capture.digest

    async def rendered(self, page: PageTask, capture: Capture) -> Capture | None:
        """Have a browser show a page; what it asked for, and what it made, become the page's."""
        if self._renderer is None:
            self._renderer = Renderer(self._crawler)
        shown = await self._renderer.render(with_body(capture))
        page.exchanges += shown.asked
        page.is_partial = page.is_partial or shown.troubled
        made = shown.page
        if made is None:
            return None
        served = capture.exchanges[-1]
        page.exchanges = [
            replace(each, kind=SHELL)
            if (each.url, each.fetched_at) == (served.url, served.fetched_at)
            else each
            for each in page.exchanges
        ]
        page.exchanges.append(made)
        return replace(
            capture,
            fetched_at=made.fetched_at,
            body=made.response,
            headers=(("Content-Type", CONVERTED),),
            digest=digest_of(made.response),
            truncated=None,
            is_rendered=True,
            exchanges=(made,),
        )


class ArchivedCaptures:
    """Captures of an archive that is read again: nobody is asked.

    A record of a stranger's archive may take long to read: the reactor does not wait for it.
    """

    def __init__(self, index: Index, stats: StatsCollector) -> None:
        self._index, self._stats = index, stats
        self._memories: dict[str, Memory | None] = {}
        self._continuations: set[Location | None] = set()
        self._has_pictures: bool | None = None
        """Whether the archive has any picture; None before anybody asked."""

        self._turn = Lock()
        """Held while the index is asked: whoever asks is in one thread or another."""

    async def next_of(self, pages: Iterator[Capture | Unread]) -> Capture | Unread | None:
        """Return the next of the pages of the archive; None behind the last."""
        return await in_thread(self._next_of, pages)

    def _next_of(self, pages: Iterator[Capture | Unread]) -> Capture | Unread | None:
        with self._turn:
            return next(pages, None)

    def close(self) -> None:
        """Close the index: now, or once it has answered whoever asks it. Nobody waits for that."""
        if not self._turn.acquire(blocking=False):
            Thread(target=self._in_turn, args=(self._index.close,), daemon=True).start()
            return
        try:
            self._index.close()
        finally:
            self._turn.release()

    def _in_turn(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._turn:
            return function(*args, **kwargs)

    async def memory_of(self, capture: Capture) -> Memory | None:
        """Return the site memory that a capture was read with in its crawl; None if unknown."""
        if not capture.memory:
            return NO_MEMORY if capture.kind == "article" else None
        if capture.memory not in self._memories:
            self._memories[capture.memory] = await self._memory(capture.memory)
        return self._memories[capture.memory]

    async def _memory(self, revision: str) -> Memory | None:
        try:
            kept = await in_thread(self._in_turn, self._index.memory, revision)
            return loaded(kept) if kept else None
        except (OSError, ValueError) as error:
            self._stats.inc_value("archive/memory_unreadable")
            logger.warning("a site memory of the archive cannot be read: %s", error)
            return None

    async def following(self, page: PageTask, url: str) -> Following:
        """Return the page of the archive on which a story goes on.

        It is what its crawl was answered, page or not; of an archive that does not say so, the
        page that is nearest in time.
        """
        following = await in_thread(self._in_turn, self._following, url, page.captures[-1])
        if following is None:
            self._stats.inc_value("archive/continuation_absent")
            logger.info("a page of a story is not in the archive: %s", url)
            return Following()
        self._continuations.add(following.location)
        return _page_in(following)

    def _following(self, url: str, before: Capture) -> Capture | None:
        following = self._index.following(url, before)
        return following or self._index.nearest(url, before.fetched_at)

    def is_continuation(self, capture: Capture) -> bool:
        """Return True for a page that a story before it has gone on with."""
        return capture.location in self._continuations

    async def picture(self, page: PageTask, url: str, limits: PictureLimits) -> str | None:
        """Return the digest of the picture that was kept with the page in its crawl."""
        if self._has_pictures is None:
            self._has_pictures = await in_thread(self._in_turn, self._index.holds, IMAGE)
        if not self._has_pictures:
            return None
        found = await in_thread(self._in_turn, self._index.part, url, page.captures[0], IMAGE)
        return found.digest if found and limits.takes(found) else None

    async def rendered(self, page: PageTask, capture: Capture) -> None:
        """Return None: what a browser made of a page is a capture of the archive itself."""
        del page, capture

    def at(self, place: Location) -> Capture | None:
        """Return the capture at a place of the archive; None where it cannot be read."""
        with suppress(OSError, ValueError):
            return self._in_turn(self._index.at, place)
        return None


def _page_in(capture: Capture) -> Following:
    """Return what an answer says of the page that a story goes on with."""
    if is_page_status(capture.status):
        return Following(capture)
    return Following(is_missed=is_passing(capture.status))
