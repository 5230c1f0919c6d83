"""Lines are read back from where they stand, however their file stores them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.rebuild import mend
from crawler.archive.segments import SegmentError, Segments
from crawler.archive.stored_lines import CODINGS, line_at, lines_of, stored
from crawler.archive.takedown import find_story, finish, prepare
from crawler.exports.held import HeldStories
from tests.archive.ledgers import KEYS
from tests.in_process import SITE, START
from tests.run.test_store import BOAT, FERRY, QUAY, STORIES, crawled, faults

TEXTS = [b'{"n": 1}\n', '{"n": "渡轮恢复开航"}\n'.encode() * 3_000, b'{"n": 3}\n']
PACKED = CODINGS[1:]


@pytest.mark.parametrize("coding", CODINGS)
@given(texts=st.lists(st.binary(max_size=200).map(lambda text: text.replace(b"\n", b"") + b"\n")))
def test_every_line_is_read_back_from_its_place(
    coding: str, texts: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"lines.jsonl{coding}"
    path.write_bytes(b"".join(stored(text, coding) for text in texts))

    found = list(lines_of(path))

    assert [line for _, _, line in found] == texts
    assert [line_at(path, offset, length) for offset, length, _ in found] == texts


@pytest.mark.parametrize("coding", PACKED)
def test_a_damaged_line_costs_no_other(coding: str, tmp_path: Path) -> None:
    first, second, third = (stored(text, coding) for text in TEXTS)
    path = tmp_path / f"lines.jsonl{coding}"
    path.write_bytes(first + second[:9] + bytes(9) + second[18:] + third)

    found = [line for _, _, line in lines_of(path)]

    assert (found[0], found[-1]) == (TEXTS[0], TEXTS[2])
    assert TEXTS[1] not in found
    with pytest.raises(ValueError, match="no line at"):
        line_at(path, len(first), len(second))


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("cut", [1, 5])
def test_a_torn_line_does_not_end(coding: str, cut: int, tmp_path: Path) -> None:
    path = tmp_path / f"lines.jsonl{coding}.open"
    path.write_bytes(b"".join(stored(text, coding) for text in TEXTS)[:-cut])

    assert [line.endswith(b"\n") for _, _, line in lines_of(path)] == [True, True, False]


@pytest.mark.parametrize("coding", PACKED)
def test_a_segment_that_outlived_its_ledger_is_sealed_to_its_last_whole_line(
    coding: str, tmp_path: Path
) -> None:
    shelf = Segments(tmp_path)
    segment = shelf.segment("articles", "run", "news.example", coding)
    for text in TEXTS:
        segment.append(stored(text, coding))
    segment.append(stored(TEXTS[1], coding)[:-5])
    shelf.sync()
    shelf.committed()
    shelf.close()

    with closing(Segments(tmp_path)) as again:
        [sealed] = again.recover({}).sealed

    assert sealed == f"articles/run.news.example.jsonl{coding}"
    assert [line for _, _, line in lines_of(tmp_path / sealed)] == TEXTS
    assert len(list((tmp_path / "recovered").iterdir())) == 1


def test_each_host_has_a_file_that_a_new_run_goes_on_with_in_its_coding(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    segments = [shelf.segment("articles", "run", f"{host}.example", ".gz") for host in "ab"]
    for segment in segments:
        segment.append(stored(TEXTS[0], ".gz"))
    names = [segment.name for segment in segments]
    lengths = shelf.sync()
    shelf.committed()
    shelf.close()

    with closing(Segments(tmp_path)) as again:
        again.recover({name: (length, False) for name, length in lengths.items()})
        resumed = again.segment("articles", "later", "b.example", ".zst").name

    assert names == ["articles/run.a.example.jsonl.gz", "articles/run.b.example.jsonl.gz"]
    assert resumed == names[1]


@pytest.mark.parametrize(("said", "coding"), [("gz", ".gz"), ("zst", ".zst")])
def test_an_archive_of_packed_lines_is_read_checked_mended_and_cleaned_as_any_other(
    said: str, coding: str, tmp_path: Path
) -> None:
    crawled(tmp_path, *STORIES, ARCHIVE_LINES=said, ARCHIVE_FILES="day")

    [file] = tmp_path.glob("articles/*")
    assert file.name.endswith(f"-00001-000.quay.example.jsonl{coding}")
    assert faults(tmp_path) == []
    [[count]] = (
        duckdb.connect()
        .execute(f"SELECT count(*) FROM read_json('{file}', format = 'newline_delimited')")
        .fetchall()
    )
    assert count == len(STORIES)
    with HeldStories(tmp_path) as held:
        assert {story.record["url"] for story in held.stories()} == {SITE + x for x in STORIES}

    (tmp_path / "ledger.sqlite").unlink()
    list(mend(tmp_path, KEYS))
    assert faults(tmp_path) == []

    with closing(Segments(tmp_path)) as shelf:
        prepare(shelf, find_story(tmp_path, SITE + QUAY), "a wish", START)
        finish(shelf)
    with HeldStories(tmp_path) as held:
        assert {story.record["url"] for story in held.stories()} == {SITE + FERRY, SITE + BOAT}
    assert faults(tmp_path) == []


def test_with_a_file_a_day_no_file_holds_two_days(tmp_path: Path) -> None:
    crawled(tmp_path, FERRY, ARCHIVE_FILES="day")
    crawled(tmp_path, QUAY, hours=30, ARCHIVE_FILES="day")

    files = sorted(tmp_path.glob("articles/*"))
    assert [len(list(lines_of(file))) for file in files] == [1, 1]


def test_a_setting_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SegmentError, match="'bz2', and not one of plain, gz, zst"):
        crawled(tmp_path, ARCHIVE_LINES="bz2")
