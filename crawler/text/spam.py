"""What the keeper of a mirror hangs around a page: search words for films and bets.

Asked only of pages that are proven to have gone through a mirror: elsewhere the same words may be
what a story is about. What the story itself says is none of it in any case.
"""

from __future__ import annotations

import re
from itertools import pairwise

ALONE = (
    "久久|无码|無碼|麻豆|人妻|熟女|毛片|黄片|一区二区|一區二區|伊人|蜘蛛池|色综合|色綜合|乱码|"
    "成人(?:免费|视频|在线|网站|电影)|免费视频|(?:国产|亚洲|欧美|日韩)精品|亚洲av|国产av|"
    "激情(?:视频|小说)|在线(?:观看|播放|看片)|百家乐|时时彩|真人娱乐|娱乐城|(?<![a-z])av(?![a-z])"
)
"""Each says it alone."""

TOGETHER = (
    "国产|國產|亚洲|亞洲|欧美|歐美|日韩|日韓|成人|精品|激情|一区|二区|三区|免费|视频|在线|观看|"
    "播放|高清|三级|黄色|福利|蜜桃|天堂|自拍|偷拍|美女|午夜|少妇|中文字幕|色情|电影|影院|小说|"
    "综合|字幕|手机|大片|热久|视色|博彩|彩票|投注|开奖|棋牌|主站|模板|专区|网站|乱伦|不卡|最新"
)
"""These say it where nothing else stands."""

MOST = 0.5
"""Share of a text's characters that such words are: lists of them reach 0.7, a headline of a
trade fair has a third."""

DIFFERENT = 3
"""Such words that a text of nothing else has at least."""

SHARED = 0.5
"""Share of its pairs of characters that a text has in common with the story it stands above."""

_ALONE = re.compile(ALONE, re.IGNORECASE)
_WORDS = re.compile(f"{ALONE}|{TOGETHER}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]")
_CUTS = re.compile(r"([_|,，、;；。\s]+|\s*[-–—]+\s*)")


def is_spam(text: str, story: str = "") -> bool:
    """Return whether a text is nothing but search words that its story does not hold.

    >>> is_spam("国产成人免费视频，久久精品亚洲，欧美一区二区")
    True
    >>> is_spam("亚洲电影节开幕，三部国产影片参展"), is_spam("免费班车每天两趟")
    (False, False)
    """
    found = [each[0] for each in _WORDS.finditer(text)]
    size = len(_LETTERS.findall(text))
    if not found or sum(map(len, found)) < MOST * size:
        return False
    if not _ALONE.search(text) and len(set(found)) < DIFFERENT:
        return False
    pairs = {a + b for a, b in pairwise(text) if a.isalnum() and b.isalnum()}
    held = sum(pair in story for pair in pairs)
    return held < SHARED * len(pairs)


def without_spam(text: str, story: str = "") -> str:
    """Return a line without the search words before, behind and between what it says.

    >>> without_spam("久久精品国产亚洲av_国产成人免费视频_渡口今天复航")
    '渡口今天复航'
    >>> without_spam("渡口今天复航，学生免费-云河网")
    '渡口今天复航，学生免费-云河网'
    """
    parts = _CUTS.split(text)
    spam = [is_spam(part, story) for part in parts[::2]]
    if not any(spam):
        return text
    kept = [n for n, bad in enumerate(spam) if not bad and parts[2 * n]]
    out = []
    for before, n in zip([None, *kept], kept, strict=False):
        if before is not None:
            out.append(parts[2 * before + 1])
        out.append(parts[2 * n])
    return "".join(out)
