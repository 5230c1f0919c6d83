"""The addresses of a ledger: found, found again, asked again, and handed out as they are due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.frontier.link import GUESSED, TRAPPED
from crawler.frontier.urls import canonical
from crawler.ledger.revisit_policy import NEVER
from crawler.ledger.schema import Address
from crawler.outcomes import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.frontier.link import Link
    from crawler.ledger.database import Database
    from crawler.ledger.due_hosts import DueHosts
    from crawler.ledger.runs import Runs
    from crawler.ledger.stories import Stories
    from crawler.ledger.taken_over import TakenOver

_ADDRESS = ", ".join(Address._fields)

AT_ONCE = 100
"""Addresses that one query asks for."""


class Addresses:
    """The addresses of a ledger. Whoever writes has begun a transaction."""

    def __init__(
        self,
        db: Database,
        runs: Runs,
        hosts: DueHosts,
        taken_over: TakenOver,
        stories: Stories,
    ) -> None:
        self._db, self.runs, self.due_hosts = db, runs, hosts
        self.taken_over, self.stories = taken_over, stories

    def add(
        self, found: Iterable[Link], seen_on: str | None, run: int, at: float, site: str
    ) -> int:
        """Write down addresses not known yet, of a site; return how many those were."""
        found = list(found)
        new = sum(self._add_one(each, (site, seen_on, at, at, run)) for each in found)
        self.runs.count(run, new)
        self.due_hosts.meet(e.host for e in found if e.priority > TRAPPED)
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
            self.due_hosts.tell(found.host, site=where[0])
        self.stories.meet(inserted[0], found.url, found.kind, led_to=where[1] is not None)
        return True

    def _named(self, found: Link, at: float, run: int) -> bool:
        """Ask again for a guess that something names now; say whether the run had none of it."""
        self.taken_over.settle([found.url])
        guessed = self._db.execute(
            "SELECT run FROM addresses WHERE key = address_key(?) AND priority = ? "
            "AND state <> 'due'",
            (found.url, GUESSED),
        ).fetchone()
        if guessed is None:
            return False
        self.due_hosts.tell(found.host)
        self._db.execute(
            "UPDATE addresses SET priority = ?, state = 'due', due_at = ?, tries = 0, run = ?, "
            "outcome = NULL, reason = NULL, rhythm = NULL WHERE key = address_key(?)",
            (found.priority, at, run, found.url),
        )
        return bool(guessed[0] != run)

    def ask_again(self, urls: Iterable[str], run: int, at: float, only: str = "1 = 1") -> int:
        """Make addresses due that were done in an earlier run; return how many."""
        if not (urls := list(urls)):
            return 0
        self.taken_over.settle(urls)
        for url in urls:
            self.due_hosts.tell(urlsplit(url).netloc)
        again = self._db.executemany(
            "UPDATE addresses SET state = 'due', due_at = ?, tries = 0, run = ?, "  # noqa: S608
            f"outcome = NULL, reason = NULL WHERE key = address_key(?) AND run <> ? AND {only} "
            f"AND reason IS NOT '{Reason.TAKEN_DOWN}'",
            [(at, run, url, run) for url in urls],
        ).rowcount
        self.runs.count(run, max(0, again))
        return max(0, again)

    def adopt(self, found: Link, run: int, at: float, site: str) -> None:
        """Take the address of a capture that is read again into the account of a run."""
        if not self.add([found], None, run, at, site):
            self.taken_over.settle([found.url])
            taken = self._db.execute(
                "UPDATE addresses SET run = ?, outcome = NULL, reason = NULL "
                "WHERE key = address_key(?) AND run <> ?",
                (run, found.url, run),
            ).rowcount
            self.runs.count(run, taken)

    def known(self, urls: Iterable[str], by: str | None = None) -> set[str]:
        """Return those of the addresses that have been seen before.

        `by` is a page that lists them: what was seen there since it was last read is none of them,
        for a crash came between.
        """
        found, wanted = set[str](), list(urls)
        but, values = "1 = 1", tuple[Any, ...]()
        if by is not None:
            but, values = "(seen_on IS NULL OR seen_on <> ? OR seen_at <= ?)", self._last_read(by)
        for begun in range(0, len(wanted), AT_ONCE):
            keys = {url: canonical(url) for url in wanted[begun : begun + AT_ONCE]}
            rows = self._db.execute(
                f"SELECT key FROM addresses WHERE key IN ({', '.join('?' * len(keys))}) AND {but}",  # noqa: S608 marks
                [*keys.values(), *values],
            )
            known = {key for [key] in rows}
            found.update(url for url, key in keys.items() if key in known)
        return found

    def _last_read(self, url: str) -> tuple[str, float]:
        """Return a page, and when what came of it was last written down."""
        row = self._db.execute(
            "SELECT asked_at FROM addresses WHERE key = address_key(?)", (url,)
        ).fetchone()
        return url, float(row[0] or 0.0) if row else 0.0

    def due(
        self, run: int, host: str, now: float, limit: int, but: Iterable[int] = ()
    ) -> list[Address]:
        """Return addresses of a host that are due, the most urgent first.

        What was never read comes before what is looked at again and as urgent. A host that has
        nothing due is not asked again before it has: an address in `but` is told of by its
        commit, or by `put_back`.
        """
        if self.due_hosts.rests(host, now):
            return []
        skip = set(but)
        rows = self._db.execute(
            f"SELECT {_ADDRESS} FROM addresses "  # noqa: S608 column names of ours
            "WHERE state = 'due' AND host = ? AND due_at <= ? AND (run = ? OR 1 = ?) "
            f"AND (run = ? OR {self.taken_over.whose}) ORDER BY priority DESC, id LIMIT ?",
            (
                host, now, run, self.taken_over.is_new(host),
                run, *self.taken_over.theirs, limit + len(skip),
            ),
        )  # fmt: skip
        due = [Address(*row) for row in rows if row[0] not in skip][:limit]
        if resting := self.taken_over.due(host, limit, skip):
            due = sorted((*due, *resting), key=lambda each: -each.priority)[:limit]
        if not due:
            self.due_hosts.rest(host, self._first(run, host, now))
        return due

    def _first(self, run: int, host: str, now: float) -> float | None:
        """Return when a host has something due that is not now; None for never in a run."""
        [(first,)] = self._db.execute(
            "SELECT min(due_at) FROM addresses WHERE state = 'due' AND host = ? AND run = ? "
            "AND due_at > ?",
            (host, run, now),
        )
        return None if first is None else float(first)

    def next_due(self, run: int, host: str, now: float) -> float:
        """Return when a host has something due next, as far as this run has to do with it."""
        if self.taken_over.due(host, 1, set()):
            return 0.0
        theirs = f"state = 'due' AND host = ? AND (run = ? OR {self.taken_over.whose})"
        values = host, run, *self.taken_over.theirs
        is_due = f"SELECT 1 FROM addresses WHERE {theirs} AND due_at <= ? LIMIT 1"  # noqa: S608 ours
        if self._db.execute(is_due, (*values, now)).fetchone():
            return 0.0
        first_due = f"SELECT min(due_at) FROM addresses WHERE {theirs}"  # noqa: S608 ours
        [first] = self._db.execute(first_due, values).fetchone()
        return NEVER if first is None else float(first)

    def address(self, url: str) -> Address | None:
        """Return an address, however it is spelled here; None where it was never seen."""
        row = self._db.execute(
            f"SELECT {_ADDRESS} FROM addresses WHERE key = address_key(?)",  # noqa: S608 column names of ours
            (url,),
        ).fetchone()
        return Address(*row) if row else None
