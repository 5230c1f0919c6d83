"""A typed table as Parquet, a row group a day. Needs ``pyarrow``: pip install crawler[parquet].

A Parquet file says at its end where all of it stands, and cannot be added to. So rows are
gathered beside it, in Arrow streams that follow one another, and become the file once all are
there: https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crawler.archive.disk import sync_path
from crawler.exports.appended import NOTHING
from crawler.exports.columns import COLUMNS, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from crawler.exports.appended import Writer
    from crawler.exports.held import HeldStory

MAX_GROUP = 8_000_000
"""Characters of the records of a row group: a day with more is cut, for the sake of memory, of
which a group takes some five times as much."""

[_DAY] = (column for column in COLUMNS if column.name == "day")


@contextmanager
def to_parquet(path: Path, kept: Mapping[str, int] = NOTHING) -> Iterator[Writer]:
    """Write a typed table, a row group a day, compressed with zstd. Raises ImportError."""
    rows = _Rows(path.with_name(f"{path.name}.rows"), kept)
    try:
        yield rows
        rows.settle()
    finally:
        rows.close()
    rows.become(path)


class _Rows:
    """Row groups, one after the other in a file of streams."""

    def __init__(self, path: Path, kept: Mapping[str, int]) -> None:
        import pyarrow as pa  # noqa: PLC0415 an extra

        types = {
            "text": pa.string(),
            "texts": pa.list_(pa.string()),
            "count": pa.int64(),
            "time": pa.timestamp("us", tz="UTC"),
            "day": pa.date32(),
        }
        self._schema = pa.schema([(column.name, types[column.kind]) for column in COLUMNS])
        self._path, self._group, self._size = path, list[dict[str, Any]](), 0
        self._stream: Any = None
        path.touch()
        os.truncate(path, kept.get(path.name, 0))
        self._file = path.open("ab")

    def __call__(self, story: HeldStory) -> None:
        if self.parts_before(story):
            self._flush()
        row = row_of(story)
        self._group.append(row)
        self._size += len(row["record"])

    def parts_before(self, story: HeldStory) -> bool:
        """Return True if a story begins a row group: no group is parted by a mark."""
        if not self._group:
            return True
        return _DAY.value(story) != self._group[-1]["day"] or self._size >= MAX_GROUP

    def _flush(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 an extra

        if self._group:
            if self._stream is None:
                packed = pa.ipc.IpcWriteOptions(compression="lz4")
                self._stream = pa.ipc.new_stream(self._file, self._schema, options=packed)
            group = pa.Table.from_pylist(self._group, schema=self._schema)
            self._stream.write_table(group.combine_chunks())
            self._group, self._size = [], 0

    def settle(self) -> dict[str, int]:
        """End the stream; the next row group begins another."""
        self._flush()
        if self._stream:
            self._stream.close()
            self._stream = None
        self._file.flush()
        sync_path(self._path)
        return {self._path.name: self._path.stat().st_size}

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def become(self, path: Path) -> None:
        """Write the table of all row groups, in memory for one, and delete what was gathered."""
        import pyarrow as pa  # noqa: PLC0415 an extra
        import pyarrow.parquet as pq  # noqa: PLC0415 an extra

        size = self._path.stat().st_size
        with (
            pa.OSFile(str(self._path)) as file,
            pq.ParquetWriter(path, self._schema, compression="zstd") as table,
        ):
            while file.tell() < size:
                with pa.ipc.open_stream(file) as stream:
                    for batch in stream:
                        table.write_table(pa.Table.from_batches([batch]))
        sync_path(path)
        self._path.unlink()
