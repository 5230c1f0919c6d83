"""An archive of ours, whole: its manifest, its segments, its ledger, each against the others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from crawler import patterns as re
from crawler.archive.check_findings import CheckTally, Finding, proven
from crawler.archive.check_inventory import Contradiction, Inventory, index_of
from crawler.archive.check_ledger import LEDGER, Kept, LedgerFile
from crawler.archive.check_lines import (
    MANIFEST,
    PARTS,
    UNREADABLE,
    entry_of,
    faults_of_event,
    faults_of_takedown,
    sealed_in,
    sealed_of,
)
from crawler.archive.check_pieces import (
    Processes,
    batches,
    look_at_lines,
    look_at_records,
    parts_of,
)
from crawler.archive.check_questions import ARCHIVE, ASKED, REFERENCES_ASKED
from crawler.archive.check_records import faults_of_record, sized
from crawler.archive.containers import ArchiveDamage
from crawler.archive.description import DESCRIPTIONS
from crawler.archive.folders import (
    BEING_WRITTEN,
    FOLDERS,
    JOURNAL,
    PLACE,
    SET_ASIDE,
    WORK,
    in_use,
)
from crawler.archive.segment import DRAFT, NEW, OPEN, sha256_of
from crawler.archive.stored_lines import StoredLine, lines_of

__all__ = ["NOT_READ", "NO_LEDGER", "CheckTally", "Finding", "Whole"]

NO_LEDGER = "no ledger: run --mend"


NOT_READ = "cannot be read"
"""Begins what is said of a ledger that is none."""


class Whole:
    """One archive that is being proven."""

    def __init__(
        self, root: Path, tally: CheckTally, *, moved_away: bool = False, held: bool = False
    ) -> None:
        """`held`: whether the archive's lock is the caller's."""
        self.root, self.tally, self.moved_away = root, tally, moved_away
        self.running = not held and in_use(root)
        self.segments: dict[str, Kept] = {}
        self.has_ledger = False
        self.manifests = [MANIFEST] if (root / MANIFEST).exists() else []
        self.manifests += sorted(f"{PARTS}/{path.name}" for path in root.glob(f"{PARTS}/*.jsonl"))
        self.has_manifest = bool(self.manifests)
        self._shown: dict[str, str] = {}
        self._expired: set[str] = set()
        """Files that went when they were old: see `crawler.archive.retention`."""

        self._processes = Processes()

    def check(self, inventory: Inventory) -> Iterator[Finding]:
        """Yield what is to be said of the archive, file by file, then of the whole.

        What it holds goes to `inventory`, an empty one.
        """
        ledger = None
        try:
            if (self.root / LEDGER).exists():
                ledger = LedgerFile(self.root, inventory, running=self.running)
                self.segments, self.has_ledger = ledger.segments(), True
        except (sqlite3.Error, ValueError) as error:
            ledger = None
            yield self._of_ledger(f"{NOT_READ}: {error}")
        else:
            elsewhere = PLACE, PARTS
            if ledger is None and not any((self.root / name).exists() for name in elsewhere):
                yield self._of_ledger(NO_LEDGER)
        if (self.root / WORK / JOURNAL).exists():
            why = "a takedown was interrupted: `scrapy takedown`, or any run, ends it"
            yield Finding(str(self.root / WORK / JOURNAL), 0, why)
        yield from self._manifest(inventory)
        with Processes() as self._processes:
            for folder in FOLDERS:
                yield from self._folder(folder, inventory)
        yield from self._descriptions(inventory)
        yield from self._away(inventory)
        for each in inventory.contradictions((*REFERENCES_ASKED, *ASKED)):
            yield self._shown_where(each)
        if ledger:
            yield from self._ledger(ledger, inventory)
        yield from self._set_aside()

    def _of_ledger(self, reason: str) -> Finding:
        return Finding(str(self.root / LEDGER), 0, reason, of_ledger=True)

    def _shown_where(self, found: Contradiction, *, of_ledger: bool = False) -> Finding:
        shown = self._shown.get(found.file, str(self.root / (found.file or LEDGER)))
        return Finding(shown, found.offset, found.reason, of_ledger=of_ledger)

    # --- files

    def _manifest(self, inventory: Inventory) -> Iterator[Finding]:
        # Of several lists that speak of one file, those lines that count.
        counting = None
        if len(self.manifests) > 1:
            counting = {line for _, line in sealed_in(self.root)}
        for path in (self.root / name for name in self.manifests):
            self.tally.files += 1
            for offset, _, line in lines_of(path):
                self.tally.lines += 1
                try:
                    entry = sealed_of(line)
                    if counting is not None and line not in counting:
                        continue
                    inventory.add_sealed(entry, offset, sha256(line).digest())
                    if "expired" in json.loads(line):
                        self._expired.add(entry.file)
                except UNREADABLE as error:
                    yield Finding(str(path), offset, f"{type(error).__name__}: {error}")

    def _folder(self, folder: str, inventory: Inventory) -> Iterator[Finding]:
        if not (self.root / folder).is_dir():
            return
        for path in sorted((self.root / folder).iterdir()):
            name = f"{folder}/{path.name}"
            if path.name.endswith(DRAFT):
                yield Finding(str(path), 0, "a draft that was never finished", wrong=False)
            elif not path.is_file() or not re.search(
                rf"{FOLDERS[folder]}({BEING_WRITTEN})?$", path.name
            ):
                yield Finding(str(path), 0, "has no place here")
            elif path.name.endswith((OPEN, NEW)):
                yield from self._open(path, re.sub(rf"{BEING_WRITTEN}$", "", name), inventory)
            else:
                yield from self._sealed(path, name, inventory)

    def _open(self, path: Path, name: str, inventory: Inventory) -> Iterator[Finding]:
        self._shown[name] = str(path)
        if (self.root / name).exists():
            yield Finding(str(path), 0, "is open, and sealed under the same name")
            return
        why = "a run is going on" if self.running else "a run was killed"
        yield Finding(str(path), 0, f"open: {why}", wrong=False)
        kept = self.segments.get(name)
        length = path.stat().st_size
        if self.has_ledger and kept is None:
            yield Finding(str(path), 0, "the ledger knows nothing of it", wrong=False)
        elif kept and length < kept.length:
            yield Finding(str(path), length, f"ends here, and {kept.length} bytes were committed")
        inventory.add_file(name, is_open=True)
        end = min(length, kept.length) if kept else length
        yield from self._content(path, name, inventory, end, torn=kept is None)

    def _sealed(self, path: Path, name: str, inventory: Inventory) -> Iterator[Finding]:
        inventory.add_file(name, is_open=False)
        length = path.stat().st_size
        entries = inventory.sealed(name)
        if not entries and self.has_manifest:
            kept = self.segments.get(name)
            half_sealed = self.running or (kept is not None and not kept.sealed)
            why = ": the run was killed as it sealed it" * half_sealed
            yield Finding(str(path), 0, "is not in the manifest" + why, wrong=not half_sealed)
        elif len(entries) > 1:
            yield Finding(str(path), 0, "the manifest lists it twice, and not the same")
        proof = inventory.proofs.of(path) if inventory.proofs else None
        digest = (proof and proof.sha256) or (sha256_of(path) if entries else "")
        if any((entry.length, entry.sha256) != (length, digest) for entry in entries):
            yield Finding(str(path), 0, f"{path.name} is not as it was sealed")
        content = partial(self._content, path, name, inventory, length, torn=False)
        yield from proven(path, inventory, self.tally, content, proof=proof, digest=digest)

    def _descriptions(self, inventory: Inventory) -> Iterator[Finding]:
        """Yield what is wrong with the files that say what the archive is."""
        for path in (self.root / name for name in DESCRIPTIONS):
            if path.is_file() and (entries := inventory.sealed(path.name)):
                inventory.add_file(path.name, is_open=False)
                self.tally.files += 1
                if any(entry.sha256 != sha256_of(path) for entry in entries):
                    yield Finding(str(path), 0, f"{path.name} is not as it was sealed")

    def _content(
        self, path: Path, name: str, inventory: Inventory, end: int, *, torn: bool
    ) -> Iterator[Finding]:
        """Yield what is wrong in a file up to `end`; a `torn` one may end in half a piece."""
        self.tally.files += 1
        folder = name.partition("/")[0]
        if folder == "warc":
            yield from self._records(path, name, inventory, end, torn=torn)
        elif folder == "reports":
            yield from _report(path)
        elif folder == "takedowns":
            for offset, _, line in self._lines(path, end, torn=torn):
                yield from (
                    Finding(str(path), offset, fault) for fault in faults_of_takedown(line)
                )
        else:
            checks: dict[str, Callable[[Path, str, Inventory, int, bool], Iterator[Finding]]] = {
                "cdx": self._entries,
                "articles": self._articles,
                "events": self._events,
            }
            yield from checks[folder](path, name, inventory, end, torn)

    def _records(
        self, path: Path, name: str, inventory: Inventory, end: int, *, torn: bool
    ) -> Iterator[Finding]:
        is_whole = not (torn or self.running) and end == path.stat().st_size
        if is_whole and self._processes.are_worth(end):
            looked = self._records_in_parts(path, name, inventory)
            if looked is not None:
                yield from looked
                return
        damaged: list[ArchiveDamage] = []
        for found in sized(path, damaged.append, end if self.running else None):
            offset = found.stored.offset
            before = [damage for damage in damaged if damage.offset < offset]
            del damaged[: len(before)]
            yield from self._damage(path, before, end, torn=False)
            if offset >= end:
                break
            self.tally.records += 1
            inventory.add_record(ARCHIVE, name, found)
            for fault in faults_of_record(found.stored):
                yield Finding(str(path), offset, fault)
            if offset + found.length > end:
                yield Finding(str(path), offset, f"the committed length, {end}, cuts the record")
        else:
            yield from self._damage(path, damaged, end, torn=torn)

    def _records_in_parts(
        self, path: Path, name: str, inventory: Inventory
    ) -> list[Finding] | None:
        """Return what is wrong in the records of a file, its parts looked at side by side.

        None where a part is not sound from end to end: then what stands where is another question.
        """
        findings: list[Finding] = []
        before = self.tally.records
        parts = parts_of(path, self.root / index_of(name))
        for part in self._processes.each(look_at_records, parts, path.stat().st_size):
            if part is None:
                inventory.forget_records(ARCHIVE, name)
                self.tally.records = before
                return None
            for each in part:
                self.tally.records += 1
                inventory.add_note(ARCHIVE, name, (each.offset, each.length), each.note)
                findings += (Finding(str(path), each.offset, fault) for fault in each.faults)
        return findings

    def _damage(
        self, path: Path, damaged: list[ArchiveDamage], end: int, *, torn: bool
    ) -> Iterator[Finding]:
        for damage in damaged:
            if damage.offset < end:
                yield Finding(str(path), damage.offset, damage.reason, wrong=not torn)

    def _entries(
        self,
        path: Path,
        name: str,
        inventory: Inventory,
        end: int,
        torn: bool,  # noqa: FBT001
    ) -> Iterator[Finding]:
        before = b""
        for offset, _, line in lines_of(path, end):
            self.tally.lines += 1
            if torn and not line.endswith(b"\n"):
                break
            if line < before and not path.name.endswith((OPEN, NEW)):
                yield Finding(str(path), offset, "the index is not sorted here")
            before = line
            try:
                entry = entry_of(line)
            except UNREADABLE as error:
                yield Finding(str(path), offset, f"{type(error).__name__}: {error}")
                continue
            if not line.endswith(b"\n"):
                yield Finding(str(path), offset, "the line does not end")
            inventory.add_entry(name, offset, entry)

    def _articles(
        self,
        path: Path,
        name: str,
        inventory: Inventory,
        end: int,
        torn: bool,  # noqa: FBT001
    ) -> Iterator[Finding]:
        lines = batches(self._lines(path, end, torn=torn))
        for batch in self._processes.each(look_at_lines, lines, end):
            for each in batch:
                yield from (Finding(str(path), each.offset, fault) for fault in each.faults)
                if each.article:
                    inventory.add_line(name, *each[:2], each.article, each.sha256)

    def _events(
        self,
        path: Path,
        name: str,
        inventory: Inventory,
        end: int,
        torn: bool,  # noqa: FBT001
    ) -> Iterator[Finding]:
        for offset, _, line in self._lines(path, end, torn=torn):
            found, event = faults_of_event(line)
            yield from (Finding(str(path), offset, fault) for fault in found)
            if event:
                inventory.add_event(name, offset, event, sha256(line).digest())

    def _lines(self, path: Path, end: int, *, torn: bool) -> Iterator[StoredLine]:
        """Yield the lines of a file and count them; a torn one at its end is not looked at."""
        for each in lines_of(path, end):
            if torn and not each.line.endswith(b"\n"):
                break
            self.tally.lines += 1
            yield each

    # --- the whole

    def _away(self, inventory: Inventory) -> Iterator[Finding]:
        if not self.has_manifest:
            if inventory.db.execute("SELECT 1 FROM files WHERE NOT open").fetchone():
                what = "no manifest: run --mend"
                yield Finding(str(self.root / MANIFEST), 0, what, wrong=not self.running)
            return
        for name, offset in inventory.away():
            has_expired = name in self._expired
            reason = f"{name} {'has expired' if has_expired else 'is gone, or moved away'}"
            wrong = not (self.moved_away or has_expired)
            listed = self.manifests[0] if len(self.manifests) == 1 else PARTS
            yield Finding(str(self.root / listed), offset, reason, wrong=wrong)

    def _ledger(self, ledger: LedgerFile, inventory: Inventory) -> Iterator[Finding]:
        yield from (self._of_ledger(fault) for fault in ledger.faults())
        yield from self._segments(inventory)
        try:
            for each in ledger.contradictions(inventory):
                yield self._shown_where(each, of_ledger=True)
        except sqlite3.Error as error:
            yield self._of_ledger(f"{NOT_READ}: {error}")

    def _segments(self, inventory: Inventory) -> Iterator[Finding]:
        for name, kept in self.segments.items():
            final = self.root / name
            is_open = any((self.root / (name + end)).is_file() for end in (OPEN, NEW))
            listed = bool(inventory.sealed(name))
            if final.is_file():
                if final.stat().st_size != kept.length:
                    reason = (
                        f"segments: {name} has {final.stat().st_size} bytes, not {kept.length}"
                    )
                    yield self._of_ledger(reason)
                elif listed and not kept.sealed and not self.running:
                    yield Finding(str(self.root / LEDGER), 0, f"segments: {name} is sealed, which "
                                  "the next run writes down", wrong=False)  # fmt: skip
            elif is_open:
                if kept.sealed and not self.running:
                    yield self._of_ledger(f"segments: {name} is not sealed")
            elif kept.length and not listed and not self.running:
                yield self._of_ledger(f"segments: {name} is missing")
        if not self.running:
            yield from self._unknown_segments(inventory)

    def _unknown_segments(self, inventory: Inventory) -> Iterator[Finding]:
        names = inventory.db.execute(
            "SELECT name FROM files WHERE NOT open AND name GLOB '[wca]*/*' ORDER BY name"
        )
        for [name] in names.fetchall():
            if name not in self.segments:
                reason = f"the ledger knows nothing of {name}: run --mend"
                yield self._of_ledger(reason)._replace(wrong=False)

    def _set_aside(self) -> Iterator[Finding]:
        folder = self.root / SET_ASIDE
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.is_file():
                yield Finding(str(file), 0, f"set aside: {file.stat().st_size} bytes", wrong=False)


def _report(path: Path) -> Iterator[Finding]:
    try:
        report = json.loads(path.read_bytes())
        if not isinstance(report, dict):
            yield Finding(str(path), 0, "is no report")
    except UNREADABLE as error:
        yield Finding(str(path), 0, f"{type(error).__name__}: {error}")
