"""Where the captures of an archive stand, by their payload and by their address."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.ledger.database import Database
    from crawler.ledger.schema import CaptureRow

OF_DIGEST = "substr(digest, 6, 11) = substr(?1, 6, 11) AND +digest = ?1"
"""Found by a part of it that is short, and 55 bits all the same; the plus keeps SQLite from
putting the whole in the place of the part."""


class Captures:
    """The captures of a ledger. Whoever writes has begun a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def write(self, captures: Iterable[CaptureRow]) -> None:
        """Write down where captures stand."""
        self._db.executemany(
            "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(captures)
        )

    def with_payload(self, digest: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of the first response with this payload."""
        return self._capture(f"{OF_DIGEST} AND type = 'response'", digest)

    def payload_at(self, digest: str) -> tuple[str, int, str] | None:
        """Return file, offset and record id of the first response with this payload."""
        row = self._db.execute(
            f"SELECT file, offset, record_id FROM captures WHERE {OF_DIGEST} "  # noqa: S608 ours
            "AND type = 'response' LIMIT 1",
            (digest,),
        ).fetchone()
        return tuple(row) if row else None

    def last(self, url: str) -> tuple[str, str, str, str] | None:
        """Return url, date, record id and digest of an address's last whole response."""
        return self._capture("url = ? AND type = 'response' ORDER BY date DESC", url)

    def _capture(self, where: str, value: str) -> tuple[str, str, str, str] | None:
        row = self._db.execute(
            f"SELECT url, date, record_id, digest FROM captures WHERE {where} LIMIT 1",  # noqa: S608
            (value,),
        ).fetchone()
        return tuple(row) if row else None
