"""What kind of page this is: an article, or something that only looks like one.

A page without an article is said to be so by a stable word and with a confidence, so that
a crawl counts it instead of storing its navigation. In doubt a page is an article: a
record too many can be dropped later, a story never read is lost until somebody notices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.frontier.refresh import sent_on
from crawler.lang.page_phrases import LIVE, asks_to_pay
from crawler.model import NotAnArticle
from crawler.page.headline.headline_block import LONGEST
from crawler.page.kind.listings import ARTICLE_TYPES, FEW, Seen, listing, path_of
from crawler.page.kind.shells import asks_for_scripts, without_text
from crawler.page.kind.soft_errors import SHORT_BODY, soft_error
from crawler.page.page_blocks import BELOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Capture
    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.document import Document
    from crawler.page.page_blocks import Blocks


def check(  # noqa: PLR0913 what decides, each by its name
    document: Document,
    blocks: Blocks,
    types: Sequence[str],
    headline: str = "",
    *,
    dated: bool = False,
    signed: bool = False,
    told_elsewhere: bool = False,
) -> tuple[str, ...]:
    """Return the flags of an article's page: ``paywalled``, ``gallery``, ``live``, ``video``, ...

    `types` are what the page calls itself, `dated` and `signed` are whether it is as a whole,
    `told_elsewhere` is whether its structured data or its scripts carry the text. Raises
    `NotAnArticle` with ``captcha``, ``login-wall``, ``consent-wall``, ``error-page``, ``parked``,
    ``sends-on``, ``list-page``, ``needs-browser``, ``frames`` or ``no-text``, and how sure it is.
    """
    capture, page, body = document.capture, blocks.outline, blocks.body
    kinds = frozenset(kind.lower() for kind in types)
    stated = bool(ARTICLE_TYPES & kinds) or (dated and signed)
    if body.worth <= SHORT_BODY and sent_on(document.text, document.base):
        raise NotAnArticle("sends-on", 0.9)
    if capture.status >= 400 and body.worth <= SHORT_BODY:  # noqa: PLR2004 the HTTP classes of failure
        raise NotAnArticle("error-page", 0.95)
    if reason := soft_error(page, body, capture.url, stated=stated):
        raise NotAnArticle(*reason)
    if not told_elsewhere:
        seen = Seen(
            page, capture.url, document.base, document.text, kinds, headline, dated, signed
        )
        if sure := listing(seen):
            raise NotAnArticle("list-page", sure)
        if not stated and asks_for_scripts(page, body):
            raise NotAnArticle("needs-browser", 0.8)
    if not body.blocks and document.root.find("frameset") is not None:
        raise NotAnArticle("frames", 0.95)
    if not body.blocks and not told_elsewhere:
        raise without_text(page, 0.7 if stated else 0.95)
    return tuple(_flags(page, body, kinds, capture))


def _flags(page: Outline, body: Body, kinds: frozenset[str], capture: Capture) -> list[str]:
    flags = []
    if capture.truncated or page.cut:
        flags.append("truncated")
    around = page.blocks[body.blocks[0] : body.blocks[-1] + BELOW] if body.blocks else []
    if _is_walled(around) or (body.worth < TEASER and _is_sold(page, capture)):
        flags.append("paywalled")
    if kinds & {"liveblogposting"} or _is_live(page, body, capture):
        flags.append("live")
    if kinds & {"imagegallery", "mediagallery"} or _is_gallery(page, body):
        flags.append("gallery")
    if body.worth < SHORT_BODY and (
        any(kind.startswith("video") for kind in kinds) or _shows_video(page)
    ):
        flags.append("video")
    return flags


def _is_walled(lines: Sequence[Block]) -> bool:
    """Return True if one of these lines asks the reader to pay."""
    return asks_to_pay(
        "\n".join(block.text for block in lines if block.chars < SHORT_BODY).lower()
    )


TEASER: Final = 1500.0
"""Worth of a body below which, of a story that is sold, no more than the beginning was served."""


def _is_sold(page: Outline, capture: Capture) -> bool:
    """Return True if the page states that its story is for those who pay.

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    _, stated, value = capture.body.partition(b'"isAccessibleForFree"')
    if stated and b"false" in value[:12].lower():
        return True
    tier = page.nodes[0].element.find(".//meta[@property='article:content_tier']")
    return tier is not None and tier.get("content") in {"locked", "metered"}


_CLOCK: Final = re.compile(
    r"\W*(?:\d{1,2}[:.h时時点點시]\s?\d{2}|\d{1,2}\s?(?:am|pm|uhr)\b)", re.IGNORECASE
)


def _is_live(page: Outline, body: Body, capture: Capture) -> bool:
    """Return True if a page reports as it happens: its entries are timed, and it says so."""
    if not body.blocks:
        return False
    node = page.nodes[body.container]
    lines = page.blocks[min(node.first, body.blocks[0]) : max(node.last, body.blocks[-1] + 1)]
    timed = (not block.text[0].isalpha() and _CLOCK.match(block.text) for block in lines)
    if sum(1 for found in timed if found) < FEW:
        return False
    title = page.nodes[0].element.findtext(".//title") or ""
    return LIVE.search(f"{title[:LONGEST].lower()} {path_of(capture.url)}") is not None


def _is_gallery(page: Outline, body: Body) -> bool:
    """Return True if the pictures are the story: many of them, and a line or less to each."""
    if not body.blocks:
        return False
    node = page.nodes[body.container]
    shown = sum(
        1
        for picture in page.pictures
        if node.first <= picture.block <= node.last and page.nodes[picture.node].role != "drop"
    )
    paragraphs = sum(1 for n in body.blocks if page.blocks[n].worth > 0)
    return shown >= FEW and shown >= 2 * paragraphs


def _shows_video(page: Outline) -> bool:
    """Return True if the page states that it is about a moving picture."""
    root = page.nodes[0].element
    return root.find(".//meta[@property='og:video']") is not None or (
        root.find(".//h1/../video") is not None
    )
