"""Many processes that crawl one list of sites, and which of them may ask which host.

A process is a member of its fleet for as long as it says so in time; the hosts that it holds
are leased to it for that long. Whoever finds that a member's time is over ends its membership
for good and sets its hosts free: a process that wakes later has to join anew, under another
number. That number is the fencing token: a commit names it, locks its membership, and is
refused where that has ended. So a host is held by one process, and whatever a process read of
it is written only while it does.

The time of the server's clock counts, and of each process's own only how much of it went by.
A host that was given back says when it was last asked; one that was lost counts as asked when
the membership ended, for until then it may have been.

Only for a ledger on a server: `crawler.ledger.postgresql`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from crawler.ledger.database import Database, LedgerError

NOW = "extract(epoch FROM clock_timestamp())::float8"
NEVER = 1e12
OURS = "site IN (SELECT site FROM fleets WHERE fleet = ?)"


_SEEN = ("fleet", "member", "process", "run", "busy", "lines", "fetched", "refused")


class LostLeaseError(LedgerError):
    """What was read of hosts that another process holds by now is not written."""


class Start(NamedTuple):
    """An address from which a site of a fleet is crawled."""

    site: str
    """Key of the site: see `crawler.sites.key_of`."""

    url: str
    kind: str
    other: str = ""
    """What is asked for where nothing answers at the first; empty where the scheme is named."""


class Fleet(NamedTuple):
    """A fleet, as a process that joins it knows it."""

    name: str
    starts: tuple[Start, ...] = ()
    """Its sites from now on; none for those that it has."""

    place: str = ""
    """Which archive the process writes to."""

    process: str = ""
    """What the process is called: its machine and number."""

    lease: float = 20.0
    """Seconds after which it counts as gone when it says nothing."""

    asks: bool = True
    """Whether it has sites that it asks; one that reads captures again writes of any host."""


class Lease(NamedTuple):
    """A host that a member holds from now on."""

    host: str
    site: str
    ago: float
    """Seconds since it was last asked, or may have been."""


class Work(NamedTuple):
    """What a member has to say of itself."""

    busy: int = 0
    """Pages that are on their way."""

    lines: int = 0
    fetched: int = 0
    refused: int = 0
    """Pages that were not written, since their host was another's by then."""


class GivenBack(NamedTuple):
    """A host that a member gives back."""

    host: str
    ago: float
    """Seconds since it was last asked."""

    not_before: float = 0.0
    """Until when it rests, in seconds since 1970."""

    is_due: bool = False
    """Whether somebody has to take it up again, though the ledger has nothing of it to ask for."""


class LostRun(NamedTuple):
    """A run of a fleet that nobody has accounted for. Times are seconds since 1970."""

    run: int
    fleet: str
    spider: str
    begun: float
    last: float
    """When a process of it was last heard of."""


