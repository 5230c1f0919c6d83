"""What takes long shows how far it is: on a terminal, in one line that leaves nothing behind."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.commands import export
from crawler.commands.wanted import looking_through, progress
from tests.exports.archives import archive, story

CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@contextmanager
def terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Have standard error be a terminal; what is yielded returns what was written to it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    os.set_blocking(ours, False)
    with os.fdopen(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)

        def written() -> str:
            stream.flush()
            pieces = []
            while True:
                try:
                    pieces.append(os.read(ours, 1 << 16))
                except BlockingIOError:
                    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n")

        yield written
    os.close(ours)


def shown(written: str) -> list[str]:
    """Return each line, as it was last written over."""
    return [CONTROL.sub("", line).rpartition("\r")[2].rstrip() for line in written.split("\n")]


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_a_bar_is_one_line_of_the_terminal_and_ends_with_it(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with terminal(columns, monkeypatch) as written:
        with looking_through("lines") as told:
            for _ in range(50):
                told(1000)
        with progress(total=50, unit=" stories", mininterval=0) as bar:
            for _ in range(50):
                bar.update()
                time.sleep(0.001)
        said = written()

    pieces = CONTROL.sub("", said).replace("\n", "\r").split("\r")
    assert len(pieces) > 20
    assert max(map(len, pieces)) <= columns
    assert said.count("\n") == 1
    assert said.endswith("\n")
    assert "50/50" in shown(said)[0]
    assert "looking" not in shown(said)[0]


def exported(root: Path, out: Path) -> int:
    command, parser = export.Command(), ArgumentParser()
    command.settings = Settings({"ARCHIVE_DIR": str(root)})
    command.add_options(parser)
    command.run([str(out)], parser.parse_args([]))
    return command.exitcode


def test_a_command_shows_a_bar_and_then_one_line_of_what_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = archive(tmp_path / "archive", *(story(f"https://a.example/{n}") for n in range(40)))
    with terminal(60, monkeypatch) as written:
        assert exported(root, tmp_path / "a.csv") == 0
        bar, rest = shown(written())
    assert "40/40" in bar
    assert rest == ""
    assert capsys.readouterr().out == f"40 stories in {tmp_path / 'a.csv'}\n"


def test_without_a_terminal_there_is_the_line_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = archive(tmp_path / "archive", story("https://a.example/1"))
    assert exported(root, tmp_path / "a.csv") == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out == f"1 stories in {tmp_path / 'a.csv'}\n"
