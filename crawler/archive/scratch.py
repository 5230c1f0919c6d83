"""Temporary files that are gone with their process, however it ends: they have no name.

https://www.sqlite.org/tempfiles.html: without a journal a database is one file, which stays open.
"""

from __future__ import annotations

import sqlite3
import tempfile
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
