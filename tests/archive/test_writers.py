"""Several writers of one archive: each has its number, and who lives no more is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive.segment import SegmentError
from crawler.archive.writers import Writers, writer_of


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("warc/20260205083000-00007-w12.warc.gz", 12),
        ("warc/20260205083000-00007-w12-2.warc.gz", 12),
        ("articles/20260205083000-123456-w1.jsonl.zst", 1),
        ("warc/20260205083000-00007-000.warc.gz", None),
        ("warc/20260205083000-00007-w12", None),
        ("warc/w12.warc.gz", None),
        ("", None),
    ],
)
def test_a_file_bears_the_number_of_its_writer(name: str, number: int | None) -> None:
    assert writer_of(name) == number


def test_an_archive_keeps_its_place_and_two_archives_have_two(tmp_path: Path) -> None:
    first, again, other = (Writers(tmp_path / name) for name in ("a", "a", "b"))

    assert first.place == again.place
    assert first.place != other.place


def test_a_number_is_one_writers_for_as_long_as_it_lives(tmp_path: Path) -> None:
    first, second = Writers(tmp_path), Writers(tmp_path)
    first.begin(1)

    with pytest.raises(SegmentError, match="lives already"):
        second.begin(1)
    first.close()
    second.begin(1)

    assert second.number == 1
    second.close()


def test_the_places_of_the_dead_are_taken_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    living, mine = Writers(tmp_path), Writers(tmp_path)
    living.begin(1)
    mine.begin(2)

    assert mine.take_dead([1, 2, 3, 4]) == {3, 4}
    mine.forget_dead()
    assert mine.take_dead([3]) == {3}

    living.close()
    assert mine.take_dead([1]) == {1}
    mine.close()


def test_where_there_can_be_no_archive_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")

    with pytest.raises(SegmentError, match="cannot hold an archive"):
        Writers(tmp_path / "a")
