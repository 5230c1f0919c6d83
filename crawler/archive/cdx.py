"""The index of a WARC file: one CDXJ line a capture, sorted by where it would be looked for.

https://specs.webrecorder.net/cdxj/0.1.0/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.frontier.urls import surt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crawler.archive.warc import Record

MAX_LINE = 1 << 20
"""Bytes of a line that is read."""

FARTHEST = 1 << 63
"""Offset that no file has, and no database takes."""

REVISIT = "warc/revisit"
"""What stands for the type of a capture whose payload was kept before."""


_CDX = {"m": "mime", "k": "digest", "g": "filename", "V": "offset"}
"""What letters of the first line of a CDX stand for:
https://iipc.github.io/warc-specifications/specifications/cdx-format/cdx-2015/"""


def line(record: Record, file: str, offset: int) -> str:
    """Return the index line of a ``response`` or ``revisit`` record, without the newline.

    `offset` and the record's length are those of its gzip member, in bytes.
    """
    entry = {
        "url": record.url,
        "mime": REVISIT if record.type == "revisit" else record.mime or "unk",
        "status": str(record.status),
        "digest": record.payload_digest,
        "length": str(len(record.data)),
        "offset": str(offset),
        "filename": file,
    }
    timestamp = re.sub(r"\D", "", record.date)[:14]
    return f"{surt(record.url)} {timestamp} {json.dumps(entry, ensure_ascii=False)}"


def payloads(path: Path) -> Iterator[tuple[str, str, int]]:
    """Yield digest, file and offset of each ``response`` record that an index names.

    The index is CDXJ, or CDX whose first line says what its columns are, as wget writes it. The
    digest is in lower case, SHA-1 where no algorithm is said, and the file without its folder: a
    line that lacks one of them, that is torn, or longer than `MAX_LINE`, is passed over.
    """
    columns: list[str] = []
    with path.open("rb") as lines:
        while line := lines.readline(MAX_LINE):
            text = line.decode("utf-8", "replace")
            if text.startswith(" CDX "):
                columns = [_CDX.get(letter, letter) for letter in text.split()[1:]]
            elif found := _payload_in(text, columns):
                yield found


def _payload_in(text: str, columns: Sequence[str]) -> tuple[str, str, int] | None:
    try:
        entry = (
            dict(zip(columns, text.split(), strict=True))
            if columns
            else json.loads(text[text.index("{") :])
        )
        digest, file = entry["digest"].lower(), str(entry["filename"]).rpartition("/")[2]
        offset, is_revisit = int(entry["offset"]), entry["mime"] == REVISIT
        f"{digest}{file}".encode()  # half a surrogate pair is no part of a name
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    known = digest if ":" in digest else f"sha1:{digest}"
    return (known, file, offset) if not is_revisit and 0 <= offset < FARTHEST else None
