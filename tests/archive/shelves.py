"""An archive's segments as a crash leaves them, and what stands in the archive afterwards."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.archive.segments import Segments

LINES = b'{"n": 1}\n{"n": 2}\n'


def written(root: Path, data: bytes = LINES, kind: str = "articles", name: str = "run") -> str:
    """Leave a segment as a crash leaves it; return its name."""
    shelf = Segments(root)
    segment = shelf.segment(kind, name)
    segment.append(data)
    shelf.sync()
    shelf.committed()
    shelf.close()
    return segment.name


def opened(root: Path, segments: dict[str, tuple[int, bool]]) -> tuple[str, ...]:
    """Open an archive and close it again; return what was sealed for want of a ledger."""
    shelf = Segments(root)
    try:
        return shelf.recover(segments).sealed
    finally:
        shelf.close()


def manifest(root: Path) -> dict[str, str]:
    """Return the digests of the files that the manifest lists; each is listed once."""
    lines = [json.loads(line) for line in (root / "manifest.jsonl").read_text().splitlines()]
    listed = {line["file"]: line["sha256"] for line in lines}
    assert len(listed) == len(lines)
    return listed


def kept_aside(root: Path) -> list[bytes]:
    """Return what stands in the folder of bytes that could not be placed."""
    return [path.read_bytes() for path in sorted((root / "recovered").glob("*"))]
