"""Files that hold web archives: WARC and ARC by themselves, in folders, and in packages.

A `ByteSource` is one WARC or ARC: a file, or an entry of a WACZ
(https://specs.webrecorder.net/wacz/1.1.1/). `crawler.archive.unpacking` reads what is in it.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.archive.packed_members import Packing, packing_of
from crawler.archive.raw_bytes import PIECE, Deflated, Raw
from crawler.archive.unpacking import BEGIN_ARC, Flow, begins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_ZIP = b"PK\x03\x04"
_ARCHIVE = re.compile(r"\.(?:warc|arc)(?:\.gz|\.zst)?(?:\.open)?$|\.wacz$", re.IGNORECASE)
_BESIDE = re.compile(
    r"\.(?:json(?:l|ld)?|cdxj?(?:\.gz)?|idx(?:\.gz)?|csv|tsv|txt|md|rst|log|md5|sha\d+|sqlite\S*"
    r"|db|open|draft|prom)$|^(?:lock|\.git\w+|\.DS_Store|LICENSE|README)$",
    re.IGNORECASE,
)
"""Names of files that stand beside archives and hold no captures: indexes, lists, notes."""

MOST_DIRECTORY = 2 << 20
"""Bytes of the directory of a package: 15,000 files of a web archive, where Browsertrix packs some
hundreds. It is held as a whole, six times its size: 8 MB of it took 52 MB."""

_OTHERS = ((b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"7z\xbc\xaf", "7-Zip"))


class ArchiveDamage(NamedTuple):
    """A place in a file that could not be read."""

    file: str
    offset: int
    reason: str


@dataclass(frozen=True, slots=True)
class ByteSource:
    """One WARC or ARC: a file, or an entry of a WACZ."""

    name: str
    """Path of the file; with ``!`` and the entry's name for an entry of a WACZ."""

    path: Path
    start: int
    """Where its bytes begin in the file."""

    length: int
    """Bytes that it takes up in the file."""

    size: int = -1
    """Bytes of a deflated entry once unpacked, as the WACZ has it; -1 where it is not deflated."""

    packing: Packing = "plain"
    is_arc: bool = False

    def raw(self) -> Raw:
        """Open the file; raises OSError."""
        file = self.path.open("rb")
        if self.size >= 0:
            return Deflated(file, self.start, self.length, self.size)
        return Raw(file, self.start, self.length)

    @property
    def seekable(self) -> bool:
        """True where any offset can be read without reading what is before it."""
        return self.size < 0


def sources(
    path: Path,
    on_damage: Callable[[ArchiveDamage], None],
    on_skipped: Callable[[ArchiveDamage], None],
) -> Iterator[ByteSource]:
    """Yield the WARC and ARC files of a file, a WACZ or a folder, in the order of names.

    What cannot be read is named: to `on_skipped` a file of another format or an empty one,
    to `on_damage` a package whose directory is broken.
    """
    within_folder = path.is_dir()
    inner = sorted(p for p in path.rglob("*") if p.is_file()) if within_folder else [path]
    for file in inner:
        if within_folder and _BESIDE.search(file.name) and not _ARCHIVE.search(file.name):
            continue
        try:
            yield from _sources_of(file, on_damage, on_skipped)
        except OSError as error:
            if not within_folder:
                raise
            on_damage(ArchiveDamage(str(file), 0, f"{type(error).__name__}: {error}"))


def _sources_of(
    file: Path,
    on_damage: Callable[[ArchiveDamage], None],
    on_skipped: Callable[[ArchiveDamage], None],
) -> Iterator[ByteSource]:
    size = file.stat().st_size
    with file.open("rb") as opened:
        magic = opened.read(16)
    if magic.startswith(_ZIP) or file.suffix.lower() == ".wacz":
        yield from _entries(file, on_damage, on_skipped)
        return
    source = _looked_into(ByteSource(str(file), file, 0, size), file.name, on_skipped)
    if source:
        yield source


