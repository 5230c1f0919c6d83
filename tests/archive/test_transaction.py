"""What was committed is there after a crash and a power cut; what was not is there not at all."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from crawler.archive.segment import ENDINGS
from crawler.archive.segments import OPEN, SegmentError, Segments
from crawler.archive.transaction import Batch, Transaction, is_of_disk
from crawler.archive.warc import records
from crawler.ledger.database import File
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import CaptureRow
from crawler.model import Exchange
from tests.power_cut import Leaving, Quiet, Recorded, laid_out

KINDS = ("warc", "cdx", "articles")
RUN = "20260205083000-00001"
FULL = 2
TORN = (b"half a record", b'{"half a line')


class Committed(NamedTuple):
    """What a ledger has: what it says of the segments, and the bytes that were promised."""

    segments: dict[str, tuple[int, bool]]
    rows: tuple[tuple[str, int, bytes], ...]


class Sealed(NamedTuple):
    """A file that is sealed and listed for good."""

    file: str
    data: bytes


class Witness(Ledger):
    """A ledger on a sound disk, whose commits are steps among those of a recorded one."""

    def __init__(self, path: Path, disk: Recorded) -> None:
        super().__init__(path)
        self.disk = disk
        self.rows: list[tuple[str, int, bytes]] = []
        """What the next commit is of."""

        self.has = Committed({}, ())

    def commit(self, *args: Any, **kwargs: Any) -> None:
        super().commit(*args, **kwargs)
        self._note([*self.has.rows, *self.rows])

    def seal(self, files: Any) -> None:
        super().seal(files)
        self._note(self.has.rows)

    def _note(self, rows: Sequence[tuple[str, int, bytes]]) -> None:
        # Without FULL the log is synced now and then: a commit may be gone after a power cut.
        # https://www.sqlite.org/pragma.html#pragma_synchronous
        [synchronous] = self._db.execute("PRAGMA synchronous").fetchone()
        is_safe = synchronous == FULL
        self.has = Committed(self.segments() if is_safe else self.has.segments, tuple(rows))
        self.disk.note(self.has)


def written(shelf: Segments, ledger: Witness, texts: Sequence[str], part: str = RUN) -> Batch:
    """Append captures, index lines and articles, as a page brings them."""
    ledger.rows = []
    for text in texts:
        [record, *_] = records(
            Exchange(
                url=f"http://a.example/{text}",
                fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
                request=b"GET / HTTP/1.1\r\n\r\n",
                response=b"HTTP/1.1 200 OK\r\n\r\n" + text.encode(),
            ),
            "",
        )
        lines = {"warc": record.data, "cdx": b'%s {"n": 1}\n' % text.encode()[::-1],
                 "articles": b'{"text": "%s"}\n' % text.encode()}  # fmt: skip
        for kind, data in lines.items():
            place = shelf.segment(kind, part).append(data)
            if kind != "cdx":  # is put in order when it is sealed
                ledger.rows.append((*place, data))
    return Batch()


def refused(item: str, error: Exception) -> Sequence[str]:
    """Leave nothing of an item that cannot be stored."""
    del item, error
    return ()


def a_run(root: Path, disk: Recorded, ledger: Witness) -> None:
    """Commit, fail to, seal, report, and be killed in the next segment."""
    shelf = Segments(root, disk)
    shelf.recover(ledger.segments())
    transaction = Transaction(shelf, ledger, ledger.begin("test", {}, 0.0))
    append = partial(written, shelf, ledger)
    transaction.commit(["ferry"], append, refused)
    transaction.commit(["boat"], append, refused)
    transaction.commit(["\ud800"], append, refused)
    note_sealed(disk, root, transaction.seal())
    note_sealed(disk, root, [shelf.put("reports", RUN, b"{}")])
    transaction.commit(["tide"], partial(append, part=RUN + "-1"), refused)
    written(shelf, ledger, ["never committed"])
    shelf.close()


def two_runs(root: Path, disk: Recorded, ledger: Witness) -> None:
    """Go on where a run was killed, and seal what it left with more."""
    shelf = Segments(root, disk)
    shelf.recover(ledger.segments())
    transaction = Transaction(shelf, ledger, ledger.begin("test", {}, 0.0))
    transaction.commit(["wind"], partial(written, shelf, ledger), refused)
    transaction.seal()
    shelf.close()


def a_seal(root: Path, disk: Recorded, ledger: Witness) -> None:
    """Seal what was appended a moment before, without a commit."""
    shelf = Segments(root, disk)
    written(shelf, ledger, ["ferry"])
    note_sealed(disk, root, shelf.seal())
    shelf.close()


def a_rescue(root: Path, disk: Recorded, ledger: Witness) -> None:
    """Open what a run left, without its ledger."""
    del ledger
    shelf = Segments(root, disk)
    note_sealed(disk, root, shelf.recover({}).sealed)
    shelf.close()


def note_sealed(disk: Recorded, root: Path, names: Sequence[str]) -> None:
    """Note that files are sealed, as they are."""
    for name in names:
        disk.note(Sealed(name, (root / name).read_bytes()))


def killed(root: Path, ledger: Witness) -> None:
    """Leave an archive whose run was killed, with bytes that no commit counts."""
    shelf = Segments(root, Quiet())
    transaction = Transaction(shelf, ledger, ledger.begin("test", {}, 0.0))
    append = partial(written, shelf, ledger)
    transaction.commit(["ferry", "quay"], append, refused)
    written(shelf, ledger, ["never committed"])
    shelf.segment("warc", "").append(TORN[0])
    shelf.segment("articles", "").append(TORN[1])
    shelf.close()


SCENARIOS: dict[str, tuple[Callable[[Path, Recorded, Witness], None], bool]] = {
    "a seal": (a_seal, False),
    "a rescue": (a_rescue, True),
    "two runs": (two_runs, True),
    "a run": (a_run, False),
}
"""What is done, and whether a killed run came before it."""


def played(name: str, folder: Path, deaf: str = "") -> tuple[Recorded, Committed]:
    """Return what a scenario asked of its disk, and what the ledger had before it."""
    shutil.rmtree(folder, ignore_errors=True)
    play, after_a_kill = SCENARIOS[name]
    root = folder / "archive"
    root.mkdir(parents=True)
    ledger = Witness(folder / "ledger.sqlite", Recorded(root))
    if after_a_kill:
        killed(root, ledger)
    (root / "lock").unlink(missing_ok=True)
    before = ledger.has
    disk = ledger.disk = Recorded(root, deaf)
    play(root, disk, ledger)
    ledger.close()
    return disk, before


def faults(name: str, folder: Path, deaf: str = "", *, torn: bool = False) -> Iterator[str]:
    """Yield what is wrong with the archive after a power cut, for every one there may be."""
    disk, before = played(name, folder, deaf)
    for left in disk.torn() if torn else disk.leavings():
        known = next((n for n in reversed(left.notes) if isinstance(n, Committed)), before)
        with_ledger = Committed({}, ()) if name == "a rescue" else known
        for fault in faults_of(left, laid_out(left.files, folder / "left"), with_ledger):
            yield f"{name}, step {left.step}: {fault}"
        if known.rows and not torn:
            wanted = [data for _, _, data in known.rows]
            wanted += TORN if name == "a rescue" else ()
            root = laid_out(left.files, folder / "left")
            if any(data not in held_without_ledger(root) for data in wanted):
                yield f"{name}, step {left.step}: bytes are gone with the ledger"


def faults_of(left: Leaving, root: Path, known: Committed) -> Iterator[str]:
    """Open what is left with its ledger and yield what is not as it was promised."""
    sealed = [note for note in left.notes if isinstance(note, Sealed)]
    listed = manifest(root, torn=True)
    yield from (f"{file} is no longer listed" for file, _ in sealed if file not in listed)
    try:
        shelf = Segments(root, Quiet())
        shelf.recover(known.segments)
        lengths = shelf.lengths()
        shelf.seal()
        shelf.close()
    except SegmentError as error:
        yield f"refused: {error}"
        return
    for file, (length, _) in known.segments.items():
        if lengths.get(file, length) != length or not (root / file).exists():
            yield f"{file} is not cut to {length}"
    for file, offset, data in known.rows:
        if known.segments.get(file, (0, False))[0] < offset + len(data):
            yield f"{file}, {offset}: the ledger has forgotten its commit"
    rows = (*known.rows, *((file, 0, data) for file, data in sealed))
    for file, offset, data in rows:
        path = root / file
        there = path.read_bytes()[offset : offset + len(data)] if path.exists() else b""
        if there != data:
            yield f"{file}, {offset}: not as it was promised"
    yield from faults_of_manifest(root)


def manifest(root: Path, *, torn: bool = False) -> dict[str, str]:
    """Return the digests that a manifest lists; where its last line may be torn, without that."""
    path = root / "manifest.jsonl"
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    if torn:
        lines = [line for line in lines if line.endswith(b"}\n")]
    listed: dict[str, str] = {}
    for entry in map(json.loads, lines):
        assert listed.setdefault(entry["file"], entry["sha256"]) == entry["sha256"]
    return listed


def faults_of_manifest(root: Path) -> Iterator[str]:
    """Yield what the manifest of an archive with nothing open does not say as it is."""
    listed = manifest(root)
    for kind, (ending, *_) in ENDINGS.items():
        for file in root.glob(f"{kind}/*{ending}"):
            if listed.pop(f"{kind}/{file.name}", "") != sha256(file.read_bytes()).hexdigest():
                yield f"{kind}/{file.name} is not listed as it is"
    yield from (f"{name} is listed and not there" for name in listed)


def held_without_ledger(root: Path) -> bytes:
    """Open what is left without its ledger and return all that is there afterwards."""
    shelf = Segments(root, Quiet())
    shelf.recover({})
    shelf.close()
    return b"\0".join(path.read_bytes() for path in root.rglob("*") if path.is_file())


@pytest.fixture
def memory() -> Iterator[Path]:
    """Return a folder in memory where there is one: thousands of archives are laid out in it."""
    logging.getLogger("crawler.archive").setLevel(logging.CRITICAL)
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder) / "it"
    logging.getLogger("crawler.archive").setLevel(logging.NOTSET)


@pytest.mark.parametrize("name", SCENARIOS)
def test_whatever_a_power_cut_leaves_what_was_promised_is_there(name: str, memory: Path) -> None:
    assert list(faults(name, memory)) == []


def test_a_power_cut_may_tear_a_file_at_any_byte(memory: Path) -> None:
    assert list(faults("a run", memory, torn=True)) == []


def test_no_sync_could_be_left_out(memory: Path) -> None:
    heard: dict[str, list[str]] = {}
    for name in SCENARIOS:
        for place in sorted(played(name, memory)[0].places):
            heard.setdefault(place, []).append(name)

    needless = [
        place
        for place, names in heard.items()
        if not any(next(faults(name, memory, deaf=place), None) for name in names)
    ]

    assert len(heard) > 15
    assert needless == []


class Quick(File):
    """SQLite as a build with SQLITE_DEFAULT_SYNCHRONOUS=1 has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        super().execute("PRAGMA synchronous=NORMAL")


