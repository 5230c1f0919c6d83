"""It is written down what came of each file, and what was read to its end is not read again."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.object_store import Store
from crawler.reread.file_reading import FileTask
from crawler.reread.reports import REPORT, ReportsHere, ReportsThere
from crawler.reread.wanted_files import files_of
from tests.reread.captures import task

READ: dict[str, Any] = {"name": "a.jsonl", "articles": 3}
FAILED = {"name": "b.jsonl", "error": "is not as it was sealed"}


@pytest.fixture
def lines(tmp_path: Path) -> FileTask:
    """Return a task whose lines were written."""
    (tmp_path / "a.jsonl").write_bytes(b'{"n": 1}\n')
    return task(tmp_path)


def test_what_was_read_is_done_in_every_shard_and_what_failed_is_not(
    lines: FileTask, tmp_path: Path
) -> None:
    ReportsHere(tmp_path / "reread-1-of-2.jsonl").add(lines, READ)
    own = ReportsHere(tmp_path / REPORT)
    own.add(lines, FAILED)
    assert own.done() == {"a.jsonl": READ}

    own.add(lines, FAILED | {"error": "again"})
    own.add(lines, {"name": "b.jsonl"})

    assert own.done() == {"a.jsonl": READ, "b.jsonl": {"name": "b.jsonl"}}


@pytest.mark.parametrize("torn", [b"{", b'{"name": "c.jsonl"', b"[7]\n", b"\xff\n"])
def test_a_line_that_a_crash_tore_costs_no_other(
    torn: bytes, lines: FileTask, tmp_path: Path
) -> None:
    own = ReportsHere(tmp_path / REPORT)
    own.add(lines, READ)
    with (tmp_path / REPORT).open("ab") as file:
        file.write(torn)

    own.add(lines, {"name": "b.jsonl"})

    assert [*own.done()] == ["a.jsonl", "b.jsonl"]


def test_the_lines_of_a_file_are_brought_to_the_store_and_listed_by_a_line_of_their_own(
    lines: FileTask, tmp_path: Path
) -> None:
    there = ReportsThere(Store(f"file://{tmp_path}/there"))
    assert there.done() == {}

    there.add(lines, READ)

    assert there.done() == {"a.jsonl": READ}
    data = (tmp_path / "there/articles/a.jsonl").read_bytes()
    [listed] = map(json.loads, (tmp_path / "there/manifests/a.jsonl").read_text().splitlines())
    assert (data, listed["sha256"]) == (b'{"n": 1}\n', sha256(data).hexdigest())
    assert not lines.lines.exists()


def test_of_a_file_that_failed_nothing_is_brought(lines: FileTask, tmp_path: Path) -> None:
    there = ReportsThere(Store(f"file://{tmp_path}/there"))

    there.add(lines, FAILED)

    assert there.done() == {}
    assert not (tmp_path / "there/articles").exists()
    assert lines.lines.exists()


def test_lines_may_go_to_the_store_of_the_archive_that_is_read(lines: FileTask, url: str) -> None:
    """Its own list has a line for each of its files, and none of them was read again."""
    there = ReportsThere(Store(url))
    assert there.done() == {}

    there.add(lines, READ)

    assert there.done() == {"a.jsonl": READ}
    assert len(files_of([url])) == 4
