"""What is old goes, with its index, and what later captures repeat stays."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from scrapy.exceptions import UsageError

from crawler.archive.segments import Segments
from tests.commands.kept import last_line, run, wrong
from tests.test_recrawl import FERRY


def test_the_lines_of_a_story_go_when_its_captures_have_expired(
    own: Path, crawled_twice: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run("retain", own, "--days", "0")

    assert run("takedown", own, crawled_twice[1] + FERRY, "--why", "asked to") == 0

    assert last_line(capsys).startswith("gone: 2 lines, 0 captures of 1 addresses")
    assert wrong(own) == []


@pytest.mark.long
def test_a_ledger_on_a_server_forgets_what_retention_let_go(own: Path, server: str) -> None:
    with psycopg.connect(server) as db:
        assert db.execute("SELECT count(*) > 0 FROM captures").fetchone() == (True,)

    assert run("retain", own, "--days", "0", LEDGER=server) == 0

    assert [*own.glob("warc/*")] == []
    with psycopg.connect(server) as db:
        assert db.execute("SELECT count(*) FROM captures").fetchone() == (0,)


def test_nothing_goes_where_the_server_of_the_ledger_is_not_to_be_had(own: Path) -> None:
    before = sorted(own.glob("warc/*"))
    with pytest.raises(UsageError) as raised:
        run("retain", own, "--days", "0", LEDGER="postgresql://nobody@127.0.0.1:1/none")
    assert "\n" not in str(raised.value).strip()
    assert sorted(own.glob("warc/*")) == before


def shown(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def contents(root: Path) -> dict[Path, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {path: path.read_bytes() for path in files}


def test_what_would_go_is_shown_and_stays(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(own)

    assert run("retain", own, "--days", "0", "--dry-run") == 0

    told = shown(capsys)
    assert told[:-1] == sorted(f"warc/{path.name}" for path in own.glob("warc/*"))
    assert told[-1].startswith("would go: 2 WARC files, ")
    assert contents(own) == before


def test_a_file_that_later_captures_repeat_stays_and_is_named(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, last = sorted(own.glob("warc/*"))

    run("retain", own, "--size", str(last.stat().st_size))

    told = shown(capsys)
    assert told[0] == f"warc/{first.name} stays: later captures repeat its payloads"
    assert told[-1] == "gone: 0 WARC files, 0 bytes; 1 are needed"
    assert first.exists()


@pytest.mark.parametrize(
    ("size", "is_over"),
    [("1", True), ("1K", True), ("1kb", True), ("9G", False), ("9TB", False), (" 9m ", False)],
)
def test_a_size_is_so_many_bytes_in_the_units_of_disks(
    size: str, own: Path, capsys: pytest.CaptureFixture[str], *, is_over: bool
) -> None:
    run("retain", own, "--dry-run", RETAIN_SIZE=size)

    assert last_line(capsys).startswith(f"would go: {2 if is_over else 0} WARC files, ")


def test_without_options_the_settings_say_what_goes(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("retain", own, "--dry-run", RETAIN_DAYS="1")
    assert last_line(capsys) == "would go: 0 WARC files, 0 bytes; 0 are needed"

    with pytest.raises(UsageError, match="takes no arguments"):
        run("retain", own, "everything")


def test_nothing_goes_while_a_crawl_goes_on(own: Path) -> None:
    with closing(Segments(own)), pytest.raises(UsageError, match="in use"):
        run("retain", own, "--days", "0")
    assert list(own.glob("warc/*"))
