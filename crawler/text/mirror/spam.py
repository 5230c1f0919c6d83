"""What the keeper of a mirror hangs around a page: search words for films and bets.

Asked only of pages that are proven to have gone through a mirror: elsewhere the same words may be
what a story is about. What the story itself says is none of it in any case. The words are in
``data/spam.toml`` of `crawler.lang`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise

from crawler import patterns as re
from crawler.lang.words import words

MOST = 0.5
"""Share of a text's characters that such words are: lists of them reach 0.7, a headline of a
trade fair has a third."""

DIFFERENT = 3
"""Such words that a text of nothing else has at least."""

SHARED = 0.5
"""Share of its pairs of characters that a text has in common with the story it stands above."""


@cache
def _words(*kinds: str) -> re.Pattern[str]:
    """Return the pattern of the words that say it alone, or where nothing else stands."""
    said = (row.word for kind in kinds for row in words("spam") if row.kind == kind)
    return re.compile("|".join(said), re.IGNORECASE)


_LETTERS = re.compile(r"[^\W_]")
_CUTS = re.compile(r"([_|,，、;；。\s]+|\s*[-–—]+\s*)")


def is_spam(text: str, story: str = "") -> bool:
    """Return whether a text is nothing but search words that its story does not hold.

    >>> is_spam("国产成人免费视频，久久精品亚洲，欧美一区二区")
    True
    >>> is_spam("亚洲电影节开幕，三部国产影片参展"), is_spam("免费班车每天两趟")
    (False, False)
    """
    found = [each[0] for each in _words("alone", "together").finditer(text)]
    size = len(_LETTERS.findall(text))
    if not found or sum(map(len, found)) < MOST * size:
        return False
    if not _words("alone").search(text) and len(set(found)) < DIFFERENT:
        return False
    pairs = {(a, b) for a, b in pairwise(text) if a.isalnum() and b.isalnum()}
    return len(pairs & _pairs(story)) < SHARED * len(pairs)


@lru_cache(maxsize=1)
def _pairs(story: str) -> frozenset[tuple[str, str]]:
    """Return the characters that stand beside each other: asked of one story again and again."""
    return frozenset(pairwise(story))


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
