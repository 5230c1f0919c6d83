"""Item pipelines: thin shells that hand a page to the core and count what it did.

`settings.ITEM_PIPELINES` reads as the story of a page:

    KeepCapture -> ReadArticle -> RepairText -> StripBoilerplate -> HonourRights
                -> DropSeen -> KeepPictures -> StoreArticle

The item is a `PageTask`, the unit of work; what leaves the last of them is the record.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from crawler.archive.jsonl import to_record
from crawler.frontier.urls import canonical, is_sent_home, same_site
from crawler.ledger.schema import WITHDRAWN
from crawler.ledger.versions import ReadingRow
from crawler.model import Article, Capture, NotAnArticle
from crawler.outcomes import GONE, Outcome, Reason
from crawler.page.joined_pages import MAX_PAGES
from crawler.page.reserved import RESERVATIONS
from crawler.run.capture_source import PictureLimits
from crawler.run.next_visit import HICCUP_PASSES_IN
from crawler.run.page_task import PageTask
from crawler.run.rights import Rights, without_body
from crawler.run.store import store_of
from crawler.run.story_page import StoryPage
from crawler.text.compare.minhash import signature
from crawler.wire import is_undecodable
from crawler.worker_process import WorkerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.exceptions import DropItem

    from crawler.archive.record_capture import Unread
    from crawler.extract import Finished, Steps
    from crawler.frontier.wanted import Wanted
    from crawler.memory import Memory
    from crawler.site import Site


logger = logging.getLogger(__name__)


_Process = TypeVar("_Process", bound="Callable[..., Any]")


def of_pages(process: _Process) -> _Process:
    """Return a ``process_item`` that lets what is no `PageTask` pass: another project's item."""

    @wraps(process)
    def passing(self: Any, item: Any) -> Any:
        return process(self, item) if isinstance(item, PageTask) else item

    return cast("_Process", passing)


class _Stage:
    """What every pipeline has: the store of the crawl, and its stats."""

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.crawler = crawler
        self.stats = crawler.stats
        self.store = store_of(crawler)
        self.workers = self.store.workers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class KeepCapture(_Stage):
    """Hand the bytes to the page's unit of work first: whatever fails later can be replayed."""

    @of_pages
    def process_item(self, page: PageTask) -> PageTask:
        for capture in page.captures:
            self.stats.inc_value("archive/captures")
            body = capture.body or next((each.response for each in capture.exchanges[-1:]), b"")
            self.stats.inc_value("archive/bytes", len(body))
            page.exchanges += [each for each in capture.exchanges if each not in page.exchanges]
        return page


CHOICES = {"RENDER": ("never", "auto", "always"), "RICH_TEXT": ("", "html", "markdown")}
"""Settings of which one of a few values is to be said."""


