"""A ledger is copied to a server whole, or not at all, and only to an empty place."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.ledger.copying import copied
from crawler.ledger.database import LedgerError
from crawler.ledger.hosts import Host
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, ArticleRow, Visit
from tests.postgresql import PostgreSQL

pytestmark = pytest.mark.long

FEED, STORY = "http://a.example/feed", "http://a.example/1"


def filled(path: Path) -> Ledger:
    ledger = Ledger(path)
    run = ledger.begin("news", {}, 1.0, "a.example")
    ledger.add([Link(FEED, "feed"), Link(STORY, "article", "A \0 title")], None, run, 1.0)
    row = ArticleRow(
        STORY, 1, "urn:1", "sha256:1", "articles/1.jsonl", 0, 9, b"\0\xff", bands=(7,)
    )
    held = Visit(STORY, 2.0, "stored", state="held", held=HELD, articles=(row,), due_at=9.0)
    listed = (Link(STORY, "article", "A title"),)
    ledger.commit([Visit(FEED, 2.0, "source", listed=listed), held], {"articles/1.jsonl": 9}, run)
    ledger.hosts.put(Host("a.example", robots=b"\0", asked_at=2.0))
    ledger.seal(["articles/1.jsonl"])
    return ledger


def test_a_copy_has_every_row_and_goes_on_where_the_old_ledger_ended(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    old, new = filled(tmp_path / "ledger.sqlite"), Ledger(postgresql.new_place("whole"))

    counts = copied(old, new, "here", lambda _: "a.example")

    assert counts == old.row_counts() == new.row_counts()
    assert counts["addresses"] == 2
    assert new.address(STORY) == old.address(STORY)
    assert new.hosts.get("a.example") == old.hosts.get("a.example")
    assert new.stories.latest(STORY) == old.stories.latest(STORY)
    run = new.begin("news", {}, 9.0, "a.example")
    assert run == 2
    assert new.add([Link("http://a.example/2", "article")], None, run, 9.0) == 1
    assert [each.url for each in new.due("a.example", 9.0, 9)][-1] == STORY
    old.close()
    new.close()


def test_nothing_is_copied_over_a_ledger_or_from_one_that_is_being_written(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    old, new = filled(tmp_path / "ledger.sqlite"), Ledger(postgresql.new_place("refused"))
    old.commit([], {"articles/2.jsonl": 9}, 1)

    with pytest.raises(LedgerError, match=r"articles/2.jsonl is being written"):
        copied(old, new, "here", str)
    old.seal(["articles/2.jsonl"])
    new.begin("news", {}, 1.0)
    with pytest.raises(LedgerError, match="there is a ledger already"):
        copied(old, new, "here", str)
    assert new.row_counts()["addresses"] == 0
    old.close()
    new.close()


def test_a_copy_that_fails_leaves_nothing(
    tmp_path: Path, postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = filled(tmp_path / "ledger.sqlite"), Ledger(postgresql.new_place("undone"))
    counts = {**old.row_counts(), "visits": 7}
    monkeypatch.setattr(old, "row_counts", lambda: counts)

    with pytest.raises(LedgerError, match="visits: 7 here, 2 there"):
        copied(old, new, "here", lambda _: "a.example")

    assert set(new.row_counts().values()) == {0}
    old.close()
    new.close()
