"""A ledger in a file: SQLite, opened with its tables brought up to date."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from crawler.frontier.urls import canonical
from crawler.ledger.database import Database, File, LedgerError
from crawler.ledger.schema import MIGRATIONS, VERSION
from crawler.ledger.stories import spelling_key

if TYPE_CHECKING:
    from pathlib import Path

MAX_CHECKED = 64 * 1024 * 1024
"""Bytes of a ledger that is looked through when a crawl begins: half a second at 130 MB/s."""

PAGE_SIZE = 2_048
"""Bytes of a page of a new ledger. A group of addresses changes a row here and there in each of
twenty tables and indexes, and what stands around it is written, too: with SQLite's own 4,096 that
was a third more."""

CHECKPOINT = 8_000
"""Pages of its log after which a ledger takes them into its file: what was changed twice until
then is written there once. SQLite's own is a thousand, which ten groups of pages fill."""

WHAT_TO_DO = (
    "Restore it from a copy, or move it away together with its -wal: what the archive holds "
    "stays, and the next crawl begins a new ledger."
)


def opened(path: Path | str) -> File:
    """Return the database in a file, which is made where there is none. Raises `LedgerError`."""
    # One thread at a time: that beside the reactor, where a run ends.
    file = sqlite3.connect(path, isolation_level=None, factory=File, check_same_thread=False)
    try:
        _prepare(file, path)
    except BaseException:
        file.close()
        raise
    return file


def _prepare(file: File, path: Path | str) -> None:
    try:
        file.execute(f"PRAGMA page_size={PAGE_SIZE}")
        # A commit is on disk when it returns, also after a power cut.
        # https://www.sqlite.org/pragma.html#pragma_synchronous
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        file.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
        [version] = file.execute("PRAGMA user_version").fetchone()
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
        if version < VERSION:
            steps = ";".join(MIGRATIONS[version:])
            file.executescript(f"BEGIN; {steps}; PRAGMA user_version={VERSION}; COMMIT;")
    except sqlite3.DatabaseError as error:
        raise LedgerError(f"{path} cannot be used: {error}. {WHAT_TO_DO}") from error


def demand_sound(db: Database) -> None:
    """Raise `sqlite3.DatabaseError` where pages of the file are damaged, if it is not large.

    Damage that is met amid a run ends it where it is met; a server looks after its own.
    """
    if not isinstance(db, File):
        return
    [pages] = db.execute("PRAGMA page_count").fetchone()
    [size] = db.execute("PRAGMA page_size").fetchone()
    if pages * size <= MAX_CHECKED:
        [said] = db.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            where = " ".join(said.removeprefix("*** in database main ***").split())
            raise sqlite3.DatabaseError(f"it is damaged ({where})")
