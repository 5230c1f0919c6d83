"""Item pipelines: thin shells that hand a page to the core and count what it did.

`settings.ITEM_PIPELINES` reads as the story of a page:

    KeepCapture -> ReadArticle -> RepairText -> StripBoilerplate -> HonourRights
                -> DropSeen -> StoreArticle

The item is a `Page`, the unit of work; what leaves the last of them is the record.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.archive.jsonl import changed, content_of, to_record
from crawler.boilerplate import strip
from crawler.extract import repair_article
from crawler.fate import HICCUP_PASSES_IN
from crawler.frontier.urls import same_site
from crawler.model import Article, Capture, NotAnArticle
from crawler.page.read import Reading, join, read_page
from crawler.page.reserved import RESERVATIONS, reserved
from crawler.store import Held, store_of
from crawler.text.likeness import ALIKE, bands, likeness, signature
from crawler.wire import capture_of, is_page_status
from crawler.workers import WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.work import Page


logger = logging.getLogger(__name__)

ONE_ENCODING = 5
"""Pages in one encoding after which another is an event: a site seldom changes it by design."""

MAX_PAGES = 30
"""Pages of one story; beyond, it is a list that calls itself one."""


class _Stage:
    """What every pipeline has: the store of the crawl, and its stats."""

    def __init__(self, crawler: Crawler) -> None:
        assert crawler.stats
        self.crawler = crawler
        self.stats = crawler.stats
        self.store = store_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)


class KeepCapture(_Stage):
    """Hand the bytes to the page's unit of work first: whatever fails later can be replayed."""

    def process_item(self, page: Page) -> Page:
        for capture in page.captures:
            self.stats.inc_value("archive/captures")
            self.stats.inc_value("archive/bytes", len(capture.body))
            page.exchanges += [each for each in capture.exchanges if each not in page.exchanges]
        return page


class ReadArticle(_Stage):
    """Turn each capture into the article that stands on the page, in a worker process."""

    async def process_item(self, page: Page) -> Page:
        if page.is_list:
            raise page.drop("list", outcome="source")
        if not self.crawler.settings.getbool("READ_ARTICLES"):
            raise page.drop("kept-unread", outcome="source")
        if _sent_home(page):
            raise page.drop("redirected-home", outcome="withdrawn" if page.held else "dropped")
        try:
            readings = await self._readings(page)
        except NotAnArticle as verdict:
            if page.found:
                raise page.drop("list", outcome="source") from None
            if page.captures[0].truncated not in {None, "length"}:
                page.retry_in = HICCUP_PASSES_IN
                raise page.drop("cut-short", outcome="failed") from None
            raise page.drop(verdict.reason) from None
        except WorkerError as error:
            raise page.drop(error.reason, outcome="failed") from error
        page.article = join([reading.article for reading in readings])
        page.lessons = [reading.lesson for reading in readings]
        self.stats.inc_value(f"archive/encoding/{page.article.provenance.evidence}")
        self._note_encoding(page, page.article.provenance.encoding)
        return page

    def _note_encoding(self, page: Page, encoding: str) -> None:
        """Say that a site, all of whose pages were in one encoding, sends one in another."""
        known = self.store.memory(page.site_key).encodings
        if known and known[0][1] >= ONE_ENCODING and encoding not in dict(known):
            logger.warning(
                "%s was in %s until now, and is in %s: %s",
                page.site_key, known[0][0], encoding, page.url,
            )  # fmt: skip
            self.stats.inc_value(f"archive/encoding_changed/{page.site_key}")

    async def _readings(self, page: Page) -> list[Reading]:
        """Return what each page of the story gave, fetching those that follow the first."""
        readings = [await self._read(page, page.captures[0])]
        asked = {page.captures[0].url}
        while len(readings) < MAX_PAGES:
            if len(page.captures) > len(readings):
                following = page.captures[len(readings)]
            else:
                url = readings[-1].next_page
                if url is None or url in asked or not (found := await self._next(page, url)):
                    break
                asked.add(url)
                following = found
                page.captures.append(following)
            try:
                readings.append(await self._read(page, following))
            except NotAnArticle:
                break
        return readings

    async def _read(self, page: Page, capture: Capture) -> Reading:
        memory = self.store.memory(page.site_key)
        bare = replace(capture, exchanges=())
        return await self.store.workers.run(read_page, bare, page.site, memory)

    async def _next(self, page: Page, url: str) -> Capture | None:
        """Return the page on which a story goes on; None where it cannot be had."""
        engine = self.crawler.engine
        if page.address is None or engine is None or not same_site(url, page.captures[0].url):
            return None
        kept = len(page.exchanges)
        request = Request(url, callback=NO_CALLBACK, meta={"exchanges": page.exchanges})
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 whatever it was, the story ends here, and says so
            logger.warning("a page of a story could not be had (%s): %s", error, url)
            self.stats.inc_value("archive/continuation_failed")
            return None
        page.exchanges[kept:] = [replace(x, kind="continuation") for x in page.exchanges[kept:]]
        if not is_page_status(response.status) or len(page.exchanges) == kept:
            return None
        return capture_of(page.exchanges[kept:])


