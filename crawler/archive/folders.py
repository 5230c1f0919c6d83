"""What stands in the folder of an archive beside its manifest and its ledger."""

from __future__ import annotations

import fcntl
from pathlib import Path

from crawler import patterns as re
from crawler.archive.check_ledger import LEDGER
from crawler.archive.check_lines import (
    MANIFEST,
    PARTS,
)
from crawler.archive.segment import LINES

BEING_WRITTEN = r"\.(open|new)"


_LINES = f"({'|'.join(map(re.escape, LINES))})"


FOLDERS = {
    "warc": r"\.warc(\.gz)?",
    "cdx": r"\.cdxj",
    "articles": _LINES,
    "events": _LINES,
    "reports": r"\.json",
    "takedowns": r"\.jsonl",
}
"""The folders of an archive, and how the names in each end."""


WORK, JOURNAL = "takedown.work", "journal.json"
"""Where a takedown that is going on has its files, and what it is about to do."""


SET_ASIDE = "recovered"
"""The folder of what was set aside: bytes that belong to no segment, indexes made anew."""


PLACE = "writers/place"
"""What an archive has whose ledger stands on a server."""


def is_archive(path: Path) -> bool:
    """Say whether a folder is an archive of ours, also where parts of it are lost."""
    if any((path / name).is_file() for name in (MANIFEST, LEDGER)) or (path / PARTS).is_dir():
        return True
    return any(
        re.search(rf"{ending}({BEING_WRITTEN})?$", file.name)
        for folder, ending in FOLDERS.items()
        if (path / folder).is_dir()
        for file in (path / folder).iterdir()
    )


def in_use(root: Path) -> bool:
    """Say whether a process writes to an archive now."""
    lock = root / "lock"
    if not lock.exists():
        return False
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(file, fcntl.LOCK_UN)
    return False
