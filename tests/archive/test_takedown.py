"""A story that is taken down is gone everywhere, and all that stays can be proven as before."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import takedown
from crawler.archive.check import CheckTally, check
from crawler.archive.folders import WORK
from crawler.archive.outbox import Outbox
from crawler.archive.rebuild import mend
from crawler.archive.segments import Segments
from crawler.archive.takedown import TakedownError, find_story, finish, prepare
from crawler.archive.tombstone import tombstone
from crawler.exports.held import HeldStories
from crawler.ledger.ledger import Ledger
from crawler.ledger.takedowns import Takedowns
from crawler.run.site_keys import KEYS
from tests.archive.two_runs import FAR, copied, site, without
from tests.crawling import run, story
from tests.test_recrawl import FERRY, QUAY, Paper, printing

NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)
WHY = "A court has ordered it."


@pytest.fixture
def crawled(crawled_twice: tuple[Path, str]) -> tuple[Path, str]:
    return crawled_twice


@pytest.fixture
def own(crawled: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled[0], tmp_path)


@pytest.fixture
def home(crawled: tuple[Path, str]) -> str:
    return crawled[1]


def take_down(root: Path, named: str) -> str | None:
    with closing(Segments(root)) as shelf:
        log = finish(shelf)
        story = find_story(root, named)
        if story:
            log = prepare(shelf, story, WHY, NOON)
            finish(shelf)
        return log


def wrong(root: Path) -> list[str]:
    return [f"{each.file}: {each.reason}" for each in check([root], CheckTally()) if each.wrong]


def said_of(root: Path, text: bytes) -> list[str]:
    """Return the files that hold a text, decompressed where they are."""
    found = []
    for path in root.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.name.endswith(".gz"):
                data = b"".join(_members(data))
            if text in data:
                found.append(path.relative_to(root).as_posix())
    return found


def _members(data: bytes) -> Iterator[bytes]:
    while data:
        decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield decoder.decompress(data)
        data = decoder.unused_data


def urls(root: Path) -> set[str]:
    with HeldStories(root) as held:
        return {story.record["url"] for story in held.stories()}


def test_nothing_of_the_story_is_left_and_the_archive_is_proven(own: Path, home: str) -> None:
    assert len(said_of(own, b"It was a day late.")) >= 2
    before = urls(own)

    log = take_down(own, home + FERRY)

    assert wrong(own) == []
    assert said_of(own, b"It was a day late.") == []
    assert urls(own) == before - {home + FERRY}
    assert log
    [logged] = [json.loads(line) for line in (own / log).read_bytes().splitlines()]
    assert logged["object"]["url"] == home + FERRY
    assert logged["description"] == WHY
    assert len(logged["object"]["identifier"]) == 2
    assert len(logged["provenance"]["locations"]) == 2


def test_every_other_record_stands_where_it_stood_and_others_read_the_files(
    own: Path, home: str, crawled: tuple[Path, str]
) -> None:
    def records(root: Path) -> dict[str, tuple[str, bytes]]:
        found = {}
        for path in sorted(root.glob("warc/*")):
            with path.open("rb") as file:
                for each in ArchiveIterator(file, no_record_parse=True):
                    header = each.rec_headers
                    name = header.get_header("WARC-Record-ID")
                    found[name] = header.get_header("WARC-Type"), each.raw_stream.read()
        return found

    take_down(own, home + FERRY)

    before, after = records(crawled[0]), records(own)
    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() == after.keys()
    assert {before[name][0] for name in changed} == {"response"}
    assert {after[name][0] for name in changed} == {"metadata"}
    for path in own.glob("warc/*"):
        with path.open("rb") as file:
            read = [each.record_id for each in FastIterator(file, verify_digests=True)]
        assert {str(name).strip("<>") for name in read} <= {name.strip("<>") for name in after}


def test_a_story_is_known_by_any_of_its_versions_and_its_events_go(own: Path, home: str) -> None:
    with HeldStories(own) as held:
        [quay] = [each for each in held.stories() if each.record["url"].endswith(QUAY)]
    assert said_of(own / "events", QUAY.encode())

    take_down(own, quay.record["identifier"])

    assert not said_of(own / "events", QUAY.encode())
    assert home + QUAY not in urls(own)
    assert wrong(own) == []


def test_consumers_are_handed_the_changed_files_and_the_log(own: Path, home: str) -> None:
    for file in [each.file for each in Outbox(own, "library").waiting()]:
        Outbox(own, "library").acknowledge(file)

    log = take_down(own, home + FERRY)

    waiting = [each.file for each in Outbox(own, "library").waiting()]
    assert waiting[-1] == log
    assert {name.partition("/")[0] for name in waiting} == {"articles", "takedowns"}
    listed = [json.loads(line) for line in (own / "manifest.jsonl").read_bytes().splitlines()]
    assert {each["file"] for each in listed if "replaces" in each} > set(waiting[:-1])


def test_the_address_is_never_asked_for_again_and_a_new_ledger_knows_it(
    own: Path, home: str
) -> None:
    def reason(root: Path) -> Any:
        with closing(Ledger(root / "ledger.sqlite")) as ledger:
            assert ledger.ask_again([home + FERRY], 99, 2e9) == 0
            return ledger.life(home + FERRY)[0]

    take_down(own, home + FERRY)

    known = reason(own)
    assert (known["state"], known["reason"], known["title"]) == ("done", "taken-down", None)
    list(mend(without(own, "ledger.sqlite"), KEYS))
    assert reason(own)["reason"] == "taken-down"
    assert wrong(own) == []


def test_lines_of_other_stories_are_found_where_they_moved_to(own: Path, home: str) -> None:
    take_down(own, home + FERRY)

    with closing(sqlite3.connect(own / "ledger.sqlite")) as db:
        rows = db.execute("SELECT url, file, offset, length FROM articles").fetchall()
    assert len(rows) > 2
    for url, file, offset, length in rows:
        line = (own / file).read_bytes()[offset : offset + length]
        assert json.loads(line)["url"] == url


def test_what_is_not_held_is_not_taken_down_and_nothing_changes(own: Path, home: str) -> None:
    before = {path: path.read_bytes() for path in own.rglob("*") if path.is_file()}

    for name in (f"{home}/news/none.html", "urn:sha256:" + "0" * 64):
        assert not find_story(own, name)
    assert find_story(own, home + FERRY)

    assert {path: path.read_bytes() for path in own.rglob("*") if path.is_file()} == before


def test_a_file_that_was_moved_away_is_asked_for(own: Path, home: str) -> None:
    next(own.glob("warc/*")).unlink()

    with pytest.raises(TakedownError, match="bring it back"):
        find_story(own, home + FERRY)


STEPS = (
    (takedown, "sync_path"), (Takedowns, "forget"), (Segments, "relist"), (Segments, "enlist"),
    (shutil, "rmtree"),
)  # fmt: skip


def killed_at(step: int, root: Path, named: str) -> bool:
    """Take a story down in a process that is killed at a step; say whether it came so far."""
    child = os.fork()
    if not child:
        reached = 0

        def killing(call: Any) -> Any:
            def step_of(*args: Any, **more: Any) -> Any:
                nonlocal reached
                reached += 1
                if reached > step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*args, **more)

            return step_of

        for owner, name in STEPS:
            setattr(owner, name, killing(getattr(owner, name)))
        take_down(root, named)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_takedown_that_was_killed_anywhere_is_ended_by_the_next(
    crawled: tuple[Path, str], home: str, tmp_path: Path
) -> None:
    step = killed = 0
    while True:
        own = copied(crawled[0], tmp_path / str(step))
        if not killed_at(step, own, home + FERRY):
            break
        killed += 1
        take_down(own, home + FERRY)
        assert not (own / WORK).exists()
        assert said_of(own, b"It was a day late.") == []
        if step % 4 == 0:  # a second each
            assert wrong(own) == []
        step += 1
    assert killed > 15


def test_a_tombstone_is_as_long_as_what_it_stands_for_or_none() -> None:
    fields = {"warc-record-id": "<urn:uuid:1>", "warc-date": "2026-02-05T08:30:00Z"}

    for length in (400, 401, 70_000, 3_000_000):
        assert len(tombstone(fields, "takedowns/1.jsonl", length)) == length
    with pytest.raises(ValueError, match="does not fit"):
        tombstone(fields, "takedowns/1.jsonl", 100)


@pytest.mark.long
def test_a_later_crawl_leaves_the_story_alone_and_goes_on_with_the_others(tmp_path: Path) -> None:
    with printing(Paper(site())) as paper:
        address = f"http://127.0.0.1:{paper.port}{FERRY}"
        paper.crawl(tmp_path, timedelta(), FAR)
        before = copied(tmp_path, tmp_path.parent / "before")
        take_down(tmp_path, address)
        paper.requests()
        paper.pages[FERRY] = story("Ferry returns", "It was a day late.")
        told = paper.crawl(tmp_path, timedelta(days=2), FAR)
        asked = {path for path, _ in paper.requests()}

    assert FERRY not in asked
    assert QUAY in asked
    assert told["balances"]
    assert address not in urls(tmp_path)
    assert wrong(tmp_path) == []
    # Nor does it come back from a copy that somebody kept.
    run("crawl", "replay", "-a", f"captures={before}", archive=tmp_path)
    assert address not in urls(tmp_path)
    assert wrong(tmp_path) == []
