"""Captures that are old enough to go: WARC files with their indexes, never the lines.

    expire(shelf, expiry(root, now, days=365).going, now)

A file stays as long as a revisit record of one that stays repeats a payload of it: no capture
that is kept loses what it refers to. The manifest goes on to list what went, with the day on
which it ``expired``, and the ledger forgets its captures, so that no new record refers to one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from crawler.archive.cdx import REVISIT
from crawler.archive.check_inventory import index_of
from crawler.archive.check_ledger import LEDGER
from crawler.archive.check_lines import MANIFEST, UNREADABLE, entries_in, sealed_in
from crawler.archive.segments import Segments
from crawler.ledger.ledger import Ledger


class Held(NamedTuple):
    """A WARC file that is here."""

    file: str
    length: int
    sealed: datetime


class Expiry(NamedTuple):
    """What is to go, and what would but for files that refer to it."""

    going: list[Held]
    needed: list[Held]


def expiry(
    root: Path, now: datetime, *, days: float | None = None, size: int | None = None
) -> Expiry:
    """Return the WARC files sealed more than `days` ago, and the oldest beyond `size` bytes."""
    held = _held(root)
    old: set[str] = set()
    if days is not None:
        old |= {each.file for each in held if each.sealed < now - timedelta(days=days)}
    if size is not None:
        total = sum(each.length for each in held)
        for each in held:
            if total <= size:
                break
            old.add(each.file)
            total -= each.length
    going = _not_needed(root, held, old) if old else set()
    return Expiry(
        [each for each in held if each.file in going],
        [each for each in held if each.file in old - going],
    )


def _held(root: Path) -> list[Held]:
    """Return the WARC files that are here, the first sealed first."""
    found = {}
    for sealed, line in sealed_in(root):
        if sealed.file.startswith("warc/") and (root / sealed.file).is_file():
            at = datetime.fromisoformat(json.loads(line)["sealed"])
            found[sealed.file] = Held(sealed.file, sealed.length, at)
    return list(found.values())


def _not_needed(root: Path, held: list[Held], old: set[str]) -> set[str]:
    """Return those of the old files to whose payloads nothing refers that stays."""
    with closing(sqlite3.connect("")) as db:
        db.execute("CREATE TABLE record (file TEXT, digest TEXT, repeats INTEGER)")
        for each in held:
            db.executemany("INSERT INTO record VALUES (?, ?, ?)", _records(root, each.file))
        db.execute("CREATE INDEX by_digest ON record (digest, repeats)")
        db.execute("CREATE TABLE going (file TEXT PRIMARY KEY)")
        db.executemany("INSERT INTO going VALUES (?)", [(file,) for file in old])
        # What stays may itself repeat what an older file holds: until nothing changes.
        while db.execute(
            "DELETE FROM going WHERE file IN (SELECT own.file FROM record AS own "
            "JOIN record AS later ON later.digest = own.digest AND later.repeats "
            "WHERE NOT own.repeats AND own.file IN going AND later.file NOT IN going)"
        ).rowcount:
            pass
        return {file for [file] in db.execute("SELECT file FROM going")}


def _records(root: Path, warc: str) -> Iterator[tuple[str, str, bool]]:
    for entry, _ in entries_in(root / index_of(warc)):
        yield warc, entry.fields["digest"], entry.fields["mime"] == REVISIT


def expire(shelf: Segments, going: list[Held], now: datetime, server: str = "") -> None:
    """Let files go. After a crash those that are left go with the next call.

    The ledger forgets them first, so that no new record refers to one; `server` is its address,
    where it stands on one. Then they are marked: a file that is marked and still here is as sound
    as any other. Raises `LedgerError` where the server is not to be had, and nothing has happened.
    """
    root = shelf.root
    names = {name for each in going for name in (each.file, index_of(each.file))}
    if names and server:
        places = [place for each in going for place in _places(root, each.file)]
        with closing(Ledger(server)) as ledger:
            ledger.takedowns.forget((), now.timestamp(), places)
    elif names and (root / LEDGER).exists():
        with closing(sqlite3.connect(root / LEDGER)) as db, db:
            db.executemany("DELETE FROM captures WHERE file = ?", [(name,) for name in names])
    lines = []
    for line in (root / MANIFEST).read_bytes().splitlines(keepends=True):
        with suppress(*UNREADABLE):
            entry = json.loads(line)
            if entry["file"] in names and "expired" not in entry:
                entry["expired"] = now.astimezone(UTC).isoformat(timespec="seconds")
                lines.append(json.dumps(entry).encode() + b"\n")
                continue
        lines.append(line)
    if names:
        shelf.disk.replace(root / MANIFEST, b"".join(lines))
        shelf.disk.sync_folder(root)
    for name in expired_in(root):
        (root / name).unlink(missing_ok=True)


def _places(root: Path, warc: str) -> Iterator[tuple[str, int]]:
    for entry, _ in entries_in(root / index_of(warc)):
        yield warc, int(entry.fields["offset"])


def expired_in(root: Path) -> set[str]:
    """Return the files that the manifest lists as expired."""
    found = set()
    for sealed, line in sealed_in(root):
        if "expired" in json.loads(line):
            found.add(sealed.file)
    return found
