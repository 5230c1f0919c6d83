"""Who is named in the bracket that opens or closes a text, and at the end of a caption.

A line of credits by itself is read in `crawler.text.credits`.
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.lang.credit_words import credit_part
from crawler.lang.names import HAN, is_chinese_name, names
from crawler.lang.words import either
from crawler.text.credits import (
    GAP,
    REPORTER,
    Credit,
    Credits,
    credits,  # noqa: A004 - the field's own word
    labelled_names,
)

_TOLD_BY = re.compile(
    rf"[(（【\[]?(?P<source>[{HAN}]{{2,12}}(?:报|報|网|網|社|台))讯(?=[\s:：(（,，]|$)"
)
"""The paper that tells the news, at the head of the text: 云河日报讯（记者 石小佳）."""

_DATELINE = re.compile(
    r"^.{0,40}?[(（【\[](?P<credits>[^()（）【】\[\]]{0,12}(?:记者|記者|通讯员|通訊員|作者|文/|采写)[^()（）【】\[\]]{2,60})[)）】\]]"
)

_SIGNATURE = re.compile(
    rf"[(（【](?P<label>[^()（）【】:：]{{0,16}}?(?:记者|記者|通讯员|通訊員|作者|编辑|文)?[:：]?{GAP}*)(?P<name>[{HAN}]{{2,4}}(?:[{GAP[1:-1]}、，]+[{HAN}]{{2,4}}){{0,4}})[)）】]$"
)

_BY_POST = re.compile(
    rf"[(（【](?P<credits>[{HAN}·]{{0,12}}(?:{REPORTER})[{HAN}·•、，,{GAP[1:-1]}]{{2,40}})[)）】]$"
)
"""A bracket that names reporters with their posts: （总台记者 张倩）."""

_JAPANESE_REMARK = re.compile(rf"(?:{credit_part('ja-remark')})[）)】]$")

_JAPANESE_SIGNATURE = re.compile(
    rf"^[（(【](?:文[・･]|記者[:：]?\s*)?(?P<name>[{HAN}々ヶ][{HAN}々ヶ\u3041-\u30fa・、]{{2,12}})[）)】]$"
)

MAX_JAPANESE = 6
"""Characters of a Japanese name, family name and given name together."""


def dateline_credits(paragraph: str) -> Credits | None:
    """Return who is named in the bracket that opens an agency paragraph.

    >>> dateline_credits("新华社巴黎12月9日电（记者唐霁）雨下了三天。").people[0].name
    '唐霁'
    >>> dateline_credits("云河日报讯（记者 石小佳）渡口昨日重开。").source
    '云河日报'
    >>> dateline_credits("他说（记者注：此处有删节）雨下了三天。")
    """
    found = _DATELINE.match(paragraph[:120])
    named = credits(found["credits"]) if found else None
    told = _TOLD_BY.match(paragraph)
    if told is None or told["source"].startswith("本"):
        return named
    return Credits(named.people if named else (), told["source"])


def signature(paragraph: str, *, japanese: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return a paragraph without the names in the bracket that closes it, and the names.

    In a `japanese` text a bracket that is a paragraph by itself is signed with any name.

    >>> signature("会议明天结束。（刘晓冬）")
    ('会议明天结束。', ('刘晓冬',))
    >>> signature("会议明天结束（见下图）")
    ('会议明天结束（见下图）', ())
    >>> signature("（森下葵）", japanese=True), signature("（敬称略）", japanese=True)
    (('', ('森下葵',)), ('（敬称略）', ()))
    """
    if japanese and _JAPANESE_REMARK.search(paragraph):
        return paragraph, ()
    if japanese and (alone := _JAPANESE_SIGNATURE.match(paragraph)):
        listed = re.split(r"[、・,，]", alone["name"])
        if all(2 <= len(name) <= MAX_JAPANESE for name in listed):  # noqa: PLR2004
            return "", tuple(listed)
    if post := _BY_POST.search(paragraph):
        reporters = _reporters(post["credits"])
        return (paragraph[: post.start()].rstrip(), reporters) if reporters else (paragraph, ())
    found = _SIGNATURE.search(paragraph)
    if not found:
        return paragraph, ()
    listed = labelled_names(found["name"], labelled=False)
    if not listed or found["name"].endswith(("摄", "攝")):
        return paragraph, ()
    return paragraph[: found.start()].rstrip(), tuple(listed)


def _reporters(bracket: str) -> tuple[str, ...]:
    """Return the reporters whom a bracket names with their posts, where it names nobody else.

    >>> _reporters("总台记者 张倩"), _reporters("本报记者 李明，实习生 张倩")
    (('张倩',), ('李明', '张倩'))
    >>> _reporters("记者 张倩 编辑 李明"), _reporters("记者 张倩 摄")
    ((), ())
    """
    named = None if bracket.endswith(("摄", "攝")) else credits(bracket)
    if named is None or named.source or any(who.role != "author" for who in named.people):
        return ()
    return tuple(who.name for who in named.people)


