"""What the sites of a run have taught: read at its beginning, counted anew at its end."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from crawler.memory import NO_MEMORY, Counts, counts_in, dumped, learn, loaded, memory_of

if TYPE_CHECKING:
    from crawler.ledger.ledger import Ledger
    from crawler.memory import Lesson, Memory


class SiteMemory:
    """The memories of the sites in one ledger, by `Page.site_key`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._memories: dict[str, Memory] = {}
        self._lessons: defaultdict[str, list[Lesson]] = defaultdict(list)

    def of(self, site: str) -> Memory:
        """Return what earlier runs have learned of a site: the same for the whole of a run."""
        if site not in self._memories:
            self._memories[site] = memory_of(self._counts(site))
        return self._memories[site]

    def named(self, revision: str | None) -> Memory | None:
        """Return the memory of a revision that a line names; None where it is not known."""
        if not revision:
            return NO_MEMORY
        kept = self._ledger.revision(revision)
        return loaded(kept) if kept else None

    def learn(self, site: str, lesson: Lesson) -> None:
        """Keep what a new story teaches for the runs to come."""
        self._lessons[site].append(lesson)

    def remember(self) -> None:
        """Write down what the stories of the run have taught. Raises `sqlite3.Error`."""
        for site, lessons in self._lessons.items():
            self._ledger.remember(site, partial(_learned, lessons=lessons))
        self._lessons.clear()

    def _counts(self, site: str) -> Counts:
        return _counts_in(self._ledger.counts(site))


def _counts_in(kept: str | None) -> Counts:
    return counts_in(kept) if kept else Counts()


def _learned(kept: str | None, lessons: list[Lesson]) -> str:
    """Return what was counted, with what the stories of a run teach."""
    return dumped(learn(_counts_in(kept), lessons))
