"""`scrapy export`, as it is typed."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import Mock

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.archive.alone import alone
from crawler.commands import export
from crawler.exports import writers
from crawler.exports.held import HeldStories
from crawler.exports.sinks import SINKS, Come
from tests.exports.archives import CHINESE, archive, story

FERRY = "https://a.example/ferry.html"


def run(root: Path, *args: str) -> int:
    command = export.Command()
    command.settings = Settings({"ARCHIVE_DIR": str(root)})
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args(args)
    command.run(rest, opts)
    return command.exitcode


def test_the_ending_of_a_file_says_its_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = archive(tmp_path / "archive", CHINESE, story(FERRY))
    out = tmp_path / "a.jsonl"
    assert run(root, str(out), "--site", "a.example") == 0
    assert capsys.readouterr().out == f"1 stories in {out}\n"
    assert json.loads(out.read_text("utf-8"))["url"] == FERRY
    assert run(root, str(tmp_path / "notes"), "--as", "markdown", "--query", "渡口") == 0
    assert len([*(tmp_path / "notes").rglob("*.md")]) == 1


def test_nothing_that_is_wanted_is_exit_status_1(tmp_path: Path) -> None:
    root = archive(tmp_path / "archive", story(FERRY))
    assert run(root, str(tmp_path / "a.csv"), "--since", "2030-01-01") == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "write what where"),
        (["a.doc"], "a.doc says no form"),
        (["a.csv", "nowhere"], "no such archive: nowhere"),
        (["a.csv", "--since", "yesterday"], "yesterday is no day"),
        (["archive"], "archive says no form"),
        (["archive", "--as", "csv"], "archive is there already"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = archive(tmp_path / "archive", story(FERRY))
    with pytest.raises(UsageError, match=said) as raised:
        run(root, *args)
    assert "\n" not in str(raised.value)


def test_an_export_that_is_ended_says_so_and_no_half_file_stands_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = archive(tmp_path / "archive", story(FERRY))

    def torn(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writers, "row_of", torn)
    assert run(root, str(tmp_path / "a.csv")) == 130
    assert capsys.readouterr().err.startswith("ended: the same command goes on where it was")
    assert [each.name for each in tmp_path.iterdir()] == ["archive"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), r"a\.csv: No space left on device$"),
        (
            sqlite3.OperationalError("database or disk is full"),
            r"a\.csv: database or disk is full",
        ),
    ],
)
def test_a_full_disk_is_told_in_one_line(
    error: Exception, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = archive(tmp_path / "archive", story(FERRY))
    monkeypatch.setattr(writers, "row_of", Mock(side_effect=error))
    with pytest.raises(UsageError, match=said) as raised:
        run(root, str(tmp_path / "a.csv"))
    assert "\n" not in str(raised.value)
    assert [each.name for each in tmp_path.iterdir()] == ["archive"]


def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = archive(tmp_path / "archive", story(FERRY))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install crawler\[parquet\]"):
        run(root, str(tmp_path / "a.parquet"))


def test_what_is_brought_is_told_with_the_lines_left_out_and_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = archive(tmp_path / "archive", story(FERRY))
    [file] = (root / "articles").iterdir()
    file.write_bytes(file.read_bytes() + b"[]\n")
    sink = Mock(begin=Mock(return_value=Come()))
    monkeypatch.setitem(SINKS, "postgresql", lambda _: nullcontext(sink))

    assert run(root, "--to", "postgresql://me:tulip@db.example/news?password=rose") == 0

    told = capsys.readouterr().out
    assert "1 lines" in told
    assert "1 stories brought to db.example/news; " in told
    assert not {"tulip", "rose"} & set(re.findall(r"\w+", told))


@pytest.mark.parametrize("out", ["a.csv", "texts"])
def test_what_another_export_writes_is_left_to_it(out: str, tmp_path: Path) -> None:
    root = archive(tmp_path / "archive", story(FERRY))
    form = () if "." in out else ("--as", "text")
    with (
        alone(tmp_path / f"{out}.lock", out),
        pytest.raises(UsageError, match=f"{out} is being written by process {os.getpid()} on"),
    ):
        run(root, str(tmp_path / out), *form)
    assert not (tmp_path / out).exists()

    assert run(root, str(tmp_path / out), *form) == 0
    assert {each.name for each in tmp_path.iterdir()} == {"archive", out}


def test_an_archive_that_changes_under_an_export_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = archive(tmp_path / "archive", story(FERRY), CHINESE)
    [file] = (root / "articles").iterdir()
    looked_through = HeldStories.__len__

    def replaced(held: HeldStories) -> int:
        Path(shutil.copy(file, tmp_path / "new")).replace(file)
        return looked_through(held)

    monkeypatch.setattr(HeldStories, "__len__", replaced)
    with pytest.raises(UsageError, match="has changed meanwhile: the same command begins anew"):
        run(root, str(tmp_path / "a.csv"))
    monkeypatch.undo()

    assert run(root, str(tmp_path / "a.csv")) == 0
