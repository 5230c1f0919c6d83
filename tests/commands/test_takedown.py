"""A story is taken down once, and what would go is shown before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.check import CheckTally, check
from crawler.archive.offsite import upload
from crawler.archive.outbox import Outbox
from crawler.exports.held import HeldStories
from tests.commands.kept import held_of, last_line, run, wrong
from tests.test_recrawl import FERRY


@pytest.fixture
def ferry(crawled_twice: tuple[Path, str]) -> str:
    return crawled_twice[1] + FERRY


def bytes_of(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_takedown_is_shown_before_it_is_done_and_done_once(
    own: Path, ferry: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_of(own / "articles")
    assert run("takedown", own, ferry, "--dry-run") == 0
    assert last_line(capsys) == "would go: 2 lines, 2 captures of 1 addresses"
    assert bytes_of(own / "articles") == before

    assert run("takedown", own, ferry, "--why", "A court has ordered it.") == 0
    assert last_line(capsys).startswith("gone: 2 lines, 2 captures of 1 addresses; takedowns/")
    assert run("takedown", own, ferry, "--why", "Again.") == 1
    assert not [each for each in check([own], CheckTally()) if each.wrong]


def test_what_is_taken_down_is_gone_from_the_store_as_well(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"file://{tmp_path}/there"
    list(upload(own, url))
    with HeldStories(tmp_path / "there") as held:
        address = next(iter(held.stories())).record["url"]

    assert run("takedown", own, address, "--why", "asked to", ARCHIVE_STORE=url) == 0

    assert "in the places of theirs" in last_line(capsys)
    with HeldStories(tmp_path / "there") as held:
        assert address not in [each.record["url"] for each in held.stories()]
        assert len(held) > 0
    assert [each.reason for each in check([tmp_path / "there"], CheckTally()) if each.wrong] == []
    # What has changed waits for whoever took the files in before.
    assert [*Outbox(tmp_path / "there", "library").waiting()]


@pytest.mark.parametrize("gone", [("store", "--let-go"), ("retain", "--days", "0")])
def test_a_takedown_reaches_captures_that_only_the_store_holds(
    gone: tuple[str, ...], own: Path, crawled_twice: tuple[Path, str], tmp_path: Path
) -> None:
    address, url = crawled_twice[1] + FERRY, f"file://{tmp_path}/there"
    run("store", own, url)
    run(gone[0], own, *gone[1:], ARCHIVE_STORE=url)
    with pytest.raises(UsageError, match="why"):
        run("takedown", own, address, ARCHIVE_STORE=url)
    assert held_of(tmp_path / "there", address) == [2, 2]

    assert run("takedown", own, address, "--dry-run", ARCHIVE_STORE=url) == 0
    assert held_of(tmp_path / "there", address) == [2, 2]
    assert run("takedown", own, address, "--why", "asked to", ARCHIVE_STORE=url) == 0

    assert held_of(tmp_path / "there", address) == [0, 0]
    assert [*own.glob("warc/*")] == []
    assert wrong(own, moved_away=gone[0] == "store") == wrong(tmp_path / "there") == []


def test_a_takedown_without_the_store_asks_for_what_it_holds(
    own: Path, crawled_twice: tuple[Path, str], tmp_path: Path
) -> None:
    address, url = crawled_twice[1] + FERRY, f"file://{tmp_path}/there"
    run("store", own, url, "--let-go")
    before = (own / "manifest.jsonl").read_bytes()

    with pytest.raises(UsageError, match="bring it back"):
        run("takedown", own, address, "--why", "asked to")
    shutil.rmtree(tmp_path / "there" / "warc")
    with pytest.raises(UsageError, match="nothing has gone yet"):
        run("takedown", own, address, "--why", "asked to", ARCHIVE_STORE=url)

    assert (own / "manifest.jsonl").read_bytes() == before
