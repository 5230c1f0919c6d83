"""What is to be said of a file of an archive, read now or by a check that was ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crawler.archive.check_proven import Proof, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.archive.check_inventory import Inventory


MOST_KEPT = 10_000
"""Findings of a file that are kept: one of which more is to be said is read again."""


class Finding(NamedTuple):
    """A place in a file, and what is to be said of it."""

    file: str
    offset: int
    reason: str
    wrong: bool = True
    """False where it is only told: a run that is going on, what was set aside."""

    of_ledger: bool = False
    """Whether the ledger says otherwise than the files."""


class CheckTally:
    """How much was looked at."""

    def __init__(self) -> None:
        self.records = 0
        self.lines = 0
        self.files = 0
        self.before = 0
        """Files that were proven before, by a check that was ended."""

    def take(self, proof: Proof) -> None:
        """Count a file that was proven before."""
        self.files += 1
        self.before += 1
        self.records += proof.records
        self.lines += proof.lines


def proven(  # noqa: PLR0913 what a file is proven by
    path: Path,
    inventory: Inventory,
    tally: CheckTally,
    check: Callable[[], Iterator[Finding]],
    *,
    proof: Proof | None,
    digest: str = "",
) -> Iterator[Finding]:
    """Yield what is wrong in a file: what a proof has of it, or else what `check` finds."""
    if proof:
        tally.take(proof)
        yield from (Finding(*each) for each in proof.findings)
        return
    inventory.names()
    state, before = state_of(path), (tally.records, tally.lines)
    findings: list[tuple[object, ...]] = []
    for each in check():
        if len(findings) <= MOST_KEPT:
            findings.append(tuple(each))
        yield each
    if inventory.proofs and len(findings) <= MOST_KEPT:
        counts = tally.records - before[0], tally.lines - before[1]
        new = Proof(*counts, digest, tuple(findings))
        inventory.proofs.add(path, state, inventory.names(), new)
