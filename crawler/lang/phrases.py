"""What a line says about itself, in many languages: a credit, a label, a date, a notice."""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

import re
from typing import Final

_CREDITS = r"""
    (?:photo|image|picture|photograph|video|graphic|illustration)s?(?:\s(?:credit|by|courtesy|via|from)|\s*[:©]) (?:file|ap|afp|reuters)\sphoto getty\simages \(?(?:ap|afp|reuters|dpa|epa)\sphoto
    (?:foto|bild|grafik|symbolbild|archivbild|quelle|fuente|imagen|fotograf[íi]a|photo|cr[ée]dits?(?:\sphotos?)?|illustration|image|fotos?|bildquelle|(?:titel|header|beitrags|aufmacher|vorschau)(?:bild|foto))\s*(?:credit)?\s*[:©] © \(c\)\s фото\s*: 图片来源 图源 图/ 摄/ 图为 图说 資料圖 资料图 圖/ ▲ △ ▼ 写真[:＝=] 사진[=:]
"""


def _either(lines: str) -> str:
    return "|".join(lines.split())


CREDIT: Final = re.compile(
    rf"[\W_]*(?:{_either(_CREDITS)})"
    r"|.*\((?:image|photo|picture|pic|foto|bild|credit|source|archivbild|symbolbild)s?\s*[:©/][^()]{2,60}\)\W*$"
    r"|.{0,60}\bfile\sphoto\b|.*\b(?:photo|photograph|foto)\s(?:by|credit|courtesy)\b"
    r"|.*(?:/getty\simages|/afp|/ap|/reuters|/shutterstock|/epa|/dpa|via\sgetty\simages|getty\simages)\W*$",
    re.IGNORECASE,
)
"""The line names who made a picture, or says that it speaks of one."""

SENTENCE: Final = re.compile(
    r"[.!?…。！？；：，、؟।։።။;:,](?:[\"'”’»」』）)\]]|$|\s|(?=[\u3000-\u9fff]))"
)
"""Somewhere in the line a clause or sentence ends, as it does not in a label."""

END: Final = re.compile(r"[.!?…。！？；：؟।։።။:][\"'”’»」』）)\]\s]*$")
"""The line ends as a sentence does."""

_DATED: Final = (
    r"(?:(?:first |last |originally )?(?:updated|published|posted|modified|edited)|stand|(?:zuletzt )?(?:aktualisiert|ge[äa]ndert)|(?:erst)?ver[öo]ffentlicht|erschienen|publiziert"
    r"|publi[ée]e?|mis(?:e)? (?:à|a) jour|publicad[oa]|actualizad[oa]|atualizad[oa]|pubblicato|aggiornato|gepubliceerd|bijgewerkt|laatst gewijzigd|publicerad|uppdaterad|publisert|oppdatert"
    r"|opdateret|julkaistu|päivitetty|opublikowano|aktualizacja|publikov[áa]no|aktualizov[áa]no|uppf[æa]rt|опубликовано|обновлено|оновлено|yay[ıi]nlanma|g[üu]ncelleme|diperbarui|c[ậa]p nh[ậa]t"
    r"|発行|更新|配信|公開|입력|수정|등록)"
    r"(?:\s?(?:am|on|at|le|el|il|op|den|kl\.?|em|på|date|tarihi|日時))*\s*[:：,|]?\s*(?:\w+[,.]?\s)?\d"
)

LABEL: Final = re.compile(
    r"[\W_]*(?:"
    r"(?:当前|现在|您(?:现在|当前)?的?|所在|當前)位置|(?:网站|本站)?首页\s*[>＞»›/|-]"
    r"|(?:信息|文章|稿件|新闻)?(?:来源于?|來源)\s*[:：]|(?:发布|更新|发表|录入|修改|時間|时间|日期|發布)(?:时间|日期|時間|于)?\s*[:：]"
    r"|(?:作者|记者|編輯|编辑|责任编辑|責任編輯|责编|审核|审稿|校对|撰文|字号|字体|浏览|点击|阅读|访问)(?:次数|量|数|人)?\s*[:：]"
    rf"|{_DATED}"
    r").{0,80}$",
    re.IGNORECASE,
)
"""A short line above a body that names place, source, author or time."""

NOTICE: Final = re.compile(
    r"[\W_]*(?:(?:版权|免责|特别|郑重|转载|侵权|法律|著作权|本[站网])(?:与|及|和)?(?:免责|版权)?(?:声明|申明|说明|提示)|声明[：:]|版权所有|本文(?:仅代表|系)|"
    r"(?:凡|以上)(?:注明|内容|本[站网]|来源)|未经.{0,12}(?:授权|许可|允许|同意)|風險|风险提示|投资有风险|"
    r"copyright\b|©|\(c\)\s*\d{4}|all rights reserved|disclaimer\b|alle rechte vorbehalten|tous droits r[ée]serv[ée]s|"
    r"todos los derechos|todos os direitos|tutti i diritti|все права защищены)",
    re.IGNORECASE,
)
"""The line speaks of rights and liability: a body may end with it, and never begins there."""

