"""Each step that an archive asks of its disk is what it says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.archive.disk import Disk


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int]]:
    """Return the calls that bring a file or a folder to the disk: how, which, how long."""
    calls: list[tuple[str, str, int]] = []
    for name in ("fsync", "fdatasync"):
        really = getattr(os, name)

        def noted(descriptor: int, name: str = name, really: object = really) -> None:
            assert callable(really)
            really(descriptor)
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            calls.append((name, path.name, path.stat().st_size if path.is_file() else 0))

        monkeypatch.setattr(os, name, noted)
    return calls


def test_a_file_is_synced_with_all_that_was_written_to_it(
    tmp_path: Path, synced: list[tuple[str, str, int]]
) -> None:
    disk = Disk()

    with disk.create(tmp_path / "a") as file:
        disk.write(file, b"ferry")
        disk.sync(file)
        assert synced == [("fdatasync", "a", 5)]
    with disk.open(tmp_path / "a", 3) as file:
        disk.write(file, b"n")
        disk.sync(file)

    assert synced[1:] == [("fdatasync", "a", 4)]
    assert (tmp_path / "a").read_bytes() == b"fern"


def test_a_folder_is_synced_itself(tmp_path: Path, synced: list[tuple[str, str, int]]) -> None:
    Disk().sync_folder(tmp_path)

    assert synced == [("fsync", tmp_path.name, 0)]


def test_a_folder_is_made_with_those_above_it_and_their_names_are_safe(
    tmp_path: Path, synced: list[tuple[str, str, int]]
) -> None:
    disk = Disk()

    disk.folder(tmp_path / "a/b")
    disk.folder(tmp_path / "a/b")

    assert synced == [("fsync", tmp_path.name, 0), ("fsync", "a", 0)]


def test_a_name_that_is_taken_is_never_given_again(tmp_path: Path) -> None:
    disk = Disk()
    for name in "ab":
        (tmp_path / name).write_text(name)

    with pytest.raises(FileExistsError):
        disk.create(tmp_path / "a")
    with pytest.raises(FileExistsError):
        disk.name(tmp_path / "a", tmp_path / "b")
    disk.name(tmp_path / "a", tmp_path / "c")

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"b": "b", "c": "a"}
