"""Character references that were escaped once too often: ``&amp;eacute;`` shows as ``&eacute;``.

A parser has undone one escaping already, so what still looks like one is damage,
except where the text speaks of HTML itself.
"""

from __future__ import annotations

import html
from html.entities import html5

from crawler import patterns as re

_REFERENCE = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_HALVES = re.compile(r"&#(5[5-6][0-9]{3});&#(5[6-7][0-9]{3});")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!")
_ABOUT_HTML = re.compile(
    r"\b(?:HTML|XML|XHTML)\b|实体|實體"
    r"|\b(?:entity|entities|escap(?:e[ds]?|ing)|character reference)\b"
)
_LAYERS = 6
"""Escapings undone at most: each costs one ``amp;``, and four have been met."""


def unescape_again(text: str) -> str:
    """Return the text with references to characters replaced by the characters.

    Numbers from 128 to 159 are Windows-1252, as HTML has it.
    https://html.spec.whatwg.org/#numeric-character-reference-end-state

    >>> unescape_again("AT&amp;T&#8217;s caf&eacute;&#146;s &amp;nbsp;menu").replace(chr(160), "~")
    'AT&T’s café’s ~menu'

    What would become a tag stays as it is, and so does what is no reference, or a lesson.

    >>> unescape_again("&lt;b&gt;"), unescape_again("a&b;c")
    ('&lt;b&gt;', 'a&b;c')
    >>> unescape_again("In HTML, &eacute; is é")
    'In HTML, &eacute; is é'
    """
    for _ in range(_LAYERS):
        if "&" not in text or not _REFERENCE.search(text) or _ABOUT_HTML.search(text):
            break
        paired = _HALVES.sub(_pair, text)
        once = _REFERENCE.sub(_character, paired)
        if once == text or len(_TAG.findall(once)) > len(_TAG.findall(text)):
            break
        text = once
    return text


def _character(reference: re.Match[str]) -> str:
    name = reference[0][1:]
    if not name.startswith("#") and name not in html5:
        return reference[0]
    return html.unescape(reference[0])


def _pair(halves: re.Match[str]) -> str:
    high, low = int(halves[1]), int(halves[2])
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:  # noqa: PLR2004 the two ranges of surrogates
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return halves[0]
