"""A ledger brought from a file to a server, in one transaction, and counted there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crawler.ledger.database import LedgerError
from crawler.ledger.ledger import TABLES, Ledger
from crawler.ledger.revisit_policy import NEVER

BATCH = 5_000
COUNTED = ("addresses", "stories", "runs")
"""Tables whose rows have a number that goes on from the last."""


def copied(
    source: Ledger, target: Ledger, place: str, key_of: Callable[[str], str]
) -> dict[str, int]:
    """Copy every row; return how many each table holds there. Raises `LedgerError`.

    `place` names the archive that the segments stand in, `key_of` the site of an address that
    was written down without one.
    """
    if any(target.row_counts().values()):
        raise LedgerError("there is a ledger already, and a copy is made to an empty database")
    if open_segments := [name for name, (_, sealed) in source.segments().items() if not sealed]:
        raise LedgerError(
            f"{open_segments[0]} is being written, or was when a crawl was killed: begin and end "
            "one, then copy"
        )
    with target.transaction() as db:
        for table in TABLES:
            rows = source.every(table)
            names = [column[0] for column in rows.description]
            insert = (
                f"INSERT INTO {table} ({', '.join(names)}) "  # noqa: S608 ours
                f"VALUES ({', '.join('?' * len(names))})"
            )
            site, url = (names.index(n) if table == "addresses" else -1 for n in ("site", "url"))
            while batch := _some(rows):
                if site >= 0:
                    batch = [_with_site(list(row), site, key_of(row[url])) for row in batch]
                db.executemany(insert, batch)
        for table in COUNTED:
            db.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608 ours
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
            )
        [number] = db.execute(
            "INSERT INTO members (fleet, run, place, process, joined_at, until, left_at) "
            "VALUES ('', 0, ?, 'copied', 0, 0, 0) RETURNING id",
            (place,),
        ).fetchone()
        db.execute("UPDATE segments SET writer = ?", (number,))
        db.execute(
            "INSERT INTO leases (host, site, due_at) "
            "SELECT host, max(site), ? FROM addresses GROUP BY host",
            (NEVER,),
        )
        before, after = source.row_counts(), target.row_counts()
        if wrong := [name for name in TABLES if before[name] != after[name]]:
            told = ", ".join(f"{n}: {before[n]} here, {after[n]} there" for n in wrong)
            raise LedgerError(f"the copy does not agree, and is undone: {told}")
    return after


def _some(rows: Any) -> list[Any]:
    return [row for _, row in zip(range(BATCH), iter(rows.fetchone, None), strict=False)]


def _with_site(row: list[Any], at: int, site: str) -> list[Any]:
    row[at] = row[at] or site
    return row
