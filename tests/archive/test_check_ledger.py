"""The ledger of an archive is held against its files, and nothing is written beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.archive.check_ledger import LEDGER, Kept, LedgerFile
from crawler.ledger.ledger import Ledger
from tests.archive.inventories import (
    FIRST,
    LENGTH,
    LINES,
    PLACES,
    SECOND,
    URL,
    WARC,
    sound_inventory,
)

CAPTURES = (("a", "response", FIRST), ("c", "revisit", SECOND))
VERSIONS = ((1, 0), (2, 50))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an archive whose ledger says what `sound_inventory` holds."""
    Ledger(tmp_path / LEDGER).close()
    change(
        tmp_path,
        *(
            f"INSERT INTO segments (file, length, sealed) VALUES ('{name}', {length}, {sealed})"
            for name, length, sealed in ((WARC, 60, 1), (LINES, 100, 0))
        ),
        *(
            f"INSERT INTO captures VALUES ('sha1:A', '{URL}', '{date}', '{name}', '{kind}', "
            f"'{WARC}', {PLACES[name]}, {LENGTH})"
            for name, kind, date in CAPTURES
        ),
        *(
            "INSERT INTO articles (url, version, identifier, content, file, offset, length, at) "
            f"VALUES ('{URL}', {n}, 'i{n}', 'c{n}', '{LINES}', {offset}, 50, 0)"
            for n, offset in VERSIONS
        ),
    )
    return tmp_path


def change(root: Path, *statements: str) -> None:
    """Change a ledger by hand."""
    with closing(sqlite3.connect(root / LEDGER)) as db, db:
        for statement in statements:
            db.execute(statement)


def wrong(root: Path) -> list[str]:
    """Return what a ledger says otherwise than the files."""
    with sound_inventory() as inventory:
        ledger = LedgerFile(root, inventory, running=False)
        return [*ledger.faults(), *(each.reason for each in ledger.contradictions(inventory))]


def test_a_ledger_that_says_what_the_files_say_is_sound(root: Path) -> None:
    before = sorted(path.name for path in root.iterdir())

    assert wrong(root) == []

    assert sorted(path.name for path in root.iterdir()) == before


WRONG = {
    "UPDATE captures SET offset = 7 WHERE record_id = 'a'": [
        f"captures: no such record in {WARC}, offset 7",
    ],
    "UPDATE captures SET url = 'x', length = 9 WHERE record_id = 'a'": [
        f"captures: not as the record in {WARC}, offset 20: url, length",
    ],
    "INSERT INTO captures SELECT * FROM captures WHERE record_id = 'a'": [
        f"captures: {WARC}, offset 20 stands twice",
    ],
    "DELETE FROM captures WHERE record_id = 'a'": ["the ledger lacks this record, a"],
    "UPDATE articles SET offset = 7 WHERE version = 1": [
        f"articles: no line begins in {LINES}, offset 7",
    ],
    "UPDATE articles SET content = 'x', length = 9 WHERE version = 1": [
        f"articles: not as the line in {LINES}, offset 0: content, length",
    ],
    "DELETE FROM articles WHERE version = 2": [f"the ledger lacks version 2 of {URL}"],
    (
        "INSERT INTO readings (url, captured_at, payload, content, alike, file, offset, length) "
        f"VALUES ('{URL}', 1, 'sha1:A', 'c1', 1, '{LINES}', 7, 50)"
    ): [f"readings: no such line in {LINES}, offset 7"],
}


@pytest.mark.parametrize(("statement", "reasons"), WRONG.items())
def test_what_the_ledger_says_otherwise_is_told(
    statement: str, reasons: list[str], root: Path
) -> None:
    change(root, statement)

    assert wrong(root) == reasons


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE captures SET type = 'truncated' WHERE record_id = 'a'",),
        ("DELETE FROM captures", f"DELETE FROM segments WHERE file = '{WARC}'"),
        ("DELETE FROM articles", f"DELETE FROM segments WHERE file = '{LINES}'"),
        ("UPDATE captures SET file = 'warc/moved.warc.gz'", "DELETE FROM segments"),
    ],
)
def test_what_it_does_not_know_and_calls_by_its_own_name_is_no_fault(
    statements: tuple[str, ...], root: Path
) -> None:
    change(root, *statements)

    assert wrong(root) == []


def test_its_segments_are_as_long_as_it_says(root: Path) -> None:
    with sound_inventory() as inventory:
        segments = LedgerFile(root, inventory, running=False).segments()

    assert segments == {LINES: Kept(100, sealed=False), WARC: Kept(60, sealed=True)}


def test_what_a_run_has_not_yet_written_into_the_file_counts(root: Path) -> None:
    with closing(sqlite3.connect(root / LEDGER)) as db:
        db.execute("DELETE FROM captures WHERE record_id = 'a'")
        db.commit()
        assert (root / f"{LEDGER}-wal").stat().st_size

        assert wrong(root) == ["the ledger lacks this record, a"]


def test_a_ledger_that_is_none_or_is_newer_is_refused(root: Path) -> None:
    change(root, "PRAGMA user_version = 9999")
    with sound_inventory() as inventory, pytest.raises(ValueError, match="newer crawler"):
        LedgerFile(root, inventory, running=False)

    (root / LEDGER).write_bytes(b"no ledger" * 999)
    with sound_inventory() as inventory, pytest.raises(sqlite3.DatabaseError):
        LedgerFile(root, inventory, running=False)

    (root / LEDGER).unlink()
    with sound_inventory() as inventory, pytest.raises(sqlite3.DatabaseError):
        LedgerFile(root, inventory, running=False)
    assert not (root / LEDGER).exists()


def test_a_database_of_something_else_is_no_ledger(root: Path) -> None:
    change(root, "DROP TABLE segments")

    with sound_inventory() as inventory, pytest.raises(sqlite3.DatabaseError, match="segments"):
        LedgerFile(root, inventory, running=False)
