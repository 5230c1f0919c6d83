"""Which hosts have something due, as this process knows it: no query asks one that has nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.ledger.fleets import Fleets


class DueHosts:
    """The hosts of a run, and from when on each may have something due."""

    def __init__(self, fleets: Fleets) -> None:
        self._fleets = fleets
        self._of_run: dict[str, None] = {}
        self._from: dict[str, float] = {}
        """Of each host that may have something due in this run, from when on."""

        self.told: dict[str, tuple[str, float]] = {}
        """Of hosts that this process does not hold, site and time of what became due."""

    def begin(self) -> None:
        """Forget all: another run begins."""
        self._of_run.clear()
        self._from.clear()

    def meet(self, hosts: Iterable[str]) -> None:
        """Note hosts of which an address is known in this run."""
        self._of_run |= dict.fromkeys(hosts)

    def of_run(self) -> list[str]:
        """Return the hosts of which an address is known in this run."""
        return list(self._of_run)

    def due(self) -> list[str]:
        """Return the hosts of which an address may be due, now or later in this run."""
        return list(self._from)

    def is_idle(self, host: str, now: float) -> bool:
        """Say whether nothing of a host is due now, as far as is known."""
        return now < self._from.get(host, math.inf)

    def rests(self, host: str, now: float) -> bool:
        """Say whether nothing of a host is due now; not of one that nothing is known of."""
        never = math.inf if host in self._of_run else 0.0
        return now < self._from.get(host, never)

    def rest(self, host: str, until: float | None) -> None:
        """Note that a host has nothing due until then; None for never in this run."""
        if until is None:
            self._from.pop(host, None)
        else:
            self._from[host] = until

    def tell(self, host: str, at: float = 0.0, site: str = "") -> None:
        """Note that an address of a host may be due from a time on."""
        if self._fleets.member and host not in self._fleets.held:
            known, since = self.told.get(host, ("", math.inf))
            self.told[host] = known or site, min(at, since)
            return
        self._of_run[host] = None
        self._from[host] = min(at, self._from.get(host, math.inf))
