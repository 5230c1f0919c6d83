"""A rereading goes on only from what is there, and of what it was: killed, it gives the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.reread import file_reading
from crawler.reread.file_reading import read_file
from tests.reread.captures import task, warc


class Ended(BaseException):
    """The process was ended."""


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a reading that was ended after two checkpoints, and its whole."""
    monkeypatch.setattr(file_reading, "EVERY", 3)
    warc(tmp_path / "a.warc.gz")
    read_file(task(tmp_path, lines=tmp_path / "whole.jsonl"))

    def end(number: int) -> None:
        if number == 7:
            raise Ended

    with pytest.raises(Ended):
        read_file(task(tmp_path, about="it"), end)
    return tmp_path


def read_again(folder: Path, about: str = "it") -> int:
    """Return with which capture a reading goes on; its lines are those of an undisturbed one."""
    began: list[int] = []
    read_file(task(folder, about=about), began.append)
    assert (folder / "a.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    return began[0]


def test_a_reading_goes_on_from_its_checkpoint(ended: Path) -> None:
    assert read_again(ended) == 6


@pytest.mark.parametrize("left", ["gone", "cut", "named"])
def test_a_checkpoint_whose_lines_are_not_there_is_none(left: str, ended: Path) -> None:
    part = ended / "a.jsonl.part"
    if left == "cut":
        os.truncate(part, 9)
    elif left == "gone":
        part.unlink()
    else:  # a kill came before the checkpoint of a whole file was deleted
        part.rename(ended / "a.jsonl")
    assert read_again(ended) == 0


def test_a_checkpoint_of_another_file_or_way_of_reading_is_none(ended: Path) -> None:
    assert read_again(ended, about="another") == 0


def typed(out: Path, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "reread", str(out), *map(str, args)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def found(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (out / "articles").iterdir()}


@pytest.mark.long
def test_counting_between_two_readings_takes_nothing_from_them(tmp_path: Path) -> None:
    source = tmp_path / "in" / "a.warc.gz"
    source.parent.mkdir()
    warc(tmp_path / "one.warc.gz")
    source.write_bytes((tmp_path / "one.warc.gz").read_bytes() * 40)
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert typed(whole, source).wait() == 0
    for args in ([], ["--dry-run"], []):
        process = typed(out, source, *args)
        checkpoint = out / "articles" / "a.warc.gz.jsonl.checkpoint"
        before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
        while process.poll() is None and not (
            checkpoint.exists() and checkpoint.stat().st_mtime_ns > before
        ):
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert typed(out, source).wait() == 0
    assert found(out) == found(whole)


@pytest.mark.long
def test_a_rereading_that_is_killed_comes_to_the_lines_of_an_undisturbed_one(
    tmp_path: Path,
) -> None:
    one = tmp_path / "one.warc.gz"
    warc(one)
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(2):
        (folder / f"{n}.warc.gz").write_bytes(one.read_bytes() * 35)
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert typed(whole, folder).wait() == 0

    dice = random.Random(3)
    for round_ in range(4):
        begun, process = time.time_ns(), typed(out, folder)
        if round_ < 3:
            while process.poll() is None and not any(
                path.stat().st_mtime_ns > begun for path in out.rglob("*.checkpoint")
            ):
                time.sleep(0.01)
            time.sleep(dice.random())
            process.send_signal((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[round_ % 3])
        _, error = process.communicate()
        if process.returncode == 0:
            break
        # Of a signal that comes when all is said the interpreter dies in its own way.
        assert process.returncode in {130, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}, error
    assert found(out) == found(whole)
    told = [json.loads(line) for line in (out / "reread.jsonl").read_text("utf-8").splitlines()]
    assert sum(each["captures"] for each in told) == 2 * 35 * 8
    shutil.rmtree(out)
