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
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy import Request, signals
from scrapy.http.request import NO_CALLBACK

from crawler import __version__
from crawler.download import EXCHANGES, abort
from crawler.model import RENDERING, Exchange
from crawler.page_requests import Asked, House
from crawler.wire import capture_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

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

QUIET, EMPTY_QUIET = 0.5, 3.0
"""Seconds without a request or a change after which a page with text is done; and one without."""

LEAST_SHOWN = 100
"""Letters of a page below which all that it shows is that it waits."""

TRIES = 2
"""Times that a page is shown: another, in the same browser, may have ended that."""

LEAST_TEXT = 300
"""Letters from which a page shows more than its frame."""

ENDED_WITHIN = 5.0
"""Seconds that a browser is given to close."""

SHOWN = """() => {
  const plain = node => {
    const whole = document.createDocumentFragment();
    if (node.nodeName === 'SLOT') {
      const given = node.assignedNodes();
      for (const child of given.length ? given : node.childNodes) whole.append(plain(child));
      return whole;
    }
    if (['SCRIPT', 'NOSCRIPT', 'STYLE', 'TEMPLATE'].includes(node.nodeName)
        && !/ld\\+json/.test(node.type || '')) return whole;
    const label = node.nodeName === 'META'
        && (node.hasAttribute('charset') || /content-type/i.test(node.httpEquiv));
    if (label) return whole;
    const copy = node.cloneNode(false);
    for (const child of (node.shadowRoot || node).childNodes) copy.append(plain(child));
    return copy;
  };
  return '<!DOCTYPE html>\\n' + plain(document.documentElement).outerHTML;
}"""
"""Script that returns a page as it is shown: shadow trees in their places, no scripts."""

TEXT = """() => {
  const letters = node => [...(node.shadowRoot || node).childNodes].reduce((sum, child) =>
    sum + (child.nodeType === 3 ? child.data.trim().length
      : ['SCRIPT', 'NOSCRIPT', 'STYLE', 'TEMPLATE'].includes(child.nodeName) ? 0
      : letters(child)), 0);
  return document.body ? letters(document.body) : 0;
}"""
"""Script that returns how many letters a page shows, those of its shadow trees with them."""


class Limits(NamedTuple):
    """How much one page may cost."""

    seconds: float
    requests: int
    size: int
    """Bytes of all answers, and of the page as it is shown."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Limits:
        """Return the limits that the settings name."""
        return cls(
            settings.getfloat("RENDER_TIMEOUT"),
            settings.getint("RENDER_REQUESTS"),
            settings.getint("RENDER_MAXSIZE"),
        )


@dataclass(slots=True)
class _Visit:
    """One page while a browser shows it."""

    capture: Capture
    house: House
    limits: Limits
    exchanges: list[Exchange] = field(default_factory=list)
    requests: int = 0
    size: int = 0
    open: int = 0
    """Requests that wait for their answers."""

    def may_ask(self) -> bool:
        """Count a request that is to go out; return False where it is one too many."""
        self.requests += 1
        return self.requests <= self.limits.requests and self.size < self.limits.size


class _Scripts:
    """The scripts that pages of this run were given: every page of a site asks for the same."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}
        self._size = 0

    def of(self, asked: Asked) -> dict[str, Any] | None:
        """Return the answer to a request for a script that was given before."""
        return self._known.get(asked.url) if asked.kind == "script" else None

    def keep(self, asked: Asked, answer: dict[str, Any]) -> None:
        """Keep the answer to a request for a script, while there is room."""
        if asked.kind == "script" and asked.method == "GET" and answer["status"] == OK:
            self._size += len(answer["body"])
            if self._size <= MOST_SCRIPTS:
                self._known[asked.url] = answer


