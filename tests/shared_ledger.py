"""A ledger that several processes share, without a server: a file that understands one's words.

Each process has a connection of its own, and the tables of a server; the words of PostgreSQL that
`crawler.ledger.fleets` speaks are put into SQLite's. What two do in the same moment cannot be
tried with it: for that there is a server, in long runs.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
import pytest

from crawler import patterns as re
from crawler.ledger import files
from crawler.ledger.schema import OF_SERVERS
from tests.postgresql import PostgreSQL

T = TypeVar("T")
SCHEME = "postgresql://file"
NUMBERS = count(1)
WORDS = (
    (re.compile(r"extract\(epoch FROM clock_timestamp\(\)\)"), "server_time()"),
    (re.compile(r"::\w+"), ""),
    (re.compile(r" FOR (?:UPDATE|SHARE)(?: SKIP LOCKED)?"), ""),
    (re.compile(r"= ANY\(\?\)"), "IN (SELECT value FROM json_each(?))"),
)

RESTING_OF_FLEET = """
    SELECT site, count(*) FROM addresses WHERE state IN ('held', 'gone', 'source')
    AND site IN (SELECT site FROM fleets WHERE fleet = ?) AND due_at <= ? AND run <> ?
    GROUP BY site
"""
"""What `crawler.ledger.taken_over` asks an index for, step by step, as a file does in one."""


def in_sqlite(query: str) -> str:
    """Return a query of a fleet in SQLite's words.

    >>> in_sqlite("SELECT 1 FROM leases WHERE host = ANY(?) FOR UPDATE SKIP LOCKED")
    'SELECT 1 FROM leases WHERE host IN (SELECT value FROM json_each(?))'
    """
    if "LATERAL" in query:
        return RESTING_OF_FLEET
    for words, others in WORDS:
        query = words.sub(others, query)
    return query


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a query gave: nothing of it is left open."""

    rows: list[Any]
    rowcount: int
    description: Any

    def fetchone(self) -> Any:
        return self.rows.pop(0) if self.rows else None

    def fetchall(self) -> list[Any]:
        rows, self.rows[:] = [*self.rows], []
        return rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


class ServerInFile:
    """A connection to a file as to a server."""

    def __init__(self, url: str) -> None:
        self._db = files.opened(path_of(url))
        self._db.create_function("server_time", 0, time.time)
        self._db.create_function("greatest", -1, of_known(max))
        self._db.create_function("least", -1, of_known(min))
        self._db.create_function("md5", 1, lambda text: hashlib.md5(text.encode()).hexdigest())
        # A row without a number takes the next one in a file: no sequence is to be set.
        self._db.create_function("pg_get_serial_sequence", 2, lambda table, _: table)
        self._db.create_function("setval", -1, lambda *_: None)
        there = "SELECT 1 FROM sqlite_master WHERE name = 'members'"
        if not self._db.execute(there).fetchone():
            self._db.executescript(";".join(OF_SERVERS.values()))

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, query: str, values: Any = (), /) -> Fetched:
        cursor = self._db.execute(in_sqlite(query), [plain(each) for each in values])
        return Fetched(cursor.fetchall(), cursor.rowcount, cursor.description)

    def executemany(self, query: str, rows: Iterable[Any], /) -> Fetched:
        cursor = self._db.executemany(in_sqlite(query), rows)
        return Fetched([], cursor.rowcount, cursor.description)

    def close(self) -> None:
        self._db.close()

    def anew(self, work: Callable[[], T]) -> T:
        return work()

    def alone(self, name: str) -> None:
        """Return at once: one test is one process."""


def of_known(choose: Callable[[list[Any]], Any]) -> Callable[..., Any]:
    """Return a choice among values as PostgreSQL makes it, which passes over what is NULL."""
    return lambda *values: choose([each for each in values if each is not None])


def plain(value: Any) -> Any:
    """Return a value as SQLite takes it: a list is one of JSON."""
    return json.dumps(value) if isinstance(value, list) else value


def path_of(place: str) -> Path:
    """Return the file that an address of this kind names."""
    return Path(urlsplit(place).path)


def change(place: str, statement: str, *values: Any) -> None:
    """Change a shared ledger by hand, as no process would."""
    if not place.startswith(SCHEME):
        with psycopg.connect(place) as server:
            server.execute(statement.replace("?", "%s").encode(), values)
        return
    with closing(sqlite3.connect(path_of(place))) as db, db:
        db.create_function("server_time", 0, time.time)
        db.execute(in_sqlite(statement), values)


@pytest.fixture(params=["file", pytest.param("server", marks=pytest.mark.long)])
def shared_place(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return a place for a new ledger that several processes share."""
    if request.param == "file":
        monkeypatch.setattr("crawler.ledger.ledger.Server", ServerInFile)
        return f"{SCHEME}{tmp_path}/shared.sqlite"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_place(f"shared{next(NUMBERS)}")
