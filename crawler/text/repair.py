"""Text repaired exactly: each repair is a named function that can be taken back."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


class Repaired(NamedTuple):
    """A text as it was meant, and the names of the repairs that brought it there."""

    text: str
    steps: tuple[str, ...]


def repair(text: str) -> Repaired:
    """Return the text that was meant, and what it took to get there."""
    composed = unicodedata.normalize("NFC", text)
    return Repaired(composed, ("compose",) if composed != text else ())
