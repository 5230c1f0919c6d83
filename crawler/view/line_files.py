"""Files of lines as somebody else may have left them: sealed, still growing, compressed, damaged.

files_in(root, "articles") -> LineFile -> lines_of(file, offset) -> Line
"""

from __future__ import annotations

import gzip
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from crawler import patterns as re
from crawler.archive import stored_lines
from crawler.archive.containers import sources

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_LINE = 64 * 1024 * 1024
"""Bytes of a line that are read; a longer one is damage."""

_NAME = re.compile(r"(.+\.(?:jsonl|cdxj))(\.gz|\.zst)?(\.open|\.new)?")
_RUN = re.compile(r"\d{14}-(\d{5,})-\d+")


class LineFile(NamedTuple):
    """A file of lines."""

    name: str
    """Relative to the archive, as it is called once it is sealed."""

    path: Path
    coding: str
    """``.gz``, ``.zst``, or empty."""

    grows: bool
    """Whether it is still written to: its last line may be half a line."""

    @property
    def run(self) -> int:
        """Number of the run that wrote it; 0 where its name says none."""
        found = _RUN.search(self.name)
        return int(found[1]) if found else 0


class Line(NamedTuple):
    """One line, and where it is stored."""

    offset: int
    length: int
    data: bytes
    """With its end; empty where the line is longer than any line may be."""

    is_within: bool = False
    """Whether it is packed together with others: its place is one of the unpacked file."""


def root_of(path: Path) -> Path:
    """Return the folder of an archive: that of a bag is in ``data``."""
    inner = path / "data"
    is_bag = (path / "bagit.txt").is_file() and (inner / "articles").is_dir()
    return inner if is_bag else path


def files_in(root: Path, folder: str, ending: str = "jsonl") -> list[LineFile]:
    """Return the files of lines in a folder of an archive, the oldest name first."""
    return _listed(root, sorted((root / folder).glob(f"*.{ending}*")), ending)


def articles_in(root: Path) -> list[LineFile]:
    """Return the files of article lines: of an archive, of a folder of such files, or one."""
    if root.is_file():
        found = _listed(root.parent, [root], "jsonl")
        return found or [LineFile(root.name, root, "", grows=False)]
    if (root / "articles").is_dir():
        return files_in(root, "articles")
    aside = ("events/", "takedowns/", "outbox/", "pages/", "manifest.jsonl", "reread.jsonl")
    found = _listed(root, sorted(root.rglob("*.jsonl*")), "jsonl")
    return [file for file in found if not file.name.startswith(aside)]


def is_of_captures(root: Path) -> bool:
    """Return True if a file or a folder holds captures and no line of an article."""
    if root.is_dir():
        inner = root_of(root)
        if (inner / "articles").is_dir() or articles_in(inner):
            return False
    elif ".jsonl" in root.name:
        return False
    with suppress(OSError):
        return next(sources(root, lambda _: None, lambda _: None), None) is not None
    return False


def lines_of(file: LineFile, offset: int = 0) -> Iterator[Line]:
    """Yield the lines from an offset on; a last one that has no end only of a whole file.

    Raises OSError, EOFError and zstd's errors where a file that is packed as one is damaged.
    """
    if not file.coding:
        with file.path.open("rb") as lines:
            yield from _lines_in(lines, offset, grows=file.grows)
    elif _is_packed_by_line(file):
        yield from _packed(file, offset)
    else:
        packed = {".gz": gzip.GzipFile, ".zst": zstd.ZstdFile}[file.coding]
        with packed(file.path) as unpacked:
            for line in _lines_in(cast("BinaryIO", unpacked), offset, grows=file.grows):
                yield line._replace(is_within=True)


def _lines_in(lines: BinaryIO, offset: int, *, grows: bool) -> Iterator[Line]:
    lines.seek(offset)
    while data := lines.readline(MAX_LINE):
        begin, whole = offset, data.endswith(b"\n")
        offset += len(data)
        if not whole and len(data) == MAX_LINE:
            while rest := lines.readline(MAX_LINE):
                offset += len(rest)
                if rest.endswith(b"\n"):
                    break
            data, whole = b"", True
        if whole or not grows:
            yield Line(begin, offset - begin, data)


def _is_packed_by_line(file: LineFile) -> bool:
    """Return True if a file holds a line in each of its members or frames, as our archives do.

    Others pack a file as one.
    """
    first = next(stored_lines.lines_of(file.path), None)
    return first is not None and first.line.count(b"\n") == 1 and first.line.endswith(b"\n")


def _packed(file: LineFile, offset: int) -> Iterator[Line]:
    size = file.path.stat().st_size
    for stored in stored_lines.lines_of(file.path, size, offset):
        is_half = stored.offset + stored.length == size and not stored.line.endswith(b"\n")
        if not (file.grows and is_half):
            yield Line(*stored)


def _listed(root: Path, paths: list[Path], ending: str) -> list[LineFile]:
    """Return the files of lines among these; of one that was just sealed, what it is now."""
    found: dict[str, LineFile] = {}
    for path in paths:
        matched = _NAME.fullmatch(path.relative_to(root).as_posix())
        if matched and matched[1].endswith(f".{ending}") and path.is_file():
            name, coding = matched[1], matched[2] or ""
            file = LineFile(name + coding, path, coding, grows=bool(matched[3]))
            if file.name not in found or found[file.name].grows:
                found[file.name] = file
    return list(found.values())


ERRORS = (OSError, EOFError, zstd.ZstdError)
"""What reading a file of lines raises that is not there, or not whole."""
