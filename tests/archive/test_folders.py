"""Which folder is an archive of ours, and whether somebody writes to it."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from crawler.archive.folders import in_use, is_archive


@pytest.mark.parametrize(
    "file",
    [
        "manifest.jsonl",
        "ledger.sqlite",
        "warc/a.warc.gz",
        "warc/a.warc.gz.open",
        "articles/a.jsonl.zst.new",
        "cdx/a.cdxj",
        "takedowns/a.jsonl",
    ],
)
def test_a_folder_with_any_part_of_an_archive_is_one(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()

    assert is_archive(tmp_path)


@pytest.mark.parametrize(
    "file",
    ["a.warc.gz", "warc/readme.txt", "articles/a.jsonl.bak", "reports/a.html", "pages/1.html"],
)
def test_a_folder_of_something_else_is_none(tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()

    assert not is_archive(tmp_path)
    assert not is_archive(tmp_path / "nowhere")


def test_an_archive_is_in_use_for_as_long_as_its_lock_is_held(tmp_path: Path) -> None:
    assert not in_use(tmp_path)
    with (tmp_path / "lock").open("w") as lock:
        assert not in_use(tmp_path)
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert in_use(tmp_path)

    assert not in_use(tmp_path)
