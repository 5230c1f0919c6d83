"""The line of an article, made where the article is read: only the places of its captures lack.

    article -- draft_of, in a process that reads --> Draft -- placed, by who keeps it --> line

A line is made once. `to_line` of the article with the same places gives the same line.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.archive.jsonl import content_of, line_of, named, to_line, to_values
from crawler.model import Article, Location, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOWHERE = Location(file="", offset=0, record_id="")
_HOLE = b', "locations": [{"offset": 0}]'
"""`_NOWHERE` in a line. No text in a line reads so: its quotation marks are escaped there."""

_OF_ARTICLE = tuple(each.name for each in fields(Article) if each.name != "provenance")
_OF_PROVENANCE = tuple(each.name for each in fields(Provenance) if each.name != "locations")


class Draft(NamedTuple):
    """The line of an article without the places of its captures."""

    line: bytes
    at: int
    """Where these go in."""

    identifier: str
    content: str
    """`crawler.archive.jsonl.identifier_of` the article, and `content_of`."""

    def placed(self, places: Sequence[Location]) -> bytes:
        """Return the line with the places of its captures; its newline is not in it."""
        if not places:
            return self.line
        told = line_of({"locations": to_values(tuple(places))})[1:-1]
        return b", ".join((self.line[: self.at], told.encode())) + self.line[self.at :]

    def record(self, places: Sequence[Location] = ()) -> dict[str, Any]:
        """Return the line as a JSON-LD object."""
        record: dict[str, Any] = json.loads(self.placed(places))
        return record


def draft_of(article: Article) -> Draft:
    """Return the line of an article, ready for the places of its captures."""
    known = replace(article.provenance, locations=(_NOWHERE,))
    line, content = to_line(replace(article, provenance=known)).encode(), content_of(article)
    at = line.index(_HOLE)
    return Draft(line[:at] + line[at + len(_HOLE) :], at, named(article.url, content), content)


def is_placed(article: Article, drafted: Article) -> bool:
    """Return True if an article is the one that was drafted, but for the places of captures."""
    one, other = article.provenance, drafted.provenance
    return all(_same(article, drafted, name) for name in _OF_ARTICLE) and all(
        _same(one, other, name) for name in _OF_PROVENANCE
    )


def _same(one: Article | Provenance, other: Article | Provenance, name: str) -> bool:
    value, its = getattr(one, name), getattr(other, name)
    return value is its or value == its
