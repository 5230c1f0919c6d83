"""Files of lines are read as somebody else may have left them: growing, packed, damaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crawler.archive.stored_lines import CODINGS, stored
from crawler.view.line_files import ERRORS, articles_in, files_in, lines_of, root_of

LINES = [b'{"n": 1}\n', '{"n": "渡口"}\n'.encode(), b'{"n": 3}\n']


def put(root: Path, name: str, data: bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("coding", CODINGS)
def test_every_line_is_read_with_its_place_and_again_from_there(
    tmp_path: Path, coding: str
) -> None:
    data = b"".join(stored(line, coding) for line in LINES)
    put(tmp_path, f"articles/a.jsonl{coding}", data)

    [file] = articles_in(tmp_path)
    lines = [*lines_of(file)]

    assert [line.data for line in lines] == LINES
    assert [line.data for line in lines_of(file, lines[1].offset)] == LINES[1:]
    assert lines[-1].offset + lines[-1].length == len(data)


def test_a_file_that_others_packed_as_one_is_read_and_its_places_are_within(
    tmp_path: Path,
) -> None:
    put(tmp_path, "articles/a.jsonl.gz", gzip.compress(b"".join(LINES)))

    [file] = articles_in(tmp_path)

    assert [(line.data, line.is_within) for line in lines_of(file)] == [
        (line, True) for line in LINES
    ]


@pytest.mark.parametrize(("ending", "read"), [(".open", 1), (".new", 1), ("", 2)])
def test_half_a_line_is_one_only_where_nobody_writes_any_more(
    tmp_path: Path, ending: str, read: int
) -> None:
    put(tmp_path, f"articles/a.jsonl{ending}", b'{"n": 1}\n{"n":')

    [file] = articles_in(tmp_path)

    assert (file.name, file.grows) == ("articles/a.jsonl", bool(ending))
    assert len([*lines_of(file)]) == read


def test_of_a_file_that_was_just_sealed_the_sealed_one_is_read(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.jsonl.open", "b.jsonl.open", "a.txt", "b.jsonl.bak"):
        put(tmp_path, f"articles/{name}", LINES[0])

    found = files_in(tmp_path, "articles")

    assert [(file.name, file.grows) for file in found] == [
        ("articles/a.jsonl", False),
        ("articles/b.jsonl", True),
    ]


@pytest.mark.parametrize(
    ("name", "run"),
    [("articles/20260205083000-00012-000.jsonl", 12), ("articles/mine.jsonl", 0)],
)
def test_a_name_says_which_run_wrote_the_file(tmp_path: Path, name: str, run: int) -> None:
    put(tmp_path, name, LINES[0])

    assert [file.run for file in articles_in(tmp_path)] == [run]


def test_a_damaged_file_raises_what_is_expected(tmp_path: Path) -> None:
    put(tmp_path, "articles/a.jsonl.gz", gzip.compress(b"".join(LINES))[:-12])

    with pytest.raises(ERRORS):
        [*lines_of(articles_in(tmp_path)[0])]


def test_a_bag_has_its_archive_in_data(tmp_path: Path) -> None:
    put(tmp_path, "data/articles/a.jsonl", LINES[0])
    assert root_of(tmp_path) == tmp_path

    put(tmp_path, "bagit.txt", b"")
    assert root_of(tmp_path) == tmp_path / "data"
