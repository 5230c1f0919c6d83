"""Which files a check has proven that was ended: they are not read again when it goes on.

What is known of files stands in a database that outlives the process. A file counts as proven
only as long as it is the very one that was read: of the same size, the same inode, and the same
time of change, which no program sets back. Of all others, and of those that are gone, nothing is
kept; and what was proven too long ago does not count, since bits rot without a trace.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MAX_AGE = 7 * 86_400
"""Seconds that a proof counts: the check of a large archive may take days."""

EVERY = 1.0
"""Seconds between two transactions: a file that is proven after them is read again."""

TABLE = """
    CREATE TABLE proven (
        path TEXT PRIMARY KEY, state TEXT NOT NULL, at REAL NOT NULL, told TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE proven_names (name TEXT PRIMARY KEY, path TEXT NOT NULL) WITHOUT ROWID;
"""

NOTED = ("records", "references_made", "memories_named", "entries", "told")
"""Tables in which a file is named that something is noted of."""

_OF_LINES = {"lines": "id", "events": "id", "payloads": "line", "locations": "line"}
"""Tables of the lines that ``told`` names, and by which column."""


class Proof(NamedTuple):
    """What came of a file."""

    records: int
    lines: int
    sha256: str
    """Empty where nothing asked for it."""

    findings: tuple[tuple[Any, ...], ...]


def opened(path: Path, about: str, tables: str) -> sqlite3.Connection | None:
    """Return the database of a check, in which only what still counts is left.

    `about` tells it from any other. None where another process has it, or it cannot be had.
    """
    known = sha256(f"{about}\n{__version__}\n{tables}".encode()).hexdigest()
    with suppress(OSError, sqlite3.Error):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for each in path.parent.glob("*.sqlite"):
            if each.stat().st_mtime < time.time() - MAX_AGE:
                remove(each)
        try:
            db = _connected(path)
            if _about(db) == known:
                _forget_what_changed(db)
                return db
            db.close()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                return None
        remove(path)
        db = _connected(path)
        db.executescript(f"BEGIN; {tables} {TABLE} CREATE TABLE about (told TEXT); COMMIT;")
        db.execute("INSERT INTO about VALUES (?)", (known,))
        return db
    return None


def remove(path: Path) -> None:
    """Remove the database of a check."""
    for each in (path, path.with_name(f"{path.name}-journal")):
        each.unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    """Return a database that this process alone has. Raises `sqlite3.DatabaseError`."""
    # Names of a scheme are understood where the ledger is attached, and it is none of this.
    db = sqlite3.connect(path.absolute(), timeout=0, isolation_level=None, uri=True)
    db.executescript(
        "PRAGMA main.locking_mode = EXCLUSIVE; PRAGMA main.journal_mode = TRUNCATE; "
        "PRAGMA main.synchronous = NORMAL; BEGIN EXCLUSIVE; COMMIT;"
    )
    return db


def _about(db: sqlite3.Connection) -> str:
    with suppress(sqlite3.Error):
        for [told] in db.execute("SELECT told FROM about"):
            return str(told)
    return ""


def _forget_what_changed(db: sqlite3.Connection) -> None:
    """Delete what is noted of files that are others now, or that no proof is of."""
    db.execute("BEGIN")
    oldest = time.time() - MAX_AGE
    gone = [
        (path,)
        for path, state, at in db.execute("SELECT path, state, at FROM proven")
        if at < oldest or state != state_of(path)
    ]
    db.executemany("DELETE FROM proven WHERE path = ?", gone)
    db.executemany("DELETE FROM proven_names WHERE path = ?", gone)
    for table in NOTED:
        db.execute(f"DELETE FROM {table} WHERE file NOT IN (SELECT name FROM proven_names)")  # noqa: S608 names of ours
    _forget_lines(db)
    db.execute("DELETE FROM files")
    db.execute("DELETE FROM sealed")
    db.execute("COMMIT")


def _forget_lines(db: sqlite3.Connection) -> None:
    for table, column in _OF_LINES.items():
        db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM told)")  # noqa: S608 names of ours


def state_of(path: str | Path) -> str:
    """Return what tells a file, as it is now, from any other; empty where there is none."""
    try:
        told = Path(path).stat()
    except OSError:
        return ""
    return f"{told.st_dev} {told.st_ino} {told.st_size} {told.st_mtime_ns} {told.st_ctime_ns}"


class Proofs:
    """The files that one check has proven, and those that were proven before."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db, self._committed = db, time.monotonic()

    def of(self, path: Path) -> Proof | None:
        """Return what came of a file before, if it is the one that was read."""
        row = self._db.execute(
            "SELECT state, told FROM proven WHERE path = ?", (str(path.absolute()),)
        ).fetchone()
        if row is None:
            return None
        if row[0] != state_of(path):
            self._forget(str(path.absolute()))
            return None
        records, lines, digest, findings = json.loads(row[1])
        return Proof(records, lines, digest, tuple(map(tuple, findings)))

    def _forget(self, path: str) -> None:
        """Forget a file that has changed since the check went on."""
        named = "SELECT name FROM proven_names WHERE path = ?"
        for table in NOTED:
            self._db.execute(f"DELETE FROM {table} WHERE file IN ({named})", (path,))  # noqa: S608
        _forget_lines(self._db)
        self._db.execute("DELETE FROM proven_names WHERE path = ?", (path,))
        self._db.execute("DELETE FROM proven WHERE path = ?", (path,))

    def add(self, path: Path, state: str, names: Iterable[str], proof: Proof) -> None:
        """Note what came of a file that was in a state before it was read, and is in still.

        `names` are those under which something of it was noted.
        """
        known = str(path.absolute())
        if not state or state != state_of(path):
            return
        row = (known, state, time.time(), json.dumps(proof))
        self._db.execute("INSERT OR REPLACE INTO proven VALUES (?, ?, ?, ?)", row)
        self._db.executemany(
            "INSERT OR REPLACE INTO proven_names VALUES (?, ?)", [(name, known) for name in names]
        )
        if time.monotonic() - self._committed >= EVERY:
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")
            self._committed = time.monotonic()


class Digests:
    """The SHA-256 of files of a store, which a check that was ended need not fetch again."""

    def __init__(self, path: Path) -> None:
        """`path`: where they are kept until the check is at its end."""
        self._path, self._known = path, dict[tuple[str, str], str]()
        self.before = 0
        """Files that were not fetched again."""

        with suppress(OSError):
            for line in path.read_bytes().splitlines():
                with suppress(ValueError, TypeError, KeyError):
                    told = json.loads(line)
                    if time.time() - MAX_AGE < told["at"]:
                        self._known[told["file"], told["state"]] = told["sha256"]

    def of(self, file: str, state: str | None, fetch: Callable[[], str | None]) -> str | None:
        """Return the digest of a file in a state: as it is known, or as `fetch` finds it."""
        if state and (known := self._known.get((file, state))):
            self.before += 1
            return known
        digest = fetch()
        if state and digest:
            entry = {"file": file, "state": state, "sha256": digest, "at": time.time()}
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with self._path.open("a", encoding="utf-8") as log:
                    log.write(f"\n{json.dumps(entry)}\n")  # the line before may be torn
        return digest

    def forget(self) -> None:
        """Delete what is kept: the check is at its end."""
        self._path.unlink(missing_ok=True)