_DISCLOSURE: Final = re.compile(
    r"\b(?:we|our|this|the|these|site|page|article|post)\b.{0,80}\b(?:affiliate (?:links?|partners?|commissions?|programs?)"
    r"|(?:earn|receive|get|make) (?:us )?(?:a |an )?(?:small )?(?:affiliate )?(?:commission|compensation|share of sales))\b"
    r"|\baffiliate (?:links?|disclosure)\b.{0,60}\b(?:this|we|our)\b"
    r"|\baffiliate-?links?\b.{0,120}\b(?:wir|uns|provision|dieser?|artikel|beitrag)\b|\b(?:wir|artikel|beitrag|links?)\b.{0,120}\b(?:affiliate-?links?|(?:kleine )?provision (?:von|vom|erhalten))\b"
    r"|\b(?:dieser|der) (?:artikel|beitrag|text) enthält (?:werbung|affiliate|produktplatzierung)"
    r"|\bliens? (?:d['’])?affili|\b(?:enlaces?|links?) de afilia|\blink (?:di )?affiliazion|アフィリエイト(?:リンク|プログラム|広告)を",
    re.IGNORECASE,
)
_SOLD: Final = ("fili", "ommission", "ompensation", "rovision", "erbung", "sales", "アフィリ")
"""Parts of words without which no line says so: a search for them costs next to nothing."""

DISCLOSURE_WIDTH: Final = 400
"""Characters up to which a line that says so says nothing else.

Measured: at 200 and at 800 no figure moves.
"""


def is_disclosure(text: str) -> bool:
    """Say whether a line tells that the page is paid for what its readers buy.

    >>> is_disclosure("If you buy through our links, we may earn an affiliate commission.")
    True
    >>> is_disclosure("The commission met affiliates of the ferry company on Monday.")
    False
    """
    return (
        len(text) < DISCLOSURE_WIDTH
        and any(part in text for part in _SOLD)
        and _DISCLOSURE.search(text) is not None
    )


OVER: Final = re.compile(
    r"\W*(?:about (?:the )?(?:authors?|writers?)|(?:press|media) contacts?|über (?:den autor|die autor(?:in|en|innen)\b.{0,12})|pressekontakt"
    r"|[àa] propos (?:de l['’]auteure?|des auteure?s)|contacts? presse|(?:sobre|acerca de) (?:el|la|los|las|o|a|os|as) autor(?:es|as?)?|contacto de prensa"
    r"|(?:sull['’]|l['’])autore|over de auteurs?|om (?:forfatteren|författaren)|o autor(?:ze|ach|ovi)|об авторе|контакты для прессы"
    r"|(?:关于)?作者(?:简介|介绍)|关于作者|作者簡介|(?:著者|筆者|執筆者)(?:プロフィール|紹介)|(?:필자|저자) ?소개)\W*$",
    re.IGNORECASE,
)
"""A label below which a page speaks of who wrote the story, and no longer of the story."""


_CLOCK: Final = re.compile(
    r"(?<![\d.])\d{1,2}\s?[:.h時时]\s?\d{2}(?!\.?\d)|\d\s?(?:[ap]\.?m|uhr)\b", re.IGNORECASE
)
_HALF: Final = re.compile(r"[ap]\.m\.\W*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
STAMP_LETTERS: Final = 120
STAMP_DIGITS: Final = 0.1
"""A line with a year and a time of day and no more than so many characters, so many of them digits.

`STAMP_LETTERS`, measured: at 60 and at 240 no figure moves. `STAMP_DIGITS`, measured: at 0.05 and
at 0.2 no figure moves.
"""


_DATES: Final = re.compile(rf"[\W_]*{_DATED}", re.IGNORECASE)


def is_dated(text: str) -> bool:
    """Say whether a line tells when the story was published or changed, and nothing else.

    >>> is_dated("Updated at 1:23 p.m."), is_dated("Publiziert: 03.04.2020, 12:35")
    (True, True)
    >>> is_dated("Posted 23 points, as many as in all of 2025.")
    False
    """
    return (
        len(text) <= STAMP_LETTERS
        and _DATES.match(text) is not None
        and (_YEAR.search(text) is not None or _CLOCK.search(text) is not None)
        and (END.search(text) is None or _HALF.search(text) is not None)
    )


def is_stamp(text: str) -> bool:
    """Say whether a line is the time of a story with its place or author, and no sentence.

    >>> is_stamp("4 May 2021, 19:49 | Jane Roe"), is_stamp("Tern Bay | Updated: 4 May 2021, 09:01 AM")
    (True, True)
    >>> is_stamp("The ferry of 4 May 2021 left at 19:49 and came back at 20:15.")
    False
    """
    return (
        len(text) <= STAMP_LETTERS
        and sum(map(str.isdigit, text)) >= STAMP_DIGITS * len(text)
        and _YEAR.search(text) is not None
        and _CLOCK.search(text) is not None
        and END.search(text) is None
    )
