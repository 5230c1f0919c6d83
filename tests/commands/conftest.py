"""A command that needs no crawl, run in the test's own process."""

from __future__ import annotations

import io
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.settings import Settings

Run = Callable[..., tuple[int, bytes]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command that needs no crawl; the values are its exit status and its output."""

    def run_here(name: str, *args: str | Path, given: bytes = b"") -> tuple[int, bytes]:
        command = import_module(f"crawler.commands.{name}").Command()
        command.settings = Settings()
        parser = ArgumentParser()
        command.add_options(parser)
        opts, rest = parser.parse_known_args([str(arg) for arg in args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        command.run(rest, opts)
        return command.exitcode, capsysbinary.readouterr().out

    return run_here
