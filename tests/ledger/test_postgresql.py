"""A ledger on a server: refused in a line where it cannot be used, and waited for amid a run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import psycopg
import pytest

from crawler.frontier.link import Link
from crawler.ledger import postgresql as floor
from crawler.ledger.database import LedgerError, LostServerError
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import VERSION, Visit
from tests.postgresql import MISSING, PROGRAMS, PostgreSQL

pytestmark = pytest.mark.long

_NUMBERS = count(1)
URL = "http://a.example/1"


@pytest.fixture(scope="module")
def own() -> Iterator[PostgreSQL]:
    """Return a server that may be stopped."""
    if not PROGRAMS:
        pytest.skip(MISSING)
    server = PostgreSQL()
    yield server
    server.remove()


@pytest.fixture
def ledger(own: PostgreSQL) -> Iterator[Ledger]:
    opened = Ledger(own.new_place(f"t{next(_NUMBERS)}"))
    yield opened
    opened.close()


def cut_connections(server: PostgreSQL) -> int:
    """End the other connections of a server; return how many those were."""
    with psycopg.connect(server.url) as db:
        return db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).rowcount


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://me:tulip@127.0.0.1:1/news", "onnection refused"),
        ("postgresql://me:tulip@127.0.0.1:PORT/nowhere", 'role "me" does not exist'),
        ("postgresql://crawler:tulip@127.0.0.1:PORT/nowhere", 'database "nowhere" does not exist'),
        ("postgresql://crawler:tulip@127.0.0.1:PORT/postgres?tulip=1", "no address of a server"),
        ("postgresql://crawler:tu%zzlip@127.0.0.1:PORT/postgres", "no address of a server"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_of_in_a_line_without_a_password(
    own: PostgreSQL, address: str, said: str
) -> None:
    with pytest.raises(LedgerError, match=said) as told:
        Ledger(address.replace("PORT", str(own.port)))

    assert "\n" not in str(told.value)
    assert "lip" not in str(told.value)


def test_a_wrong_password_is_told_of_without_it() -> None:
    if not PROGRAMS:
        pytest.skip(MISSING)
    server = PostgreSQL(access="trust")
    try:
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute("CREATE ROLE me LOGIN PASSWORD 'rose'")
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("host all me 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
        server.stop()
        server.start()
        address = f"postgresql://me:tulip@127.0.0.1:{server.port}/postgres"

        with pytest.raises(LedgerError, match="password authentication failed") as told:
            Ledger(address)

        assert "tulip" not in str(told.value)
    finally:
        server.remove()


def test_a_schema_of_a_newer_crawler_is_refused_and_an_older_one_brought_forward(
    own: PostgreSQL,
) -> None:
    place = own.new_place("versions")
    Ledger(place).close()
    with psycopg.connect(place) as db:
        db.execute("UPDATE ledger_version SET version = version + 1")

    with pytest.raises(LedgerError, match=f"version {VERSION + 1}, made by a newer crawler"):
        Ledger(place)

    older = own.new_place("older")
    with psycopg.connect(older) as db:
        for statement in floor.statements(1):
            db.execute(floor.spoken(statement).text.encode())
        db.execute("CREATE TABLE ledger_version (version BIGINT NOT NULL)")
        db.execute("INSERT INTO ledger_version VALUES (1)")
    ledger = Ledger(older)
    assert ledger.begin("news", {}, 0.0) == 1
    ledger.close()


def test_a_connection_that_was_cut_is_made_again_and_nothing_is_lost(
    own: PostgreSQL, ledger: Ledger
) -> None:
    run = ledger.begin("news", {}, 0.0, "a.example")
    cut_connections(own)
    ledger.add([Link(URL, "article")], None, run, 0.0)
    cut_connections(own)

    assert [each.url for each in ledger.due("a.example", 1.0, 9)] == [URL]
    own.stop()
    own.start()
    ledger.commit([Visit(URL, 1.0, "stored", state="done")], {}, run)
    assert ledger.pending(run) == 0


class Cutting:
    """A connection that is cut right before, or right after, the server hears a commit."""

    def __init__(self, db: Any, server: PostgreSQL, *, heard: bool) -> None:
        self._db, self._server, self._heard = db, server, heard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, query: Any, values: Any = None) -> Any:
        if query == "COMMIT":
            if self._heard:
                self._db.execute(query)
            cut_connections(self._server)
        return self._db.execute(query, values)


@pytest.mark.parametrize("heard", [True, False])
def test_a_commit_of_which_nobody_heard_is_made_once(
    own: PostgreSQL, ledger: Ledger, *, heard: bool
) -> None:
    run = ledger.begin("news", {}, 0.0, "a.example")
    ledger.add([Link(URL, "article")], None, run, 0.0)
    server: Any = ledger._db  # noqa: SLF001 where the cut comes
    server._db = Cutting(server._db, own, heard=heard)  # noqa: SLF001

    ledger.commit([Visit(URL, 1.0, "failed", state="due", due_at=2.0)], {}, run)

    _, visits = ledger.life(URL)
    assert len(visits) == 1
    [address] = ledger.due("a.example", 3.0, 9)
    assert address.tries == 1


def test_a_server_that_does_not_come_back_ends_the_wait(
    own: PostgreSQL, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floor, "PATIENCE", 0.5)
    run = ledger.begin("news", {}, 0.0, "a.example")
    own.stop("immediate")
    try:
        with pytest.raises(LostServerError, match="cannot be used"):
            ledger.add([Link(URL, "article")], None, run, 0.0)
    finally:
        own.start()
    assert ledger.add([Link(URL, "article")], None, run, 0.0) == 1
