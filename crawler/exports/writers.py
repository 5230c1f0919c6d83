"""The forms of an export: each takes stories one by one, in memory that does not grow.

parquet     one file, typed, a row group a day; needs ``pyarrow``: pip install crawler[parquet]
csv         one file, UTF-8; cells that a spreadsheet would take for a formula begin with '
sqlite      one file: table ``story``, and ``story_text`` for full-text search (FTS5, trigrams,
so that Chinese is found as well): SELECT ... WHERE story_text MATCH '"渡口"'
jsonl       one file: the lines as they are held; jsonl.gz and jsonl.zst are compressed
jsonld, nq  one file: linked data, as JSON-LD or as N-Quads

Those that are a folder of files stand in `crawler.exports.folders`.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from crawler import patterns as re
from crawler.archive.jsonl import line_of
from crawler.exports.columns import COLUMNS, row_of, spelled
from crawler.exports.folders import CODINGS, FOLDERS
from crawler.exports.linked import to_json_ld, to_quads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from crawler.exports.held import HeldStory

MAX_GROUP = 20_000
"""Rows of a Parquet row group: a day with more is cut, for the sake of memory."""

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""What a cell begins with that a spreadsheet may run:
https://owasp.org/www-community/attacks/CSV_Injection."""


class Writer(Protocol):
    """What takes the stories of an export."""

    def __call__(self, story: HeldStory, /) -> None:
        """Write a story."""


@contextmanager
def to_csv(path: Path) -> Iterator[Writer]:
    """Write a table for spreadsheets; several names in one cell are parted by ``; ``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([column.name for column in COLUMNS])

        def write(story: HeldStory) -> None:
            table.writerow([cell(value) for value in row_of(story).values()])

        yield write


def cell(value: Any) -> Any:
    """Return a value as a spreadsheet shows it, and never runs it."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return spelled(value)


def to_lines(coding: str = "") -> Callable[[Path], AbstractContextManager[Writer]]:
    """Return what writes the lines as they are held, one story a line."""

    @contextmanager
    def writing(path: Path) -> Iterator[Writer]:
        path.unlink(missing_ok=True)
        with CODINGS[coding](path) as file:

            def write(story: HeldStory) -> None:
                file.write(line_of(story.record).encode() + b"\n")

            yield write

    return writing


_SQL_TYPES = {"count": "INTEGER"}


@contextmanager
def to_sqlite(path: Path) -> Iterator[Writer]:
    """Write a database with full-text search; lists are JSON, times ISO 8601."""
    columns = ", ".join(f"{c.name} {_SQL_TYPES.get(c.kind, 'TEXT')}" for c in COLUMNS)
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(
            "PRAGMA journal_mode = OFF;"
            f"CREATE TABLE story ({columns}, UNIQUE (url, version));"
            "CREATE VIRTUAL TABLE story_text USING fts5 ("
            "headline, article_body, content='story', tokenize='trigram');"
        )
        marks = ", ".join("?" * len(COLUMNS))

        def write(story: HeldStory) -> None:
            values = [_sql(value) for value in row_of(story).values()]
            db.execute(f"INSERT INTO story VALUES ({marks})", values)  # noqa: S608 marks alone

        yield write
        db.execute("INSERT INTO story_text (story_text) VALUES ('rebuild')")
        db.execute("CREATE INDEX story_by_day ON story (day)")


def _sql(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return spelled(value)


@contextmanager
def to_parquet(path: Path) -> Iterator[Writer]:
    """Write a typed table, a row group a day, compressed with zstd. Raises ImportError."""
    import pyarrow as pa  # noqa: PLC0415 an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "count": pa.int64(),
        "time": pa.timestamp("us", tz="UTC"),
        "day": pa.date32(),
    }
    schema = pa.schema([(column.name, types[column.kind]) for column in COLUMNS])
    group: list[dict[str, Any]] = []
    with pq.ParquetWriter(path, schema, compression="zstd") as file:

        def flush() -> None:
            if group:
                file.write_table(pa.Table.from_pylist(group, schema=schema))
                group.clear()

        def write(story: HeldStory) -> None:
            row = row_of(story)
            if group and (row["day"] != group[-1]["day"] or len(group) >= MAX_GROUP):
                flush()
            group.append(row)

        yield write
        flush()


FILES: dict[str, Callable[[Path], AbstractContextManager[Writer]]] = {
    "csv": to_csv,
    "jsonl": to_lines(),
    "jsonl.gz": to_lines(".gz"),
    "jsonl.zst": to_lines(".zst"),
    "jsonld": to_json_ld,
    "nq": to_quads,
    "parquet": to_parquet,
    "sqlite": to_sqlite,
}
"""Forms that are one file."""

FORMATS: dict[str, Callable[..., AbstractContextManager[Writer]]] = {**FILES, **FOLDERS}
