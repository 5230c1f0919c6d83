"""The files of an archive: segments that survive a crash, and are never changed once sealed.

    ARCHIVE_DIR/
      warc/NAME.warc.gz          captures, gzip member by gzip member
      cdx/NAME.cdxj              where each capture stands (written when its segment is sealed)
      articles/NAME.jsonl        one article a line; NAME.HOST.jsonl, .jsonl.gz, .jsonl.zst by
                                 setting: see `crawler.archive.stored_lines`
      events/NAME.jsonl          stories that were withdrawn, or appeared again, one a line
      reports/NAME.json          what each run did
      takedowns/NAME.jsonl       stories that were removed, and why
      manifest.jsonl             every sealed file: name, length, SHA-256, when
      README.md, *.schema.json   what all this is: see `crawler.archive.description`
      ledger.sqlite              the frontier: only the crawler needs it
      recovered/                 bytes that a crash left and that stand nowhere else
      lock                       held while a process writes

A segment being written ends in ``.new`` until the ledger has first committed to it, and in
``.open`` from then on. Its name is a free one when it is opened: lines and indexes speak of
it. It is cut to the length the ledger committed when the archive is opened again, so that
what a crash left half written is gone. One that is shorter than committed was tampered with
or lost with its disk: a refusal to start. One that no ledger knows has outlived its ledger:
see `crawler.archive.recovery`. A sealed file may be moved away.
"""

from __future__ import annotations

import fcntl
import logging
import os
from contextlib import nullcontext
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.archive.description import descriptions
from crawler.archive.disk import Disk
from crawler.archive.layout import MAX_SEGMENT
from crawler.archive.manifest import Manifest
from crawler.archive.recovery import Strays
from crawler.archive.segment import (
    DRAFT,
    ENDINGS,
    NEW,
    OPEN,
    Place,
    Segment,
    SegmentError,
    demand,
    sha256_of,
    stem_of,
)
from crawler.archive.stored_lines import line_at
from crawler.archive.writers import Writers, writer_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

__all__ = ["ENDINGS", "NEW", "OPEN", "Place", "Recovery", "Segment", "SegmentError", "Segments"]

logger = logging.getLogger(__name__)

_RUN = re.compile(r"\d{14}-\d{5,}")


class Recovery(NamedTuple):
    """What was mended when an archive was opened."""

    cut: int = 0
    """Bytes taken back that no commit counted."""

    sealed: tuple[str, ...] = ()
    """Files made of the segments that the ledger does not know."""

    missing: int = 0
    """Sealed files that are not here: they were moved to where they are kept."""


