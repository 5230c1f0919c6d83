"""Temporary files leave nothing behind, however their process ends."""

from __future__ import annotations

import gzip
import os
import signal
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


HOLDS = """
import os, signal, sys, time
from crawler.archive.scratch import scratch_folder
with scratch_folder("crawler-held-") as folder:
    (folder / "held.sqlite").write_bytes(b"words")
    print(folder, flush=True)
    if sys.argv[1] == "forked" and os.fork() == 0:
        time.sleep(60)
    if sys.argv[1] == "ends":
        sys.exit()
    time.sleep(60)
"""


def holding(place: Path, how: str) -> tuple[subprocess.Popen[str], Path]:
    """Begin a process that holds a folder; return both."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, how],
        env={**os.environ, "TMPDIR": str(place), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_process_has_left_is_removed_by_the_next(tmp_path: Path) -> None:
    others = tmp_path / "crawler-held-linked", tmp_path / "crawler-other-abc"
    (tmp_path / "kept").mkdir()
    others[0].symlink_to(tmp_path / "kept")
    others[1].mkdir()
    killed, left = holding(tmp_path, "sleeps")
    forked, looked_into = holding(tmp_path, "forked")
    alive, held = holding(tmp_path, "sleeps")
    for process in (killed, forked):
        process.kill()
        process.wait()
    try:
        assert left.exists()

        ended, gone = holding(tmp_path, "ends")
        ended.wait()

        assert not left.exists()
        assert not gone.exists()
        assert (looked_into / "held.sqlite").read_bytes() == b"words"  # by its fork
        assert (held / "held.sqlite").read_bytes() == b"words"
        assert all(each.exists() for each in others)
        assert (tmp_path / "kept").exists()
    finally:
        for process in (forked, alive):
            os.killpg(process.pid, signal.SIGKILL)
    alive.wait()
    holding(tmp_path, "ends")[0].wait()
    assert not held.exists()
    assert not looked_into.exists()
