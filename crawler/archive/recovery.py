"""Segments that have outlived their ledger: they are sealed as far as they can be read.

A ledger may be lost, alone or with the log beside it, or come back from an older copy. Then
nothing says how long a segment was, and what counts is what can be read: a gzip member with
a whole WARC record in it, a line of JSON with its end. Whatever else the segment holds is
kept in ``recovered/``. No byte that was served is removed.
"""

from __future__ import annotations

import json
import logging
import mmap
import zlib
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.archive import cdx
from crawler.archive.packed_members import GZIP
from crawler.archive.segment import DRAFT, ENDINGS, NEW, OPEN, sha256_of, stem_of
from crawler.archive.stored_lines import lines_of
from crawler.archive.warc import Record
from crawler.wire import split

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

    from crawler.archive.disk import Disk
    from crawler.archive.manifest import Manifest

logger = logging.getLogger(__name__)

ASIDE = "recovered"
_LENGTH = re.compile(rb"\r\nContent-Length: (\d{1,19})(?:\r\n|$)", re.IGNORECASE)
_PIECE = 1 << 16


class Strays:
    """What stands in an archive without its ledger knowing of it."""

    def __init__(self, disk: Disk, root: Path, manifest: Manifest, known: set[str]) -> None:
        self._disk, self._root, self._manifest, self._known = disk, root, manifest, known
        self._warcs: dict[str, tuple[str, int]] = {}
        """Name and length of each recovered WARC file, by the name under which it was written."""

    def seal(self, ours: Container[Path]) -> Iterator[str]:
        """Seal what can be read, put the rest aside, and yield the names of what is sealed.

        `ours` are the segments that the ledger knows. A sealed file that was not listed is.
        """
        for kind, endings in ENDINGS.items():
            for path in sorted(self._root.glob(f"{kind}/*{endings[0]}.*")):
                if path in ours:
                    continue
                name = f"{kind}/{path.name.removesuffix(path.suffix)}"
                if path.suffix == DRAFT or self._is_named(path, name):
                    self._disk.remove(path)  # its bytes stand elsewhere, too
                elif path.suffix == NEW:
                    self._move_aside(path, "was never committed")
                elif path.suffix == OPEN:
                    yield from self._seal(path, kind, name)
            for ending in endings:
                yield from self._list(kind, ending)

    def _is_named(self, path: Path, name: str) -> bool:
        """Return True if a segment has its final name as well: a crash came in between."""
        final = self._root / name
        return final.exists() and final.samefile(path)

    def _list(self, kind: str, ending: str) -> Iterator[str]:
        for path in sorted(self._root.glob(f"{kind}/*{ending}")):
            name = f"{kind}/{path.name}"
            if name not in self._manifest and name not in self._known:
                self._manifest.add(name, path.stat().st_size, sha256_of(path))
                yield name

    def _seal(self, path: Path, kind: str, name: str) -> Iterator[str]:
        """Seal one segment up to its last whole record."""
        if kind == "cdx" and (warc := self._warc_of(name)):
            yield from self._index(warc)
            self._disk.remove(path)
            return
        lengths = {written: length for written, (_, length) in self._warcs.items()}
        length, size = whole_length(path, lengths), path.stat().st_size
        self._warcs |= {name: (name, length)} if kind == "warc" else {}
        if not length:
            self._move_aside(path, "holds no whole record")
            return
        if length < size:
            with path.open("rb") as file:
                file.seek(length)
                self.put_aside(_aside_name(path), file.read())
        with self._disk.open(path, length) as file:
            self._disk.sync(file)
        sealed = self._name(path, name)
        logger.warning("%s: %d bytes of a run that the ledger does not know", sealed, length)
        yield sealed
        if kind == "warc":
            self._warcs[name] = sealed, length
            yield from self._index(sealed)

    def _warc_of(self, index: str) -> str | None:
        """Return the sealed WARC file that an index belongs to; None where it is not here."""
        written = f"warc/{stem_of(index).removeprefix('cdx/')}.warc.gz"
        sealed, _ = self._warcs.get(written, (written, 0))
        return sealed if (self._root / sealed).exists() else None

    def _index(self, warc: str) -> Iterator[str]:
        """Seal the index of a WARC file, made anew from what it holds, unless it has one."""
        name = f"cdx/{stem_of(warc).removeprefix('warc/')}.cdxj"
        data = index_of(self._root / warc, warc)
        if not data or name in self._manifest or (self._root / name).exists():
            return
        draft = self._root / (name + DRAFT)
        self._disk.folder(draft.parent)
        self._disk.whole(draft, data)
        yield self._name(draft, name)

    def _name(self, path: Path, name: str) -> str:
        """Give a file a final name, its own if that is free; list it, and return the name."""
        stem = stem_of(name)
        ending = name.removeprefix(stem)
        names = (f"{stem}-{n}{ending}" if n > 1 else name for n in count(1))
        taken = {*self._manifest, *self._known}
        free = next(n for n in names if n not in taken and not (self._root / n).exists())
        length, digest = path.stat().st_size, sha256_of(path)
        self._disk.name(path, self._root / free)
        self._manifest.add(free, length, digest)
        return free

    def _move_aside(self, path: Path, why: str) -> None:
        """Put a whole segment aside; one that holds nothing goes."""
        if not path.stat().st_size:
            self._disk.remove(path)
            return
        aside = self._free_aside(_aside_name(path))
        self._disk.name(path, aside)
        logger.warning("%s %s: it is put aside as %s", path, why, aside)

    def put_aside(self, name: str, data: bytes) -> Path:
        """Keep bytes that cannot stand where they belong; return where they are, safe."""
        aside = self._free_aside(name)
        self._disk.whole(aside, data)
        self._disk.sync_folder(aside.parent)
        logger.warning("%d bytes of %s are put aside as %s", len(data), name, aside)
        return aside

    def _free_aside(self, name: str) -> Path:
        folder = self._root / ASIDE
        self._disk.folder(folder)
        paths = (folder / f"{name}.{number}" for number in count(1))
        return next(path for path in paths if not path.exists())


