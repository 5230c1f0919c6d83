"""What was done to a text: step by step, each with the text after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from crawler.text.mirror.mirror_restore import Unsure


class Step(NamedTuple):
    """One change to a text: what it is called, and how the text reads after it."""

    name: str
    after: str
    unsure: tuple[Unsure, ...] = ()
    """Words in it that stand as ``?``, and how they may read."""


class Undone(NamedTuple):
    """A line as it was meant, and the mistakes that were undone, in order."""

    text: str
    steps: tuple[Step, ...]
