"""One spelling for the archive: the same text in the same characters.

Text in another form is not damaged, so `crawler.text.repair.repair` leaves it alone; what goes
into the archive is brought into form, on record, so that equal texts are equal strings.
Full-width and half-width punctuation is never folded: it is spelling, not form.
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.normal_forms import normalized

# NFC would merge these with the common characters, and personal names live by the difference.
_COMPATIBILITY_HAN = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_LIGATURE = re.compile("[\ufb00-\ufb06\ufb13-\ufb17]")
_ARABIC_FORM = re.compile("[\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdf9\ufdfc\ufe70-\ufefc]")
_RADICAL = re.compile("[\u2f00-\u2fd5\u2e9f\u2ef3]")
_C1 = re.compile("[\x80-\x9f]")
_INDENT = re.compile("^\u3000+", re.MULTILINE)


def compose(text: str) -> str:
    r"""Return the text with each letter and its accents as one character (NFC).

    >>> len("e\u0301"), len(compose("e\u0301"))
    (2, 1)

    Variants of Chinese characters that have their own code, for names, keep it.

    >>> compose("\ufa19") == "\ufa19"
    True
    """
    if normalized("NFC", text) == text:
        return text
    parts = _COMPATIBILITY_HAN.split(text)
    parts[::2] = [normalized("NFC", part) for part in parts[::2]]
    return "".join(parts)


def untie_ligatures(text: str) -> str:
    """Return the text with typesetters' ligatures as letters; œ and æ are letters.

    >>> untie_ligatures("ﬁrst oﬃce, cœur")
    'first office, cœur'
    """
    return _LIGATURE.sub(_compatible, text)


def unshape_arabic(text: str) -> str:
    r"""Return the text with Arabic letters in place of the shapes they take in a word.

    >>> unshape_arabic("\ufefb") == "\u0644\u0627", unshape_arabic("\ufdfa") == "\ufdfa"
    (True, True)
    """
    return _ARABIC_FORM.sub(_compatible, text)


def replace_radicals(text: str) -> str:
    """Return the text with Chinese characters where a font had their radicals.

    >>> replace_radicals("⼈⼯"), replace_radicals("Ａ①㈱")
    ('人工', 'Ａ①㈱')
    """
    return _RADICAL.sub(_compatible, text)


def drop_indents(text: str) -> str:
    r"""Return the text without the ideographic spaces that indent a paragraph.

    >>> drop_indents("\u3000\u3000新华社\u3000北京")
    '新华社\u3000北京'
    """
    return _INDENT.sub("", text)


def drop_left_controls(text: str) -> str:
    r"""Return the text without C1 controls: terminals obey them, and no text is written with them.

    They are left of characters that were decoded wrongly and that no repair could bring back; an
    edit keeps them. The next line, which they have a character for, is a space.

    >>> drop_left_controls("red\x9b31m\x85line"), drop_left_controls("déjà\xa0vu")
    ('red31m line', 'déjà\xa0vu')
    """
    return _C1.sub("", text.replace("\x85", " "))


def _compatible(found: re.Match[str]) -> str:
    return normalized("NFKC", found[0]).replace(" ", "")
