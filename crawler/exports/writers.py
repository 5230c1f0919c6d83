"""The forms of an export: each takes stories one by one, in memory that does not grow.

parquet     one file, typed, a row group a day: `crawler.exports.parquet`
csv         one file, UTF-8; cells that a spreadsheet would take for a formula begin with '
sqlite      one file with full-text search: `crawler.exports.sqlite`
jsonl       one file: the lines as they are held; jsonl.gz and jsonl.zst are compressed
jsonld, nq  one file: linked data, as JSON-LD or as N-Quads

Those that are a folder of files stand in `crawler.exports.folders`.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.archive.jsonl import line_of
from crawler.exports.appended import NOTHING, Form, appended
from crawler.exports.columns import COLUMNS, row_of, spelled
from crawler.exports.folders import FOLDERS
from crawler.exports.linked import to_json_ld, to_quads
from crawler.exports.parquet import to_parquet
from crawler.exports.sqlite import database_stands, to_sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from crawler.exports.appended import Writer
    from crawler.exports.held import HeldStory

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""What a cell begins with that a spreadsheet may run:
https://owasp.org/www-community/attacks/CSV_Injection."""


class _Echo:
    """A file that returns what is written to it."""

    def write(self, text: str) -> str:
        """Return a text."""
        return text


def to_csv(path: Path, kept: Mapping[str, int] = NOTHING) -> AbstractContextManager[Writer]:
    """Write a table for spreadsheets; several names in one cell are parted by ``; ``."""
    # What a writer of the library returns is what the file's `write` does.
    table: Any = csv.writer(_Echo())

    def encoded(story: HeldStory, _: bool) -> bytes:  # noqa: FBT001
        row: str = table.writerow([cell(value) for value in row_of(story).values()])
        return row.encode()

    head: str = table.writerow([column.name for column in COLUMNS])
    return appended(path, kept, encoded, head=head.encode())


def cell(value: Any) -> Any:
    """Return a value as a spreadsheet shows it, and never runs it."""
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return spelled(value)


def to_lines(coding: str = "") -> Callable[..., AbstractContextManager[Writer]]:
    """Return what writes the lines as they are held, one story a line."""

    def encoded(story: HeldStory, _: bool) -> bytes:  # noqa: FBT001
        return line_of(story.record).encode() + b"\n"

    def writing(path: Path, kept: Mapping[str, int] = NOTHING) -> AbstractContextManager[Writer]:
        return appended(path, kept, encoded, coding=coding)

    return writing


FILES = {
    "csv": Form(to_csv),
    "jsonl": Form(to_lines()),
    "jsonl.gz": Form(to_lines(".gz")),
    "jsonl.zst": Form(to_lines(".zst")),
    "jsonld": Form(to_json_ld),
    "nq": Form(to_quads),
    "parquet": Form(to_parquet),
    "sqlite": Form(to_sqlite, database_stands),
}
"""Forms that are one file."""

FORMATS = {**FILES, **FOLDERS}
"""All of them."""
