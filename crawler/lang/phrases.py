"""What a line says about itself, in many languages: a credit, a label, a date, a notice.

The words are in ``data/phrases.toml``.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from crawler import patterns as re
from crawler.lang.words import either, of_kind

_either = partial(either, "phrases")


_CREDIT: Final = re.compile(rf"[\W_]*(?:{_either('credit')})")
_CREDIT_LINE: Final = re.compile(_either("credit-line"))
_CREDIT_PARTS: Final = of_kind("phrases", "credit-part")


def is_credit(text: str) -> bool:
    """Return True if a line names who made a picture, or says that it speaks of one.

    >>> is_credit("Photo by Jane Roe"), is_credit("The ferry at night (Photo: Jane Roe)")
    (True, True)
    >>> is_credit("Photos of the ferry (see page 3)")
    False
    """
    lower = text.lower()
    return _CREDIT.match(lower) is not None or (
        any(part in lower for part in _CREDIT_PARTS) and _CREDIT_LINE.match(lower) is not None
    )


SENTENCE: Final = re.compile(
    r"[.!?…。！？；：，、؟।։።။;:,](?:[\"'”’»」』）)\]]|$|\s|(?=[\u3000-\u9fff]))"
)
"""Somewhere in the line a clause or sentence ends, as it does not in a label."""

END: Final = re.compile(r"[.!?…。！？；：؟۔।։።။:][\"'”’»」』）)\]\s]*$")
"""The line ends as a sentence does."""

_DATED: Final = (
    rf"(?:{_either('dated')})(?:\s?(?:{_either('dated-glue')}))*\s*[:：,|]?\s*(?:\w+[,.]?\s)?\d"
)

LABEL: Final = re.compile(rf"[\W_]*(?:{_either('label')}|{_DATED}).{{0,80}}$", re.IGNORECASE)
"""A short line above a body that names place, source, author or time."""

NOTICE: Final = re.compile(rf"[\W_]*(?:{_either('notice')})", re.IGNORECASE)
"""The line speaks of rights and liability: a body may end with it, and never begins there."""

_DISCLOSURE: Final = re.compile(_either("disclosure"), re.IGNORECASE)
_SOLD: Final = of_kind("phrases", "sold")
"""Parts of words without which no line says so: a search for them costs next to nothing."""

DISCLOSURE_WIDTH: Final = 400
"""Characters up to which a line that says so says nothing else.

Measured: at 200 and at 800 no figure moves.
"""


def is_disclosure(text: str) -> bool:
    """Say whether a line tells that the page is paid for what its readers buy.

    >>> is_disclosure("If you buy through our links, we may earn an affiliate commission.")
    True
    >>> is_disclosure("The commission met affiliates of the ferry company on Monday.")
    False
    """
    return (
        len(text) < DISCLOSURE_WIDTH
        and any(part in text for part in _SOLD)
        and _DISCLOSURE.search(text) is not None
    )


OVER: Final = re.compile(rf"\W*(?:{_either('over')})\W*$", re.IGNORECASE)
"""A label below which a page speaks of who wrote the story, and no longer of the story."""


_CLOCK: Final = re.compile(
    r"(?<![\d.])\d{1,2}\s?[:.h時时]\s?\d{2}(?!\.?\d)|\d\s?(?:[ap]\.?m|uhr)\b", re.IGNORECASE
)
_HALF: Final = re.compile(r"[ap]\.m\.\W*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
STAMP_LETTERS: Final = 120
STAMP_DIGITS: Final = 0.1
"""A line with a year and a time of day, no more than so many characters, so many of them digits.

`STAMP_LETTERS`, measured: at 60 and at 240 no figure moves. `STAMP_DIGITS`, measured: at 0.05 and
at 0.2 no figure moves.
"""


_DATES: Final = re.compile(rf"[\W_]*{_DATED}", re.IGNORECASE)


def is_dated(text: str) -> bool:
    """Say whether a line tells when the story was published or changed, and nothing else.

    >>> is_dated("Updated at 1:23 p.m."), is_dated("Publiziert: 03.04.2020, 12:35")
    (True, True)
    >>> is_dated("Posted 23 points, as many as in all of 2025.")
    False
    """
    return (
        len(text) <= STAMP_LETTERS
        and _DATES.match(text) is not None
        and (_YEAR.search(text) is not None or _CLOCK.search(text) is not None)
        and (END.search(text) is None or _HALF.search(text) is not None)
    )


def is_stamp(text: str) -> bool:
    """Say whether a line is the time of a story with its place or author, and no sentence.

    >>> is_stamp("4 May 2021, 19:49 | Jane Roe"), is_stamp("Tern Bay | 4 May 2021, 09:01 AM")
    (True, True)
    >>> is_stamp("The ferry of 4 May 2021 left at 19:49 and came back at 20:15.")
    False
    """
    return (
        len(text) <= STAMP_LETTERS
        and sum(map(str.isdigit, text)) >= STAMP_DIGITS * len(text)
        and _YEAR.search(text) is not None
        and _CLOCK.search(text) is not None
        and END.search(text) is None
    )


_ASIDE: Final = re.compile(
    rf"(?:,\s*|\s*[(（\[])(?:{_either('aside')})(?:[)）\]]|(?=\W|$))", re.IGNORECASE
)
_ASIDE_PARTS: Final = of_kind("phrases", "aside-part")


def without_asides(text: str) -> str:
    """Return a text without what its links say to those who cannot see where they open.

    >>> without_asides("The report, opens new tab by the board is out (opens in a new window).")
    'The report by the board is out.'
    >>> without_asides("The ferry office opens a new window for tickets.")
    'The ferry office opens a new window for tickets.'
    """
    return _ASIDE.sub("", text) if any(part in text for part in _ASIDE_PARTS) else text


_DOWNLOAD: Final = re.compile(rf".*\b(?:{_either('download')})", re.IGNORECASE)


def is_download(text: str) -> bool:
    """Return True if a line is a file with its size.

    >>> is_download("Timetable of the ferry PDF | 38 KB"), is_download("A PDF of 38 pages")
    (True, False)
    """
    return text[-2:].lower() in {"kb", "mb", "b)"} and _DOWNLOAD.fullmatch(text) is not None
