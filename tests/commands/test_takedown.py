"""A story is taken down once, and what would go is shown before."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.check import CheckTally, check
from crawler.archive.offsite import upload
from crawler.archive.outbox import Outbox
from crawler.commands.wanted import LINES, brought
from crawler.exports.held import HeldStories
from crawler.view.index import Indexer, index_path
from tests.commands.kept import held_of, last_line, run, wrong
from tests.test_recrawl import FERRY


@pytest.fixture
def ferry(crawled_twice: tuple[Path, str]) -> str:
    return crawled_twice[1] + FERRY


def bytes_of(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def every_byte(path: Path) -> bytes:
    """Return what a database and the files beside it hold."""
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


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


@pytest.mark.parametrize("is_viewed", [False, True], ids=["nobody looks", "somebody looks"])
def test_no_word_of_it_stays_in_the_index_of_the_viewer(
    own: Path, ferry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_viewed: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    viewer = Indexer(own, path := index_path(own, tmp_path / "caches"))
    other = Indexer(tmp_path / "other", beside := index_path(tmp_path, tmp_path / "caches"))
    viewer.update()
    other.close()
    if not is_viewed:
        viewer.close()
    assert ferry.encode() in every_byte(path)

    assert run("takedown", own, ferry, "--dry-run") == 0
    assert path.exists()
    assert run("takedown", own, ferry, "--why", "A court has ordered it.") == 0

    assert path.exists() == is_viewed
    assert beside.exists()
    viewer = viewer if is_viewed else Indexer(own, path)
    viewer.update()
    with closing(sqlite3.connect(path)) as db:
        assert not db.execute("SELECT 1 FROM story WHERE url = ?", (ferry,)).fetchall()
        assert db.execute("SELECT url FROM takedown").fetchall() == [(ferry,)]
        assert db.execute("SELECT 1 FROM story").fetchall()
    viewer.close()


def test_what_was_brought_of_a_store_to_be_looked_at_is_brought_anew(
    own: Path, ferry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    url = f"file://{tmp_path}/there"
    list(upload(own, url))
    cache = brought(url, LINES)
    assert ferry.encode() in b"".join(bytes_of(cache / "articles").values())

    assert run("takedown", own, ferry, "--why", "asked to", ARCHIVE_STORE=url) == 0

    assert ferry.encode() not in b"".join(bytes_of(cache / "articles").values())
    with HeldStories(brought(url, LINES)) as held:
        addresses = [each.record["url"] for each in held.stories()]
    assert addresses
    assert ferry not in addresses


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
