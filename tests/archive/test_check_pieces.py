"""Pieces of an archive are looked at side by side, and found to be what they are as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive import check_pieces
from crawler.archive.check import CheckTally, check
from crawler.archive.check_inventory import index_of
from crawler.archive.check_pieces import Processes, look_at_records, parts_of
from crawler.archive.check_records import sized
from crawler.archive.containers import ArchiveDamage
from tests.archive.changes import (
    SEALED,
)
from tests.archive.two_runs import copied


def no_damage(damage: ArchiveDamage) -> None:
    raise AssertionError(damage)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            each, marks=[] if each.endswith(("twice", "body", "text")) else pytest.mark.long
        )
        for each in SEALED
        if each.startswith(("index", "warc", "article"))
    ],
)
def test_what_is_looked_at_in_parts_is_found_as_in_one(
    name: str, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = copied(archive, tmp_path)
    SEALED[name](own)
    tally, in_parts = CheckTally(), CheckTally()
    whole = list(check([own], tally))

    monkeypatch.setattr(check_pieces, "BATCH", 1)
    monkeypatch.setattr(check_pieces, "PART", 1)
    monkeypatch.setattr(Processes, "are_worth", lambda *_: True)
    monkeypatch.setattr(Processes, "each", lambda _, look, pieces, __: map(look, pieces))

    assert list(check([own], in_parts)) == whole
    assert vars(in_parts) == vars(tally)


def test_parts_are_looked_at_in_processes_and_come_in_order(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path, *_] = sorted(archive.glob("warc/*"))
    index = archive / index_of(f"warc/{path.name}")
    monkeypatch.setattr(check_pieces, "PART", 1)
    monkeypatch.setattr(check_pieces, "LARGE", 0)
    parts = parts_of(path, index)

    with Processes() as processes:
        looked = list(processes.each(look_at_records, parts, path.stat().st_size))

    assert len(parts) > 2
    assert looked == [look_at_records(part) for part in parts]
    assert [each.offset for part in looked for each in part or ()] == sorted(
        each.stored.offset for each in sized(path, no_damage)
    )


def test_a_part_that_does_not_begin_or_end_with_a_record_is_not_believed(archive: Path) -> None:
    [path, *_] = sorted(archive.glob("warc/*"))
    offsets = [each.stored.offset for each in sized(path, no_damage)]

    assert look_at_records((path, offsets[1], offsets[3]))
    for start, end in [(1, 3), (3, 5)]:
        for off in (-1, 1):
            assert look_at_records((path, offsets[start] + off, offsets[end])) is None
        assert look_at_records((path, offsets[start], offsets[end] - 5)) is None
    assert look_at_records((path, offsets[1], offsets[1])) is None
