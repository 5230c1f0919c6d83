"""The list of sealed files: each name once, a torn line mended, other bytes refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.archive.disk import Disk
from crawler.archive.manifest import Manifest
from crawler.archive.segment import SegmentError

FILE = "articles/a.jsonl"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a list stands, of one file of ten bytes."""
    path = tmp_path / "manifest.jsonl"
    Manifest(Disk(), path).add(FILE, 10, "aa")
    return path


def entries(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_listed_file_is_known_to_whoever_opens_the_list(path: Path) -> None:
    listed = Manifest(Disk(), path)

    assert [*listed] == [FILE]
    assert (listed.length(FILE), listed.length("articles/b.jsonl")) == (10, None)
    assert FILE in listed
    assert "articles/b.jsonl" not in listed


def test_listing_a_file_twice_changes_nothing(path: Path) -> None:
    before = path.read_bytes()

    Manifest(Disk(), path).add(FILE, 10, "aa")

    assert path.read_bytes() == before


def test_other_bytes_under_a_listed_name_are_refused(path: Path) -> None:
    with pytest.raises(SegmentError, match="other bytes"):
        Manifest(Disk(), path).add(FILE, 10, "bb")


def test_what_another_process_listed_meanwhile_is_taken_up(path: Path) -> None:
    first, second = Manifest(Disk(), path), Manifest(Disk(), path)
    first.add("articles/b.jsonl", 1, "bb")

    second.add("articles/b.jsonl", 1, "bb")
    second.add("articles/c.jsonl", 1, "cc")

    assert [entry["file"] for entry in entries(path)] == [
        FILE, "articles/b.jsonl", "articles/c.jsonl"
    ]  # fmt: skip


@pytest.mark.parametrize("kept", range(1, 20, 6))
def test_a_line_that_a_crash_tore_is_written_anew(path: Path, kept: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:kept])

    listed = Manifest(Disk(), path)
    listed.add("articles/b.jsonl", 1, "bb")

    assert [entry["file"] for entry in entries(path)] == [FILE, "articles/b.jsonl"]


def test_a_line_that_is_no_entry_is_passed_over_and_stays(path: Path) -> None:
    path.write_bytes(b'{"note": 1}\n' + path.read_bytes())

    listed = Manifest(Disk(), path)
    listed.replace(FILE, 8, "bb")

    assert [*listed] == [FILE]
    assert entries(path)[0] == {"note": 1}


def test_a_replaced_file_names_what_it_was_before(path: Path) -> None:
    listed = Manifest(Disk(), path)
    listed.add("articles/b.jsonl", 1, "bb")

    listed.replace(FILE, 8, "cc")
    listed.replace("articles/new.jsonl", 2, "dd")
    listed.replace("articles/b.jsonl", 1, "bb")

    told = {entry["file"]: (entry["sha256"], entry.get("replaces")) for entry in entries(path)}
    assert told == {
        FILE: ("cc", "aa"),
        "articles/b.jsonl": ("bb", None),
        "articles/new.jsonl": ("dd", None),
    }
    assert Manifest(Disk(), path).length(FILE) == 8
