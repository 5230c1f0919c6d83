"""What a check says of a file is the same whether it read the file now or before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


from crawler.archive import check_proven
from crawler.archive.check_findings import CheckTally, Finding, proven
from crawler.archive.check_inventory import Inventory

TOLD = [Finding("a", 3, "is cut"), Finding("a", 9, "is open", wrong=False)]


def look(path: Path, inventory: Inventory, reads: list[Path]) -> tuple[list[Finding], CheckTally]:
    """Return what is said of a file of three lines and two records, and what was counted."""
    tally = CheckTally()
    tally.lines = 40

    def check() -> Iterator[Finding]:
        reads.append(path)
        yield TOLD[0]
        tally.lines += 3
        tally.records += 2
        tally.files += 1
        yield TOLD[1]

    proof = inventory.proofs.of(path) if inventory.proofs else None
    return list(proven(path, inventory, tally, check, proof=proof, digest="d")), tally


def test_a_file_that_was_proven_is_told_of_and_counted_and_not_read(tmp_path: Path) -> None:
    path, reads = tmp_path / "a", list[Path]()
    path.write_bytes(b"1\n2\n3\n")
    with Inventory(tmp_path / "kept.sqlite", "about") as inventory:
        first, counted = look(path, inventory, reads)
        again, recounted = look(path, inventory, reads)
        path.write_bytes(b"1\n2\n4\n5\n")
        changed, _ = look(path, inventory, reads)

    assert first == again == changed == TOLD
    assert vars(recounted) == {**vars(counted), "before": 1}
    assert reads == [path, path]
    assert not (tmp_path / "kept.sqlite").exists()


def test_a_file_that_changes_while_it_is_read_is_not_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, reads = tmp_path / "a", list[Path]()
    path.write_bytes(b"1\n")
    monkeypatch.setattr(check_proven, "state_of", lambda _: "another")
    with Inventory(tmp_path / "kept.sqlite", "about") as inventory:
        look(path, inventory, reads)
        monkeypatch.undo()
        look(path, inventory, reads)
    assert reads == [path, path]


def test_without_a_place_to_keep_it_each_file_is_read(tmp_path: Path) -> None:
    path, reads = tmp_path / "a", list[Path]()
    path.write_bytes(b"1\n")
    with Inventory() as inventory:
        assert look(path, inventory, reads)[0] == look(path, inventory, reads)[0] == TOLD
    assert reads == [path, path]
