"""What an archive has lost, made anew from its WARC files and its lines of JSON.

    for done in mend(root, keys): print(done)

Captures and articles are what cannot be had again; the index, the manifest and the
ledger say nothing that does not stand in them, but for schedules. What is made anew
takes the place of what was wrong, which is set aside and never deleted. A sealed file
that is not as it was sealed stays so, and the manifest goes on to say it.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from crawler.archive.check_inventory import Inventory, index_of
from crawler.archive.check_ledger import LEDGER
from crawler.archive.check_lines import MANIFEST, Sealed, sealed_in
from crawler.archive.check_records import (
    INDEXED,
    faults_of_record,
    index_line,
    record_of,
    sized,
)
from crawler.archive.check_whole import NOT_READ, CheckTally, Finding, Whole
from crawler.archive.containers import ArchiveDamage
from crawler.archive.description import DESCRIPTIONS
from crawler.archive.disk import sync_path
from crawler.archive.folders import SET_ASIDE
from crawler.archive.rebuild_ledger import Keys, rebuild_ledger
from crawler.archive.segment import DRAFT, NEW, OPEN, sha256_of
from crawler.archive.segments import Segments
from crawler.archive.takedown import finish, taken_down
from crawler.ledger.database import LedgerError
from crawler.ledger.ledger import Ledger

logger = logging.getLogger(__name__)


def mend(
    root: Path, keys: Keys, *, moved_away: bool = False, shelf: Segments | None = None
) -> Iterator[str]:
    """Make anew what is wrong and can be had from the rest; yield what was done.

    `shelf` is that of the archive, where the caller holds it. Raises `SegmentError` where a run
    is going on, or where a segment lacks bytes that were committed.
    """
    mender = _Mender(root, keys, moved_away=moved_away)
    if shelf is not None:
        yield from mender.mend(shelf)
        return
    with closing(Segments(root)) as own:
        yield from mender.mend(own)


class _Mender:
    def __init__(self, root: Path, keys: Keys, *, moved_away: bool) -> None:
        self.root, self.keys, self.moved_away = root, keys, moved_away
        self.indexed: set[str] = set()
        """Indexes that were made anew."""

        self._listed: dict[str, list[Sealed]] | None = None

    def mend(self, shelf: Segments) -> Iterator[str]:
        """Yield what was done."""
        if log := finish(shelf):
            yield f"ended a takedown that was interrupted: {log}"
        with closing(Inventory()) as inventory:
            findings = self._findings(inventory)
        if not any(finding.wrong or finding.of_ledger for finding in findings):
            return
        yield from end_run(shelf)
        yield from self._indexes(findings)
        yield from self._manifest()
        self._tell_ledger()
        yield from self._ledger()

    def _findings(self, inventory: Inventory) -> list[Finding]:
        whole = Whole(self.root, CheckTally(), moved_away=self.moved_away, held=True)
        return list(whole.check(inventory))

    # --- index

    def _indexes(self, findings: list[Finding]) -> Iterator[str]:
        """Make the index of each WARC file anew of which something is wrong."""
        wrong = {finding.file for finding in findings if finding.wrong}
        gone = self._gone()
        for warc in sorted((self.root / "warc").glob("*")):
            name = index_of(f"warc/{warc.name}")
            index = self.root / name
            is_lost = not index.exists() and (name in gone or not self._sealed(name))
            if warc.name.endswith((OPEN, NEW, DRAFT)) or not (
                is_lost or wrong & {str(index), str(warc)}
            ):
                continue
            lines = self._index_of(warc)
            if lines is None or (index.exists() and index.read_bytes() == lines):
                continue
            if lines or index.exists():
                self._replace(index, lines)
                self.indexed.add(name)
                yield f"made {name} anew from {warc.name}"

    def _gone(self) -> set[str]:
        """Return the indexes that the manifest lists, that are gone, and whose WARC is here."""
        return {
            entry.file
            for entry, _ in sealed_in(self.root)
            if entry.file.startswith("cdx/") and not (self.root / entry.file).exists()
        }

    def _index_of(self, warc: Path) -> bytes | None:
        """Return the index of a WARC file; None where the file is damaged: it is not silenced."""
        damaged: list[ArchiveDamage] = []
        lines = []
        for entry in self._sealed(f"warc/{warc.name}"):
            if entry.sha256 != sha256_of(warc):
                return None
        for found in sized(warc, damaged.append):
            if damaged or any(faults_of_record(found.stored)):
                return None
            record = record_of(found)
            if record.type in INDEXED:
                lines.append(index_line(record, warc.name, found.stored.offset).encode() + b"\n")
        return None if damaged else b"".join(sorted(lines))

    # --- manifest

    def _sealed(self, name: str) -> list[Sealed]:
        """Return what the manifest said of a file when the work began."""
        if self._listed is None:
            self._listed = {}
            for entry, _ in sealed_in(self.root):
                self._listed.setdefault(entry.file, []).append(entry)
        return self._listed.get(name, [])

    def _manifest(self) -> Iterator[str]:
        """List each sealed file once, and nothing that is no line of a manifest."""
        path = self.root / MANIFEST
        before = path.read_bytes() if path.exists() else b""
        kept: dict[bytes, str] = {}
        for entry, line in sealed_in(self.root):
            if entry.file not in self.indexed or self._is_as_sealed(entry):
                kept.setdefault(line, entry.file)
        listed = set(kept.values())
        new = [name for name in self._files() if name not in listed]
        after = b"".join(kept) + b"".join(self._line(name) for name in new)
        if after == before:
            return
        self._replace(path, after, keep=not after.startswith(before))
        yield f"listed {len(new)} sealed files in {MANIFEST}"

    def _is_as_sealed(self, entry: Sealed) -> bool:
        path = self.root / entry.file
        return path.stat().st_size == entry.length and sha256_of(path) == entry.sha256

    def _is_here(self, entry: Sealed) -> bool:
        return (self.root / entry.file).is_file()

    def _files(self) -> Iterator[str]:
        """Yield every sealed file, those of a run together."""
        folders = ("warc", "cdx", "articles", "events", "reports", "takedowns")
        found = [
            (path.name, f"{folder}/{path.name}")
            for folder in folders
            for path in (self.root / folder).glob("*")
            if not path.name.endswith((OPEN, NEW, DRAFT)) and path.is_file()
        ]
        yield from (name for _, name in sorted(found))
        yield from (name for name in DESCRIPTIONS if (self.root / name).is_file())

    def _line(self, name: str) -> bytes:
        path = self.root / name
        entry = {
            "file": name,
            "length": path.stat().st_size,
            "sha256": sha256_of(path),
            "sealed": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        return json.dumps(entry).encode() + b"\n"

    # --- ledger

    def _tell_ledger(self) -> None:
        """Write down how long the indexes are that were made anew."""
        path = self.root / LEDGER
        if not (self.indexed and path.exists()):
            return
        try:
            with closing(sqlite3.connect(path)) as db, db:
                for name in self.indexed:
                    db.execute(
                        "INSERT INTO segments (file, length, sealed) VALUES (?, ?, 1) "
                        "ON CONFLICT (file) DO UPDATE SET length = excluded.length",
                        (name, (self.root / name).stat().st_size),
                    )
        except sqlite3.Error as error:
            logger.info("%s cannot be told of the new indexes: %s", path, error)

    def _ledger(self) -> Iterator[str]:
        """Make the ledger anew where it is lost, or at odds with files that are sound."""
        path = self.root / LEDGER
        with closing(Inventory()) as inventory:
            findings = self._findings(inventory)
            if not any(finding.of_ledger for finding in findings):
                return
            hurt = [each for each in findings if each.wrong and not each.of_ledger]
            readable = not any(each.reason.startswith(NOT_READ) for each in findings)
            if hurt and path.exists() and readable:
                yield f"left the ledger as it is: {len(hurt)} findings of the files come first"
                return
            draft = path.with_name(path.name + DRAFT)
            for old in self.root.glob(f"{draft.name}*"):
                old.unlink()
            made = rebuild_ledger(self.root, draft, inventory, self.keys)
        with closing(Ledger(draft)) as ledger:
            for url, at in taken_down(self.root):
                ledger.takedowns.forget([url], at)
        sync_path(draft)
        if path.exists():
            yield f"set the old ledger aside as {self._set_ledger_aside(path)}"
        draft.rename(path)
        sync_path(self.root)
        yield f"made the ledger anew: {made}"
        away = len({each.file for each, _ in sealed_in(self.root) if not self._is_here(each)})
        if away:
            yield f"{away} sealed files are not here: what they hold is not in the ledger"

    def _set_ledger_aside(self, path: Path) -> str:
        """Rename a ledger with what SQLite keeps beside it; return its name."""
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        names = (f"{LEDGER}.{now}" + f"-{nth}" * bool(nth) for nth in count())
        name = next(name for name in names if not (self.root / name).exists())
        for ending in ("", "-wal", "-shm"):
            beside = path.with_name(path.name + ending)
            if beside.exists():
                beside.rename(path.with_name(name + ending))
        return name

    # --- files

    def _replace(self, path: Path, data: bytes, *, keep: bool = True) -> None:
        """Write a file whole; what stood there is set aside."""
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(path.name + DRAFT)
        draft.write_bytes(data)
        sync_path(draft)
        if keep and path.exists():
            folder = self.root / SET_ASIDE
            folder.mkdir(exist_ok=True)
            own = "-".join(path.relative_to(self.root).parts)
            names = (folder / f"{own}.{nth}" for nth in count(1))
            path.rename(next(name for name in names if not name.exists()))
            sync_path(folder)
        draft.replace(path)
        sync_path(path.parent)


def end_run(shelf: Segments) -> Iterator[str]:
    """Seal the segments that a killed run left open; yield what was done."""
    left = [*shelf.root.glob(f"*/*{OPEN}"), *shelf.root.glob(f"*/*{NEW}")]
    if not left:
        return
    known = _known_segments(shelf.root)
    recovery = shelf.recover(known)
    sealed = [*recovery.sealed, *shelf.seal()]
    if known:
        with closing(Ledger(shelf.root / LEDGER)) as ledger:
            ledger.seal(sealed)
    yield f"ended a run that was killed: {len(left)} open segments, {len(sealed)} sealed"


def _known_segments(root: Path) -> dict[str, tuple[int, bool]]:
    """Return the segments that the ledger knows; none where there is no ledger."""
    if not (root / LEDGER).exists():
        return {}
    try:
        with closing(Ledger(root / LEDGER)) as ledger:
            return ledger.segments()
    except (LedgerError, sqlite3.Error):
        return {}
