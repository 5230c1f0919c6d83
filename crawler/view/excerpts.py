"""The part of a text in which the words stand that somebody looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from crawler import patterns as re
from crawler.view.shown import visible

if TYPE_CHECKING:
    Record = dict[str, Any]


_AROUND = 70
"""Characters on each side of a word that was found."""


def excerpt(body: str, words: list[str]) -> Markup:
    """Return the part of a text in which words stand, with the words marked."""
    if not words:
        return visible(body[: 3 * _AROUND])
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    first = pattern.search(body)
    begin = max(0, first.start() - _AROUND) if first else 0
    end = min(len(body), (first.end() if first else 0) + 3 * _AROUND)
    parts, at = [Markup("… ") if begin else Markup("")], begin
    for found in pattern.finditer(body, begin, end):
        parts += [visible(body[at : found.start()]), Markup("<mark>"), visible(found[0]),
                  Markup("</mark>")]  # fmt: skip
        at = found.end()
    parts += [visible(body[at:end]), Markup(" …") if end < len(body) else Markup("")]
    return Markup("").join(parts)
