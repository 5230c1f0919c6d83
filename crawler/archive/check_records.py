"""What is wrong with one WARC record, seen by itself, and what an index should say of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from crawler import patterns as re
from crawler.archive import cdx
from crawler.archive.containers import ArchiveDamage
from crawler.archive.record_digests import agree
from crawler.archive.warc import MEMORY, Record
from crawler.archive.warc_reader import Stored, read_records
from crawler.wire import payload_of, split

REQUIRED = ("warc-type", "warc-record-id", "warc-date", "content-length")
"""Fields of every record. https://iipc.github.io/warc-specifications/ (WARC 1.1, section 5)."""

REFERENCES = ("warc-refers-to", "warc-concurrent-to", "warc-warcinfo-id")
"""Fields that name another record by its id."""

INDEXED = ("response", "revisit", "conversion")
"""Types of the records that an index lists and the ledger knows as captures."""

OK = 200
"""Status of a page that a browser filled: the answer that it refers to has its own."""

_MEMORY_NAMED = re.compile(rb"^memory:[ \t]*(\S+)", re.MULTILINE)


class Sized(NamedTuple):
    """A record, and how many bytes of its file it takes: its gzip member, or itself."""

    stored: Stored
    length: int


def sized(
    path: Path, on_damage: Callable[[ArchiveDamage], None], size: int | None = None
) -> Iterator[Sized]:
    """Yield every record of a file with its length; a length goes up to what follows.

    `size` is how much of the file counts, where it may grow while it is read.
    """
    damaged: list[ArchiveDamage] = []
    waiting: list[Stored] = []

    def note(damage: ArchiveDamage) -> None:
        damaged.append(damage)
        on_damage(damage)

    for stored in read_records(path, note):
        if stored.nth == 0 and waiting:
            end = damaged[0].offset if damaged else stored.offset
            yield from (Sized(each, end - each.offset) for each in waiting)
            waiting.clear()
        damaged.clear()
        waiting.append(stored)
    end = damaged[0].offset if damaged else size or path.stat().st_size
    yield from (Sized(each, end - each.offset) for each in waiting)


def record_id_of(field: str) -> str:
    """Return the id in a field of a record, without its angle brackets.

    >>> record_id_of("<urn:uuid:1>"), record_id_of("")
    ('urn:uuid:1', '')
    """
    return field.strip().removeprefix("<").removesuffix(">")


def record_of(found: Sized) -> Record:
    """Return a record as its writer had it; its data are as long as they are in the file."""
    fields = found.stored.fields
    kind = fields.get("warc-type", "")
    converted = kind == "conversion"
    message = split(found.stored.block) if kind in INDEXED and not converted else None
    mime = next(iter(message.values("content-type")), "") if message else ""
    if converted:
        mime = fields.get("content-type", "")
    return Record(
        kind,
        record_id_of(fields.get("warc-record-id", "")),
        record_id_of(fields.get("warc-target-uri", "")),
        fields.get("warc-date", ""),
        bytes(found.length),
        fields.get("warc-payload-digest", ""),
        message.status if message else OK if converted else 0,
        mime.partition(";")[0].strip().lower(),
    )


def memory_named(stored: Stored) -> str | None:
    """Return the revision of the site memory that a page was read with, where a record says it."""
    if stored.fields.get("warc-type") != "metadata":
        return None
    if record_id_of(stored.fields.get("warc-target-uri", "")).startswith(MEMORY):
        return None
    found = _MEMORY_NAMED.search(stored.block)
    return found[1].decode("utf-8", "replace") if found else None


def index_line(record: Record, name: str, offset: int) -> str:
    """Return the line that the index of a WARC file should hold of a record of it."""
    return cdx.line(record, name.rpartition("/")[2], offset)


def faults_of_record(stored: Stored) -> Iterator[str]:
    """Yield what is wrong with a record by itself: its fields, its digests, its message."""
    fields = stored.fields
    yield from (f"no {name}" for name in REQUIRED if not fields.get(name))
    if stored.nth:
        yield "shares a gzip member with another record"
    if _differs(fields.get("warc-block-digest"), stored.block):
        yield "its block is not what WARC-Block-Digest says"
    is_http = "application/http" in fields.get("content-type", "")
    if fields.get("warc-type") == "conversion" and _differs(
        fields.get("warc-payload-digest"), stored.block
    ):
        yield "its payload is not what WARC-Payload-Digest says"
    if fields.get("warc-type") == "response" and is_http:
        yield from _faults_of_response(stored)
    target = record_id_of(fields.get("warc-target-uri", ""))
    if fields.get("warc-type") == "metadata" and target.startswith(MEMORY):
        yield from _faults_of_memory(target.removeprefix(MEMORY), stored.block)


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
    return agree(said or "", data) is False


def _faults_of_memory(revision: str, block: bytes) -> Iterator[str]:
    try:
        memory = json.loads(block)
        if memory["revision"] != revision:
            yield f"holds another memory than its address says, {memory['revision']}"
    except (ValueError, TypeError, KeyError) as error:
        yield f"holds no memory: {type(error).__name__}: {error}"
