"""A process takes its place in a fleet, and leaves it.

What the archive of this machine holds of processes that live no more is brought to an end first,
and so is a run of which no process lives: `crawler.run.lost_runs`.
"""

from __future__ import annotations

import logging
import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.archive.segments import Segments
from crawler.archive.writers import Writers, writer_of
from crawler.ledger.fleets import Work
from crawler.ledger.ledger import Ledger
from crawler.run.lost_runs import close_lost

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.settings import BaseSettings

    from crawler.ledger.fleets import Fleet
    from crawler.run.leases import Leases
    from crawler.run.run_state import RunState
    from crawler.run.site_stats import SiteStats

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """What a process has as a member."""

    ledger: Ledger
    segments: Segments
    name: str
    """Of its files: when the run began, its number, and that of the writer."""

    def give_up(self) -> None:
        """Leave before anything was done."""
        self.ledger.membership.leave(Work())
        self.ledger.close()
        self.segments.close()


def take_place(
    root: Path, settings: BaseSettings, state: RunState, arguments: dict[str, Any], fleet: Fleet
) -> Place:
    """Join a fleet, with an archive to write to; `state` has the time, and is told of the run.

    Raises `SegmentError` or `LedgerError` where that cannot be.
    """
    writers = Writers(root)
    ledger = None
    try:
        ledger = Ledger(settings["LEDGER"])
        for told in close_lost(ledger):
            logger.warning("%s", told)
        fleet = fleet._replace(
            place=writers.place,
            process=f"{socket.gethostname()}:{os.getpid()}",
            lease=settings.getfloat("FLEET_LEASE"),
        )
        state.started = ledger.join(state.spider, arguments, state.started, fleet)
        state.number = ledger.run
        state.sites = tuple(dict.fromkeys(start.site for start in ledger.fleets.starts()))
        state.is_of_several = len(state.sites) > 1
        writers.begin(ledger.writer)
        segments = Segments(root, writers=writers)
        state.sealed += _end_dead(ledger, segments, writers)
    except BaseException:
        if ledger is not None:
            if ledger.writer:
                ledger.membership.leave(Work())
            ledger.close()
        writers.close()
        raise
    begun = datetime.fromtimestamp(state.started, UTC)
    return Place(ledger, segments, f"{begun:%Y%m%d%H%M%S}-{state.number:05}-w{ledger.writer}")


def _end_dead(ledger: Ledger, segments: Segments, writers: Writers) -> tuple[str, ...]:
    """Bring to an end what processes have left that are gone; return the files that it sealed."""
    recovery = segments.recover(ledger.segments())
    for number in {writer_of(name) for name in recovery.sealed}:
        names = [name for name in recovery.sealed if writer_of(name) == number]
        ledger.seal_of(number or 0, names)
    writers.forget_dead()
    if recovery.cut:
        logger.info("took back %d bytes that processes had not committed", recovery.cut)
    return recovery.sealed


def leave(ledger: Ledger, leases: Leases, notes: SiteStats, state: RunState) -> bool:
    """Leave a fleet; return True for the last of its run, who is told what all have done."""
    is_last = leases.leave(notes.dumped())
    if is_last:
        for others in ledger.fleets.notes_of_others(state.number):
            notes.absorb(others)
    else:
        # Whoever leaves last says what calls for a look: he knows what all have seen.
        state.sites, state.is_of_several = (), False
    together = ledger.fleets.sums(state.number)
    state.lines, state.fetched, state.refused = together[1:]
    return is_last
