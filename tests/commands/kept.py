"""Commands that keep an archive, typed at a copy of one, and what it holds afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.exports.held import HeldStories
from tests.commands.typed import exit_status

if TYPE_CHECKING:
    import pytest


def run(name: str, root: Path, *args: str, **settings: Any) -> int:
    return exit_status(name, *args, ARCHIVE_DIR=str(root), **settings)


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def held_of(root: Path, address: str) -> list[int]:
    """Return how many lines and how many captures of an address an archive holds."""
    with HeldStories(root) as held:
        lines = sum(each.record["url"] == address for each in held.stories())
    return [lines, sum(each.url == address for each in read_captures(root))]


def wrong(root: Path, *, moved_away: bool = False) -> list[str]:
    found = check([root], CheckTally(), moved_away=moved_away)
    return [each.reason for each in found if each.wrong]
