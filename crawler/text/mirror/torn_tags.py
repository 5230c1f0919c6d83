"""Tags of a mirrored page that lost their ``<`` to half a character: `经验?/strong>之后`.

A mirror replaces bytes, and leaves the first of a character without its second. Whoever decodes
the page takes the next byte with it, be that the ``<`` of a tag or the ``&`` of a reference, and
shows ``?``. What is left of the tag would be read as text, and its element has no end.
"""

from __future__ import annotations

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
    if not _TORN.search(html) or evidence(html.split("\n"), whole=False) is None:
        return html
    return _TORN.sub(lambda found: "?&" if found["tag"] is None else "?<", html)