class Fleets:
    """The fleets of a ledger. Whoever calls has begun a transaction, unless it is said."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.fleet = Fleet("")
        self.member = 0
        """Number under which this process is a member now; 0 before it has joined."""

        self.held: dict[str, str] = {}
        """The hosts that it holds, and the site of each."""

    # --- who is there

    def keep_list(self, fleet: Fleet) -> None:
        """Write down the sites of a fleet, where they are said; raise `LedgerError` for none."""
        self._db.alone(f"fleet {fleet.name}")
        self.fleet = fleet
        if fleet.starts:
            self._db.execute("DELETE FROM fleets WHERE fleet = ?", (fleet.name,))
            self._db.executemany(
                "INSERT OR IGNORE INTO fleets (fleet, site, url, kind, other) "
                "VALUES (?, ?, ?, ?, ?)",
                [(fleet.name, *start) for start in fleet.starts],
            )
        elif fleet.asks and not self.starts():
            raise LedgerError(
                f"no fleet is called {fleet.name!r} in this ledger: say its sites once, "
                "-a sites=FILE"
            )

    def starts(self) -> list[Start]:
        """Return where the sites of the fleet are crawled from."""
        rows = self._db.execute(
            "SELECT site, url, kind, other FROM fleets WHERE fleet = ? ORDER BY url",
            (self.fleet.name,),
        )
        return [Start(*row) for row in rows]

    def run(self) -> tuple[int, float] | None:
        """Return number and beginning of the run that the fleet is at; None for none."""
        self.end_lost()
        row = self._db.execute(
            "SELECT id, started_at FROM runs WHERE site = ? AND ended_at IS NULL AND EXISTS "
            "(SELECT 1 FROM members WHERE run = runs.id AND left_at IS NULL) "
            "ORDER BY id DESC LIMIT 1",
            (fleet_key(self.fleet.name),),
        ).fetchone()
        return tuple(row) if row else None

    def lost_runs(self) -> list[LostRun]:
        """Return the runs that have no report, and no process that may yet write it."""
        self.end_lost()
        rows = self._db.execute(
            "SELECT id, site, spider, started_at, "  # noqa: S608 ours
            "(SELECT max(least(until, left_at)) FROM members WHERE run = runs.id) "
            "FROM runs WHERE ended_at IS NULL AND site LIKE 'fleet:%' "
            f"AND NOT EXISTS (SELECT 1 FROM members WHERE run = runs.id AND until > {NOW}) "
            "ORDER BY id"
        )
        return [LostRun(run, site.removeprefix(fleet_key("")), *more) for run, site, *more in rows]

    def wake_all(self) -> None:
        """Have every host of the fleet looked at once: a run begins."""
        self._db.execute(f"UPDATE leases SET due_at = 0 WHERE {OURS}", (self.fleet.name,))  # noqa: S608 ours

    def enter(self, run: int) -> int:
        """Make this process a member; return its number."""
        fleet = self.fleet
        [self.member] = self._db.execute(
            "INSERT INTO members (fleet, run, place, process, joined_at, until) "  # noqa: S608 ours
            f"VALUES (?, ?, ?, ?, {NOW}, {NOW} + ?) RETURNING id",
            (fleet.name, run, fleet.place, fleet.process, fleet.lease),
        ).fetchone()
        self.held.clear()
        return self.member

    def stay(self, work: Work) -> bool:
        """Go on being a member; return False where the membership has ended."""
        row = self._db.execute(
            f"UPDATE members SET until = {NOW} + ?, busy = ?, lines = ?, fetched = ?, "  # noqa: S608 ours
            "refused = ? WHERE id = ? AND left_at IS NULL RETURNING id",
            (self.fleet.lease, *work, self.member),
        ).fetchone()
        return row is not None

    def end_lost(self) -> int:
        """End the membership of whoever is silent for too long; return how many those were."""
        return self._db.execute(
            f"""
            WITH silent AS (
                SELECT id, until FROM members WHERE left_at IS NULL AND until < {NOW}
                FOR UPDATE SKIP LOCKED
            ), lost AS (
                UPDATE members SET left_at = {NOW}, lost = 1, busy = 0
                FROM silent WHERE members.id = silent.id RETURNING members.id, silent.until
            ), freed AS (
                UPDATE leases SET member = NULL, asked_at = greatest(asked_at, lost.until)
                FROM lost WHERE leases.member = lost.id
            )
            SELECT id FROM lost
            """  # noqa: S608 ours
        ).rowcount

    def leave(self, work: Work, notes: str = "") -> bool:
        """End the own membership; return True for the last of the fleet's run.

        `notes` is what the member has noted of the sites, for the last to put together.
        """
        self._db.alone(f"fleet {self.fleet.name}")
        self.stay(work)
        row = self._db.execute(
            f"UPDATE members SET left_at = {NOW}, busy = 0, notes = ? WHERE id = ? "  # noqa: S608 ours
            "RETURNING run",
            (notes, self.member),
        ).fetchone()
        left = self._db.execute(
            "SELECT 1 FROM members WHERE run = ? AND left_at IS NULL LIMIT 1", row
        ).fetchone()
        self.held.clear()
        return left is None

    def notes_of_others(self, run: int) -> list[str]:
        """Return what the other members of a run have noted as they left."""
        rows = self._db.execute(
            "SELECT notes FROM members WHERE run = ? AND id <> ? AND coalesce(notes, '') <> '' "
            "ORDER BY id",
            (run, self.member),
        )
        return [notes for [notes] in rows]

    def sums(self, run: int) -> Work:
        """Return what all members of a run have done together."""
        row = self._db.execute(
            "SELECT coalesce(sum(busy), 0)::bigint, coalesce(sum(lines), 0)::bigint, "
            "coalesce(sum(fetched), 0)::bigint, coalesce(sum(refused), 0)::bigint "
            "FROM members WHERE run = ?",
            (run,),
        ).fetchone()
        return Work(*row)

    # --- who may ask which host

    def share(self, now: float) -> list[Lease]:
        """Take this member's share of the sites that have something due; return what is new."""
        name = self.fleet.name
        [mine, all_sites] = self._db.execute(
            "SELECT count(DISTINCT site) FILTER (WHERE member = ?), count(DISTINCT site) "  # noqa: S608 ours
            f"FROM leases WHERE due_at <= ? AND {OURS}",
            (self.member, now, name),
        ).fetchone()
        wanted = self._fair(all_sites) - mine
        found = self._db.execute(
            "SELECT host FROM leases WHERE member IS NULL AND due_at <= ? AND site = ANY(?) "
            "FOR UPDATE SKIP LOCKED",
            (now, sorted(set(self.held.values()))),
        ).fetchall()
        if wanted > 0:
            sites = self._db.execute(
                "SELECT site FROM leases WHERE due_at <= ? AND member IS NULL "  # noqa: S608 ours
                f"AND {OURS} AND NOT EXISTS (SELECT 1 FROM leases AS its "
                "WHERE its.site = leases.site AND its.member IS NOT NULL) "
                "GROUP BY site ORDER BY min(due_at), md5(site || (?)::text) LIMIT ?",
                (now, name, self.member, wanted),
            ).fetchall()
            found += self._db.execute(
                "SELECT host FROM leases WHERE member IS NULL AND site = ANY(?) "
                "ORDER BY host FOR UPDATE SKIP LOCKED",
                ([site for [site] in sites],),
            ).fetchall()
        return self._take([host for [host] in found])

    def _take(self, hosts: Sequence[str]) -> list[Lease]:
        if not hosts:
            return []
        rows = self._db.execute(
            "UPDATE leases SET member = ? WHERE host = ANY(?) "  # noqa: S608 ours
            f"RETURNING host, site, greatest(0, {NOW} - asked_at)",
            (self.member, list(hosts)),
        ).fetchall()
        return [Lease(*row) for row in rows]

    def _fair(self, sites: int) -> int:
        """Return how many of so many sites are a member's share."""
        [members] = self._db.execute(
            "SELECT count(*) FROM members WHERE fleet = ? AND left_at IS NULL", (self.fleet.name,)
        ).fetchone()
        return int(-(-sites // max(1, members)))

    def too_many(self, now: float) -> int:
        """Return how many sites this member holds beyond its share."""
        [all_sites] = self._db.execute(
            f"SELECT count(DISTINCT site) FROM leases WHERE due_at <= ? AND {OURS}",  # noqa: S608 ours
            (now, self.fleet.name),
        ).fetchone()
        mine = len({site for site in self.held.values() if site})
        return max(0, mine - self._fair(all_sites))

    def lend(self, host: str) -> Lease | None:
        """Take one host that a page leads to; None where another member holds it."""
        self._db.execute(
            "INSERT OR IGNORE INTO leases (host, site, due_at) VALUES (?, '', ?)", (host, NEVER)
        )
        free = self._db.execute(
            "SELECT host FROM leases WHERE host = ? AND member IS NULL FOR UPDATE SKIP LOCKED",
            (host,),
        ).fetchall()
        return next(iter(self._take([host for [host] in free])), None)

    def give_back(self, hosts: Iterable[GivenBack]) -> list[str]:
        """Let go of hosts; return those that were held. When each is due is said afterwards."""
        given = []
        for each in hosts:
            row = self._db.execute(
                "UPDATE leases SET member = NULL, due_at = ?, "  # noqa: S608 ours
                f"asked_at = greatest(asked_at, {NOW} - ?) "
                "WHERE host = ? AND member = ? RETURNING host",
                (NEVER, each.ago, each.host, self.member),
            ).fetchone()
            if row is not None:
                given.append(each.host)
        return given

    def due_from(self, times: dict[str, float]) -> None:
        """Note from when on hosts that were given back have something due."""
        self._db.executemany(
            "UPDATE leases SET due_at = ? WHERE host = ?",
            [(at, host) for host, at in sorted(times.items())],
        )

    def tell(self, hosts: dict[str, tuple[str, float]]) -> None:
        """Note of hosts that this member does not hold that something is due: site and time."""
        self._db.executemany(
            "INSERT INTO leases (host, site, due_at) VALUES (?, ?, ?) ON CONFLICT (host) "
            "DO UPDATE SET due_at = least(leases.due_at, excluded.due_at), "
            "site = CASE WHEN leases.site = '' THEN excluded.site ELSE leases.site END",
            [(host, site, at) for host, (site, at) in sorted(hosts.items())],
        )

    def demand(self, asked: Iterable[tuple[str, int]]) -> None:
        """Raise `LostLeaseError` where a page's host is not held as it was when it was asked.

        `asked` has the host of each page, and the number of the member that it was leased to.
        The own membership does not end before the transaction does.
        """
        asked = set(asked)
        is_member = self._db.execute(
            "SELECT 1 FROM members WHERE id = ? AND left_at IS NULL FOR SHARE", (self.member,)
        ).fetchone()
        rows = self._db.execute(
            "SELECT host FROM leases WHERE member = ? AND host = ANY(?)",
            (self.member, sorted({host for host, _ in asked})),
        ).fetchall()
        held = {host for [host] in rows} if is_member else set()
        if lost := {h for h, member in asked if member != self.member or h not in held}:
            raise LostLeaseError(f"another process holds {', '.join(sorted(lost))} by now")

    def is_at_work(self, now: float) -> bool:
        """Say whether a host of the fleet has something due, or another member a page."""
        [is_due] = self._db.execute(
            f"SELECT EXISTS (SELECT 1 FROM leases WHERE due_at <= ? AND {OURS})",  # noqa: S608 ours
            (now, self.fleet.name),
        ).fetchone()
        [is_busy] = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM members WHERE fleet = ? AND id <> ? "
            "AND left_at IS NULL AND busy > 0)",
            (self.fleet.name, self.member),
        ).fetchone()
        return bool(is_due or is_busy)

    # --- for whoever looks on

    def overview(self) -> list[dict[str, Any]]:
        """Return every fleet with its members that have not left in the last hour."""
        rows = self._db.execute(
            "SELECT fleet, id, process, run, busy, lines, fetched, refused, left_at IS NOT NULL, "  # noqa: S608 ours
            f"lost, {NOW} - joined_at, until - {NOW}, "
            "(SELECT count(*) FROM leases WHERE member = members.id), "
            "(SELECT count(DISTINCT site) FROM leases WHERE member = members.id AND site <> '') "
            f"FROM members WHERE left_at IS NULL OR left_at > {NOW} - 3600 ORDER BY fleet, id"
        ).fetchall()
        names = (*_SEEN, "left", "lost", "since", "lease", "hosts", "sites")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def count_sites(self, name: str) -> int:
        """Return how many sites a fleet has."""
        [count] = self._db.execute(
            "SELECT count(DISTINCT site) FROM fleets WHERE fleet = ?", (name,)
        ).fetchone()
        return int(count)

    def names(self) -> list[str]:
        """Return the names of the fleets."""
        rows = self._db.execute(
            "SELECT fleet FROM fleets UNION SELECT fleet FROM members WHERE left_at IS NULL "
            "ORDER BY fleet"
        )
        return [name for [name] in rows]

    def late(self, name: str, now: float, limit: int = 10) -> list[tuple[str, str, float]]:
        """Return hosts that have something due and that nobody holds: host, site, since when."""
        return self._db.execute(
            "SELECT host, site, due_at FROM leases WHERE member IS NULL AND due_at <= ? "  # noqa: S608 ours
            f"AND {OURS} ORDER BY due_at LIMIT ?",
            (now, name, limit),
        ).fetchall()

    def failing(self, name: str, now: float, limit: int = 10) -> list[tuple[str, int, float]]:
        """Return hosts that fail or rest: host, failures in a row, until when."""
        return self._db.execute(
            "SELECT hosts.host, failures, paused_until FROM hosts "  # noqa: S608 ours
            "JOIN leases ON leases.host = hosts.host "
            f"WHERE (failures > 0 OR paused_until > ?) AND {OURS} "
            "ORDER BY failures DESC, paused_until DESC LIMIT ?",
            (now, name, limit),
        ).fetchall()


def fleet_key(name: str) -> str:
    """Return what the runs of a fleet bear in the place of a site."""
    return f"fleet:{name}"
