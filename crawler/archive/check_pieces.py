"""Pieces of an archive that are proven by themselves, in a process for each processor.

Lines of articles are handed to whoever is free, a batch at a time. A WARC is parted where its
index says that captures begin; only where each part turns out to be sound records from end to
end is that believed. What is to be said comes in the order of the file.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from crawler import patterns as re
from crawler.archive.check_inventory import RecordNote, note_of
from crawler.archive.check_lines import ArticleLine, faults_of_line
from crawler.archive.check_records import Sized, faults_of_record
from crawler.archive.containers import ArchiveDamage, sources
from crawler.archive.warc_reader import records_in
from crawler.forked import CONTEXT, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path
    from typing import Self

    from crawler.archive.stored_lines import StoredLine

T = TypeVar("T")
R = TypeVar("R")

LARGE = 32 * 1024**2
"""Bytes from which on a file is worth the second in which processes start."""

BATCH = 256 * 1024
"""Bytes of the lines of a batch."""

PART = 4 * 1024**2
"""Bytes of a part of a WARC, at least."""

_OFFSET = re.compile(rb'"offset": ?"(\d{1,18})"')


class LookedAtLine(NamedTuple):
    """What the line of an article is."""

    offset: int
    length: int
    faults: tuple[str, ...]
    article: ArticleLine | None
    sha256: bytes


class LookedAtRecord(NamedTuple):
    """What a record of a WARC is."""

    offset: int
    length: int
    faults: tuple[str, ...]
    note: RecordNote


class Processes:
    """Those that look at pieces; none before they are asked."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    @staticmethod
    def are_worth(size: int) -> bool:
        """Return True if a file of so many bytes is looked at in several processes."""
        return size >= LARGE

    def each(self, look: Callable[[T], R], pieces: Iterable[T], size: int) -> Iterator[R]:
        """Yield what becomes of each piece of a file of so many bytes, in order."""
        if not self.are_worth(size):
            yield from map(look, pieces)
            return
        cores = os.cpu_count() or 1
        if self._pool is None:
            prepare([__name__])
            self._pool = ProcessPoolExecutor(cores, CONTEXT)
        going: deque[Future[R]] = deque()
        for piece in pieces:
            going.append(self._pool.submit(look, piece))
            if len(going) > 2 * cores:
                yield going.popleft().result()
        while going:
            yield going.popleft().result()


def batches(lines: Iterable[StoredLine]) -> Iterator[list[StoredLine]]:
    """Yield lines in batches, all but the last of `BATCH` bytes or more."""
    batch, size = list[Any](), 0
    for line in lines:
        batch.append(line)
        size += len(line[-1])
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def look_at_lines(batch: Iterable[StoredLine]) -> list[LookedAtLine]:
    """Return what the lines of articles are."""
    looked = []
    for offset, length, line in batch:
        found, article = faults_of_line(line)
        looked.append(LookedAtLine(offset, length, tuple(found), article, sha256(line).digest()))
    return looked


def parts_of(path: Path, index: Path) -> list[tuple[Path, int, int]]:
    """Return the parts of a WARC: where each begins and ends; one if its index tells nothing."""
    size = path.stat().st_size
    told = _OFFSET.findall(index.read_bytes()) if index.is_file() else []
    starts = [0]
    for offset in sorted(map(int, told)):
        if starts[-1] + PART <= offset <= size - PART:
            starts.append(offset)
    return [(path, *ends) for ends in zip(starts, [*starts[1:], size], strict=True)]


def look_at_records(part: tuple[Path, int, int]) -> list[LookedAtRecord] | None:
    """Return what the records of a part are; None unless it is sound from end to end."""
    path, start, end = part
    damaged: list[ArchiveDamage] = []
    found = list(sources(path, damaged.append, damaged.append))
    if len(found) != 1 or damaged:
        return None
    looked: list[LookedAtRecord] = []
    within = replace(found[0], start=start, length=end - start)
    for stored in records_in(within, damaged.append, damaged.append):
        if damaged or stored.nth or (not looked and stored.offset):
            return None
        note = note_of(Sized(stored, 0))
        faults = tuple(faults_of_record(stored))
        looked.append(LookedAtRecord(start + stored.offset, 0, faults, note))
    if damaged or not looked:
        return None
    ends = [*(each.offset for each in looked[1:]), end]
    return [each._replace(length=to - each.offset) for each, to in zip(looked, ends, strict=True)]
