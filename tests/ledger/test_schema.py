"""The tables of an older crawler are brought forward, with all that stands in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, MIGRATIONS
from crawler.ledger.stories import spelling_key


def test_a_ledger_of_an_older_crawler_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    old = sqlite3.connect(path)
    old.executescript(
        MIGRATIONS[0]
        + """
        INSERT INTO addresses (url, host, kind, state, priority, depth, seen_at, due_at, run,
            outcome) VALUES
            ('https://a.example/1', 'a.example', 'article', 'done', 0, 1, 5, 5, 1, 'stored'),
            ('https://a.example/', 'a.example', 'page', 'done', 0, 0, 5, 5, 1, 'source'),
            ('https://a.example/3?a=%41', 'a.example', 'page', 'done', 0, 1, 5, 5, 1, 'dropped'),
            ('https://a.example/3?a=A', 'a.example', 'article', 'due', 0, 1, 5, 5, 1, NULL),
            ('https://a.example/2', 'a.example', 'article', 'due', 0, 1, 5, 5, 1, NULL);
        INSERT INTO articles VALUES ('https://a.example/1', 1, 'urn:1', 'sha256:1', 'f', 0, 9, 5);
        PRAGMA user_version=1;"""
    )
    old.close()

    ledger = Ledger(path)
    run = ledger.begin("news", {}, 40 * 86_400.0, "a.example")

    assert ledger.discovered(run) == 3
    known = ledger.address("https://a.example/1")
    assert known
    assert (known.held, known.since) == (HELD, 5.0)
    two_spellings = {address.url for address in ledger.due("a.example", 50 * 86_400.0, 9)}
    assert not any("/3" in url for url in two_spellings)
    assert ledger.known(["https://a.example/3?utm_source=x&a=A"])
    ledger.close()


@pytest.mark.parametrize("version", range(5, len(MIGRATIONS)))
def test_a_file_is_of_the_newest_version_also_where_that_is_one_of_servers_alone(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.create_function("spelling_key", 2, spelling_key, deterministic=True)
        old.create_function("address_key", 1, str, deterministic=True)
        steps = ";".join(MIGRATIONS[:version])
        old.executescript(f"{steps}; PRAGMA user_version={version};")

    Ledger(path).close()

    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
