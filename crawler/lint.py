"""What no expected article may hold: a fixture must never certify garbage.

`complaints` is asked by ``scrapy freeze`` before it writes, and by the tests for every
story there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawler.text.repair import repair

READ = ("headline", "kicker", "alternativeHeadline", "description", "articleBody", "dateline")
"""Fields of running text; what is said about rights has fields of its own."""

MOJIBAKE = re.compile(
    r"[ÃÂâåæçäéè][\x80-\xbf]|â€|Ã[^\W\d_a-zé]|锟斤拷|烫烫|鈥|锛|銆|ï»¿|ðŸ|[ÐÑ][\x80-\xbf°-¿]|[\x80-\x9f]"
)
"""Text decoded wrongly, as it is met: UTF-8 as Windows-1252, as GBK; controls of C1."""

MIRROR = re.compile(
    r"[\u3400-\u9fff]\?{0,2}\(?[(（]"
    r"[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*\)?[)）]|[\u3400-\u9fff]\?[\u3400-\u9fff]?\)"
)
"""The readings that mirrors inject behind characters, aligned to them or not."""

LEGAL = re.compile(
    r"版权声明|免责声明|版权(?:均)?(?:属|所有|归)|未经.{0,12}(?:授权|许可|允许|同意).{0,8}"
    r"(?:不得|禁止|严禁|請勿)"
    r"|(?:严禁|禁止|謝絕|请勿|請勿)(?:转载|轉載)|轉載必究|ICP[备備]|公网安备|许可证[：:\s]*\w*\d{6}"
    r"|举报电话"
    r"|版權(?:所有|聲明)|著作權|all rights reserved|copyright\s*(?:©|\(c\)|\d{4})|©"
    r"|無断(?:転載|複製)|無斷轉載"
    r"|все права защищены"
    r"|при (?:цитировании|перепечатке).{0,40}ссылка|جميع الحقوق محفوظة|alle rechte vorbehalten"
    r"|tous droits r[ée]serv[ée]s|todos los derechos reservados",
    re.IGNORECASE,
)
NAVIGATION = re.compile(
    r"^\W*(?:上一[页頁篇]|下一[页頁篇]|返回(?:首页|頂部|顶部|列表)|首页|您当前的位置|当前位置|分享(?:到|至)|分享文章"
    r"|字号"
    r"|【字号|相关(?:新闻|阅读|链接)|相關新聞|推荐阅读|延伸閱讀|更多>>|打印|关闭窗口"
    r"|责任编辑|責任編輯|责编|编辑[：:]"
    r"|関連記事|関連リンク|次のページ|前のページ|トップページ|シェア(?:する)?$"
    r"|читайте также|поделиться|на главную"
    r"|اقرأ أيضا|مواضيع ذات صلة|شارك"
    r"|read more|related (?:stories|articles|posts)|share (?:this|on)|sign up"
    r"|subscribe(?: to| now)|newsletter|follow us|skip to|next page|previous page"
    r"|advertisement$|home\s*[>»]"
    r"|more from|click here|log ?in|cookie)",
    re.IGNORECASE,
)
SHORT = 60
"""Characters up to which a paragraph that begins like navigation is navigation."""


def complaints(record: dict[str, Any]) -> list[str]:
    r"""Return what is wrong with an expected article, one sentence each; nothing if sound.

    >>> body = "The ferry is back.\nShare this story"
    >>> complaints({"headline": "Ferry", "articleBody": body})
    ["articleBody holds navigation: 'Share this story'"]
    """
    if "notAnArticle" in record:
        return []
    found = [f"there is no {name}" for name in ("headline", "articleBody") if not record.get(name)]
    if record.get("articleBody") == "" and record.get("image"):
        found.remove("there is no articleBody")
    for place, text in _texts(record):
        found += [f"{place} holds {what}: {text[:80]!r}" for what in _wrongs(place, text)]
    paragraphs = record.get("articleBody", "").split("\n")
    captions = {image.get("caption") for image in record.get("image", ())} - {None}
    found += [f"articleBody repeats the caption: {p[:80]!r}" for p in paragraphs if p in captions]
    twice = {p for p in paragraphs if paragraphs.count(p) > 1}
    return found + [f"articleBody says twice: {p[:80]!r}" for p in sorted(twice)]


def _texts(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in READ:
        for text in (record.get(name) or "").split("\n"):
            yield name, text
    for n, image in enumerate(record.get("image", ())):
        for name in ("caption", "creditText"):
            yield f"image[{n}].{name}", image.get(name) or ""
    for name in ("author", "editor", "contributor"):
        for n, person in enumerate(record.get(name, ())):
            yield f"{name}[{n}].name", person.get("name") or ""
    for name in ("copyrightNotice", "copyrightHolder"):
        yield name, record.get(name) or ""


def _wrongs(place: str, text: str) -> Iterator[str]:
    """Yield what a text holds that it should not."""
    if "\ufffd" in text:
        yield "U+FFFD"
    if MOJIBAKE.search(text):
        yield "mojibake"
    elif MIRROR.search(text):
        yield "the damage of a mirror"
    elif (repaired := repair(text)).text != text:
        yield f"what {'+'.join(repaired.steps)} would repair"
    if place.startswith("copyright"):
        return
    if LEGAL.search(text):
        yield "a legal notice"
    if len(text) <= SHORT and NAVIGATION.search(text):
        yield "navigation"
