"""What kind of page this is: an article, or something that only looks like one.

A page without an article is said to be so by a stable word and with a confidence, so that
a crawl counts it instead of storing its navigation. In doubt a page is an article: a
record too many can be dropped later, a story never read is lost until somebody notices.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.model import NotAnArticle
from crawler.page.refusals import SHORT_BODY, refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Capture
    from crawler.page.body import Body
    from crawler.page.metadata import Metadata
    from crawler.page.outline import Block, Outline

LIST_PROSE: Final = 160.0
"""Worth of a body below which the links around it decide whether the page is a list.

Measured: at 80 nothing; at 320 segments date -0.3, segments title -0.2.
"""

LIST_LINKS: Final = 15
"""Links as long as headlines that make a page without prose a list.

Measured: at 7 and at 30 no figure moves.
"""

HEADLINE_WIDTH: Final = 18
"""Width of a link's text from which it may be a headline.

Measured: at 9 and at 36 no figure moves.
"""

_ARTICLE_TYPES_NAMES = """
    article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle
    liveblogposting blogposting reviewnewsarticle backgroundnewsarticle review recipe
"""
_ARTICLE_TYPES: Final = frozenset(_ARTICLE_TYPES_NAMES.split())
_LIST_TYPES: Final = frozenset(
    ("collectionpage", "itemlist", "searchresultspage", "website", "profilepage")
)
_PAYWALL: Final = re.compile(
    r"subscribe to (?:continue|read|unlock)|to (?:continue reading|read the full|view the full)|already a subscriber|"
    r"this (?:article|story|content) is (?:only |exclusively )?(?:available )?(?:for|to) (?:our )?(?:paid )?subscribers|"
    r"subscriber[- ]only|(?:weiterlesen|jetzt testen) mit|nur f[üu]r abonnent|als abonnent|(?:der|dieser) artikel ist .{0,20}abonnent|"
    r"r[ée]serv[ée]e? aux abonn[ée]s|il vous reste .{0,12}% de cet article|solo para suscriptores|exclusivo para suscriptores|"
    r"exclusivo para assinantes|riservato agli abbonati|この記事は(?:会員|有料会員)限定|有料会員になる|残り\s?\d+文字|"
    r"tylko dla (?:prenumerator|subskrybent)|alleen voor abonnees|endast för prenumeranter|kun for abonnenter|vain tilaajille|"
    r"только для подписчиков|(?:оформите|доступно по) подписк|유료\s?(?:회원|기사)|abonelere özel|khusus pelanggan|للمشتركين فقط|"
    r"剩余\s?\d+%|付费(?:阅读|后)|订阅后(?:可)?阅读|本文为付费|訂閱後|付費"
)
"""Read in lower case: ignoring case in the pattern itself takes three times as long."""

_PAID: Final = (
    "subscri", "weiterlesen", "jetzt testen", "continue reading", "read the full", "view the full", "abonn", "abbonati",
    "il vous reste", "suscriptores", "assinantes", "会員", "残り", "prenumer", "subskrybent", "tilaajille", "подпис",
    "유료", "abonelere", "pelanggan", "للمشتركين", "剩余", "付费", "订阅", "訂閱", "付費",
)  # fmt: skip
"""Words of which each of those phrases holds one: most pages hold none."""


def check(page: Outline, body: Body, said: Metadata, capture: Capture) -> tuple[str, ...]:
    """Return the flags of an article's page: ``paywalled``, ``gallery``, ``live``, ``video``, ...

    Raises `NotAnArticle` with ``captcha``, ``login-wall``, ``consent-wall``, ``error-page``,
    ``list-page``, ``frames`` or ``no-text``, and how sure that is.
    """
    stated = bool(_ARTICLE_TYPES & {kind.lower() for kind in said.page_type})
    if capture.status >= 400 and body.worth <= SHORT_BODY:  # noqa: PLR2004 the HTTP classes of failure
        raise NotAnArticle("error-page", 0.95)
    if reason := refusal(page, body, stated=stated):
        raise NotAnArticle(*reason)
    if reason := _list(page, body, said, capture, stated=stated):
        raise NotAnArticle(*reason)
    if not body.blocks and page.nodes[0].element.find("frameset") is not None:
        raise NotAnArticle("frames", 0.95)
    if not body.blocks and not said.article_body:
        raise nothing(page, 0.7 if stated else 0.95)
    return tuple(_flags(page, body, said, capture))


def _list(
    page: Outline, body: Body, said: Metadata, capture: Capture, *, stated: bool
) -> tuple[str, float] | None:
    """Return that a page is a list or a front page, where it is one."""
    titles = _titles(page)
    headlines = len(titles)
    front = _path(capture.url) in {"", "index.html", "index.htm", "index.php"}
    listed = bool(_LIST_TYPES & {kind.lower() for kind in said.page_type}) and not stated
    if front and not stated and headlines >= LIST_LINKS and headlines * 40 > body.worth:
        return "list-page", 0.95
    if stated or said.article_body:
        return None
    if body.worth < LIST_PROSE and headlines >= LIST_LINKS:
        return "list-page", 0.85 if listed else 0.7
    if headlines >= TEASERS and _teases(page, body, titles, _path(capture.url)):
        return "list-page", 0.85 if front or listed else 0.75
    return None


def nothing(page: Outline, sure: float) -> NotAnArticle:
    """Return what to say of a page where no text is left: that it lists others, or nothing."""
    headlines = len(_titles(page))
    if headlines >= FEW:
        return NotAnArticle("list-page", min(sure, 0.7 if headlines < TEASERS else 0.9))
    return NotAnArticle("no-text", sure)


def _titles(page: Outline) -> list[int]:
    """Return the blocks that are links as long as headlines."""
    return [
        n
        for n, block in enumerate(page.blocks)
        if block.linked >= HEADLINE_WIDTH
        and block.zone != "drop"
        and (block.density > 0.8 or block.chars - block.linked <= BESIDE < block.linked)  # noqa: PLR2004
    ]


BESIDE: Final = 16
"""Width of what may stand beside a headline in a list: a date, a number.