def _looked_into(
    source: ByteSource, name: str, on_skipped: Callable[[ArchiveDamage], None]
) -> ByteSource | None:
    """Return the source with what its first bytes say; None, and a report, where it is none."""
    raw = source.raw()
    try:
        magic = raw.read(0, 16)
        packing = packing_of(magic, name)
        source = replace(source, packing=packing)
        start = _first(raw, packing)
    finally:
        raw.close()
    why = ""
    if not magic:
        why = "an empty file"
    elif other := next((word for lead, word in _OTHERS if magic.startswith(lead)), None):
        why = f"{other}, which is not read"
    elif not _ARCHIVE.search(name) and not begins(start):
        why = "holds no web archive"
    if why:
        on_skipped(ArchiveDamage(source.name, 0, why))
        return None
    named_arc = bool(re.search(r"\.arc\b[^/]*$", name, re.IGNORECASE))
    is_arc = bool(BEGIN_ARC.match(start)) or (named_arc and not start.startswith(b"WARC/"))
    return replace(source, is_arc=is_arc)


def _first(raw: Raw, packing: Packing) -> bytes:
    """Return the first bytes of a source, unpacked."""
    flow = Flow(raw, packing)
    flow.fill(flow.base + 1)
    return bytes(flow.buffer[:PIECE])


class _Package(io.BufferedReader):
    """A zip file whose directory is read as long as it is no longer than `MOST_DIRECTORY`.

    How long it is stands at the end of the file, where `zipfile` looks before it reads it at once:
    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.16).
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to so many bytes; raises BadZipFile where these are more than a directory."""
        if size is not None and size > MOST_DIRECTORY:
            raise zipfile.BadZipFile(f"its directory is longer than {MOST_DIRECTORY} bytes")
        return super().read(size)


def _entries(
    file: Path,
    on_damage: Callable[[ArchiveDamage], None],
    on_skipped: Callable[[ArchiveDamage], None],
) -> Iterator[ByteSource]:
    """Yield the WARC and ARC entries of a package in the order of names."""
    try:
        with _Package(io.FileIO(file)) as opened, zipfile.ZipFile(opened) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        on_damage(ArchiveDamage(str(file), 0, f"no package can be read: {error}"))
        return
    found, end = [], 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        # Entries that share bytes unpack to more than any file's length can pay for.
        # https://www.usenix.org/conference/woot19/presentation/fifield
        if entry.header_offset < end:
            on_damage(
                ArchiveDamage(f"{file}!{entry.filename}", entry.header_offset, "overlaps another")
            )
            continue
        end = entry.header_offset + entry.compress_size
        if _ARCHIVE.search(entry.filename) and not entry.filename.lower().endswith(".wacz"):
            found.append(entry)
        elif not (entry.filename.endswith("/") or _expected(entry.filename)):
            on_skipped(ArchiveDamage(f"{file}!{entry.filename}", 0, "holds no web archive"))
    if not found:
        on_skipped(ArchiveDamage(str(file), 0, "a package without a WARC in it"))
    for entry in sorted(found, key=lambda each: each.filename):
        source = _entry(file, entry, on_damage)
        looked = _looked_into(source, entry.filename, on_skipped) if source else None
        if looked:
            yield looked


def _expected(name: str) -> bool:
    return not name.startswith("archive/") or bool(_BESIDE.search(name.rpartition("/")[2]))


def _entry(
    file: Path, entry: zipfile.ZipInfo, on_damage: Callable[[ArchiveDamage], None]
) -> ByteSource | None:
    name = f"{file}!{entry.filename}"
    # https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7, local file header)
    with file.open("rb") as opened:
        opened.seek(entry.header_offset)
        header = opened.read(30)
    why = ""
    if len(header) < 30 or not header.startswith(_ZIP):  # noqa: PLR2004 the header's length
        why = "no entry begins where the package says"
    elif entry.flag_bits & 1:
        why = "encrypted"
    elif entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        why = f"compression method {entry.compress_type}, which is not read"
    if why:
        on_damage(ArchiveDamage(name, entry.header_offset, why))
        return None
    lengths: tuple[int, int] = struct.unpack("<HH", header[26:30])
    start = entry.header_offset + 30 + sum(lengths)
    deflated = entry.compress_type == zipfile.ZIP_DEFLATED
    return ByteSource(name, file, start, entry.compress_size, entry.file_size if deflated else -1)
