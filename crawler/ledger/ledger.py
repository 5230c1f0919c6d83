"""What we know of every address between runs: in a file of SQLite, or on a server.

An address is `due` until a visit has said what became of it; there is no state "in
flight" on disk, so whatever a crash interrupted is still due. Everything a page brought
is written in one transaction, together with the lengths that the archive's segments had
when its bytes were safe: `Ledger.commit`.

    Link -> addresses (due) -> Address -> Visit -> addresses (done, gone, failed, due again)

An address is asked for as it was first found, and known by its key: every method takes
it in any spelling. See `crawler.frontier.urls`.

    addresses  due_hosts  taken_over      what there is to ask for, and what is due
    visits  listings  stories  captures   what came of it
    runs  accounts                        a run, and how it went
    fleets  membership                    several processes that share a ledger
    files  postgresql                     where it stands
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.ledger import files
from crawler.ledger.accounts import Accounts
from crawler.ledger.addresses import Addresses
from crawler.ledger.database import (
    File,
    LedgerError,
    UndoneError,
    begun_anew,
    is_server,
    writes_over,
)
from crawler.ledger.due_hosts import DueHosts
from crawler.ledger.fleets import Fleets
from crawler.ledger.hosts import Hosts
from crawler.ledger.membership import Membership
from crawler.ledger.postgresql import Server
from crawler.ledger.runs import Runs
from crawler.ledger.schema import NO_LIMIT, Address, CaptureRow, Tally, Visit
from crawler.ledger.stories import Stories
from crawler.ledger.takedowns import Takedowns
from crawler.ledger.taken_over import TakenOver
from crawler.ledger.visits import Visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from crawler.frontier.link import Link
    from crawler.ledger.database import Database, Rows
    from crawler.ledger.fleets import Fleet

TABLES = (
    "addresses", "visits", "captures", "articles", "segments", "runs", "listed", "hosts",
    "stories", "bands", "spellings", "shapes", "readings", "counts", "revisions", "heard",
    "run_sites",
)  # fmt: skip
"""Of a ledger, wherever it stands: what refers to another stands after it."""


class Ledger:
    """The ledger of one archive. Times are seconds since 1970, UTC."""

    def __init__(self, place: Path | str) -> None:
        """Open a file, or what an address of a server names. Raises `LedgerError`."""
        self.writer = 0
        """Number of the member that writes the segments; 0 where there is only one."""

        self.run, self.site = 0, ""
        """The run that was begun, and its site; 0 and empty before. Empty where it has several,
        and each visit and each address says whose it is."""

        self.place = place
        db: Database = Server(str(place)) if is_server(place) else files.opened(place)
        self._db = db
        self.fleets = Fleets(db)
        self._due_hosts = hosts = DueHosts(self.fleets)
        self._taken_over = taken_over = TakenOver(db)
        self._runs = runs = Runs(db)
        self.hosts = Hosts(db, taken_over, self._transaction)
        self.accounts = Accounts(db, taken_over)
        self.stories = Stories(db, hosts.tell, taken_over.settle)
        self.takedowns = Takedowns(db)
        self._addresses = Addresses(db, runs, hosts, taken_over, self.stories)
        self._visits = Visits(db, self._addresses)
        self._captures = self._visits.captures
        self.listings = self._visits.listings
        self.verdicts, self.sitemaps = self._visits.verdicts, self._visits.sitemaps
        self.membership = Membership(db, self.fleets, self._addresses, self._transaction)

    def demand_sound(self) -> None:
        """Raise `sqlite3.DatabaseError` where pages of the file are damaged, if it is not large.

        Damage that is met amid a run ends it where it is met; a server looks after its own.
        """
        files.demand_sound(self._db)

    def close(self) -> None:
        """Close the file; what waits for a commit is committed."""
        with suppress(sqlite3.Error, LedgerError, UndoneError):
            if self._db.in_transaction:
                self._db.execute("COMMIT")
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Commit what is written meanwhile, and what waits for a commit; else take it back."""
        if not self._db.in_transaction:
            self._due_hosts.told.clear()
        with self._waiting_for_commit():
            yield
            if self._due_hosts.told:
                self.fleets.tell(self._due_hosts.told)
        try:
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _waiting_for_commit(self) -> Iterator[None]:
        """Have what is written meanwhile wait for the next transaction; else take it back."""
        is_first = not self._db.in_transaction
        self._db.execute("BEGIN IMMEDIATE" if is_first else "SAVEPOINT waiting")
        try:
            yield
        except BaseException:
            # On a full disk SQLite has rolled back by itself.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK" if is_first else "ROLLBACK TO waiting")
            raise
        if not is_first:
            self._db.execute("RELEASE waiting")

    # --- runs

    @begun_anew
    def begin(self, spider: str, arguments: Mapping[str, Any], at: float, *sites: str) -> int:
        """Open a run, take over what is due of its sites, and return its number.

        A run that was given its addresses, and is to ask for no others, takes nothing over.
        """
        given = arguments.get("urls") or arguments.get("only")
        with self._transaction():
            run = self._runs.begin(spider, arguments, at, " ".join(sorted(sites)), sites)
            self._due_hosts.begin()
            if not given:
                self._runs.count(run, self._taken_over.begin(run, at, sites))
                for host in self._taken_over.hosts():
                    self._due_hosts.tell(host)
        self.run, self.site = run, sites[0] if len(sites) == 1 else ""
        return run

    def join(self, spider: str, arguments: Mapping[str, Any], at: float, fleet: Fleet) -> float:
        """Become a member of a fleet, at the run that it is at or a new one.

        Returns when the run began. Raises `LedgerError` where nobody said which sites it has.
        """
        begun = self.membership.join(spider, arguments, at, fleet)
        self.run, self.site = self.membership.run, ""
        self.writer = self.fleets.member
        return begun

    def is_idle(self, host: str, now: float) -> bool:
        """Say whether nothing of a host is due now, as far as is known."""
        return self._due_hosts.is_idle(host, now)

    @begun_anew
    def end(self, run: int, at: float, report: Mapping[str, Any]) -> None:
        """Close a run with its report."""
        with self._transaction():
            self._runs.end(run, at, report)

    def discovered(self, run: int) -> int:
        """Return how many addresses the run has had to account for."""
        return self._runs.discovered(run)

    def tallies(self, run: int) -> list[Tally]:
        """Return how the addresses of a run ended."""
        return self.accounts.tallies(run)

    def pending(self, run: int, most: int = NO_LIMIT) -> int:
        """Return how many addresses of a run nothing has become of yet, up to `most`.

        To count a million takes a tenth of a second, in which a run does nothing else.
        """
        query = "SELECT 1 FROM addresses WHERE run = ? AND outcome IS NULL LIMIT ?"
        [(count,)] = self._db.execute(f"SELECT count(*) FROM ({query}) AS some", (run, most))  # noqa: S608 ours
        return min(most, int(count) + self._taken_over.number(run, most - int(count)))

    # --- addresses

    @begun_anew
    def add(
        self, found: Iterable[Link], seen_on: str | None, run: int, at: float, site: str = ""
    ) -> int:
        """Write down addresses not known yet, of the run's site; return how many those were."""
        with self._transaction():
            return self._addresses.add(found, seen_on, run, at, site or self.site)

    @begun_anew
    def ask_again(self, urls: Iterable[str], run: int, at: float) -> int:
        """Make addresses due that were done in an earlier run; return how many."""
        with self._transaction():
            return self._addresses.ask_again(urls, run, at)

    @begun_anew
    def adopt(self, found: Link, run: int, at: float, site: str) -> Address:
        """Return the address of a capture that is read again, in the account of this run.

        A known one keeps its schedule; a new one is written down, safe with the next commit: what
        is read again is read once more by a run after a power cut. Where others wait for what
        is written it is safe at once.
        """
        is_alone = isinstance(self._db, File)
        with self._waiting_for_commit() if is_alone else self._transaction():
            self._addresses.adopt(found, run, at, site or self.site)
        address = self.address(found.url)
        assert address
        return address

    def known(self, urls: Iterable[str], by: str | None = None) -> set[str]:
        """Return those of the addresses that have been seen before.

        `by` is a page that lists them: what was seen there since it was last read is none of them.
        """
        return self._addresses.known(urls, by)

    def run_hosts(self) -> list[str]:
        """Return the hosts of which an address is known in this run."""
        return self._due_hosts.of_run()

    def due_hosts(self) -> list[str]:
        """Return the hosts of which an address may be due, now or later in this run."""
        return self._due_hosts.due()

    def put_back(self, host: str) -> None:
        """Note that an address that was handed out of a host is due as it was before."""
        self._due_hosts.tell(host)

    def due(self, host: str, now: float, limit: int, but: Iterable[int] = ()) -> list[Address]:
        """Return addresses of a host that are due, the most urgent first.

        What was never read comes before what is looked at again and as urgent. A host that has
        nothing due is not asked again before it has: an address in `but` is told of by its
        commit, or by `put_back`.
        """
        return self._addresses.due(self.run, host, now, limit, but)

    def address(self, url: str) -> Address | None:
        """Return an address, however it is spelled here; None where it was never seen."""
        return self._addresses.address(url)

    def life(self, url: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """Return what is known of an address, and every visit to it, oldest first."""
        known = self._rows("SELECT * FROM addresses WHERE key = address_key(?)", url)
        if not known:
            return None, []
        visits = self._rows("SELECT * FROM visits WHERE address = ? ORDER BY at", known[0]["id"])
        return known[0], visits

    # --- what the archive holds

    @begun_anew
    def commit(
        self,
        visits: Iterable[Visit],
        lengths: Mapping[str, int],
        run: int,
        captures: Iterable[CaptureRow] = (),
        counts: Mapping[str, Callable[[str | None], str]] = MappingProxyType({}),
    ) -> None:
        """Write what came of visits, and how long every segment is now: all or nothing.

        `captures` are those that belong to no visit: a robots.txt. `counts` are remembered, as
        `remember` does.
        """
        visits = list(visits)
        with self._transaction():
            if self.fleets.member and visits:
                self.fleets.demand((urlsplit(each.url).netloc, each.lease) for each in visits)
            for visit in visits:
                self._visits.write(visit, run, self.site or visit.site)
            self._captures.write(captures)
            self._lengths(lengths)
            for name, learned in counts.items():
                self._remember(name, learned)
            self.hosts.write_waiting()
        self.hosts.committed()

    @begun_anew
    def write_ahead(self, part: Visit, run: int, keys_gone: Sequence[str] = ()) -> None:
        """Write a part of what a page lists, or of what it lists no more, before its visit.

        Should the visit never be written the page is due, and to write the same again does no
        harm.
        """
        with self._transaction():
            if self.fleets.member:
                self.fleets.demand([(urlsplit(part.url).netloc, part.lease)])
            self._visits.write_ahead(part, run, self.site or part.site)
            self.listings.miss(part, keys_gone, run)

    def earlier_capture(self, digest: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of the first response with this payload."""
        return self._captures.with_payload(digest)

    def payload_at(self, digest: str) -> tuple[str, int, str] | None:
        """Return file, offset and record id of the first response with this payload."""
        return self._captures.payload_at(digest)

    def last_capture(self, url: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of an address's last whole response."""
        return self._captures.last(url)

    def captures_of(self, url: str) -> list[dict[str, Any]]:
        """Return where the captures of an address stand, oldest first."""
        return self._rows("SELECT * FROM captures WHERE url = ? ORDER BY date", url)

    # --- segments

    def segments(self) -> dict[str, tuple[int, bool]]:
        """Return the committed length of every segment, and whether it is sealed.

        In a fleet that is every one that was written in the archive of this process.
        """
        where = "WHERE writer = 0 OR writer IN (SELECT id FROM members WHERE place = ?)"
        rows = self._db.execute(
            f"SELECT file, length, sealed FROM segments {where if self.writer else ''}",  # noqa: S608 ours
            (self.fleets.fleet.place,) if self.writer else (),
        )
        return {file: (length, bool(sealed)) for file, length, sealed in rows}

    def seal(self, files: Iterable[str]) -> None:
        """Write down that segments are sealed; open ones that stayed empty are forgotten."""
        self.seal_of(self.writer, files)

    @begun_anew
    def seal_of(self, writer: int, files: Iterable[str]) -> None:
        """Do so with the segments of a writer."""
        with self._transaction():
            self._db.executemany(
                "UPDATE segments SET sealed = 1 WHERE file = ?", [(file,) for file in files]
            )
            self._db.execute(
                "DELETE FROM segments WHERE sealed = 0 AND writer = ?",
                (writer,),
            )

    def _lengths(self, lengths: Mapping[str, int]) -> None:
        self._db.executemany(
            "INSERT INTO segments (file, length, writer) VALUES (?, ?, ?) "
            "ON CONFLICT (file) DO UPDATE SET length = excluded.length",
            [(*each, self.writer) for each in lengths.items()],
        )

    # --- memory

    def counts(self, site: str) -> str | None:
        """Return what was counted in the stories of a site, as JSON."""
        row = self._db.execute("SELECT counts FROM counts WHERE site = ?", (site,)).fetchone()
        return str(row[0]) if row else None

    @begun_anew
    def remember(self, site: str, learned: Callable[[str | None], str]) -> None:
        """Keep what was counted in the stories of a site: `learned` of what was before."""
        with self._transaction():
            self._remember(site, learned)

    def _remember(self, site: str, learned: Callable[[str | None], str]) -> None:
        self._db.alone(f"counts {site}")
        told = writes_over("counts", "site", "counts")
        self._db.execute(told, (site, learned(self.counts(site))))

    def revision(self, revision: str) -> str | None:
        """Return a site memory that an article of the archive names, as JSON."""
        row = self._db.execute(
            "SELECT memory FROM revisions WHERE revision = ?", (revision,)
        ).fetchone()
        return str(row[0]) if row else None

    # --- the whole

    def row_counts(self) -> dict[str, int]:
        """Return how many rows each table holds."""
        return {
            table: self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 ours
            for table in TABLES
        }

    def every(self, table: str) -> Rows:
        """Return all rows of a table."""
        return self._db.execute(f"SELECT * FROM {table}")  # noqa: S608 ours

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """Yield the database, for what is to be written whole or not at all."""
        with self._transaction():
            yield self._db

    def _rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        cursor = self._db.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
