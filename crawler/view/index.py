"""The viewer's index of an archive: a SQLite file beside everything else, never in the archive.

    articles/, events/, takedowns/, reports/, cdx/ -> Indexer.update() -> index

It says where each line stands, which stories came out on which day, which words they have, and
where each payload is; texts stay in the archive. Files are read newest first, so that the newest
days can be looked at while the others are read, and a file that has grown is read on from where
it was. Where a file has become another (a takedown, say) the index is made anew: of a story that
was removed no word stays. It can be deleted at any time, and `discard_index` does so where nobody
would make it anew.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from contextlib import closing, suppress
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from crawler.archive.check_lines import UNREADABLE, entry_of
from crawler.exports.columns import sound
from crawler.view.line_files import ERRORS, LineFile, articles_in, files_in, lines_of, root_of
from crawler.view.noted import (
    COUNTER,
    Noted,
    event_of,
    finite,
    host_of,
    loaded,
    noted,
    takedown_of,
    why_not,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Record = dict[str, Any]

FORM = 1
"""Changes with `SCHEMA`, and with what is noted: an index of another form is made anew."""

SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE file (
    n INTEGER PRIMARY KEY, name TEXT UNIQUE, run INTEGER, state TEXT, size INTEGER,
    read INTEGER, folder TEXT
);
CREATE TABLE damage (file INTEGER, offset INTEGER, reason TEXT);
CREATE TABLE site (n INTEGER PRIMARY KEY, host TEXT UNIQUE);
CREATE TABLE story (
    n INTEGER PRIMARY KEY, url TEXT UNIQUE, site INTEGER, day TEXT, at TEXT, line INTEGER,
    version INTEGER, headline TEXT, lead TEXT, picture TEXT, language TEXT
);
CREATE INDEX story_by_day ON story (day, site, at);
CREATE INDEX story_by_site ON story (site, day, at);
CREATE TABLE line (
    id INTEGER PRIMARY KEY, story INTEGER, version INTEGER, file INTEGER, offset INTEGER,
    length INTEGER, captured TEXT, late INTEGER, kept BLOB, UNIQUE (story, version)
);
CREATE INDEX line_by_file ON line (file);
CREATE VIRTUAL TABLE words USING fts5 (
    site, head, body, content='',
    tokenize="unicode61 remove_diacritics 2 categories 'L* N* Co M*'"
);
INSERT INTO words (words, rank) VALUES ('hashsize', 67108864);
CREATE TABLE event (
    url TEXT, at TEXT, status TEXT, reason TEXT, headline TEXT, PRIMARY KEY (url, at)
) WITHOUT ROWID;
CREATE INDEX event_by_time ON event (at);
CREATE TABLE takedown (url TEXT PRIMARY KEY, at TEXT, why TEXT, log TEXT) WITHOUT ROWID;
CREATE TABLE run (name TEXT PRIMARY KEY, number INTEGER, at REAL, report TEXT) WITHOUT ROWID;
CREATE INDEX run_by_time ON run (at);
CREATE TABLE capture (digest TEXT, file TEXT, offset INTEGER, listed INTEGER);
CREATE INDEX capture_by_digest ON capture (digest);
CREATE INDEX capture_by_list ON capture (listed);
"""

BATCH, MAX_BATCH = 100, 4000
"""Lines that are noted in one transaction: few at first: there is soon something to see."""

HALF = "half"
"""State of a file that was not read to its end: it is read on from there."""


class IndexChangedError(Exception):
    """A file is not the one that was read: the index is to be made anew."""


