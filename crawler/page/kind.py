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

if TYPE_CHECKING:
    from crawler.model import Capture
    from crawler.page.body import Body
    from crawler.page.metadata import Metadata
    from crawler.page.outline import Outline

_REFUSALS: Final = (
    (
        "captcha",
        (
            r"captcha|are you (?:a )?(?:human|robot)|verify you are (?:a )?human|attention required|just a moment|"
            r"checking your browser|unusual traffic|security check|安全验证|人机验证|验证码|滑动验证|访问过于频繁|"
            r"ddos-?guard|access to this page has been denied|pardon our interruption|enable javascript and cookies to continue"
        ),
    ),
    (
        "login-wall",
        (
            r"(?:please )?(?:log|sign) ?in(?: to (?:continue|read|view).*)?$|login$|(?:用户)?登录$|请先?登录|会员登录|ログイン$|anmelden$|"
            r"connexion$|se connecter$|iniciar sesi[óo]n|вход$|авторизация"
        ),
    ),
    (
        "error-page",
        (
            r"(?:error\s*)?(?:40[0-9]|410|451|50[0-9])\b.*$|.{0,40}\b(?:page|article|story|file|document)?\s*(?:was |is |could |can |cannot |does )?"
            r"(?:not (?:be )?found|no longer (?:available|exists)|doesn.t exist|not exist)|access denied|forbidden|"
            r"(?:internal )?server error|service unavailable|bad gateway|oops\b|whoops|sorry,? (?:we|the page|this page)|"
            r".{0,20}(?:页面|文章|内容|信息|网页|您访问的页面|該頁|頁面)(?:不存在|已(?:被)?删除|未找到|找不到|无法访问|没有找到|已过期|已下线|不見了)|"
            r"(?:很抱歉|对不起|抱歉)[，,！!]?(?:您|你|该|此|页面|文章)?|.{0,10}ページが?(?:見つかりません|存在しません)|記事が見つかりません|"
            r"(?:die )?seite (?:wurde )?nicht (?:gefunden|vorhanden|verf[üu]gbar)|page (?:introuvable|non trouv[ée]e)|"
            r"p[áa]gina no (?:encontrada|existe)|p[áa]gina n[ãa]o (?:encontrada|existe)|pagina non trovata|"
            r"страница не найдена|strona nie istnieje|nie znaleziono|sayfa bulunamad[ıi]|الصفحة غير موجودة|페이지를 찾을 수 없습니다"
        ),
    ),
)
_REFUSED: Final = tuple(
    (reason, re.compile(rf"[\W_]*(?:{pattern})", re.IGNORECASE)) for reason, pattern in _REFUSALS
)

SHORT_BODY: Final = 500.0
"""Worth of a body above which no word in a title makes the page an error page."""

LIST_PROSE: Final = 160.0
"""Worth of a body below which the links around it decide whether the page is a list."""

LIST_LINKS: Final = 15
"""Links as long as headlines that make a page without prose a list."""

HEADLINE_WIDTH: Final = 18
"""Width of a link's text from which it may be a headline."""

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
    r"剩余\s?\d+%|付费(?:阅读|后)|订阅后(?:可)?阅读|本文为付费|訂閱後|付費",
    re.IGNORECASE,
)


def check(page: Outline, body: Body, said: Metadata, capture: Capture) -> tuple[str, ...]:
    """Return the flags of an article's page: ``paywalled``, ``gallery``, ``live``, ``video``, ...

    Raises `NotAnArticle` with ``captcha``, ``login-wall``, ``error-page``, ``list-page``,
    ``frames`` or ``no-text``, and how sure that is.
    """
    if reason := _refusal(page, body, capture):
        raise NotAnArticle(*reason)
    stated = _ARTICLE_TYPES & {kind.lower() for kind in said.page_type}
    if reason := _list(page, body, said, capture, stated=bool(stated)):
        raise NotAnArticle(*reason)
    if not body.blocks and page.nodes[0].element.find("frameset") is not None:
        raise NotAnArticle("frames", 0.95)
    if not body.blocks and not said.article_body:
        raise NotAnArticle("no-text", 0.7 if stated else 0.95)
    return tuple(_flags(page, body, said, capture))


def _refusal(page: Outline, body: Body, capture: Capture) -> tuple[str, float] | None:
    """Return why the server gave no article, where the status or the headline says so."""
    if body.worth > SHORT_BODY:
        return None
    if capture.status >= 400:  # noqa: PLR2004 the HTTP classes of failure
        return "error-page", 0.95
    title = page.nodes[0].element.findtext(".//title") or ""
    headings = [block.text for block in page.blocks if block.heading][:3]
    sure = 0.9 if body.worth < LIST_PROSE else 0.7
    for text in (title.strip(), *headings):
        for reason, pattern in _REFUSED:
            if len(text) <= 80 and pattern.match(text):  # noqa: PLR2004 a title, not a sentence
                if reason == "login-wall" and body.worth > LIST_PROSE:
                    continue
                return reason, sure
    return None


def _list(
    page: Outline, body: Body, said: Metadata, capture: Capture, *, stated: bool
) -> tuple[str, float] | None:
    """Return that a page is a list or a front page, where it is one."""
    headlines = sum(
        1
        for block in page.blocks
        if block.density > 0.8 and block.chars >= HEADLINE_WIDTH and block.zone != "drop"  # noqa: PLR2004
    )
    front = _path(capture.url) in {"", "index.html", "index.htm", "index.php"}
    listed = bool(_LIST_TYPES & {kind.lower() for kind in said.page_type}) and not stated
    if front and not stated and headlines >= LIST_LINKS and headlines * 40 > body.worth:
        return "list-page", 0.95
    if stated or body.worth >= LIST_PROSE or said.article_body:
        return None
    if headlines >= LIST_LINKS:
        return "list-page", 0.85 if listed else 0.7
    return None


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.strip("/").lower()
    except ValueError:
        return url


AFTER: Final = 25
"""Lines after a body among which a paywall is looked for."""


def _flags(page: Outline, body: Body, said: Metadata, capture: Capture) -> list[str]:
    kinds = {kind.lower() for kind in said.page_type}
    flags = []
    if capture.truncated or page.cut:
        flags.append("truncated")
    around = page.blocks[body.blocks[0] : body.blocks[-1] + AFTER] if body.blocks else []
    if any(block.chars < 400 and _PAYWALL.search(block.text) for block in around):  # noqa: PLR2004
        flags.append("paywalled")
    if kinds & {"liveblogposting"}:
        flags.append("live")
    if kinds & {"imagegallery", "mediagallery"}:
        flags.append("gallery")
    if any(kind.startswith("video") for kind in kinds) and body.worth < SHORT_BODY:
        flags.append("video")
    return flags
