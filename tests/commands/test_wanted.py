"""Which stories, of which archive: what is typed is taken, or refused in one line."""

from __future__ import annotations

import os
import signal
import sqlite3
from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.archive.offsite import upload
from crawler.archive.segments import Segments
from crawler.commands.wanted import (
    ENDED,
    add_options,
    archive_of,
    brought,
    caches,
    may_be_ended,
    no_room,
    own_archive,
    selection_of,
)
from crawler.exports.held import Selection


def chosen(*args: str) -> Selection:
    parser = ArgumentParser()
    add_options(parser)
    return selection_of(parser.parse_args([*args]))


def test_nothing_said_is_everything() -> None:
    assert chosen() == Selection()


def test_what_is_said_is_chosen() -> None:
    told = chosen("--since", "2026-02-05", "--site", "a.example", "--site", "b.example",
                  "--query", "ferry  quay", "--newest")  # fmt: skip

    assert told == Selection(
        since="2026-02-05", sites=("a.example", "b.example"), words=("ferry", "quay"), newest=True
    )


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "05.02.2026"])
@pytest.mark.parametrize("option", ["--since", "--until"])
def test_what_is_no_day_is_refused(day: str, option: str) -> None:
    with pytest.raises(UsageError, match=f"{day} is no day"):
        chosen(option, day)


def sealed(root: Path) -> Path:
    """Return an archive of one sealed file."""
    with closing(Segments(root)) as shelf:
        shelf.segment("articles", "run").append(b"{}\n")
        shelf.seal()
    return root


def settings(root: Path) -> Settings:
    return Settings({"ARCHIVE_DIR": str(root)})


def test_an_archive_is_the_projects_own_unless_another_is_named(tmp_path: Path) -> None:
    own, other = sealed(tmp_path / "own"), sealed(tmp_path / "other")

    assert archive_of(["out.csv"], settings(own)) == own == own_archive(settings(own))
    assert archive_of(["out.csv", str(other)], settings(own)) == other
    with pytest.raises(UsageError, match="no such archive"):
        archive_of(["out.csv", str(tmp_path / "gone")], settings(own))
    with pytest.raises(UsageError, match="no such archive"):
        own_archive(settings(tmp_path))


def test_of_a_store_is_brought_what_is_asked_for_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    url = f"file://{tmp_path}/there"
    list(upload(sealed(tmp_path / "own"), url))

    first, again = brought(url, ("articles",)), brought(f"{url}/", ("articles",))

    assert first == again
    assert first.is_relative_to(tmp_path / "caches")
    assert (first / "articles/run.jsonl").read_bytes() == b"{}\n"
    with pytest.raises(UsageError):
        brought("nosuch://bucket/archive", ("articles",))


@pytest.mark.parametrize(("named", "is_taken"), [("/var/x", True), ("", False), ("x/y", False)])
def test_the_users_caches_are_where_a_whole_path_says(
    named: str, monkeypatch: pytest.MonkeyPatch, *, is_taken: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", "/home/own")

    assert caches() == Path(named if is_taken else "/home/own/.cache")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_ended_says_what_it_does_next_and_signals_are_as_before(
    how: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    command: Any = Namespace(exitcode=0)
    before = signal.getsignal(signal.SIGTERM)

    with may_be_ended(command, "goes on"):
        os.kill(os.getpid(), how)
        signal.sigtimedwait([], 1)  # somewhere it is taken

    assert (command.exitcode, signal.getsignal(signal.SIGTERM)) == (ENDED, before)
    assert capsys.readouterr().err == "ended: the same command goes on\n"


def test_a_command_that_was_not_ended_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    command: Any = Namespace(exitcode=3)

    with may_be_ended(command, "goes on"):
        pass

    assert (command.exitcode, capsys.readouterr().err) == (3, "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "out.csv: No space left on device"),
        (OSError(13, "Permission denied", "/else"), "/else: Permission denied"),
        (sqlite3.OperationalError("database or disk is full"), r"out\.csv: .*temporary files"),
    ],
)
def test_a_disk_that_is_full_is_told_in_one_line(error: Exception, said: str) -> None:
    with pytest.raises(UsageError, match=said), no_room(Path("out.csv")):
        raise error
