"""Whether an archive is what it says: records, references, lines and sealed files.

    for finding in check(path): ...

Digests are taken as the standard has them: of the block as it stands, and of the payload
after transfer decoding and before content decoding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.archive.captures import Damage, Stored, read_records
from crawler.archive.jsonl import from_line, schema
from crawler.archive.schema import faults
from crawler.model import digest_of, undo
from crawler.wire import payload_of, split

if TYPE_CHECKING:
    from collections.abc import Iterable

REQUIRED = ("warc-type", "warc-record-id", "warc-date", "content-length")
"""Fields of every record. https://iipc.github.io/warc-specifications/ (WARC 1.1, section 5)."""


class Reference(NamedTuple):
    """A record that names another, by its id."""

    file: str
    offset: int
    field: str
    record_id: str


class Tally:
    """How much was looked at, and what the records of the archive say of each other."""

    def __init__(self) -> None:
        self.records = 0
        self.lines = 0
        self.files = 0
        self.ids: set[str] = set()
        self.references: list[Reference] = []

    def dangling(self) -> Iterator[Damage]:
        """Yield the references to records that stand nowhere in the archive."""
        for file, offset, field, record_id in self.references:
            if record_id not in self.ids:
                yield Damage(file, offset, f"{field} names {record_id}, which is not here")


def check(paths: Iterable[Path], tally: Tally) -> Iterator[Damage]:
    """Yield what is wrong with these files and folders; what was looked at goes to `tally`."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if re.search(r"\.(warc(\.gz)?|wacz)$", file.name):
                yield from _check_warc(file, tally)
            elif file.name == "manifest.jsonl":
                yield from _check_manifest(file, tally)
            elif file.suffix == ".jsonl":
                yield from _check_lines(file, tally)
            else:
                continue
            tally.files += 1
    yield from tally.dangling()


def _check_warc(path: Path, tally: Tally) -> Iterator[Damage]:
    damaged: list[Damage] = []
    for stored in read_records(path, damaged.append):
        yield from damaged
        damaged.clear()
        tally.records += 1
        for fault in _faults_of(stored, tally):
            yield Damage(stored.file, stored.offset, fault)
    yield from damaged


def _faults_of(stored: Stored, tally: Tally) -> Iterator[str]:
    fields = stored.fields
    yield from (f"no {name}" for name in REQUIRED if not fields.get(name))
    record_id = fields.get("warc-record-id", "")
    if record_id in tally.ids:
        yield f"{record_id} stands twice"
    tally.ids.add(record_id)
    for field in ("warc-refers-to", "warc-concurrent-to", "warc-warcinfo-id"):
        if field in fields:
            place = Reference(stored.file, stored.offset, field, fields[field])
            tally.references.append(place)
    if stored.nth:
        yield "shares a gzip member with another record"
    if _differs(fields.get("warc-block-digest"), stored.block):
        yield "its block is not what WARC-Block-Digest says"
    if fields.get("warc-type") == "response" and "application/http" in fields.get(
        "content-type", ""
    ):
        yield from _faults_of_response(stored)


def _faults_of_response(stored: Stored) -> Iterator[str]:
    message = split(stored.block)
    payload, whole = payload_of(message)
    if _differs(stored.fields.get("warc-payload-digest"), payload):
        yield "its payload is not what WARC-Payload-Digest says"
    cut = "warc-truncated" in stored.fields
    if not cut and not message.status:
        yield "holds no HTTP response"
    if not cut and not whole:
        yield "is cut short, and no WARC-Truncated says so"


def _differs(said: str | None, data: bytes) -> bool:
    named = {"sha1": digest_of, "sha256": lambda d: "sha256:" + sha256(d).hexdigest()}
    digest: Callable[[bytes], str] | None = named.get((said or "").partition(":")[0])
    return bool(said and digest and digest(data) != said)


def _check_lines(path: Path, tally: Tally) -> Iterator[Damage]:
    offset = 0
    with path.open("rb") as file:
        for line in file:
            tally.lines += 1
            for fault in _faults_of_line(line):
                yield Damage(str(path), offset, fault)
            offset += len(line)


def _faults_of_line(line: bytes) -> Iterator[str]:
    if not line.endswith(b"\n"):
        yield "the line does not end"
    try:
        record = json.loads(line)
        found = [*faults(record, schema(), schema())]
        if not found:
            undo(from_line(line.decode()))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        yield f"{type(error).__name__}: {error}"
    else:
        yield from found


def _check_manifest(path: Path, tally: Tally) -> Iterator[Damage]:
    offset = 0
    for line in path.read_bytes().splitlines(keepends=True):
        tally.lines += 1
        try:
            entry = json.loads(line)
            fault = _fault_of_sealed(path.parent / entry["file"], entry)
        except (ValueError, TypeError, KeyError, OSError) as error:
            fault = f"{type(error).__name__}: {error}"
        if fault:
            yield Damage(str(path), offset, fault)
        offset += len(line)


def _fault_of_sealed(path: Path, entry: dict[str, object]) -> str | None:
    if not path.is_file():
        return f"{path.name} is gone"
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    same = digest.hexdigest() == entry["sha256"] and path.stat().st_size == entry["length"]
    return None if same else f"{path.name} is not as it was sealed"
