"""What we know of every address between runs: SQLite, one file, one writer.

An address is `due` until a visit has said what became of it; there is no state "in
flight" on disk, so whatever a crash interrupted is still due. Everything a page brought
is written in one transaction, together with the lengths that the archive's segments had
when its bytes were safe: `Ledger.commit`.

    Link -> addresses (due) -> Address -> Visit -> addresses (done, gone, failed, due again)

An address is asked for as it was first found, and known by its key: every method takes
it in any spelling. See `crawler.frontier.urls`.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.frontier.link import GUESSED, MAX_LINKS, TRAPPED, Link, found_at
from crawler.frontier.sitemaps import Sitemaps
from crawler.frontier.urls import canonical
from crawler.ledger.accounts import Accounts
from crawler.ledger.database import (
    File,
    LedgerError,
    UndoneError,
    begun_anew,
    is_server,
    writes_over,
)
from crawler.ledger.fleets import Fleet, Fleets, GivenBack, Lease, Work, fleet_key
from crawler.ledger.hosts import Hosts
from crawler.ledger.postgresql import Server
from crawler.ledger.revisit_policy import DEEP, LEAST, NEVER, TOO_SOON
from crawler.ledger.schema import MIGRATIONS, Address, CaptureRow, SiteTally, Visit
from crawler.ledger.stories import Stories, spelling_key
from crawler.ledger.takedowns import Takedowns
from crawler.ledger.taken_over import TakenOver
from crawler.ledger.url_patterns import COUNTED, Verdicts
from crawler.outcomes import GONE, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from crawler.ledger.database import Database, Rows

VERSION = len(MIGRATIONS)
_ADDRESS = ", ".join(Address._fields)
OF_DIGEST = "substr(digest, 6, 11) = substr(?1, 6, 11) AND +digest = ?1"
"""Found by a part of it that is short, and 55 bits all the same; the plus keeps SQLite from
putting the whole in the place of the part."""

MAX_CHECKED = 64 * 1024 * 1024
"""Bytes of a ledger that is looked through when a crawl begins: half a second at 130 MB/s."""

TABLES = (
    "addresses", "visits", "captures", "articles", "segments", "runs", "listed", "hosts",
    "stories", "bands", "spellings", "shapes", "readings", "counts", "revisions", "heard",
    "run_sites",
)  # fmt: skip
"""Of a ledger, wherever it stands: what refers to another stands after it."""
PAGE_SIZE = 2_048
"""Bytes of a page of a new ledger. A group of addresses changes a row here and there in each of
twenty tables and indexes, and what stands around it is written, too: with SQLite's own 4,096 that
was a third more."""

CHECKPOINT = 8_000
"""Pages of its log after which a ledger takes them into its file: what was changed twice until
then is written there once. SQLite's own is a thousand, which ten groups of pages fill."""

AT_ONCE = 100
"""Addresses that one query asks for."""

MISSED = ""
"""What a list is noted to have stated of a story that it lists no more, since then."""

MOVED_ON = DEEP.first + DEEP.most
"""Seconds in which a story that one list shows no more is met on another: the further pages of
a channel, on which all of them move on with each that is new, are polled by then."""

WHAT_TO_DO = (
    "Restore it from a copy, or move it away together with its -wal: what the archive holds "
    "stays, and the next crawl begins a new ledger."
)


