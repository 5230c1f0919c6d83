"""The time of a run: the clock's, or as if the run took place at another moment."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Tells the time of a run; it goes on as the clock does."""

    def __init__(self, run_at: str | None = None) -> None:
        """`run_at` is when the run begins, in ISO 8601, UTC if it names no offset: ``RUN_AT``."""
        self._ahead = 0.0
        if run_at:
            start = datetime.fromisoformat(run_at)
            aware = start if start.tzinfo else start.replace(tzinfo=UTC)
            self._ahead = aware.timestamp() - time.time()

    def now(self) -> float:
        """Return the time in seconds since 1970, UTC."""
        return time.time() + self._ahead

    def today(self) -> tuple[int, int, int]:
        """Return year, month and day, UTC."""
        now = datetime.fromtimestamp(self.now(), UTC)
        return now.year, now.month, now.day
