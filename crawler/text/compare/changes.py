"""What changed between two texts, word by word, in any language.

A word is a run of letters and digits; a Han, kana or Hangul character is a word
of its own, so that one changed character of a Chinese sentence shows as one.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

from crawler import patterns as re

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+|\s+|.", re.DOTALL)


class Change(NamedTuple):
    """A stretch of text; `before` equals `after` where nothing changed."""

    before: str
    after: str


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return the two texts as one sequence of kept and changed stretches.

    >>> changes("雨季提前三天到来", "雨季提前五天到来")
    (Change(before='雨季提前', after='雨季提前'), Change(before='三', after='五'), \
Change(before='天到来', after='天到来'))

    Joined again, the parts are the texts:

    >>> parts = changes("The ferry is late", "The last ferry is late")
    >>> "".join(p.before for p in parts), "".join(p.after for p in parts)
    ('The ferry is late', 'The last ferry is late')
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Change("".join(old[a:b]), "".join(new[c:d])) for _, a, b, c, d in matcher.get_opcodes()
    )


def marked(before: str, after: str) -> str:
    """Return the new text with what went as ``[-…-]`` and what came as ``{+…+}``.

    >>> marked("Four people were hurt.", "Five people were hurt, one badly.")
    '[-Four-]{+Five+} people were hurt{+, one badly+}.'
    """
    return "".join(
        part.after
        if part.before == part.after
        else (f"[-{part.before}-]" if part.before else "")
        + (f"{{+{part.after}+}}" if part.after else "")
        for part in changes(before, after)
    )


_CORRECTION = re.compile(
    r"^\W*(?:corrections?|clarification|corrected|editor['’]s note|erratum|korrektur|berichtigung"
    r"|rectificatif|correctif|errata|corrección|fe de erratas|rettifica|errata corrige|correção"
    r"|rectificatie|sprostowanie|поправка|исправление|تصحيح|تصويب|düzeltme)\b"
    r"|^\W*(?:更正|勘误|勘誤|訂正|お詫び|정정|바로잡습니다)",
    re.IGNORECASE,
)
"""How a note begins with which a newsroom corrects itself."""


def is_correction(paragraph: str) -> bool:
    """Say whether a paragraph tells that the story was corrected.

    >>> is_correction("Correction: it returns on Tuesday."), is_correction("更正：渡轮周二复航。")
    (True, True)
    >>> is_correction("Correctional officers took the ferry.")
    False
    """
    return _CORRECTION.match(paragraph) is not None