class Indexer:
    """What brings an index up to date; of several processes one at a time."""

    def __init__(self, root: Path, path: Path) -> None:
        self.root, self.path = root_of(root), path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = path.with_name(path.name + ".lock").open("w")
        self.owns = self._locked()
        self._counter, self._batch = 0, BATCH
        if self.owns and not _is_ours(path, self.root):
            self._make()
        self.done, self.total = 0, 0
        """Bytes of lines that were read, of those there are."""

    def close(self) -> None:
        """Let another process bring the index up to date."""
        self._lock.close()

    def update(self, told: Callable[[int, int], object] = lambda *_: None) -> None:
        """Bring the index up to date; `told` is called with `done` and `total`.

        Another process that does so already is left to it.
        """
        self.owns = self.owns or self._locked()
        if not self.owns:
            return
        if not self.path.exists():
            self._make()
        try:
            self._update(told)
        except IndexChangedError:
            self._make()
            self._update(told)
        except sqlite3.OperationalError:  # a full disk is no damage
            raise
        except sqlite3.DatabaseError:
            self._make()
            self._update(told)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _make(self) -> None:
        _unlink(self.path)
        # What stands in it is what stands in the archive: for nobody else's eyes.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)
            about = [("form", str(FORM)), ("root", str(self.root.resolve())), ("counter", "0")]
            db.executemany("INSERT INTO about VALUES (?, ?)", about)

    def _update(self, told: Callable[[int, int], object]) -> None:
        with closing(sqlite3.connect(self.path, timeout=30)) as db:
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA cache_size = -65536")
            db.execute("PRAGMA temp_store = MEMORY")
            [[counter]] = db.execute("SELECT value FROM about WHERE name = 'counter'")
            self._counter = int(counter)
            articles = articles_in(self.root)
            self._demand_same(db, articles)
            self._note_runs(db)
            small = [("events", event_of), ("takedowns", takedown_of)]
            for folder, row_of in small:
                for file in files_in(self.root, folder):
                    self._note_small(db, folder, file, row_of)
            db.commit()
            sizes = {file.name: _state(file)[1] for file in articles}
            self.total, self.done = sum(sizes.values()), 0
            for file in reversed(articles):
                self._note_articles(db, file, told)
            for file in files_in(self.root, "cdx", "cdxj"):
                self._note_captures(db, file)

    def _demand_same(self, db: sqlite3.Connection, files: list[LineFile]) -> None:
        """Raise `IndexChangedError` where a file of lines has become another, or is gone."""
        now = {file.name: _state(file) for file in files}
        rows = db.execute("SELECT name, state, size FROM file WHERE folder = 'articles'")
        for name, state, size in rows:
            if name not in now:
                raise IndexChangedError(name)
            state_now, size_now = now[name]
            inode, _, written = state.partition(" ")
            goes_on = size_now > size or (size_now == size and written == HALF)
            if state_now != state and not (goes_on and inode == state_now.partition(" ")[0]):
                raise IndexChangedError(name)

    def _note_articles(
        self, db: sqlite3.Connection, file: LineFile, told: Callable[[int, int], object]
    ) -> None:
        state, size = _state(file)
        n, read, known = _file_of(db, file, "articles")
        if known == state:
            self.done += size
            return
        batch: list[Noted] = []
        damages: list[tuple[int, int, str]] = []
        before, end = self.done, read

        def save(reached: str) -> None:
            self._insert(db, batch)
            db.executemany("INSERT INTO damage VALUES (?, ?, ?)", damages)
            db.execute(
                "UPDATE file SET state = ?, size = ?, read = ? WHERE n = ?",
                (reached, size, end, n),
            )
            db.execute("UPDATE about SET value = ? WHERE name = 'counter'", (str(self._counter),))
            db.commit()
            batch.clear()
            damages.clear()
            self._batch = min(2 * self._batch, MAX_BATCH)
            self.done = before + min(end, size)
            told(self.done, self.total)

        try:
            for line in lines_of(file, read):
                end = line.offset + line.length
                if not line.data.strip() and line.data:
                    continue
                try:
                    place = n, line.offset, line.length
                    batch.append(noted(line.data, place, keeps=line.is_within))
                except UNREADABLE as error:
                    damages.append((n, line.offset, why_not(error)))
                if len(batch) >= self._batch:
                    save(f"{state.partition(' ')[0]} {HALF}")
        except ERRORS as error:
            if not file.grows:  # of a packed one that grows the end is not whole yet
                damages.append((n, end, why_not(error)))
        save(state)
        self.done = before + size

    def _insert(self, db: sqlite3.Connection, batch: list[Noted]) -> None:
        """Note lines; FTS5 takes words fastest in the order of their numbers."""
        words: list[tuple[int, str, str, str]] = []
        for each in batch:
            host = host_of(each.url)
            db.execute("INSERT OR IGNORE INTO site (host) VALUES (?)", (host,))
            [[site]] = db.execute("SELECT n FROM site WHERE host = ?", (host,))
            story = db.execute("SELECT n, version FROM story WHERE url = ?", (each.url,))
            found = story.fetchone()
            if found is None:
                made = db.execute("INSERT INTO story (url, version) VALUES (?, 0)", (each.url,))
                found = made.lastrowid, 0
            held = db.execute(
                "SELECT id, name, offset FROM line JOIN file ON file.n = file "
                "WHERE story = ? AND version = ?",
                (found[0], each.version),
            ).fetchone()
            file, offset, length = each.place
            [[name]] = db.execute("SELECT name FROM file WHERE n = ?", (file,))
            if held and (held[1], held[2]) > (name, offset):
                continue
            if held:
                db.execute("DELETE FROM line WHERE id = ?", (held[0],))
            self._counter += 1
            number = date.fromisoformat(each.day).toordinal() * COUNTER + self._counter
            db.execute(
                "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, found[0], each.version, file, offset, length, each.captured,
                 each.late if each.version == 1 else None, each.kept),
            )  # fmt: skip
            if each.version >= found[1]:
                db.execute(
                    "UPDATE story SET site = ?, day = ?, at = ?, line = ?, version = ?, "
                    "headline = ?, lead = ?, picture = ?, language = ? WHERE n = ?",
                    (site, each.day, each.at, number, each.version, each.headline, each.lead,
                     each.picture, each.language, found[0]),
                )  # fmt: skip
            words.append((number, f"site{site}", each.head, each.body))
        words.sort()
        db.executemany("INSERT INTO words (rowid, site, head, body) VALUES (?, ?, ?, ?)", words)

    def _note_small(
        self,
        db: sqlite3.Connection,
        table: str,
        file: LineFile,
        row_of: Callable[[Record, str], tuple[str, ...]],
    ) -> None:
        """Note the events or takedowns of a file, where it has changed."""
        state, size = _state(file)
        n, _, known = _file_of(db, file, table)
        if known == state:
            return
        db.execute("DELETE FROM damage WHERE file = ?", (n,))
        rows: list[tuple[str, ...]] = []
        try:
            for line in lines_of(file):
                try:
                    rows.append(row_of(loaded(line.data), file.name))
                except UNREADABLE as error:
                    db.execute(
                        "INSERT INTO damage VALUES (?, ?, ?)", (n, line.offset, why_not(error))
                    )
        except ERRORS as error:
            db.execute("INSERT INTO damage VALUES (?, ?, ?)", (n, 0, why_not(error)))
        marks = ", ".join("?" * (5 if table == "events" else 4))
        db.executemany(f"INSERT OR REPLACE INTO {table[:-1]} VALUES ({marks})", rows)  # noqa: S608 names of ours
        db.execute("UPDATE file SET state = ?, size = ?, read = ? WHERE n = ?",
                   (state, size, size, n))  # fmt: skip

    def _note_runs(self, db: sqlite3.Connection) -> None:
        known = {name for [name] in db.execute("SELECT name FROM run")}
        for path in sorted((self.root / "reports").glob("*.json")):
            if path.name in known or not path.is_file():
                continue
            report: Any = None
            with suppress(OSError, *UNREADABLE):
                report = loaded(path.read_bytes())
            is_one = isinstance(report, dict)
            told = report if is_one else {}
            db.execute(
                "INSERT INTO run VALUES (?, ?, ?, ?)",
                (
                    path.name,
                    int(finite(told.get("run"))),
                    finite(told.get("at")),
                    json.dumps(report, ensure_ascii=False) if is_one else None,
                ),
            )

    def _note_captures(self, db: sqlite3.Connection, file: LineFile) -> None:
        """Note where payloads stand, by an index of the archive; one that changed is read anew."""
        state, size = _state(file)
        n, _, known = _file_of(db, file, "cdx")
        if known == state:
            return
        db.execute("DELETE FROM capture WHERE listed = ?", (n,))
        db.execute("DELETE FROM damage WHERE file = ?", (n,))
        warc = file.name.replace("cdx/", "warc/", 1)
        try:
            for line in lines_of(file):
                try:
                    fields = entry_of(line.data).fields
                except UNREADABLE as error:
                    db.execute(
                        "INSERT INTO damage VALUES (?, ?, ?)", (n, line.offset, why_not(error))
                    )
                    continue
                if fields["mime"] != "warc/revisit":
                    name = fields["filename"].rpartition("/")[2]
                    place = f"{warc.rpartition('/')[0]}/{name}"
                    db.execute(
                        "INSERT INTO capture VALUES (?, ?, ?, ?)",
                        (sound(fields["digest"]), sound(place), int(fields["offset"][:15]), n),
                    )
        except ERRORS as error:
            db.execute("INSERT INTO damage VALUES (?, ?, ?)", (n, 0, why_not(error)))
        db.execute("UPDATE file SET state = ?, size = ?, read = ? WHERE n = ?",
                   (state, size, size, n))  # fmt: skip
        db.commit()


