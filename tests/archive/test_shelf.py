"""Segments hold what was committed and nothing else; once sealed they stay."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive.shelf import OPEN, Shelf, ShelfError

LINES = b'{"n": 1}\n{"n": 2}\n'


def written(root: Path, data: bytes = LINES) -> str:
    """Leave a segment as a crash leaves it; return its name."""
    shelf = Shelf(root)
    segment = shelf.segment("articles", "run")
    segment.append(data)
    shelf.sync()
    shelf.close()
    return segment.name


@pytest.mark.parametrize("tail", range(len(LINES) + 1))
def test_a_segment_is_cut_to_what_was_committed_at_every_byte(tmp_path: Path, tail: int) -> None:
    name = written(tmp_path, LINES + LINES[:tail])

    shelf = Shelf(tmp_path)
    cut = shelf.recover({name: (len(LINES), False)})
    shelf.segment("articles", "run").append(b'{"n": 3}\n')
    shelf.sync()
    shelf.close()

    assert cut == tail
    assert (tmp_path / (name + OPEN)).read_bytes() == LINES + b'{"n": 3}\n'


@pytest.mark.parametrize("left", [0, 1, len(LINES) - 1])
def test_a_segment_shorter_than_committed_is_refused_and_left_alone(
    tmp_path: Path, left: int
) -> None:
    name = written(tmp_path, LINES[:left])

    shelf = Shelf(tmp_path)
    with pytest.raises(ShelfError, match=f"{len(LINES)} were committed"):
        shelf.recover({name: (len(LINES), False)})
    shelf.close()

    assert (tmp_path / (name + OPEN)).read_bytes() == LINES[:left]


def test_a_sealed_segment_that_is_gone_is_refused(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    with pytest.raises(ShelfError, match="is missing"):
        shelf.recover({"articles/run.jsonl": (10, True)})
    shelf.close()


def test_a_segment_nobody_committed_is_taken_away(tmp_path: Path) -> None:
    name = written(tmp_path)

    shelf = Shelf(tmp_path)
    cut = shelf.recover({})
    shelf.close()

    assert cut == len(LINES)
    assert not (tmp_path / (name + OPEN)).exists()


def test_sealing_names_the_file_and_lists_its_digest(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.segment("articles", "run").append(LINES)
    shelf.segment("warc", "run")

    sealed = shelf.seal()
    shelf.close()

    assert sealed == ["articles/run.jsonl"]
    assert (tmp_path / "articles/run.jsonl").read_bytes() == LINES
    assert not list(tmp_path.glob(f"*/*{OPEN}"))
    [entry] = map(json.loads, (tmp_path / "manifest.jsonl").read_text().splitlines())
    assert (entry["file"], entry["length"]) == ("articles/run.jsonl", len(LINES))
    assert entry["sha256"] == sha256(LINES).hexdigest()


def test_an_index_is_sealed_in_order(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.segment("cdx", "run").append(b"com,b)/ 2\ncom,a)/ 1\n")

    shelf.seal()
    shelf.close()

    assert (tmp_path / "cdx/run.cdxj").read_bytes() == b"com,a)/ 1\ncom,b)/ 2\n"


def test_a_seal_that_a_crash_interrupted_is_finished(tmp_path: Path) -> None:
    name = written(tmp_path)
    (tmp_path / (name + OPEN)).rename(tmp_path / name)

    shelf = Shelf(tmp_path)
    assert shelf.recover({name: (len(LINES), False)}) == 0
    sealed = shelf.seal()
    shelf.close()

    assert sealed == [name]
    assert name in (tmp_path / "manifest.jsonl").read_text()


def test_two_cannot_hold_one_archive(tmp_path: Path) -> None:
    first = Shelf(tmp_path)

    with pytest.raises(ShelfError, match="in use by process"):
        Shelf(tmp_path)
    first.close()
    Shelf(tmp_path).close()


def test_what_was_appended_beyond_a_length_can_be_taken_back(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    segment = shelf.segment("articles", "run")
    segment.append(LINES)
    shelf.sync()
    segment.append(b"half a li")

    shelf.cut({segment.name: len(LINES)})
    segment.append(b'{"n": 3}\n')
    shelf.sync()
    shelf.close()

    assert (tmp_path / (segment.name + OPEN)).read_bytes() == LINES + b'{"n": 3}\n'
