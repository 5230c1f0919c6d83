"""What sources list: which stories, under which titles, and what it means that one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.frontier.link import MAX_LINKS
from crawler.frontier.urls import canonical
from crawler.ledger.revisit_policy import DEEP, LEAST, NEVER, TOO_SOON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.frontier.link import Link
    from crawler.ledger.addresses import Addresses
    from crawler.ledger.database import Database
    from crawler.ledger.schema import Visit

MISSED = ""
"""What a list is noted to have stated of a story that it lists no more, since then."""

MOVED_ON = DEEP.first + DEEP.most
"""Seconds in which a story that one list shows no more is met on another: the further pages of
a channel, on which all of them move on with each that is new, are polled by then."""


class Listings:
    """What the sources of a ledger list. Whoever writes has begun a transaction."""

    def __init__(self, db: Database, addresses: Addresses) -> None:
        self._db, self._addresses = db, addresses

    def write(self, visit: Visit, run: int) -> None:
        """Write down what a source lists; what it says otherwise than before is due again."""
        if visit.listed is None or (visit.kind == "sitemap" and not visit.listed):
            return
        [(source,)] = self._db.execute(
            "SELECT id FROM addresses WHERE key = address_key(?)", (visit.url,)
        )
        before = {
            key: (title, stated)
            for key, title, stated in self._db.execute(
                "SELECT key, listed.title, stated FROM listed JOIN addresses ON id = address "
                "WHERE source = ?",
                (source,),
            )
        }
        said = [(before.get(canonical(each.url)), each) for each in visit.listed]
        new = [each for earlier, each in said if earlier != (each.title, each.stated)]
        changed = [each.url for earlier, each in said if _says_otherwise(earlier, each)]
        self._addresses.ask_again(changed, run, visit.at, _rested(visit.at))
        if len(visit.listed) < MAX_LINKS:
            self._missed(source, before, visit, run)
        self._met_again([each.url for each in new])
        self._db.executemany(
            "INSERT INTO listed (source, address, title, stated, since) "
            "SELECT ?, id, ?, ?, ? FROM addresses WHERE key = address_key(?) "
            "ON CONFLICT (source, address) DO UPDATE SET title = excluded.title, "
            "since = iif(listed.stated = '', excluded.since, listed.since), "
            "stated = excluded.stated",
            [(source, each.title, each.stated, visit.at, each.url) for each in new],
        )

    def _missed(
        self,
        source: int,
        before: Mapping[str, tuple[str | None, str | None]],
        visit: Visit,
        run: int,
    ) -> None:
        """Have stories read again that a list shows no more: at once where it is a sitemap.

        One that lists older ones, that is. Of any other list new stories push off the old ones:
        one that is past its last look then gets one more, unless another list shows it yet.
        """
        listed = {canonical(each.url) for each in visit.listed or ()}
        gone = [
            key for key, (_, stated) in before.items() if key not in listed and stated != MISSED
        ]  # fmt: skip
        if visit.kind == "sitemap":
            oldest = min((before[key][1] or "" for key in before.keys() & listed), default="")
            gone = [key for key in gone if (before[key][1] or oldest) >= oldest]
            self._addresses.ask_again(gone, run, visit.at, "held = 1 AND state <> 'due'")
        self._db.executemany(
            "UPDATE listed SET stated = ?, since = ? WHERE source = ? "
            "AND address = (SELECT id FROM addresses WHERE key = ?)",
            [(MISSED, visit.at, source, key) for key in gone],
        )
        self._db.executemany(
            "UPDATE addresses SET due_at = ? WHERE key = ? AND state = 'held' AND held = 1 "
            "AND due_at >= ? AND NOT EXISTS (SELECT 1 FROM listed "
            "JOIN addresses AS source ON source.id = listed.source AND source.state <> 'gone' "
            "WHERE address = addresses.id AND coalesce(stated, 'x') <> ?)",
            [(visit.at + MOVED_ON, key, NEVER, MISSED) for key in gone],
        )

    def _met_again(self, urls: Iterable[str]) -> None:
        """Have no look taken at stories that one list has shown no more, and another shows."""
        self._db.executemany(
            "UPDATE addresses SET due_at = ? WHERE key = address_key(?) AND state = 'held' "
            "AND EXISTS (SELECT 1 FROM listed WHERE address = addresses.id AND stated = ? "
            "AND addresses.due_at = listed.since + ?)",
            [(NEVER, url, MISSED, MOVED_ON) for url in urls],
        )

    def look_for_what_it_listed(self, visit: Visit, run: int) -> None:
        """Have stories looked at of which a list is gone that stood the last time.

        A tag, say, goes with the last story that is filed under it.
        """
        listed = self._db.execute(
            "SELECT story.url FROM listed JOIN addresses AS story ON story.id = address "
            "JOIN addresses AS source ON source.id = source WHERE source.key = address_key(?) "
            "AND (SELECT outcome FROM visits WHERE visits.address = source.id "
            "ORDER BY at DESC LIMIT 1) <> 'failed'",
            (visit.url,),
        ).fetchall()
        self._addresses.ask_again([url for [url] in listed], run, visit.at, _rested(visit.at))


def _rested(now: float) -> str:
    """Return the condition of a held story that was not looked at just now, for its age."""
    rested, age = f"{now:f} - coalesce(asked_at, 0)", f"{now:f} - coalesce(since, 0)"
    return f"held = 1 AND state <> 'due' AND {rested} >= max({LEAST}, ({age}) / {TOO_SOON})"


def _says_otherwise(before: tuple[str | None, str | None] | None, now: Link) -> bool:
    """Say whether a source states another title or time for a story than it did before.

    >>> from crawler.frontier.link import Link
    >>> _says_otherwise(("Ferry back", None), Link("/1", "article", "Ferry back, late"))
    True
    >>> _says_otherwise(("Ferry back", None), Link("/1", "article", "Ferry back", "2026-03-01"))
    False
    """
    if before is None:
        return False
    pairs = zip(before, (now.title, now.stated), strict=True)
    return any(old and new and old != new for old, new in pairs)
