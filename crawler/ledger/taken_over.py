"""What was due when a run began: taken over as it stands, written down only as it is asked for.

A run accounts for every address of its sites that is due at its beginning. A million of them are
not written anew for that: such an address is the run's as long as it says otherwise itself, and
`TakenOver.settle` writes that down of those few that the run is about to change.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.frontier.urls import canonical
from crawler.ledger.database import File
from crawler.ledger.schema import NO_LIMIT, Address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.ledger.database import Database

_RESTING = "state IN ('held', 'gone', 'source')"
"""What an address is that was asked for and is looked at again; as the index has it."""

_COLUMNS = ", ".join(Address._fields)
_GROUP = f"{_RESTING} AND site = ? AND host = ? AND priority = ? AND due_at <= ?"
_OF_FILE = "run <> ? AND due_at <= ? AND site IN (SELECT site FROM temp.theirs)"
_OF_SERVER = "run <> ? AND due_at <= ? AND site = ANY(?)"
_OF_FLEET = "run <> ? AND due_at <= ? AND site IN (SELECT site FROM fleets WHERE fleet = ?)"


_RESTING_OF_FLEET = f"""
    WITH RECURSIVE groups AS (
        SELECT first.* FROM (SELECT DISTINCT site FROM fleets WHERE fleet = ?) AS own,
        LATERAL (
            SELECT site, host, priority FROM addresses WHERE {_RESTING} AND site = own.site
            ORDER BY host, priority DESC LIMIT 1
        ) AS first
        UNION ALL
        SELECT next.* FROM groups, LATERAL (
            SELECT * FROM (
                (SELECT site, host, priority FROM addresses WHERE {_RESTING}
                AND site = groups.site AND host = groups.host AND priority < groups.priority
                ORDER BY priority DESC LIMIT 1)
                UNION ALL
                (SELECT site, host, priority FROM addresses WHERE {_RESTING}
                AND site = groups.site AND host > groups.host
                ORDER BY host, priority DESC LIMIT 1)
            ) AS either LIMIT 1
        ) AS next
    )
    SELECT groups.site, sum(number)::bigint FROM groups, LATERAL (
        SELECT count(*) AS number FROM addresses WHERE {_RESTING}
        AND site = groups.site AND host = groups.host AND priority = groups.priority
        AND due_at <= ? AND run <> ?
    ) AS due GROUP BY groups.site
"""  # noqa: S608 ours
"""How much of each site of a fleet is looked at again: by an index, whatever rests besides.
https://wiki.postgresql.org/wiki/Loose_indexscan"""


class _Group(NamedTuple):
    """Addresses of one host that are looked at again, as urgent as each other."""

    site: str
    priority: int


