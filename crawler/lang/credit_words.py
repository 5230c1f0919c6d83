"""The words that credits begin with, in many languages, and what they make of a name.

A row of ``data/credits.toml`` is a label: its kind is the role, what it means the job title. The
labels of one role and job stand together, the most particular first.
"""

from __future__ import annotations

from itertools import groupby
from typing import Final, Literal, cast

from crawler.lang.words import Word, either, words

Role = Literal["author", "editor", "contributor", "source"]

Labels = tuple[tuple[Role, str | None, str], ...]
"""Role, job title and label, in the order they are tried."""


def _labels(rows: list[Word]) -> Labels:
    return tuple(
        (cast("Role", role), str(title) or None, "|".join(row.word for row in group))
        for (role, title), group in groupby(rows, key=lambda row: (row.kind, row.means))
    )


LABELS: Final = _labels([row for row in words("credits") if row.language == "zh"])
"""The labels in simplified and traditional Chinese, most particular first."""

LATIN_LABELS: Final = _labels([row for row in words("credits") if row.language != "zh"])
"""The same for alphabets; a sign or a space parts them from the names."""


def credit_part(kind: str) -> str:
    """Return an expression for what of a kind stands around names: ``credit_parts.toml``."""
    return either("credit_parts", kind)
