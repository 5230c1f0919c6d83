"""What came of each file that was read again: a line of JSON, here or beside the lines in a store.

OUT/reread.jsonl                 one line a file
s3://…/manifests/NAME.jsonl      a line of its own for each file: it lists the lines as sealed,
so that the store is an archive of what was read
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from crawler.archive.check_lines import PARTS
from crawler.archive.segment import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.archive.object_store import Store
    from crawler.reread.file_reading import FileTask

REPORT = "reread.jsonl"

Entry = dict[str, Any]


def _objects(data: bytes) -> Iterator[Entry]:
    """Yield the objects in lines of JSON; a line that a crash tore is none."""
    for line in data.split(b"\n"):
        with suppress(ValueError):
            if isinstance(entry := json.loads(line), dict):
                yield entry


class Reports(Protocol):
    """Where it is written down what came of files."""

    def done(self) -> dict[str, Entry]:
        """Return the files that were read to their end, by name."""

    def add(self, task: FileTask, entry: Entry) -> None:
        """Write down what came of a file."""


class ReportsHere:
    """One file of lines, of which a shard writes its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def done(self) -> dict[str, Entry]:
        """Return the files that were read to their end, by any shard."""
        reports = sorted(self._path.parent.glob(f"{Path(REPORT).stem}*.jsonl"))
        entries = [entry for path in reports for entry in _objects(path.read_bytes())]
        return {x["name"]: x for x in entries if "name" in x and "error" not in x}

    def add(self, _: FileTask, entry: Entry) -> None:
        """Write down what came of a file."""
        line = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        with self._path.open("ab+") as file:
            # What a crash tore is ended: it is a line of its own, and none that counts.
            if file.tell() and (file.seek(-1, SEEK_END), file.read(1))[1] != b"\n":
                line = b"\n" + line
            file.write(line)


class ReportsThere:
    """A file for each file of lines in a store, which is listed by it: no machine waits."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def done(self) -> dict[str, Entry]:
        """Return the files that were read to their end, by any machine."""
        found = {}
        for data in self._store.read_all(PARTS).values():
            for listed in _objects(data):
                entry = listed.get("reread")
                if isinstance(entry, dict) and "name" in entry:
                    found[entry["name"]] = entry
        return found

    def add(self, task: FileTask, entry: Entry) -> None:
        """Bring the lines of a file, and list them. Of one that failed nothing is brought.

        Raises `OffsiteError`.
        """
        if "error" in entry:
            return
        name = f"articles/{task.lines.name}"
        self._store.put(name, task.lines)
        listed = {
            "file": name,
            "length": task.lines.stat().st_size,
            "sha256": sha256_of(task.lines),
            "sealed": datetime.now(UTC).isoformat(timespec="seconds"),
            "reread": entry,
        }
        line = json.dumps(listed, ensure_ascii=False).encode() + b"\n"
        self._store.write(f"{PARTS}/{task.lines.name}", line)
        task.lines.unlink()
