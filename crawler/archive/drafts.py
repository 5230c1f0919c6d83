"""The line of an article, made where the article is read, all but what is known later.

    article -- draft_of, in a process that reads --> Draft -- placed, by who keeps it --> line

Later one knows where its captures stand, and the other addresses that the story is held at. A
line is made once. `to_line` of the article with the same of both gives the same line.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.archive.jsonl import content_of, line_of, named, to_line, to_values
from crawler.model import Article, Location, Provenance

if TYPE_CHECKING:
    from collections.abc import Sequence

_NOWHERE = Location(file="", offset=0, record_id="")
_LATER = ("",)
_HOLES = (b', "sameAs": [""]', b', "locations": [{"offset": 0}]')
"""`_LATER` for other addresses, and `_NOWHERE`, in a line. No text in a line reads so: its
quotation marks are escaped there."""

_of_article = attrgetter(
    *(each.name for each in fields(Article) if each.name not in {"same_as", "provenance"})
)
_of_provenance = attrgetter(
    *(each.name for each in fields(Provenance) if each.name != "locations")
)


class Draft(NamedTuple):
    """The line of an article without the places of its captures, and its other addresses."""

    before: bytes
    between: bytes
    after: bytes
    """The line in three: its other addresses go in first, then the places."""

    identifier: str
    content: str
    """`crawler.archive.jsonl.identifier_of` the article, and `content_of`."""

    def placed(self, places: Sequence[Location], same_as: Sequence[str] = ()) -> bytes:
        """Return the line with what was known later; its newline is not in it."""
        later = (_told("sameAs", tuple(same_as)), _told("locations", tuple(places)))
        return b"".join((self.before, later[0], self.between, later[1], self.after))

    def record(
        self, places: Sequence[Location] = (), same_as: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return the line as a JSON-LD object."""
        record: dict[str, Any] = json.loads(self.placed(places, same_as))
        return record


def draft_of(article: Article) -> Draft:
    """Return the line of an article, ready for what is known later."""
    known = replace(article.provenance, locations=(_NOWHERE,))
    line = to_line(replace(article, same_as=_LATER, provenance=known)).encode()
    content = content_of(article)
    before, _, rest = line.partition(_HOLES[0])
    between, _, after = rest.partition(_HOLES[1])
    return Draft(before, between, after, named(article.url, content), content)


def is_placed(article: Article, drafted: Article) -> bool:
    """Return True if an article is the one that was drafted, but for what is known later."""
    one, other = article.provenance, drafted.provenance
    # Tuples compare what is one object without looking into it.
    is_alike: bool = _of_provenance(one) == _of_provenance(other)
    return is_alike and bool(_of_article(article) == _of_article(drafted))


def _told(name: str, value: tuple[Any, ...]) -> bytes:
    """Return a list as it stands in a line, with the comma before it; nothing for an empty one."""
    return b", " + line_of({name: to_values(value)})[1:-1].encode() if value else b""
