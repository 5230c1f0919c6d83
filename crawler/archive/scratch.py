"""Temporary files that are gone with their process, however it ends.

A database has no name: https://www.sqlite.org/tempfiles.html: without a journal it is one file,
which stays open. A folder that other processes look into has one, and a lock; what a killed
process has left is removed by the next that wants a folder of the kind.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNNAMED = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA temp_store = FILE;
"""


def scratch_database(schema: str) -> sqlite3.Connection:
    """Return a database with these tables, on the disk and without a name.

    Nothing is rolled back in it. Any thread may use it, one at a time.
    """
    with tempfile.TemporaryDirectory(prefix="crawler-") as folder:
        db = sqlite3.connect(Path(folder) / "scratch.sqlite", check_same_thread=False)
        try:
            db.executescript(UNNAMED + schema)
        except BaseException:
            db.close()
            raise
    return db


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """Make a temporary folder, and remove it at the end; remove what nobody holds of its kind.

    Processes that were forked meanwhile hold it as well.
    """
    place = Path(tempfile.gettempdir())
    for left in place.glob(f"{prefix}*"):
        _remove(left)
    folder, lock = _made(prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _made(prefix: str) -> tuple[Path, int]:
    """Return a folder and its lock. One that was removed before it was locked is made anew."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_SH)
        if folder.exists():
            return folder, lock
        os.close(lock)


def _remove(folder: Path) -> None:
    """Remove a folder of ours that no living process holds."""
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        if os.fstat(lock).st_uid == os.getuid():
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # somebody holds it, or nobody can on such a disk
        pass
    finally:
        os.close(lock)
