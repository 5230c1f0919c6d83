"""A newsroom of a harbour, as the tests of the viewer's pages look at it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.view.newsroom import Newsroom

FERRY, QUAY = "https://www.quay.example/ferry", "https://www.quay.example/quay"
PICTURE = "https://www.quay.example/a.png"


def as_picture(data: bytes, kind: str = "image/png") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def line_of(newsroom: Newsroom) -> dict[str, Any]:
    """Return the first line of an archive."""
    first = min((newsroom.root / "articles").iterdir())
    record: dict[str, Any] = json.loads(first.read_text("utf-8").splitlines()[0])
    return record


def archive_of(root: Path, *lines: dict[str, Any]) -> Path:
    """Write an archive of lines that anybody may have written; return its folder."""
    (root / "articles").mkdir(parents=True)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (root / "articles" / "1.jsonl").write_text(text, "utf-8")
    return root