class Segments:
    """The segments of one archive that are being written. Only one process holds it."""

    def __init__(
        self, root: Path, disk: Disk | None = None, writers: Writers | None = None
    ) -> None:
        """Take the archive. Raises `SegmentError` where it is in use or cannot be written.

        `writers` are those that share it.
        """
        self.root, self.disk, self._writers = root, disk or Disk(), writers
        if root.exists() and not root.is_dir():
            raise SegmentError(f"{root} is a file, and an archive is a folder: see ARCHIVE_DIR")
        try:
            self.disk.folder(root)
            self._lock = (root / "lock").open("a+")
        except OSError as error:
            raise SegmentError(f"{root} cannot hold an archive: {error}") from error
        try:
            self._take_lock()
            alone = writers.alone if writers else nullcontext
            self._manifest = Manifest(self.disk, root / "manifest.jsonl", alone)
        except BaseException:
            self._lock.close()
            raise
        self._open: dict[str, Segment] = {}
        self._known: set[str] = set()
        """Segments of which the ledger knows, wherever they are now."""

        self.interrupted: list[str] = []
        """Segments that have their final name, but were not listed yet when a crash came."""

    def _take_lock(self) -> None:
        try:
            how = fcntl.LOCK_SH if self._writers else fcntl.LOCK_EX
            fcntl.flock(self._lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            holder = self._lock.read().strip() or "another process"
            raise SegmentError(
                f"{self.root} is in use by {holder}; two cannot write to it"
            ) from None
        except OSError as error:
            raise SegmentError(f"{self.root} cannot be locked: {error}") from error
        self._lock.truncate(0)
        self._lock.write("a fleet" if self._writers else f"process {os.getpid()}")
        self._lock.flush()

    def recover(self, segments: Mapping[str, tuple[int, bool]]) -> Recovery:
        """Bring every segment to what was committed, and seal those that nobody knows.

        `segments` has the committed length of each, and whether it is sealed. Raises
        `SegmentError` where a file is shorter than committed, or sealed and of another length.
        """
        self._known = {name for name, (committed, _) in segments.items() if committed}
        if self._writers:
            return self._end_dead(self._writers, segments)
        cut, missing = self._resume(sorted(self._known), segments)
        if missing:
            logger.info("%d sealed files are not in %s: they were moved", missing, self.root)
        ours = {segment.path for segment in self._open.values()}
        strays = Strays(self.disk, self.root, self._manifest, self._known)
        return Recovery(cut, tuple(strays.seal(ours)), missing)

    def _end_dead(self, writers: Writers, segments: Mapping[str, tuple[int, bool]]) -> Recovery:
        """Seal what writers have left that live no more; what others write is left alone."""
        names = {name: writer_of(name) for name in self._known if not segments[name][1]}
        files = (writer_of(path.name) for kind in ENDINGS for path in self.root.glob(f"{kind}/*"))
        dead = writers.take_dead({each for each in (*names.values(), *files) if each})
        cut, sealed = 0, list[str]()
        for number in sorted(dead):
            cut += self._resume([name for name in names if names[name] == number], segments)[0]
            sealed += self.seal()
        strays = Strays(self.disk, self.root, self._manifest, self._known)
        sealed += strays.seal(_OfOthers(dead))
        return Recovery(cut, tuple(sealed))

    def _resume(
        self, names: Iterable[str], segments: Mapping[str, tuple[int, bool]]
    ) -> tuple[int, int]:
        """Open segments where they were committed; return bytes taken back, and files missing."""
        cut = missing = 0
        for name in names:
            committed, sealed = segments[name]
            if (self.root / name).exists():
                # A ledger that came back from a copy may be older than the file.
                demand(self.root / name, committed, {committed, self._manifest.length(name)})
                if not sealed:
                    self.interrupted.append(name)
            elif sealed or name in self._manifest:
                missing += 1
            else:
                segment, beyond = Segment.resume(self.disk, self.root, name, committed)
                segment.committed()
                self._open[_slot_of(name)] = segment
                cut += beyond
        return cut, missing

    def run_name(self, begun: datetime, number: int) -> str:
        """Return a name for the files of a run, with which no file has begun: when, and which.

        Where a clock was set back, or the numbers of runs began again, it is some seconds later.
        """
        names = [path.name for kind in ENDINGS for path in self.root.glob(f"{kind}/*")]
        names += [name.rpartition("/")[2] for name in (*self._known, *self._manifest)]
        taken = {found[0] for name in names if (found := _RUN.match(name))}
        free = (
            name
            for later in count()
            if (name := f"{begun + timedelta(seconds=later):%Y%m%d%H%M%S}-{number:05}")
            not in taken
        )
        return next(free)

    def segment(self, kind: str, name: str, group: str = "", coding: str = "") -> Segment:
        """Return the segment of a kind that is being written, opening one if there is none.

        Each group, the name of a host, has a segment of its own. One that was begun in another
        coding is ended in it.
        """
        slot = f"{kind}.{group}" if group else kind
        while slot not in self._open:
            full = self._free(kind, name, f".{group}" * bool(group), coding)
            try:
                self._open[slot] = Segment.create(self.disk, self.root, full)
            except FileExistsError:
                self._known.add(full)
        return self._open[slot]

    def _free(self, kind: str, name: str, group: str = "", coding: str = "") -> str:
        """Return a name that no file has or had: sealed ones are never replaced."""
        ending = group + ENDINGS[kind][0] + coding
        for number in count(1):
            full = f"{kind}/{name}{f'-{number}' if number > 1 else ''}{ending}"
            on_disk = any((self.root / (full + ending)).exists() for ending in ("", OPEN, NEW))
            if not on_disk and full not in self._manifest and full not in self._known:
                return full
        raise AssertionError

    def sync(self) -> dict[str, int]:
        """Bring everything appended to the disk; return the length of each segment."""
        for segment in self._open.values():
            segment.sync()
        return self.lengths()

    def lengths(self) -> dict[str, int]:
        """Return how long each segment is."""
        return {segment.name: segment.length for segment in self._open.values()}

    def committed(self) -> None:
        """Note that the ledger counts on everything appended."""
        for segment in self._open.values():
            segment.committed()

    def cut(self, lengths: Mapping[str, int]) -> None:
        """Take back what was appended beyond these lengths."""
        for segment in self._open.values():
            segment.cut(lengths.get(segment.name, 0))

    def full(self, limit: int = MAX_SEGMENT) -> bool:
        """Say whether a segment has grown to its limit."""
        return any(segment.length >= limit for segment in self._open.values())

    def seal(self) -> list[str]:
        """Seal every segment that is being written; return their names. Empty ones go."""
        sealed = []
        while self.interrupted:
            name = self.interrupted[-1]
            self.enlist(name)
            sealed.append(self.interrupted.pop())
        for segment in list(self._open.values()):
            if segment.length:
                if segment.name.startswith("cdx/"):
                    segment.sort()
                self._manifest.add(segment.name, segment.length, segment.seal())
                sealed.append(segment.name)
            else:
                segment.discard()
            del self._open[_slot_of(segment.name)]
        return sealed

    def relist(self, files: Mapping[str, tuple[int, str]]) -> None:
        """List sealed files anew whose bytes were replaced: length and SHA-256 of each."""
        self._manifest.replace_all(files)

    def listed(self, name: str) -> bool:
        """Return True if the manifest lists a file."""
        return name in self._manifest

    def enlist(self, name: str) -> None:
        """List a file that stands in the archive already."""
        path = self.root / name
        self._manifest.add(name, path.stat().st_size, sha256_of(path))

    def describe(self) -> None:
        """Bring the files up to date that say what the archive is."""
        if self._writers and all((self.root / name).exists() for name in descriptions()):
            return  # whoever has the archive alone does
        for name, data in descriptions().items():
            path = self.root / name
            if not (path.exists() and path.read_bytes() == data):
                self.disk.replace(path, data)
                self.disk.sync_folder(self.root)
            self._manifest.replace(name, len(data), sha256(data).hexdigest())

    def read(self, file: str, offset: int, length: int) -> str:
        """Return the line at a place that is committed. Raises OSError and ValueError."""
        path = self.root / file
        if not path.exists():
            path = path.with_name(path.name + OPEN)
        return line_at(path, offset, length).decode("utf-8", "surrogatepass")

    def put(self, kind: str, name: str, data: bytes) -> str:
        """Write a whole file, sealed as it appears; return its name, a free one."""
        full = self._free(kind, name)
        path = self.root / full
        draft = path.with_name(path.name + DRAFT)
        self.disk.folder(path.parent)
        self.disk.whole(draft, data)
        self.disk.name(draft, path)
        self._manifest.add(full, len(data), sha256(data).hexdigest())
        return full

    def put_aside(self, name: str, data: bytes) -> Path:
        """Keep bytes that cannot stand where they belong; return where they are, safe."""
        return Strays(self.disk, self.root, self._manifest, self._known).put_aside(name, data)

    def close(self) -> None:
        """Close the files and let go of the lock."""
        for segment in self._open.values():
            segment.close()
        self._open.clear()
        if self._writers:
            self._writers.close()
        self._lock.close()


class _OfOthers:
    """The files in an archive that are no business of whoever ends what some writers have left."""

    def __init__(self, dead: Container[int]) -> None:
        self._dead = dead

    def __contains__(self, path: object) -> bool:
        writer = writer_of(path.name) if isinstance(path, Path) else None
        return writer is not None and writer not in self._dead


def _slot_of(name: str) -> str:
    """Return what a segment is the only open one of: its kind, or a group of it.

    >>> _slot_of("articles/run.jsonl"), _slot_of("articles/run-2.news.example.jsonl.gz")
    ('articles', 'articles.news.example')
    """
    kind, _, file = stem_of(name).partition("/")
    return kind + "".join(file.partition(".")[1:])
