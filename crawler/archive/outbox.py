"""Which sealed files a consumer has taken in, and which comes next.

    ARCHIVE_DIR/outbox/NAME.jsonl    one file a line, as it was acknowledged

    {"file": "articles/….jsonl", "sha256": "…", "done": "2026-02-05T08:30:00+00:00"}

A consumer asks for the next file, takes it in, and says so. One that fails in between is given
the same file again: what it takes in twice is the same bytes under the same name. Files come in
the order in which they were sealed, whatever became of the manifest since. One that had to be
replaced, since a story was taken out of it, is handed out again.
"""

from __future__ import annotations

import fcntl
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.archive.check_lines import MANIFEST, PARTS, Sealed, sealed_in
from crawler.archive.disk import Disk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

FOLDERS = ("articles/", "events/", "takedowns/")
"""What is handed out: new stories and versions, withdrawals and returns, what must go."""

_NAME = re.compile(r"[A-Za-z0-9][\w-]{0,62}")


class OutboxError(Exception):
    """What was asked of an outbox makes no sense; the message says why."""


class Outbox:
    """The sealed files of an archive, for one consumer by name."""

    def __init__(
        self,
        root: Path,
        consumer: str,
        folders: tuple[str, ...] = FOLDERS,
        listed: Callable[[], Iterable[Sealed]] | None = None,
    ) -> None:
        """`listed` gives the sealed files; without, those of the archive.

        Raises `OutboxError` for a name that is no plain word.
        """
        if not _NAME.fullmatch(consumer):
            raise OutboxError(f"{consumer!r} is no name: letters, digits, - and _")
        self.root = root
        self._listed = listed
        self._folders = folders
        self._path = root / "outbox" / f"{consumer}.jsonl"
        self._disk = Disk()
        self._known: tuple[object, dict[str, Sealed]] = None, {}
        self._done_files: set[tuple[str, str]] = set()
        self._read = 0

    def waiting(self) -> Iterator[Sealed]:
        """Yield the files that were not acknowledged, the first sealed first."""
        done = self._done()
        for sealed in self._sealed().values():
            if (sealed.file, sealed.sha256) not in done:
                yield sealed

    def done(self) -> Iterator[Sealed]:
        """Yield the files that were acknowledged as they are now."""
        done = self._done()
        for sealed in self._sealed().values():
            if (sealed.file, sealed.sha256) in done:
                yield sealed

    def acknowledge(self, file: str) -> None:
        """Note that a file was taken in; what was noted is safe.

        Raises `OutboxError` for one that is not listed, or not handed out. A file that was
        acknowledged before may be so again.
        """
        with self._locked():
            sealed = self._sealed().get(file)
            if sealed is None:
                raise OutboxError(f"{file} is no sealed file of {self.root}")
            if (sealed.file, sealed.sha256) in self._done():
                return
            now = datetime.now(UTC).isoformat(timespec="seconds")
            entry = {"file": sealed.file, "sha256": sealed.sha256, "done": now}
            with self._disk.open(self._path, self._read) as log:
                self._disk.write(log, json.dumps(entry).encode() + b"\n")
                self._disk.sync(log)

    def _sealed(self) -> dict[str, Sealed]:
        """Return the files that are handed out, by name; read anew where the list has changed."""
        state = None if self._listed else _state_of(self.root)
        if self._known[0] != (state,):
            listed = self._listed() if self._listed else (each for each, _ in sealed_in(self.root))
            wanted = (each for each in listed if each.file.startswith(self._folders))
            self._known = (state,), {sealed.file: sealed for sealed in wanted}
        return self._known[1]

    def _done(self) -> set[tuple[str, str]]:
        """Return what was acknowledged; of the log only what others have added is read."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size < self._read:
            self._read, self._done_files = 0, set()
        if size == self._read:
            return self._done_files
        with self._path.open("rb") as log:
            log.seek(self._read)
            added = log.read()
        whole = added[: added.rfind(b"\n") + 1]  # a crash may have torn the last line
        for line in whole.splitlines():
            try:
                entry = json.loads(line)
                self._done_files.add((entry["file"], entry["sha256"]))
            except (ValueError, KeyError, TypeError):
                raise OutboxError(f"{self._path} holds a line that is none of it") from None
        self._read += len(whole)
        return self._done_files

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Make the log, where there is none, and let nobody else write in it meanwhile."""
        self._disk.folder(self._path.parent)
        if not self._path.exists():
            self._path.touch()
            self._disk.sync_folder(self._path.parent)
        with self._path.open("rb") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            yield


def _state_of(root: Path) -> tuple[tuple[int, ...], ...]:
    """Return what changes whenever the list of sealed files does, or one of several lists."""
    lists = [root / MANIFEST, *sorted((root / PARTS).glob("*.jsonl"))]
    told = [each.stat() for each in lists if each.exists()]
    return tuple((each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns) for each in told)
