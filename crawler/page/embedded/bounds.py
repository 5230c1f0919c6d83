"""How much of what a page says to machines is looked at, so that every page comes to an end."""

from __future__ import annotations

from typing import Final

MAX_SIZE: Final = 8_000_000
"""Characters of one text of data: the largest of 781 pages had 840,919."""

MAX_PARTS: Final = 200_000
"""Values that are put together from a table, or from rows, where others name their place."""

MAX_NODES: Final = 20_000
"""Nodes of a tree that are looked at: a story of 5,000 paragraphs has them, or 2,000 comments."""

MAX_DEPTH: Final = 40
"""Depth to which values are followed: stories stand at 3, and references have no end."""

MAX_DIGITS: Final = 7
"""Digits of a number of words or comments: no story has ten million of them."""


def index_of(text: str, digits: int = MAX_DIGITS) -> int | None:
    """Return the place in a list that a text names; None for what names none, or one too far.

    >>> index_of("12"), index_of("\u00b2"), index_of("123456", digits=5)
    (12, None, None)
    """
    is_index = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if is_index else None
