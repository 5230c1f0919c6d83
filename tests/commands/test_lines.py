"""What the commands print, and to whom: a terminal of another encoding, a pipe that was closed."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.commands.lines import show
from tests.crawling import ROOT, run

if TYPE_CHECKING:
    import pytest


def test_what_a_terminal_cannot_show_is_told_by_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", terminal)

    show("渡口 café")

    terminal.flush()
    assert terminal.buffer.getvalue() == b"\\u6e21\\u53e3 caf\xe9\n"


def test_a_reader_who_has_had_enough_ends_a_command_without_a_word() -> None:
    command = [sys.executable, "-m", "scrapy", "repair"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"id": 1, "text": "a"}\n')
        process.stdin.flush()
        assert process.stdout.readline().startswith(b'{"id": 1')
        process.stdout.close()
        try:
            for _ in range(1_000):
                process.stdin.write(b'{"id": 2, "text": "b"}\n')
                process.stdin.flush()
            process.stdin.close()
        except BrokenPipeError:
            pass

        assert process.stderr.read() == b""


def test_a_host_that_nobody_answers_at_is_told_without_a_traceback(tmp_path: Path) -> None:
    told = run("crawl", "news", "-a", "url=http://127.0.0.1:9/", archive=tmp_path / "archive")

    assert told.returncode == 1
    assert "failed (refused): http://127.0.0.1:9/" in told.stderr
    assert "Traceback" not in told.stderr
