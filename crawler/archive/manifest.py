"""The list of all sealed files: one line of JSON a file, each name once.

{"file": "warc/….warc.gz", "length": 1, "sha256": "…", "sealed": "2026-02-05T08:30:00+00:00"}

Where a file had to be replaced (a takedown, a newer description) ``replaces`` is the SHA-256
that it had before.
"""

from __future__ import annotations

import json
import logging
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from crawler.archive.segment import SegmentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from crawler.archive.disk import Disk

logger = logging.getLogger(__name__)


class Manifest:
    """The list of one archive, for the process that writes to it."""

    def __init__(
        self,
        disk: Disk,
        path: Path,
        alone: Callable[[], AbstractContextManager[Any]] = nullcontext,
    ) -> None:
        """`alone` keeps other processes that write to the archive from writing meanwhile."""
        self._disk, self._path, self._alone = disk, path, alone
        self._listed: dict[str, tuple[int, str]] = {}
        self._read = 0
        with self._alone():
            self._take_up()

    def _take_up(self) -> None:
        """Read what is listed, unless nobody else has listed anything."""
        path = self._path
        if path.exists() and path.stat().st_size == self._read:
            return
        data = path.read_bytes() if path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            # A crash tore the last line: the file that it speaks of is listed anew.
            self._disk.open(path, len(whole)).close()
        self._read = len(whole)
        for line in whole.splitlines():
            try:
                entry = json.loads(line)
                self._listed[str(entry["file"])] = int(entry["length"]), str(entry["sha256"])
            except (ValueError, TypeError, KeyError):
                logger.warning("%s: no entry: %.80r", path, line)

    def __contains__(self, name: str) -> bool:
        return name in self._listed

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def length(self, name: str) -> int | None:
        """Return how long a sealed file is; None for one that is not listed."""
        return self._listed[name][0] if name in self._listed else None

    def add(self, name: str, length: int, digest: str) -> None:
        """List a sealed file, safe; one that is listed already stays as it is.

        Raises `SegmentError` where other bytes are listed under its name.
        """
        with self._alone():
            self._add(name, length, digest)

    def _add(self, name: str, length: int, digest: str) -> None:
        self._take_up()
        if name in self._listed:
            if self._listed[name][1] != digest:
                raise SegmentError(f"{self._path} lists {name} with other bytes than it holds")
            return
        if not self._path.exists():
            self._disk.create(self._path).close()
            self._disk.sync_folder(self._path.parent)
        with self._disk.open(self._path, self._path.stat().st_size) as file:
            self._disk.write(file, _line(name, length, digest))
            self._disk.sync(file)
            self._read = file.tell()
        self._listed[name] = length, digest

    def replace(self, name: str, length: int, digest: str) -> None:
        """List a file whose bytes are others than before, in the place that it had, safe."""
        known = self._listed.get(name)
        if known is None:
            self.add(name, length, digest)
        elif known[1] != digest:
            self.replace_all({name: (length, digest)})

    def replace_all(self, files: Mapping[str, tuple[int, str]]) -> None:
        """List files anew that are listed already, all at once: after a crash all, or none."""
        with self._alone():
            self._replace_all(files)

    def _replace_all(self, files: Mapping[str, tuple[int, str]]) -> None:
        lines = []
        for line in self._path.read_bytes().splitlines(keepends=True):
            with suppress(ValueError, TypeError, KeyError):
                entry = json.loads(line)
                name = str(entry["file"])
                if name in files and files[name][1] != entry["sha256"]:
                    kept = {"expired": entry["expired"]} if "expired" in entry else {}
                    replaced = str(entry["sha256"])
                    lines.append(_line(name, *files[name], replaces=replaced, **kept))
                    continue
            lines.append(line)
        self._disk.replace(self._path, b"".join(lines))
        self._disk.sync_folder(self._path.parent)
        self._read = 0
        self._take_up()


def _line(name: str, length: int, digest: str, **more: str) -> bytes:
    sealed = datetime.now(UTC).isoformat(timespec="seconds")
    entry = {"file": name, "length": length, "sha256": digest, "sealed": sealed, **more}
    return json.dumps(entry).encode() + b"\n"
