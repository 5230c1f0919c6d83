"""Lists without end that list the same again and again: learned by the pattern of their address.

A list that links to itself in ever new spellings is as many lists as anybody asks for. What a list
brings is what it links to beside further lists of its own pattern: their addresses may be made up
for each answer. What the lists of a run have brought is not kept: the next learns it anew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.frontier.article_score import archived
from crawler.frontier.urls import canonical
from crawler.run.sameness import Brought, pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.frontier.link import Link

LISTS_AT = "lists at "
"""Begins what a pattern of lists is called, where others are those of stories."""


class ReadList:
    """What a list brings, put together a slice at a time."""

    def __init__(self, url: str, body: bytes = b"", sent_to: str = "") -> None:
        """`sent_to` is where a redirect led, `body` tells lists that lead nowhere from each other.

        That is empty where it is not there.
        """
        self.url, self.at, self._body = url, sent_to or url, body
        self._own, _ = patterns_of(url)
        self._sum = self._number = self._further = 0

    def add(self, links: Iterable[Link]) -> None:
        """Take up links of the list, in whatever order."""
        for link in links:
            if link.kind != "article" and patterns_of(link.url)[0] == self._own:
                self._further += 1
            else:
                self._sum += hash(link.url)  # the same in whatever order
                self._number += 1

    @property
    def content(self) -> tuple[int, ...] | None:
        """What tells the list from others; None where nothing does.

        A day or a month may bring nothing, and tells so of itself alone.
        """
        if self._number or self._further:
            return self._number, self._sum, *archived(self.url)
        return (-1, hash(self._body), *archived(self.url)) if self._body else None


class SameLists:
    """The patterns of a run's lists."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, tuple[int, ...]], ReadList] = {}
        """The first list of a pattern that brought something, by that."""

        self._brought: dict[str, Brought] = {}
        self._traps: set[str] = set()

    def note(self, read: ReadList) -> None:
        """Note what a list brings."""
        if (content := read.content) is None:
            return
        own, folder = patterns_of(read.url)
        first = self._first.setdefault((own, content), read)
        if first is read:
            self._add(own, Brought(own=1))
            self._note_name(folder, content, read)
        elif canonical(first.url) != canonical(read.url):
            self._add(own, Brought(again=1))

    def _note_name(self, folder: str, content: tuple[int, ...], read: ReadList) -> None:
        """Note the first list of a pattern, as one of the names in its folder.

        Sections that are no more all send to one page: that says nothing of the others.
        """
        first = self._first.setdefault((folder, content), read)
        if first is read:
            self._add(folder, Brought(own=1))
        elif canonical(first.at) != canonical(read.at):
            self._add(folder, Brought(again=1))

    def note_story(self, url: str) -> None:
        """Note that an address is no list: others of its pattern may be stories as well."""
        for pattern in patterns_of(url):
            self._add(pattern, Brought(own=1))

    def _add(self, pattern: str, brought: Brought) -> None:
        known = self._brought[pattern] = self._brought.get(pattern, Brought()) + brought
        (self._traps.add if known.is_trap else self._traps.discard)(pattern)

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
        if kind == "article" or not self._traps:
            return None
        learned = (pattern for pattern in patterns_of(url) if pattern in self._traps)
        return next((f"{LISTS_AT}{pattern}" for pattern in learned), None)


@lru_cache(maxsize=16_384)
def patterns_of(url: str) -> tuple[str, str]:
    """Return the patterns of a list: its path under whatever query, and the folder it is in.

    >>> patterns_of("https://a.example/list/12?a&b=1"), patterns_of("https://a.example/list/")
    (('a.example/list/00?*', 'a.example/list/*'), ('a.example/list/', 'a.example/*'))
    """
    bare, mark, _ = url.partition("?")
    path = pattern_of(bare)
    return f"{path}?*" if mark else path, f"{path.rstrip('/').rpartition('/')[0]}/*"
