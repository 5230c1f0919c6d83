"""What the ledger forgets of a story that was taken down, and what it has to remember."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.ledger.database import Database, begun_anew
from crawler.outcomes import Outcome, Reason


class Shortened(NamedTuple):
    """A file from which lines were taken."""

    before: int
    """How long it was, in bytes."""

    removed: Sequence[tuple[int, int]]
    """Offset and length of each line, in order."""

    @property
    def after(self) -> int:
        """Return how long the file is now."""
        return self.before - sum(length for _, length in self.removed)

    def moved(self, offset: int) -> int:
        """Return where a line that stays stands now.

        >>> Shortened(100, ((0, 10), (50, 20))).moved(80)
        50
        """
        return offset - sum(length for at, length in self.removed if at < offset)


class Takedowns:
    """What was taken down, in the database of a ledger."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @begun_anew
    def forget(
        self,
        urls: Iterable[str],
        at: float,
        records: Iterable[tuple[str, int]] = (),
        files: Mapping[str, Shortened] | None = None,
    ) -> None:
        """Take stories out of the ledger, in one transaction; twice is once.

        `urls` are theirs: they are never asked for again. `records` are places of captures that
        are gone, `files` those from which lines are gone: what stays in them has moved.
        """
        db = self._db
        db.execute("PRAGMA secure_delete = ON")
        db.execute("BEGIN IMMEDIATE")
        try:
            db.executemany("DELETE FROM captures WHERE file = ? AND offset = ?", records)
            for url in urls:
                _forget_story(db, url, at)
            for name, file in (files or {}).items():
                _move(db, name, file)
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        # What was deleted stands in the log beside the file until it is written back.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _forget_story(db: Database, url: str, at: float) -> None:
    for table in ("articles", "readings"):
        db.execute(f"DELETE FROM {table} WHERE url = ?", (url,))  # noqa: S608 ours
    db.execute("DELETE FROM bands WHERE story IN (SELECT id FROM stories WHERE url = ?)", (url,))
    db.execute("DELETE FROM stories WHERE url = ?", (url,))
    db.execute(
        "INSERT OR IGNORE INTO addresses (url, key, host, kind, priority, depth, seen_at, due_at, "
        "run) VALUES (?1, address_key(?1), ?2, 'article', 0, 1, ?3, 1e12, 0)",
        (url, urlsplit(url).netloc, at),
    )
    db.execute(
        "UPDATE addresses SET state = 'done', outcome = ?, reason = ?, held = 0, due_at = 1e12, "
        "title = NULL, story = NULL, since = NULL, etag = NULL, last_modified = NULL "
        "WHERE key = address_key(?)",
        (Outcome.DROPPED, Reason.TAKEN_DOWN, url),
    )
    db.execute(
        "UPDATE listed SET title = NULL "
        "WHERE address IN (SELECT id FROM addresses WHERE key = address_key(?))",
        (url,),
    )


def _move(db: Database, name: str, file: Shortened) -> None:
    known = db.execute("SELECT length FROM segments WHERE file = ?", (name,)).fetchone()
    if known is None or known[0] != file.before:
        return  # it was moved before, or is not known here
    db.execute("CREATE TEMP TABLE gone (at INTEGER PRIMARY KEY, lengths INTEGER)")
    ends = accumulate(length for _, length in file.removed)
    db.executemany(
        "INSERT INTO gone VALUES (?, ?)",
        [(at, total) for (at, _), total in zip(file.removed, ends, strict=True)],
    )
    for table in ("articles", "readings"):
        db.execute(
            f"UPDATE {table} SET offset = offset - coalesce((SELECT lengths FROM gone "  # noqa: S608 ours
            "WHERE gone.at < offset ORDER BY gone.at DESC LIMIT 1), 0) WHERE file = ?",
            (name,),
        )
    db.execute("DROP TABLE gone")
    db.execute("UPDATE segments SET length = ? WHERE file = ?", (file.after, name))