def index_path(root: Path, caches: Path) -> Path:
    """Return where the index of an archive is kept, unless somebody says another place."""
    name = sha256(str(root.resolve()).encode()).hexdigest()[:16]
    return caches / "crawler" / f"view-{name}.sqlite"


def discard_index(root: Path, caches: Path) -> bool:
    """Remove the index of an archive, and return whether there was one.

    One that a viewer is keeping up to date stays: it is made anew there once lines were removed.
    """
    path = index_path(root, caches)
    if not path.exists():
        return False
    with path.with_name(path.name + ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        _unlink(path)
    return True


def _unlink(path: Path) -> None:
    for beside in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _is_ours(path: Path, root: Path) -> bool:
    """Return True if a file is an index of this archive, of today's form."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as db:
            about = dict(db.execute("SELECT name, value FROM about"))
    except sqlite3.Error:
        return False
    return (about.get("form"), about.get("root")) == (str(FORM), str(root.resolve()))


def _file_of(db: sqlite3.Connection, file: LineFile, folder: str) -> tuple[int, int, str]:
    """Return number of a file, how far it was read, and the state that it was in."""
    row = db.execute("SELECT n, read, state FROM file WHERE name = ?", (file.name,)).fetchone()
    if row is None:
        made = db.execute(
            "INSERT INTO file (name, run, state, size, read, folder) VALUES (?, ?, '', 0, 0, ?)",
            (file.name, file.run, folder),
        )
        assert made.lastrowid is not None
        return made.lastrowid, 0, ""
    return int(row[0]), int(row[1]), str(row[2])


def _state(file: LineFile) -> tuple[str, int]:
    """Return what tells a file's bytes from others': where they are, when they were written."""
    try:
        stat = file.path.stat()
    except OSError:
        return "gone", 0
    # Sealing gives a file its name; its bytes stay where they are.
    return f"{stat.st_dev}:{stat.st_ino} {stat.st_mtime_ns} {stat.st_size}", stat.st_size
