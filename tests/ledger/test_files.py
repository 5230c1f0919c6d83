"""A ledger in a file is made, brought up to date, or refused with what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.frontier.urls import canonical
from crawler.ledger import files
from crawler.ledger.database import LedgerError
from crawler.ledger.schema import MIGRATIONS, VERSION
from crawler.ledger.stories import spelling_key


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_new_file_has_all_tables_and_is_safe_when_a_commit_returns(tmp_path: Path) -> None:
    with closing(files.opened(tmp_path / "a")) as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("SELECT count(*) FROM addresses").fetchone() == (0,)

    assert version(tmp_path / "a") == VERSION


@pytest.mark.parametrize("steps", [0, 1, len(MIGRATIONS) // 2, len(MIGRATIONS)])
def test_an_older_file_is_brought_up_to_date(tmp_path: Path, steps: int) -> None:
    path = tmp_path / "a"
    with closing(files.opened(path)):
        pass
    whole = schema(path)
    older = tmp_path / "older"
    with closing(sqlite3.connect(older)) as db:
        db.create_function("spelling_key", 2, spelling_key, deterministic=True)
        db.create_function("address_key", 1, canonical, deterministic=True)
        db.executescript(";".join((*MIGRATIONS[:steps], f"PRAGMA user_version={steps}")))

    files.opened(older).close()

    assert version(older) == VERSION
    assert schema(older) == whole


def schema(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}


def test_a_file_of_a_newer_crawler_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a")) as db:
        db.execute(f"PRAGMA user_version={VERSION + 1}")

    with pytest.raises(LedgerError, match="made by a newer crawler"):
        files.opened(tmp_path / "a")


def test_a_file_that_is_no_ledger_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a shopping list, longer than a header of a database" * 9)

    with pytest.raises(LedgerError, match=r"is no ledger: .*Restore it from a copy"):
        files.opened(tmp_path / "a")


def test_a_damaged_page_is_noticed_before_a_run_and_a_sound_file_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with closing(files.opened(path)) as db:
        files.demand_sound(db)
    data = bytearray(path.read_bytes())
    data[-files.PAGE_SIZE :] = b"\xff" * files.PAGE_SIZE
    path.write_bytes(data)

    with closing(files.opened(path)) as db, pytest.raises(sqlite3.DatabaseError):
        files.demand_sound(db)
