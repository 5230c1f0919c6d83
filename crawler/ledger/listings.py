"""What sources list: which stories, under which titles, and what it means that one is missing.

A list of 50,000 stories is written down a part at a time, each part in a transaction of its own,
before the visit to it, which has the last one. After a crash amid that the source is still due,
and what is written again is as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.frontier.link import MAX_LINKS
from crawler.frontier.urls import canonical
from crawler.ledger.revisit_policy import DEEP, LEAST, NEVER, TOO_SOON

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from crawler.frontier.link import Link
    from crawler.ledger.addresses import Addresses
    from crawler.ledger.database import Database
    from crawler.ledger.schema import Visit

MISSED = ""
"""What a list is noted to have stated of a story that it lists no more, since then."""

MOVED_ON = DEEP.first + DEEP.most
"""Seconds in which a story that one list shows no more is met on another: the further pages of
a channel, on which all of them move on with each that is new, are polled by then."""


AT_ONCE = 100
"""Stories that one query asks for."""

Said = tuple[str | None, str | None]
"""The title of a story, and when it was changed or came out."""


class Listed(NamedTuple):
    """A story that a source has listed."""

    key: str
    stated: str | None


class Missed:
    """The stories that a source has listed and lists no more.

    >>> missed = Missed({"c"}, "sitemap")
    >>> for row in (("a", "2026-03-01"), ("b", "2026-01-01"), ("c", "2026-02-01")):
    ...     missed.note(Listed(*row))
    >>> missed.gone()
    ['a']
    """

    def __init__(self, listed: Container[str], kind: str) -> None:
        """`listed` has the keys of what it lists now, `kind` says what it is."""
        self._listed, self._is_sitemap = listed, kind == "sitemap"
        self._oldest: str | None = None
        self._left: list[Listed] = []

    def note(self, row: Listed) -> None:
        """Take in a story that it has listed."""
        if row.key in self._listed:
            stated = row.stated or ""
            self._oldest = stated if self._oldest is None else min(self._oldest, stated)
        elif row.stated != MISSED:
            self._left.append(row)

    def gone(self) -> list[str]:
        """Return the keys of those that are missed; of a sitemap none older than all it lists."""
        oldest = (self._oldest or "") if self._is_sitemap else ""
        return [row.key for row in self._left if (row.stated or oldest) >= oldest]


class Listings:
    """What the sources of a ledger list. Whoever writes has begun a transaction."""

    def __init__(self, db: Database, addresses: Addresses) -> None:
        self._db, self._addresses = db, addresses

    def write(self, visit: Visit, run: int) -> None:
        """Write down what a source lists; what it says otherwise than before is due again."""
        if visit.listed is None or (visit.kind == "sitemap" and not visit.listed):
            return
        if visit.ahead is None and len(visit.listed) < MAX_LINKS:
            missed = Missed({canonical(each.url) for each in visit.listed}, visit.kind)
            for row in self.before(visit.url):
                missed.note(row)
            self.miss(visit, missed.gone(), run)
        self.take(visit, run)

    def take(self, visit: Visit, run: int) -> None:
        """Write down some of what a source lists; done twice it is as if done once."""
        if not visit.listed:
            return
        source = self._number(visit.url)
        before = self._before_of(source, visit.listed)
        said = [(before.get(canonical(each.url)), each) for each in visit.listed]
        new = [each for earlier, each in said if earlier != (each.title, each.stated)]
        changed = [each.url for earlier, each in said if _says_otherwise(earlier, each)]
        self._addresses.ask_again(changed, run, visit.at, _rested(visit.at))
        self._met_again([each.url for each in new])
        self._db.executemany(
            "INSERT INTO listed (source, address, title, stated, since) "
            "SELECT ?, id, ?, ?, ? FROM addresses WHERE key = address_key(?) "
            "ON CONFLICT (source, address) DO UPDATE SET title = excluded.title, "
            "since = iif(listed.stated = '', excluded.since, listed.since), "
            "stated = excluded.stated",
            [(source, each.title, each.stated, visit.at, each.url) for each in new],
        )

    def _number(self, url: str) -> int:
        [(number,)] = self._db.execute(
            "SELECT id FROM addresses WHERE key = address_key(?)", (url,)
        )
        return int(number)

    def _before_of(self, source: int, listed: Sequence[Link]) -> dict[str, Said]:
        """Return what a source said of stories when it listed them the last time, by key."""
        before: dict[str, Said] = {}
        for begun in range(0, len(listed), AT_ONCE):
            keys = [canonical(each.url) for each in listed[begun : begun + AT_ONCE]]
            rows = self._db.execute(
                # A cross join asks for the addresses first: all that a source has ever listed
                # is more, and grows with each slice. https://www.sqlite.org/optoverview.html
                "SELECT key, listed.title, stated FROM addresses CROSS JOIN listed "  # noqa: S608 marks
                f"WHERE key IN ({', '.join('?' * len(keys))}) AND source = ? AND address = id",
                (*keys, source),
            )
            before |= {key: (title, stated) for key, title, stated in rows}
        return before

    def before(self, url: str) -> Iterator[Listed]:
        """Yield what a source has listed, and does perhaps no more, a few rows at a time."""
        source, last = self._number(url), 0
        while rows := self._db.execute(
            "SELECT id, key, stated FROM listed JOIN addresses ON id = address "
            "WHERE source = ? AND address > ? ORDER BY address LIMIT ?",
            (source, last, AT_ONCE),
        ).fetchall():
            yield from (Listed(key, stated) for _, key, stated in rows)
            last = rows[-1][0]

    def miss(self, visit: Visit, keys: Sequence[str], run: int) -> None:
        """Have stories read again that a list shows no more: at once where it is a sitemap.

        Of any other list new stories push off the old ones: one that is past its last look then
        gets one more, unless another list shows it yet. Done twice it is as if done once.
        """
        if not keys:
            return
        if visit.kind == "sitemap":
            self._addresses.ask_again(keys, run, visit.at, "held = 1 AND state <> 'due'")
        source = self._number(visit.url)
        self._db.executemany(
            "UPDATE listed SET stated = ?, since = ? WHERE source = ? "
            "AND address = (SELECT id FROM addresses WHERE key = ?)",
            [(MISSED, visit.at, source, key) for key in keys],
        )
        self._db.executemany(
            "UPDATE addresses SET due_at = ? WHERE key = ? AND state = 'held' AND held = 1 "
            "AND due_at >= ? AND NOT EXISTS (SELECT 1 FROM listed "
            "JOIN addresses AS source ON source.id = listed.source AND source.state <> 'gone' "
            "WHERE address = addresses.id AND coalesce(stated, 'x') <> ?)",
            [(visit.at + MOVED_ON, key, NEVER, MISSED) for key in keys],
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


def _says_otherwise(before: Said | None, now: Link) -> bool:
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
