"""A file in a store, read again: it is fetched, read, and its copy here is gone again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.object_store import OffsiteError, Store
from crawler.archive.segment import sha256_of
from crawler.reread.file_reading import FileTask, read_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.reread.file_reading import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTask(FileTask):
    """A file that is fetched to `source` first."""

    folder: str
    """Address of the folder that it is in."""

    name: str
    sha256: str = ""
    """What it has to be; empty where nobody says."""


def read_any(task: FileTask, beat: Callable[[int], None] = lambda _: None) -> Checkpoint:
    """Read a file, wherever it is. Raises OSError, and OffsiteError for one in a store."""
    if not isinstance(task, StoredTask):
        return read_file(task, beat)
    task.lines.parent.mkdir(parents=True, exist_ok=True)
    _fetch(task)
    try:
        account = read_file(task, beat)
    finally:
        task.source.unlink()
    return account


def _fetch(task: StoredTask) -> None:
    if not task.source.exists():  # else a process died over it
        Store(task.folder).fetch(task.name, task.source)
    if task.sha256 and sha256_of(task.source) != task.sha256:
        task.source.unlink()
        raise OffsiteError(f"{Store(task.folder)}/{task.name} is not as it was sealed")
