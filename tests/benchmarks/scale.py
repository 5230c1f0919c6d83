"""What grows with an archive: a run that begins and ends over 10,000 to 1,000,000 stories due.

    python -m tests.benchmarks.scale

Each row is a ledger that was made for it: stories that are held and due to be looked at again,
or that an earlier run found and did not come to. The last rows are a run that finds so many, in
sitemaps of 50,000, a slice at a time. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from crawler.frontier.link import MAX_LINKS, Link
from crawler.frontier.slices import SLICE
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit

SITE = "a.example"
SIZES = (10_000, 100_000, 1_000_000)


class Row(NamedTuple):
    """A run over a ledger, measured."""

    first: float
    """Seconds until the first address is there to be asked for."""

    journal: int
    """Bytes that the ledger's log holds by then."""

    end: float
    """Seconds that the account of the run takes at its end."""


def fill(path: Path, number: int, state: str) -> None:
    """Make a ledger with so many stories due."""
    Ledger(path).close()
    is_held = state == "held"
    with sqlite3.connect(path) as db:
        db.executemany(
            "INSERT INTO addresses (url, key, host, kind, state, priority, depth, seen_at, "
            "due_at, run, outcome, site, held, since) "
            "VALUES (?1, ?1, ?2, 'article', ?3, 30, 1, ?4, ?4, 1, ?5, ?2, ?6, 0)",
            (
                (
                    f"https://{SITE}/news/{n}.html", SITE, state, float(n),
                    "stored" if is_held else None, int(is_held),
                )
                for n in range(number)
            ),
        )  # fmt: skip
    db.close()


def measured(path: Path, number: int) -> Row:
    """Begin and end a run that comes to nothing."""
    ledger = Ledger(path)
    began = time.process_time()
    run = ledger.begin("news", {}, float(number), SITE)
    assert ledger.due(SITE, float(number), 32)
    first = time.process_time() - began
    journal = path.with_name(path.name + "-wal").stat().st_size
    began = time.process_time()
    accounted = sum(tally.number for tally in ledger.tallies(run))
    ledger.accounts.by_site(run, float(number))
    ledger.accounts.story_times(SITE, 0.0)
    end = time.process_time() - began
    assert ledger.discovered(run) == accounted == number
    ledger.close()
    return Row(first, journal, end)


def found(path: Path, number: int) -> tuple[float, float]:
    """Return how long the finding of so many stories takes, and the longest slice of it."""
    ledger, slices = Ledger(path), list[float]()
    run = ledger.begin("news", {}, 0.0, SITE)
    began = time.process_time()
    for at in range(0, number, SLICE):
        url = f"https://{SITE}/map-{at // MAX_LINKS}.xml"
        if at % MAX_LINKS == 0:
            ledger.add([Link(url, "sitemap", priority=60)], None, run, 0.0)
        links = tuple(
            Link(f"https://{SITE}/news/2026/0206/{n}.html", "article", priority=30, depth=2)
            for n in range(at, min(at + SLICE, number))
        )
        slice_began = time.process_time()
        part = Visit(url, 0.0, "source", kind="sitemap", site=SITE, found=links, listed=links)
        ledger.write_ahead(part, run)
        slices.append(time.process_time() - slice_began)
    seconds = time.process_time() - began
    assert ledger.discovered(run) > number
    ledger.close()
    return seconds, max(slices)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    most = parser.parse_args().most
    for state in ("held", "due"):
        for number in (size for size in SIZES if size <= most):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "ledger.sqlite"
                fill(path, number, state)
                row = measured(path, number)
            sys.stdout.write(
                f"{number:>9} {state:<5} first address {row.first:6.3f} s, "
                f"journal {row.journal / 1e6:7.3f} MB, account {row.end:6.3f} s\n"
            )
            sys.stdout.flush()
    for number in (size for size in SIZES if size <= most):
        with tempfile.TemporaryDirectory() as folder:
            seconds, longest = found(Path(folder) / "ledger.sqlite", number)
        sys.stdout.write(
            f"{number:>9} found {seconds:7.3f} s, {number / seconds:,.0f}/s, "
            f"longest slice {longest:5.3f} s\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
