"""The commands: each explains itself, answers every line, and never stumbles over a page."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

import crawler.commands
from crawler.commands import decode, demo, freeze, read
from tests.commands.conftest import Run

COMMANDS: dict[str, type[Any]] = {
    "read": read.Command,
    "decode": decode.Command,
    "freeze": freeze.Command,
    "demo": demo.Command,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tells_a_newcomer_how_to_use_it(command: str) -> None:
    said = COMMANDS[command]()

    assert len(said.short_desc().split()) > 5
    assert len(said.long_desc().split()) > 40


@pytest.mark.parametrize("command", ["read", "decode", "freeze"])
def test_a_file_that_is_not_there_is_said_to_be_missing(run: Run, command: str) -> None:
    with pytest.raises(UsageError, match="no file nothing/here"):
        run(command, "nothing/here.html")


NAMES = [
    path.stem
    for path in sorted(Path(crawler.commands.__file__).parent.glob("*.py"))
    if "class Command(" in path.read_text("utf-8")
]
CRAWLING = {"add-site", "check", "crawl", "demo", "freeze", "parse", "shell"}
"""Commands that fetch, or try a spider out."""


@pytest.mark.parametrize("name", NAMES)
def test_only_what_crawls_loads_all_spiders(name: str) -> None:
    command = import_module(f"crawler.commands.{name}").Command()

    assert command.requires_crawler_process == (name in CRAWLING)
