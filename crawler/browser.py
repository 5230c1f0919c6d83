"""Pages that their scripts fill, shown by a Chromium that has no network of its own.

The page itself is answered with the bytes that were served. What its scripts ask for is judged
by `crawler.page_requests` and fetched, if at all, by the crawl: robots.txt, private addresses,
delays and budgets of hosts hold as for any other request, and each exchange is kept. What the
page then shows becomes an exchange of its own, which names the software that made it.

    capture -- Renderer.render --> [what was asked for ..., the page as it was shown]

A browser is started when the first page needs one. It is ended with the crawl, and by whatever
page it does not come back from.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler import __version__
from crawler.download import EXCHANGES, NotNowError, abort
from crawler.model import RENDERING, Exchange
from crawler.page_requests import Asked, House
from crawler.page_visit import (
    LEAST_SHOWN,
    SHOWN,
    TEXT,
    Answers,
    Limits,
    Visit,
    asked_of,
    be_quiet,
    headers_of,
    readable_by,
)
from crawler.wire import capture_of, is_passing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler

    from crawler.model import Capture

logger = logging.getLogger(__name__)

MISSING = (
    "pages need a browser, and there is none (%s): pip install 'crawler[browser]', and a Chromium"
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What a Chromium is called where it is installed."""

ARGUMENTS = (
    "--no-first-run", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--mute-audio",
    # Whatever is not answered by us finds no name, no proxy, and no way round it.
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://0.0.0.0:9",
    "--proxy-bypass-list=<-loopback>", "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
)  # fmt: skip
"""https://peter.sh/experiments/chromium-command-line-switches/"""

WINDOW = {"width": 1280, "height": 900}
"""What is in view when a page opens: it is not scrolled, for at its end other stories may wait."""

TRIES = 2
"""Times that a page is shown: another, in the same browser, may have ended that."""

ENDED_WITHIN = 5.0
"""Seconds that a browser is given to close."""


class Rendered(NamedTuple):
    """What came of showing a page."""

    asked: Sequence[Exchange] = ()
    page: Exchange | None = None
    """The page as it was shown."""

    troubled: bool = False
    """Whether it may show more another time."""


class NoBrowserError(Exception):
    """There is no browser; the message says what is missing."""


