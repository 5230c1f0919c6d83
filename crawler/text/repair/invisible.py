"""Characters that nobody sees and nobody meant: controls, halves of characters, joiners, marks.

What a script needs is kept: joiners in Persian, in Indic scripts and in emoji, zero-width
spaces where words are written together, direction marks beside right-to-left letters.
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.text.repair.mojibake_detect import suspect

_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_BREAK = re.compile("[\x0b\x0c]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINED = (
    "A-Za-zª-\u02af\u0370-\u058fぁ-ヿ一-鿿㐀-䶿가-힣\u3400-\u4dbf\u0300-\u036f\u1e00-\u1fff0-9"
)
_IN_WORD = re.compile(f"(?<=[{_JOINED}])[\u200b-\u200d\u2060\ufeff]+(?=[{_JOINED}])")
_MARK_OF_ORDER = re.compile("^\ufeff+")
_SOFT_HYPHEN = re.compile("(?<![^\\w\xad\\s]|[¼½¾ªº¹²³])\xad+")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+")


def pair_surrogates(text: str) -> str:
    r"""Return the text with halves of characters joined, and a lone half as U+FFFD.

    No lone half can be written as UTF-8: an item must not be lost to one.

    >>> pair_surrogates("\ud83d\ude0a and \ud83d")
    '😊 and �'
    """
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def drop_controls(text: str) -> str:
    r"""Return the text without control characters; a vertical tab or form feed is a space.

    >>> drop_controls("a\x00b\x07\x0bc\td")
    'ab c\td'

    SUBSTITUTE stays: it stands where a character was lost, and is counted as U+FFFD is.
    The C1 controls stay too: they are left of characters, and may yet be read again.

    >>> drop_controls("lost \x1a here")
    'lost \x1a here'
    """
    return _BREAK.sub(" ", _CONTROL.sub("", text))


def drop_soft_hyphens(text: str) -> str:
    r"""Return the text without the places where a word might have been broken.

    >>> drop_soft_hyphens("Donau\u00addampf-Schiff")
    'Donaudampf-Schiff'

    In a line that was decoded wrongly it is a byte of a letter, and may yet be read again.

    >>> drop_soft_hyphens("PÅ\u0099Ã\u00ad") == "PÅ\u0099Ã\u00ad"
    True
    """
    if "\xad" not in text:
        return text
    lines = text.split("\n")
    return "\n".join(line if suspect(line) else _SOFT_HYPHEN.sub("", line) for line in lines)


def drop_joiners(text: str) -> str:
    r"""Return the text without zero-width characters inside words that need none.

    >>> drop_joiners("\ufeffzero\u200bwidth, 中\u200b文")
    'zerowidth, 中文'

    Persian, Indic and emoji are spelt with them; between words they may be meant.

    >>> drop_joiners("می\u200cشود 👩\u200d🚀") == "می\u200cشود 👩\u200d🚀"
    True
    """
    return _IN_WORD.sub("", _MARK_OF_ORDER.sub("", text))


def drop_direction_marks(text: str) -> str:
    r"""Return the text without direction marks, unless something in it runs from the right.

    >>> drop_direction_marks("\u202atext\u202c"), drop_direction_marks("\u200fשלום\u200e")
    ('text', '\u200fשלום\u200e')

    Tag characters outside flags are dropped as well: text that only machines read.

    >>> drop_direction_marks("a\U000e0061\U000e0062")
    'a'
    """
    text = _TAGS.sub("", text)
    return text if _RIGHT_TO_LEFT.search(text) else _DIRECTION.sub("", text)
