"""Where the ledgers of these tests stand: in a file and, in long runs, on a server as well."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from crawler.ledger.ledger import Ledger
from tests.ledger.fleet_members import join
from tests.postgresql import PostgreSQL

__all__ = ["join"]

_NUMBERS = count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Return a place for a new ledger."""
    if request.param == "sqlite":
        return tmp_path / "ledger.sqlite"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_place(f"t{next(_NUMBERS)}")


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    yield opened
    opened.close()