Measured: at 8 and at 32 no figure moves.
"""

FEW: Final = 3
"""Headlines with a link that make a list where there is no text at all.

Measured: at 1 and at 6 no figure moves.
"""

TEASERS: Final = 5
"""Headlines with a link that make a list, where a text stands under each.

At five, none of 781 pages with an article is taken for a list.

Measured: at 2 and at 10 no figure moves.
"""

TEASER_WIDTH: Final = 300.0
"""Worth of the teasers of a list, on average: longer ones are abstracts, worth reading.

Measured: at 150 nothing; at 600 segments title -0.2.
"""

TEASED: Final = 0.8
"""Share of the text that stands right under the headline of another page.

Measured: at 0.4 and at 0.9 no figure moves.
"""


def _teases(page: Outline, body: Body, titles: list[int], path: str) -> bool:
    """Say whether the paragraphs are teasers: each under a headline that leads elsewhere."""
    heads = set(titles)
    led: set[str] = set()
    teased, many, prose = 0.0, 0, 0.0
    for n in body.blocks:
        worth = page.blocks[n].worth
        if worth <= 0:
            continue
        prose += worth
        above = next((m for m in (n - 1, n - 2) if m in heads), None)
        target = _target(page, above) if above is not None else None
        if target and _path(target) != path:
            teased, many = teased + worth, many + 1
            led.add(target)
    return len(led) >= TEASERS and TEASED * prose <= teased <= TEASER_WIDTH * many


def _target(page: Outline, n: int) -> str | None:
    """Return where a block of links leads to; None for a place on its own page."""
    element = page.blocks[n].element
    links = [element, *element.iter("a"), *list(element.iterancestors("a"))[:1]]
    found = next((href for link in links if (href := link.get("href"))), "")
    return None if found.startswith(("#", "javascript:")) else found or None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.strip("/").lower()
    except ValueError:
        return url


AFTER: Final = 25
"""Lines after a body among which a paywall is looked for.

