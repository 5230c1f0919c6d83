"""What happens to one capture, from its bytes to a clean article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.boilerplate import strip
from crawler.model import Article, Capture, Edit
from crawler.page.read import read
from crawler.site import ANY_SITE, NO_MEMORY, Memory, Site
from crawler.text.repair import repair

if TYPE_CHECKING:
    from collections.abc import Iterator


def extract(capture: Capture, site: Site = ANY_SITE, memory: Memory = NO_MEMORY) -> Article:
    """Return the clean article in a capture.

    Pure: the same capture, site and memory give the same article, whether it
    was fetched a second ago or stands in an archive from another decade.

    Text is repaired before boilerplate is looked for, so that a rule is written
    once, for ``© 2024``, and not again for ``Â© 2024``.

    Raises `NotAnArticle` with a reason where the page holds none.
    """
    return strip(repair_article(read(capture, site, memory)), site.boilerplate)


def repair_article(article: Article) -> Article:
    """Return the article with every text in it repaired, each change on record."""
    return article.edited(_repairs(article))


def _repairs(article: Article) -> Iterator[Edit]:
    texts = [("headline", article.headline)]
    texts += [(f"articleBody[{n}]", text) for n, text in enumerate(article.article_body)]
    for place, text in texts:
        repaired = repair(text)
        if repaired.text != text:
            yield Edit("repair:" + "+".join(repaired.steps), place, text, repaired.text)
