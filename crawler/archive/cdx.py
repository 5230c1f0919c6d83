"""The index of a WARC file: one CDXJ line a capture, sorted by where it would be looked for.

https://specs.webrecorder.net/cdxj/0.1.0/
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from crawler.frontier.urls import surt

if TYPE_CHECKING:
    from crawler.archive.warc import Record


def line(record: Record, file: str, offset: int) -> str:
    """Return the index line of a ``response`` or ``revisit`` record, without the newline.

    `offset` and the record's length are those of its gzip member, in bytes.
    """
    entry = {
        "url": record.url,
        "mime": "warc/revisit" if record.type == "revisit" else record.mime or "unk",
        "status": str(record.status),
        "digest": record.payload_digest,
        "length": str(len(record.data)),
        "offset": str(offset),
        "filename": file,
    }
    timestamp = re.sub(r"\D", "", record.date)[:14]
    return f"{surt(record.url)} {timestamp} {json.dumps(entry, ensure_ascii=False)}"
