"""Addresses without end that bring one story again and again: learned by their pattern.

A token of a session, a counter or a sort order in an address makes as many of one story as anybody
asks for. What a pattern brings is compared with what the same pattern has brought: a story that is
held at an address of another kind as well, a print version say, is no sign of a trap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.frontier.article_score import shape

if TYPE_CHECKING:
    from collections.abc import Iterable

AGAIN = 20
"""Stories of a pattern that were held at another address of it, from which on it may be a trap."""

FOR_EACH = 3
"""Times as many of these as it has stories of its own: a story may have an address or two more."""

_TOKEN = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[\w().~-]{8,}(?=/)")
"""A part of a path that is made of letters and digits: ``(S(4ek2b0xq))``."""


class Brought(NamedTuple):
    """What the addresses of one pattern have brought in a run."""

    own: int = 0
    again: int = 0


class Sameness:
    """The patterns of a run."""

    def __init__(self) -> None:
        self._brought: dict[str, Brought] = {}

    def note(self, url: str, same: Iterable[str]) -> None:
        """Note a story, and the other addresses at which it is held."""
        pattern = pattern_of(url)
        own, again = self._brought.get(pattern, Brought())
        is_again = any(pattern_of(each) == pattern for each in same)
        self._brought[pattern] = Brought(own + (not is_again), again + is_again)

    def trap(self, url: str) -> str | None:
        """Return the pattern of an address that would bring what is held; None for any other.

        >>> told = Sameness()
        >>> for n in range(30):
        ...     told.note(f"https://a.example/ferry?sid={n}", ["https://a.example/ferry?sid=x"])
        >>> told.trap("https://a.example/ferry?sid=99"), told.trap("https://a.example/ferry")
        ('a.example/ferry?sid', None)
        """
        if not self._brought:
            return None
        pattern = pattern_of(url)
        own, again = self._brought.get(pattern, Brought())
        return pattern if again >= AGAIN and again >= FOR_EACH * own else None


def pattern_of(url: str) -> str:
    """Return an address with what differs between two of its kind taken out.

    >>> pattern_of("https://a.example/(S(4ek2b0xq))/ferry?id=1"), pattern_of("//a.example/b/12")
    ('a.example/*/ferry?id', 'a.example/b/00')
    """
    return shape(_TOKEN.sub("*", url.partition("//")[2]).join(("https://", "")))