class Renderer:
    """Shows pages in a browser, a few at a time."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._limits = Limits.of(settings)
        self._agent = settings["USER_AGENT"]
        self._path = settings["RENDER_BROWSER"]
        self._pages = asyncio.Semaphore(settings.getint("RENDER_PAGES"))
        self._starting = asyncio.Lock()
        self._driver: Any = None
        self._browser: Any = None
        self._missing = ""
        self._answers = Answers()
        self._going: set[asyncio.Task[str]] = set()
        crawler.signals.connect(self.close, signals.spider_closed)
        crawler.signals.connect(self._abort, abort)

    async def render(self, capture: Capture) -> Rendered:
        """Return what a page asked for, and the page as it was shown.

        That is absent where there is no browser, where the page has shown next to nothing within
        `Limits`, or where the crawl ends.
        """
        assert self._crawler.stats
        async with self._pages:
            for _ in range(TRIES):
                visit = Visit(capture, House.of(capture), self._limits)
                try:
                    browser = await self._start()
                except NoBrowserError as error:
                    self._miss(error)
                    return Rendered()
                shown = await self._shown(browser, visit)
                if shown or browser.is_connected():
                    break
        asked = [replace(each, kind=RENDERING, via=capture.url) for each in visit.exchanges]
        self._crawler.stats.inc_value("archive/render_requests", len(asked))
        if not shown:
            self._crawler.stats.inc_value("archive/render_failed")
            logger.info("a browser shows next to nothing, too: %s", capture.url)
            return Rendered(asked, troubled=visit.troubled)
        self._crawler.stats.inc_value("archive/rendered")
        made = Exchange(
            url=capture.url,
            fetched_at=datetime.now(UTC),
            request=b"",
            response=shown.encode("utf-8", "replace"),
            kind=capture.kind,
            software=_software(browser.version),
        )
        return Rendered(asked, made, troubled=visit.troubled)

    def _miss(self, error: NoBrowserError) -> None:
        """Say once that there is no browser, and count each page that would have needed it."""
        assert self._crawler.stats
        if not self._missing:
            logger.warning(MISSING, error)
        self._missing = str(error)
        self._crawler.stats.inc_value("archive/render_missing")

    async def _shown(self, browser: Any, visit: Visit) -> str:
        task = asyncio.ensure_future(self._show(browser, visit))
        self._going.add(task)
        try:
            shown = await asyncio.wait_for(task, self._limits.seconds + 4 * ENDED_WITHIN)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 a page may do anything
            logger.warning("a page could not be shown (%s): %s", _told(error), visit.capture.url)
            return ""
        finally:
            self._going.discard(task)
        return shown if len(shown) <= self._limits.size else ""

    async def _show(self, browser: Any, visit: Visit) -> str:
        """Return the markup of a page once it is quiet, or its time is over."""
        until = time.monotonic() + self._limits.seconds
        context = await browser.new_context(
            user_agent=self._agent,
            viewport=WINDOW,
            service_workers="block",
            accept_downloads=False,
            bypass_csp=True,
        )
        try:
            context.on("dialog", _dismiss)
            await context.add_init_script("window.open = () => null")
            await context.route("**/*", lambda route: self._answer(route, visit))
            await context.route_web_socket("**/*", lambda socket: socket.close())
            tab = await context.new_page()
            context.on("page", lambda other: asyncio.ensure_future(other.close()))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._limits.seconds):
                    await tab.goto(visit.capture.url, wait_until="commit", timeout=0)
                    await be_quiet(tab, visit, until)
            letters = await asyncio.wait_for(tab.evaluate(TEXT), ENDED_WITHIN)
            shown: str = await asyncio.wait_for(tab.evaluate(SHOWN), ENDED_WITHIN)
            return shown if letters >= LEAST_SHOWN else ""
        finally:
            try:
                await asyncio.wait_for(context.close(), ENDED_WITHIN)
            except Exception:  # noqa: BLE001 it does not come back from this page
                await self._end()

    async def _answer(self, route: Any, visit: Visit) -> None:
        """Answer a request of a page; whatever goes wrong, it is refused."""
        with suppress(Exception):
            asked = asked_of(route.request)
            answer = visit.house.answer(asked)
            if answer == "page":
                kind = visit.capture.content_type or "text/html"
                headers = {"content-type": kind}
                await route.fulfill(status=200, headers=headers, body=visit.capture.body)
            elif answer == "nothing":
                await route.fulfill(status=200, content_type="text/css", body="")
            elif answer == "fetch" and visit.may_ask():
                visit.open += 1
                try:
                    await self._fetched(route, asked, visit)
                finally:
                    visit.open -= 1
            elif asked.is_page:
                # The window stays where it is: https://html.spec.whatwg.org/#navigate-204
                await route.fulfill(status=204)
            else:
                await route.abort("blockedbyclient")

    async def _fetched(self, route: Any, asked: Asked, visit: Visit) -> None:
        """Answer a request with what the crawl fetches."""
        if known := self._answers.of(asked):
            headers = readable_by(route.request.headers.get("origin"), known["headers"])
            await route.fulfill(**{**known, "headers": headers})
            return
        if self._answers.has_failed(asked):
            visit.troubled = True
            await route.abort("failed")
            return
        engine = self._crawler.engine
        assert engine
        exchanges: list[Exchange] = []
        request = Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            headers=headers_of(route.request.headers),
            callback=NO_CALLBACK,
            meta={EXCHANGES: exchanges, "download_maxsize": self._limits.size},
        )
        try:
            await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 whatever it was, the page goes on without it
            logger.info("a page went without what it asked for (%s): %s", error, asked.url)
            refused = isinstance(error, IgnoreRequest) and not isinstance(error, NotNowError)
            visit.troubled |= not refused
            if not isinstance(error, NotNowError):
                self._answers.fail(asked)
            await route.abort("failed")
            return
        finally:
            visit.exchanges += exchanges
        capture = capture_of(exchanges)
        visit.size += len(capture.body)
        if is_passing(capture.status):
            visit.troubled = True
            self._answers.fail(asked)
        dropped = {"content-encoding", "content-length", "transfer-encoding", "set-cookie"}
        headers = {name.lower(): v for name, v in capture.headers if name.lower() not in dropped}
        headers.setdefault("access-control-allow-origin", "*")
        answer = {"status": capture.status, "headers": headers, "body": capture.body}
        self._answers.keep(asked, answer)
        await route.fulfill(**answer)

    async def _start(self) -> Any:
        """Return the browser; raises `NoBrowserError`."""
        async with self._starting:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            if self._missing:
                raise NoBrowserError(self._missing)
            try:
                from playwright.async_api import async_playwright  # noqa: PLC0415 the extra
            except ImportError as error:
                raise NoBrowserError(str(error)) from error
            path = self._path or next(filter(None, map(shutil.which, BROWSERS)), None)
            try:
                if self._driver is None:
                    self._driver = await async_playwright().start()
                self._browser = await self._driver.chromium.launch(
                    executable_path=path,
                    args=list(ARGUMENTS),
                    chromium_sandbox=os.geteuid() != 0,
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            except Exception as error:
                raise NoBrowserError(_told(error)) from error
            return self._browser

    def _abort(self) -> None:
        for task in self._going:
            task.cancel()

    async def _end(self) -> None:
        """End the browser; the next page gets another."""
        browser, self._browser = self._browser, None
        if browser is not None:
            with suppress(Exception):
                await asyncio.wait_for(browser.close(), ENDED_WITHIN)

    async def close(self) -> None:
        """End the browser, and what drives it."""
        await self._end()
        driver, self._driver = self._driver, None
        if driver is not None:
            with suppress(Exception):
                await asyncio.wait_for(driver.stop(), ENDED_WITHIN)


async def _dismiss(dialog: Any) -> None:
    with suppress(Exception):
        await dialog.dismiss()


def _software(version: str) -> str:
    return (
        f"Chromium {version}, Playwright {metadata.version('playwright')}, crawler {__version__}"
    )


def _told(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
