"""A story is taken down once, and what would go is shown before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.archive.check import CheckTally, check
from tests.archive.two_runs import copied
from tests.commands.typed import exit_status
from tests.test_recrawl import FERRY


def run(name: str, root: Path, *args: str, **settings: Any) -> int:
    return exit_status(name, *args, ARCHIVE_DIR=str(root), **settings)


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


@pytest.fixture
def ferry(crawled_twice: tuple[Path, str]) -> str:
    return crawled_twice[1] + FERRY


def bytes_of(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_a_takedown_is_shown_before_it_is_done_and_done_once(
    own: Path, ferry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_of(own / "articles")
    assert run("takedown", own, ferry, "--dry-run") == 0
    assert last_line(capsys) == "would go: 2 lines, 2 captures of 1 addresses"
    assert bytes_of(own / "articles") == before

    assert run("takedown", own, ferry, "--why", "A court has ordered it.") == 0
    assert last_line(capsys).startswith("gone: 2 lines, 2 captures of 1 addresses; takedowns/")
    assert run("takedown", own, ferry, "--why", "Again.") == 1
    assert not [each for each in check([own], CheckTally()) if each.wrong]