class ReadArticle(_Stage):
    """Turn each capture into the article that stands on the page, in a worker process.

    The worker takes the next two steps, too, since a page may be as dear to clean as to read:
    what each of them makes of the article is here already.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        store, settings = self.store, crawler.settings
        for name, values in CHOICES.items():
            if settings.get(name) not in values:
                raise ValueError(
                    f"{name}={settings.get(name)}: say {', '.join(filter(None, values))}"
                )
        self._form = settings.get("RICH_TEXT") or None
        self._comments = settings.getbool("COMMENTS")
        self.memories, self.addresses, self.kept = store.memories, store.addresses, store.kept

    @of_pages
    async def process_item(self, page: PageTask) -> PageTask:
        if page.is_list:
            raise page.drop("list", outcome="source")
        if page.is_replayed and (reason := _gone_by(page)):
            await page.turn()
            raise self._gone(page, reason)
        if not self.crawler.settings.getbool("READ_ARTICLES"):
            raise page.drop("kept-unread", outcome="source")
        if _sent_home(page):
            raise _withdrawn(page)
        if is_undecodable(page.captures[0]):
            page.retry_in = HICCUP_PASSES_IN
            raise page.drop(Reason.UNDECODABLE, outcome=Outcome.FAILED)
        page.memory = await self._memory(page)
        try:
            found = await self._found(page)
            page.steps = await self.workers.steps(found, self._site(page), page.memory)
        except NotAnArticle as verdict:
            if page.found:
                raise page.drop("list", outcome="source") from None
            page.retry_in = HICCUP_PASSES_IN if page.is_partial else page.retry_in
            if page.captures[0].truncated not in {None, "length"}:
                page.retry_in = HICCUP_PASSES_IN
                raise page.drop(Reason.CUT_SHORT, outcome=Outcome.FAILED) from None
            raise page.drop(verdict.reason) from None
        except WorkerError as error:
            raise page.drop(error.reason, outcome="failed") from error
        page.article = page.steps.as_read
        page.lesson = replace(found[0].reading.lesson, lines=page.steps.lines)
        self.stats.inc_value(f"archive/encoding/{page.article.provenance.evidence}")
        self._note_encoding(page, page.article.provenance.encoding)
        return page

    def _gone(self, page: PageTask, reason: str) -> DropItem:
        """Return what becomes of a capture that says that a story is no longer there."""
        self.store.commit()
        assert page.address
        page.address = self.addresses.current(page.address.url) or page.address
        readings = self.kept.readings(page.address.story or page.address.url)
        at = page.captures[0].fetched_at.timestamp()
        before = [each for each in readings if each.captured_at <= at]
        page.is_newest = len(before) == len(readings)
        if before and not before[-1].content:
            return page.drop(Reason.STILL_GONE, outcome="unchanged")
        url = page.address.story or page.address.url
        page.reading = ReadingRow(url, at, reason, "")
        if not before:
            return page.drop(reason)
        return page.drop(reason, outcome="withdrawn")

    async def _memory(self, page: PageTask) -> Memory:
        """Return the site memory that a page is read with: in a replay, that of its crawl."""
        source = self.store.captures
        memory = await source.memory_of(page.captures[0])
        return self.memories.of(page.site_key) if memory is None else memory

    def _note_encoding(self, page: PageTask, encoding: str) -> None:
        """Say that a site, all of whose pages were in one encoding, sends one in another."""
        known = page.memory.encodings
        if known and encoding not in dict(known):
            logger.warning(
                "%s was in %s until now, and is in %s: %s",
                page.site_key, known[0][0], encoding, page.url,
            )  # fmt: skip
            self.stats.inc_value(f"archive/encoding_changed/{page.site_key}")

    async def _found(self, page: PageTask) -> list[Finished]:
        """Return what each page of the story gave, with those that follow the first."""
        found = [await self._first(page)]
        asked = {page.captures[0].url}
        while len(found) < MAX_PAGES:
            url = found[-1].reading.next_page
            if url is None or url in asked or not (following := await self._next(page, url)):
                break
            asked.add(url)
            page.captures.append(following)
            try:
                found.append(await self._read(page, following))
            except NotAnArticle:
                break
        return found

    async def _first(self, page: PageTask) -> Finished:
        """Return what the page of a story gave; a browser fills it, where that is wanted."""
        mode = page.site.render or self.crawler.settings["RENDER"]
        source, state = self.store.captures, self.store.state
        return await StoryPage(source, state, self.stats, page, self._read).first(mode)

    async def _read(self, page: PageTask, capture: Capture) -> Finished:
        if page.unread and capture is page.captures[0]:
            return await self._read_from_archive(page, page.unread)
        return await self.workers.finish(capture, self._site(page), page.memory)

    def _site(self, page: PageTask) -> Site:
        """Return the site of a page, with what the settings ask for beside its text."""
        return page.site.asked_for(self._form, comments=self._comments)

    async def _read_from_archive(self, page: PageTask, unread: Unread) -> Finished:
        """Return what a capture gives that a worker takes from its place in an archive."""
        try:
            capture, length, found = await self.workers.finish_unread(
                unread, self._site(page), page.memory
            )
        except (OSError, ValueError) as error:
            logger.warning("%s cannot be read from its place: %s", page.url, error)
            raise page.drop(Reason.READ_CRASH, outcome=Outcome.FAILED) from error
        page.captures[0] = capture
        self.stats.inc_value("archive/bytes", length)
        if isinstance(found, NotAnArticle):
            raise found
        return found

    async def _next(self, page: PageTask, url: str) -> Capture | None:
        """Return the page on which a story goes on; None where it cannot be had."""
        if not same_site(url, page.captures[0].url):
            return None
        source = self.store.captures
        following = await source.following(page, url)
        page.is_partial = page.is_partial or following.is_missed
        return following.capture


def _sent_home(page: PageTask) -> bool:
    """Say whether the site answers for a story with its front page: it is no longer there."""
    return is_sent_home(page.url, page.captures[0].url)


def _gone_by(page: PageTask) -> str:
    """Return why a page says that a story is no longer there; empty where it does not."""
    if f"http-{page.status}" in GONE:
        return f"http-{page.status}"
    return Reason.REDIRECTED_HOME if _sent_home(page) else ""


def _withdrawn(page: PageTask) -> DropItem:
    """Return what becomes of an address that the site answers for with its front page."""
    if page.held == WITHDRAWN:
        return page.drop(Reason.STILL_GONE, outcome="unchanged")
    return page.drop(Reason.REDIRECTED_HOME, outcome="withdrawn" if page.held else "dropped")


class _Edits(_Stage):
    """Shell around one pure step from article to article, taken by a worker: counts its edits."""

    before: str
    after: str
    """What the article is called, among `Steps`, before and after this one."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.workers = self.store.workers

    @of_pages
    async def process_item(self, page: PageTask) -> PageTask:
        assert page.article
        if page.steps is None or page.article is not getattr(page.steps, self.before):
            await self._take_again(page)
        edited: Article = getattr(page.steps, self.after)
        for edit in edited.provenance.edits[len(page.article.provenance.edits) :]:
            self.stats.inc_value(f"edits/{edit.by}")
        page.article = edited
        return page

    async def _take_again(self, page: PageTask) -> None:
        """Take the steps of an article that another project's pipeline has changed."""
        assert page.article
        try:
            page.steps = await self.workers.clean(page.article, page.site, page.memory)
        except WorkerError as error:
            raise page.drop(error.reason, outcome="failed") from error


