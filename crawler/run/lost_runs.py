"""The account of a run of which no process lived to give it: made from what the ledger has.

The last process of a fleet to leave accounts for the run. Where that was killed, whoever joins
next does, or asks: `scrapy fleet` and `scrapy report`. What a lost process had noted of its pages
and not told, their sizes say, is not in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.report.receipt import Receipt
from crawler.run.run_state import RunState
from crawler.run.site_stats import SiteStats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.ledger.fleets import LostRun
    from crawler.ledger.ledger import Ledger

LOST = "processes-lost"
"""Reason for which such a run ended."""


def close_lost(ledger: Ledger) -> Iterator[str]:
    """Account for each run whose processes are all gone; yield what is to be said of it."""
    for lost in ledger.membership.lost_runs():
        ledger.membership.account_for(lost)
        receipt = Receipt.of(ledger, _state(ledger, lost), _notes(ledger, lost), lost.last, LOST)
        ledger.end(lost.run, lost.last, receipt.report(None))
        yield (
            f"run {lost.run} of {lost.fleet} had no process left to account for it: "
            f"that is done now (scrapy report --run {lost.run})"
        )


def _state(ledger: Ledger, lost: LostRun) -> RunState:
    work = ledger.fleets.sums(lost.run)
    sites = ledger.accounts.sites_of(lost.run)
    return RunState(
        number=lost.run, spider=lost.spider, sites=sites, is_of_several=len(sites) > 1,
        started=lost.begun, lines=work.lines, fetched=work.fetched, refused=work.refused,
    )  # fmt: skip


def _notes(ledger: Ledger, lost: LostRun) -> SiteStats:
    notes = SiteStats()
    for others in ledger.fleets.notes_of_others(lost.run):
        notes.absorb(others)
    for site, fetched in ledger.accounts.answered(lost.run).items():
        notes.sites[site].fetched = max(fetched, notes.sites[site].fetched)
    return notes
