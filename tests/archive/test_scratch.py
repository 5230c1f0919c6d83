"""Temporary files leave nothing behind, however their process ends."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

from crawler.archive.jsonl import to_line
from crawler.archive.scratch import scratch_database
from tests.archive.foreign import page, written
from tests.exports.archives import CHINESE

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from crawler.archive.captures_index import Index
from crawler.exports.held import HeldStories
index, held = Index(Path(sys.argv[1])), HeldStories(Path(sys.argv[2]))
print(len(list(index.captures())), len(list(held.stories())), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_database_takes_what_no_memory_would() -> None:
    db = scratch_database("CREATE TABLE line (n INTEGER, text TEXT); PRAGMA cache_size = 10;")

    db.executemany("INSERT INTO line VALUES (?, ?)", ((n, "x" * 1000) for n in range(2000)))
    db.execute("CREATE INDEX by_text ON line (text, n)")

    assert db.execute("SELECT count(*), sum(n) FROM line").fetchone() == (2000, 1999000)
    db.close()


def test_a_reading_that_is_killed_leaves_no_temporary_files(tmp_path: Path) -> None:
    # The second of two records in a gzip member is one that has to be spooled.
    captures = written(tmp_path, "a.warc.gz", gzip.compress(page(1) + page(2)))
    lines = written(tmp_path, "a.jsonl", to_line(CHINESE).encode() + b"\n")
    (tmp_path / "temporary").mkdir()

    done = subprocess.run(
        [sys.executable, "-c", KILLED, captures, lines],
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout == "2 1\n"
    assert list((tmp_path / "temporary").iterdir()) == []
