"""Whether an archive is what it says: records, references, lines, indexes, sealed files, ledger.

    for finding in check([path], CheckTally()): ...

A folder that is an archive of ours is proven whole (`check_whole`): each part is held
against the others. Of any other folder or file, each WARC, WACZ and JSON-lines file is
proven by itself, and the references among their records. Digests are taken as the
standard has them: of the block as it stands, and of the payload after transfer decoding
and before content decoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from crawler import patterns as re
from crawler.archive.check_findings import CheckTally, Finding, proven
from crawler.archive.check_inventory import Inventory
from crawler.archive.check_lines import (
    MANIFEST,
    PARTS,
    UNREADABLE,
    Sealed,
    faults_of_line,
    sealed_of,
)
from crawler.archive.check_questions import REFERENCES_ASKED
from crawler.archive.check_records import Sized, faults_of_record
from crawler.archive.check_whole import Whole
from crawler.archive.containers import ArchiveDamage
from crawler.archive.folders import FOLDERS, SET_ASIDE, WORK, is_archive
from crawler.archive.segment import LINES, sha256_of
from crawler.archive.stored_lines import lines_of
from crawler.archive.warc_reader import read_records

__all__ = ["CheckTally", "Finding", "check"]

OUTBOX = "outbox"
"""The folder of what consumers have said: none of it is of the archive."""

LOOSE = "loose"
"""The part of the records that stand in no archive of ours: they may name one another."""

_WARC = re.compile(r"\.(warc(\.gz)?|wacz)$")


def check(
    paths: Iterable[Path],
    tally: CheckTally,
    *,
    moved_away: bool = False,
    kept: Path | None = None,
) -> Iterator[Finding]:
    """Yield what is to be said of these files and folders; `tally` counts what was looked at.

    `moved_away`: sealed files of an archive that are not here were moved to another store.
    `kept`: a folder for what is known of files as long as a check is not at its end; one that
    was ended goes on from there. An archive may change in between: it is what it is now that
    counts.
    """
    paths = [*paths]
    with _inventory(kept, *paths, "loose") as loose:
        for path in paths:
            if path.is_dir() and is_archive(path):
                with _inventory(kept, path) as inventory:
                    yield from Whole(path, tally, moved_away=moved_away).check(inventory)
                for file in _beside(path):
                    yield from _check_file(file, tally, loose, str(file))
            else:
                for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                    yield from _check_file(file, tally, loose, LOOSE)
        for each in loose.contradictions(REFERENCES_ASKED):
            yield Finding(*each)


def _inventory(kept: Path | None, *about: Path | str) -> Inventory:
    """Return what is known of files; where a check is kept, from the time that it was ended."""
    if kept is None:
        return Inventory()
    told = "\n".join(str(each.resolve()) if isinstance(each, Path) else each for each in about)
    return Inventory(kept / f"{sha256(told.encode()).hexdigest()[:16]}.sqlite", told)


def _beside(root: Path) -> Iterator[Path]:
    """Yield the files of an archive that stand in none of its folders: pages that drifted, say."""
    for file in sorted(root.rglob("*")):
        parts = file.relative_to(root).parts
        if parts[0] not in {*FOLDERS, SET_ASIDE, MANIFEST, PARTS, WORK, OUTBOX}:
            yield file


def _check_file(file: Path, tally: CheckTally, loose: Inventory, part: str) -> Iterator[Finding]:
    if not file.is_file():
        return
    if file.name == MANIFEST:
        yield from _check_manifest(file, tally)
        tally.files += 1
    elif _WARC.search(file.name) or file.name.endswith(LINES):
        is_warc = _WARC.search(file.name)
        content = _check_warc(file, tally, loose, part) if is_warc else _check_lines(file, tally)
        proof = loose.proofs.of(file) if loose.proofs else None
        yield from proven(file, loose, tally, lambda: content, proof=proof)
        tally.files += not proof


def _check_lines(path: Path, tally: CheckTally) -> Iterator[Finding]:
    for offset, _, line in lines_of(path):
        tally.lines += 1
        faults, _ = faults_of_line(line)
        yield from (Finding(str(path), offset, fault) for fault in faults)


def _check_warc(path: Path, tally: CheckTally, loose: Inventory, part: str) -> Iterator[Finding]:
    damaged: list[ArchiveDamage] = []
    for stored in read_records(path, damaged.append):
        yield from (Finding(*damage) for damage in damaged)
        damaged.clear()
        tally.records += 1
        loose.add_record(part, stored.file, Sized(stored, 0))
        for fault in faults_of_record(stored):
            yield Finding(stored.file, stored.offset, fault)
    yield from (Finding(*damage) for damage in damaged)


def _check_manifest(path: Path, tally: CheckTally) -> Iterator[Finding]:
    for offset, _, line in lines_of(path):
        tally.lines += 1
        try:
            fault = _fault_of_sealed(path.parent, sealed_of(line))
        except (*UNREADABLE, OSError) as error:
            fault = f"{type(error).__name__}: {error}"
        if fault:
            yield Finding(str(path), offset, fault)


def _fault_of_sealed(root: Path, entry: Sealed) -> str | None:
    path = root / entry.file
    if not path.is_file():
        return f"{path.name} is gone"
    same = sha256_of(path) == entry.sha256 and path.stat().st_size == entry.length
    return None if same else f"{path.name} is not as it was sealed"
