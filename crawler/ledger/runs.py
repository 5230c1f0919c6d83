"""The runs of a ledger: when each began and ended, and how many addresses it accounts for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crawler.ledger.database import Database


class Runs:
    """The runs of a ledger. Whoever writes has begun a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(
        self,
        spider: str,
        arguments: Mapping[str, Any],
        at: float,
        site: str,
        sites: Iterable[str],
    ) -> int:
        """Open a run, and return its number."""
        self._db.alone("runs")
        [run] = self._db.execute(
            "INSERT INTO runs (id, spider, arguments, started_at, site) VALUES (1 + "
            "max((SELECT coalesce(max(id), 0) FROM runs), "
            "(SELECT coalesce(max(run), 0) FROM addresses)), ?, ?, ?, ?) RETURNING id",
            (spider, json.dumps(dict(arguments), sort_keys=True), at, site),
        ).fetchone()
        self._db.executemany(
            "INSERT OR IGNORE INTO run_sites VALUES (?, ?)",
            [(each, run) for each in sites if each],
        )
        return int(run)

    def count(self, run: int, new: int) -> None:
        """Note that a run has so many more addresses to account for."""
        self._db.execute("UPDATE runs SET discovered = discovered + ? WHERE id = ?", (new, run))

    def end(self, run: int, at: float, report: Mapping[str, Any]) -> None:
        """Close a run with its report."""
        self._db.execute(
            "UPDATE runs SET ended_at = ?, report = ? WHERE id = ?",
            (at, json.dumps(report, ensure_ascii=False), run),
        )

    def discovered(self, run: int) -> int:
        """Return how many addresses the run has had to account for."""
        [(count,)] = self._db.execute("SELECT discovered FROM runs WHERE id = ?", (run,))
        return int(count)
