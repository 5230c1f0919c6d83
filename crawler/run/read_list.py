"""What a list brings: the stories that it links to, and the lists, as far as they tell it apart.

A list that links to lists of another kind than its own may make up the address of each. Those of
a kind are told together, by their pattern; `crawler.run.same_lists` asks what these bring.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.frontier.article_score import archived
from crawler.run.sameness import pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.frontier.link import Link

MOST_KINDS = 32
"""Kinds of lists that one leads to and that are told together; those of others tell it apart."""

VARIES = frozenset("0*")
"""Letters of a pattern that has more than one address."""

Content = tuple[int, ...]
"""What tells a list from others of its kind."""


class Told(NamedTuple):
    """A list as one of a kind."""

    kind: str
    """The pattern that it has in common with others."""

    content: Content | None
    """None where nothing tells it from another."""

    kinds: tuple[str, ...] = ()
    """The patterns of the lists that it leads to, in order."""

    sums: bytes = b""
    """What tells the lists of each kind from others, four bytes a kind: a run keeps thousands."""

    def differing(self, sums: bytes) -> set[str]:
        """Return the kinds of which another list, that leads to the same ones, has other lists.

        >>> Told("a", None, ("x", "y"), bytes(8)).differing(bytes(7) + b"1")
        {'y'}
        """
        pairs = ((self.sums[n : n + 4], sums[n : n + 4]) for n in range(0, len(sums), 4))
        return {kind for kind, (one, other) in zip(self.kinds, pairs, strict=True) if one != other}


class ReadList:
    """What a list brings, put together a slice at a time."""

    def __init__(self, url: str, body: bytes = b"", sent_to: str = "") -> None:
        """`sent_to` is where a redirect led, `body` tells lists that lead nowhere from each other.

        That is empty where it is not there.
        """
        self.url, self.at, self._body = url, sent_to or url, body
        self.day = archived(url)
        """The year, month and day whose archive it is; empty where it is none."""

        path, folder = patterns_of(url)
        self._paths, self._folders = _Lists(path), _Lists(folder)
        self._sum = self._number = 0

    def add(self, links: Iterable[Link]) -> None:
        """Take up links of the list, in whatever order."""
        for link in links:
            if link.kind == "article":
                self._sum += hash(link.url)  # the same in whatever order
                self._number += 1
                continue
            path, folder = patterns_of(link.url)
            self._paths.add(link.url, path)
            self._folders.add(link.url, folder)

    @property
    def by_path(self) -> Told:
        """Return the list as one of those that have its path."""
        lists = self._paths
        return Told(lists.own, self._content(lists.fixed, lists.kind_hash), *lists.by_kind())

    @property
    def by_folder(self) -> Told:
        """Return the list as one of the names in its folder: one without stories is itself."""
        lists = self._folders
        others = (lists.fixed, lists.kind_hash) if self._number else (self._paths.sum,)
        told = Told(lists.own, self._content(*others))
        return told if not self._number else Told(*told[:2], *lists.by_kind())

    def _content(self, *others: int) -> Content | None:
        """Return what tells the list apart: a day or a month may bring nothing, and is itself."""
        if self._number or self._paths.number:
            return (self._number, self._sum, *others, *self.day)
        return (-1, hash(self._body), *self.day) if self._body else None

    @property
    def by_day(self) -> Told:
        """Return the list as the archive of some day: all that it leads to tells it apart."""
        return Told(self._paths.own, (self._number, self._sum, self._paths.sum))


class _Lists:
    """The lists that one leads to, those of its own kind aside."""

    def __init__(self, own: str) -> None:
        self.own = own
        self.number = 0
        """How many lists there are, those of its own kind as well."""

        self.fixed = 0
        """What tells those of no kind, or of one kind too many, from others."""

        self.kinds: dict[str, int] = {}

    def add(self, url: str, kind: str) -> None:
        self.number += 1
        if kind == self.own:
            return
        kind = kind_of(kind)
        if not VARIES.isdisjoint(kind) and (kind in self.kinds or len(self.kinds) < MOST_KINDS):
            self.kinds[kind] = self.kinds.get(kind, 0) + hash(url)
        else:
            self.fixed += hash(url)

    def by_kind(self) -> tuple[tuple[str, ...], bytes]:
        """Return the kinds in order, and what tells the lists of each from others."""
        kinds = tuple(sorted(self.kinds))
        sums = ((self.kinds[kind] & 0xFFFFFFFF).to_bytes(4) for kind in kinds)
        return kinds, b"".join(sums)

    @property
    def sum(self) -> int:
        """Return what tells all of them from others."""
        return self.fixed + sum(self.kinds.values())

    @property
    def kind_hash(self) -> int:
        """Return what tells their kinds from others."""
        return hash(frozenset(self.kinds))


def kind_of(pattern: str) -> str:
    """Return a pattern under which the numbers of a counter are one kind, however long.

    >>> kind_of("a.example/list/0000/"), kind_of("a.example/list/0/")
    ('a.example/list/0/', 'a.example/list/0/')
    """
    return re.sub("0+", "0", pattern)


@lru_cache(maxsize=16_384)
def patterns_of(url: str) -> tuple[str, str]:
    """Return the patterns of a list: its path under whatever query, and the folder it is in.

    >>> patterns_of("https://a.example/list/12?a&b=1"), patterns_of("https://a.example/list/")
    (('a.example/list/00?*', 'a.example/list/*'), ('a.example/list/', 'a.example/*'))
    """
    bare, mark, _ = url.partition("?")
    path = pattern_of(bare)
    return f"{path}?*" if mark else path, f"{path.rstrip('/').rpartition('/')[0]}/*"
