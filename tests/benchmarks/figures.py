"""All figures of reading and of text work, one table after the other, beside other readers'.

    python -m tests.benchmarks.figures

Each table comes from a command of its own; they run one after the other, for speed is among
what they measure. Where the corpora are not beside the repository a table says so.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLES = ("text_decode", "text_repair", "text_mirror", "reading")


def main() -> int:
    worst = 0
    for name in TABLES:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
        done = subprocess.run(command, cwd=ROOT, check=False)
        worst = max(worst, done.returncode)
        sys.stdout.write("\n")
    return worst


if __name__ == "__main__":
    sys.exit(main())
