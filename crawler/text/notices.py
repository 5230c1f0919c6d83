"""Legal notices: who holds the rights, who publishes, and under which numbers.

Strings in, values out. Chinese portals glue copyright, hotline and three licence numbers
into one line without a space; each number is known by its own shape.
"""

# ruff: noqa: E501 a table of patterns reads better unbroken

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Sequence

IDENTIFIERS = (
    ("ICP", re.compile(r"[\u4e00-\u9fff]\s?ICP\s?[备證证備]\s?(?:案?号?[:：])?\s?\d{5,10}\s?号?(?:\s?-\s?\d+)?", re.IGNORECASE)),
    ("互联网新闻信息服务许可证", re.compile(r"(?:互联网)?新闻信息服务许可证(?:编?号)?\s?[:：]?\s?(?P<value>[\d\u4e00-\u9fff-]*\d[\d-]*(?:号)?)", re.IGNORECASE)),
    ("公安备案", re.compile(r"[\u4e00-\u9fff]?公网安备\s?[:：]?\s?\d{8,14}\s?号?", re.IGNORECASE)),
    ("信息网络传播视听节目许可证", re.compile(r"视听节目许可证(?:编?号)?\s?[:：]?\s?(?P<value>\d{5,10})", re.IGNORECASE)),
    ("网站标识码", re.compile(r"网站标识码\s?[:：]?\s?(?P<value>[\da-z]{8,12})", re.IGNORECASE)),
)  # fmt: skip
"""What each kind of number looks like; the value is the whole of it or the part so named."""

_ANY_CASE = re.IGNORECASE | re.MULTILINE
_NAME = r"[\u4e00-\u9fffA-Za-z·\d]{2,20}?"
_PUBLISHER = (
    re.compile(rf"注明[“\"「']?来源[：:]\s?(?P<name>{_NAME})[”\"」'](?:的|，|及)", _ANY_CASE),
    re.compile(
        rf"^\s*(?P<name>{_NAME})(?:的)?(?:版权|免责|版權)(?:[与和及](?:版权|免责|知识产权))?[声聲]明",
        _ANY_CASE,
    ),
    re.compile(rf"版[权權]声明[：:]\s?(?P<name>{_NAME})版[权權]所有", _ANY_CASE),
    re.compile(rf"版[权權](?:均)?[属屬归歸](?:于)?\s?(?P<name>{_NAME})(?:所有|，|。)", _ANY_CASE),
)
_CHINESE_HOLDER = (
    re.compile(rf"版[权權](?:均)?[属屬归歸](?:于)?\s?(?P<name>{_NAME})所有", _ANY_CASE),
    re.compile(rf"(?:^|[：:。\s])(?P<name>{_NAME})\s?版[权權]所有", _ANY_CASE),
)
_POINT = (
    r"\.(?=[^\W\d_])|(?<=\.[^\W\d_])\.|(?<=\bst)\.(?=\s)|(?<=\b[^\W\d_])\.(?=\s(?-i:[a-zß-ÿ]))"
)
"""A point inside a name: B.V., St. Louis, a small word behind one letter."""

_ENDS = r"\s*(?:,?\s*all rights|\d{4}|$|(?<=\s)[-–—]\s)"
_HOLDER = (
    re.compile(
        r"(?:(?:copyright\s*)?(?:©|\(c\))(?:\s*copyright\b)?|^\W*copyright\b|\bcopyright(?=\W*(?-i:\d{4}|[^\W\d_a-zß-ÿ])))\s*(?:(?:19|20)\d\d\s*[-–—]?\s*(?:(?:19|20)\d\d)?)?,?\s*(?:by\s+)?(?!all rights)"
        rf"(?P<name>(?:\b[^\W\d_]\.\s?){{0,3}}[^\W\d_](?:(?!{_ENDS})(?:[^.,;|©\n]|{_POINT})){{1,60}}+)(?={_ENDS}|\s*[.,;|])",
        _ANY_CASE,
    ),
)
_LATIN = "0-9A-Za-zÀ-ɏ"
_EMAIL = re.compile(rf"(?<![{_LATIN}_.+-])[{_LATIN}_.+-]+@[{_LATIN}-]+(?:\.[{_LATIN}-]+)+")
"""An address in Latin letters: what is written without spaces stands before it and behind it."""

_PHONE = re.compile(
    r"(?:电话|電話|热线|熱線|(?<![A-Za-z])(?:hotline|phone|tel))[^\d+]{0,4}(\+?\d[\d -]{6,18}\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says."""

    holder: str | None = None
    publisher: str | None = None
    email: str | None = None
    telephone: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    """Kind and value: ``("ICP", "豫ICP备00000001号-1")``."""


def notice_of(lines: Sequence[str]) -> Notice:
    """Return what the lines of a notice say.

    >>> said = notice_of(["版权声明：河口网版权所有，不得转载。举报电话：03715550000豫ICP备00000001号-1"])
    >>> said.holder, said.telephone, said.identifiers
    ('河口网', '03715550000', (('ICP', '豫ICP备00000001号-1'),))
    >>> notice_of(["© 2026 The Harbour Post. All rights reserved."]).holder
    'The Harbour Post'
    """
    text = "\n".join(lines)
    is_chinese = max(text, default="") >= "\u4e00"
    email = _EMAIL.search(text)
    phone = _PHONE.search(text)
    return Notice(
        holder=(_named(_CHINESE_HOLDER, text) if is_chinese else None) or _named(_HOLDER, text),
        publisher=_named(_PUBLISHER, text) if is_chinese else None,
        email=email[0] if email else None,
        telephone=phone[1].strip() if phone else None,
        identifiers=tuple(_identifiers(text)) if is_chinese else (),
    )


def _named(patterns: Sequence[re.Pattern[str]], text: str) -> str | None:
    for pattern in patterns:
        if found := pattern.search(text):
            return str(found["name"]).strip()
    return None


def _identifiers(text: str) -> list[tuple[str, str]]:
    found = []
    for kind, pattern in IDENTIFIERS:
        for match in pattern.finditer(text):
            value = match.groupdict().get("value") or match[0]
            found.append((kind, re.sub(r"[\s:：]", "", value)))
    return list(dict.fromkeys(found))
