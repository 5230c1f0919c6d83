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
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.frontier.link import GUESSED, MAX_LINKS, TRAPPED, Link
from crawler.frontier.sitemaps import Sitemaps
from crawler.frontier.urls import canonical
from crawler.ledger.accounts import Accounts
from crawler.ledger.hosts import Hosts
from crawler.ledger.revisit_policy import LEAST, TOO_SOON
from crawler.ledger.schema import MIGRATIONS, Address, CaptureRow, SiteTally, Visit
from crawler.ledger.stories import Stories, spelling_key
from crawler.ledger.takedowns import Takedowns
from crawler.ledger.url_patterns import Verdicts
from crawler.outcomes import Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

VERSION = len(MIGRATIONS)
_ADDRESS = ", ".join(Address._fields)
MAX_CHECKED = 64 * 1024 * 1024
"""Bytes of a ledger that is looked through when a crawl begins: half a second at 130 MB/s."""

MISSED = ""
"""What a sitemap is noted to have stated of a story that it lists no more."""

WHAT_TO_DO = (
    "Restore it from a copy, or move it away together with its -wal: what the archive holds "
    "stays, and the next crawl begins a new ledger."
)


class LedgerError(Exception):
    """The ledger cannot be used, and its message says why and what to do."""


class Ledger:
    """The ledger of one archive. Times are seconds since 1970, UTC."""

    def __init__(self, path: Path) -> None:
        self._run_hosts: dict[str, None] = {}
        self.run, self.site = 0, ""
        """The run that was begun, and its site; 0 and empty before."""

        self._db = sqlite3.connect(path, isolation_level=None)
        try:
            self._prepare(path)
        except BaseException:
            self._db.close()
            raise
        self.hosts = Hosts(self._db)
        self.accounts = Accounts(self._db)
        self.stories = Stories(self._db, lambda host: self._run_hosts.update({host: None}))
        self.verdicts = Verdicts(self._db)
        self.sitemaps = Sitemaps(self._db)
        self.takedowns = Takedowns(self._db)

    def _prepare(self, path: Path) -> None:
        try:
            # A commit is on disk when it returns, also after a power cut.
            # https://www.sqlite.org/pragma.html#pragma_synchronous
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            [version] = self._db.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path} is no ledger: {error}. {WHAT_TO_DO}") from error
        if version > VERSION:
            raise LedgerError(
                f"{path} is of version {version}, made by a newer crawler; this one knows "
                f"{VERSION}. Update the crawler."
            )
        self._db.create_function("spelling_key", 2, spelling_key, deterministic=True)
        self._db.create_function("address_key", 1, canonical, deterministic=True)
        try:
            for number, migration in enumerate(MIGRATIONS[version:], version + 1):
                steps = f"BEGIN; {migration}; PRAGMA user_version={number}; COMMIT;"
                self._db.executescript(steps)
        except sqlite3.DatabaseError as error:
            raise LedgerError(f"{path} cannot be used: {error}. {WHAT_TO_DO}") from error

    def demand_sound(self) -> None:
        """Raise `sqlite3.DatabaseError` where pages of the file are damaged, if it is not large.

        Damage that is met amid a run ends it where it is met.
        """
        [pages] = self._db.execute("PRAGMA page_count").fetchone()
        [size] = self._db.execute("PRAGMA page_size").fetchone()
        if pages * size <= MAX_CHECKED:
            [said] = self._db.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                where = " ".join(said.removeprefix("*** in database main ***").split())
                raise sqlite3.DatabaseError(f"it is damaged ({where})")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            # On a full disk SQLite has rolled back by itself.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    # --- runs

    def begin(self, spider: str, arguments: Mapping[str, Any], at: float, site: str = "") -> int:
        """Open a run, take over what is due of its site, and return its number.

        A run that was given its addresses, and is to ask for no others, takes nothing over.
        """
        given = arguments.get("urls") or arguments.get("only")
        with self._transaction():
            run = self._db.execute(
                "INSERT INTO runs (spider, arguments, started_at, site) VALUES (?, ?, ?, ?)",
                (
                    spider,
                    json.dumps(dict(arguments), sort_keys=True),
                    at,
                    site,
                ),
            ).lastrowid
            assert run is not None
            states_due = ("state = 'due'", "state IN ('held', 'gone', 'source')")
            for states in () if given else states_due:
                taken = self._db.execute(
                    "UPDATE addresses SET run = ?, outcome = NULL, reason = NULL, "  # noqa: S608
                    f"state = 'due' WHERE {states} AND site IN (?, '') AND due_at <= ?",
                    (run, site, at),
                ).rowcount
                self._count(run, taken)
            hosts = self._db.execute("SELECT DISTINCT host FROM addresses WHERE run = ?", (run,))
            self._run_hosts = {host: None for [host] in hosts}
        self.run, self.site = run, site
        return run

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
        rows = self._db.execute(
            "SELECT coalesce(outcome, 'pending'), reason, count(*) FROM addresses "
            "WHERE run = ? GROUP BY 1, 2 ORDER BY 1, 2",
            (run,),
        )
        return [SiteTally(*row) for row in rows]

    def pending(self, run: int) -> int:
        """Return how many addresses of a run nothing has become of yet."""
        [(count,)] = self._db.execute(
            "SELECT count(*) FROM addresses WHERE run = ? AND outcome IS NULL", (run,)
        )
        return int(count)

    # --- addresses

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
        asked = [each for each in found if each.priority > TRAPPED]
        new = sum(self._add_one(each, (site or self.site, seen_on, at, at, run)) for each in found)
        self._count(run, new)
        self._run_hosts |= dict.fromkeys(each.host for each in asked)
        return new

    def _add_one(self, found: Link, where: tuple[str, str | None, float, float, int]) -> bool:
        """Write an address down unless it is known; say whether it was not."""
        inserted = self._db.execute(
            "INSERT OR IGNORE INTO addresses (url, key, host, kind, priority, depth, title, "
            "listed_at, site, seen_on, seen_at, due_at, run, state, outcome, reason) "
            "VALUES (?1, address_key(?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
            "iif(?4 < 0, 'done', 'due'), iif(?4 < 0, 'dropped', NULL), iif(?4 < 0, 'trap', NULL))",
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
        )
        if inserted.rowcount < 1:
            return found.priority > GUESSED and self._named(found, where[3], where[4])
        assert inserted.lastrowid is not None
        self.stories.meet(inserted.lastrowid, found.url, found.kind, led_to=where[1] is not None)
        return True

    def _named(self, found: Link, at: float, run: int) -> bool:
        """Ask again for a guess that something names now; say whether the run had none of it."""
        guessed = self._db.execute(
            "SELECT run FROM addresses WHERE key = address_key(?) AND priority = ? "
            "AND state <> 'due'",
            (found.url, GUESSED),
        ).fetchone()
        if guessed is None:
            return False
        self._db.execute(
            "UPDATE addresses SET priority = ?, state = 'due', due_at = ?, tries = 0, run = ?, "
            "outcome = NULL, reason = NULL, rhythm = NULL WHERE key = address_key(?)",
            (found.priority, at, run, found.url),
        )
        return bool(guessed[0] != run)

    def _count(self, run: int, new: int) -> None:
        self._db.execute("UPDATE runs SET discovered = discovered + ? WHERE id = ?", (new, run))

    def ask_again(self, urls: Iterable[str], run: int, at: float) -> int:
        """Make addresses due that were done in an earlier run; return how many."""
        with self._transaction():
            return self._ask_again(urls, run, at)

    def _ask_again(self, urls: Iterable[str], run: int, at: float, only: str = "1") -> int:
        urls = list(urls)
        self._run_hosts |= dict.fromkeys(urlsplit(url).netloc for url in urls)
        again = self._db.executemany(
            "UPDATE addresses SET state = 'due', due_at = ?, tries = 0, run = ?, "  # noqa: S608
            f"outcome = NULL, reason = NULL WHERE key = address_key(?) AND run <> ? AND {only} "
            f"AND reason IS NOT '{Reason.TAKEN_DOWN}'",
            [(at, run, url, run) for url in urls],
        ).rowcount
        self._count(run, max(0, again))
        return max(0, again)

    def adopt(self, found: Link, run: int, at: float, site: str) -> Address:
        """Return the address of a capture that is read again, in the account of this run.

        A known one keeps its schedule; a new one is written down.
        """
        with self._transaction():
            if not self._add([found], None, run, at, site):
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
        found = set()
        for url in urls:
            if self._db.execute(
                "SELECT 1 FROM addresses WHERE key = address_key(?)", (url,)
            ).fetchone():
                found.add(url)
        return found

    def run_hosts(self) -> list[str]:
        """Return the hosts of which an address is known in this run."""
        return list(self._run_hosts)

    def due(self, host: str, now: float, limit: int, but: Iterable[int] = ()) -> list[Address]:
        """Return addresses of a host that are due, the most urgent first."""
        skip = set(but)
        rows = self._db.execute(
            f"SELECT {_ADDRESS} FROM addresses "  # noqa: S608 column names of ours
            "WHERE state = 'due' AND host = ? AND due_at <= ? AND run = ? "
            "ORDER BY priority DESC, id LIMIT ?",
            (host, now, self.run, limit + len(skip)),
        )
        return [Address(*row) for row in rows if row[0] not in skip][:limit]

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
        with self._transaction():
            for visit in visits:
                self._write(visit, run)
            self._captured(captures)
            self._lengths(lengths)

    def _write(self, visit: Visit, run: int) -> None:
        self._ask_again(visit.again, run, visit.at)
        self._add(visit.found, visit.url, run, visit.at)
        for url in visit.proven:
            self._prove(url, run, visit.at)
        self.verdicts.count(self.site, visit)
        self._settle(visit, run)
        if not visit.keeps_schedule:
            self._schedule(visit)
        listed = None if visit.listed is None else len(visit.listed)
        self._db.execute(
            "INSERT INTO visits (address, run, at, status, outcome, reason, listed, elsewhere) "
            "SELECT id, ?, ?, ?, ?, ?, ?, ? FROM addresses WHERE key = address_key(?)",
            (
                run,
                visit.at,
                visit.status,
                visit.outcome,
                visit.reason,
                listed,
                visit.elsewhere,
                visit.url,
            ),
        )
        if visit.kind == "page" and visit.outcome == Outcome.SOURCE:
            self._read_at_last(visit.url, run, visit.at)
        self._list(visit, run)
        self.sitemaps.listed(visit.sitemaps)
        self.sitemaps.rest(visit.url, visit.at)
        self._captured(visit.captures)
        for article in visit.articles:
            self.stories.keep(article, visit.url, run, visit.at)
        if visit.memory:
            self._db.execute("INSERT OR IGNORE INTO revisions VALUES (?, ?)", visit.memory)
        for reading in visit.readings:
            self.stories.read(reading, visit.url)
        brought_nothing = visit.state in {"done", "failed", "gone"} and not visit.held
        if brought_nothing and visit.reason != "same-story":
            self.stories.free(visit.url, run, visit.at)

    def _settle(self, visit: Visit, run: int) -> None:
        """Write down what became of an address in a run.

        A story that was stored in the run stays accounted for as stored, though another of its
        captures, read in the same run, brought nothing.
        """
        self._db.execute(
            "UPDATE addresses SET outcome = ?, reason = ?, run = ? "
            "WHERE key = address_key(?) AND NOT "
            "(run = ? AND ? = 'unchanged' AND coalesce(outcome, '') IN ('stored', 'version'))",
            (visit.outcome, visit.reason, run, visit.url, run, visit.outcome),
        )

    def _schedule(self, visit: Visit) -> None:
        """Write down what an address is from now on, and when it is due."""
        self._db.execute(
            "UPDATE addresses SET state = ?, due_at = ?, "
            "tries = CASE WHEN ? = 'due' THEN tries + ? ELSE 0 END, held = ?, since = ?, "
            "rhythm = ?, etag = ?, last_modified = ?, asked_at = ? WHERE key = address_key(?)",
            (
                visit.state,
                visit.due_at,
                visit.state,
                visit.counts,
                visit.held,
                visit.since,
                visit.rhythm,
                visit.etag,
                visit.last_modified,
                visit.at,
                visit.url,
            ),
        )

    def _prove(self, url: str, run: int, at: float) -> None:
        """Take an address for a story that was taken for a list; not where a crawl starts."""
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
        passed_over = self._db.execute(
            "SELECT id, run, host FROM addresses WHERE key = address_key(?) AND kind = 'article' "
            "AND state = 'source' AND held = 0",
            (url,),
        ).fetchone()
        if passed_over is None:
            return
        address, last_run, host = passed_over
        self._run_hosts[host] = None
        self._db.execute(
            "UPDATE addresses SET state = 'due', due_at = ?, tries = 0, run = ?, outcome = NULL, "
            "reason = NULL, etag = NULL, last_modified = NULL WHERE id = ?",
            (at, run, address),
        )
        self._count(run, int(last_run != run))

    def _list(self, visit: Visit, run: int) -> None:
        """Write down what a source lists; what it says otherwise than before is due again."""
        if not visit.listed:
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
        rested = f"{visit.at:f} - coalesce(asked_at, 0)"
        age = f"{visit.at:f} - coalesce(since, 0)"
        is_held = "held = 1 AND state <> 'due'"
        self._ask_again(
            changed, run, visit.at, f"{is_held} AND {rested} >= max({LEAST}, ({age}) / {TOO_SOON})"
        )
        if visit.kind == "sitemap" and len(visit.listed) < MAX_LINKS:
            self._missed(source, before, visit, run)
        self._db.executemany(
            "INSERT INTO listed (source, address, title, stated, since) "
            "SELECT ?, id, ?, ?, ? FROM addresses WHERE key = address_key(?) "
            "ON CONFLICT (source, address) DO UPDATE SET title = excluded.title, "
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
        """Have stories read again that a sitemap lists no more, though it lists older ones."""
        listed = {canonical(each.url) for each in visit.listed or ()}
        oldest = min((before[key][1] or "" for key in before.keys() & listed), default="")
        gone = [
            key for key, (_, stated) in before.items()
            if key not in listed and stated != MISSED and (stated is None or stated >= oldest)
        ]  # fmt: skip
        self._ask_again(gone, run, visit.at, "held = 1 AND state <> 'due'")
        self._db.executemany(
            "UPDATE listed SET stated = ? WHERE source = ? "
            "AND address = (SELECT id FROM addresses WHERE key = ?)",
            [(MISSED, source, key) for key in gone],
        )

    def _captured(self, captures: Iterable[CaptureRow]) -> None:
        self._db.executemany(
            "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(captures)
        )

    def earlier_capture(self, digest: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of the first response with this payload."""
        return self._capture("digest = ? AND type = 'response'", digest)

    def payload_at(self, digest: str) -> tuple[str, int, str] | None:
        """Return file, offset and record id of the first response with this payload."""
        row = self._db.execute(
            "SELECT file, offset, record_id FROM captures WHERE digest = ? "
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
        """Return the committed length of every segment, and whether it is sealed."""
        rows = self._db.execute("SELECT file, length, sealed FROM segments")
        return {file: (length, bool(sealed)) for file, length, sealed in rows}

    def seal(self, files: Iterable[str]) -> None:
        """Write down that segments are sealed; open ones that stayed empty are forgotten."""
        with self._transaction():
            self._db.executemany(
                "UPDATE segments SET sealed = 1 WHERE file = ?", [(file,) for file in files]
            )
            self._db.execute("DELETE FROM segments WHERE NOT sealed")

    def _lengths(self, lengths: Mapping[str, int]) -> None:
        self._db.executemany(
            "INSERT INTO segments (file, length) VALUES (?, ?) "
            "ON CONFLICT (file) DO UPDATE SET length = excluded.length",
            list(lengths.items()),
        )

    # --- memory

    def counts(self, site: str) -> str | None:
        """Return what was counted in the stories of a site, as JSON."""
        row = self._db.execute("SELECT counts FROM counts WHERE site = ?", (site,)).fetchone()
        return str(row[0]) if row else None

    def remember(self, site: str, counts: str) -> None:
        """Keep what was counted in the stories of a site."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO counts VALUES (?, ?)", (site, counts))

    def revision(self, revision: str) -> str | None:
        """Return a site memory that an article of the archive names, as JSON."""
        row = self._db.execute(
            "SELECT memory FROM revisions WHERE revision = ?", (revision,)
        ).fetchone()
        return str(row[0]) if row else None

    def _rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        cursor = self._db.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


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
