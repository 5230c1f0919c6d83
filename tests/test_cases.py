"""Inputs on which the crawler failed once, each judged by a script of somebody else's.

They are no part of this repository: `pytest -m cases` runs those that stand beside it, one
after the other, and skips where there are none. Each script is run in a folder of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CASES = ROOT.parent / "shared" / "cases"
CHECKS = sorted(CASES.rglob("check.py"))
SECONDS = 120

pytestmark = pytest.mark.cases


@pytest.mark.skipif(not CHECKS, reason=f"no cases in {CASES}")
@pytest.mark.parametrize(
    "check", CHECKS or [CASES], ids=lambda path: "/".join(path.parent.parts[-2:])
)
def test_a_case_is_right(check: Path, tmp_path: Path) -> None:
    tools = {
        "CRAWLER_ROOT": str(ROOT),
        "CRAWLER_PYTHON": sys.executable,
        "CRAWLER_SCRAPY": str(Path(sys.executable).with_name("scrapy")),
    }

    done = subprocess.run(
        [sys.executable, str(check)],
        cwd=tmp_path, env={**os.environ, **tools}, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip

    assert done.returncode == 0, (done.stdout or done.stderr)[-2000:]
