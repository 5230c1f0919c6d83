"""Captures out of archives: WARC, gzipped or plain, WACZ, or a folder of them.

A damaged record costs itself only: file and offset are reported, and reading goes on
with the next record that can be found.
"""

from __future__ import annotations

import logging
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.model import Capture, Exchange, Truncated, digest_of
from crawler.wire import capture_of

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

MAX_RECORD = 64 * 1024 * 1024
"""Bytes of one record that are read; a longer one is reported as damaged."""

MAX_HEAD = 64 * 1024
_GZIP = b"\x1f\x8b\x08"
_VERSION = re.compile(rb"WARC/\d\.\d\r?\n")
_END = re.compile(rb"\r?\n\r?\n")


class Damage(NamedTuple):
    """A place in a file that could not be read."""

    file: str
    offset: int
    reason: str


class Stored(NamedTuple):
    """One record as it stands in a file."""

    file: str
    offset: int
    """Where the record begins; in a gzipped file, the member that holds it."""

    fields: dict[str, str]
    """Names in lower case."""

    block: bytes
    nth: int = 0
    """Which record of its gzip member it is: 0 where each has one of its own."""


def report(damage: Damage) -> None:
    """Log a damaged place."""
    logger.warning("%s, offset %d: %s", *damage)


def read_captures(path: Path, on_damage: Callable[[Damage], None] = report) -> Iterator[Capture]:
    """Yield the captures of an archive in the order they were written.

    A revisit is given the payload that it speaks of, from wherever in the archive it
    stands; one whose payload is elsewhere is reported. 304 answers come as they are.
    """
    places: dict[str, tuple[str, int]] = {}
    waiting: list[tuple[Stored, str]] = []
    kinds: dict[str, str] = {}
    for stored in read_records(path, on_damage):
        fields = stored.fields
        kind = kinds.get(fields.get("warc-record-id", ""), "")
        digest = fields.get("warc-payload-digest", "")
        if fields.get("warc-type") == "metadata":
            said = _fields(b"\n" + stored.block)
            kinds = {fields.get("warc-concurrent-to", ""): said.get("kind", "")}
        elif fields.get("warc-type") == "response" and _is_http(fields):
            if not stored.nth:
                places.setdefault(digest, (stored.file, stored.offset))
            yield from _captures(stored, stored.block, kind, on_damage)
        elif fields.get("warc-type") == "revisit":
            if digest not in places and _has_payload(fields):
                waiting.append((stored, kind))
            else:
                yield from _captures(stored, _visited(stored, places), kind, on_damage)
    for stored, kind in waiting:
        if stored.fields.get("warc-payload-digest", "") in places:
            yield from _captures(stored, _visited(stored, places), kind, on_damage)
        else:
            on_damage(Damage(stored.file, stored.offset, "its payload is not in this archive"))


def _is_http(fields: dict[str, str]) -> bool:
    return fields.get("warc-target-uri", "").strip("<>").startswith(("http:", "https:"))


def _has_payload(fields: dict[str, str]) -> bool:
    return not fields.get("warc-profile", "").endswith("/server-not-modified")


def _visited(stored: Stored, places: dict[str, tuple[str, int]]) -> bytes:
    """Return the block of a revisit as the response it was."""
    digest = stored.fields.get("warc-payload-digest", "")
    if not _has_payload(stored.fields) or digest not in places:
        return stored.block
    return stored.block + _body(record_at(*places[digest]).block)


def _captures(
    stored: Stored, block: bytes, kind: str, on_damage: Callable[[Damage], None]
) -> Iterator[Capture]:
    try:
        yield _capture(stored, block, kind)
    except (KeyError, ValueError) as error:
        on_damage(Damage(stored.file, stored.offset, f"{type(error).__name__}: {error}"))


def record_at(file: str, offset: int) -> Stored:
    """Return the record that stands at an offset; raises ValueError where none does."""
    path, _, inner = file.partition("!")
    for name, data in _files(Path(path)):
        if not inner or name == file:
            unpack = _member if data[offset : offset + 2] == _GZIP[:2] else _plain
            return unpack(name, data, offset)[0][0]
    raise ValueError(f"no {file}")


