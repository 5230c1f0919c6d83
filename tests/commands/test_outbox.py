"""Sealed files are handed to a consumer, each until it says that it has it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.segments import Segments
from tests.commands.typed import exit_status

NAMES = ("articles/a.jsonl", "articles/b.jsonl")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an archive of two sealed files."""
    for name in "ab":
        with closing(Segments(tmp_path)) as shelf:
            shelf.segment("articles", name).append(b"{}\n")
            shelf.seal()
    return tmp_path


@pytest.fixture
def outbox(root: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Ask for a consumer; the values are the exit status and the lines that are shown."""

    def ask(*args: str) -> tuple[int, list[str]]:
        status = exit_status("outbox", *args, ARCHIVE_DIR=str(root))
        return status, capsys.readouterr().out.splitlines()

    return ask


def test_a_file_comes_next_until_it_was_taken_in(outbox: Any) -> None:
    assert outbox("library") == (0, ["2 files wait for library"])
    assert outbox("library", "--next") == outbox("library", "--next") == (0, [NAMES[0]])

    assert outbox("library", "--done", NAMES[0]) == (0, [])

    assert outbox("library", "--next", "9") == (0, [NAMES[1]])
    assert outbox("library", "--done", NAMES[1], "--next") == (1, [])
    assert outbox("library") == (0, ["0 files wait for library"])


def test_each_consumer_has_a_place_of_its_own(outbox: Any) -> None:
    outbox("library", "--done", *NAMES)

    assert outbox("museum", "--next", "9") == (0, [*NAMES])


@pytest.mark.parametrize("number", ["0", "-3"])
def test_no_file_is_handed_out_where_none_is_asked_for(number: str, outbox: Any) -> None:
    assert outbox("library", f"--next={number}") == (1, [])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "which consumer"),
        (("library", "museum"), "which consumer"),
        (("library", "--done", "articles/c.jsonl"), r"c\.jsonl"),
        (("../library", "--next"), "library"),
        (("library", "--of", "nosuch://x/archive"), "nosuch"),
    ],
)
def test_what_makes_no_sense_is_refused(args: tuple[str, ...], said: str, outbox: Any) -> None:
    with pytest.raises(UsageError, match=said):
        outbox(*args)


def test_without_an_archive_there_is_nothing_to_hand_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such archive"):
        exit_status("outbox", "library", "--next", ARCHIVE_DIR=str(tmp_path / "gone"))