class RepairText(_Edits):
    """Repair the encoding of every text in the article."""

    before, after = "as_read", "repaired"


class StripBoilerplate(_Edits):
    """Take off the copyright footer and what else every page carries."""

    before, after = "repaired", "clean"


class HonourRights(_Stage):
    """Keep no copy where the site asks for that: the record stays, its body and bytes do not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.rights = Rights.of(crawler.settings)

    @of_pages
    def process_item(self, page: PageTask) -> PageTask:
        assert page.article
        if reasons := self.rights.reserved_in(page.article):
            page.article = without_body(page.article, reasons)
            page.exchanges.clear()
            self.stats.inc_value(f"archive/reserved/{reasons[0]}")
        return page


class KeepWanted(_Stage):
    """Let a story through that the crawl is to bring; one that is held is kept up to date."""

    @of_pages
    def process_item(self, page: PageTask) -> PageTask:
        assert page.article
        wanted: Wanted | None = getattr(self.crawler.spider, "wanted", None)
        article = page.article
        if canonical(article.url) in self.store.taken_down:
            page.exchanges.clear()
            raise page.drop(Reason.TAKEN_DOWN)
        if wanted is None or page.held:
            return page
        if not wanted.is_wanted(page.url, article.date_published, article.in_language):
            raise page.drop(Reason.NOT_WANTED)
        return page


class DropSeen(_Stage):
    """Let a story through that is new or has changed; drop what is held already.

    A story that is held at another address, or at another site with light edits, says so in
    ``sameAs``, or is dropped: ``SAME_STORY``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        wanted = crawler.settings.get("SAME_STORY")
        if wanted not in {"keep", "drop"}:
            raise ValueError(f"SAME_STORY={wanted}: either keep or drop")
        self.drops = wanted == "drop"
        store = self.store
        self.histories, self.claims, self.memories = store.histories, store.claims, store.memories
        self.addresses, self.state = store.addresses, store.state
        self.sameness, self.same_lists = store.sameness, store.same_lists

    @of_pages
    async def process_item(self, page: PageTask) -> PageTask:
        assert page.article
        withheld = RESERVATIONS.intersection(page.article.provenance.flags)
        if not page.article.article_body and not withheld:
            raise page.drop("empty-body")
        await page.turn()
        source = self.store.captures
        if source.is_continuation(page.captures[0]):
            raise page.drop(Reason.CONTINUATION)
        readings = await self.store.claim(page)
        is_known = any(each.content for each in readings)
        if page.is_replayed and page.address:
            page.address = self.addresses.current(page.address.url)
        page.signature = signature_of(page.article, page.steps)
        is_cut = page.captures[-1].truncated not in {None, "length"}
        if (is_known and (is_cut or page.is_partial)) or (self.state.aborted and page.is_partial):
            # Half a story says nothing of what the publisher made of it.
            page.retry_in = HICCUP_PASSES_IN
            raise page.drop(Reason.CUT_SHORT, outcome="failed")
        await self.histories.place(page, readings)
        exact = self.histories.exactly_elsewhere(page.article)
        same = self.histories.elsewhere(page.article, page.signature, exact)
        if not (is_known or page.is_replayed):
            page.noted = self.sameness.note(page.url, exact)
            self.same_lists.note_story(page.url)
        if same:
            self.stats.inc_value("archive/same_story")
            if not is_known and self.drops:
                page.reading = None
                raise page.drop("same-story")
            page.article = replace(page.article, same_as=same)
        if not is_known and page.lesson:
            self.memories.learn(page.site_key, page.lesson)
        self.claims.hold(page.article, page.signature)
        return page


