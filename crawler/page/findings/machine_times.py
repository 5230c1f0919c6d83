"""The moments that elements state to machines, beside the day that they show to readers.

HTML's ``time`` states one in ``datetime``, the microformats of older themes in ``title``, scripts
in a ``data-`` attribute: https://html.spec.whatwg.org/#the-time-element,
https://microformats.org/wiki/datetime-design-pattern
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from crawler.lang.dates.parse import parse
from crawler.page.findings.line_text import MAX_PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.lang.dates.parse import Moment

STAMPED = (
    "data-datetime", "data-timestamp", "data-time", "data-date", "data-published",
    "data-unixtime", "data-utime",
)  # fmt: skip
"""Attributes in which scripts keep a moment."""

ATTRIBUTES = ("datetime", "title", "content", *STAMPED)
"""Attributes that state a moment, in the order tried."""


def machine_times(element: HtmlElement, line: str) -> Iterator[Moment]:
    """Yield the moments with a time of day that the elements of a line state to machines.

    Only elements count whose own text stands in the line: what else is in a large box speaks of
    other stories.

    >>> import lxml.html
    >>> box = "<p>Posted <time datetime='2024-05-08T10:00:00+02:00'>8 May 2024</time></p>"
    >>> [moment.iso() for moment in machine_times(lxml.html.fromstring(box), "Posted 8 May 2024")]
    ['2024-05-08T10:00:00+02:00']
    >>> list(machine_times(lxml.html.fromstring(box), "Posted 7 May 2024"))
    []
    """
    inner = element.iterdescendants("time", "abbr", "span", "em", "i", "b", "small", "a")
    for part in islice(chain([element], inner), MAX_PARTS):
        stated = [value for name in ATTRIBUTES if (value := part.get(name))]
        if not stated or " ".join(part.text_content().split()) not in line:
            continue
        for value in stated:
            moment = parse(value)
            if moment and moment.clock:
                yield moment
