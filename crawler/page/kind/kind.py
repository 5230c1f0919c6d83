"""What kind of page this is: an article, or something that only looks like one.

A page without an article is said to be so by a stable word and with a confidence, so that
a crawl counts it instead of storing its navigation. In doubt a page is an article: a
record too many can be dropped later, a story never read is lost until somebody notices.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from crawler.frontier.refresh import sent_on
from crawler.model import NotAnArticle
from crawler.page.kind.listings import ARTICLE_TYPES, Seen, listing, path_of, without_text
from crawler.page.kind.soft_errors import SHORT_BODY, soft_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Capture
    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.document import Document
    from crawler.page.page_blocks import Blocks

_PAYWALL: Final = re.compile(
    r"subscribe to (?:continue|read|unlock)|to (?:continue reading|read the full|view the full)|already a subscriber|"
    r"this (?:article|story|content) is (?:only |exclusively )?(?:available )?(?:for|to) (?:our )?(?:paid )?subscribers|"
    r"subscriber[- ]only|(?:weiterlesen|jetzt testen) mit|nur f[üu]r abonnent|als abonnent|(?:der|dieser) artikel ist .{0,20}abonnent|"
    r"r[ée]serv[ée]e? aux abonn[ée]s|il vous reste .{0,12}% de cet article|solo para suscriptores|exclusivo para suscriptores|"
    r"exclusivo para assinantes|riservato agli abbonati|この記事は(?:会員|有料会員)限定|有料会員になる|残り\s?\d+文字|"
    r"tylko dla (?:prenumerator|subskrybent)|alleen voor abonnees|endast för prenumeranter|kun for abonnenter|vain tilaajille|"
    r"только для подписчиков|(?:оформите|доступно по) подписк|유료\s?(?:회원|기사)|abonelere özel|khusus pelanggan|للمشتركين فقط|"
    r"prenumerera för att (?:läsa|fortsätta)|bliv abonnent for at|(?:bli|blive?) abonnent (?:for å|for at|og) |må du (?:ha|være) abonne|tilaa ja lue|jatka lukemista tilaajana|"
    r"(?:jen|pouze|iba|len|výhradně) pr[oe] předplatitel|(?:iba|len) pre predplatiteľ|csak előfizető(?:k|ink)?nek|előfizetéssel olvasható|(?:doar|numai|exclusiv) pentru abonaț|"
    r"само за абонати|samo za (?:pretplatnik|naročnik)|само за претплатник|(?:лише|тільки|доступно) для (?:перед?платник|підписник)|толькі для падпісчык|"
    r"μόνο για συνδρομητ|(?:ainult|üksnes) tellija|tikai abonent|tik prenumerator|skirta prenumeratoriam|només per a? ?(?:als )?subscriptor|só para subscritor|só para asinantes|"
    r"abbonati per (?:continuare|leggere)|suscr[ií]b(?:ete|ase) para (?:continuar|seguir|leer)|assine para (?:continuar|ler)|abonnez-vous pour (?:lire|continuer|accéder)|abonneer (?:je|u) om|zapisz się na prenumeratę|wykup dostęp|"
    r"berlangganan untuk (?:melanjutkan|membaca)|untuk pelanggan premium|dành (?:riêng )?cho (?:thuê bao|hội viên|người đăng ký|độc giả trả phí)|(?:abone|abonelik) .{0,12}(?:devam|okumak)|aboneler için|yalnız abunəçilər|"
    r"(?:เฉพาะ|สำหรับ)สมาชิก|(?:केवल|सिर्फ) (?:सब्सक्राइबर|सदस्यों)|सब्सक्राइब करके पढ़ें|ویژه (?:مشترکان|مشترکین)|فقط برای مشترک|למנויים בלבד|لمشتركي|اشترك (?:لقراءة|لمتابعة)|صرف سبسکرائبر|"
    r"(?:শুধু|কেবল)\S* (?:গ্রাহক|সাবস্ক্রাইবার)|மட்டும் சந்தாதாரர|சந்தாதாரர்களுக்கு மட்டும்|მხოლოდ (?:გამომწერ|აბონენტ)|միայն բաժանորդ|тек жазылушылар|(?:구독자|프리미엄) 전용|구독(?:하고| 후) (?:전체|계속)|"
    r"会員限定|續(?:看|讀)全文.{0,10}(?:訂閱|會員)|(?:會員|会员|訂戶|订户)(?:專享|专享|限定|專屬|专属)|剩余\s?\d+%|付费(?:阅读|后)|订阅后(?:可)?阅读|本文为付费|訂閱後|付費"
)
"""Read in lower case: ignoring case in the pattern itself takes three times as long."""

_PAID: Final = (
    "subscri", "subskri", "weiterlesen", "jetzt testen", "continue reading", "read the full", "view the full", "abonn", "abbonati",
    "il vous reste", "suscr", "assin", "asinant", "会員", "残り", "prenumer", "tilaaj", "tilaa ja", "подпис", "підпис", "падпіс", "платник",
    "유료", "구독", "전용", "abone", "abunə", "pelanggan", "langganan", "المشترك", "لمشتركي", "للمشترك", "اشترك", "剩余", "付费", "订阅", "訂閱", "付費",
    "會員", "会员", "订户", "訂戶", "předplat", "predplat", "előfizet", "abona", "abonent", "абонати", "pretplat", "naročnik", "συνδρομητ", "tellija",
    "subscritor", "wykup", "dành", "สมาชิก", "सब्सक्राइ", "सदस्यों", "مشترک", "למנויים", "سبسکرائبر", "গ্রাহক", "সাবস্ক্রাই",
    "சந்தா", "გამომწერ", "აბონენტ", "բաժանորդ", "жазылушы",
)  # fmt: skip
"""Words of which each of those phrases holds one: most pages hold none."""


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
    ``sends-on``, ``list-page``, ``frames`` or ``no-text``, and how sure that is.
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
    if not body.blocks and document.root.find("frameset") is not None:
        raise NotAnArticle("frames", 0.95)
    if not body.blocks and not told_elsewhere:
        raise without_text(page, 0.7 if stated else 0.95)
    return tuple(_flags(page, body, kinds, capture))


AFTER: Final = 25
"""Lines after a body among which a paywall is looked for.