def signature_of(article: Article, steps: Steps | None) -> bytes:
    """Return what tells a story alike to others; a worker has made it of the clean article."""
    if steps and steps.clean.article_body == article.article_body:
        return steps.signature
    return signature("\n".join(article.article_body))


class KeepPictures(_Stage):
    """Keep the pictures of a new story, or version, among its captures: ``IMAGES``."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        super().__init__(crawler)
        self._keeps = settings.getbool("IMAGES") and settings.getbool("KEEP_CAPTURES")
        self._most = settings.getint("IMAGES_MAX")
        types = frozenset(each.lower() for each in settings.getlist("IMAGES_TYPES"))
        self._limits = PictureLimits(settings.getint("IMAGES_MAXSIZE"), types)

    @of_pages
    async def process_item(self, page: PageTask) -> PageTask:
        article = page.article
        assert article
        if RESERVATIONS.intersection(article.provenance.flags):
            return page
        if not (self._keeps or page.is_replayed):
            return page
        source, digests = self.store.captures, dict[str, str | None]()
        urls = [image.content_url for image in article.image if image.content_url]
        for url in [*dict.fromkeys(urls)][: self._most]:
            if url.startswith(("http://", "https://")):
                digests[url] = await source.picture(page, url, self._limits)
        images = tuple(
            replace(image, digest=digests.get(image.content_url or "")) for image in article.image
        )
        page.article = replace(article, image=images)
        return page


class StoreArticle(_Stage):
    """Hand the page to the store: with its next commit it is one line of JSON."""

    @of_pages
    def process_item(self, page: PageTask) -> dict[str, Any]:
        assert page.article
        self.store.finish(page)
        self.stats.inc_value(f"archive/{page.outcome}")
        article, draft = page.article, page.draft
        if draft is None:
            return to_record(article)
        return draft.record(article.provenance.locations, article.same_as)
