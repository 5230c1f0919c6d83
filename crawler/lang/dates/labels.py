"""What a date in a line is the date of: of publication, of a change, or of something else.

The words beside it say so; they are in ``data/date_labels.toml``. A label counts up to the date
before: "Updated 9 May | Published 8 May".
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.dates.parse import first_moment
from crawler.lang.phrases import END
from crawler.lang.words import either

if TYPE_CHECKING:
    from crawler.lang.dates.moment import Moment

PUBLISHED, CHANGED, PLAIN, OTHER = "published", "changed", "plain", "other"
"""What a date can be the date of; `PLAIN` where nothing says, and the line can be a date line."""

Dated = tuple[str, "Moment"]


_any = partial(either, "date_labels")


_PUBLISHED: Final = re.compile(_any("published"))
_CHANGED: Final = re.compile(_any("changed"))
_OTHER: Final = re.compile(rf"\b(?:{_any('other')})\b")
_BEHIND: Final = re.compile(
    rf"[^\d]{{0,16}}(?:(?P<published>{_any('behind')})|(?P<other>{_any('other-behind')}))",
    re.IGNORECASE,
)
"""These are asked of texts in lower case, which takes a third of the time of ignoring it."""
_ORIGINAL: Final = re.compile(_any("original"))
_RANGE: Final = re.compile(r"\s?[-–~〜～]\s?\d{1,2}(?![\d:.年])")
"""What stands behind the first day of several: 2020/7/11-12."""

_NUMBER: Final = re.compile(r"[\d年]")
_FOREIGN: Final = re.compile(_any("foreign"))

REACH: Final = 40
"""Characters between a label and its date.

Measured: at 20 segments date -1.0; at 80 nothing.
"""

MOST: Final = 3
"""Dates of a line that are looked at: received, accepted, published."""

LONGEST: Final = 160
"""Characters of a line that dates the story without saying so."""


@lru_cache(maxsize=512)
def dates_of(text: str, language: str = "") -> tuple[Dated, ...]:
    """Return the dates of a line, and what each is the date of.

    >>> [(kind, moment.iso()) for kind, moment in dates_of("Updated 9 May 2024 | Posted 8/5/2024")]
    [('changed', '2024-05-09'), ('published', '2024-05-08')]
    >>> dates_of("© 8 May 2024"), dates_of("The fair opens on 9 May 2024 in Vik.")[0][0]
    ((), 'other')
    >>> dates_of("Regatta 2020/7/11-12")[0][0]
    'other'
    """
    if not may_date(text) or _FOREIGN.search(text.lower()):
        return ()
    dates: list[Dated] = []
    start = 0
    while len(dates) < MOST and (moment := first_moment(text[start:], language=language)):
        end = start + moment.end
        kind = label_before(text[start : start + moment.start]) or _label_behind(text[end:])
        lasts = _RANGE.match(text[end:]) is not None
        plain = not (dates or lasts) and len(text) <= LONGEST and not _is_told(text, moment)
        dates.append((kind or (PLAIN if plain else OTHER), moment))
        start = end
    return tuple(dates)


def may_date(text: str) -> bool:
    """Return False for a line without any number, which holds no date."""
    return _NUMBER.search(text) is not None


def is_original(text: str) -> bool:
    """Return True if a line says when a story came out for the first time.

    >>> is_original("This was originally published on 8 May"), is_original("Published 8 May")
    (True, False)
    """
    return _ORIGINAL.search(text.lower()) is not None


def label_before(text: str) -> str:
    """Return what a date behind this text is the date of; empty where the text does not say.

    >>> label_before("First published"), label_before("Last updated:"), label_before("Accepted")
    ('published', 'changed', 'other')
    >>> label_before("Jane Roe")
    ''
    """
    before = text[-REACH:].lower()
    published = _PUBLISHED.search(before)
    if _CHANGED.search(before) and not published:
        return CHANGED
    if _OTHER.search(before):
        return OTHER
    return PUBLISHED if published else ""


def _label_behind(text: str) -> str:
    """Return what a date before this text is the date of; empty where the text does not say."""
    found = _BEHIND.match(text[:REACH])
    return "" if found is None else (PUBLISHED if found["published"] else OTHER)


def is_label(text: str) -> bool:
    """Return True if a line is a label alone, whose date stands in the next.

    >>> is_label("Published"), is_label("Publish date:"), is_label("Published by Jane Roe")
    (True, True, False)
    """
    last = text.split()[-1:] if len(text.encode()) <= SHORTEST else []
    return any(label_before(word) for word in last)


SHORTEST: Final = 28
"""Bytes of a label that is alone in its line: two or three words, or nine Han characters."""


def _is_told(text: str, moment: Moment) -> bool:
    """Return True if a line is a sentence that mentions a day among other things."""
    return END.search(text) is not None and 2 * (moment.end - moment.start) < len(text)