def read_records(path: Path, on_damage: Callable[[Damage], None] = report) -> Iterator[Stored]:
    """Yield every record of a WARC, a WACZ or a folder, file by file in the order of names."""
    for name, data in _files(path):
        unpack = _member if data[:2] == _GZIP[:2] else _plain
        at = 0
        while at < len(data):
            try:
                found, at = unpack(name, data, at)
                yield from found
            except ValueError as error:
                on_damage(Damage(name, at, str(error)))
                at = _resume(data, at + 1, plain=unpack is _plain)


Bytes = bytes | mmap.mmap


def _files(path: Path) -> Iterator[tuple[str, Bytes]]:
    if path.is_dir():
        for inner in sorted(p for p in path.rglob("*") if p.is_file()):
            if re.search(r"\.(warc(\.gz)?|wacz)$", inner.name):
                yield from _files(inner)
    elif path.suffix == ".wacz":
        with zipfile.ZipFile(path) as package:
            for name in sorted(package.namelist()):
                if re.search(r"\.warc(\.gz)?$", name):
                    yield f"{path}!{name}", package.read(name)
    elif path.stat().st_size:
        with _mapped(path) as data:
            yield str(path), data


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _member(file: str, data: Bytes, at: int) -> tuple[list[Stored], int]:
    """Return the records in the gzip member at `at`, and where the next one begins."""
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    out = bytearray()
    end = at
    while not decoder.eof:
        piece = data[end : end + 65536]
        if not piece:
            raise ValueError("the file ends inside a record")
        try:
            out += decoder.decompress(piece)
        except zlib.error as error:
            raise ValueError(f"no gzip member: {error}") from None
        end += len(piece)
        if len(out) > MAX_RECORD:
            raise ValueError(f"a record of more than {MAX_RECORD} bytes")
    held, here = bytes(out), 0
    found: list[Stored] = []
    while here < len(held):
        [stored], here = _plain(file, held, here)
        found.append(stored._replace(offset=at, nth=len(found)))
    return found, end - len(decoder.unused_data)


def _plain(file: str, data: Bytes, at: int) -> tuple[list[Stored], int]:
    """Return the record at `at`, and where the next one begins."""
    if not _VERSION.match(data, at):
        raise ValueError("no WARC record")
    end_of_head = _END.search(data, at, at + MAX_HEAD)
    if not end_of_head:
        raise ValueError("a record's head does not end")
    fields = _fields(data[at : end_of_head.start()])
    length = fields.get("content-length", "")
    if not (length.isascii() and length.isdecimal() and len(length) < len(str(MAX_RECORD)) + 1):
        raise ValueError(f"Content-Length is {length[:20]!r}")
    start, end = end_of_head.end(), end_of_head.end() + int(length)
    if int(length) > MAX_RECORD:
        raise ValueError(f"a record of more than {MAX_RECORD} bytes")
    if end > len(data):
        raise ValueError("the file ends inside a record")
    block = bytes(data[start:end])
    following = _END.match(data, end)
    if not following and fields.get("warc-block-digest") != digest_of(block):
        raise ValueError(f"no record ends after the {length} bytes of Content-Length")
    return [Stored(file, at, fields, block)], following.end() if following else end


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").splitlines()[1:]
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _resume(data: Bytes, at: int, *, plain: bool) -> int:
    """Return where the next record may begin: the end of the file where none is found."""
    if plain:
        found = _VERSION.search(data, at)
        return found.start() if found else len(data)
    nearest = data.find(_GZIP, at)
    return nearest if nearest >= 0 else len(data)


def _body(block: bytes) -> bytes:
    end = _END.search(block)
    return block[end.end() :] if end else b""


def _capture(stored: Stored, block: bytes, kind: str) -> Capture:
    fields = stored.fields
    cut = fields.get("warc-truncated")
    words: dict[str | None, Truncated] = {
        "length": "length",
        "time": "time",
        "disconnect": "disconnect",
    }
    exchange = Exchange(
        url=fields["warc-target-uri"].strip("<>"),
        fetched_at=datetime.fromisoformat(fields["warc-date"]),
        request=b"",
        response=block,
        ip_address=fields.get("warc-ip-address"),
        truncated=words.get(cut, "unspecified") if cut else None,
        kind=kind,
    )
    capture = capture_of([exchange])
    return Capture(
        url=capture.url,
        fetched_at=capture.fetched_at,
        body=capture.body,
        status=capture.status,
        headers=capture.headers,
        digest=fields.get("warc-payload-digest") or capture.digest,
        truncated=capture.truncated,
        kind=kind,
    )