def _sent_home(page: Page) -> bool:
    """Say whether the site answers for a story with its front page: it is no longer there."""
    asked, answered = (urlsplit(url) for url in (page.url, page.captures[0].url))
    home = {"", "/"}
    return answered.path in home and not answered.query and asked.path not in home


class _Edits(_Stage):
    """Shell around one pure step from article to article: counts its edits."""

    def process_item(self, page: Page) -> Page:
        assert page.article
        edited = self.apply(page.article, page)
        before = len(page.article.provenance.edits)
        for edit in edited.provenance.edits[before:]:
            self.stats.inc_value(f"edits/{edit.by}")
        page.article = edited
        return page

    def apply(self, article: Article, page: Page) -> Article:
        """Return the article after this step."""
        raise NotImplementedError


class RepairText(_Edits):
    """Repair the encoding of every text in the article."""

    def apply(self, article: Article, page: Page) -> Article:
        del page
        return repair_article(article)


class StripBoilerplate(_Edits):
    """Take off the copyright footer and what else every page carries."""

    def apply(self, article: Article, page: Page) -> Article:
        return strip(article, page.site.boilerplate)


class HonourRights(_Stage):
    """Keep no copy where the site asks for that: the record stays, its body and bytes do not."""

    def process_item(self, page: Page) -> Page:
        assert page.article
        honoured = set(self.crawler.settings.getlist("HONOUR_RESERVATIONS"))
        reasons = reserved(page.article.usage_info, self.crawler.settings["BOT_NAME"]) & honoured
        if reasons:
            page.article = without_body(page.article, sorted(reasons))
            page.exchanges.clear()
            self.stats.inc_value(f"archive/reserved/{min(reasons)}")
        return page


def without_body(article: Article, reasons: Iterable[str]) -> Article:
    """Return what may be kept of an article of which no copy may: nothing of its text."""
    known = article.provenance
    gone = ("articleBody", "image")
    edits = tuple(edit for edit in known.edits if not edit.field.startswith(gone))
    flags = (*known.flags, *reasons)
    return replace(
        article,
        article_body=(),
        image=(),
        provenance=replace(known, flags=tuple(dict.fromkeys(flags)), edits=edits),
    )


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

    def process_item(self, page: Page) -> Page:
        assert page.article
        withheld = RESERVATIONS.intersection(page.article.provenance.flags)
        if not page.article.article_body and not withheld:
            raise page.drop("empty-body")
        self.store.learn(page.site_key, page.lessons)
        page.signature = signature("\n".join(page.article.article_body))
        held = self.store.held(page.article.url)
        if held is None:
            page.outcome = "stored"
        elif held.content == content_of(page.article):
            raise page.drop("same-content", outcome="unchanged")
        else:
            page.outcome = "version"
            page.article = self._follows(page.article, held)
        if same := self._elsewhere(page.article, page.signature):
            self.stats.inc_value("archive/same_story")
            if held is None and self.drops:
                raise page.drop("same-story")
            page.article = replace(page.article, same_as=same)
        self.store.hold(page.article, page.signature)
        return page

    def _follows(self, article: Article, held: Held) -> Article:
        """Return the article as the next version of a story, with what changed in it."""
        before = self.store.last_version(article.url)
        differs = changed(before, article) if before else ()
        return replace(
            article,
            version=held.version + 1,
            is_based_on=held.identifier,
            provenance=replace(article.provenance, changed=differs),
        )

    def _elsewhere(self, article: Article, kept: bytes) -> tuple[str, ...]:
        """Return the other addresses at which the story is held, or about to be.

        None for one whose text is not kept: its headline alone tells no story.
        """
        if not article.article_body:
            return ()
        content, url = content_of(article), article.url
        stories = self.store.ledger.stories
        same = dict.fromkeys(stories.exactly(content, url))
        for story in stories.near(bands(kept), url):
            if likeness(kept, story.signature) >= ALIKE:
                same[story.url] = None
        for address, held in self.store.waiting().items():
            is_same = held.content == content or likeness(kept, held.signature) >= ALIKE
            if is_same and address != url:
                same[address] = None
        return tuple(same)


class StoreArticle(_Stage):
    """Hand the page to the store: with its next commit it is one line of JSON."""

    def process_item(self, page: Page) -> dict[str, Any]:
        assert page.article
        self.store.finish(page)
        self.stats.inc_value(f"archive/{page.outcome}")
        return to_record(page.article)
