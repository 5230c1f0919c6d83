"""Tags of a mirrored page that lost their ``<`` to half a character: `经验?/strong>之后`.

A mirror replaces bytes, and leaves the first of a character without its second. Whoever decodes
the page takes the next byte with it, be that the ``<`` of a tag or the ``&`` of a reference, and
shows ``?``. What is left of the tag would be read as text, and its element has no end.

Readings prove the mirror, and with it every torn tag. One that writes none is proven tag by tag,
for end tags: an element that is open as often more than it is closed as its end tag is torn.
"""

from __future__ import annotations

from collections import Counter

from crawler import patterns as re
from crawler.text.mirror.mirror import evidence

TORN = "torn-tags"
"""Flag of a page in which there were some."""

_ELEMENTS = (
    "a|article|b|big|blockquote|br|center|dd|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|li|"
    "main|o:p|ol|p|section|small|span|strong|sub|sup|table|tbody|td|th|title|tr|u|ul"
)
_REFERENCES = "amp|copy|gt|hellip|ldquo|lt|mdash|middot|nbsp|ndash|quot|rdquo"
_TORN = re.compile(
    rf"\?(?:(?P<tag>(?=/?(?:{_ELEMENTS})(?:\s[^<>]{{0,300}})?/?>))|(?=(?:{_REFERENCES});))",
    re.IGNORECASE,
)


def with_tags(html: str) -> str:
    """Return a page whose torn tags are tags again, behind the ``?`` that is left of a character.

    One that proves no mirror is unchanged:

    >>> page = "<p>國(guó)務(wù)院發(fā)布<b>經(jīng)驗(yàn)?/b>之後"
    >>> with_tags(page)[-7:], with_tags("<p>What does ?/b> say?")
    ('?</b>之後', '<p>What does ?/b> say?')
    """
    if not _TORN.search(html):
        return html
    if evidence(html.split("\n"), whole=False) is None:
        return _with_ends(html)
    return _TORN.sub(lambda found: "?&" if found["tag"] is None else "?<", html)


_TORN_END = re.compile(
    rf"(?<=[\u3400-\u9fff“”‘’《》、。！？；：，（）?!])\?(?=/({_ELEMENTS})>)", re.IGNORECASE
)
"""One behind Chinese, as half of a character must be, of an element that has an end."""

_NO_MARKUP = re.compile(
    r"<!--.*?-->|<(script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(rf"<(/?)({_ELEMENTS})(?=[\s/>])", re.IGNORECASE)


def _with_ends(html: str) -> str:
    """Return a page of which no reading proves a mirror, with the end tags that can be no text.

    >>> _with_ends("<p><b>他說渡船開了。?/b>大家都來看。</p>")
    '<p><b>他說渡船開了。?</b>大家都來看。</p>'
    >>> _with_ends("<p><b>殘餘</b>寫成“?/b>”。</p>")
    '<p><b>殘餘</b>寫成“?/b>”。</p>'
    """
    if not _TORN_END.search(html):
        return html
    markup = _NO_MARKUP.sub("", html)
    torn = Counter(found[1].lower() for found in _TORN_END.finditer(html))
    unclosed = Counter[str]()
    for found in _TAG.finditer(markup):
        unclosed[found[2].lower()] += -1 if found[1] else 1
    proven = {name for name, size in torn.items() if unclosed[name] == size}
    return _TORN_END.sub(lambda found: "?<" if found[1].lower() in proven else "?", html)
