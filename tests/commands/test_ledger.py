"""What a ledger holds is counted, its traps are told and forgotten, and it is copied whole."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.segments import Segments
from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.run.sameness import KEPT, brought_in
from tests.commands.typed import exit_status

TRAP, OTHER = "/calendar/N", "/news/N"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an archive whose ledger knows two addresses, and a trap."""
    Segments(tmp_path).close()
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        run = ledger.begin("news", {}, 0.0, "a.example")
        links = [Link(f"https://a.example/{n}", "article") for n in (1, 2)]
        ledger.add(links, None, run, 0.0)
        ledger.end(run, 9.0, {"run": run})
        ledger.remember(KEPT, lambda _: json.dumps({TRAP: [0, 5_000], OTHER: [90, 3]}))
    return tmp_path


@pytest.fixture
def ledger(root: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Ask the ledger; the value is what is shown."""

    def ask(*args: str, **settings: Any) -> list[str]:
        assert exit_status("ledger", *args, ARCHIVE_DIR=str(root), **settings) == 0
        return capsys.readouterr().out.splitlines()

    return ask


def test_the_rows_of_each_table_are_counted(ledger: Any) -> None:
    counts = {name: int(count) for count, name in (line.split() for line in ledger())}

    assert (counts["addresses"], counts["runs"], counts["articles"]) == (2, 1, 0)


def test_a_trap_is_listed_and_asked_again_once_it_is_forgotten(ledger: Any, root: Path) -> None:
    told = ledger("--traps")
    assert len(told) == 1
    assert told[0].endswith(f"  {TRAP}")
    assert "5000 again" in " ".join(told[0].split())

    assert ledger("--forget-trap", TRAP) == [f"forgotten: {TRAP}"]

    assert ledger("--traps") == ["no traps"]
    with closing(Ledger(root / "ledger.sqlite")) as kept:
        assert {*brought_in(kept.counts(KEPT))} == {OTHER}


def test_it_is_copied_to_a_server_and_the_old_one_is_out_of_the_way(
    ledger: Any, root: Path, shared_place: str
) -> None:
    told = ledger("--copy-to", shared_place)

    assert told[-2].startswith("copied to postgresql://")
    assert not (root / "ledger.sqlite").exists()
    assert (root / "ledger.sqlite.copied").exists()
    with closing(Ledger(shared_place)) as other:
        assert other.row_counts()["addresses"] == 2


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--forget-trap", "/nowhere/N"), "no trap /nowhere/N"),
        (("--copy-to", "other.sqlite"), "--copy-to postgresql://"),
        (("--copy-to", "postgresql://nobody:secret@127.0.0.1:1/none"), "cannot be used"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_has_changed(
    args: tuple[str, ...], said: str, ledger: Any, root: Path
) -> None:
    with pytest.raises(UsageError, match=said) as error:
        ledger(*args)

    assert "secret" not in str(error.value)
    assert (root / "ledger.sqlite").exists()


def test_it_is_not_copied_while_a_crawl_goes_on(
    ledger: Any, root: Path, shared_place: str
) -> None:
    with closing(Segments(root)), pytest.raises(UsageError, match="in use"):
        ledger("--copy-to", shared_place)
