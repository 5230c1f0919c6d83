"""Characters that GBK has no bytes for, and that a mirror therefore shows as ``?``.

Two of them stand on nearly every page: the copyright sign, and the space that does not break.
Only where nothing else can have stood is one put back; any other ``?`` stays.
"""

from __future__ import annotations

from crawler import patterns as re

_HAN = "\u3400-\u9fff"

COPYRIGHT = re.compile(
    r"(?<=copyright )\?|(?<=copyright)\?|(?<=copy right )\?|(?<=[权權]所有)\?|(?<=[权權]所有 )\?"
    r"|\?(?=\s?(?:19|20)\d\d\s?[-–—~至到]\s?(?:(?:19|20)\d\d|至今|今))"
    r"|\?(?=\s?copyright\b)|\?(?=\s?(?:19|20)\d\d\b[^?\n]{0,60}(?:all rights|[权權]所有))",
    re.IGNORECASE,
)
"""Where a ``?`` can only have been ©."""

INDENT = re.compile(rf"^\?+(?=[{_HAN}A-Za-z\d【（(])", re.MULTILINE)
"""Spaces before a line, which the archive has without."""

SPACE = re.compile(
    rf"(?<=[：:])\?+(?=[{_HAN}A-Za-z\d])"
    r"|(?<=[>|])\?|\?(?=[>|])",
    re.MULTILINE,
)
"""Where one can only have been a space: behind a colon, beside what parts links."""


def undo_unencodable(text: str) -> str:
    r"""Return the text with the sign and the spaces that became ``?``.

    >>> undo_unencodable("Copyright ? 2010-2022 云河网 版权所有")
    'Copyright © 2010-2022 云河网 版权所有'
    >>> undo_unencodable("来源：?云河日报") == "来源：\xa0云河日报"
    True
    >>> undo_unencodable("????本报讯")
    '本报讯'
    >>> undo_unencodable("谁说的? 他问。2022年?")
    '谁说的? 他问。2022年?'
    """
    if "?" not in text:
        return text
    signed = COPYRIGHT.sub("©", text)
    return SPACE.sub(lambda found: "\xa0" * len(found[0]), INDENT.sub("", signed))
