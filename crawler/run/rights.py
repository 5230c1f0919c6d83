"""Which reservations of a site a crawl honours, and which pages make one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from crawler.frontier.robots import product
from crawler.page.reserved import HEAD, reserved, stated
from crawler.wire import beginning_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.settings import BaseSettings

    from crawler.model import Article, Capture
    from crawler.run.page_task import PageTask


@dataclass(frozen=True, slots=True)
class Rights:
    """What a crawl does for those who want no copy of a page to be kept."""

    honoured: frozenset[str]
    """Of `crawler.page.reserved.RESERVATIONS`: ``HONOUR_RESERVATIONS``."""

    agent: str
    """The name by which a page may speak of this crawler."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Return what the settings say."""
        honoured = frozenset(settings.getlist("HONOUR_RESERVATIONS"))
        agent = product(settings.get("ROBOTSTXT_USER_AGENT") or settings["USER_AGENT"])
        return cls(honoured, agent.lower())

    def reserved_in(self, article: Article) -> list[str]:
        """Return the reservations that an article states and that are honoured, sorted."""
        return sorted(reserved(article.usage_info, self.agent) & self.honoured)

    def forbid_copy(self, page: PageTask) -> bool:
        """Return True if a page, whatever became of it, asks that no copy be kept."""
        if not self.honoured:
            return False
        captures = [*map(_with_head, page.captures)] or [
            beginning_of(each, HEAD // 2) for each in page.exchanges
        ]
        statements = (
            said for each in captures for said in stated(each.headers, each.body, self.agent)
        )
        return bool(reserved(statements, self.agent) & self.honoured)


def _with_head(capture: Capture) -> Capture:
    """Return a capture with the head of its page, where its body was left on the wire.

    That is less than of a page that was read: chunks of a byte take a microsecond each.
    """
    if capture.body or not capture.exchanges:
        return capture
    return beginning_of(capture.exchanges[-1], HEAD // 2)


def without_body(article: Article, reasons: Iterable[str]) -> Article:
    """Return what may be kept of an article of which no copy may: nothing of its text."""
    known = article.provenance
    gone = ("articleBody", "image", "liveBlogUpdate", "comment")
    edits = tuple(edit for edit in known.edits if not edit.field.startswith(gone))
    flags = (*known.flags, *reasons)
    return replace(
        article,
        article_body=(),
        image=(),
        live_blog_update=(),
        article_html=None,
        article_markdown=None,
        citation=(),
        shared_content=(),
        comment=(),
        comment_count=None,
        provenance=replace(known, flags=tuple(dict.fromkeys(flags)), edits=edits),
    )
