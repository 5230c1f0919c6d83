"""The process that all readers are forks of does not run over what began this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = """
import sys
from crawler.forked import CONTEXT, prepare
{own}
if __name__ == "__main__":
    prepare(["crawler.patterns"])
    process = CONTEXT.Process(target=print, args=("forked",))
    process.start()
    process.join()
else:
    print("run over")
"""


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("", ["forked"]),
        ("from crawler.patterns import compile", ["forked"]),
        ("def look(page): return page", ["run over", "forked"]),
        ("class Page: pass", ["run over", "forked"]),
    ],
)
def test_a_script_is_run_over_for_a_fork_only_where_it_defines_something(
    own: str, said: list[str], tmp_path: Path
) -> None:
    script = tmp_path / "script"
    script.write_text(SCRIPT.format(own=own), "utf-8")

    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.split("\n")[:-1] == said
