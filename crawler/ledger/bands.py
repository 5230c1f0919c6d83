"""Which stories share a band of their signatures: an index that is written nearly in order.

A band is a number that says nothing of its age: in one large B-tree each of the bands of a story
falls on a page of its own, which is written for it. So the newest stories have a small tree of
their own, a tier, and as these fill up sixteen of them become one.

    tier = level * LEVEL + story // size of a tier of that level
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.ledger.database import Database

LEVEL = 2**40
SIZES = (256, 4_096, 65_536)
"""Stories of a tier, by its level. A group of stories writes at most 20 pages of the first; to
make one of the last takes a second or two."""


class Bands:
    """The bands of a ledger. Whoever writes has begun a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, story: int, bands: Iterable[int]) -> None:
        """Note the bands of a story; those that it had stay its own."""
        tiers, possible = self.tiers(), tiers_of(story)
        tier = next((each for each in possible if each in tiers), possible[0])
        if tier not in tiers:
            self._merge(tiers, story)
        self._db.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?, ?)", [(tier, band, story) for band in bands]
        )

    def sharing(self, wanted: Mapping[int, int]) -> set[int]:
        """Return the stories of these bands, of each the newest and no more than it says."""
        if not wanted:
            return set()
        tiers = ", ".join(map(str, self.tiers()))
        of_band = (
            f"SELECT story FROM (SELECT story FROM bands WHERE tier IN ({tiers}) "  # noqa: S608 numbers
            "AND band = ? ORDER BY story DESC LIMIT ?) AS newest"
        )
        rows = self._db.execute(
            " UNION ".join([of_band] * len(wanted)),
            [value for each in wanted.items() for value in each],
        )
        return {story for [story] in rows}

    def has_any(self, story: int, bands: Iterable[int]) -> bool:
        """Return True if one of the bands is a story's."""
        tiers = ", ".join(map(str, tiers_of(story)))
        shared = f"SELECT 1 FROM bands WHERE tier IN ({tiers}) AND band = ? AND story = ?"  # noqa: S608 numbers
        return any(self._db.execute(shared, (band, story)).fetchone() for band in bands)

    def tiers(self) -> list[int]:
        """Return the tiers that there are."""
        rows = self._db.execute(
            "WITH RECURSIVE known (tier) AS (SELECT min(tier) FROM bands UNION ALL "
            "SELECT (SELECT min(tier) FROM bands WHERE tier > known.tier) FROM known "
            "WHERE tier IS NOT NULL) SELECT tier FROM known WHERE tier IS NOT NULL"
        )
        return [tier for [tier] in rows]

    def _merge(self, tiers: Iterable[int], story: int) -> None:
        """Put tiers together of whose stories the last has come, now that this one comes."""
        for tier in sorted(tiers):
            level, place = divmod(tier, LEVEL)
            if level + 1 == len(SIZES):
                break
            first = place * SIZES[level]
            larger = tiers_of(first)[level + 1]
            if larger != tiers_of(story)[level + 1]:
                self._db.execute(
                    "INSERT OR IGNORE INTO bands SELECT ?, band, story FROM bands WHERE tier = ?",
                    (larger, tier),
                )
                self._db.execute("DELETE FROM bands WHERE tier = ?", (tier,))


def tiers_of(story: int) -> tuple[int, ...]:
    """Return the tiers that a story may stand in, by their levels.

    >>> [tier % LEVEL for tier in tiers_of(5_000)]
    [19, 1, 0]
    """
    return tuple(level * LEVEL + story // size for level, size in enumerate(SIZES))
