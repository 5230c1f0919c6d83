"""What a link says that is no title of what it leads to: a date, "Comments", "Read on".

A theme links a story three times over: by its headline, by its date, by the number of its
comments. Only the first says what the address is. The words are in ``data/links.toml``, matched as
the whole of a text; dates are told by their numbers.
"""

from __future__ import annotations

from functools import lru_cache, partial

from crawler import patterns as re
from crawler.lang.words import either

_either = partial(either, "links")


LABELS = re.compile(
    rf"(?:{_either('comments-before')}|\d+)?\s*(?:{_either('comments')})\s*[(:]?\s*\d*\s*\)?"
    rf"|{_either('permalink')}|{_either('more')}|(?:{_either('day')})(?:[\s,]+\d{{1,2}}[:.]\d\d)?",
    re.IGNORECASE,
)
"""What stands on links to a story beside its headline, or in the place of it."""

_AROUND = " \t\n·•|»›→>…:,.-–—()[]/«‹←<"
MOST = 60
"""Characters of the longest label: a date with its weekday and its time."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = rf"(?:{_either('month')})\w*"
_ORDINAL = rf"(?:{_either('ordinal')})?"
_OF = rf"(?:(?:{_either('of')})\s+)?"
_WRITTEN = re.compile(
    rf"\d{{1,2}}{_ORDINAL}\.?\s+{_OF}(?:{_MONTH}|[^\W\d_]{{3,}})\.?,?\s+{_OF}{_YEAR}"
    rf"|(?:{_MONTH}|[^\W\d_]{{3,}})\.?\s+\d{{1,2}}{_ORDINAL}\.?,?\s+{_YEAR}"
    rf"|\d{{1,2}}{_ORDINAL}\.?\s+{_MONTH}\.?|{_MONTH}\.?\s+\d{{1,2}}{_ORDINAL}\b(?!\s*{_YEAR})"
    rf"|{_YEAR}\s*[年년]?\s*\d{{1,2}}\s*[月월]\s*(?:\d{{1,2}}\s*[日号號일])?|\d{{1,2}}\s*[月월]\s*\d{{1,2}}\s*[日号號일]"
    rf"|{_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:{_YEAR}|\d\d)\b",
    re.IGNORECASE,
)
"""A day or a month, in numbers or in words; between a day and a year any word is a month."""

_CLOCK = re.compile(
    r"T?\d{1,2}(?:[:.h時时点點]\s?\d\d)(?::?\d\d)?(?:\s*(?:[ap]\.?m\b\.?|uhr|h\b|分|z\b))?"
    r"|\b\d{1,2}\s*(?:[ap]\.?m\b\.?|uhr)|[+-]\d\d:?\d\d|\b(?:UTC|GMT|CES?T|[ECMP][SD]T|MSK|JST)\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    rf"(?:{_either('about')})?\s*(?:\d+|{_either('one')})\s*[^\W\d_]+\s+(?:{_either('ago')})"
    rf"|(?:{_either('ago-before')})\s+(?:\d+\s+)?[^\W\d_]+(?:\s+[^\W\d_]+)?"
    rf"|\d+\s*[^\W\d_]{{1,4}}?\s*(?:{_either('ago-behind')})",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"\d|\b(?:{_either('ago-bare')})\b")
_BARE = re.compile(r"\d{1,2}[-/.]\d{1,2}\.?")
FILLING = 2
"""Words that may stand around a date and a time: a weekday and "at", or "Posted on"."""


def is_label(text: str) -> bool:
    """Return True if the text of a link says nothing of what it leads to.

    >>> [is_label(text) for text in ("Comments (3)", "Permalink", "Read on", "November 18, 2026")]
    [True, True, True, True]
    >>> [is_label(text) for text in ("The ferry is back", "News", "2026 budget passes")]
    [False, False, False]
    """
    bare = text.strip(_AROUND)
    return not bare or (len(bare) <= MOST and _says_nothing(bare))


@lru_cache(maxsize=1024)  # each link of a list is looked at several times over
def _says_nothing(bare: str) -> bool:
    return LABELS.fullmatch(bare) is not None or is_date(bare)


def is_date(text: str) -> bool:
    """Return True if a text is a date or a time, and no more.

    >>> is_date("Wednesday, 18 November 2026 at 09:15"), is_date("3 days ago"), is_date("09:15")
    (True, True, True)
    >>> is_date("The ferry is back on 18 November 2026"), is_date("17")
    (False, False)
    """
    if len(text) > MOST or not _COUNTED.search(text):
        return False
    bare = text.strip(_AROUND)
    if _AGO.fullmatch(bare) or _BARE.fullmatch(bare):
        return True
    left, clocks = _CLOCK.subn(" ", _WRITTEN.sub(" ", text))
    dated = clocks or _WRITTEN.search(text)
    return bool(dated) and len(re.findall(r"\w+", left)) <= FILLING


def title_of(texts: list[str]) -> str | None:
    """Return the text that says what several links to one address lead to; None where none does.

    >>> title_of(["2026-11-18 09:15", "The ferry is back", "Comments"])
    'The ferry is back'
    >>> title_of(["Permalink"]) is None
    True
    """
    return max((text for text in texts if not is_label(text)), key=len, default=None)