Measured: at 12 and at 50 no figure moves.
"""


def _flags(page: Outline, body: Body, kinds: frozenset[str], capture: Capture) -> list[str]:
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
    """Return True if one of these lines asks the reader to pay."""
    text = "\n".join(block.text for block in lines if block.chars < WALL).lower()
    words = [word for word in _PAID if word in text]
    return bool(words) and any(
        _PAYWALL.search(line) for line in text.split("\n") if any(word in line for word in words)
    )


TEASER: Final = 1500.0
"""Worth of a body below which, of a story that is sold, no more than the beginning was served.

Measured: at 750 and at 3000 no figure moves.
"""

_SOLD: Final = re.compile(rb'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


def _is_sold(page: Outline, capture: Capture) -> bool:
    """Return True if the page states that its story is for those who pay.

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
    r"live[\s_-]?(?:ticker|blog|updates?|text|coverage|feed|center|reporting|dekning|rapportering|uppdatering|opdatering)|\blive\s?[:|–-]|[:|–-]\s?live\b|liveblog|minute[\s-]by[\s-]minute|as it happened|"
    r"(?:en|le)[\s-]direct|minut[oe][\s-](?:a|per)[\s-]minut[oe]|ao[\s-](?:vivo|minuto)|en[\s-](?:vivo|directo)|(?:in\s)?diretta\b|în direct|live-?text|newsticker|ticker\b|"
    r"direktrapport|följ .{0,20}live|seuraa .{0,20}(?:livenä|suorana)|hetki hetkeltä|na żywo|relacja live|online přenos|živě\b|naživo|élőben|percről percre|uživo|v živo|уживо|на живо|во живо|"
    r"онлайн-?(?:трансляци|хроник|репортаж)|прямая трансляция|прямой эфир|наживо|онлайн-трансляція|хроніка|хроника|ζωντανά|λεπτό προς λεπτό|tiesiogiai|tiešraide|otseblogi|"
    r"canl[ıi]|dakika dakika|dəqiqəbədəqiqə|siaran langsung|langsung:|trực tiếp|ถ่ายทอดสด|รายงานสด|लाइव|लाईव|লাইভ|সরাসরি|நேரலை|లైవ్|ಲೈವ್|زنده|لحظه به لحظه|مباشر|عاجل ومباشر|בשידור חי|דיווח חי|עדכונים שוטפים|"
    r"直播|實況|实时更新|滚动更新|滾動更新|ライブ|速報中|詳報中|実況|실시간|생중계|ცოცხალი|პირდაპირი|ուղիղ",
)
"""Read in lower case, as the walls are."""

_CLOCK: Final = re.compile(
    r"\W*(?:\d{1,2}[:.h时時点點시]\s?\d{2}|\d{1,2}\s?(?:am|pm|uhr)\b)", re.IGNORECASE
)


def _is_live(page: Outline, body: Body, capture: Capture) -> bool:
    """Return True if a page reports as it happens: its entries are timed, and it says so."""
    if not body.blocks:
        return False
    node = page.nodes[body.container]
    lines = page.blocks[min(node.first, body.blocks[0]) : max(node.last, body.blocks[-1] + 1)]
    if sum(1 for block in lines if _CLOCK.match(block.text)) < ENTRIES:
        return False
    title = page.nodes[0].element.findtext(".//title") or ""
    return _LIVE.search(f"{title[:300].lower()} {path_of(capture.url)}") is not None


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
    return shown >= PICTURES and shown >= PER_PARAGRAPH * paragraphs


def _shows_video(page: Outline) -> bool:
    """Return True if the page states that it is about a moving picture."""
    root = page.nodes[0].element
    return root.find(".//meta[@property='og:video']") is not None or (
        root.find(".//h1/../video") is not None
    )
