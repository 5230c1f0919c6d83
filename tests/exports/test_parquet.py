"""A Parquet file has typed columns and a row group a day, wherever its writing was parted."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow.parquet as pq

from crawler.archive.jsonl import to_record
from crawler.exports.columns import row_of
from crawler.exports.held import HeldStory
from crawler.exports.parquet import to_parquet
from tests.exports.archives import story
from tests.exports.told import exported, held_records

if TYPE_CHECKING:
    import pytest


def test_the_rows_of_parquet_are_typed_and_hold_the_whole_line(tmp_path: Path) -> None:
    out = exported("parquet", tmp_path)
    query = f"SELECT record, day, epoch(published_at), precision, author, version FROM '{out}'"
    rows = duckdb.connect().execute(query).fetchall()
    assert [json.loads(row[0]) for row in rows] == held_records()
    at = datetime(2026, 2, 5, 1, 12, tzinfo=UTC).timestamp()
    assert rows[0][1:] == (date(2026, 2, 5), at, "zone", [], 1)
    assert rows[2][1:] == (date(2026, 2, 6), None, "day", ["梁书齐", "周岚"], 1)
    assert pq.ParquetFile(out).num_row_groups == 2


def test_a_row_group_is_of_one_day_and_no_larger_than_memory_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [story(f"https://a.example/{n}", date_published=f"2026-02-0{n // 4 + 1}")
            for n in range(8)]  # fmt: skip
    size = len(row_of(HeldStory(to_record(told[0]), ""))["record"])
    monkeypatch.setattr("crawler.exports.parquet.MAX_GROUP", 2 * size)
    file = pq.ParquetFile(exported("parquet", tmp_path, *told))
    rows = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert rows == [2, 2, 2, 2]
    monkeypatch.setattr("crawler.exports.parquet.MAX_GROUP", 20 * size)
    assert pq.ParquetFile(exported("parquet", tmp_path / "large", *told)).num_row_groups == 2


def test_a_row_group_is_parted_by_no_mark(tmp_path: Path) -> None:
    days = ("2026-02-05", "2026-02-05", "2026-02-06")
    told = [
        HeldStory(to_record(story(f"https://a.example/{n}", date_published=day)), "")
        for n, day in enumerate(days)
    ]
    with to_parquet(tmp_path / "a.parquet") as write:
        may_be_parted = []
        for each in told:
            may_be_parted.append(write.parts_before(each))
            write(each)
    assert may_be_parted == [True, False, True]
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_a_table_of_no_story_has_its_columns(tmp_path: Path) -> None:
    with to_parquet(tmp_path / "a.parquet"):
        pass
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert (file.metadata.num_rows, file.schema_arrow.names[0]) == (0, "identifier")
