"""What stands in captures and articles is made anew from them, and nothing else is touched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild import mend
from crawler.archive.segments import SegmentError, Segments
from tests.archive.changes import at, in_ledger, newest, of_lines
from tests.archive.ledgers import KEYS, LOST, queried, rows, wrong
from tests.archive.two_runs import (
    copied,
    without,
)
from tests.crawling import run
from tests.test_recrawl import FERRY


def contents(archive: Path) -> dict[str, str]:
    return {
        str(path.relative_to(archive)): sha256(path.read_bytes()).hexdigest()
        for path in archive.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_a_sound_archive_is_left_as_it_is(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    before = contents(own)

    assert wrong(own) == []
    assert list(mend(own, KEYS)) == []

    assert contents(own) == before


def test_index_manifest_and_ledger_come_back_as_they_were(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST)
    assert wrong(own)

    done = list(mend(own, KEYS))

    assert len(done) == len(list(archive.glob("cdx/*"))) + 2
    assert wrong(own) == []
    for path in archive.glob("cdx/*"):
        assert (own / "cdx" / path.name).read_bytes() == path.read_bytes()
    listed = [
        {json.loads(line)["file"]: json.loads(line)["sha256"] for line in path.open()}
        for path in (archive / "manifest.jsonl", own / "manifest.jsonl")
    ]
    assert listed[0] == listed[1]


def test_a_ledger_that_is_none_is_set_aside_and_never_deleted(
    archive: Path, tmp_path: Path
) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite-wal", "ledger.sqlite-shm")
    (own / "ledger.sqlite").write_bytes(b"no ledger at all" * 99)

    list(mend(own, KEYS))

    [aside] = own.glob("ledger.sqlite.2*")
    assert aside.read_bytes() == b"no ledger at all" * 99
    assert wrong(own) == []


def test_a_ledger_at_odds_with_sound_files_is_made_anew(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    with closing(sqlite3.connect(own / "ledger.sqlite")) as db, db:
        db.execute("DELETE FROM articles WHERE version = 2")
    assert wrong(own)

    list(mend(own, KEYS))

    assert wrong(own) == []
    assert rows(own, "articles") == rows(archive, "articles")


@pytest.mark.parametrize("folder", ["warc", "articles", "reports"])
def test_damage_is_not_silenced(folder: str, archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    path = max((own / folder).iterdir())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    before = contents(own)

    list(mend(own, KEYS))

    assert any(path.name in finding for finding in wrong(own))
    assert contents(own) == before


def test_an_index_that_is_wrong_is_set_aside(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    path = max((own / "cdx").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"status": "200"', b'"status": "404"'))

    list(mend(own, KEYS))

    assert path.read_bytes() == whole
    assert wrong(own) == []
    assert [aside.name for aside in (own / "recovered").iterdir()] == [f"cdx-{path.name}.1"]


def test_a_line_of_a_version_that_came_later_is_the_valid_one(
    archive: Path, tmp_path: Path
) -> None:
    own = without(copied(archive, tmp_path), *LOST)
    first, last = min((own / "articles").iterdir()), max((own / "articles").iterdir())
    [ferry] = [line for line in first.open() if FERRY in json.loads(line)["url"]]
    again = json.loads(ferry)
    again["provenance"]["reader"] = "later"
    last.write_text(
        last.read_text("utf-8") + json.dumps(again, ensure_ascii=False) + "\n", "utf-8"
    )

    list(mend(own, KEYS))

    assert wrong(own) == []
    placed = queried(own, "SELECT file FROM articles WHERE version = 1 AND url LIKE '%101.html'")
    assert placed == [(f"articles/{last.name}",)]


def test_articles_alone_are_enough_for_their_stories(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST, "warc")

    list(mend(own, KEYS))

    names = ("url", "version", "identifier", "content", "file", "offset", "length")
    query = f"SELECT {', '.join(names)} FROM articles"
    assert queried(own, query) == queried(archive, query)
    states = [state for [state] in queried(own, "SELECT state FROM addresses")]
    assert states == ["gone", "held", "held", "held"]
    assert queried(own, "SELECT count(*) FROM readings WHERE content = ''") == [(1,)]


@pytest.mark.parametrize("has_ledger", [True, False])
def test_a_run_that_was_killed_is_ended_first(
    archive: Path, tmp_path: Path, *, has_ledger: bool
) -> None:
    own = copied(archive, tmp_path)
    for folder in ("warc", "cdx", "articles"):
        path = newest(own, folder)
        name = str(path.relative_to(own))
        at("", without_name(name))(own)
        in_ledger("UPDATE segments SET sealed = 0 WHERE file = ?", name)(own)
        being_written = path.rename(path.with_name(path.name + ".open"))
        being_written.write_bytes(being_written.read_bytes() + b"half")
    if has_ledger:
        in_ledger("DELETE FROM captures WHERE rowid = 1")(own)
    else:
        without(own, "ledger.sqlite")

    list(mend(own, KEYS))

    assert wrong(own) == []
    assert not list(own.glob("*/*.open"))
    for table in ("captures", "articles", "segments"):
        assert rows(own, table) == rows(archive, table)


def without_name(name: str) -> Callable[[bytes], bytes]:
    return of_lines(lambda lines: [line for line in lines if name.encode() not in line])


def test_it_waits_for_no_run_that_is_going_on(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST)
    shelf = Segments(own)

    with pytest.raises(SegmentError, match="in use"):
        list(mend(own, KEYS))

    assert not (own / "ledger.sqlite").exists()
    assert list(mend(own, KEYS, shelf=shelf))
    shelf.close()
    assert wrong(own) == []


def test_the_command_mends_and_proves(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST)

    before = run("check-archive", str(own), archive=own)
    mended = run("check-archive", "--mend", str(own), archive=own)
    again = run("check-archive", "--mend", str(own), archive=own)

    assert (before.returncode, mended.returncode, again.returncode) == (1, 0, 0)
    assert "made the ledger anew: 5 addresses" in mended.stdout
    assert "nothing to mend" in again.stdout


def test_what_is_in_another_store_is_said(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite")
    for path in own.glob("*/20260205080000-00001*"):
        path.unlink()

    done = list(mend(own, KEYS, moved_away=True))

    assert done[-1].startswith("4 sealed files are not here")
    assert [each for each in check([own], CheckTally(), moved_away=True) if each.wrong] == []
