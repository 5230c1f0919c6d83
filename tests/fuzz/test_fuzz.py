"""Nothing that can be sent breaks a promise: asked by a fuzzer that is led by coverage.

`pytest -m long tests/fuzz -s --fuzz-seconds 3600` asks each target for an hour and prints how
often. What it finds is left in ``.fuzz/TARGET``; put the input into ``tests/fuzz/found/TARGET``
beside the mending, and it is asked in every run from then on.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.targets import ROOT, TARGETS, WORDS, found

SLOWEST = 10
"""Seconds for one input of at most `LONGEST` bytes, instrumented and on a busy machine."""

LONGEST = 65_536
MEMORY = 1_024
"""Megabytes of a process."""

MARGIN = 120
"""Seconds that a process takes to start and to read what it begins with."""


@pytest.mark.parametrize("name", TARGETS)
def test_what_broke_a_promise_once_keeps_it(name: str) -> None:
    for path in found(name):
        TARGETS[name].ask(path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_keep_every_promise(name: str) -> None:
    seeds = list(TARGETS[name].seeds())[:40]
    for seed in seeds:
        TARGETS[name].ask(seed)
    assert seeds


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("chunks", b"1;" + b"a" * 100_000),
        ("archive", b""),
        ("links", b"\n{" * 20_000),
        ("decode", b"text/html; charset=utf-16\n\xff"),
        ("page", b"text/html; charset=\xff\n<p>" + b"<div>" * 20_000),
    ],
)
def test_the_edges_that_a_fuzzer_meets_first(name: str, data: bytes) -> None:
    TARGETS[name].ask(data)


@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_a_fuzzer_breaks_no_promise(
    name: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    pytest.importorskip("atheris", reason="atheris is not installed: pip install --group long")
    seconds = pytestconfig.getoption("--fuzz-seconds", default=30)
    kept = ROOT / ".fuzz" / name
    grown, begun = kept / "corpus", tmp_path / "seeds"
    for folder in (grown, begun):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(TARGETS[name].seeds()):
        (begun / str(number)).write_bytes(seed[:LONGEST])
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.fuzz.worker", name, str(grown), str(begun),
            f"-dict={WORDS / name}.dict", f"-artifact_prefix={kept}/",
            f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-max_len={LONGEST}",
            f"-rss_limit_mb={MEMORY}", "-print_final_stats=1",
        ],
        cwd=ROOT, capture_output=True, text=True, errors="replace",
        timeout=seconds + MARGIN, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    asked = int(_stat("number_of_executed_units", done.stderr))
    covered = re.findall(r"cov: (\d+)", done.stderr)[-1]
    print(
        f"\n{name}: {asked} inputs in {seconds} s, {covered} edges,"
        f" at most {_stat('peak_rss_mb', done.stderr)} MB"
    )
    assert asked > len(list(begun.iterdir()))


def _stat(name: str, output: str) -> str:
    values: list[str] = re.findall(rf"stat::{name}:\s+(\d+)", output)
    return values[-1]
