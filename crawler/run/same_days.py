"""Archives of days and months that bring the same for ever: a calendar has no end, either way.

A day without stories is no sign of a trap, nor is a month of them. What is to come has none, and
before the oldest that has some there is nothing where a long row of them brings the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.run.sameness import AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable

IN_A_ROW = 60
"""Days or months in a row that bring the same, from which on the older ones are left: a weekly
has six, and one that pauses in summer forty."""

Day = tuple[int, ...]
"""Year, month and day; one of a month or a year has no more."""


@dataclass(slots=True)
class _Days:
    first: dict[tuple[int, ...], str] = field(default_factory=dict)
    """Where each content was met first."""

    oldest: Day = ()
    """The oldest that has brought something of its own."""

    to_come: int = 0
    """How many of those that are to come have brought the same."""

    in_a_row: int = 0
    """How many others have since the last that did not."""


class SameDays:
    """The archives of a run's days, by the pattern of their addresses."""

    def __init__(self, today: Callable[[], Day]) -> None:
        self._today = today
        self._of: dict[str, _Days] = {}

    def note(self, pattern: str, day: Day, content: tuple[int, ...], url: str) -> None:
        """Note what the archive of a day brings."""
        days = self._of.setdefault(pattern, _Days())
        first = days.first.setdefault(content, url)
        if self._is_to_come(day):
            days.to_come += first != url
        elif first == url:
            days.oldest = min(days.oldest or day, day)
            days.in_a_row = 0
        else:
            days.in_a_row += 1

    def knows(self, pattern: str) -> bool:
        """Return True for the pattern of an archive of days."""
        return pattern in self._of

    def is_trap(self, pattern: str, day: Day) -> bool:
        """Return True for a day of which nothing is to be expected.

        >>> days = SameDays(lambda: (2026, 2, 5))
        >>> for n in range(90):
        ...     days.note("a", (2026 - n // 12, 12 - n % 12), (n < 12,), f"a/{n}")
        >>> [days.is_trap("a", day) for day in ((2019, 1), (2025, 12), (2026, 1), (2027, 1))]
        [True, False, False, False]
        """
        days = self._of.get(pattern)
        if days is None:
            return False
        if self._is_to_come(day):
            return days.to_come >= AGAIN
        return days.in_a_row >= IN_A_ROW and day < days.oldest

    def _is_to_come(self, day: Day) -> bool:
        return day > self._today()[: len(day)]
