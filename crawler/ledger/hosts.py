"""What we know of every host between runs: its robots.txt, its delay, and whether it rests.

A host that says 429 or 503, or fails again and again, is left alone for a while that
doubles each time; the while is written down, so that it outlives a restart.
"""

from __future__ import annotations

import logging
import sqlite3
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from crawler.ledger.database import begun_anew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from crawler.ledger.database import Database
    from crawler.ledger.taken_over import TakenOver

logger = logging.getLogger(__name__)

MINUTE, DAY = 60.0, 86_400.0

ROBOTS_FRESH = DAY
"""Seconds a robots.txt is used for: https://www.rfc-editor.org/rfc/rfc9309#section-2.4."""

UNREACHABLE_FOR = 30 * DAY
"""From then on a robots.txt that cannot be had may be taken for one that allows everything:
https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.4."""

FIRST_REST, LONGEST_REST = MINUTE, DAY
TROUBLES = 3
"""Failures in a row, of whatever address, after which a host is left alone."""


class Host(NamedTuple):
    """A host, by its name and port. Times are seconds since 1970, UTC."""

    host: str
    robots: bytes | None = None
    """The body of its robots.txt; None where there is none, or it could not be had."""

    robots_status: int | None = None
    """0 where it could not be had at all; None where it was never asked for."""

    robots_at: float | None = None
    """When it was last asked for; the first time, of a series without an answer."""

    crawl_delay: float | None = None
    """Seconds between two requests, as its robots.txt asks us."""

    delay: float | None = None
    """Seconds between two requests, as its own pace has taught."""

    paused_until: float = 0.0
    failures: int = 0
    """How many requests in a row it has failed, or refused for their number."""

    asked_at: float = 0.0


_PUT = (
    f"INSERT INTO hosts ({', '.join(Host._fields)}) "  # noqa: S608 names of ours
    f"VALUES ({', '.join('?' * len(Host._fields))}) ON CONFLICT (host) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in Host._fields[1:])
)

NOT_STORABLE = (
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    OverflowError,
    TypeError,
    ValueError,
)
"""What SQLite and its driver raise of values, and not of their file or disk."""


class Hosts:
    """The hosts of a ledger."""

    def __init__(
        self,
        db: Database,
        taken_over: TakenOver,
        transaction: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._db, self._taken_over, self._transaction = db, taken_over, transaction
        self._waiting: dict[str, Host] = {}

    def get(self, host: str) -> Host:
        """Return what is known of a host."""
        row = self._db.execute(
            f"SELECT {', '.join(Host._fields)} FROM hosts WHERE host = ?",  # noqa: S608 ours
            (host,),
        ).fetchone()
        return Host(*row) if row else Host(host)

    @begun_anew
    def put(self, *hosts: Host) -> None:
        """Keep what is known of hosts, all or nothing."""
        with self._transaction():
            self._write(hosts)

    def put_later(self, *hosts: Host) -> None:
        """Keep what is known of hosts with the next commit of the ledger."""
        self._waiting |= {host.host: host for host in hosts}

    def write_waiting(self) -> None:
        """Write what waits, in a transaction that goes on where that cannot be stored."""
        if not self._waiting:
            return
        self._db.execute("SAVEPOINT hosts")
        try:
            self._write(self._waiting.values())
        except NOT_STORABLE:
            self._db.execute("ROLLBACK TO hosts")
            logger.exception("what was learned of some hosts cannot be stored")
        self._db.execute("RELEASE hosts")

    def committed(self) -> None:
        """Note that what waited is kept."""
        self._waiting.clear()

    def _write(self, hosts: Iterable[Host]) -> None:
        # A row that is not replaced keeps the pages of its robots.txt as they are.
        self._db.executemany(_PUT, hosts)

    def left(self, run: int, host: str, reason: str) -> None:
        """Note why nothing has become of a host's addresses in a run."""
        self._db.execute(
            "UPDATE addresses SET reason = ? WHERE run = ? AND host = ? AND outcome IS NULL",
            (reason, run, host),
        )
        if run == self._taken_over.run:
            self._taken_over.leave(host, reason)


def refused(host: Host, now: float, retry_after: float | None = None) -> Host:
    """Return a host that asked to be left alone: for as long as it says, or ever longer.

    One that says the same little while each time is not asked for ever at that pace.

    >>> [refused(Host("a", failures=n), 0).paused_until for n in (0, 1, 5, 50)]
    [60.0, 120.0, 1920.0, 86400.0]
    >>> [refused(Host("a", failures=n), 0, retry_after=90).paused_until for n in (0, 1, 2)]
    [90, 90, 120.0]

    What was on its way when it said so is told the same, and tells nothing new.

    >>> refused(Host("a", failures=1, paused_until=60.0), 1).paused_until
    60.0
    """
    if retry_after is None and host.paused_until > now:
        return host
    rest = FIRST_REST * 2 ** min(host.failures, 20)
    if retry_after is not None:
        rest = max(retry_after, rest / 2) if host.failures else retry_after
    until = max(host.paused_until, now + min(rest, LONGEST_REST))
    return host._replace(failures=host.failures + 1, paused_until=until)


def failed(host: Host, now: float) -> Host:
    """Return a host that failed once more; it rests when that becomes a habit.

    >>> [failed(Host("a", failures=n), 0).paused_until for n in (0, 1, 2, 3)]
    [0.0, 0.0, 60.0, 120.0]

    Requests that were on their way when it broke down fail with it, and count as one.

    >>> failed(Host("a", failures=3, paused_until=60.0), 1).paused_until
    60.0
    """
    if host.paused_until > now:
        return host
    tried = host._replace(failures=host.failures + 1)
    if tried.failures < TROUBLES:
        return tried
    rest = FIRST_REST * 2 ** min(tried.failures - TROUBLES, 20)
    return tried._replace(paused_until=max(host.paused_until, now + min(rest, LONGEST_REST)))


def retry_after(value: str | None, now: float) -> float | None:
    """Return in how many seconds a ``Retry-After`` allows us to ask again.

    It is a number of seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3.

    >>> retry_after("120", 0), retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 20), retry_after("", 0)
    (120.0, 40.0, None)
    >>> retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 90), retry_after("soon", 0)
    (0.0, None)
    """
    value = (value or "").strip()  # of more than what `float` takes for spaces
    if not value:
        return None
    if value.isdecimal():
        return float(value)
    try:
        moment: datetime = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
