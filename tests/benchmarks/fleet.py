"""How much faster a fleet of several processes is than one of one.

    python -m tests.benchmarks.fleet [PROCESSES ...]

The sites answer after a while, so that what a process may have under way at a time is its limit,
and neither the processor nor the delay of a host: what is measured is whether processes that
share a ledger stand in each other's way.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fleet import member, sites
from tests.postgresql import PostgreSQL

HOSTS, STORIES = 40, 20
ANSWER_AFTER, AT_ONCE = 1.0, 8


def stories_a_second(server: PostgreSQL, processes: int) -> float:
    """Return how many pages a fleet was given in a second, from its first to its last."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = ("DOWNLOAD_DELAY=0.05", f"CONCURRENT_REQUESTS={AT_ONCE}")
        with sites(HOSTS, STORIES, root / "server.log", ANSWER_AFTER) as there:
            said = ("fleet=papers", f"sites={there.names}")
            ledger = server.new_place(f"p{processes}")
            crew = [member(root / "archive", ledger, *said, settings=settings)
                    for _ in range(processes)]  # fmt: skip
            for process in crew:
                process.wait()
            times = sorted(at for at, _, path in there.asked() if path.startswith("/news/"))
        # The ends are left out: one begins before the other, and the last host is alone.
        first, last = times[len(times) // 10], times[len(times) * 9 // 10]
        return 0.8 * len(times) / (last - first)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("processes", type=int, nargs="*", default=[1, 2])
    server = PostgreSQL()
    try:
        alone = 0.0
        for processes in parser.parse_args().processes:
            rate = stories_a_second(server, processes)
            alone = alone or rate
            sys.stdout.write(f"{processes} processes: {rate:.1f} a second, {rate / alone:.2f}\n")
            sys.stdout.flush()
    finally:
        server.remove()


if __name__ == "__main__":
    main()
