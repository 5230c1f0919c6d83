"""Sitemaps that an index speaks for: asked for when it says that they have changed.

A site of ten years has hundreds of sitemaps, and all but one never change again. Where
the index says when each did, the index is polled and they are not; once in `TRUSTED_FOR`
they are asked for all the same, should the index forget to say.
https://www.sitemaps.org/protocol.html#sitemapIndex_lastmod
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from crawler.frontier.link import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

TRUSTED_FOR = 7 * 86_400.0


class Sitemaps:
    """The sitemaps of a ledger. Whoever writes has begun a transaction."""

    def __init__(self, db: Any) -> None:
        self._db = db

    def changed(self, children: Iterable[Link]) -> list[str]:
        """Return those that an index says have changed since they were asked for, or are new."""
        return [child.url for child in children if self._is_stale(child)]

    def _is_stale(self, child: Link) -> bool:
        row = self._db.execute(
            "SELECT asked_at FROM addresses WHERE key = address_key(?)", (child.url,)
        ).fetchone()
        if row is None or row[0] is None:
            return True
        return child.modified is not None and row[0] <= latest(child.modified)

    def listed(self, children: Iterable[Link]) -> None:
        """Note what an index says of each: from now on it speaks for those it dates."""
        self._db.executemany(
            "UPDATE addresses SET listed_at = ? WHERE key = address_key(?) AND kind = 'sitemap'",
            [(child.modified, child.url) for child in children],
        )

    def rest(self, url: str, at: float) -> None:
        """Leave a sitemap to its index, where there is one that speaks for it."""
        self._db.execute(
            "UPDATE addresses SET due_at = max(due_at, ?) "
            "WHERE key = address_key(?) AND kind = 'sitemap' AND listed_at IS NOT NULL "
            "AND state = 'source'",
            (at + TRUSTED_FOR, url),
        )


def latest(stated: str) -> float:
    """Return the last moment that a date may mean, in seconds since 1970.

    A day without a time goes on, somewhere on earth, until noon of the next in UTC.

    >>> latest("1970-01-01T00:01:00+00:00"), latest("1970-01-01") / 3600
    (60.0, 36.0)
    """
    moment = datetime.fromisoformat(stated)
    if "T" not in stated:
        moment += timedelta(hours=36)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
