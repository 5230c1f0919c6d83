"""Two versions of a story beside each other: paragraph by paragraph, and word by word in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from crawler.text.compare.changes import Change
from crawler.view.in_place import compared, paragraphs_of
from crawler.view.shown import texts_of

FIELDS = (
    "kicker", "headline", "alternativeHeadline", "description", "abstract", "author", "editor",
    "contributor", "sourceOrganization", "datePublished", "dateModified", "articleSection",
    "keywords",
)  # fmt: skip
"""What is compared beside the body."""

MAX_PARAGRAPHS = 2000
"""Paragraphs of a body that are set beside each other; more of them are compared as they come."""

ALIKE = 0.3
"""Share of its words that a paragraph has in common with the one it became; below it one was
taken out and another put in."""


class Row(NamedTuple):
    """A paragraph, or a field, of both versions."""

    name: str
    """Of the field; empty for a paragraph."""

    parts: tuple[Change, ...]

    @property
    def before(self) -> str:
        """The text of the earlier version."""
        return "".join(part.before for part in self.parts)

    @property
    def after(self) -> str:
        """The text of the later version."""
        return "".join(part.after for part in self.parts)

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return all(part.before == part.after for part in self.parts)


def side_by_side(before: dict[str, Any], after: dict[str, Any]) -> list[Row]:
    r"""Return what two versions say, in rows.

    >>> rows = side_by_side({"headline": "Four hurt", "articleBody": "A.\nB."},
    ...                     {"headline": "Five hurt", "articleBody": "A.\nNew.\nB."})
    >>> [(row.name, row.before, row.after) for row in rows if not row.is_same]
    [('headline', 'Four hurt', 'Five hurt'), ('', '', 'New.')]
    """
    fields = []
    for name in FIELDS:
        old, new = ("; ".join(texts_of(record.get(name))) for record in (before, after))
        if old or new:
            fields.append(Row(name, compared(old, new)))
    return [*fields, *paragraphs(paragraphs_of(before), paragraphs_of(after))]


def paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    """Yield the paragraphs of two texts beside each other."""
    if max(len(before), len(after)) > MAX_PARAGRAPHS:
        yield from _beside(before, after)
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from (Row("", (Change(text, text),)) for text in before[a:b])
        else:
            yield from _beside(before[a:b], after[c:d])


def _beside(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    """Yield paragraphs in their order: those that became others, that went, that came."""
    at = 0
    for old in before:
        mates = [(_likeness(old, new), -n) for n, new in enumerate(after[at : at + 4])]
        best, n = max(mates, default=(0.0, 0))
        if best < ALIKE:
            yield Row("", (Change(old, ""),))
            continue
        yield from (Row("", (Change("", new),)) for new in after[at : at - n])
        yield Row("", compared(old, after[at - n]))
        at += 1 - n
    yield from (Row("", (Change("", new),)) for new in after[at:])


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    words, others = set(_units(one)), set(_units(other))
    return len(words & others) / max(1, len(words | others))


def _units(text: str) -> Iterator[str]:
    for word in text.split():
        if word.isascii():
            yield word
        else:
            yield from word