Measured: at 12 and at 50 no figure moves.
"""


def _flags(page: Outline, body: Body, said: Metadata, capture: Capture) -> list[str]:
    kinds = {kind.lower() for kind in said.page_type}
    flags = []
    if capture.truncated or page.cut:
        flags.append("truncated")
    around = page.blocks[body.blocks[0] : body.blocks[-1] + AFTER] if body.blocks else []
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


WALL: Final = 400
"""Width of a line that may ask for money; what is longer tells of somebody else's.

Measured: at 200 and at 800 no figure moves.
"""


def _is_walled(lines: Sequence[Block]) -> bool:
    """Say whether one of these lines asks the reader to pay."""
    said = "\n".join(block.text for block in lines if block.chars < WALL).lower()
    if not any(word in said for word in _PAID):
        return False
    return any(_PAYWALL.search(line) for line in said.split("\n"))


TEASER: Final = 1500.0
"""Worth of a body below which, of a story that is sold, no more than the beginning was served.

Measured: at 750 and at 3000 no figure moves.
"""

_SOLD: Final = re.compile(rb'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


def _is_sold(page: Outline, capture: Capture) -> bool:
    """Say whether the page states that its story is for those who pay.

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    if b"isAccessibleForFree" in capture.body and _SOLD.search(capture.body):
        return True
    tier = page.nodes[0].element.find(".//meta[@property='article:content_tier']")
    return tier is not None and tier.get("content") in {"locked", "metered"}


PICTURES: Final = 5
"""Pictures from which a page of few paragraphs is a gallery.

Measured: at 2 and at 10 no figure moves.
"""

PER_PARAGRAPH: Final = 2
"""Pictures to each of its paragraphs: reviews and recipes show one to each.

Measured: at 1 and at 4 no figure moves.
"""

ENTRIES: Final = 4
"""Lines that begin with a time of day, in a page that calls itself live.

Measured: at 2 and at 8 no figure moves.
"""

_LIVE: Final = re.compile(
    r"live[\s_-]?(?:ticker|blog|updates?|text)|\blive:|liveblog|minute[\s-]by[\s-]minute|en[\s-]direct|minuto[\s-]a[\s-]minuto|ao[\s-]vivo|"
    r"diretta\b|онлайн-трансляция|прямая трансляция|直播|實況|ライブ|速報中|실시간|canl[ıi]|مباشر",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(
    r"\W*(?:\d{1,2}[:.h时時点點시]\s?\d{2}|\d{1,2}\s?(?:am|pm|uhr)\b)", re.IGNORECASE
)


def _is_live(page: Outline, body: Body, capture: Capture) -> bool:
    """Say whether a page reports as it happens: it says so, and its entries are timed."""
    title = page.nodes[0].element.findtext(".//title") or ""
    if not body.blocks or not _LIVE.search(f"{title[:300]} {_path(capture.url)}"):
        return False
    node = page.nodes[body.container]
    lines = page.blocks[min(node.first, body.blocks[0]) : max(node.last, body.blocks[-1] + 1)]
    return sum(1 for block in lines if _CLOCK.match(block.text)) >= ENTRIES


def _is_gallery(page: Outline, body: Body) -> bool:
    """Say whether the pictures are the story: many of them, and a line or less to each."""
    if not body.blocks:
        return False
    node = page.nodes[body.container]
    shown = sum(
        1
        for picture in page.pictures
        if node.first <= picture.block <= node.last and page.nodes[picture.node].zone != "drop"
    )
    told = sum(1 for n in body.blocks if page.blocks[n].worth > 0)
    return shown >= PICTURES and shown >= PER_PARAGRAPH * told


def _shows_video(page: Outline) -> bool:
    """Say whether the page states that it is about a moving picture."""
    root = page.nodes[0].element
    return root.find(".//meta[@property='og:video']") is not None or (
        root.find(".//h1/../video") is not None
    )