class Ledger:
    """The ledger of one archive. Times are seconds since 1970, UTC."""

    def __init__(self, place: Path | str) -> None:
        """Open a file, or what an address of a server names. Raises `LedgerError`."""
        self._run_hosts: dict[str, None] = {}
        self._due_from: dict[str, float] = {}
        """Of each host that may have something due in this run, from when on."""

        self.writer = 0
        """Number of the member that writes the segments; 0 where there is only one."""

        self.run, self.site = 0, ""
        """The run that was begun, and its site; 0 and empty before. Empty where it has several,
        and each visit and each address says whose it is."""

        self.place = place
        self._db: Database
        if is_server(place):
            self._db = Server(str(place))
        else:
            self._db = file = sqlite3.connect(place, isolation_level=None, factory=File)
            try:
                self._prepare(file, place)
            except BaseException:
                file.close()
                raise
        self._taken_over = TakenOver(self._db)
        self.hosts = Hosts(self._db, self._taken_over, self._transaction)
        self.accounts = Accounts(self._db, self._taken_over)
        self.stories = Stories(self._db, self._tell, self._taken_over.settle)
        self.verdicts = Verdicts(self._db)
        self.sitemaps = Sitemaps(self._db)
        self.takedowns = Takedowns(self._db)
        self.fleets = Fleets(self._db)
        self._told: dict[str, tuple[str, float]] = {}
        """Of hosts that this process does not hold, site and time of what became due."""

    def _prepare(self, file: File, path: Path | str) -> None:
        try:
            self._db.execute(f"PRAGMA page_size={PAGE_SIZE}")
            # A commit is on disk when it returns, also after a power cut.
            # https://www.sqlite.org/pragma.html#pragma_synchronous
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
            [version] = self._db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path} is no ledger: {error}. {WHAT_TO_DO}") from error
        if version > VERSION:
            raise LedgerError(
                f"{path} is of version {version}, made by a newer crawler; this one knows "
                f"{VERSION}. Update the crawler."
            )
        file.create_function("spelling_key", 2, spelling_key, deterministic=True)
        file.create_function("address_key", 1, canonical, deterministic=True)
        try:
            if steps := ";".join(MIGRATIONS[version:]):
                file.executescript(f"BEGIN; {steps}; PRAGMA user_version={VERSION}; COMMIT;")
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path} cannot be used: {error}. {WHAT_TO_DO}") from error

    def demand_sound(self) -> None:
        """Raise `sqlite3.DatabaseError` where pages of the file are damaged, if it is not large.

        Damage that is met amid a run ends it where it is met; a server looks after its own.
        """
        if not isinstance(self._db, File):
            return
        [pages] = self._db.execute("PRAGMA page_count").fetchone()
        [size] = self._db.execute("PRAGMA page_size").fetchone()
        if pages * size <= MAX_CHECKED:
            [said] = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                where = " ".join(said.removeprefix("*** in database main ***").split())
                raise sqlite3.DatabaseError(f"it is damaged ({where})")

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
            self._told.clear()
        with self._waiting_for_commit():
            yield
            if self._told:
                self.fleets.tell(self._told)
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
            self._db.alone("runs")
            run = self._new_run(spider, arguments, at, " ".join(sorted(sites)), sites)
            self._run_hosts.clear()
            self._due_from.clear()
            if not given:
                self._count(run, self._taken_over.begin(run, at, sites))
                for host in self._taken_over.hosts():
                    self._tell(host)
        self.run, self.site = run, sites[0] if len(sites) == 1 else ""
        return run

    def _new_run(
        self,
        spider: str,
        arguments: Mapping[str, Any],
        at: float,
        site: str,
        sites: Iterable[str],
    ) -> int:
        [run] = self._db.execute(
            "INSERT INTO runs (id, spider, arguments, started_at, site) VALUES (1 + "
            "max((SELECT coalesce(max(id), 0) FROM runs), "
            "(SELECT coalesce(max(run), 0) FROM addresses)), ?, ?, ?, ?) RETURNING id",
            (spider, json.dumps(dict(arguments), sort_keys=True), at, site),
        ).fetchone()
        self._db.executemany(
            "INSERT OR IGNORE INTO run_sites VALUES (?, ?)",
            [(each, run) for each in sites if each],
        )
        return int(run)

    @begun_anew
    def join(self, spider: str, arguments: Mapping[str, Any], at: float, fleet: Fleet) -> float:
        """Become a member of a fleet, at the run that it is at or a new one.

        Returns when the run began. Raises `LedgerError` where nobody said which sites it has.
        """
        with self._transaction():
            self.fleets.keep_list(fleet)
            going = self.fleets.run()
            is_new = going is None
            if going is None:
                self._db.alone("runs")
                sites = {start.site for start in self.fleets.starts()}
                key = fleet_key(fleet.name)
                going = self._new_run(spider, arguments, at, key, sorted(sites)), at
            self.run, self.site = int(going[0]), ""
            self._run_hosts.clear()
            self._due_from.clear()
            self._taken_over.begin_fleet(self.run, going[1], fleet.name)
            self.writer = self.fleets.enter(self.run)
            if is_new:
                self._begin_fleet(at)
        return going[1]

    def _begin_fleet(self, at: float) -> None:
        """Account for what is due of the sites of a fleet, and ask for where each begins."""
        self._count(self.run, self._taken_over.number(self.run))
        self.fleets.wake_all()
        for start in self.fleets.starts():
            found = found_at(start.url, start.kind)
            if found is not None:
                self._add([found], None, self.run, at, start.site)
                self._ask_again([found.url], self.run, at)

    @begun_anew
    def take_share(self, work: Work, now: float, *, takes: bool) -> list[Lease] | None:
        """Go on as a member, and take hosts; return these. None where the membership has ended."""
        with self._transaction():
            if not self.fleets.stay(work):
                return None
            self.fleets.end_lost()
            taken = self.fleets.share(now) if takes else []
        return self._hold(taken)

    @begun_anew
    def lend(self, host: str) -> Lease | None:
        """Take a host that a page leads to; None where another member holds it."""
        with self._transaction():
            lease = self.fleets.lend(host)
        self._hold([lease] if lease else [])
        return lease

    def _hold(self, taken: list[Lease]) -> list[Lease]:
        for host, site, _ in taken:
            self.fleets.held[host] = site
            self._taken_over.take(host, site)
            self._tell(host)
        return taken

    @begun_anew
    def give_back(self, hosts: Sequence[GivenBack], now: float) -> None:
        """Let go of hosts, and say from when on each has something due."""
        rests = {each.host: each.not_before for each in hosts}
        with self._transaction():
            given = self.fleets.give_back(hosts)
            self.fleets.due_from(
                {host: max(rests[host], self._next_due(host, now)) for host in given}
            )
        for host in rests:
            self.fleets.held.pop(host, None)
            self._taken_over.leave_host(host)
            self._due_from.pop(host, None)

    def _next_due(self, host: str, now: float) -> float:
        """Return when a host has something due next, as far as this run has to do with it."""
        if self._taken_over.due(host, 1, set()):
            return 0.0
        [first] = self._db.execute(
            "SELECT min(due_at) FROM addresses WHERE state = 'due' AND host = ? "  # noqa: S608 ours
            f"AND (run = ? OR {self._taken_over.whose})",
            (host, self.run, *self._taken_over.theirs),
        ).fetchone()
        return NEVER if first is None else 0.0 if first <= now else float(first)

    @begun_anew
    def join_again(self) -> None:
        """Become a member anew, without a host: the membership has ended while nobody looked."""
        for host in self.fleets.held:
            self._taken_over.leave_host(host)
            self._due_from.pop(host, None)
        with self._transaction():
            self.fleets.enter(self.run)

    @begun_anew
    def leave(self, work: Work, notes: str = "") -> bool:
        """End the membership; return True for the last member of the run."""
        with self._transaction():
            return self.fleets.leave(work, notes)

    def is_idle(self, host: str, now: float) -> bool:
        """Say whether nothing of a host is due now, as far as is known."""
        return now < self._due_from.get(host, math.inf)

    @begun_anew
    def end(self, run: int, at: float, report: Mapping[str, Any]) -> None:
        """Close a run with its report."""
        with self._transaction():
            self._db.execute(
                "UPDATE runs SET ended_at = ?, report = ? WHERE id = ?",
                (at, json.dumps(report, ensure_ascii=False), run),
            )

    def discovered(self, run: int) -> int:
        """Return how many addresses the run has had to account for."""
        [(count,)] = self._db.execute("SELECT discovered FROM runs WHERE id = ?", (run,))
        return int(count)

    def tallies(self, run: int) -> list[SiteTally]:
        """Return how the addresses of a run ended."""
        counted: Counter[tuple[str, str | None]] = Counter()
        for each in self.accounts.by_site(run):
            counted[each.outcome, each.reason] += each.number
        ordered = sorted(counted, key=lambda key: (key[0], key[1] or ""))
        return [SiteTally(*key, counted[key]) for key in ordered]

    def pending(self, run: int) -> int:
        """Return how many addresses of a run nothing has become of yet."""
        [(count,)] = self._db.execute(
            "SELECT count(*) FROM addresses WHERE run = ? AND outcome IS NULL", (run,)
        )
        return int(count) + self._taken_over.number(run)

    # --- addresses

    @begun_anew
    def add(
        self, found: Iterable[Link], seen_on: str | None, run: int, at: float, site: str = ""
    ) -> int:
        """Write down addresses not known yet, of the run's site; return how many those were."""
        with self._transaction():
            return self._add(found, seen_on, run, at, site)

    def _add(
        self, found: Iterable[Link], seen_on: str | None, run: int, at: float, site: str = ""
    ) -> int:
        found = list(found)
        new = sum(self._add_one(each, (site or self.site, seen_on, at, at, run)) for each in found)
        self._count(run, new)
        self._run_hosts |= dict.fromkeys(e.host for e in found if e.priority > TRAPPED)
        return new

    def _add_one(self, found: Link, where: tuple[str, str | None, float, float, int]) -> bool:
        """Write an address down unless it is known; say whether it was not."""
        inserted = self._db.execute(
            "INSERT OR IGNORE INTO addresses (url, key, host, kind, priority, depth, title, "
            "listed_at, site, seen_on, seen_at, due_at, run, state, outcome, reason) "
            "VALUES (?1, address_key(?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
            "iif(?4 < 0, 'done', 'due'), iif(?4 < 0, 'dropped', NULL), iif(?4 < 0, 'trap', NULL)) "
            "RETURNING id",
            (
                found.url,
                found.host,
                found.kind,
                found.priority,
                found.depth,
                found.title,
                found.stated,
                *where,
            ),
        ).fetchone()
        if inserted is None:
            return found.priority > GUESSED and self._named(found, where[3], where[4])
        if found.priority > TRAPPED:
            self._tell(found.host, site=where[0])
        self.stories.meet(inserted[0], found.url, found.kind, led_to=where[1] is not None)
        return True

    def _named(self, found: Link, at: float, run: int) -> bool:
        """Ask again for a guess that something names now; say whether the run had none of it."""
        self._taken_over.settle([found.url])
        guessed = self._db.execute(
            "SELECT run FROM addresses WHERE key = address_key(?) AND priority = ? "
            "AND state <> 'due'",
            (found.url, GUESSED),
        ).fetchone()
        if guessed is None:
            return False
        self._tell(found.host)
        self._db.execute(
            "UPDATE addresses SET priority = ?, state = 'due', due_at = ?, tries = 0, run = ?, "
            "outcome = NULL, reason = NULL, rhythm = NULL WHERE key = address_key(?)",
            (found.priority, at, run, found.url),
        )
        return bool(guessed[0] != run)

    def _count(self, run: int, new: int) -> None:
        self._db.execute("UPDATE runs SET discovered = discovered + ? WHERE id = ?", (new, run))

    @begun_anew
    def ask_again(self, urls: Iterable[str], run: int, at: float) -> int:
        """Make addresses due that were done in an earlier run; return how many."""
        with self._transaction():
            return self._ask_again(urls, run, at)

    def _ask_again(self, urls: Iterable[str], run: int, at: float, only: str = "1 = 1") -> int:
        if not (urls := list(urls)):
            return 0
        self._taken_over.settle(urls)
        for url in urls:
            self._tell(urlsplit(url).netloc)
        again = self._db.executemany(
            "UPDATE addresses SET state = 'due', due_at = ?, tries = 0, run = ?, "  # noqa: S608
            f"outcome = NULL, reason = NULL WHERE key = address_key(?) AND run <> ? AND {only} "
            f"AND reason IS NOT '{Reason.TAKEN_DOWN}'",
            [(at, run, url, run) for url in urls],
        ).rowcount
        self._count(run, max(0, again))
        return max(0, again)

    @begun_anew
    def adopt(self, found: Link, run: int, at: float, site: str) -> Address:
        """Return the address of a capture that is read again, in the account of this run.

        A known one keeps its schedule; a new one is written down, safe with the next commit: what
        is read again is read once more by a run after a power cut.
        """
        with self._waiting_for_commit():
            if not self._add([found], None, run, at, site):
                self._taken_over.settle([found.url])
                taken = self._db.execute(
                    "UPDATE addresses SET run = ?, outcome = NULL, reason = NULL "
                    "WHERE key = address_key(?) AND run <> ?",
                    (run, found.url, run),
                ).rowcount
                self._count(run, taken)
        address = self.address(found.url)
        assert address
        return address

    def known(self, urls: Iterable[str]) -> set[str]:
        """Return those of the addresses that have been seen before."""
        found, wanted = set[str](), list(urls)
        for begun in range(0, len(wanted), AT_ONCE):
            keys = {url: canonical(url) for url in wanted[begun : begun + AT_ONCE]}
            rows = self._db.execute(
                f"SELECT key FROM addresses WHERE key IN ({', '.join('?' * len(keys))})",  # noqa: S608 marks
                [*keys.values()],
            )
            known = {key for [key] in rows}
            found.update(url for url, key in keys.items() if key in known)
        return found

    def run_hosts(self) -> list[str]:
        """Return the hosts of which an address is known in this run."""
        return list(self._run_hosts)

    def due_hosts(self) -> list[str]:
        """Return the hosts of which an address may be due, now or later in this run."""
        return list(self._due_from)

    def put_back(self, host: str) -> None:
        """Note that an address that was handed out of a host is due as it was before."""
        self._tell(host)

    def _tell(self, host: str, at: float = 0.0, site: str = "") -> None:
        """Note that an address of a host may be due from a time on."""
        if self.fleets.member and host not in self.fleets.held:
            known, since = self._told.get(host, ("", math.inf))
            self._told[host] = known or site, min(at, since)
            return
        self._run_hosts[host] = None
        self._due_from[host] = min(at, self._due_from.get(host, math.inf))

    def due(self, host: str, now: float, limit: int, but: Iterable[int] = ()) -> list[Address]:
        """Return addresses of a host that are due, the most urgent first.

        What was never read comes before what is looked at again and as urgent. A host that has
        nothing due is not asked again before it has: an address in `but` is told of by its
        commit, or by `put_back`.
        """
        never = math.inf if host in self._run_hosts else 0.0
        if now < self._due_from.get(host, never):
            return []
        skip = set(but)
        rows = self._db.execute(
            f"SELECT {_ADDRESS} FROM addresses "  # noqa: S608 column names of ours
            "WHERE state = 'due' AND host = ? AND due_at <= ? AND (run = ? OR 1 = ?) "
            f"AND (run = ? OR {self._taken_over.whose}) ORDER BY priority DESC, id LIMIT ?",
            (
                host, now, self.run, self._taken_over.is_new(host),
                self.run, *self._taken_over.theirs, limit + len(skip),
            ),
        )  # fmt: skip
        due = [Address(*row) for row in rows if row[0] not in skip][:limit]
        if resting := self._taken_over.due(host, limit, skip):
            due = sorted((*due, *resting), key=lambda each: -each.priority)[:limit]
        if not due:
            self._rest(host, now)
        return due

    def _rest(self, host: str, now: float) -> None:
        """Note that a host has nothing due that is not on its way, and when it will have."""
        [(first,)] = self._db.execute(
            "SELECT min(due_at) FROM addresses WHERE state = 'due' AND host = ? AND run = ? "
            "AND due_at > ?",
            (host, self.run, now),
        )
        if first is None:
            self._due_from.pop(host, None)
        else:
            self._due_from[host] = first

    def address(self, url: str) -> Address | None:
        """Return an address, however it is spelled here; None where it was never seen."""
        row = self._db.execute(
            f"SELECT {_ADDRESS} FROM addresses WHERE key = address_key(?)",  # noqa: S608 column names of ours
            (url,),
        ).fetchone()
        return Address(*row) if row else None

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
    ) -> None:
        """Write what came of visits, and how long every segment is now: all or nothing.

        `captures` are those that belong to no visit: a robots.txt.
        """
        visits = list(visits)
        with self._transaction():
            if self.fleets.member and visits:
                self.fleets.demand((urlsplit(each.url).netloc, each.lease) for each in visits)
            for visit in visits:
                self._write(visit, run)
            self._captured(captures)
            self._lengths(lengths)
            self.hosts.write_waiting()
        self.hosts.committed()

    def _write(self, visit: Visit, run: int) -> None:
        self._taken_over.settle([visit.url])
        self._ask_again(visit.again, run, visit.at)
        if visit.found:
            self._add(visit.found, visit.url, run, visit.at, self.site or visit.site)
        for url in visit.proven:
            self._prove(url, run, visit.at)
        if visit.outcome == Outcome.FAILED and visit.reason in GONE:
            self._look_for_what_it_listed(visit, run)
        address = self._settle(visit, run)
        if visit.kind == "page" and visit.outcome == Outcome.SOURCE:
            self._read_at_last(visit.url, run, visit.at)
        self._list(visit, run)
        self.sitemaps.listed(visit.sitemaps)
        if visit.state == "source":
            self.sitemaps.rest(visit.url, visit.at)
        self._captured(visit.captures)
        for article in visit.articles:
            self.stories.keep(article, address, run, visit.at)
        if visit.memory:
            self._db.execute("INSERT OR IGNORE INTO revisions VALUES (?, ?)", visit.memory)
        for reading in visit.readings:
            self.stories.read(reading, visit.url, visit.articles)
        brought_nothing = visit.state in {"done", "failed", "gone"} and not visit.held
        if brought_nothing and visit.reason != "same-story":
            self.stories.free(visit.url, run, visit.at)

    def _look_for_what_it_listed(self, visit: Visit, run: int) -> None:
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
        self._ask_again([url for [url] in listed], run, visit.at, _rested(visit.at))

    def _settle(self, visit: Visit, run: int) -> int | None:
        """Write down what became of an address, and what it is from now on; return its number."""
        known = self._db.execute(
            f"SELECT id, run, outcome, tries, ({COUNTED}) FROM addresses WHERE key = ?",  # noqa: S608 ours
            (canonical(visit.url),),
        ).fetchone()
        if known is None:
            return None
        address, last_run, outcome, tries, counted = known
        self.verdicts.count(self.site or visit.site, visit, counted)
        # A story that was stored in the run stays accounted for as stored, though another of
        # its captures, read in the same run, brought nothing.
        is_told = last_run == run and outcome in {Outcome.STORED, Outcome.VERSION}
        ended = not (is_told and visit.outcome == Outcome.UNCHANGED)
        columns: dict[str, Any] = {}
        if ended:
            columns = {"outcome": visit.outcome, "reason": visit.reason, "run": run}
        if not visit.keeps_schedule:
            columns |= self._scheduled(visit, tries)
        if columns:
            told = ", ".join(f"{name} = ?" for name in columns)
            self._db.execute(
                f"UPDATE addresses SET {told} WHERE id = ?",  # noqa: S608 names of ours
                (*columns.values(), address),
            )
        self._note_visit(visit, run, address)
        return int(address)

    def _note_visit(self, visit: Visit, run: int, address: int) -> None:
        listed = None if visit.listed is None else len(visit.listed)
        self._db.execute(
            "INSERT INTO visits (address, run, at, status, outcome, reason, listed, elsewhere) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                address, run, visit.at, visit.status, visit.outcome, visit.reason, listed,
                visit.elsewhere,
            ),
        )  # fmt: skip

    def _scheduled(self, visit: Visit, tries: int) -> dict[str, Any]:
        """Return what an address is from now on, and when it is due, by column."""
        is_due = visit.state == "due"
        if is_due:
            self._tell(urlsplit(visit.url).netloc, visit.due_at)
        return {
            "state": visit.state,
            "due_at": visit.due_at,
            "tries": tries + visit.counts if is_due else 0,
            "held": visit.held,
            "since": visit.since,
            "rhythm": visit.rhythm,
            "etag": visit.etag,
            "last_modified": visit.last_modified,
            "asked_at": visit.at,
        }

    def _prove(self, url: str, run: int, at: float) -> None:
        """Take an address for a story that was taken for a list; not where a crawl starts."""
        self._taken_over.settle([url])
        raised = self._db.execute(
            "UPDATE addresses SET kind = 'article' WHERE key = address_key(?) "
            "AND kind = 'page' AND depth > 0 RETURNING id",
            (url,),
        ).fetchone()
        if raised is not None:
            self.stories.respell(raised[0], url)
            self._read_at_last(url, run, at)

    def _read_at_last(self, url: str, run: int, at: float) -> None:
        """Have a story read that was passed over as a list, in this run or an earlier one.

        It goes on being listed where it turns out to be a list all the same, for it keeps its
        rhythm. Its validators go: that a list has not changed says nothing of a story.
        """
        self._taken_over.settle([url])
        passed_over = self._db.execute(
            "SELECT id, run, host FROM addresses WHERE key = address_key(?) AND kind = 'article' "
            "AND state = 'source' AND held = 0",
            (url,),
        ).fetchone()
        if passed_over is None:
            return
        address, last_run, host = passed_over
        self._tell(host)
        self._db.execute(
            "UPDATE addresses SET state = 'due', due_at = ?, tries = 0, run = ?, outcome = NULL, "
            "reason = NULL, etag = NULL, last_modified = NULL WHERE id = ?",
            (at, run, address),
        )
        self._count(run, int(last_run != run))

    def _list(self, visit: Visit, run: int) -> None:
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
        self._ask_again(changed, run, visit.at, _rested(visit.at))
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
            self._ask_again(gone, run, visit.at, "held = 1 AND state <> 'due'")
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

    def _captured(self, captures: Iterable[CaptureRow]) -> None:
        self._db.executemany(
            "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(captures)
        )

    def earlier_capture(self, digest: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of the first response with this payload."""
        return self._capture(f"{OF_DIGEST} AND type = 'response'", digest)

    def payload_at(self, digest: str) -> tuple[str, int, str] | None:
        """Return file, offset and record id of the first response with this payload."""
        row = self._db.execute(
            f"SELECT file, offset, record_id FROM captures WHERE {OF_DIGEST} "  # noqa: S608 ours
            "AND type = 'response' LIMIT 1",
            (digest,),
        ).fetchone()
        return tuple(row) if row else None

    def last_capture(self, url: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of an address's last whole response."""
        return self._capture("url = ? AND type = 'response' ORDER BY date DESC", url)

    def _capture(self, where: str, value: str) -> tuple[str, str, str, str] | None:
        row = self._db.execute(
            f"SELECT url, date, record_id, digest FROM captures WHERE {where} LIMIT 1",  # noqa: S608
            (value,),
        ).fetchone()
        return tuple(row) if row else None

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


def _rested(now: float) -> str:
    """Return the condition of a held story that was not looked at just now, for its age."""
    rested, age = f"{now:f} - coalesce(asked_at, 0)", f"{now:f} - coalesce(since, 0)"
    return f"held = 1 AND state <> 'due' AND {rested} >= max({LEAST}, ({age}) / {TOO_SOON})"


def _says_otherwise(before: tuple[str | None, str | None] | None, now: Link) -> bool:
    """Say whether a source states another title or time for a story than it did before.

    >>> _says_otherwise(("Ferry back", None), Link("/1", "article", "Ferry back, late"))
    True
    >>> _says_otherwise(("Ferry back", None), Link("/1", "article", "Ferry back", "2026-03-01"))
    False
    """
    if before is None:
        return False
    pairs = zip(before, (now.title, now.stated), strict=True)
    return any(old and new and old != new for old, new in pairs)