def _aside_name(path: Path) -> str:
    """Return the name of a segment in the folder of what is put aside: kind and file."""
    return f"{path.parent.name}-{path.name}"


class Member(NamedTuple):
    """A gzip member that holds one whole WARC record."""

    offset: int
    end: int
    fields: dict[str, str]
    """Of the record; names in lower case."""

    block: bytes


def whole_length(path: Path, warcs: Mapping[str, int]) -> int:
    """Return where the last whole record of a segment ends; 0 where there is none.

    `warcs` are the lengths of the archive's recovered WARC files, by their names in the archive:
    an article is whole only if the captures that it names are.
    """
    if ".warc.gz" in path.name:
        return max((member.end for member in members(path)), default=0)
    end = 0
    for offset, length, line in lines_of(path):
        if line.endswith(b"\n") and _is_whole(line, warcs):
            end = offset + length
    return end


def _is_whole(line: bytes, warcs: Mapping[str, int]) -> bool:
    """Return True if a line holds a JSON object, alone or after the two keys of an index.

    >>> [_is_whole(line, {}) for line in (b'{"n": 1}', b'com,a)/ 2026 {"n": 1}', b'{"n": ', b'7')]
    [True, True, False, False]
    """
    text = line if line.startswith(b"{") else line.split(b" ", 2)[-1]
    try:
        record = json.loads(text)
        places = record.get("provenance", {}).get("locations", ())
        ends = ((place["offset"], warcs.get(place["file"])) for place in places)
        return all(end is None or offset < end for offset, end in ends)
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError):
        return False


def members(path: Path) -> Iterator[Member]:
    """Yield the whole records of a WARC file that this crawler wrote; damage is passed over."""
    if not path.stat().st_size:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(GZIP)
        while at >= 0:
            member = _member(data, at)
            if member:
                yield member
            at = data.find(GZIP, member.end if member else at + 1)


def _member(data: mmap.mmap, at: int) -> Member | None:
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    pieces, end = [], at
    while not decoder.eof:
        piece = data[end : end + _PIECE]
        if not piece:
            return None
        try:
            pieces.append(decoder.decompress(piece))
        except zlib.error:
            return None
        end += len(piece)
        if not pieces[0].startswith(b"WARC/"[: len(pieces[0])]):
            return None
    head, _, rest = b"".join(pieces).partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not length or len(rest) != int(length[1]) + len(b"\r\n\r\n"):
        return None
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    fields = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    return Member(at, end - len(decoder.unused_data), fields, rest[: int(length[1])])


def index_of(path: Path, name: str) -> bytes:
    """Return the index of a WARC file, sorted, as it stands in the archive under a name."""
    lines = [
        cdx.line(_indexed(member), name.rpartition("/")[2], member.offset) + "\n"
        for member in members(path)
        if member.fields.get("warc-type") in {"response", "revisit"}
    ]
    return b"".join(sorted(line.encode() for line in lines))


def _indexed(member: Member) -> Record:
    fields, message = member.fields, split(member.block)
    return Record(
        fields["warc-type"],
        fields.get("warc-record-id", "").strip("<>"),
        fields.get("warc-target-uri", "").strip("<>"),
        fields.get("warc-date", ""),
        bytes(member.end - member.offset),
        fields.get("warc-payload-digest", ""),
        message.status,
        next(iter(message.values("content-type")), "").partition(";")[0].strip().lower(),
    )
