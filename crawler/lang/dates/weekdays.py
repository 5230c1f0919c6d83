"""The names of the days of the week, those of the Unicode CLDR.

They date nothing, but they stand before a date: behind a name, they say where the name ends.
"""

from __future__ import annotations

from functools import cache

from crawler.lang.dates.months import READ_EVERYWHERE, cldr, month_of, plain
from crawler.lang.words import words as words_of


def is_weekday(word: str) -> bool:
    """Say whether a word is a day of the week in a language of newspapers, whole or cut short.

    >>> is_weekday("Wed."), is_weekday("Mittwoch"), is_weekday("среда"), is_weekday("Wedding")
    (True, True, True, False)
    """
    return plain(word) in _weekdays()


def before_date(text: str) -> str:
    """Return what stands before a date that begins with the name of a day or of a month.

    >>> [before_date(line) for line in ("Jane Roe Wed 8 May 2024", "Jane Roe May 8", "May Roe 8")]
    ['Jane Roe', 'Jane Roe', 'May Roe 8']
    >>> before_date("Posted on Tuesday, May 14, 2024"), before_date("May 14, 2024")
    ('Posted', '')
    >>> before_date("May 14, 2024 by Jane Smith"), before_date("May 14, 2024 at 10:00 am CEST")
    ('May 14, 2024 by Jane Smith', '')
    """
    if not any(map(str.isdigit, text)):
        return text
    words = text.split()
    for at, word in enumerate(words):
        following = words[at + 1 : at + 3]
        # Few words stand before a number: the names of days are asked for those alone.
        is_before_date = _begins_with_digit(following) or _is_month(following)
        named = is_before_date and is_weekday(word.strip(","))
        if not (named or _is_month([word, *following])):
            continue
        if at == 0 and any(map(_is_of_a_name, words[2:])):
            continue
        return " ".join(words[: at - (at > 1 and words[at - 1] in _glue())])
    return text


def _is_of_a_name(word: str) -> bool:
    """Return True if a word behind a date is none of its clock: Roe, but not am, CEST or Uhr."""
    return word.isalpha() and (word.istitle() or len(word) > len("CEST"))


@cache
def _glue() -> frozenset[str]:
    """Return the words that stand between what was done and the day: Posted on May 8."""
    return frozenset(row.word for row in words_of("phrases") if row.kind == "dated-glue")


def _is_month(words: list[str]) -> bool:
    """Say whether these words begin with a month and the number of a day."""
    return len(words) > 1 and words[1][:1].isdigit() and month_of(words[0].strip(",")) is not None


def _begins_with_digit(words: list[str]) -> bool:
    return bool(words) and words[0][:1].isdigit()


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        name
        for language, names in cldr()["days"].items()
        if language in READ_EVERYWHERE
        for name in names
    )
