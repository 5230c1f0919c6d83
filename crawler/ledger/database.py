"""What the ledger asks of its database: SQLite's file, or a server behind `postgresql`.

The SQL of a ledger is written once, in what SQLite and PostgreSQL have in common; the few
words that they do not are put into PostgreSQL's by `crawler.ledger.postgresql`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import urlsplit

P = ParamSpec("P")
T = TypeVar("T")
SCHEMES = ("postgresql://", "postgres://")


class LedgerError(Exception):
    """The ledger cannot be used, and its message says why and what to do."""


class LostServerError(LedgerError, ConnectionError):
    """The server of a ledger is gone, and has not come back; what was committed is safe."""


class NotStorableError(LedgerError, ValueError):
    """A server refuses values; what was written beside them is undone."""


class UndoneError(Exception):
    """A transaction was undone by no fault of its values: it is to be begun anew."""


class Rows(Protocol):
    """What a query gives."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    @property
    def description(self) -> Any:
        """The names of the columns, each the first of its tuple."""

    def fetchone(self) -> Any:
        """Return the next row; None where there is no more."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """A connection to the tables of a ledger."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction was begun and has not ended."""

    def execute(self, query: str, values: Any = (), /) -> Rows:
        """Run a query."""

    def executemany(self, query: str, rows: Iterable[Any], /) -> Rows:
        """Run a query for each row of values."""

    def close(self) -> None:
        """Close it."""

    def anew(self, work: Callable[[], T]) -> T:
        """Return what a transaction gives, which is begun anew where a server has undone it."""

    def alone(self, name: str) -> None:
        """Return when no other process is in a transaction that says the same name."""


class File(sqlite3.Connection):
    """A database in a file, or in memory: nobody else writes to it."""

    def anew(self, work: Callable[[], T]) -> T:
        """Return what a transaction gives: nothing undoes it but its own fault."""
        return work()

    def alone(self, name: str) -> None:
        """Return at once: who has begun to write is alone."""


class _Owner(Protocol):
    """Whatever writes to a database."""

    _db: Database


O = TypeVar("O", bound=_Owner)  # noqa: E741 as P and T


def begun_anew(method: Callable[Concatenate[O, P], T]) -> Callable[Concatenate[O, P], T]:
    """Return a method that is one transaction, as one that a lost server does not harm."""

    @wraps(method)
    def whole(self: O, /, *args: P.args, **more: P.kwargs) -> T:
        return self._db.anew(lambda: method(self, *args, **more))

    return whole


def is_server(place: object) -> bool:
    """Return True where a ledger stands on a server, and not in a file."""
    return str(place).startswith(SCHEMES)


def demand_place(setting: str) -> None:
    """Raise `LedgerError` for a setting ``LEDGER`` that names no server, and is not empty."""
    if setting and not is_server(setting):
        scheme = setting.partition(":")[0] if "://" in setting else "it"
        raise LedgerError(
            f"LEDGER names a PostgreSQL server, postgresql://USER@HOST/DATABASE, and {scheme} is "
            "none; empty it is a file in ARCHIVE_DIR"
        )


def shown(place: object) -> str:
    """Return where a ledger is, as it may be told: no user, no password, no parameters.

    >>> shown("postgresql://own:p@ss@db.example:5433/news?sslkey=k"), shown("a/ledger.sqlite")
    ('postgresql://db.example:5433/news', 'a/ledger.sqlite')
    """
    if not is_server(place):
        return str(place)
    parts = urlsplit(str(place))
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def writes_over(table: str, key: str, others: str) -> str:
    """Return the statement that writes a row in the place of the one with its key.

    `key` and `others` name all columns, in their order.

    >>> print(writes_over("counts", "site", "counts"))
    INSERT INTO counts (site, counts) VALUES (?, ?) ON CONFLICT (site) DO UPDATE SET \
counts = excluded.counts
    """
    columns = f"{key} {others}".split()
    changes = ", ".join(f"{name} = excluded.{name}" for name in others.split())
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "  # noqa: S608 ours
        f"ON CONFLICT ({', '.join(key.split())}) DO UPDATE SET {changes}"
    )
