"""The account of a run: every address that was discovered, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from crawler.frontier.schema import Tally
    from crawler.store import Store

TERMS = ("stored", "version", "unchanged", "withdrawn", "source", "dropped", "failed", "pending")
GOOD_ENDS = {"finished", "limit", "time-is-up", "shutdown"}
"""Reasons for which a run ends well; ``shutdown`` is somebody's Ctrl-C or a service's stop."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """discovered = the sum of `TERMS`."""

    discovered: int
    """Addresses due when the run began, and those it found: counted as they came in."""

    tallies: tuple[Tally, ...]
    """What became of each: counted at the end, from the ledger."""

    lines: int
    """Articles written: as many as addresses ended ``stored`` or ``version``."""

    fetched: int
    finish_reason: str
    run: int
    seconds: float
    files: tuple[str, ...]
    error: str | None = None

    @classmethod
    def of(cls, store: Store, finish_reason: str) -> Receipt:
        """Return the account of the run that the store is closing."""
        ledger = store.ledger
        return cls(
            discovered=ledger.discovered(store.run),
            tallies=tuple(ledger.tallies(store.run)),
            lines=store.lines,
            fetched=store.fetched,
            finish_reason=finish_reason,
            run=store.run,
            seconds=store.age(),
            files=tuple(store.sealed),
            error=store.error,
        )

    def count(self, outcome: str) -> int:
        """Return how many addresses ended so."""
        return sum(tally.number for tally in self.tallies if tally.outcome == outcome)

    @property
    def balances(self) -> bool:
        """Whether every address is accounted for, and every article line."""
        known = all(tally.outcome in TERMS for tally in self.tallies)
        return known and self.discovered == sum(map(self.count, TERMS))

    @property
    def exit_status(self) -> int:
        """0 where something was fetched, all is accounted for, and nothing of ours broke."""
        ours = any(
            tally.outcome == "failed" and (tally.reason or "").startswith("error-")
            for tally in self.tallies
        )
        well = self.finish_reason in GOOD_ENDS and self.fetched and self.balances
        return 0 if well and not ours and not self.error else 1

    def report(self, crawler: Crawler) -> dict[str, Any]:
        """Return the account as JSON values, with Scrapy's stats beside it."""
        assert crawler.stats
        stats = {key: str(value) for key, value in crawler.stats.get_stats().items()}
        return {
            "run": self.run,
            "finish_reason": self.finish_reason,
            "exit_status": self.exit_status,
            "balances": self.balances,
            "discovered": self.discovered,
            "fetched": self.fetched,
            "seconds": round(self.seconds, 3),
            **{term: self.count(term) for term in TERMS},
            "reasons": {
                f"{tally.outcome}/{tally.reason}": tally.number
                for tally in self.tallies
                if tally.reason
            },
            "files": list(self.files),
            "error": self.error,
            "stats": stats,
        }


def summary(receipt: Receipt, root: Path) -> str:
    """Return the account as somebody reads it in the morning."""
    rows = [f"run {receipt.run}: {receipt.finish_reason} after {receipt.seconds:.0f} s"]
    rows.append(f"  fetched     {receipt.fetched:>7}")
    rows.append(f"  discovered  {receipt.discovered:>7}")
    for term in TERMS:
        reasons = ", ".join(
            f"{tally.reason} {tally.number}"
            for tally in receipt.tallies
            if tally.outcome == term and tally.reason and tally.reason != "list"
        )
        rows.append(f"  = {term:<9} {receipt.count(term):>7}   {reasons}".rstrip())
    rows.append("  " + ("balances" if receipt.balances else "DOES NOT BALANCE"))
    rows += [f"  {root / file}" for file in receipt.files]
    if not receipt.fetched:
        rows.append(
            "  nothing was fetched: is the address right, the site up, robots.txt in favour?"
        )
    if receipt.error:
        rows.append(f"  {receipt.error}")
    return "\n".join(rows)
