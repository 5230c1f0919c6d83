"""The ledger of an archive held against its files: what each says of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from crawler.archive.check_inventory import Contradiction, Inventory
from crawler.archive.check_questions import Question
from crawler.ledger.schema import MIGRATIONS

LEDGER = "ledger.sqlite"

TRUNCATED = "truncated"
"""What the ledger may call a response that is not all there: no record ever refers to it."""

_HERE = "EXISTS (SELECT 1 FROM files WHERE name = {0})"
_OF_A_KNOWN_FILE = "EXISTS (SELECT 1 FROM ledger.segments AS known WHERE known.file = {0}.file)"

ASKED = (
    Question(
        f"""
        SELECT '', 0, c.file || ', offset ' || c.offset FROM ledger.captures AS c
        WHERE {_HERE.format("c.file")} AND NOT EXISTS (SELECT 1 FROM records AS r
        WHERE r.part = '' AND r.file = c.file AND r.offset = c.offset AND r.id = c.record_id)
        """,  # noqa: S608
        "captures: no such record in {}",
    ),
    Question(
        """
        SELECT '', 0, c.file || ', offset ' || c.offset || ': ' || concat_words(
            iif(c.digest <> r.digest, 'digest', ''), iif(c.url <> r.url, 'url', ''),
            iif(c.date <> r.date, 'date', ''), iif(kind_of(c.type) <> r.type, 'type', ''),
            iif(c.length <> r.length, 'length', ''))
        FROM ledger.captures AS c CROSS JOIN records AS r
        ON r.part = '' AND r.file = c.file AND r.offset = c.offset AND r.id = c.record_id
        WHERE c.digest <> r.digest OR c.url <> r.url OR c.date <> r.date
        OR kind_of(c.type) <> r.type OR c.length <> r.length
        """,
        "captures: not as the record in {}",
    ),
    Question(
        """
        SELECT '', 0, file || ', offset ' || offset FROM ledger.captures
        GROUP BY file, offset HAVING count(*) > 1
        """,
        "captures: {} stands twice",
    ),
    Question(
        f"""
        SELECT r.file, r.offset, r.id FROM records AS r
        WHERE r.part = '' AND r.type IN ('response', 'revisit')
        AND {_OF_A_KNOWN_FILE.format("r")} AND r.id NOT IN (SELECT record_id FROM ledger.captures)
        """,  # noqa: S608
        "the ledger lacks this record, {}",
    ),
    Question(
        f"""
        SELECT '', 0, a.file || ', offset ' || a.offset FROM ledger.articles AS a
        WHERE {_HERE.format("a.file")} AND NOT EXISTS (SELECT 1 FROM lines AS l
        WHERE l.file = a.file AND l.offset = a.offset)
        """,  # noqa: S608
        "articles: no line begins in {}",
    ),
    Question(
        """
        SELECT '', 0, a.file || ', offset ' || a.offset || ': ' || concat_words(
            iif(a.url <> l.url, 'url', ''), iif(a.version <> l.version, 'version', ''),
            iif(a.identifier <> l.identifier, 'identifier', ''),
            iif(a.content <> l.content, 'content', ''), iif(a.length <> l.length, 'length', ''))
        FROM ledger.articles AS a JOIN lines AS l ON l.file = a.file AND l.offset = a.offset
        WHERE a.url <> l.url OR a.version <> l.version OR a.identifier <> l.identifier
        OR a.content <> l.content OR a.length <> l.length
        """,
        "articles: not as the line in {}",
    ),
    Question(
        f"""
        SELECT l.file, l.offset, 'version ' || l.version || ' of ' || l.url
        FROM lines AS l WHERE {_OF_A_KNOWN_FILE.format("l")} AND NOT EXISTS (
            SELECT 1 FROM ledger.articles AS a WHERE a.url = l.url AND a.version = l.version)
        """,  # noqa: S608
        "the ledger lacks {}",
    ),
    Question(
        f"""
        SELECT l.file, l.offset, 'version ' || l.version || ' of ' || l.url
        FROM lines AS l JOIN files AS f ON f.name = l.file
        JOIN ledger.articles AS a ON a.url = l.url AND a.version = l.version
        JOIN files AS g ON g.name = a.file
        WHERE {_OF_A_KNOWN_FILE.format("l")} AND a.identifier <> l.identifier
        AND (f.place, l.offset) > (g.place, a.offset)
        """,  # noqa: S608
        "the last line of {} is not the one that the ledger holds",
    ),
)
"""What is asked of a ledger; a file of which it knows nothing at all is another question."""

READINGS_ASKED = (
    Question(
        f"""
        SELECT '', 0, g.file || ', offset ' || g.offset FROM ledger.readings AS g
        WHERE {_HERE.format("g.file")} AND NOT EXISTS (SELECT 1 FROM lines AS l
        WHERE l.file = g.file AND l.offset = g.offset AND l.length = g.length AND l.url = g.url)
        """,  # noqa: S608
        "readings: no such line in {}",
    ),
)


class Kept(NamedTuple):
    """A segment as the ledger knows it."""

    length: int
    sealed: bool


class LedgerFile:
    """The ledger of an archive, as it stood when it was opened; nothing is written to it."""

    def __init__(self, root: Path, inventory: Inventory, *, running: bool) -> None:
        """Raise `sqlite3.DatabaseError` where it cannot be read, ValueError where it is newer."""
        self.path = root / LEDGER
        self._db = inventory.db
        self._db.create_function("kind_of", 1, _kind_of, deterministic=True)
        self._db.execute("COMMIT")
        try:
            self._db.execute(
                "ATTACH DATABASE ? AS ledger", (_address(self.path, running=running),)
            )
        finally:
            self._db.execute("BEGIN")
        [version] = self._db.execute("PRAGMA ledger.user_version").fetchone()
        if version > len(MIGRATIONS):
            raise ValueError(f"made by a newer crawler: its version is {version}")
        self.has_readings = self._has("readings")
        self._db.execute("SELECT count(*) FROM ledger.segments").fetchone()

    def _has(self, table: str) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM ledger.sqlite_master WHERE type = 'table' AND name = ?", (table,)
        )
        return row.fetchone() is not None

    def faults(self) -> Iterator[str]:
        """Yield what SQLite finds wrong with the file."""
        for [said] in self._db.execute("PRAGMA ledger.integrity_check(20)"):
            if said != "ok":
                yield str(said)

    def segments(self) -> dict[str, Kept]:
        """Return every segment that it knows: a few for each run."""
        rows = self._db.execute("SELECT file, length, sealed FROM ledger.segments ORDER BY file")
        return {file: Kept(length, bool(sealed)) for file, length, sealed in rows}

    def contradictions(self, inventory: Inventory) -> Iterator[Contradiction]:
        """Yield what it says otherwise than the files, which have all been added."""
        yield from inventory.contradictions(ASKED)
        if self.has_readings:
            yield from inventory.contradictions(READINGS_ASKED)


def _kind_of(kind: str) -> str:
    return "response" if kind == TRUNCATED else kind


def _address(path: Path, *, running: bool) -> str:
    """Return how the ledger is opened so that nothing at all is written beside it."""
    wal = path.with_name(path.name + "-wal")
    # A file in WAL mode that is read makes two others, unless it is said not to change:
    # https://www.sqlite.org/wal.html#read_only_databases
    at_rest = not running and not (wal.exists() and wal.stat().st_size)
    return f"file:{quote(str(path.resolve()))}?mode=ro" + "&immutable=1" * at_rest
