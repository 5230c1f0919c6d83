"""A capture that ends the process that reads it costs itself, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.reread.file_reading import Checkpoint, read_file
from crawler.reread.processes import FileError, Work, read_files
from tests.reread.captures import dead, dying, sleeping, stuck, task, warc


def only(tmp_path: Path, work: Work, limit: float = 60) -> Checkpoint | FileError:
    [(_, account)] = read_files([task(tmp_path)], work, 2, limit)
    return account


@pytest.mark.parametrize(
    ("work", "limit", "reason"), [(dying, 60, "read-crash"), (sleeping, 2, "read-timeout")]
)
def test_a_deadly_page_is_left_out_and_counted(
    work: Work, limit: float, reason: str, tmp_path: Path
) -> None:
    warc(tmp_path / "a.warc.gz")
    whole = read_file(task(tmp_path, lines=tmp_path / "whole.jsonl"))
    account = only(tmp_path, work, limit)
    assert isinstance(account, Checkpoint)
    assert account.passed[reason] == 1
    assert account.captures == whole.captures
    assert account.articles == whole.articles - 1


def test_a_reading_without_a_limit_leaves_no_page_out(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz")
    account = only(tmp_path, read_file, 0)
    assert isinstance(account, Checkpoint)
    assert account.articles == 3
    assert not {"read-timeout", "read-crash"} & account.passed.keys()


def test_files_are_read_side_by_side_each_to_its_own_lines(tmp_path: Path) -> None:
    tasks = []
    for name in "abc":
        (tmp_path / name).mkdir()
        warc(tmp_path / name / "a.warc.gz")
        tasks.append(task(tmp_path / name))
    began: list[int] = []
    done = list(read_files(tasks, read_file, 2, told=lambda _, number: began.append(number)))
    assert {each.lines for each, _ in done} == {each.lines for each in tasks}
    assert sorted(began) == sorted([*range(8)] * 3)
    [text] = {each.lines.read_bytes().replace(b"warc/", b"") for each in tasks}
    assert text.count(b"\n") == 3


@pytest.mark.parametrize("work", [dead, read_file])
def test_a_file_that_cannot_be_read_is_said_and_not_tried_for_ever(
    work: Work, tmp_path: Path
) -> None:
    # Nobody wrote the file.
    assert isinstance(only(tmp_path, work), FileError)


def test_a_file_that_no_left_out_capture_brings_to_an_end_is_not_tried_for_ever(
    tmp_path: Path,
) -> None:
    warc(tmp_path / "a.warc.gz")
    said = only(tmp_path, stuck, 2)
    assert str(said) == "read-timeout after capture 7 was left out"