class TakenOver:
    """The addresses that a run has taken over and has not asked for."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.run, self._begun = 0, 0.0
        self._resting: dict[str, list[_Group]] = {}
        """Of each host what is looked at again, the most urgent first."""

        self._taken: dict[str, str] = {}
        """Hosts of a fleet of which it is not known yet what of them is looked at again."""

        self._new: set[str] = set()
        """Hosts of addresses that an earlier run left as they were found."""

        self._left: dict[str, str] = {}
        self._is_fleet = False
        self._values: tuple[Any, ...] = ()
        if isinstance(db, File):
            db.execute("CREATE TEMP TABLE theirs (site TEXT PRIMARY KEY) WITHOUT ROWID")
        else:
            self._values = ([],)
        self.whose = _OF_FILE if isinstance(db, File) else _OF_SERVER
        """Which of the addresses of earlier runs are taken over, with `theirs` as its values."""

    def begin(self, run: int, at: float, sites: Iterable[str]) -> int:
        """Take over what is due of sites; return how many addresses that are."""
        self.run, self._begun = run, at
        owners = list(dict.fromkeys((*sites, "")))
        if isinstance(self._db, File):
            self._db.execute("DELETE FROM temp.theirs")
            rows = [(each,) for each in owners]
            self._db.executemany("INSERT INTO temp.theirs VALUES (?)", rows)
        else:
            self._values = (owners,)
        self._left.clear()
        self._resting.clear()
        total = 0
        for owner in owners:
            for host, priority in self._groups(owner):
                group = _Group(owner, priority)
                if number := self._number(host, group):
                    self._resting.setdefault(host, []).append(group)
                    total += number
        for groups in self._resting.values():
            groups.sort(key=lambda group: -group.priority)
        found = self._found()
        self._new = {host for host, _, _ in found}
        return total + sum(number for _, _, number in found)

    def begin_fleet(self, run: int, at: float, fleet: str) -> None:
        """Take over what is due of the sites of a fleet: of each host when it is taken."""
        self.run, self._begun, self._values = run, at, (fleet,)
        self._is_fleet, self.whose = True, _OF_FLEET
        self._left.clear()
        self._taken.clear()
        self._resting.clear()

    def take(self, host: str, site: str) -> None:
        """Take over what is due of a host of the fleet; what that is is found out as it is due."""
        self._taken[host] = site

    def _groups_of(self, host: str, site: str) -> list[_Group]:
        here = f"SELECT priority FROM addresses WHERE {_RESTING} AND site = ? AND host = ? "  # noqa: S608 ours
        order, groups = "ORDER BY priority DESC LIMIT 1", []
        last = self._first(here + order, site, host)
        while last:
            groups.append(_Group(site, *last))
            last = self._first(f"{here} AND priority < ? {order}", site, host, *last)
        return groups

    def leave_host(self, host: str) -> None:
        """Forget a host that another process may take."""
        self._taken.pop(host, None)
        self._resting.pop(host, None)

    def hosts(self) -> list[str]:
        """Return the hosts of what was taken over."""
        return list(dict.fromkeys((*self._new, *self._resting)))

    def is_new(self, host: str) -> bool:
        """Return True if an earlier run left addresses of a host as they were found."""
        return self._is_fleet or host in self._new

    def due(self, host: str, limit: int, but: set[int]) -> list[Address]:
        """Return addresses of a host to be looked at again, the most urgent first."""
        if host in self._taken:
            self._resting[host] = self._groups_of(host, self._taken.pop(host))
        found: list[Address] = []
        for group in self._resting.get(host, ()):
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM addresses WHERE {_GROUP} AND run <> ? "  # noqa: S608 ours
                "ORDER BY due_at, id LIMIT ?",
                (group.site, host, group.priority, self._begun, self.run, limit + len(but)),
            )
            found += [Address(*row) for row in rows if row[0] not in but]
            if len(found) >= limit:
                break
        return found[:limit]

    def settle(self, urls: Iterable[str]) -> None:
        """Write down that addresses are the run's: it is about to change what they are."""
        if not (self._is_fleet or self._resting or self._new):
            return
        self._db.executemany(
            "UPDATE addresses SET run = ?, outcome = NULL, reason = NULL, state = 'due' "  # noqa: S608 ours
            f"WHERE key = ? AND {self.whose} AND (state = 'due' OR {_RESTING})",
            [(self.run, canonical(url), *self.theirs) for url in urls],
        )

    def leave(self, host: str, reason: str) -> None:
        """Note why nothing becomes of a host's addresses in this run."""
        self._left[host] = reason

    def pending(self) -> Counter[tuple[str, str | None]]:
        """Return of how many addresses nothing has become, by site and the reason for it."""
        counted: Counter[tuple[str, str | None]] = Counter()
        if self._is_fleet:
            for _, site, number in self._found():
                counted[site, None] += number
            values = (*self._values, self._begun, self.run)
            for site, number in self._db.execute(_RESTING_OF_FLEET, values):
                counted[site, None] += number
            return +counted
        for host, site, number in self._found():
            counted[site, self._left.get(host)] += number
        for host, groups in self._resting.items():
            for group in groups:
                counted[group.site, self._left.get(host)] += self._number(host, group)
        return +counted

    def number(self, run: int, most: int = NO_LIMIT) -> int:
        """Return how many addresses a run has not come to, or a number not below `most`."""
        if run != self.run or most <= 0:
            return 0
        if self._is_fleet:
            return self.pending().total()
        waiting = f"SELECT 1 FROM addresses WHERE state = 'due' AND {self.whose} LIMIT ?"  # noqa: S608 ours
        [(number,)] = self._db.execute(
            f"SELECT count(*) FROM ({waiting}) AS some",  # noqa: S608 as above
            (*self.theirs, most),
        )
        for host, groups in self._resting.items():
            for group in groups:
                if number >= most:
                    return int(number)
                number += self._number(host, group, most)
        return int(number)

    def has_story(self, site: str = "") -> bool:
        """Return True if an address that looks like a story's waits: of a site, or of any."""
        found = (
            f"SELECT 1 FROM addresses WHERE state = 'due' AND kind = 'article' AND {self.whose} "  # noqa: S608 ours
            "AND ? IN ('', site)"
        )
        if self._new and self._first(found, *self.theirs, site):
            return True
        query = f"SELECT 1 FROM addresses WHERE {_GROUP} AND kind = 'article' AND run <> ?"  # noqa: S608 ours
        return any(
            self._first(query, group.site, host, group.priority, self._begun, self.run)
            for host, groups in self._resting.items()
            for group in groups
            if site in {"", group.site}
        )

    @property
    def theirs(self) -> tuple[Any, ...]:
        """Return the values of `whose`."""
        return self.run, self._begun, *self._values

    def _found(self) -> list[tuple[str, str, int]]:
        """Return host, site and number of what earlier runs found and did not come to."""
        return self._db.execute(
            "SELECT host, site, count(*) FROM addresses INDEXED BY addresses_due "  # noqa: S608 ours
            f"WHERE state = 'due' AND {self.whose} GROUP BY host, site",
            self.theirs,
        ).fetchall()

    def _number(self, host: str, group: _Group, most: int = NO_LIMIT) -> int:
        query = f"SELECT 1 FROM addresses WHERE {_GROUP} AND run <> ? LIMIT ?"  # noqa: S608 ours
        wanted = group.site, host, group.priority, self._begun, self.run, most
        [(number,)] = self._db.execute(f"SELECT count(*) FROM ({query}) AS some", wanted)  # noqa: S608 as above
        return int(number)

    def _groups(self, site: str) -> list[tuple[str, int]]:
        """Return host and priority of what is looked at again, without a look at each address."""
        found: list[tuple[str, int]] = []
        first = f"SELECT host, priority FROM addresses WHERE {_RESTING} AND site = ? "  # noqa: S608 ours
        order = "ORDER BY host, priority DESC LIMIT 1"
        last = self._first(first + order, site)
        while last:
            found.append(last)
            host, priority = last
            last = self._first(
                f"{first} AND host = ? AND priority < ? {order}", site, host, priority
            ) or self._first(f"{first} AND host > ? {order}", site, host)
        return found

    def _first(self, query: str, *values: Any) -> Any:
        return self._db.execute(query, values).fetchone()
