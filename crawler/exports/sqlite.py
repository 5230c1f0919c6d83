"""A database of one file: table ``story``, and ``story_text`` for full-text search.

FTS5 with trigrams, so that Chinese is found as well, from three characters on:
SELECT ... WHERE story_text MATCH '"清滩渡口"'. https://www.sqlite.org/fts5.html#the_trigram_tokenizer
A word of two is looked for in the table itself, SELECT ... FROM story WHERE article_body LIKE
'%渡口%': to MATCH it is no trigram, and LIKE on ``story_text`` counts its bytes and finds nothing.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from crawler.exports.appended import NOTHING
from crawler.exports.columns import COLUMNS, row_of, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from crawler.exports.appended import Writer
    from crawler.exports.held import HeldStory

_TYPES = {"count": "INTEGER"}
_COLUMNS = ", ".join(f"{c.name} {_TYPES.get(c.kind, 'TEXT')}" for c in COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))

_TEXT = "headline, article_body, content='story', tokenize='trigram'"
_SCHEMA = (
    f"CREATE TABLE IF NOT EXISTS story ({_COLUMNS}, UNIQUE (url, version))",
    f"CREATE VIRTUAL TABLE IF NOT EXISTS story_text USING fts5 ({_TEXT})",
)


@contextmanager
def to_sqlite(path: Path, kept: Mapping[str, int] = NOTHING) -> Iterator[Writer]:
    """Write a database with full-text search; lists are JSON, times ISO 8601."""
    if not kept:
        # A journal that another database left would be played back into this one.
        for each in (path, path.with_name(f"{path.name}-journal")):
            each.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        stories = _Stories(db, path.name, kept.get(path.name, 0))
        yield stories
        stories.settle()
        db.execute("CREATE INDEX IF NOT EXISTS story_by_day ON story (day)")
        db.execute("COMMIT")


def database_stands(path: Path, kept: Mapping[str, int]) -> bool:
    """Return True if a database that was ended has as many rows as it had, and no damage."""
    if not kept:
        return True
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path)) as db:
            [[found]] = db.execute("PRAGMA quick_check(1)")
            [number] = db.execute("SELECT count(*) FROM story").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(found == "ok" and number >= kept[path.name])


class _Stories:
    """The tables; all between two marks is one transaction."""

    def __init__(self, db: sqlite3.Connection, name: str, count: int) -> None:
        self._db, self._name, self._settled, self._count = db, name, count, count
        self._db.execute("BEGIN")
        for table in _SCHEMA:
            self._db.execute(table)
        # What was committed after the mark, and was not noted to be.
        self._db.execute(
            "INSERT INTO story_text (story_text, rowid, headline, article_body) "
            "SELECT 'delete', rowid, headline, article_body FROM story WHERE rowid > ?",
            (count,),
        )
        self._db.execute("DELETE FROM story WHERE rowid > ?", (count,))

    def __call__(self, story: HeldStory) -> None:
        values = [_sql(value) for value in row_of(story).values()]
        self._db.execute(f"INSERT INTO story VALUES ({_MARKS})", values)  # noqa: S608 marks alone
        self._count += 1

    def parts_before(self, _: HeldStory) -> bool:
        """Return True: a row stands by itself."""
        return True

    def settle(self) -> dict[str, int]:
        """Commit, with the texts of the rows that are new; return how many rows there are."""
        self._db.execute(
            "INSERT INTO story_text (rowid, headline, article_body) "
            "SELECT rowid, headline, article_body FROM story WHERE rowid > ?",
            (self._settled,),
        )
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")
        self._settled = self._count
        return {self._name: self._count}


def _sql(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return spelled(value)
