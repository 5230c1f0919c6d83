"""Lists without end that list the same again and again: learned by the pattern of their address.

A list that links to itself in ever new spellings is as many lists as anybody asks for. What a list
brings is what it links to beside further lists of its own pattern: their addresses may be made up
for each answer. So may those of another, which then brings the same as well: where lists lead to
lists of other patterns, each time to others, they are a trap together or not at all. What the
lists of a run have brought is not kept: the next learns it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.frontier.article_score import archived
from crawler.frontier.urls import canonical
from crawler.run.read_list import ReadList, Told, kind_of, patterns_of
from crawler.run.same_days import Day, SameDays
from crawler.run.sameness import Brought

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.run.read_list import Content

LISTS_AT = "lists at "
"""Begins what a pattern of lists is called, where others are those of stories."""


class _First(NamedTuple):
    """The first list of a pattern that brought something."""

    url: str
    sums: bytes
    """What tells the lists that it leads to from others, by kind."""


class SameLists:
    """The patterns of a run's lists."""

    def __init__(self, today: Callable[[], Day] = lambda: (9999,)) -> None:
        self._first: dict[tuple[str, Content], _First] = {}
        self._brought: dict[str, Brought] = {}
        self._same: set[str] = set()
        """The patterns that bring what is known, as far as that is all that they lead to."""

        self._leads_to: dict[str, set[str]] = {}
        """To which other patterns a list leads that brings what is known: to other lists of them
        than the first that brought it."""

        self._traps: set[str] = set()
        self._days = SameDays(today)

    def note(self, read: ReadList) -> None:
        """Note what a list brings."""
        told = read.by_path
        if told.content is None:
            return
        if read.day and (content := read.by_day.content):
            self._days.note(told.kind, read.day, content, canonical(read.url))
        if self._note(told, told.content, canonical(read.url)):
            self._note_name(read)

    def _note_name(self, read: ReadList) -> None:
        """Note the first list of a pattern, as one of the names in its folder.

        Sections that are no more all send to one page: that says nothing of the others.
        """
        told = read.by_folder
        if told.content:
            self._note(told, told.content, canonical(read.at))

    def _note(self, told: Told, content: Content, url: str) -> bool:
        """Note a list as one of its kind; return True for the first that brings something."""
        now = _First(url, told.sums)
        first = self._first.setdefault((told.kind, content), now)
        if first is now:
            self._add(told.kind, Brought(own=1))
            return True
        if first.url != url:
            known = self._leads_to.setdefault(told.kind, set())
            others = told.differing(first.sums) - known
            known |= others
            self._add(told.kind, Brought(again=1), leads_on=bool(others))
        return False

    def note_story(self, url: str) -> None:
        """Note that an address is no list: others of its pattern may be stories as well."""
        for pattern in patterns_of(url):
            self._add(pattern, Brought(own=1))

    def _add(self, pattern: str, brought: Brought, *, leads_on: bool = False) -> None:
        known = self._brought[pattern] = self._brought.get(pattern, Brought()) + brought
        was_same = pattern in self._same
        (self._same.add if known.is_trap else self._same.discard)(pattern)
        if was_same != known.is_trap or (was_same and leads_on):
            self._traps = self._closed()

    def _closed(self) -> set[str]:
        """Return the patterns that lead to none but themselves, all of which bring the same."""
        traps, kinds = set[str](), set[str]()
        left = set(self._same)
        while left != traps:
            traps, kinds = left, {kind_of(each) for each in left}
            left = {each for each in traps if self._leads_to.get(each, set()) <= kinds}
        return traps

    def trap(self, url: str, kind: str) -> str | None:
        """Return the pattern of a list that would bring what is known; None for any other.

        >>> from crawler.frontier.link import Link
        >>> lists = SameLists()
        >>> for n in range(30):
        ...     read = ReadList(f"https://a.example/list?k={n}", b"")
        ...     read.add([Link(f"https://a.example/list?k={n + 1}", "page")])
        ...     lists.note(read)
        >>> lists.trap("https://a.example/list?k=99", "page")
        'lists at a.example/list?*'
        """
        if kind == "article":
            return None
        patterns = patterns_of(url)
        learned = (pattern for pattern in patterns if pattern in self._traps)
        if (pattern := next(learned, None)) is None and self._is_of_no_day(patterns[0], url):
            pattern = patterns[0]
        return f"{LISTS_AT}{pattern}" if pattern else None

    def _is_of_no_day(self, pattern: str, url: str) -> bool:
        return self._days.knows(pattern) and self._days.is_trap(pattern, archived(url))
