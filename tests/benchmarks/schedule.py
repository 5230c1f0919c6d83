"""What a crawl on a schedule misses, asks for in vain, and is late with: months in minutes.

python -m tests.benchmarks.schedule --days 60 --every 6 --kills 0.2
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from tests.schedule import figures, live
from tests.simulator import Portal

ROWS = {
    "stories held": "{0.stories}",
    "versions that could be seen and are held": "{0.coverage:.2%}",
    "versions held twice": "{0.twice}",
    "hours until a story is held, median": "{0.lateness:.1f}",
    "hours until a correction is held, median": "{0.correction_lateness:.1f}",
    "requests": "{0.requests}",
    "requests for stories that brought nothing new": "{0.for_nothing:.0%}",
    "requests that went into a trap": "{0.trapped:.1%}",
    "runs, of them killed": "{0.runs}, {0.killed}",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--every", type=float, default=6, help="hours between runs")
    parser.add_argument("--kills", type=float, default=0.2, help="share of runs that are killed")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        life = live(
            Portal(seed=told.seed, days=told.days),
            Path(folder) / "archive",
            days=told.days,
            every=timedelta(hours=told.every),
            kills=told.kills,
        )
        found = figures(life)
    for name, value in ROWS.items():
        sys.stdout.write(f"{name:<48} {value.format(found)}\n")


if __name__ == "__main__":
    main()
