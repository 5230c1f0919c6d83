"""Addresses without end that bring one story again and again: learned by their pattern.

A token of a session, a counter or a sort order in an address makes as many of one story as anybody
asks for. What a pattern brings is compared with what the same pattern has brought: a story that is
held at an address of another kind as well, a print version say, is no sign of a trap.

What the patterns of a run have brought is kept for the next, which leaves a trap from the first,
but for `PROBED` addresses: a site that is mended is believed again. It is written down with the
pages that brought it, in their transaction: a kill takes from it what is fetched again.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler import patterns as re
from crawler.frontier.article_score import shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

AGAIN = 20
"""Stories of a pattern that were held at another address of it, from which on it may be a trap."""

FOR_EACH = 3
"""Times as many of these as it has stories of its own: a story may have an address or two more."""

PROBED = 3
"""Addresses of a trap of an earlier run that a run asks for."""

MOST_KEPT = 1_000
"""Patterns that are kept from run to run: those that brought the most again."""

KEPT = "urn:crawler:traps"
"""Where the ledger keeps them, among what was counted of sites."""

_TOKEN = re.compile(r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[\w().~-]{8,}(?=/)")
"""A part of a path that is made of letters and digits: ``(S(4ek2b0xq))``."""


class Brought(NamedTuple):
    """What the addresses of one pattern have brought."""

    own: int = 0
    again: int = 0

    @property
    def is_trap(self) -> bool:
        """Whether what is to come of it is held, as far as one can tell."""
        return self.again >= AGAIN and self.again >= FOR_EACH * self.own

    def __add__(self, other: Any) -> Brought:
        return Brought(self.own + other.own, self.again + other.again)


class Noted(NamedTuple):
    """What one page has brought, by the pattern of its address."""

    pattern: str
    brought: Brought


class Sameness:
    """The patterns of a run, and of those before it."""

    def __init__(self, kept: str | None = None) -> None:
        """`kept` is what an earlier run has written down."""
        self._brought: dict[str, Brought] = {}
        self._before: dict[str, Brought] = {}
        self._unwritten: dict[str, Brought] = {}
        """Of patterns that are not kept yet, what pages have brought that are committed."""

        self._probed: dict[str, set[str]] = {}
        """Which addresses of a trap of an earlier run are asked for all the same."""

        self.recall(kept)

    def recall(self, kept: str | None) -> None:
        """Take up what an earlier run has written down."""
        self._before = brought_in(kept)

    def learned(self, noted: Iterable[Noted]) -> Callable[[str | None], str] | None:
        """Return what makes of what is written down what is to be, with these; None for the same.

        A pattern is kept as soon as it brings a story again, with all that it has brought.
        """
        news = _by_pattern(noted)
        kept = {
            pattern: self._unwritten.get(pattern, Brought()) + brought
            for pattern, brought in news.items()
            if brought.again or pattern in self._before
        }
        return partial(_added, kept) if kept else None

    def committed(self, noted: Iterable[Noted]) -> None:
        """Note that what these pages have brought is safe."""
        for pattern, brought in _by_pattern(noted).items():
            if brought.again or pattern in self._before:
                self._before.setdefault(pattern, Brought())
                self._unwritten.pop(pattern, None)
            else:
                self._unwritten[pattern] = self._unwritten.get(pattern, Brought()) + brought

    def note(self, url: str, same: Iterable[str]) -> Noted:
        """Note a story, and the other addresses at which it is held; return what that says."""
        pattern = pattern_of(url)
        own, again = self._brought.get(pattern, Brought())
        is_again = any(pattern_of(each) == pattern for each in same)
        self._brought[pattern] = Brought(own + (not is_again), again + is_again)
        return Noted(pattern, Brought(int(not is_again), int(is_again)))

    def trap(self, url: str) -> str | None:
        """Return the pattern of an address that would bring what is held; None for any other.

        >>> told, held = Sameness(), ["https://a.example/ferry?sid=x"]
        >>> for n in range(30):
        ...     noted = told.note(f"https://a.example/ferry?sid={n}", held)
        >>> told.trap("https://a.example/ferry?sid=99"), told.trap("https://a.example/ferry")
        ('a.example/ferry?sid', None)
        """
        if not (self._brought or self._before):
            return None
        pattern = pattern_of(url)
        before = self._before.get(pattern, Brought())
        if not (before + self._brought.get(pattern, Brought())).is_trap:
            return None
        return None if before.is_trap and self._is_probed(pattern, url) else pattern

    def _is_probed(self, pattern: str, url: str) -> bool:
        probed = self._probed.setdefault(pattern, set())
        if len(probed) < PROBED:
            probed.add(url)
        return url in probed


def _by_pattern(noted: Iterable[Noted]) -> dict[str, Brought]:
    told: dict[str, Brought] = {}
    for pattern, brought in noted:
        told[pattern] = told.get(pattern, Brought()) + brought
    return told


def _added(more: Mapping[str, Brought], kept: str | None) -> str:
    """Return what is to be written down, with what more was brought."""
    told = brought_in(kept)
    for pattern, brought in more.items():
        told[pattern] = told.get(pattern, Brought()) + brought
    most = sorted(told.items(), key=lambda each: (-each[1].again, each[0]))[:MOST_KEPT]
    return json.dumps({pattern: each for pattern, each in most if each.again}, sort_keys=True)


def brought_in(kept: str | None) -> dict[str, Brought]:
    """Return what was written down, by pattern."""
    return {pattern: Brought(*each) for pattern, each in json.loads(kept or "{}").items()}


def without(kept: str | None, pattern: str) -> str:
    """Return what was written down without a pattern.

    >>> without('{"a.example/?k": [1, 20], "b.example/?k": [0, 30]}', "b.example/?k")
    '{"a.example/?k": [1, 20]}'
    """
    return json.dumps({each: told for each, told in brought_in(kept).items() if each != pattern})


def pattern_of(url: str) -> str:
    """Return an address with what differs between two of its kind taken out.

    >>> pattern_of("https://a.example/(S(4ek2b0xq))/ferry?id=1"), pattern_of("//a.example/b/12")
    ('a.example/*/ferry?id', 'a.example/b/00')
    """
    return _without_turns(shape(_TOKEN.sub("*", url.partition("//")[2]).join(("https://", ""))))


def _without_turns(pattern: str) -> str:
    """Return the pattern of a path that comes to a name again without what it went through.

    A relative link on a page that answers under any path makes one such of another.

    >>> _without_turns("a.example/sea/quay/sea/quay/*.html"), _without_turns("a.example/00/00/b/")
    ('a.example/.../quay/sea/*.html', 'a.example/00/00/b/')
    """
    host, *folders, last = pattern.split("/")
    names = [each for each in folders if each.strip("0*")]
    if len(names) == len(set(names)):
        return pattern
    return "/".join((host, "...", *sorted(set(names)), last))