_DESK = credit_part("ja-desk")

_JAPANESE_PLACE = (
    rf"(?:[\u30a1-\u30f6ー・]{{2,12}}|{credit_part('ja-place')}"
    rf"|[{HAN}]{{2,5}}(?=[=＝]|{_DESK}))(?:{_DESK})?"
)

_JAPANESE_ITEM = re.compile(
    rf"(?P<place>{_JAPANESE_PLACE}[{GAP[1:-1]}=＝・]*)?(?P<name>[{HAN}々ヶ]{{2}}[{GAP[1:-1]}]?[{HAN}々ヶ\u3041-\u3096]{{0,4}})"
)

_JAPANESE_BRACKET = re.compile(r"[【（(](?P<items>[^【】（）()]{3,60})[】）)]")

_JAPANESE_OTHER = re.compile(credit_part("ja-other"))

JAPANESE = range(3, MAX_JAPANESE + 1)
"""Characters of a Japanese name that is known for one without a place or a title."""


def posted(paragraph: str) -> tuple[str, ...]:
    """Return who is named in the bracket that opens or closes a Japanese text, with a place.

    >>> posted("壁は古い。【カイロ金子淳、パリ＝北松円香】"), posted("【ソウル共同】壁は古い。")
    (('金子淳', '北松円香'), ())
    """
    for found in _JAPANESE_BRACKET.finditer(paragraph):
        closes = found.end() == len(paragraph)
        parts = [part.strip() for part in re.split(r"[、,，]", found["items"])]
        named = [item for part in parts if (item := _JAPANESE_ITEM.fullmatch(part))]
        if (found.start() and not closes) or len(named) < len(parts):
            continue
        listed = ["".join(item["name"].split()) for item in named]
        persons = tuple(name for name in listed if not _JAPANESE_OTHER.search(name))
        if any(item["place"] for item in named):
            return persons
        if closes and found[0].startswith("【") and len(persons) == len(listed):
            return tuple(name for name in persons if len(name) in JAPANESE)
    return ()


def photo_credit(caption: str) -> tuple[str, str | None, tuple[Credit, ...]]:
    """Return a caption without its credit, the credit as written, and who is named in it.

    >>> photo_credit("春天的湖面。本报社融媒体记者袁永红摄")[:2]
    ('春天的湖面。', '本报社融媒体记者袁永红摄')
    >>> photo_credit("春天的湖面。海州新闻网记者 袁永红 摄")[2][0].name
    '袁永红'
    >>> photo_credit("The lake in spring. Photo: Jane Roe/Reuters")[1]
    'Photo: Jane Roe/Reuters'
    >>> photo_credit("The lake in spring")
    ('The lake in spring', None, ())
    """
    for pattern in (_HAN_PHOTO, LATIN_PHOTO, _AGENCY_PHOTO):
        if found := pattern.search(caption):
            written = found["credit"].strip(" ()（）[]【】")
            named = names(found["name"])
            known = [name for name in named if is_chinese_name(name)]
            listed = labelled_names(found["name"], labelled=False) or known or named
            people = tuple(Credit(name, "contributor", "photographer") for name in listed)
            return caption[: found.start("credit")].rstrip(" (（[【"), written, people
    return caption, None, ()


_HAN_PHOTO = re.compile(
    rf"(?:^|(?<=[。！？；\s(（【”]))(?P<credit>[{HAN}A-Za-z/／·]{{0,20}}?(?:{REPORTER})?{GAP}*"
    rf"(?P<name>(?![{HAN}]{{0,4}}(?:{REPORTER}))[{HAN}]{{2,4}}(?:[、{GAP[1:-1]}]+[{HAN}]{{2,4}})*){GAP}*[/／]?{GAP}*(?:{credit_part('zh-photo')}))"
    r"[)）】。]?$"
)

LATIN_PHOTO = re.compile(
    r"(?P<credit>[(（\[]?(?:"
    rf"(?:^|(?<=[\s.。!?(（\[|]))(?:{either('captions', 'credit')})s?\s*[:：]\s*"
    r"|(?:^|(?<=[.。!?(（\[|])|(?<=[^\w\s]\s))"
    rf"(?:(?:{either('captions', 'credit')})s?\s+(?:{either('captions', 'by')})\s+"
    rf"|(?:{either('captions', 'credit-by')})\s+)"
    r"|©\s*(?=(?:[^\s.。()]+\s?){1,6}[)）\]]?\.?$))(?P<name>[^.。()]{2,60})[)）\]]?)\.?$",
    re.IGNORECASE,
)
"""How a caption names who made its picture behind a word for pictures, or behind the sign."""

_AGENCY_PHOTO = re.compile(
    rf"(?P<credit>[(\[]?(?:\b[A-Z]{{2,4}} )?\b(?:{either('captions', 'credit')})\s*/\s*"
    r"(?P<name>[^.。()]{2,60})[)\]]?)$",
    re.IGNORECASE,
)
"""How agencies do: (AP Photo/Jane Roe, File)."""
