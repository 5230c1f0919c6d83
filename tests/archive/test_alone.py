"""One process at a time writes to a name; a dead one keeps nobody out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.alone import HeldError, alone

HOLDER = """
import sys, time
from pathlib import Path
from crawler.archive.alone import alone
with alone(Path(sys.argv[1]), "out"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [(False, False, False), (True, False, False), (False, True, False), (True, True, True)],
)
def test_only_those_that_share_write_side_by_side(
    first: bool,  # noqa: FBT001
    second: bool,  # noqa: FBT001
    may: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    lock = tmp_path / "out.lock"
    refused = pytest.raises(HeldError, match=f"out is being written by process {os.getpid()} on ")

    with alone(lock, "out", shared=first):
        with nullcontext() if may else refused, alone(lock, "out", shared=second):
            pass
        assert lock.exists(), "whoever is still there keeps the others out"

    assert not lock.exists()


def test_a_process_that_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    lock = tmp_path / "out.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, lock], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(HeldError, match=f"process {holder.pid} on "), alone(lock, "out"):
        pass

    holder.send_signal(signal.SIGKILL)
    holder.communicate()

    assert lock.exists()
    with alone(lock, "out"):
        pass
    assert not lock.exists()


def test_a_lock_that_was_removed_before_it_was_taken_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, opened = tmp_path / "out.lock", Path.open

    def open_late(path: Path, *args: Any, **more: Any) -> Any:
        file = opened(path, *args, **more)
        if not told:
            told.append(path)
            path.unlink()
        return file

    told: list[Path] = []
    monkeypatch.setattr(Path, "open", open_late)

    with alone(lock, "out"):
        assert lock.exists()
        with pytest.raises(HeldError), alone(lock, "out"):
            pass
