"""Which page decides on which story, and the stories that are held as of the next commit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from crawler.archive.jsonl import content_of
from crawler.text.compare.minhash import bands

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.model import Article
    from crawler.run.page_task import PageTask


class Held(NamedTuple):
    """A story that is about to be held."""

    content: str
    signature: bytes = b""


class Claims:
    """The stories of the pages in flight: of two pages with one story the second waits."""

    def __init__(self) -> None:
        self._pages: dict[str, PageTask] = {}
        self.about_to_be_held: dict[str, Held] = {}
        """By their addresses; they count as held already."""

        self._by_band: defaultdict[int, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._pages)

    async def take(self, page: PageTask) -> None:
        """Return once no other page is deciding on the story of this one."""
        assert page.article
        url = page.article.url
        while (other := self._pages.get(url)) and not (other is page or other.done.is_set()):
            await other.done.wait()
        self._pages[url] = page

    def release(self, page: PageTask) -> None:
        """Forget a page whose outcome is known: it decides on its story no more."""
        if page.article and self._pages.get(page.article.url) is page:
            del self._pages[page.article.url]

    def hold(self, article: Article, signature: bytes = b"") -> None:
        """Count on a version being stored: a second page with the same story is no new one."""
        self.about_to_be_held[article.url] = Held(content_of(article), signature)
        for band in bands(signature):
            self._by_band[band].add(article.url)

    def sharing(self, numbers: Iterable[int]) -> set[str]:
        """Return the addresses of stories about to be held that share a band of a signature."""
        return {url for band in numbers for url in self._by_band.get(band, ())}

    def committed(self) -> None:
        """Note that the ledger knows of every story that was about to be held."""
        self.about_to_be_held.clear()
        self._by_band.clear()
