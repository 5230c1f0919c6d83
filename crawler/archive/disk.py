"""What an archive asks of its disk, each step by itself.

A file's bytes are safe after `sync`, its name after `sync_folder` of the folder that it
stands in: POSIX promises nothing else. A test puts a `Disk` in place of this one that
forgets whatever was not synced.
https://pubs.opengroup.org/onlinepubs/9699919799/functions/fsync.html
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from io import BufferedRandom
    from pathlib import Path


SIDE_BY_SIDE = 32


def sync_path(path: Path) -> None:
    """Return when the bytes of a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_paths(paths: Iterable[Path]) -> None:
    """Return when the bytes of many files are on the disk, and their names.

    Side by side they cost the journal of a file system a few commits, not one each: of 1,000
    small files on ext4 2.8 s become 0.2.
    """
    files = [*paths]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for some in (files, {file.parent for file in files}):
            list(pool.map(sync_path, some))


class Disk:
    """The disk as it is."""

    def make_folder(self, path: Path) -> None:
        """Make one folder; raises FileExistsError where its name is taken."""
        path.mkdir()

    def create(self, path: Path) -> BufferedRandom:
        """Return a new file; raises FileExistsError where its name is taken."""
        return path.open("x+b")

    def open(self, path: Path, at: int) -> BufferedRandom:
        """Return a file that stands already, cut to a length, to be written from there on."""
        file = path.open("r+b")
        file.truncate(at)
        file.seek(at)
        return file

    def write(self, file: BufferedRandom, data: bytes) -> None:
        """Write bytes where the file stands."""
        file.write(data)

    def sync(self, file: BufferedRandom) -> None:
        """Return when the bytes of a file, and its length, are on the disk."""
        file.flush()
        os.fdatasync(file.fileno())

    def sync_folder(self, path: Path) -> None:
        """Return when the names in a folder are on the disk."""
        sync_path(path)

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name; raises FileExistsError where that is taken."""
        os.link(old, new)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, in place of whatever bears it."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Take a name away."""
        path.unlink()

    # --- made of these

    def folder(self, path: Path) -> None:
        """Make a folder and those above it, their names safe, unless it stands already."""
        if path.is_dir():
            return
        self.folder(path.parent)
        with suppress(FileExistsError):
            self.make_folder(path)
        self.sync_folder(path.parent)

    def whole(self, path: Path, data: bytes) -> None:
        """Write a file anew, its bytes safe but not its name."""
        if path.exists():
            self.remove(path)
        with self.create(path) as file:
            self.write(file, data)
            self.sync(file)

    def replace(self, path: Path, data: bytes) -> None:
        """Put other bytes in a file's place: after a crash it holds the old or the new."""
        draft = path.with_name(path.name + ".draft")
        self.whole(draft, data)
        self.rename(draft, path)

    def name(self, old: Path, new: Path) -> None:
        """Give a file a final name, safe; raises FileExistsError where that is taken.

        The old name goes only when the new one is on the disk: a folder's changes may reach it
        in any order.
        """
        try:
            self.link(old, new)
        except FileExistsError:
            raise
        except OSError:  # exFAT and many network disks have no links: EPERM, ENOTSUP, EMLINK
            if new.exists():
                raise FileExistsError(f"{new} is there already") from None
            self.rename(old, new)
        self.sync_folder(new.parent)
        if old.exists():
            self.remove(old)
