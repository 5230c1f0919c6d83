"""Where a ledger stands, how that is told, and what one statement writes."""

from __future__ import annotations

import sqlite3

import pytest

from crawler.ledger.database import File, LedgerError, demand_place, is_server, shown, writes_over

SERVER = "postgresql://own:p@ss@db.example:5433/news?sslkey=k"


@pytest.mark.parametrize(
    ("place", "server"),
    [(SERVER, True), ("postgres://db.example/news", True), ("a/ledger.sqlite", False), ("", False),
     ("mysql://db.example/news", False)],
)  # fmt: skip
def test_a_ledger_stands_on_a_server_or_in_a_file(place: str, server: bool) -> None:  # noqa: FBT001
    assert is_server(place) is server


def test_where_it_is_told_is_without_user_password_and_parameters() -> None:
    assert shown(SERVER) == "postgresql://db.example:5433/news"
    assert shown("a/ledger.sqlite") == "a/ledger.sqlite"


@pytest.mark.parametrize(
    ("setting", "scheme"), [("mysql://own:pass@a/b", "mysql"), ("ledger.sqlite", "it")]
)
def test_a_setting_that_names_no_server_is_refused_without_its_password(
    setting: str, scheme: str
) -> None:
    with pytest.raises(LedgerError, match=f"and {scheme} is none") as raised:
        demand_place(setting)

    assert "pass" not in str(raised.value)


@pytest.mark.parametrize("setting", ["", SERVER])
def test_an_empty_setting_is_a_file_and_a_server_is_one(setting: str) -> None:
    demand_place(setting)


def test_a_row_is_written_in_the_place_of_the_one_with_its_key() -> None:
    db = sqlite3.connect(":memory:", factory=File)
    db.execute("CREATE TABLE counts (site TEXT, day TEXT, n, m, PRIMARY KEY (site, day))")
    write = writes_over("counts", "site day", "n m")

    for row in (("a", "1", 1, 1), ("a", "2", 2, 2), ("a", "1", 3, 3)):
        db.execute(write, row)

    assert db.execute("SELECT * FROM counts ORDER BY 1, 2").fetchall() == [
        ("a", "1", 3, 3),
        ("a", "2", 2, 2),
    ]
    db.close()


def test_nobody_undoes_a_transaction_of_a_file() -> None:
    db = sqlite3.connect(":memory:", factory=File)

    assert db.anew(lambda: 7) == 7
    db.alone("runs")
    db.close()
