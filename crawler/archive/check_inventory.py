"""What an archive holds, in a database on disk: what its parts say of each other is compared.

Only what has to be compared is written down, so that an archive of millions of records
is proven in little memory; the database is a nameless file that SQLite removes, or one that is
kept for as long as the check is not at its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from crawler import patterns as re
from crawler.archive import check_proven
from crawler.archive.cdx import REVISIT
from crawler.archive.check_lines import ArticleLine, CheckedLine, EventLine, Sealed
from crawler.archive.check_proven import Proofs
from crawler.archive.check_questions import (
    AWAY,
    INDEXES,
    TABLES,
    Question,
)
from crawler.archive.check_records import (
    INDEXED,
    REFERENCES,
    Sized,
    memory_named,
    record_id_of,
    record_of,
)
from crawler.archive.warc import Record
from crawler.frontier.urls import surt

_RUN = re.compile(r"\d{14}-\d{5,}")


class Contradiction(NamedTuple):
    """A place, and what another place says against it."""

    file: str
    offset: int
    reason: str


_MEMORY_NAMED = "INSERT INTO memories_named VALUES (?, ?, ?, ?)"


class RecordNote(NamedTuple):
    """What is noted of a record, wherever it stands."""

    columns: tuple[str, ...]
    memory: str | None
    """The revision of the site memory that it names."""

    references: tuple[tuple[str | None, ...], ...]
    """The records that it names: field, id, its own type, digest, address and date."""


def note_of(found: Sized) -> RecordNote:
    """Return what is noted of a record, and of those that it names."""
    record, fields = record_of(found), found.stored.fields
    refers = (
        record.payload_digest,
        record_id_of(fields.get("warc-refers-to-target-uri", "")),
        fields.get("warc-refers-to-date"),
    )
    nothing = (None, None, None)
    references = tuple(
        (field, record_id_of(fields[field]), record.type)
        + (refers if field == "warc-refers-to" and record.type == "revisit" else nothing)
        for field in REFERENCES
        if field in fields
    )
    return RecordNote(_columns(record), memory_named(found.stored), references)


class Inventory:
    """What was found in files, and what contradicts what."""

    def __init__(self, kept: Path | None = None, about: str = "") -> None:
        """`kept`: where it stands until the check is at its end; `about` tells it from others."""
        db = check_proven.opened(kept, about, TABLES) if kept else None
        self.proofs = Proofs(db) if db else None
        self._kept = kept if db else None
        self._names: set[str] = set()
        # An empty name is a database on disk that nobody else sees:
        # https://www.sqlite.org/inmemorydb.html#temp_db
        self.db = db or sqlite3.connect("", isolation_level=None, uri=True)
        if not db:
            self.db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {TABLES}")
        self.db.create_function("concat_words", -1, _words, deterministic=True)
        self.db.create_function("index_of", 1, index_of, deterministic=True)
        self.db.create_function("run_of", 1, run_of, deterministic=True)
        self.db.create_function("same_moment", 2, _same_moment, deterministic=True)
        self.db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, ended: type[BaseException] | None, *_: object) -> None:
        self.close()
        if self._kept and ended is None:
            check_proven.remove(self._kept)

    def close(self) -> None:
        """Let go of the database, and of the disk that it took unless it is kept."""
        self.db.close()

    def names(self) -> list[str]:
        """Return under which names something was noted since this was asked last."""
        names = sorted(self._names)
        self._names.clear()
        return names

    # --- what is there

    def add_file(self, name: str, *, is_open: bool) -> None:
        """Note a segment, by its final name; those that the manifest lists come in its order."""
        self.db.execute(
            "INSERT OR REPLACE INTO files SELECT ?, coalesce((SELECT min(rowid) FROM sealed "
            "WHERE file = ?), 1000000000 + (SELECT count(*) FROM files)), ?",
            (name, name, is_open),
        )

    def add_sealed(self, entry: Sealed, offset: int, sha: bytes) -> None:
        """Note a line of the manifest, and the digest of the whole line."""
        self.db.execute("INSERT INTO sealed VALUES (?, ?, ?, ?, ?)", (*entry, offset, sha))

    def sealed(self, name: str) -> list[Sealed]:
        """Return what the manifest says of a file, each thing once."""
        rows = self.db.execute(
            "SELECT DISTINCT file, length, sha256 FROM sealed WHERE file = ?", (name,)
        )
        return [Sealed(*row) for row in rows]

    def away(self) -> Iterator[tuple[str, int]]:
        """Yield each file that the manifest lists and that is not here, with the line's offset."""
        yield from self.db.execute(
            f"SELECT file, min(offset) FROM sealed WHERE {AWAY.format('sealed.file')} "  # noqa: S608
            "GROUP BY file ORDER BY 2"
        )

    def add_record(self, part: str, name: str, found: Sized) -> None:
        """Note a record, and which others it names."""
        self.add_note(part, name, (found.stored.offset, found.length), note_of(found))

    def add_note(self, part: str, name: str, where: tuple[int, int], note: RecordNote) -> None:
        """Note what a record says; `where` is its offset, and its length in the file."""
        offset, length = where
        place = (part, name, offset)
        self._names.add(name)
        self.db.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*place, length, *note.columns),
        )
        if note.memory:
            self.db.execute(_MEMORY_NAMED, (*place, note.memory))
        self.db.executemany(
            "INSERT INTO references_made VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*place, *each) for each in note.references],
        )

    def forget_records(self, part: str, name: str) -> None:
        """Forget the records of a file: they are to be noted again."""
        for table in ("records", "memories_named", "references_made"):
            self.db.execute(f"DELETE FROM {table} WHERE part = ? AND file = ?", (part, name))  # noqa: S608 names of ours

    def add_entry(self, name: str, offset: int, entry: CheckedLine) -> None:
        """Note a line of an index."""
        fields = entry.fields
        self._names.add(name)
        self.db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (name, offset, f"warc/{fields['filename']}", int(fields["offset"]),
             int(fields["length"]), entry.key, entry.timestamp, fields["url"], fields["mime"],
             fields["status"], fields["digest"]),
        )  # fmt: skip

    def add_line(self, name: str, offset: int, length: int, line: ArticleLine, sha: bytes) -> None:
        """Note the line of an article, and the records that it names."""
        number = self._tell(name, offset, line, sha)
        self.db.execute(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, name, offset, length, line.url, line.version, line.identifier, line.content,
             line.based_on),
        )  # fmt: skip

    def add_event(self, name: str, offset: int, event: EventLine, sha: bytes) -> None:
        """Note a line of ``events/``, and the records that it names."""
        number = self._tell(name, offset, event, sha)
        self.db.execute(
            "INSERT INTO events VALUES (?, ?, ?)", (number, event.status, event.reason)
        )

    def _tell(self, name: str, offset: int, line: ArticleLine | EventLine, sha: bytes) -> int:
        self._names.add(name)
        number = self.db.execute(
            "INSERT INTO told VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (name, offset, line.url, line.identifier, line.fetched_at, sha),
        ).lastrowid
        assert number is not None
        self.db.executemany(
            "INSERT INTO payloads VALUES (?, ?)", [(number, each) for each in line.captures]
        )
        self.db.executemany(
            "INSERT INTO locations VALUES (?, ?, ?, ?)",
            [(number, *each) for each in line.locations],
        )
        return number

    # --- what contradicts what

    def contradictions(self, questions: Iterable[Question]) -> Iterator[Contradiction]:
        """Yield what is wrong by these questions, once everything has been added."""
        for index in filter(str.strip, INDEXES.split(";")):
            self.db.execute(index)
        for question in questions:
            for file, offset, what in self.db.execute(question.query):
                yield Contradiction(file, offset, question.about.format(what))


def index_of(warc: str) -> str:
    """Return the name of the index of a WARC file.

    >>> index_of("warc/a-000.warc.gz")
    'cdx/a-000.cdxj'
    """
    return "cdx/" + warc.removeprefix("warc/").removesuffix(".gz").removesuffix(".warc") + ".cdxj"


def run_of(name: str) -> str:
    """Return what the names of all files of a run begin with; empty for a file of no run.

    >>> run_of("warc/20260205080000-00001-000.warc.gz"), run_of("warc/other.warc.gz")
    ('20260205080000-00001', '')
    """
    found = _RUN.match(name.rpartition("/")[2])
    return found[0] if found else ""


def _columns(record: Record) -> tuple[str, ...]:
    listed = record.type in INDEXED
    mime = REVISIT if record.type == "revisit" else record.mime or "unk"
    return (
        record.record_id, record.type, record.url, record.date, record.payload_digest,
        str(record.status), mime, surt(record.url) if listed else "",
        re.sub(r"\D", "", record.date)[:14],
    )  # fmt: skip


def _words(*words: Any) -> str:
    return ", ".join(str(word) for word in words if word)


def _same_moment(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return False
