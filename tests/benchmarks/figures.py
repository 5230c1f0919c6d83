"""All figures of reading and of text work, one table after the other, beside other readers'.

    python -m tests.benchmarks.figures [PACKAGES]

PACKAGES is the folder of sound sentences that `tests.benchmarks.fresh` names; with it what becomes
of damage that no rule was made for is a table as well, its two halves apart. Each table comes from
a command of its own; they run one after the other, for speed is among what they measure. Where the
corpora are not beside the repository a table says so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLES = ("text_decode", "text_repair", "misread_pages", "text_mirror", "reading")


def main(packages: str | None = None) -> int:
    halves = ("even", "odd") if packages else ()
    fresh = [["text_repair", "--fresh", str(packages), "--half", half] for half in halves]
    worst = 0
    for name, *options in [*([each] for each in TABLES), *fresh]:
        sys.stdout.write(f"== {' '.join([name, *options])}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", *options]
        done = subprocess.run(command, cwd=ROOT, check=False)
        worst = max(worst, done.returncode)
        sys.stdout.write("\n")
    return worst


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
