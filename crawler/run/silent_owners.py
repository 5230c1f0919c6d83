"""Owners whose hosts fail one after another: a wildcard in the DNS makes names without end.

Each host may take the time of a whole download to fail, and rests only by itself. Where many of a
registrable domain have failed and none has answered meanwhile, all of it rests that has not
answered yet in this run.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.ledger.hosts import FIRST_REST, LONGEST_REST

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

SILENT = 8
"""Hosts of one owner that fail in a row before the others rest: as many are asked at a time."""


@dataclass(slots=True)
class _Owner:
    alive: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    """Hosts that have failed since one of them answered."""

    rest: float = 0.0
    """Seconds that it was left alone for the last time."""

    until: float = 0.0


class SilentOwners:
    """The owners of a run's hosts, as far as their hosts fail."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._owners: dict[str, _Owner] = {}

    def answered(self, owner: str, host: str) -> None:
        """Note that a host of an owner answers: what its others did is no row any more."""
        known = self._owners.setdefault(owner, _Owner())
        known.alive.add(host)
        known.silent.clear()
        known.rest = known.until = 0.0

    def failed(self, owner: str, host: str) -> None:
        """Note that a host of an owner failed.

        Requests that were on their way when the others began to rest tell nothing new.
        """
        known = self._owners.setdefault(owner, _Owner())
        known.silent.add(host)
        if len(known.silent) < SILENT or known.until > self._now():
            return
        known.rest = min(2 * known.rest or FIRST_REST, LONGEST_REST)
        known.until = self._now() + known.rest
        logger.warning("%d hosts of %s failed one after another: those that never answered are "
                       "left alone for %.0f s", len(known.silent), owner, known.rest)  # fmt: skip

    def rest(self, owner: str, host: str) -> float:
        """Return for how many seconds more a host is left alone because of the others.

        Twice as long where it has failed itself: one that was never asked is asked before it.

        >>> owners = SilentOwners(lambda: 0.0)
        >>> for n in range(SILENT):
        ...     owners.failed("a.example", f"w{n}.a.example")
        >>> [owners.rest("a.example", f"{name}.a.example") for name in ("w0", "new")]
        [120.0, 60.0]
        >>> owners.answered("a.example", "www.a.example")
        >>> owners.rest("a.example", "new.a.example")
        0.0
        """
        known = self._owners.get(owner)
        if known is None or not known.rest or host in known.alive:
            return 0.0
        until = known.until + known.rest * (host in known.silent)
        return max(0.0, until - self._now())