OK = 200
MOST_SCRIPTS = 64 * 1024**2
"""Bytes of scripts that are kept for the pages of a run."""


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
        self._scripts = _Scripts()
        self._going: set[asyncio.Task[str]] = set()
        crawler.signals.connect(self.close, signals.spider_closed)
        crawler.signals.connect(self._abort, abort)

    async def render(self, capture: Capture) -> tuple[list[Exchange], Exchange | None]:
        """Return what a page asked for, and the page as it was shown.

        None where there is no browser, where the page has shown next to nothing within `Limits`,
        or where the crawl ends.
        """
        assert self._crawler.stats
        async with self._pages:
            for _ in range(TRIES):
                visit = _Visit(capture, House.of(capture), self._limits)
                try:
                    browser = await self._start()
                except NoBrowserError as error:
                    self._miss(error)
                    return [], None
                shown = await self._shown(browser, visit)
                if shown or browser.is_connected():
                    break
        asked = [replace(each, kind=RENDERING, via=capture.url) for each in visit.exchanges]
        self._crawler.stats.inc_value("archive/render_requests", len(asked))
        if not shown:
            self._crawler.stats.inc_value("archive/render_failed")
            logger.info("a browser shows next to nothing, too: %s", capture.url)
            return asked, None
        self._crawler.stats.inc_value("archive/rendered")
        made = Exchange(
            url=capture.url,
            fetched_at=datetime.now(UTC),
            request=b"",
            response=shown.encode("utf-8", "replace"),
            kind=capture.kind,
            software=_software(browser.version),
        )
        return asked, made

    def _miss(self, error: NoBrowserError) -> None:
        """Say once that there is no browser, and count each page that would have needed it."""
        assert self._crawler.stats
        if not self._missing:
            logger.warning(MISSING, error)
        self._missing = str(error)
        self._crawler.stats.inc_value("archive/render_missing")

    async def _shown(self, browser: Any, visit: _Visit) -> str:
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

    async def _show(self, browser: Any, visit: _Visit) -> str:
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
                    await _be_quiet(tab, visit, until)
            letters = await asyncio.wait_for(tab.evaluate(TEXT), ENDED_WITHIN)
            shown: str = await asyncio.wait_for(tab.evaluate(SHOWN), ENDED_WITHIN)
            return shown if letters >= LEAST_SHOWN else ""
        finally:
            try:
                await asyncio.wait_for(context.close(), ENDED_WITHIN)
            except Exception:  # noqa: BLE001 it does not come back from this page
                await self._end()

    async def _answer(self, route: Any, visit: _Visit) -> None:
        """Answer a request of a page; whatever goes wrong, it is refused."""
        with suppress(Exception):
            asked = _asked(route.request)
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

    async def _fetched(self, route: Any, asked: Asked, visit: _Visit) -> None:
        """Answer a request with what the crawl fetches."""
        if known := self._scripts.of(asked):
            await route.fulfill(**known)
            return
        engine = self._crawler.engine
        assert engine
        exchanges: list[Exchange] = []
        request = Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            headers=_headers_of(route.request.headers),
            callback=NO_CALLBACK,
            meta={EXCHANGES: exchanges, "download_maxsize": self._limits.size},
        )
        try:
            await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 whatever it was, the page goes on without it
            logger.info("a page went without what it asked for (%s): %s", error, asked.url)
            await route.abort("failed")
            return
        finally:
            visit.exchanges += exchanges
        capture = capture_of(exchanges)
        visit.size += len(capture.body)
        dropped = {"content-encoding", "content-length", "transfer-encoding", "set-cookie"}
        headers = {name.lower(): v for name, v in capture.headers if name.lower() not in dropped}
        headers.setdefault("access-control-allow-origin", "*")
        answer = {"status": capture.status, "headers": headers, "body": capture.body}
        self._scripts.keep(asked, answer)
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


async def _be_quiet(tab: Any, visit: _Visit, until: float) -> None:
    """Return once a page waits for nothing and changes no more, or its time is over."""
    changed, before = time.monotonic(), -1
    while (now := time.monotonic()) < until:
        await asyncio.sleep(0.1)
        letters = await tab.evaluate(TEXT)
        if visit.open or letters != before:
            changed, before = now, letters
        if now - changed > (QUIET if letters >= LEAST_TEXT else EMPTY_QUIET):
            return


def _asked(request: Any) -> Asked:
    """Return what decides on a request; a window that is just opened has no frame yet."""
    is_page = request.is_navigation_request()
    if is_page:
        with suppress(Exception):
            is_page = request.frame.parent_frame is None
    body = request.post_data_buffer or b""
    return Asked(request.url, request.resource_type, request.method, body, is_page)


async def _dismiss(dialog: Any) -> None:
    with suppress(Exception):
        await dialog.dismiss()


def _headers_of(sent: dict[str, str]) -> dict[str, str]:
    """Return the headers of a request that say what is wanted, and not by whom."""
    kept = ("accept", "content-type", "origin", "x-requested-with")
    return {name: value for name, value in sent.items() if name.lower() in kept}


def _software(version: str) -> str:
    return (
        f"Chromium {version}, Playwright {metadata.version('playwright')}, crawler {__version__}"
    )


def _told(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