class Careless(Quick):
    """One that stays so whatever it is told."""

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return super().execute("SELECT 1" if sql.startswith("PRAGMA synchronous=") else sql, *args)


def test_a_sqlite_that_was_built_to_be_quick_commits_to_the_disk_all_the_same(
    memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.ledger.files.File", Quick)
    assert list(faults("two runs", memory)) == []

    monkeypatch.setattr("crawler.ledger.files.File", Careless)
    assert next(faults("two runs", memory), None)


def test_every_connection_logs_ahead_and_syncs_each_commit(tmp_path: Path) -> None:
    for _ in range(2):
        ledger = Ledger(tmp_path / "ledger.sqlite")
        asked = ("PRAGMA journal_mode", "PRAGMA synchronous")
        said = [ledger._db.execute(each).fetchone()[0] for each in asked]  # noqa: SLF001
        ledger.close()

        assert said == ["wal", FULL]
    # The tools of an archive open a draft of a ledger, or an index of their own: no crawl does.
    tools = {"archive", "exports", "reread", "view"}
    crawling = (p for p in Path("crawler").rglob("*.py") if p.parent.name not in tools)
    connects = [path for path in crawling if "sqlite3.connect(" in path.read_text("utf-8")]
    assert connects == [Path("crawler/ledger/files.py")]


# --- in process


class Archive:
    """An archive whose items are texts, each an article of an address."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shelf = Segments(root)
        self.ledger = Ledger(root / "ledger.sqlite")
        self.shelf.recover(self.ledger.segments())
        run = self.ledger.begin("test", {}, 0.0)
        self.transaction = Transaction(self.shelf, self.ledger, run)
        self.asked: list[tuple[str, str]] = []

    def append(self, items: Sequence[str]) -> Batch:
        rows = []
        for item in items:
            data = item.partition(":")[2].encode("utf-8", "surrogatepass") + b"\n"
            place = self.shelf.segment("articles", RUN).append(data)
            if item.startswith("unwritable"):
                raise ValueError(item)
            title = item if "title" in item else None
            rows.append(CaptureRow(title or "", item, "", "", "response", *place, len(data)))
        return Batch(captures=rows)

    def put_aside(self, item: str, error: Exception) -> Sequence[str]:
        self.asked.append((item, type(error).__name__))
        return [f"ok:{item.partition(':')[2]}"] if item.startswith("unwritable") else []

    def commit(self, *items: str) -> list[Batch]:
        return self.transaction.commit(items, self.append, self.put_aside)

    def close(self) -> dict[str, bytes]:
        """Let go; return what stands in the files."""
        self.ledger.close()
        self.shelf.close()
        return {path.name: path.read_bytes() for path in self.root.glob("articles/*")}

    def known(self) -> list[str]:
        """Return the items of which the ledger knows."""
        with closing(sqlite3.connect(self.root / "ledger.sqlite")) as db:
            return [url for [url] in db.execute("SELECT url FROM captures ORDER BY rowid")]


def test_a_group_is_committed_at_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)

    batches = archive.commit("ok:one", "ok:two")

    assert [len(batch.captures) for batch in batches] == [2]
    assert archive.commit() == []
    assert archive.known() == ["ok:one", "ok:two"]
    assert archive.ledger.segments() == {f"articles/{RUN}.jsonl": (8, False)}
    assert archive.close() == {f"{RUN}.jsonl{OPEN}": b"one\ntwo\n"}


@pytest.mark.parametrize("at", range(3))
@pytest.mark.parametrize(
    ("bad", "error", "left"),
    [
        ("unwritable:bad", "ValueError", ["ok:bad"]),
        ("title:\ud800", "UnicodeEncodeError", []),
    ],
)
def test_an_item_that_cannot_be_committed_costs_only_itself(
    tmp_path: Path, at: int, bad: str, error: str, left: list[str]
) -> None:
    archive = Archive(tmp_path)
    archive.commit("ok:before")
    group = ["ok:one", "ok:two"]
    group.insert(at, bad)

    archive.commit(*group)
    archive.commit("ok:after")

    expected = ["ok:one", "ok:two"]
    expected[at:at] = left
    expected = ["ok:before", *expected, "ok:after"]
    assert archive.asked == [(bad, error)]
    assert archive.known() == expected
    lines = "".join(f"{item.removeprefix('ok:')}\n" for item in expected).encode()
    assert archive.close() == {f"{RUN}.jsonl{OPEN}": lines}


def failing(error: Exception) -> Callable[..., Any]:
    """Return a function that fails."""

    def fail(*_: Any) -> None:
        raise error

    return fail


def of_sqlite(code: int, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    """Return an error as SQLite raises it."""
    error = kind("it says so")
    error.sqlite_errorcode = code
    return error


OF_DISK = (
    OSError(28, "No space left on device"),
    of_sqlite(sqlite3.SQLITE_FULL),
    of_sqlite(sqlite3.SQLITE_IOERR_FSYNC),
    of_sqlite(sqlite3.SQLITE_READONLY),
    of_sqlite(sqlite3.SQLITE_CORRUPT, sqlite3.DatabaseError),
    sqlite3.OperationalError("disk I/O error"),
)
OF_DATA = (
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    OverflowError("Python int too large to convert to SQLite INTEGER"),
    of_sqlite(sqlite3.SQLITE_CONSTRAINT_NOTNULL, sqlite3.IntegrityError),
    of_sqlite(sqlite3.SQLITE_TOOBIG, sqlite3.DataError),
    of_sqlite(sqlite3.SQLITE_ERROR),
    sqlite3.ProgrammingError("Error binding parameter 2: type 'object' is not supported"),
    RecursionError(),
)


def test_an_error_tells_of_the_disk_or_of_the_data() -> None:
    assert [error for error in OF_DISK if not is_of_disk(error)] == []
    assert [error for error in OF_DATA if is_of_disk(error)] == []


@pytest.mark.parametrize("error", OF_DISK, ids=repr)
def test_an_error_of_the_disk_ends_it_and_what_was_appended_is_taken_back(
    tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.commit("ok:one")
    monkeypatch.setattr(archive.shelf, "sync", failing(error))

    with pytest.raises(type(error)):
        archive.commit("ok:two", "ok:three")

    assert archive.asked == []
    assert archive.close() == {f"{RUN}.jsonl{OPEN}": b"one\n"}


@pytest.mark.parametrize("was_written", [False, True])
def test_a_commit_of_which_the_disk_says_nothing_sure_is_decided_by_the_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, was_written: bool
) -> None:
    archive = Archive(tmp_path)
    archive.commit("ok:one")
    commit = archive.ledger.commit

    def commit_and_fail(*args: Any) -> None:
        if was_written:
            commit(*args)
        raise of_sqlite(sqlite3.SQLITE_IOERR_FSYNC)

    monkeypatch.setattr(archive.ledger, "commit", commit_and_fail)
    with pytest.raises(sqlite3.OperationalError):
        archive.commit("ok:two")
    archive.close()

    again = Archive(tmp_path)
    held = b"one\ntwo\n" if was_written else b"one\n"
    assert again.close() == {f"{RUN}.jsonl{OPEN}": held}


def test_a_first_commit_that_fails_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)

    archive.commit("title:\ud800")
    names = archive.transaction.seal()

    assert names == []
    assert archive.ledger.segments() == {}
    assert archive.close() == {}


def test_what_put_aside_raises_is_raised_and_nothing_is_half_written(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.commit("ok:one")

    with pytest.raises(KeyError):
        archive.transaction.commit(["title:\ud800"], archive.append, failing(KeyError("x")))

    assert archive.close() == {f"{RUN}.jsonl{OPEN}": b"one\n"}


def test_sealing_begins_new_segments(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.commit("ok:one")

    assert archive.transaction.seal() == [f"articles/{RUN}.jsonl"]
    archive.commit("ok:two")

    assert archive.ledger.segments() == {
        f"articles/{RUN}.jsonl": (4, True),
        f"articles/{RUN}-2.jsonl": (4, False),
    }
    assert archive.close() == {f"{RUN}.jsonl": b"one\n", f"{RUN}-2.jsonl{OPEN}": b"two\n"}
