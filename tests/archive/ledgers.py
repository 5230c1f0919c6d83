"""What stands in the ledger of an archive, but for what no file of it tells."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild_ledger import Keys
from crawler.sites import key_of

KEYS = Keys(key_of, lambda url: urlsplit(url).netloc)


LOST = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "manifest.jsonl", "cdx")


SCHEDULES = {
    "addresses": {"id", "seen_on", "seen_at", "title", "listed_at", "due_at", "asked_at", "since",
                  "tries"},
    "articles": {"at"},
    "runs": {"arguments", "started_at", "ended_at", "report"},
    "stories": {"id"},
}  # fmt: skip
"""Columns that say when something was seen, asked for or written, and on which list."""


ORDERED_BY = {"addresses": "url", "captures": "file, offset", "articles": "url, version",
        "segments": "file", "stories": "url", "shapes": "site, shape", "runs": "id"}  # fmt: skip


def wrong(archive: Path) -> list[str]:
    return [f"{x.file}: {x.reason}" for x in check([archive], CheckTally()) if x.wrong]


def rows(archive: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        db.row_factory = sqlite3.Row
        found = db.execute(f"SELECT * FROM {table} ORDER BY {ORDERED_BY[table]}").fetchall()
    lost = SCHEDULES.get(table, set())
    return [{name: row[name] for name in row.keys() if name not in lost} for row in found]  # noqa: SIM118 a Row


def queried(archive: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        return sorted(db.execute(query).fetchall())
