"""The first page of a story as it is read: as it was served, or as a browser shows it.

``RENDER=auto`` shows what needs a browser, ``always`` every page. A page that tells its story
itself is read as served first, and that reading stands where scripts take most of it away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from crawler.model import RENDERING, NotAnArticle
from crawler.outcomes import Reason
from crawler.worker_process import WorkerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.statscollectors import StatsCollector

    from crawler.extract import Finished
    from crawler.model import Capture
    from crawler.run.capture_source import CaptureSource
    from crawler.run.page_task import PageTask
    from crawler.run.run_state import RunState
    from crawler.site import Rendering

VALIDATORS: Final = ("etag", "last-modified")


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A page, and how it is read."""

    source: CaptureSource
    state: RunState
    stats: StatsCollector
    page: PageTask
    read: Callable[[PageTask, Capture], Awaitable[Finished]]

    async def first(self, mode: Rendering) -> Finished:
        """Return what the page gives; raises `NotAnArticle` and `WorkerError`."""
        page = self.page
        try:
            served = await self.read(page, page.captures[0])
        except NotAnArticle as verdict:
            is_shell = verdict.reason == Reason.NEEDS_BROWSER
            wanted = mode == "always" or (mode == "auto" and is_shell)
            if not wanted or not await self._render():
                raise
            return await self.read(page, page.captures[0])
        return await self._shown(served) if mode == "always" else served

    async def _shown(self, served: Finished) -> Finished:
        """Return what a browser makes of a page that tells its story itself.

        Where scripts change none of it, the validators of what was served hold for it, too: a
        shell has none, since its story may change without it.
        """
        page = self.page
        capture, exchanges, is_partial = page.captures[0], [*page.exchanges], page.is_partial
        is_rendered = await self._render()
        page.is_partial = is_partial
        if not is_rendered:
            return served
        told, text = _text(served), ""
        try:
            shown = await self.read(page, page.captures[0])
            text = _text(shown)
        except NotAnArticle:
            shown = served
        if 2 * len(text) < len(told):
            asked = (each for each in page.exchanges if each.kind == RENDERING)
            page.captures[0], page.exchanges = capture, [*exchanges, *asked]
            self.stats.inc_value("archive/render_passed")
            return served
        if text == told:
            made = page.captures[0]
            kept = (each for each in capture.headers if each[0].lower() in VALIDATORS)
            page.captures[0] = replace(made, headers=(*made.headers, *kept))
        return shown

    async def _render(self) -> bool:
        """Have a browser fill the page, once; return whether it did."""
        page = self.page
        if page.captures[0].is_rendered or page.address is None or not _is_html(page.captures[0]):
            return False
        rendered = await self.source.rendered(page, page.captures[0])
        if rendered is None and self.state.aborted:
            raise WorkerError(Reason.READ_ABORTED, "the crawl ends")
        if rendered is not None:
            page.captures[0] = rendered
        return rendered is not None


def _is_html(capture: Capture) -> bool:
    """Return True unless a server says that what it sends is no page."""
    return not capture.content_type or "html" in capture.content_type.lower()


def _text(found: Finished) -> str:
    return "".join(found.reading.article.article_body)
