"""Paragraphs that every page of a site carries and no reader came for.

A `Rule` is data. The common ones are in `RULES`; a site's own stand in its profile. Footers
are peeled from the end for as long as a rule matches, so a rule never reaches into the middle
of a story unless it says so. What a footer says is kept as data: `crawler.text.notices`
reads the notices, `crawler.text.credits` the credits.
"""

# ruff: noqa: E501 a table of patterns reads better unbroken

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from crawler.memory import NO_MEMORY, Memory, fingerprint
from crawler.model import Article, Edit, Identifier, Organization, Person
from crawler.text import credits as credit_lines
from crawler.text.compare.changes import is_correction
from crawler.text.notices import Notice, notice_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Place = Literal["head", "tail", "anywhere"]
Means = Literal["notice", "credit", "nothing"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a boilerplate paragraph looks like, where it stands, and what it tells."""

    name: str
    pattern: str
    at: Place = "tail"
    means: Means = "nothing"

    def matches(self, paragraph: str) -> bool:
        """Say whether a paragraph is of this kind."""
        return _compiled(self.pattern).search(paragraph) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_OPEN = r"^[\s(（【\[〔*※■●◆▲>＞—-]*"

RULES = (
    # rights and notices
    Rule("版权声明", _OPEN + r"[^，。！？]{0,14}(?:版权|版權|著作权|著作權|免责|免責|特别|特別|郑重)(?:[与和及、]\S{2,4})?[声聲]明[：:】\])）]?", means="notice"),
    Rule("凡注明来源", _OPEN + r"(?:[一二三四五六七八九十\d]+[、.．)）])?\s*凡(?:本[站网報报刊社]|[来來]源|署名|注明|是|[^，。]{2,12}(?:注明|标注))", means="notice"),
    Rule("转载声明", r"(?:转载|轉載|摘编|刊载).{0,40}(?:注明|来源|來源).{0,40}(?:不代表|立场|观点|必究|联系)|并不代表(?:本[站网]|我们)?.{0,10}(?:赞同|观点|立场)", means="notice"),
    Rule("联系删除", r"(?:如[因有若涉]|若).{0,30}(?:版权|侵权|著作权|作品内容).{0,60}(?:联系|聯繫|删除|告知|邮箱)", means="notice"),
    Rule("版权所有", r"(?:版权|版權)(?:均?[属屬归歸]?.{0,20})所有.{0,40}(?:不得|禁止|必究|许可证|ICP|转载|$)|^.{0,30}(?:版权|版權)所有\W*(?:\w{0,30})$", means="notice"),
    Rule("未经授权", r"未[经經].{0,24}(?:授权|授權|许可|許可|同意|允许|允許|书面).{0,24}(?:不得|禁止|严禁|请勿|請勿|謝絕|谢绝|转载|轉載)", means="notice"),
    Rule("备案", r"[A-Z\u4e00-\u9fff]?\s?ICP\s?[备備证證]|公网安备|新闻信息服务许可证|违法和不良信息举报|网站标识码|广播电视节目制作经营许可", means="notice"),
    Rule("網路轉載", r"(?:請勿|不得|禁止).{0,6}(?:轉載|转载|翻印|抄襲)|轉載請註明|無断(?:転載|複製)|無斷轉載|禁(?:無断)?(?:転載|複製)|저작권자|무단\s?전재", means="notice"),
    Rule("copyright-line", _OPEN + r"(?:copyright\b|©|\(c\)\s)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d|[^\W\d_][^.。]{0,40}(?:19|20)\d\d\W*$|.{0,80}all rights reserved)", means="notice"),
    Rule("copyright-owner", r"^\W*(?:©|\(c\)\s)\s*[^\W\d_].{1,80}$", means="notice"),
    Rule("all-rights-reserved", r"\ball rights reserved\b\.?\W*.{0,60}$|\b(?:tous droits réservés|todos los derechos reservados|alle rechte vorbehalten|tutti i diritti riservati|todos os direitos reservados|все права защищены|جميع الحقوق محفوظة|wszelkie prawa zastrzeżone|alle rechten voorbehouden)", means="notice"),
    Rule("no-republishing", r"^(?:this|the) (?:material|story|article|content|text)s? (?:may|must|can)\s?not be (?:published|reproduced|copied|republished|broadcast)|may not be (?:published|reproduced|republished|broadcast),? (?:broadcast|rewritten|redistributed|without)", means="notice"),
    Rule("contact", r"^(?:contact|reach|e-?mail|write to)\s+[^:@]{2,60}\s\S+@\S+\.[a-z]{2,}\W*(?:or .{2,60})?$|^[^.。]{2,40}(?:can|may) be (?:reached|contacted) (?:at|on|via)\b.{2,60}$"),
    Rule("перепечатка", r"при (?:цитировании|перепечатке|использовании).{0,60}(?:ссылка|обязательна)|перепечатка.{0,40}(?:запрещ|разреш)", means="notice"),
    # who made it
    Rule("责任编辑", _OPEN + r"(?:本文|本期|值班|执行|责任|責任|新媒体|网络|页面)?\s?(?:[责責]任?[编編][辑輯]?|编辑|編輯|校对|校對|审核|審核|编审|监制|监审|终审|值班\S{0,4}|初审|复审|主编)\s?[：:／/丨|　 ]\s?\S", means="credit"),
    Rule("记者", _OPEN + r"(?:作者|撰文|采写|采编|文字|文[/／]|图[/／]|来源|來源|稿源|信息来源|本文来源|通讯员|通訊員|供稿|记者|記者)\s?[：:/／]\s?\S{1,40}$", means="credit"),
    Rule("责任编辑 without a name", _OPEN + r"(?:责任编辑|責任編輯|责编|编辑|作者|来源)\s?[：:]\s*[)）】\]]?$"),
    Rule("发布日期", _OPEN + r"(?:发布|更新|发表|發佈|發布)(?:日期|时间|時間)\s?[：:].{4,80}$", means="credit"),
    Rule("图片来自", _OPEN + r"(?:本文|文中)?(?:图片|文图|图文|配图|部分图片)(?:均|皆|全部|都)?(?:来自|来源于?|源自|取自)于?[^，。]{0,16}[。)）】]?$"),
    Rule("主办单位", r"^(?:主办|主管|承办|协办|技术支持)(?:单位)?\s?[：:].{2,60}$|^(?:单位|公司|社|报社)?地址\s?[：:].{4,60}(?:邮编|电话|传真).{0,60}$", means="notice"),
    # ways out of the page
    Rule("查看更多", r"返回\S{1,10}[，,]?\s?查看更多$"),
    Rule("原标题", _OPEN + r"原(?:标题|標題|题)[：:]", "anywhere"),
    Rule("扫码", _OPEN + r"(?:[用请]?微信)?(?:扫一?扫|扫码|扫描|长按|掃描|掃一?掃).{0,30}(?:二维码|二維碼|关注|阅读|下载|分享|手机|页面)"),
    Rule("相关阅读", _OPEN + r"(?:延伸|相关|相關|推荐|推薦|更多|热门)(?:阅读|閱讀|新闻|新聞|报道|報導|链接|文章|推荐|资讯)\s?[：:】]?.{0,80}$"),
    Rule("网友评论", r"网友评论仅供|评论仅代表|文明上网|我来说两句|^.{0,4}(?:点赞|收藏|分享到|举报|打印|关闭(?:窗口|本页))[：:】]?\s?\S{0,20}$"),
    Rule("feeds", r"^(?:(?:please )?(?:follow|like|find|join) us (?:on|at)|sign up (?:for|to)|subscribe (?:to|now|today)|get .{0,40}newsletter|download (?:the|our) .{0,20}app)\b.{0,160}$"),
    Rule("read-more", r"^(?:read (?:more|also|next|the full)|see also|related(?: (?:stories|articles|posts|coverage))?|more (?:on|from|about) (?:this|the)|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leer también|lea también|leggi anche|leia (?:também|mais)|lees ook|читайте также|اقرأ أيضا)\s?[:：»>-].{0,160}$", "anywhere"),
    Rule("tip-line", r"^(?:do you have|got|have) (?:a |any )?(?:news )?(?:tip|story|question|information)s?\b.{0,20}\?.{0,160}$|^(?:contact|write to|email|e-mail|reach) (?:the (?:author|reporter|newsroom|editor)|us)\b.{0,160}@"),
)  # fmt: skip
"""The common rules, most telling first; a tail is peeled while any of them matches."""

MAX_LENGTH = 400
"""Characters beyond which a paragraph that only ends in a notice is a story's own."""


def strip(
    article: Article, site_rules: Iterable[Rule] = (), memory: Memory = NO_MEMORY
) -> Article:
    """Return the article without its boilerplate; the edits keep what went.

    What a notice or a credit line says becomes data of the record. `memory` knows the lines
    that the site's other stories carry: they go where they stand below the story or above it,
    never between its paragraphs, and each is an edit by ``site:recurring``.
    """
    rules = (*site_rules, *RULES)
    gone = _gone(article.article_body, rules, memory)
    cleaned = article.edited(_removals(article, gone))
    cleaned = cleaned.edited(_signed(cleaned))
    told = [article.article_body[n] for n, rule in sorted(gone.items()) if rule.means != "nothing"]
    cleaned = cleaned.edited(_credited(cleaned, told))
    notices = [
        article.article_body[n] for n, rule in sorted(gone.items()) if rule.means == "notice"
    ]
    return cleaned.edited(_noticed(cleaned, notices))


def footer(body: tuple[str, ...], site_rules: Iterable[Rule] = ()) -> int:
    """Return where the lines begin that end a body and are none of its text.

    >>> footer(("The ferry is back.", "It sails at noon.", "© 2024 The Courier"))
    2
    """
    gone = _gone(body, (*site_rules, *RULES))
    return max((n + 1 for n in range(len(body)) if n not in gone), default=0)


def is_notice(line: str) -> bool:
    """Say whether a line is part of a legal notice.

    >>> is_notice("版权声明：河口网版权所有，未经授权不得转载")
    True
    >>> is_notice("最高法院周一发布了关于版权的新解释，三家出版社提出意见。")
    False
    """
    return len(line) <= MAX_LENGTH and any(
        rule.matches(line) for rule in RULES if rule.means == "notice"
    )


def _gone(
    body: tuple[str, ...], rules: tuple[Rule, ...], memory: Memory = NO_MEMORY
) -> dict[int, Rule]:
    """Return the rule that each boilerplate paragraph falls under, by position."""
    gone = _by_rule(body, rules, NO_MEMORY)
    if not memory.lines:
        return gone
    with_memory = _by_rule(body, rules, memory)
    recurring = sum(len(body[n]) for n, rule in with_memory.items() if rule is RECURRING)
    # A story that is held at another address too has taught each of its own lines.
    is_other_story = recurring <= MAX_RECURRING * sum(map(len, body))
    return with_memory if is_other_story else gone


def _by_rule(body: tuple[str, ...], rules: tuple[Rule, ...], memory: Memory) -> dict[int, Rule]:
    gone: dict[int, Rule] = {}
    for n, text in enumerate(body):
        rule = next((rule for rule in rules if rule.at == "anywhere" and rule.matches(text)), None)
        if rule is not None:
            gone[n] = rule
    rest = [n for n in range(len(body)) if n not in gone]
    end = _end(body, rest)
    tail = [rule for rule in rules if rule.at == "tail"]
    for n in (n for n in rest if n > end):
        gone[n] = next((rule for rule in tail if rule.matches(body[n])), AFTER_THE_END)
    rest = [n for n in rest if n <= end]
    for positions, place in ((rest, "head"), (rest[::-1], "tail")):
        for n in positions:
            found = next((r for r in rules if r.at == place and r.matches(body[n])), None)
            if found is None and _only_credits(body[n]):
                found = CREDITS
            if found is not None and len(body[n]) > MAX_LENGTH:
                found = None
            if found is None and _is_the_sites(body[n], memory):
                found = RECURRING
            if found is None:
                break
            gone[n] = found
    return gone


CREDITS = Rule("credits", "", means="credit")
"""A line that names who made the story, and nothing else: at either end of it."""

RECURRING = Rule("recurring", "")
"""A line that the site's other stories carry too, at either end of the body."""

MAX_RECURRING = 0.5
"""Share of a body's characters that may recur on its site."""

LEAST_RECURRING = 16
"""Characters of a line that may be the site's own: "Yes, I do." may be anybody's last words."""

AFTER_THE_END = Rule("after-the-end", "")
"""What follows the editor's line: headlines and teasers of other stories."""

END = re.compile(_OPEN + r"(?:责任编辑|責任編輯|责编)\s?[：:]")
"""The line with which a Chinese newsroom closes a story."""

MAX_AFTER, MAX_TITLE = 6, 45
"""Lines, and characters of each, that may follow the end: a story goes on longer than that."""

MAX_TEASER = 0.15
"""Or share of the story that all of them together may be, with a teaser among them."""


def _only_credits(line: str) -> bool:
    found = credit_lines.credits(line)
    return found is not None and found.whole


def _is_the_sites(line: str, memory: Memory) -> bool:
    """Return True for a line that other stories carry, unless it must be this story's own.

    A newsroom words all of its corrections alike; a question may end any interview.
    """
    return (
        len(line) >= LEAST_RECURRING
        and fingerprint(line) in memory.lines
        and not line.endswith(("?", "？", "؟"))
        and not is_correction(line)
    )


def _end(body: tuple[str, ...], rest: list[int]) -> int:
    """Return the last position of the story, where an editor's line says so."""
    last = len(body)
    for n in rest[-MAX_AFTER - 1 :]:
        after = [body[m] for m in rest if m > n]
        if END.match(body[n]) and (n + 1) * 2 >= last and _is_no_story(after, body[:n]):
            return n
    return last


def _is_no_story(after: list[str], before: tuple[str, ...]) -> bool:
    """Say whether what follows the end of a story is too little to be more of it."""
    if all(len(line) <= MAX_TITLE for line in after):
        return True
    return sum(map(len, after)) <= MAX_TEASER * sum(map(len, before))


def _removals(article: Article, gone: dict[int, Rule]) -> Iterator[Edit]:
    places = [image.position for image in article.image]
    for n in sorted(gone, reverse=True):
        by = "site:recurring" if gone[n] is RECURRING else f"boilerplate:{gone[n].name}"
        yield Edit(by, f"articleBody[{n}]", article.article_body[n], None)
        for i, place in enumerate(places):
            if place is not None and place > n:
                yield Edit(by, f"image[{i}].position", place, place - 1)
                places[i] = place - 1


def _signed(article: Article) -> Iterator[Edit]:
    """Yield what takes a signature off the last paragraph and makes an author of it."""
    if not article.article_body:
        return
    n = len(article.article_body) - 1
    japanese = article.in_language == "ja"
    text, names = credit_lines.signature(article.article_body[n], japanese=japanese)
    if not names:
        return
    by = "credit:signature"
    if text:
        yield Edit(by, f"articleBody[{n}]", article.article_body[n], text)
    else:
        yield Edit(by, f"articleBody[{n}]", article.article_body[n], None)
    yield from _added(by, "author", article.author, [Person(name) for name in names])


def _credited(article: Article, lines: list[str]) -> Iterator[Edit]:
    """Yield the people and the source that credit lines name."""
    found = [each for each in map(credit_lines.credits, lines) if each is not None]
    roles: tuple[Literal["author", "editor", "contributor"], ...] = (
        "author",
        "editor",
        "contributor",
    )
    for role in roles:
        people = [_person(credit) for each in found for credit in each.of(role)]
        yield from _added(f"credit:{role}", role, getattr(article, role), people)
    source = next((each.source for each in found if each.source), None)
    if source and article.source_organization is None:
        yield Edit("credit:source", "sourceOrganization", None, Organization(source))


def _person(credit: credit_lines.Credit) -> Person:
    title = credit.job_title if credit.role == "contributor" else None
    return Person(credit.name, title, credit.affiliation)


def _added(
    by: str, field: str, known: tuple[Person | Organization, ...], people: list[Person]
) -> Iterator[Edit]:
    names = [person.name for person in known]
    for person in people:
        if person.name not in names:
            yield Edit(by, f"{field}[{len(names)}]", None, person)
            names.append(person.name)


def _noticed(article: Article, lines: list[str]) -> Iterator[Edit]:
    """Yield the notice as data: its lines, the holder, the publisher and its numbers."""
    kept = (article.copyright_notice or "").split("\n") if article.copyright_notice else []
    said = [*kept, *(line for line in lines if not any(line in other for other in kept))]
    if not said:
        return
    by = "boilerplate:notice"
    if said != kept:
        yield Edit(by, "copyrightNotice", article.copyright_notice, "\n".join(said))
    told = notice_of(said)
    if told.holder and not article.copyright_holder:
        yield Edit(by, "copyrightHolder", article.copyright_holder, told.holder)
    publisher = _publisher(article, told)
    if publisher != article.publisher:
        yield Edit(by, "publisher", article.publisher, publisher)


def _publisher(article: Article, told: Notice) -> Organization | None:
    """Return the publisher with what its notice says; on a mirror it is the original one."""
    numbers = tuple(Identifier(kind, value) for kind, value in told.identifiers)
    name = told.publisher or told.holder
    known = article.publisher
    if name and (known is None or "mirror" in article.provenance.flags):
        known = Organization(name)
    if known is None:
        if not (numbers or told.email):
            return None
        known = Organization("")
    return replace(
        known,
        email=known.email or told.email,
        telephone=known.telephone or told.telephone,
        identifier=known.identifier + tuple(n for n in numbers if n not in known.identifier),
    )
