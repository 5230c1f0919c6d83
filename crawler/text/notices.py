"""Legal notices: who holds the rights, who publishes, and under which numbers.

Strings in, values out. Chinese portals glue copyright, hotline and three licence numbers
into one line without a space; each number is known by its own shape.
"""

# ruff: noqa: E501 a table of patterns reads better unbroken

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

IDENTIFIERS = (
    ("ICP", r"[\u4e00-\u9fff]\s?ICP\s?[备證证備]\s?(?:案?号?[:：])?\s?\d{5,10}\s?号?(?:\s?-\s?\d+)?"),
    ("互联网新闻信息服务许可证", r"(?:互联网)?新闻信息服务许可证(?:编?号)?\s?[:：]?\s?(?P<value>[\d\u4e00-\u9fff-]*\d[\d-]*(?:号)?)"),
    ("公安备案", r"[\u4e00-\u9fff]?公网安备\s?[:：]?\s?\d{8,14}\s?号?"),
    ("信息网络传播视听节目许可证", r"视听节目许可证(?:编?号)?\s?[:：]?\s?(?P<value>\d{5,10})"),
    ("网站标识码", r"网站标识码\s?[:：]?\s?(?P<value>[\da-z]{8,12})"),
)  # fmt: skip
"""What each kind of number looks like; the value is the whole of it or the part so named."""

_NAME = r"[\u4e00-\u9fffA-Za-z·\d]{2,20}?"
_PUBLISHER = (
    rf"注明[“\"「']?来源[：:]\s?(?P<name>{_NAME})[”\"」'](?:的|，|及)",
    rf"^\s*(?P<name>{_NAME})(?:的)?(?:版权|免责|版權)(?:[与和及](?:版权|免责|知识产权))?[声聲]明",
    rf"版[权權]声明[：:]\s?(?P<name>{_NAME})版[权權]所有",
    rf"版[权權](?:均)?[属屬归歸](?:于)?\s?(?P<name>{_NAME})(?:所有|，|。)",
)
_HOLDER = (
    rf"版[权權](?:均)?[属屬归歸](?:于)?\s?(?P<name>{_NAME})所有",
    rf"(?:^|[：:。\s])(?P<name>{_NAME})\s?版[权權]所有",
    r"(?:copyright\s*)?(?:©|\(c\)|copyright)\s*(?:(?:19|20)\d\d\s*[-–—]?\s*(?:(?:19|20)\d\d)?)?,?\s*(?:by\s+)?(?P<name>[^\W\d_][^.,;|©\n]{1,60}?)\s*(?:,?\s*all rights|[.,;|]|\d{4}|$)",
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?:电话|電話|热线|熱線|hotline|phone|tel)[^\d+]{0,4}(\+?\d[\d -]{6,18}\d)", re.IGNORECASE
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
    email = _EMAIL.search(text)
    phone = _PHONE.search(text)
    return Notice(
        holder=_named(_HOLDER, text),
        publisher=_named(_PUBLISHER, text),
        email=email[0] if email else None,
        telephone=phone[1].strip() if phone else None,
        identifiers=tuple(_identifiers(text)),
    )


def _named(patterns: Sequence[str], text: str) -> str | None:
    for pattern in patterns:
        if found := re.search(pattern, text, re.IGNORECASE | re.MULTILINE):
            return str(found["name"]).strip()
    return None


def _identifiers(text: str) -> list[tuple[str, str]]:
    found = []
    for kind, pattern in IDENTIFIERS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            value = match.groupdict().get("value") or match[0]
            found.append((kind, re.sub(r"[\s:：]", "", value)))
    return list(dict.fromkeys(found))
