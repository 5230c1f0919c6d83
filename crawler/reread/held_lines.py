"""What an archive said of each capture before, so that a new reading can be held against it.

Of every line the digests of its fields are noted in a database, which several processes read.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from crawler.exports.held import HeldStories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

FIELDS = (
    "kicker", "headline", "alternativeHeadline", "articleBody", "author", "editor",
    "contributor", "sourceOrganization", "datePublished", "dateModified", "inLanguage",
    "articleSection", "keywords", "image", "copyrightNotice",
)  # fmt: skip
"""What is compared: what readers read, and what is said of it."""


def digests_of(record: dict[str, Any]) -> dict[str, str]:
    """Return a short digest of each field that a record has.

    Which pictures were kept beside a page is no part of what a reader reads on it.
    """
    read = {name: record[name] for name in FIELDS if name in record}
    if isinstance(images := read.get("image"), list):
        read["image"] = [_without_digest(each) for each in images]
    texts = {name: json.dumps(value, sort_keys=True) for name, value in read.items()}
    return {
        name: blake2b(text.encode(), digest_size=6).hexdigest() for name, text in texts.items()
    }


def _without_digest(image: Any) -> Any:
    if not isinstance(image, dict):
        return image
    return {name: value for name, value in image.items() if name != "digest"}


def key_of(url: str, captures: Iterable[str]) -> str:
    """Return what a reading is told by: its address, and the digest of its first page."""
    return f"{url}\n{next(iter(captures), '')}"


def note_held(
    archive: Path, database: Path, told: Callable[[int], object] = lambda _: None
) -> int:
    """Note the lines of an archive, or of a file of lines; return how many.

    `told` is called with the bytes that were looked through.
    """
    with HeldStories(archive, told) as held, closing(sqlite3.connect(database)) as db, db:
        db.execute("CREATE TABLE held (key TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID")
        for story in held.stories():
            known = key_of(story.record["url"], story.record["provenance"]["captures"])
            fields = json.dumps(digests_of(story.record))
            db.execute("INSERT OR REPLACE INTO held VALUES (?, ?)", (known, fields))
        return len(held)


class HeldLines:
    """The lines that were noted, for one process."""

    def __init__(self, database: Path) -> None:
        self._db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def differences(self, key: str, record: dict[str, Any] | None) -> list[str]:
        """Return in which fields a reading differs from the line of its capture.

        ``new`` stands for a capture of which no line is held, ``gone`` for one that gives no
        article any more.
        """
        row = self._db.execute("SELECT fields FROM held WHERE key = ?", (key,)).fetchone()
        if row is None:
            return ["new"] if record else []
        if record is None:
            return ["gone"]
        before, after = json.loads(row[0]), digests_of(record)
        return [name for name in FIELDS if before.get(name) != after.get(name)]
